"""Verbs of trust: what is out of date, what is doubtful, and saying that records are still true."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from data.home import today
from tests.commands.conftest import run, told, write


def stocked(empty) -> None:
    """Two sites counted 5 and 200 days before today, one of them with an odd household."""
    days = [(pd.Timestamp(today()) - timedelta(days=ago)).date().isoformat() for ago in (5, 200)]
    sites = [{"site_id": f"S{n}", "name": f"Site {n}", "adm2_pcode": "HT0111"} for n in (1, 2)]
    counts = [
        {"site_id": "S1", "assessed_on": days[0], "individuals": 300, "households": 60},
        {"site_id": "S2", "assessed_on": days[1], "individuals": 100, "households": 5},
    ]
    assert run("import", "sites", write(empty / "sites.csv", sites)).exit_code == 0
    assert run("import", "assessments", write(empty / "counts.csv", counts)).exit_code == 0


def fresh_share() -> float:
    (row, *_) = told("coverage", "--level", "adm0")
    return row["fresh_share"]


def test_stale_confirm_undo(empty):
    stocked(empty)
    late = [row for row in told("stale") if row["table_name"] == "sites"]
    assert [(row["record_id"], row["state"], row["age_days"], row["people"]) for row in late] == [
        ("S2", "stale", 200.0, 100.0)
    ]
    assert fresh_share() == 0.75  # 300 of 400 people
    done = told("confirm", "sites", "S2", "--note", "visite")
    assert (done["records"], done["confirmed_on"]) == (1, today())
    assert not [row for row in told("stale") if row["table_name"] == "sites"]
    assert fresh_share() == 1.0
    assert run("undo", done["batch"]).exit_code == 0
    assert fresh_share() == 0.75


def test_quality_tells_a_sentence(empty):
    stocked(empty)
    rows = told("quality", "--kind", "outlier")
    assert [(row["record_id"], row["code"], row["value"], row["expected"]) for row in rows] == [
        ("S2", "household_large", 20.0, 10.0)
    ]
    assert rows[0]["sentence"] == "20 personnes par ménage en moyenne (plus de 10)"
    assert "S2" in run("quality").output


def test_who_can_refresh_is_one_line_each(with_demo):
    rows = told("stale", "--by-refresher")
    assert len({(row["refresher_kind"], row["refresher"]) for row in rows}) == len(rows)
    assert sum(row["records"] for row in rows) == len(told("stale"))
    assert "Les Cayes" in run("stale").output


def test_what_cannot_be_confirmed_is_said_in_a_sentence(empty):
    stocked(empty)
    for arguments, words in (
        (("confirm", "sites", "S9"), "S9"),
        (("confirm", "sites", "S1", "--on", "2999-01-01"), "2999-01-01"),
    ):
        said = run(*arguments)
        assert said.exit_code == 2
        assert words in said.output
    assert run("confirm", "movements", "x").exit_code == 2
