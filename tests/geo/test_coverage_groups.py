"""Groups of sites that are no place, every standard at once, and what holds for all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data import reference_tables
from geo import frames
from geo.errors import DataProblem
from geo.places import communes_at
from geo.rollup import CONTRACT, coverage_of_groups, coverage_of_places
from geo.site_groups import BY_COLUMN, by_area, by_column
from geo.standards import Norms
from geo.verdicts import CELLS, SHORT, SiteVerdicts, verdicts_of_sites
from tests.geo import small_haiti
from tests.geo.test_coverage import norms, verdicts

AS_OF = "2023-06-30"
NAN = np.nan
SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = [c for c in frames.ASSESSMENTS.columns if c.kind in ("integer", "number", "share", "boolean")]
READ = sorted({name for one in reference_tables.standards() for name in one.columns})
SUMS = [f"{of}_{group}" for of in ("people", "households", "sites")
        for group in ("total", "met", "short", "unknown", "not_applicable")]  # fmt: skip


def of(level: str, held: SiteVerdicts | None = None) -> pd.DataFrame:
    told = held or verdicts()
    return coverage_of_groups(told, by_column(told.sites, level)).frame


def toilets(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["standard"] == "toilets"].set_index("place")


def test_groups_by_type_class_and_manager_hold_every_site_once() -> None:
    types = toilets(of("site_type"))
    # S1 and S4 open air (487, and unknown), S2 school (900), S3 other (1000), S5 does not say (300)
    assert types["people_total"].to_dict() == {"open_air": 487, "other": 1000, "school": 900, "unknown": 300}
    assert types["sites_without_people"].to_dict() == {"open_air": 1, "other": 0, "school": 0, "unknown": 0}
    assert types["gap"].fillna(-1).to_dict() == {"open_air": 13, "other": 0, "school": 45, "unknown": -1}
    for level in BY_COLUMN:
        assert toilets(of(level))["people_total"].sum() == 2687
        assert list(of(level).columns[: len(CONTRACT)]) == list(CONTRACT)
    assert toilets(of("manager"))["idp_total_place"].isna().all()


def test_what_is_not_assessed_is_split_by_reason() -> None:
    row = toilets(of("site_class")).sum(numeric_only=True)
    # S5's 300 were not asked; S4 could not be reached and nobody knows its people
    assert (row["people_unknown"], row["people_not_asked"], row["people_no_access"]) == (300, 300, 0)
    assert (row["sites_unknown"], row["sites_not_asked"], row["sites_no_access"]) == (2, 1, 1)


def test_women_and_men_are_those_of_the_sites_that_told_both() -> None:
    rows = small_haiti.assessments()
    last = rows[(rows["site_id"] == "S1") & (rows["assessed_on"] == "2023-08-15")].index
    rows.loc[last, ["females", "males"]] = [260, 227]
    rows.loc[rows["site_id"] == "S3", "females"] = 500  # without the men: not told
    places = toilets(of("site_type", verdicts(assessments=rows)))
    assert places["people_female"].fillna(-1).to_dict() == {"open_air": 260, "other": -1, "school": -1, "unknown": -1}
    assert (places.loc["open_air", "people_male_short"], places.loc["open_air", "sites_sex_told"]) == (227, 1)


def test_sites_of_a_polygon_and_those_without_a_point() -> None:
    held = verdicts()
    west = small_haiti.rectangle(780, 2050, 783, 2060)  # S1 at kilometre 781, not S2 at 784
    both = small_haiti.rectangle(780, 2050, 790, 2060)
    told = coverage_of_groups(held, by_area(held.sites, [("west", west), ("both", both)]))
    rows = toilets(told.frame)
    assert rows["people_total"].to_dict() == {"west": 487, "both": 900}  # a site is in the first of several
    assert (told.facts["sites_without_point"], told.facts["sites_elsewhere"]) == (1, 2)  # S4; S3 and S5
    point = shapely.box(*[held.sites.loc[0, name] for name in ("longitude", "latitude")] * 2)
    assert coverage_of_groups(held, by_area(held.sites, [("border", point)])).frame["sites_total"].max() == 1


def test_a_level_that_there_is_not_is_refused() -> None:
    with pytest.raises(DataProblem, match="unknown_level"):
        by_column(verdicts().sites, "colour")


def test_a_place_whose_sites_are_in_both_phases_has_no_single_threshold() -> None:
    sites = small_haiti.sites()
    sites.loc[0, "opened_on"] = "2023-06-01"  # S1 is three months old, S2 seven
    held = verdicts("auto", sites=sites)
    result = coverage_of_places(held, communes_at(small_haiti.places(), "adm2"), small_haiti.displacement())
    rows = toilets(result.frame)
    assert np.isnan(rows.loc["HT0111", "threshold"])
    assert rows.loc["HT0131", "threshold"] == 20
    assert rows.loc["HT0111", "gap"] == 45  # S1 is met with 12 for 487 in its first phase
    told = result.explain(place="HT0111", standard="toilets")
    assert "coverage.phase_mixed" in told.notes
    assert {one.name: one.value for one in told.inputs}["threshold_first"] == 50


def test_a_changed_threshold_is_marked() -> None:
    toilets_ = next(one for one in reference_tables.standards() if one.key == "toilets").edited("standard", 30)
    size = norms().household_size
    held = verdicts_of_sites(
        small_haiti.sites(), small_haiti.assessments(), Norms((toilets_,), "standard", size), as_of=small_haiti.AS_OF
    )
    result = coverage_of_groups(held, by_column(held.sites, "site_type"))
    assert result.frame["changed"].all()
    told = result.explain(place="open_air", standard="toilets")
    assert (told.status, "coverage.changed" in told.notes) == ("unverified", True)


ANSWER = {
    "integer": st.integers(0, 30), "number": st.sampled_from([0, 0.2, 5, 15, 100]),
    "share": st.sampled_from([0.0, 0.5, 1.0]), "boolean": st.booleans(),
}  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Up to four sites with one row each that answers some of all the columns."""
    told = [c for c in NUMBERS if c.name in READ and c.name not in ("individuals", "households")]
    sites, rows = [], []
    for n in range(draw(st.integers(1, 4))):
        commune = draw(st.sampled_from(["HT0111", "HT0131", "HT0611", "HT0711"]))
        sites.append({"site_id": f"S{n}", "adm2_pcode": commune, "area_m2": draw(st.none() | st.integers(0, 9000)),
                      "opened_on": draw(st.sampled_from([None, "2022-01-01", "2023-05-01"])),
                      "site_class": draw(st.none() | st.sampled_from(frames.SITE_CLASSES))})  # fmt: skip
        answers = {c.name: draw(ANSWER[c.kind]) for c in draw(st.lists(st.sampled_from(told), max_size=12))}
        rows.append({"site_id": f"S{n}", "assessed_on": "2023-06-01", "individuals": draw(st.none() | st.integers(0, 900)),
                     "households": draw(st.none() | st.integers(0, 200)), **answers})  # fmt: skip
    return pd.DataFrame(sites), pd.DataFrame(rows)


