"""What a warehouse waits for: lots on the way to it, and what requests still have to get."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.expected_arrivals import COMING, TO_RELEASE, announced, still_to_release
from geo.frames import FRAMES
from geo.transit import in_transit

ON = "2023-08-31"


def movements(*rows: dict) -> pd.DataFrame:
    return FRAMES["movements"].conform(pd.DataFrame(list(rows), columns=list(FRAMES["movements"].by_name)))


def sent(shipment: str, quantity: float, lot: str, **more: object) -> dict:
    return {"kind": "transfer_out", "warehouse_id": "A", "counterpart": "B", "item": "tarpaulin", "lot": lot,
            "moved_on": "2023-08-29", "shipment": shipment, "quantity": quantity, **more}  # fmt: skip


def came(shipment: str, quantity: float, **more: object) -> dict:
    return {"kind": "transfer_in", "warehouse_id": "B", "counterpart": "A", "item": "tarpaulin",
            "moved_on": "2023-08-30", "shipment": shipment, "quantity": quantity, **more}  # fmt: skip


def test_lots_on_the_way_by_hand():
    rows = movements(
        sent("E1", 100, "L1"), sent("E1", 50, "L2", expiry="2024-01-31"), sent("E1", 8, "K1", item="kitchen_set"),
        came("E1", 120),  # all of L1 and 20 of L2: 30 of L2 are still on the way
        came("E1", 5, item="kitchen_set"), {**came("E1", 3, item="kitchen_set"), "kind": "shortage"},  # complete
        sent("E2", 10, "L3", counterpart="C"),  # to another warehouse
        sent("E0", 7, "L4", moved_on="2023-08-01"),
    )  # fmt: skip
    told = announced(rows, "B", on=ON)
    assert told[["shipment", "lot", "announced", "days"]].to_numpy().tolist() == [
        ["E0", "L4", 7.0, 30.0], ["E1", "L2", 30.0, 2.0]]  # fmt: skip
    assert told["expiry"].tolist()[1] == "2024-01-31"


@pytest.mark.parametrize("none", [movements(), movements(sent("E1", 5, "L1"), came("E1", 5))])
def test_nothing_on_the_way_is_an_empty_table(none):
    told = announced(none, "B", on=ON)
    assert told.empty
    assert tuple(told.columns) == COMING


@given(st.lists(st.integers(1, 50), min_size=1, max_size=5), st.lists(st.integers(1, 60), max_size=4))
def test_lots_add_up_to_what_is_in_transit(lots, arrivals):
    rows = movements(*(sent("E", units, f"L{n}") for n, units in enumerate(lots)), *(came("E", n) for n in arrivals))
    way = in_transit(rows, on=ON).frame["on_the_way"].iloc[0]
    told = announced(rows, "B", on=ON)["announced"]
    assert told.sum() == max(0.0, way)
    assert (told > 0).all()


def test_what_is_still_to_be_released_by_hand():
    requests = pd.DataFrame([
        {"request_id": "R1", "organisation": "ONG A", "request_status": "approved", "planned_on": "2023-09-05"},
        {"request_id": "R2", "organisation": "ONG B", "request_status": "partly_approved", "planned_on": "2023-09-01"},
    ])  # fmt: skip
    items = pd.DataFrame([
        {"request_id": "R1", "item": "tarpaulin", "quantity_approved": 100.0, "warehouse_id": "A"},
        {"request_id": "R1", "item": "rope", "quantity_approved": 50.0, "warehouse_id": "B"},  # another warehouse
        {"request_id": "R1", "item": "blanket", "quantity_approved": None, "warehouse_id": "A"},  # nothing approved
        {"request_id": "R2", "item": "tarpaulin", "quantity_approved": 30.0, "warehouse_id": "A"},
        {"request_id": "R2", "item": "bucket", "quantity_approved": 10.0, "warehouse_id": "A"},
        {"request_id": "R9", "item": "bucket", "quantity_approved": 10.0, "warehouse_id": "A"},  # not approved (any more)
    ])  # fmt: skip
    gone = movements(
        {"kind": "release", "warehouse_id": "A", "item": "tarpaulin", "quantity": 40, "request_id": "R1"},
        {"kind": "reserve", "warehouse_id": "A", "item": "tarpaulin", "quantity": 100, "request_id": "R1"},
        {"kind": "distribution", "warehouse_id": "A", "item": "bucket", "quantity": 10, "request_id": "R2"},
    )
    told = still_to_release(requests, items, gone, "A")
    assert told[["request_id", "item", "approved", "released", "open"]].to_numpy().tolist() == [
        ["R2", "tarpaulin", 30.0, 0.0, 30.0], ["R1", "tarpaulin", 100.0, 40.0, 60.0]]  # fmt: skip
    assert tuple(still_to_release(requests, items, gone, "Z").columns) == TO_RELEASE


def test_a_line_that_is_split_waits_in_each_warehouse_for_what_is_reserved_there():
    requests = pd.DataFrame([{"request_id": "R1", "organisation": "ONG A", "request_status": "approved",
                              "planned_on": "2023-09-05"}])  # fmt: skip
    items = pd.DataFrame([{"request_id": "R1", "item": "rope", "quantity_approved": 60.0, "warehouse_id": "A"}])
    kept = movements(
        {"kind": "reserve", "warehouse_id": "A", "item": "rope", "quantity": 40, "request_id": "R1"},
        {"kind": "reserve", "warehouse_id": "B", "item": "rope", "quantity": 20, "request_id": "R1"},
        {"kind": "release", "warehouse_id": "B", "item": "rope", "quantity": 5, "request_id": "R1"},
        {"kind": "unreserve", "warehouse_id": "B", "item": "rope", "quantity": 5, "request_id": "R1"},
    )
    told = [still_to_release(requests, items, kept, one)[["approved", "released", "open"]].to_numpy().tolist()
            for one in ("A", "B", "C")]  # fmt: skip
    assert told == [[[40.0, 0.0, 40.0]], [[20.0, 5.0, 15.0]], []]
