"""Lots that expired or do within the windows, by hand."""

from __future__ import annotations

import math

import pandas as pd

from geo.stock_expiry import expiring
from tests.geo.stock_setting import ON, rules

KIT = pd.Series({"soap": 2.0, "rope": 1.0})


def lots(*rows: tuple[str, str, str | None, float]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["item", "lot", "expiry", "held"])
    return frame.assign(warehouse_id="W1", reserved=0.0).astype({"held": "float64", "expiry": "str"})


def test_windows_hold_their_last_day_and_a_lot_is_usable_on_its_own():
    rows = lots(
        ("soap", "A", "2023-08-30", 10), ("soap", "B", "2023-08-31", 10), ("soap", "C", "2023-09-30", 10),
        ("soap", "D", "2023-10-01", 10), ("soap", "E", "2023-11-29", 10), ("soap", "F", "2023-11-30", 10),
        ("soap", "G", None, 10), ("soap", "H", "2023-08-01", 0), ("soap", "I", "2023-08-01", -3),
    )  # fmt: skip
    told = expiring(rows, KIT, rules(), on=ON)
    # 30 days after 31 August is 30 September, 90 days is 29 November; what is empty or negative is no lot to watch
    assert dict(zip(told.frame["lot"], told.frame["expiry_window"], strict=True)) == {
        "A": "expired", "B": "window_1", "C": "window_1", "D": "window_2", "E": "window_2",
    }  # fmt: skip
    assert told.frame["days_to_expiry"].tolist() == [-1, 0, 30, 31, 90]
    assert told.facts["undated"] == 1
    assert told.facts["lots"] == {"expired": 1, "window_1": 2, "window_2": 2}


def test_households_of_a_kit_are_the_most_of_its_items_never_their_sum():
    rows = lots(("soap", "A", "2023-08-01", 30), ("soap", "B", "2023-08-02", 10), ("rope", "C", "2023-08-01", 12),
                ("lamp", "D", "2023-08-01", 99))  # fmt: skip
    told = expiring(rows, KIT, rules(), on=ON)
    # soap (30 + 10) / 2 = 20 households, rope 12: 20; the lamp is not in the kit
    assert told.facts["households"]["expired"] == 20
    assert math.isnan(told.facts["households"]["window_1"])
    by_lot = told.frame.set_index("lot")["households"]
    assert by_lot[["A", "B", "C"]].tolist() == [15, 5, 12]
    assert math.isnan(by_lot["D"])
    assert told.explain(lot="A").value == 15
    assert told.explain(lot="D").value is None
