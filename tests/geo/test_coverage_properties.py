"""What holds for coverage whatever the answers, and a slow second reckoning with fractions, row by row."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geo import frames
from geo.coverage import site_coverage
from geo.explain import Result
from geo.places import communes_at
from geo.rollup import coverage_of_places, site_rows_as_contract
from geo.verdicts import SiteVerdicts, verdicts_of_sites
from tests.geo import small_haiti
from tests.geo.test_coverage import norms

SLOW = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(SLOW, max_examples=120)
AS_OF = "2023-06-30"
SUMS = [
    "people_total", "people_met", "people_short", "people_unknown", "people_not_applicable", "people_estimated",
    "sites_total", "sites_met", "sites_short", "sites_unknown", "sites_not_applicable", "sites_without_people",
    "sites_gap_unknown", "communes_without_host_figure",
]  # fmt: skip
COUNTS = (
    "taps",
    "hand_pumps",
    "open_wells",
    "toilets_functional",
    "showers",
    "handwashing_stations",
    "households_with_nfi",
)
FLAGS = ("management_present", "committee_present", "feedback_mechanism")
AMOUNTS = ("water_litres_person_day", "covered_area_m2")
SERVICES = (*COUNTS, *FLAGS, *AMOUNTS, "committee_women_share")


def perhaps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "assessed_on": st.sampled_from(["2023-03-31", "2023-06-30", "2023-07-01"]),
    "not_assessed_reason": perhaps(st.sampled_from(frames.NOT_ASSESSED)),
    "households": perhaps(st.integers(0, 300)),
    "individuals": perhaps(st.integers(0, 1_200)),
    "committee_women_share": perhaps(st.sampled_from([0.0, 0.25, 0.3, 0.5, 0.75, 1.0])),
    **{name: perhaps(st.integers(0, 30)) for name in COUNTS},
    **{name: perhaps(st.booleans()) for name in FLAGS},
    **{name: perhaps(st.sampled_from([0, 5, 7.5, 12.5, 15, 20, 3500])) for name in AMOUNTS},
}
SITE = {
    "adm2_pcode": st.sampled_from(["HT0111", "HT0131", "HT0611", "HT0711"]),
    "site_class": perhaps(st.sampled_from(frames.SITE_CLASSES)),
    "area_m2": perhaps(st.sampled_from([0, 450, 9_000, 45_000])),
    "status": perhaps(st.sampled_from(["active", "active", "closed"])),
    "closed_on": st.sampled_from([None, None, "2023-06-30", "2023-07-01"]),
}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Up to five sites, the first of them open, each with up to two rows on different days."""
    sites = [{"site_id": f"S{n}", **draw(st.fixed_dictionaries(SITE))} for n in range(draw(st.integers(1, 5)))]
    sites[0] |= {"status": "active", "closed_on": None}
    rows = []
    for site in sites:
        told = draw(st.lists(st.fixed_dictionaries(ANSWERS), max_size=2, unique_by=lambda row: row["assessed_on"]))
        rows += [{"site_id": site["site_id"], **row} for row in told]
    return sites, rows


def verdicts_of(world: tuple[list[dict], list[dict]], phase: str = "standard", *, every: bool = False) -> SiteVerdicts:
    sites, rows = world
    held = frames.ASSESSMENTS.conform(pd.DataFrame(rows)) if rows else frames.ASSESSMENTS.empty()
    against = norms(phase, every=every)
    return verdicts_of_sites(frames.SITES.conform(pd.DataFrame(sites)), held, against, as_of=AS_OF)


def sites_of(world: tuple[list[dict], list[dict]], phase: str = "standard") -> Result:
    return site_coverage(verdicts_of(world, phase))


def places_of(sites: SiteVerdicts, level: str) -> pd.DataFrame:
    communes = communes_at(small_haiti.places(), level)
    return coverage_of_places(sites, communes, small_haiti.displacement()).frame


def met(world: tuple[list[dict], list[dict]]) -> pd.DataFrame:
    return places_of(verdicts_of(world), "adm0").set_index("standard")


def last_row(world: tuple[list[dict], list[dict]], site: str) -> dict[str, Any]:
    rows = [row for row in world[1] if row["site_id"] == site and row["assessed_on"] <= AS_OF]
    return max(rows, key=lambda row: row["assessed_on"], default={})


# The second reckoning: plain loops over plain values with exact fractions, the rules written out once more.

MOST = {"toilets": ("toilets_functional", 20, 50), "bathing": ("showers", 50, 50)}
LEAST = {"covered_area": Fraction(7, 2), "site_area": Fraction(45)}


def slow_people(row: dict[str, Any]) -> Fraction | None:
    if row.get("individuals") is not None:
        return Fraction(row["individuals"])
    return Fraction(row["households"]) * Fraction(9, 2) if row.get("households") is not None else None


