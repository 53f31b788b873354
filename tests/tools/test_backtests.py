"""The shipped backtests are what the engines and the shipped rates give; the document is what the figures say."""

from __future__ import annotations

import tomllib

import pytest

from data.reference_shelters import impact_rates
from data.reference_tables import REFERENCE, document
from geo.impact_rates import BOUNDS
from tools import backtests, backtests_doc

TOLD = document(backtests.OUT)


@pytest.mark.shared
def test_reckoned_again_from_the_real_files_the_figures_are_those_that_ship(shared):
    made = backtests.as_toml(backtests.computed(shared))
    assert made == backtests.OUT.read_text(encoding="utf-8")
    assert "t_0" not in made  # no point of a grid, no position of a track
    assert "longitude" not in made


def test_the_document_is_made_of_the_figures():
    made = backtests_doc.text(TOLD, document(backtests.USE))
    assert made == backtests.DOC.read_text(encoding="utf-8")


def test_text_of_the_document_reads_back():
    assert tomllib.loads(backtests.as_toml(TOLD)) == TOLD


@pytest.mark.parametrize("event", TOLD["events"])
def test_steps_shrink_and_departments_add_up(event):
    told = TOLD["events"][event]
    figures = {row["figure"]: row for row in told["figures"]}
    exposed = sum(told["classes"].values())
    for bound in BOUNDS:
        assert figures["public_shelter"][bound] <= figures["displaced"][bound] <= figures["affected"][bound] <= exposed
        assert figures["in_need"][bound] <= figures["affected"][bound]
    # Each of ten departments is rounded: at most half a person each.
    assert sum(row["exposed"] for row in told["departments"]) == pytest.approx(exposed, abs=10)
    for bound in BOUNDS:
        summed = sum(row[f"displaced_{bound}"] for row in told["departments"])
        assert summed == pytest.approx(figures["displaced"][bound], abs=10)
    assert figures["displaced"]["runs_least"] <= figures["displaced"]["middle"] <= figures["displaced"]["runs_most"]


def test_displaced_are_exposed_people_times_the_shipped_rates():
    """Matthew by hand: 6,741,896 x 0.005 + 370,440 x 0.02 + 221,165 x 0.05 + 548,929 x 0.12 + 609,252 x 0.25."""
    told = TOLD["events"]["matthew_2016"]
    rates = impact_rates().displaced
    by_hand = sum(people * rates["cyclone", label].middle for label, people in told["classes"].items())
    shown = next(row for row in told["figures"] if row["figure"] == "displaced")
    assert shown["middle"] == pytest.approx(by_hand, abs=2)
    assert shown["ratio"] == pytest.approx(shown["middle"] / shown["recorded"], abs=0.005)


def test_every_record_of_the_reckoned_events_stands_beside_its_own_figure():
    names = {"Matthew 2016": "matthew_2016"} | {one.name: key for key, one in backtests.QUAKES.items()}
    wanted = {
        (names[one["event"]], one["figure"], one["people"]) for one in impact_rates().records if one["event"] in names
    }
    held = {(key, row["figure"], row["recorded"]) for key, event in TOLD["events"].items() for row in event["figures"]
            if "recorded" in row}  # fmt: skip
    assert held == wanted


def test_every_rate_names_the_backtests_that_bear_on_it():
    rates = document(REFERENCE / "impact-rates.toml")
    entries = {"in_need": rates["in_need"], **rates["goes_to"]}
    entries |= {
        f"{hazard}.{name}": one for hazard, classes in rates["hazards"].items() for name, one in classes.items()
    }
    for name, entry in entries.items():
        assert set(entry["evidence"]) <= set(TOLD["events"]), name
    for key, event in TOLD["events"].items():
        named = [
            name for name, entry in entries.items() if key in entry["evidence"] and name.startswith(event["hazard"])
        ]
        assert len(named) == len(rates["hazards"][event["hazard"]])
