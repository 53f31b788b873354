"""A kit in a box is one complete kit and the items that it holds, never both."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.boxed_kits import assemblable, unboxed
from geo.frames import FRAMES
from geo.stock import STOCK, kits_complete

KITS = FRAMES["kits"].conform(pd.DataFrame([
    {"kit": "family", "item": "tarpaulin", "quantity": 2.0}, {"kit": "family", "item": "rope", "quantity": 1.0},
    {"kit": "shelter", "item": "tarpaulin", "quantity": 1.0},
]))  # fmt: skip
FAMILY = KITS[KITS["kit"] == "family"]


def stock(**units: float) -> pd.DataFrame:
    return STOCK.conform(pd.DataFrame([{"warehouse_id": "W", "item": i, "quantity": n} for i, n in units.items()]))


def test_ten_boxes_and_the_loose_items_are_counted_once():
    # 10 boxes hold 20 tarpaulins and 10 ropes; loose 7 tarpaulins and 3 ropes make 3 more (ropes): 13 kits
    opened = unboxed(stock(family=10, tarpaulin=7, rope=3), KITS)
    assert opened.set_index("item")["quantity"].to_dict() == {"tarpaulin": 27.0, "rope": 13.0}
    told = kits_complete(opened, FAMILY).frame
    assert told["kits_complete"].tolist() == [13.0]
    assert told["binding_item"].tolist() == ["rope"]


def test_boxes_serve_another_kit_by_what_they_hold():
    assert kits_complete(unboxed(stock(family=10), KITS), KITS[KITS["kit"] == "shelter"]).frame[
        "kits_complete"].tolist() == [20.0]  # fmt: skip


def test_stock_without_boxes_stays_as_it_is():
    loose = stock(tarpaulin=4)
    assert unboxed(loose, KITS) is loose


@given(boxes=st.integers(0, 500), tarpaulin=st.integers(0, 500), rope=st.integers(0, 500))
def test_each_box_is_one_complete_kit_more(boxes, tarpaulin, rope):
    loose = stock(tarpaulin=tarpaulin, rope=rope)
    before = kits_complete(loose, FAMILY).frame["kits_complete"].iloc[0]
    with_boxes = unboxed(stock(family=boxes, tarpaulin=tarpaulin, rope=rope), KITS)
    assert kits_complete(with_boxes, FAMILY).frame["kits_complete"].iloc[0] == before + boxes


def test_what_can_be_assembled_is_whole_and_names_what_limits():
    contents = {"tarpaulin": 2.0, "rope": 1.0}
    assert assemblable(pd.Series({"tarpaulin": 9.0, "rope": 120.0}), contents) == (4, "tarpaulin")
    assert assemblable(pd.Series({"tarpaulin": 9.0}), contents) == (0, "rope")
