"""Each kind of standard by hand: at the threshold, ranges that straddle it, old tests, nothing told, nobody there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data import reference_tables
from geo import frames
from geo.coverage import site_coverage
from geo.measuring import Answers, days_since
from geo.standards import Norms
from geo.verdicts import verdicts_of_sites

AS_OF = "2023-08-31"
NAN = np.nan
SETTINGS = reference_tables.settings()


def norms(phase: str = "standard") -> Norms:
    return Norms(reference_tables.standards(), phase, SETTINGS["household_size"], SETTINGS)


def row(
    standard: str, *, phase: str = "standard", site: dict[str, Any] | None = None, **answers: Any
) -> dict[str, Any]:
    """The row of one standard at one site of 100 people in 20 households that gave these answers."""
    told = {"site_id": "S", "adm2_pcode": "HT0111", "site_class": "planned_site", "opened_on": "2022-01-01"}
    sites = frames.SITES.conform(pd.DataFrame([told | (site or {})]))
    given = {"site_id": "S", "assessed_on": "2023-08-01", "individuals": 100, "households": 20} | answers
    rows = frames.ASSESSMENTS.conform(pd.DataFrame([given]))
    result = site_coverage(verdicts_of_sites(sites, rows, norms(phase), as_of=AS_OF))
    found = result.frame[result.frame["standard"] == standard]
    assert len(found) == 1
    held = {str(name): value for name, value in found.iloc[0].items()}
    return held | {"told": result.explain_row(held)}


def verdict(standard: str, **more: Any) -> tuple[str, float, float]:
    held = row(standard, **more)
    reason = held["not_assessed_reason"] if held["status"] == "not_assessed" else held["status"]
    return reason, held["measured"], held["gap"]


def check(standard: str, expected: tuple[str, float, float], **more: Any) -> None:
    status, measured, gap = verdict(standard, **more)
    assert status == expected[0], (standard, more, status)
    np.testing.assert_allclose([measured, gap], expected[1:], rtol=1e-12)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"water_distance_m": 500}, ("met", 500, 0)),  # inclusive
        ({"water_distance_m": 500.1}, ("short", 500.1, 1)),
        ({}, ("not_asked", NAN, NAN)),
        # 66.667 m a minute: 7 minutes are 466.669 m, 8 are 533.336 m
        ({"water_walk_minutes_least": 0, "water_walk_minutes_most": 7}, ("met", NAN, 0)),
        ({"water_walk_minutes_least": 0, "water_walk_minutes_most": 10}, ("band", NAN, NAN)),
        ({"water_walk_minutes_least": 10, "water_walk_minutes_most": 30}, ("short", NAN, 1)),  # from 666.67 m on
        ({"water_walk_minutes_least": 30}, ("short", NAN, 1)),  # more than 30 minutes, without an end
        ({"water_walk_minutes_least": 5}, ("band", NAN, NAN)),
        ({"water_walk_minutes_most": 7}, ("met", NAN, 0)),  # less than 7
        ({"water_walk_minutes_least": 6, "water_walk_minutes_most": 6}, ("met", 400.002, 0)),  # a number after all
        ({"water_walk_minutes_least": 9, "water_walk_minutes_most": 7}, ("not_asked", NAN, NAN)),  # the wrong way round
        # the figure told in metres wins over the range
        ({"water_distance_m": 100, "water_walk_minutes_least": 30}, ("met", 100, 0)),
    ],
)
def test_an_amount_at_most_and_its_range(answers: dict[str, float], expected: tuple[str, float, float]) -> None:
    check("water_distance", expected, **answers)


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (10, 30, ("met", NAN, 0)),  # inside the 30 minutes
        (30, 60, ("short", NAN, 1)),  # a range holds its upper end, not its lower one: outside
        (20, 40, ("band", NAN, NAN)),
        (30, 30, ("met", 30, 0)),
        (60, NAN, ("short", NAN, 1)),
    ],
)
def test_ranges_that_touch_the_threshold(least: float, most: float, expected: tuple[str, float, float]) -> None:
    check("water_queue", expected, water_queue_minutes_least=least, water_queue_minutes_most=most)


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (15, 20, ("met", NAN, 0)),
        (10, 15, ("band", NAN, NAN)),  # 15 is in it, and meets
        (5, 10, ("short", NAN, 500)),  # at least (15 - 10) x 100 litres a day
        (20, NAN, ("met", NAN, 0)),
        (NAN, 5, ("short", NAN, 1000)),
    ],
)
def test_a_rate_told_as_a_range(least: float, most: float, expected: tuple[str, float, float]) -> None:
    check("water_quantity", expected, water_litres_person_day_least=least, water_litres_person_day_most=most)


def test_a_range_says_its_ends_and_how_it_was_read() -> None:
    held = row("water_distance", water_walk_minutes_least=10, water_walk_minutes_most=30)
    assert (held["measured_least"], held["measured_most"]) == (pytest.approx(666.67), pytest.approx(2000.01))
    assert held["told"].formula == (
        "water_walk_minutes_least * walking_speed < water_distance_m <= water_walk_minutes_most * walking_speed; "
        "water_distance_m <= threshold; gap = 0 if water_distance_m <= threshold else 1"
    )
    inputs = {one.name: (one.value, one.unit) for one in held["told"].inputs}
    assert inputs["walking_speed"] == (66.667, "m/min")
    assert held["told"].notes == ("coverage.in_range",)
    straddling = row("water_distance", water_walk_minutes_least=5)
    assert straddling["told"].notes == ("coverage.band",)
    assert straddling["measured_most"] == np.inf


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"chlorine_mg_l": 0.2}, ("met", 0.2, 0)),
        ({"chlorine_mg_l": 0.5}, ("met", 0.5, 0)),
        ({"chlorine_mg_l": 0.1}, ("short", 0.1, 1)),
        ({"chlorine_mg_l": 0.6}, ("short", 0.6, 1)),  # too much
        ({"chlorine_mg_l": 0.3, "water_tested_on": "2023-08-01"}, ("met", 0.3, 0)),  # 30 days, inclusive
        ({"chlorine_mg_l": 0.3, "water_tested_on": "2023-07-31"}, ("old_test", NAN, NAN)),  # 31 days: no pass
        ({"chlorine_mg_l": 0.0, "water_tested_on": "2023-07-31"}, ("old_test", NAN, NAN)),  # nor a failure
        ({"chlorine_mg_l": 0.3, "water_tested_on": None}, ("old_test", NAN, NAN)),  # nobody knows how old
        ({"chlorine_mg_l": 0.3, "water_tested_on": "2023-09-01"}, ("old_test", NAN, NAN)),  # a day to come
        ({"not_assessed_reason": "no_access"}, ("no_access", NAN, NAN)),
    ],
)
def test_a_test_of_water_counts_for_its_days(answers: dict[str, Any], expected: tuple[str, float, float]) -> None:
    check("water_chlorine", expected, **({"water_tested_on": "2023-08-20"} | answers))


def test_a_test_is_explained_with_its_date_and_how_long_it_counts() -> None:
    told = row("water_ecoli", ecoli_cfu_100ml=10, water_tested_on="2023-08-20")["told"]
    inputs = {one.name: (one.value, one.unit) for one in told.inputs}
    assert inputs["water_tested_on"] == ("2023-08-20", "")
    assert inputs["valid_days"] == (90, "days")
    assert "as_of - water_tested_on <= 90" in told.formula


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-08-31", ("met", 365, 0)),  # exactly a year
        ("2022-08-30", ("short", 366, 1)),
        ("2023-09-01", ("not_asked", NAN, NAN)),  # planned, not done
        (None, ("not_asked", NAN, NAN)),
    ],
)
def test_an_age_in_days(day: str | None, expected: tuple[str, float, float]) -> None:
    check("items_recent", expected, nfi_distributed_on=day)


@pytest.mark.parametrize(
    ("standard", "answers", "expected"),
    [
        ("blankets", {"households_with_blankets": 20}, ("met", 1, 0)),
        ("blankets", {"households_with_blankets": 13}, ("short", 0.65, 7)),
        ("blankets", {"households_with_blankets": 13, "households": None}, ("not_asked", NAN, NAN)),
        ("blankets", {"households_with_blankets": 0, "households": 0}, ("met", NAN, 0)),  # nobody wants one
        ("without_shelter", {"households_without_shelter": 0}, ("met", 0, 0)),
        ("without_shelter", {"households_without_shelter": 3}, ("short", 0.15, 3)),
        ("without_shelter", {"households_without_shelter": 0, "households": None}, ("met", NAN, 0)),  # none is none
        # none is allowed: three are three too many, of however many
        ("without_shelter", {"households_without_shelter": 3, "households": None}, ("short", NAN, 3)),
        ("without_shelter", {"households_without_shelter": None, "households": 20}, ("not_asked", NAN, NAN)),
        # a share where the households were not counted: 0.12 x 20 = 2.4, so 3 households
        ("without_shelter", {"people_without_shelter_share": 0.12}, ("short", 0.12, 3)),
        ("without_shelter", {"people_without_shelter_share": 0.0}, ("met", 0, 0)),
        ("without_shelter", {"people_without_shelter_share": 0.12, "households": None}, ("short", 0.12, NAN)),
        # the count wins over the share
        ("without_shelter", {"households_without_shelter": 0, "people_without_shelter_share": 0.5}, ("met", 0, 0)),
        ("toilets_lockable", {"toilets_lockable": 4, "toilets_functional": 5}, ("short", 0.8, 1)),
        ("toilets_lockable", {"toilets_lockable": 0, "toilets_functional": 0}, ("met", NAN, 0)),
    ],
)
def test_how_many_of_the_whole(standard: str, answers: dict[str, Any], expected: tuple[str, float, float]) -> None:
    check(standard, expected, **answers)


@pytest.mark.parametrize(
    ("standard", "answers", "expected"),
    [
        ("eviction", {"eviction_threat": False}, ("met", 0, 0)),
        ("eviction", {"eviction_threat": True}, ("short", 1, 1)),
        ("eviction", {}, ("not_asked", NAN, NAN)),
        ("safety_incidents", {"safety_incidents": 0}, ("met", 0, 0)),
        ("safety_incidents", {"safety_incidents": 2}, ("short", 2, 1)),
        ("committee_youth", {"committee_present": False}, ("short", NAN, 1)),  # no committee, nobody in it
        ("committee_youth", {"committee_present": True}, ("not_asked", NAN, NAN)),
        ("feedback_used", {"feedback_mechanism": False}, ("short", NAN, 1)),
        ("mosquito_nets", {"households_with_mosquito_net_share": 1.0}, ("met", 1, 0)),
        ("waste_collection", {"waste_collections_week": 2}, ("met", 2, 0)),
        ("laundry", {"laundry_facilities": 1}, ("met", 100, 0)),  # 100 people each, inclusive
        ("laundry", {"laundry_facilities": 0}, ("short", NAN, 1)),
        ("toilets_women_men", {"toilets_women": 5, "toilets_men": 2}, ("short", 2.5, 1)),  # 6 wanted
        ("waste_bins", {"waste_bins": 1}, ("short", 20, 1)),  # 20 households, 10 a bin
        ("soap", {"soap_access_share_least": 0.75, "soap_access_share_most": 1}, ("band", NAN, NAN)),
        ("soap", {"soap_access_share_least": 0.5, "soap_access_share_most": 0.75}, ("short", NAN, 1)),
        ("toilets", {"toilets_functional": 4, "individuals": None, "households": None}, ("people_unknown", NAN, NAN)),
        ("toilets", {"individuals": None, "households": None}, ("not_asked", NAN, NAN)),
        # twelve toilets, none of which works: broken ones are not counted
        ("toilets", {"toilets_total": 12, "toilets_functional": 0}, ("short", NAN, 5)),
        ("toilets", {"toilets_total": 12}, ("not_asked", NAN, NAN)),  # nobody said how many work
    ],
)
def test_other_kinds(standard: str, answers: dict[str, Any], expected: tuple[str, float, float]) -> None:
    check(standard, expected, **answers)


def test_a_class_that_nobody_told_is_the_reason_only_where_the_rest_is_known() -> None:
    assert verdict("fire_breaks", site={"site_class": None}, fire_breaks=True)[0] == "class_unknown"
    assert verdict("fire_breaks", site={"site_class": None})[0] == "not_asked"
    assert verdict("fire_breaks", site={"site_class": "collective_centre"}, fire_breaks=True)[0] == "not_applicable"


@pytest.mark.parametrize(
    ("opened", "phase", "assumed", "status"),
    [
        ("2023-03-01", "first", False, "met"),  # after the last day of February: six months are not over
        ("2023-02-28", "standard", False, "short"),
        ("2023-08-30", "first", False, "met"),
        (None, "standard", True, "short"),  # of unknown age
    ],
)
def test_the_phase_follows_the_age_of_the_site(opened: str | None, phase: str, assumed: bool, status: str) -> None:
    held = row("toilets", phase="auto", site={"opened_on": opened}, toilets_functional=2)  # 50 people each
    assert (held["phase"], held["phase_assumed"], held["status"]) == (phase, assumed, status)
    assert held["threshold"] == (50 if phase == "first" else 20)
    note = "coverage.phase_assumed" if assumed else f"coverage.phase_{phase}"
    assert note in held["told"].notes
    inputs = {one.name: one.value for one in held["told"].inputs}
    assert (inputs["threshold_first"], inputs["threshold_standard"], inputs["first_phase_months"]) == (50, 20, 6)


def test_days_from_repeated_and_missing_dates() -> None:
    dates = pd.Series(["2023-08-31", None, "2023-08-01", "2023-08-31", "2023-09-02"], dtype="str")
    np.testing.assert_equal(days_since(dates, AS_OF).tolist(), [0, NAN, 30, 0, -2])


def test_answers_are_read_once_and_a_column_that_is_not_there_is_unknown() -> None:
    held = Answers(pd.DataFrame({"people": [3.0], "taps": [1.0]}), as_of=AS_OF)
    assert held["individuals"].tolist() == [3.0]
    assert held["taps"] is held["taps"]
    assert np.isnan(held["showers"]).all()