def hold(sites: pd.DataFrame, rows: pd.DataFrame, phase: str = "auto") -> SiteVerdicts:
    conformed = frames.SITES.conform(sites), frames.ASSESSMENTS.conform(rows)
    return verdicts_of_sites(*conformed, norms(phase, every=True), as_of=AS_OF)


def summed(held: SiteVerdicts, level: str) -> pd.DataFrame:
    return coverage_of_places(held, communes_at(small_haiti.places(), level), small_haiti.displacement()).frame


@SLOW
@given(worlds())
def test_departments_sum_to_the_nation_exactly_whatever_the_group(world: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    held = hold(*world)
    nation = summed(held, "adm0").set_index("standard")
    groups = [summed(held, "adm1"), summed(held, "adm2"), *(of(level, held) for level in BY_COLUMN)]
    for frame in groups:
        for name in SUMS:
            np.testing.assert_array_equal(frame.groupby("standard", sort=False)[name].sum(), nation[name])
        gap = frame.groupby("standard", sort=False)["gap"].sum(min_count=1)
        np.testing.assert_allclose(gap, nation["gap"], rtol=1e-12)


@SLOW
@given(worlds(), st.data())
def test_an_unknown_answer_is_never_met_nor_a_zero(
    world: tuple[pd.DataFrame, pd.DataFrame], data: st.DataObject
) -> None:
    sites, rows = world
    asked = [name for name in rows.columns if name in READ and name not in ("individuals", "households")]
    assume(asked)
    column, at = data.draw(st.sampled_from(asked)), data.draw(st.sampled_from(list(rows.index)))
    blank = rows.astype("object").copy()
    blank.loc[at, column] = None
    before, after = hold(sites, rows), hold(sites, blank)
    for number, norm in enumerate(before.norms.standards):
        was, now = CELLS[before.cells[number, at]], CELLS[after.cells[number, at]]
        if column not in norm.columns:
            assert was == now
        elif norm.direction == "min" or norm.kind != "share_of":
            assert not (now == "met" and was != "met"), (norm.key, column)
        if column == norm.measures and not (norm.requires or norm.band_columns):
            assert now not in ("met", "short"), norm.key


@SLOW
@given(worlds(), st.integers(0, 40))
def test_one_more_functional_toilet_never_lowers_coverage(world: tuple[pd.DataFrame, pd.DataFrame], held: int) -> None:
    sites, rows = world
    before = summed(hold(sites, rows.assign(toilets_functional=held)), "adm0").set_index("standard").loc["toilets"]
    after = summed(hold(sites, rows.assign(toilets_functional=held + 1)), "adm0").set_index("standard").loc["toilets"]
    assert after["people_met"] >= before["people_met"]
    assert not after["gap"] > before["gap"]


@SLOW
@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 20), st.integers(0, 20))
def test_splitting_a_site_does_not_change_its_people(first: int, second: int, one: int, other: int) -> None:
    def world(parts: list[tuple[int, int]]) -> pd.Series:
        sites = [{"site_id": f"S{n}", "adm2_pcode": "HT0111", "site_class": "planned_site"} for n in range(len(parts))]
        rows: list[dict[str, Any]] = [
            {"site_id": f"S{n}", "assessed_on": "2023-06-01", "individuals": people, "toilets_functional": units}
            for n, (people, units) in enumerate(parts)
        ]
        return summed(hold(pd.DataFrame(sites), pd.DataFrame(rows)), "adm0").set_index("standard")

    whole, split = world([(first + second, one + other)]), world([(first, one), (second, other)])
    for name in ("people_total", "idp_total_place"):
        np.testing.assert_array_equal(whole[name], split[name])
    assert (whole["people_met"] + whole["people_short"]).equals(split["people_met"] + split["people_short"])


def test_the_matrix_and_the_rows_of_sites_say_the_same() -> None:
    held = verdicts()
    assert held.gap.shape == held.thresholds.shape == held.cells.shape == (12, 5)
    assert (held.cells[2] == SHORT).tolist() == [True, True, False, False, False]  # toilets
    np.testing.assert_equal(held.gap[2].tolist(), [13, 45, 0, NAN, NAN])
