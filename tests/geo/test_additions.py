"""What if units were added: the small Haiti with toilets, tried out and nothing stored."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.additions import change, with_additions
from geo.coverage import coverage_of_sites
from geo.errors import DataProblem, MissingColumn
from geo.explain import Result
from geo.places import communes_at
from tests.geo import small_haiti
from tests.geo.test_coverage import norms

DAY = small_haiti.AS_OF


def asked(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site_id", "column", "quantity"])


def coverage(assessments: pd.DataFrame) -> Result:
    return coverage_of_sites(small_haiti.sites(), assessments, norms(), as_of=DAY)


def test_the_last_answers_hold_the_additions_and_the_old_ones_stay():
    before = small_haiti.assessments()
    kept = before.copy()
    added = with_additions(before, asked(("S1", "toilets_functional", 10), ("S1", "toilets_functional", 3)), as_of=DAY)
    rows = added.assessments[added.assessments["site_id"] == "S1"].sort_values("assessed_on")
    # round 3 had 40, round 4 had 12 and gets 13; the round after the day has no answer and gets none
    assert rows["toilets_functional"].iloc[:2].tolist() == [40, 25]
    assert np.isnan(rows["toilets_functional"].iloc[2])
    assert added.told.to_numpy().tolist() == [["S1", "toilets_functional", 13, 12, 25, "added"]]
    pd.testing.assert_frame_equal(before, kept)


def test_unknown_plus_n_stays_unknown_and_is_told():
    told = with_additions(
        small_haiti.assessments(),
        asked(("S5", "toilets_functional", 20), ("S9", "taps", 2), ("S2", "toilets_functional", 4)), as_of=DAY,
    ).told.set_index("site_id")  # fmt: skip
    assert told["outcome"].to_dict() == {"S5": "unknown_before", "S9": "never_assessed", "S2": "added"}
    assert np.isnan(told.loc["S5", "after"])
    assert told.loc["S2", ["before", "after"]].tolist() == [0, 4]


def test_taking_away_is_possible_down_to_nothing():
    rows = small_haiti.assessments()
    assert with_additions(rows, asked(("S1", "taps", -1)), as_of=DAY).told["after"].tolist() == [0]
    with pytest.raises(DataProblem, match=r"additions\.quantity"):
        with_additions(rows, asked(("S1", "taps", -2)), as_of=DAY)


@pytest.mark.parametrize(
    ("code", "row"),
    [("additions.column", ("S1", "beauty", 1)), ("additions.column", ("S1", "management_present", 1)),
     ("additions.quantity", ("S1", "taps", np.nan)), ("additions.quantity", ("S1", "taps", np.inf))],
)  # fmt: skip
def test_what_cannot_be_added_is_refused(code, row):
    with pytest.raises(DataProblem) as caught:
        with_additions(small_haiti.assessments(), asked(row), as_of=DAY)
    assert caught.value.code == code


def test_an_empty_or_incomplete_list_is_refused():
    with pytest.raises(DataProblem, match=r"additions\.none"):
        with_additions(small_haiti.assessments(), asked(), as_of=DAY)
    with pytest.raises(MissingColumn):
        with_additions(small_haiti.assessments(), asked(("S1", "taps", 1)).drop(columns="quantity"), as_of=DAY)


def changed(*rows: tuple[str, str, float], level: str = "adm2") -> Result:
    answers = small_haiti.assessments()
    after = with_additions(answers, asked(*rows), as_of=DAY).assessments
    return change(coverage(answers).frame, coverage(after).frame, communes_at(small_haiti.places(), level))


def test_thirteen_toilets_at_s1_by_hand():
    # HT0111: S1 487 people 12 toilets, S2 900 people none: nobody met of 1 387. With 25 toilets S1 meets: 487 / 1387.
    told = changed(("S1", "toilets_functional", 13)).frame.set_index(["place", "standard"])
    row = told.loc[("HT0111", "toilets")]
    assert row[["coverage_share_before", "coverage_share_after"]].tolist() == pytest.approx([0, 487 / 1387])
    assert row[["gap_before", "gap_after", "people_newly_met", "sites_newly_met"]].tolist() == [58, 45, 487, 1]
    assert row["changed"]
    assert not told.loc[("HT0131", "toilets"), "changed"]
    # 25 toilets want 25 handwashing stations: S1 had 12 for 12 and now falls short of them
    stations = told.loc[("HT0111", "handwashing")]
    assert stations[["people_no_longer_met", "people_newly_met"]].tolist() == [487, 0]


def test_one_too_few_meets_nobody_but_closes_the_gap():
    row = changed(("S1", "toilets_functional", 12)).frame.set_index(["place", "standard"]).loc[("HT0111", "toilets")]
    assert row[["coverage_share_after", "people_newly_met", "gap_after"]].tolist() == [0, 0, 46]


def test_people_newly_met_conserve_over_levels():
    asked_ = ("S1", "toilets_functional", 13), ("S2", "toilets_functional", 45)
    sums = [
        changed(*asked_, level=level).frame.groupby("standard")["people_newly_met"].sum().sort_index()
        for level in ("adm2", "adm1", "adm0")
    ]
    assert sums[0]["toilets"] == 487 + 900
    pd.testing.assert_series_equal(sums[0], sums[1])
    pd.testing.assert_series_equal(sums[0], sums[2])


def test_the_explanation_says_that_nothing_is_stored():
    told = changed(("S1", "toilets_functional", 13)).explain(place="HT0111", standard="toilets")
    assert told.value == pytest.approx(487 / 1387)
    assert told.notes == ("gap.nothing_stored",)
