"""What reports changed, by hand: a blank is unknown, and a commune that speaks for the first time is no rise."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from geo import frames
from geo.impact_changes import compared, report_changes
from geo.impacts import last_reports

COMMUNES = pd.DataFrame(
    [("A", "Aquin"), ("B", "Baradères"), ("C", "Cavaillon")], columns=["adm2_pcode", "name"]
).astype("str")
CODE = "X"
FIRST, SECOND, THIRD = "2023-08-30T12:00Z", "2023-08-30T18:00Z", "2023-08-31T12:00Z"


def impacts(*rows: tuple[str, str, dict[str, float]]) -> pd.DataFrame:
    told = [{"emergency": CODE, "adm2_pcode": code, "reported_at": at, **more} for code, at, more in rows]
    return frames.FRAMES["impacts"].conform(pd.DataFrame(told))


TOLD = impacts(
    ("A", FIRST, {"deaths": 2, "injured": 12, "missing": 1}),
    ("A", SECOND, {"injured": 14}),
    ("A", THIRD, {"deaths": 3, "injured": 9}),
    ("B", SECOND, {"deaths": 5}),
)  # fmt: skip


def test_the_last_report_less_what_was_told_before_it():
    rows = report_changes(TOLD, COMMUNES, CODE, at=THIRD).frame
    assert rows["adm2_pcode"].tolist() == ["A"]  # B reported once, C never
    row = rows.iloc[0]
    # deaths 3 - 2 (told in the first report, kept by the second); injured 9 - 14; missing is not told by the last one
    assert (row["deaths"], row["injured"]) == (1, -5)
    assert math.isnan(row["missing"])
    assert math.isnan(row["people_affected"])
    assert (row["previous_reported_at"], row["reported_at"]) == (SECOND, THIRD)


def test_what_comes_later_than_the_moment_is_left_out():
    row = report_changes(TOLD, COMMUNES, CODE, at=SECOND).frame.iloc[0]
    assert row["injured"] == 2
    assert math.isnan(row["deaths"])  # the second report does not speak of it
    assert report_changes(TOLD, COMMUNES, CODE, at=FIRST).frame.empty


def test_no_report_has_the_same_columns_and_dtypes():
    one = report_changes(TOLD, COMMUNES, CODE, at=THIRD).frame
    none = report_changes(TOLD, COMMUNES, "other", at=THIRD).frame
    assert none.dtypes.to_dict() == one.dtypes.to_dict()


def by_measure(now: str, before: str) -> pd.DataFrame:
    held = [last_reports(TOLD, COMMUNES, CODE, at=at).frame for at in (now, before)]
    return compared(*held).frame.set_index("measure")


def test_sums_are_compared_over_the_communes_that_told_both_times():
    rows = by_measure(THIRD, FIRST)
    # now A 3 + B 5 = 8 of 2 communes; then A 2; the change is A's alone: B speaks for the first time
    assert rows.loc["deaths", ["total", "total_communes", "before", "before_communes", "change", "both_communes"]].tolist() == [
        8, 2, 2, 1, 1, 1,
    ]  # fmt: skip
    assert rows.loc["injured", ["total", "before", "change"]].tolist() == [9, 12, -3]
    assert rows["communes"].unique().tolist() == [3]
    assert rows.loc["people_affected", ["total", "before", "change"]].isna().all()
    assert rows.loc["people_affected", "total_communes"] == 0


def test_nothing_moved_between_a_moment_and_itself():
    rows = by_measure(THIRD, THIRD)
    assert np.array_equal(rows["total"], rows["before"], equal_nan=True)
    assert set(rows["change"].dropna()) == {0.0}


def test_the_explanation_names_how_many_communes_told_it():
    told = compared(*(last_reports(TOLD, COMMUNES, CODE, at=at).frame for at in (THIRD, FIRST))).explain(
        measure="deaths"
    )
    assert (told.value, told.unit, told.dated) == (8, "persons", THIRD)
    assert {one.name: one.value for one in told.inputs}["total_communes"] == 2
    assert told.clause == "docs/methods.md#bilan"


def test_the_order_of_rows_does_not_matter():
    mixed = TOLD.sample(frac=1, random_state=3).reset_index(drop=True)
    pd.testing.assert_frame_equal(
        report_changes(TOLD, COMMUNES, CODE, at=THIRD).frame, report_changes(mixed, COMMUNES, CODE, at=THIRD).frame
    )
