"""`requests list` and `requests show` on the demonstration."""

from __future__ import annotations

import pytest

from tests.commands.conftest import run, told

pytestmark = pytest.mark.usefixtures("with_demo")


def test_what_is_late_comes_first_and_may_be_asked_alone():
    rows = told("requests", "list")
    assert len(rows) == 27
    assert [row["late"] for row in rows[:10]] == [True] * 9 + [False]
    assert {row["request_id"] for row in told("requests", "list", "--late")} == {r["request_id"] for r in rows[:9]}
    assert "fictional" in rows[0]["labels"]


def test_filters_of_the_list():
    assert {row["state"] for row in told("requests", "list", "--step", "endorsed")} == {"endorsed"}
    assert {row["organisation"] for row in told("requests", "list", "--organisation", "ONG Q (fictif)")} == {
        "ONG Q (fictif)"
    }
    assert all(row["adm2_pcode"].startswith("HT07") for row in told("requests", "list", "--place", "HT07"))


def test_one_request_with_all_that_stands_behind_it():
    sheet = told("requests", "show", "DEM-2023-017")
    assert sheet["request"]["state"] == "distributed"
    assert sheet["reports_overdue"]["reports_overdue"] == 2
    assert [step["standing"] for step in sheet["timeline"]][-2:] == ["late", "ahead"]
    assert all(line["released"] == line["quantity_approved"] for line in sheet["lines"])
    assert told("requests", "show", "DEM-2023-021")["monitoring"][0]["answer_share"] == pytest.approx(59 / 60)


def test_a_request_that_is_not_there_is_one_sentence():
    result = run("requests", "show", "DEM-9")
    assert result.exit_code == 2
    assert "DEM-9" in result.output
    assert run("requests", "show", "DEM-2023-021").exit_code == 0
