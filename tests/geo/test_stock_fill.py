"""How full a warehouse is: known and unknown volumes apart."""

from __future__ import annotations

import math

import pandas as pd

from geo.stock_fill import fill

ITEMS = pd.DataFrame({"item": ["tent", "rope", "odd"], "volume_m3": [0.5, 0.01, math.nan]})
HOUSES = pd.DataFrame({"warehouse_id": ["W1", "W2", "W3", "W4"], "storage_volume_m3": [100.0, math.nan, 50.0, 10.0]})


def test_unknown_is_unknown_and_what_is_held_takes_room():
    rows = [("W1", "tent", 100.0), ("W1", "rope", 500.0), ("W1", "tent", -40.0), ("W2", "tent", 10.0), ("W3", "odd", 7.0),
            ("W1", "odd", 3.0)]  # fmt: skip
    balances = pd.DataFrame(rows, columns=["warehouse_id", "item", "held"])
    told = fill(balances, ITEMS, HOUSES)
    by = told.frame.set_index("warehouse_id")
    # W1: 100 x 0.5 + 500 x 0.01 = 55 m3 of 100; the lot below zero takes no room; 3 odd ones have no volume
    assert by.loc["W1", ["stock_m3", "fill_share", "items_without_volume", "units_without_volume"]].tolist() == [
        55,
        0.55,
        1,
        3,
    ]
    assert by.loc["W2", "stock_m3"] == 5
    assert math.isnan(by.loc["W2", "fill_share"])
    assert math.isnan(by.loc["W3", "stock_m3"])  # only what has no volume: unknown, not empty
    assert math.isnan(by.loc["W3", "fill_share"])
    assert by.loc["W4", ["stock_m3", "fill_share"]].tolist() == [0, 0]  # nothing is held: empty
    assert told.facts["unknown_storage"] == 1
    assert "stock_fill.least" in told.explain(warehouse_id="W1").notes
    assert "stock_fill.least" not in told.explain(warehouse_id="W2").notes
