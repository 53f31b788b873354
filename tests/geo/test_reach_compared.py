"""Reach before and after, by hand."""

from __future__ import annotations

import pandas as pd

from geo.explain import Explanation, Result
from geo.reach_compared import COMPARED_DTYPES, reach_compared


def told(reached: list[float], bound: list[str], need: float = 100.0) -> Result:
    frame = pd.DataFrame({
        "place": ["A", "B"], "name": ["Un", "Deux"], "within_hours": [24, 24], "households_in_need": [need, need],
        "households_reached": reached, "bound_by": bound,
    })  # fmt: skip
    return Result(frame, lambda row: Explanation("households_reached", "", (), row["households_reached"], "households",
                                                 dated="2023-08-31", notes=("reach.alone",)))  # fmt: skip


def test_gains_losses_and_who_is_left():
    rows = reach_compared(told([40.0, 100.0], ["stock", "need"]), told([70.0, 90.0], ["hours", "stock"])).frame
    assert rows["households_gained"].tolist() == [30.0, -10.0]
    assert rows["households_left_before"].tolist() == [60.0, 0.0]
    assert rows["households_left_after"].tolist() == [30.0, 10.0]
    assert rows["bound_by_after"].tolist() == ["hours", "stock"]
    assert dict(rows.dtypes.astype(str)) == COMPARED_DTYPES


def test_a_difference_of_the_solver_is_none():
    rows = reach_compared(told([40.0, 0.0], ["stock"] * 2), told([40.00001, 1e-9], ["stock"] * 2)).frame
    assert rows["households_gained"].tolist() == [0.0, 0.0]


def test_capacity_leaves_nobody_counted_as_left():
    nan = float("nan")
    rows = reach_compared(told([1.0, 2.0], ["stock"] * 2, nan), told([3.0, 2.0], ["stock"] * 2, nan)).frame
    assert rows["households_left_after"].isna().all()
    assert rows["households_gained"].tolist() == [2.0, 0.0]


def test_the_difference_is_explained_by_its_two_figures():
    result = reach_compared(told([40.0, 100.0], ["stock", "need"]), told([70.0, 90.0], ["hours", "stock"]))
    one = result.explain(place="B", within_hours=24.0)
    inputs = {each.name: each.value for each in one.inputs}
    assert inputs["households_after"] - inputs["households_before"] == one.value == -10.0
    assert one.dated == "2023-08-31"
    assert "what_if.nothing_stored" in one.notes
