"""The journey and critical ways in the terminal: the names of the JSON, and faults in a sentence."""

from __future__ import annotations

import pytest

from tests.commands.conftest import run, told

CONTRACT = {"hours", "path", "passes", "alternative_hours"}


def test_travel_keeps_its_contract(with_demo):
    found = told("travel", "--from", "MAG-01", "--to", "HT0811")
    assert set(found) >= CONTRACT
    steps = found["path"]
    assert found["hours"] == pytest.approx(found["handling_hours"] + sum(step["hours"] for step in steps), abs=1e-5)
    assert found["alternative_hours"].keys() == {step["way_id"] for step in steps}
    assert (steps[0]["from_pcode"], steps[0]["start"]) == ("HT0111", "Port-au-Prince")
    closed = told("travel", "--from", "MAG-01", "--to", "HT0811", "--close", steps[0]["way_id"])
    assert closed["hours"] == pytest.approx(found["alternative_hours"][steps[0]["way_id"]])


def test_where_no_way_leads_the_hours_are_unknown(with_demo):
    """La Tortue has one sea leg: closed, nobody gets there."""
    found = told("travel", "--from", "MAG-01", "--to", "HT0912", "--close", "S-Tortue")
    assert found["hours"] is None
    assert found["path"] == []


def test_critical_ways_in_the_terminal(with_demo):
    rows = told("critical-ways")
    assert {"kind", "name", "households", "hours_lost", "household_hours", "households_cut_off"} <= set(rows[0])
    assert rows[0]["households_cut_off"] == max(row["households_cut_off"] for row in rows)


@pytest.mark.parametrize(
    "arguments", [("--from", "X", "--to", "HT0811"), ("--from", "MAG-01", "--to", "HT9"),
                  ("--from", "MAG-01", "--to", "HT0811", "--close", "RN99")],
)  # fmt: skip
def test_faults_are_told_in_a_sentence(with_demo, arguments):
    result = run("travel", *arguments)
    assert result.exit_code == 2
    assert any(value in result.output for value in ("X", "HT9", "RN99"))
    assert "Quelque chose" not in result.output