def slow_verdict(norm: str, site: dict[str, Any], row: dict[str, Any], phase: str) -> tuple[str, Fraction | None]:
    """Status and gap; the gap None where it is unknown."""
    people = slow_people(row)
    if norm in MOST:
        column, standard, first = MOST[norm]
        units, each = row.get(column), (first if phase == "first" else standard)
        if people is None or units is None:
            return "not_assessed", None
        gap = max(0, ceil(people / each) - units)
        return ("short" if gap else "met"), Fraction(gap)
    if norm in LEAST:
        area = site.get("area_m2") if norm == "site_area" else row.get("covered_area_m2")
        if norm == "site_area" and site["site_class"] == "collective_centre":
            return "not_applicable", None
        if people is None or area is None or (norm == "site_area" and site["site_class"] is None):
            return "not_assessed", None
        gap = max(Fraction(0), LEAST[norm] * people - Fraction(area))
        return ("short" if gap else "met"), gap
    return slow_other(norm, row, people, phase)


def slow_other(norm: str, row: dict[str, Any], people: Fraction | None, phase: str) -> tuple[str, Fraction | None]:
    if norm == "water_quantity":
        litres, wanted = row.get("water_litres_person_day"), Fraction(15, 2 if phase == "first" else 1)
        if litres is None:
            return "not_assessed", None
        lacking = max(Fraction(0), wanted - Fraction(litres))
        return ("short" if lacking else "met"), (
            people * lacking if people is not None else None if lacking else Fraction(0)
        )
    if norm == "water_points":
        kinds = [(250, row.get("taps")), (500, row.get("hand_pumps")), (400, row.get("open_wells"))]
        served = sum(each * units for each, units in kinds if units is not None)
        known = [units is not None for _, units in kinds]
        if people is not None and any(known) and served >= people:
            return "met", Fraction(0)
        if people is None or not all(known):
            return "not_assessed", None
        return "short", Fraction(ceil((people - served) / 250))
    if norm == "handwashing":
        stations, toilets = row.get("handwashing_stations"), row.get("toilets_functional")
        if stations is None or (toilets is None and stations >= 1):
            return "not_assessed", None
        gap = max(0, max(1, toilets or 0) - stations)
        return ("short" if gap else "met"), Fraction(gap)
    if norm == "household_items":
        held, households = row.get("households_with_nfi"), row.get("households")
        if held is None or households is None:
            return "not_assessed", None
        return ("short" if held < households else "met"), Fraction(max(0, households - held))
    return slow_yes_no(norm, row, phase)


def slow_yes_no(norm: str, row: dict[str, Any], phase: str) -> tuple[str, Fraction | None]:
    if norm == "committee_women":
        share, wanted = row.get("committee_women_share"), 0.3 if phase == "first" else 0.5
        if share is None:
            return ("short", Fraction(1)) if row.get("committee_present") is False else ("not_assessed", None)
        return ("met", Fraction(0)) if share >= wanted else ("short", Fraction(1))
    column = {"management": "management_present", "committee": "committee_present", "feedback": "feedback_mechanism"}[
        norm
    ]
    answer = row.get(column)
    if answer is None:
        return "not_assessed", None
    return ("met", Fraction(0)) if answer else ("short", Fraction(1))


PER_PERSON = {
    "toilets": ("toilets_functional",), "bathing": ("showers",), "covered_area": ("covered_area_m2",),
    "site_area": ("area_m2",),
}  # fmt: skip


def slow_reason(norm: str, site: dict[str, Any], row: dict[str, Any]) -> str:
    """Why a row that says nothing itself decides nothing: what it is divided by is unknown, else it was not asked."""
    people = slow_people(row)
    answers = [{**site, **row}.get(name) for name in PER_PERSON.get(norm, ())]
    if norm == "water_points":
        answers = [row.get(name) for name in ("taps", "hand_pumps", "open_wells")]
    if answers and None not in answers and people is None:
        return "people_unknown"
    return "class_unknown" if norm == "site_area" and None not in (*answers, people) else "not_asked"


@MANY
@given(worlds(), st.sampled_from(["first", "standard"]))
def test_the_slow_reckoning_agrees_on_every_site(world: tuple, phase: str) -> None:
    frame = sites_of(world, phase).frame
    # closed from its day of closing on; from the start where it is closed without a day
    open_ = [s for s in world[0] if (s["closed_on"] > AS_OF if s["closed_on"] else s["status"] != "closed")]
    assert list(frame["site_id"].unique()) == [site["site_id"] for site in open_]
    by_id = {site["site_id"]: site for site in open_}
    for told in frame.to_dict("records"):
        row = last_row(world, told["site_id"])
        status, gap = slow_verdict(told["standard"], by_id[told["site_id"]], row, phase)
        people = slow_people(row)
        assert told["status"] == status, told
        np.testing.assert_allclose(told["gap"], np.nan if gap is None else float(gap), rtol=1e-9, err_msg=str(told))
        np.testing.assert_equal(told["people"], np.nan if people is None else float(people))
        if status != "not_assessed":
            assert pd.isna(told["not_assessed_reason"])
        elif row.get("not_assessed_reason") or not row:
            assert told["not_assessed_reason"] == (row.get("not_assessed_reason") or "not_visited")
        else:
            assert told["not_assessed_reason"] == slow_reason(told["standard"], by_id[told["site_id"]], row)


