"""Transfers between neighbours: the rule by hand, and what no rule may do."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.stock_swaps import after_swaps, swaps
from tests.geo.stock_setting import amounts, status

ITEMS = pd.DataFrame({"item": ["rope", "soap"], "pack_units": [10.0, math.nan], "weight_kg": [2.0, math.nan],
                      "volume_m3": [0.5, 0.1]})  # fmt: skip
HOMES = {"W1": "HT07", "W2": "HT07", "W3": "HT08", "W4": "HT09"}
HOURS = {("W2", "W1"): 9.0, ("W3", "W1"): 2.0, ("W4", "W1"): math.nan}


def travel(hours=None) -> pd.DataFrame:
    rows = [(a, b, h) for (a, b), h in (HOURS if hours is None else hours).items()]
    return pd.DataFrame(rows, columns=["warehouse_id", "to_warehouse", "travel_hours"])


def told(*usable: tuple[str, str, float]) -> pd.DataFrame:
    """Each uses 100 a month: at least 200, at most 600."""
    return status(amounts(*usable), amounts(*((w, i, 300.0) for w, i, _ in usable))).frame


def test_the_same_department_gives_first_then_the_nearest_and_never_over_a_closed_way():
    # W1 has 50 of 200: 150 missing. W2 (same department, 9 h) has 83 too much, in packs of 10: 80; W3 (2 h) gives 70.
    rows = told(("W1", "rope", 50), ("W2", "rope", 683), ("W3", "rope", 900), ("W4", "rope", 5000))
    result = swaps(rows, travel(), HOMES, ITEMS)
    assert result.frame[["from_warehouse", "quantity"]].to_numpy().tolist() == [["W2", 80.0], ["W3", 70.0]]
    assert result.frame["same_department"].tolist() == [True, False]
    assert result.frame["load_kg"].tolist() == [160.0, 140.0]
    after = after_swaps(rows, result.frame).set_index("place")
    assert after.loc["W1", ["transfer_in", "to_order"]].tolist() == [150, 0]
    assert after["transfer_out"].to_dict() == {"W1": 0, "W2": 80, "W3": 70, "W4": 0}
    assert result.explain(from_warehouse="W2").value == 80


def test_what_neighbours_do_not_give_is_ordered_up_to_the_maximum():
    # 150 missing, W2 gives 40 (46 too much in packs of 10): 600 - 50 - 40 = 510 to order
    rows = told(("W1", "rope", 50), ("W2", "rope", 646))
    after = after_swaps(rows, swaps(rows, travel(), HOMES, ITEMS).frame).set_index("place")
    assert after.loc["W1", "to_order"] == 510
    assert after.loc["W2", "to_order"] == 0


def test_nobody_gives_where_nothing_is_evaluated():
    rows = status(amounts(("W1", "rope", 0), ("W2", "rope", 9000)), amounts(("W1", "rope", 300))).frame
    result = swaps(rows, travel(), HOMES, ITEMS)
    assert result.frame.empty
    after = after_swaps(rows, result.frame).set_index("place")
    assert math.isnan(after.loc["W2", "to_order"])
    assert after.loc["W1", "to_order"] == 600


@given(st.lists(st.integers(0, 1500), min_size=4, max_size=4), st.lists(st.integers(0, 1500), min_size=4, max_size=4))
def test_nobody_gives_more_than_its_excess_or_gets_more_than_it_misses(rope, soap):
    usable = [(w, i, u) for i, units in (("rope", rope), ("soap", soap)) for w, u in zip(HOMES, units, strict=True)]
    hours = {(a, b): 1.0 for a in HOMES for b in HOMES if a != b}
    rows = told(*usable)
    made = swaps(rows, travel(hours), HOMES, ITEMS).frame
    after = after_swaps(rows, made)
    assert (after["transfer_out"] <= after["excess"].fillna(0)).all()
    assert (after["transfer_in"] <= after["missing_units"].fillna(0)).all()
    assert after["transfer_in"].sum() == after["transfer_out"].sum() == made["quantity"].sum()
    assert (made["from_warehouse"] != made["to_warehouse"]).all()
    assert not (made.loc[made["item"] == "rope", "quantity"] % 10).any()