@SLOW
@given(worlds())
def test_sums_conserve_from_sites_to_communes_to_departments_to_the_nation(world: tuple) -> None:
    sites = verdicts_of(world)
    by_level = {level: places_of(sites, level) for level in ("adm2", "adm1", "adm0")}
    # communes without a site have no row: their missing host figures can only be added above
    for name in SUMS[:-1]:
        of_nation = by_level["adm0"].groupby("standard")[name].sum()
        for level in ("adm2", "adm1"):
            pd.testing.assert_series_equal(
                by_level[level].groupby("standard")[name].sum(), of_nation, check_dtype=False
            )
    departments = by_level["adm2"].assign(adm1=by_level["adm2"]["place"].str[:4]).groupby(["adm1", "standard"])
    by_department = by_level["adm1"].set_index(["place", "standard"])
    for name in SUMS[:-1]:
        np.testing.assert_allclose(by_department[name].sort_index(), departments[name].sum().sort_index())
    np.testing.assert_allclose(by_department["gap"].sort_index(), departments["gap"].sum(min_count=1).sort_index())
    contract = site_rows_as_contract(site_coverage(sites)).frame
    for name in SUMS[:6]:
        whole = contract.groupby("standard")[name].sum()
        np.testing.assert_allclose(whole.sort_index(), by_level["adm0"].groupby("standard")[name].sum().sort_index())


@SLOW
@given(worlds(), st.sampled_from(["adm2", "adm1", "mapap", "adm0"]))
def test_low_is_never_above_the_share_nor_the_share_above_high(world: tuple, level: str) -> None:
    frame = places_of(verdicts_of(world), level)
    for row in frame.to_dict("records"):
        people = sum(row[name] for name in ("people_met", "people_short", "people_unknown", "people_not_applicable"))
        assert np.isclose(people, row["people_total"])
        if np.isnan(row["coverage_low"]):
            assert row["people_met"] + row["people_short"] + row["people_unknown"] == 0
            continue
        assert 0 <= row["coverage_low"] <= row["coverage_high"] <= 1
        assert np.isclose(row["coverage_high"] - row["coverage_low"], 1 - row["assessed_share"])
        if not np.isnan(row["coverage_share"]):
            assert row["coverage_low"] - 1e-12 <= row["coverage_share"] <= row["coverage_high"] + 1e-12


@SLOW
@given(worlds(), st.data())
def test_an_answer_made_unknown_never_raises_what_is_met(world: tuple, data: st.DataObject) -> None:
    sites, rows = world
    assume(rows)
    at, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(SERVICES))
    blanked = [{**row, column: None} if n == at else row for n, row in enumerate(rows)]
    before, after = met(world), met((sites, blanked))
    assert (after["people_met"] <= before["people_met"]).all()
    assert (after["sites_met"] <= before["sites_met"]).all()
    assert not (after["coverage_low"] > before["coverage_low"] + 1e-12).any()


@SLOW
@given(worlds(), st.data())
def test_people_made_unknown_are_in_no_sum(world: tuple, data: st.DataObject) -> None:
    sites, rows = world
    assume(rows)
    at = data.draw(st.integers(0, len(rows) - 1))
    blanked = [{**row, "individuals": None, "households": None} if n == at else row for n, row in enumerate(rows)]
    before, after = met(world), met((sites, blanked))
    for name in ("people_total", "people_met"):
        assert (after[name] <= before[name]).all()
    assert (after["sites_total"] == before["sites_total"]).all()
    assert (after["sites_without_people"] >= before["sites_without_people"]).all()


@SLOW
@given(worlds(), st.data())
def test_one_more_functional_toilet_never_lowers_coverage_nor_raises_the_gap(world: tuple, data: st.DataObject) -> None:
    sites, rows = world
    counted = [n for n, row in enumerate(rows) if row["toilets_functional"] is not None]
    assume(counted)
    at = data.draw(st.sampled_from(counted))
    more = [
        {**row, "toilets_functional": row["toilets_functional"] + 1} if n == at else row for n, row in enumerate(rows)
    ]
    before, after = met(world).loc["toilets"], met((sites, more)).loc["toilets"]
    for name in ("people_met", "coverage_share", "coverage_low", "coverage_high"):
        assert not after[name] < before[name]
    assert not after["gap"] > before["gap"]


@SLOW
@given(worlds(), st.data())
def test_the_explanation_holds_the_inputs_of_the_figure(world: tuple, data: st.DataObject) -> None:
    result = sites_of(world)
    assume(len(result.frame))
    row = data.draw(st.sampled_from(result.frame.to_dict("records")))
    told = result.explain_row(row)
    inputs = {one.name: one.value for one in told.inputs}
    answers = {**last_row(world, row["site_id"])}
    for column in set(inputs) & set(SERVICES):
        expected = answers.get(column)
        assert inputs[column] == (None if expected is None else float(expected))
    assert told.value == (None if np.isnan(row["measured"]) else row["measured"])
