"""What is on the way, by hand, and: what leaves equals what arrives plus what is on the way plus what is lost."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.frames import FRAMES
from geo.transit import in_transit, sent_lots


def moved(*rows: tuple) -> pd.DataFrame:
    names = ["moved_on", "kind", "shipment", "item", "quantity", "warehouse_id", "counterpart", "lot"]
    return FRAMES["movements"].conform(pd.DataFrame(rows, columns=names))


def test_what_is_on_the_way_by_hand():
    rows = moved(
        ("2023-01-01", "transfer_out", "T1", "rope", 100.0, "W1", "W2", "A"),
        ("2023-01-02", "transfer_out", "T1", "rope", 20.0, "W1", "W2", "B"),
        ("2023-01-04", "transfer_in", "T1", "rope", 70.0, "W2", "W1", "A"),
        ("2023-01-04", "shortage", "T1", "rope", 10.0, "W2", "W1", None),
        ("2023-01-05", "transfer_in", "T2", "rope", 5.0, "W2", None, None),  # its paper is still to come
        ("2023-01-05", "transfer_in", None, "rope", 9.0, "W2", None, None),
        ("2023-01-05", "receipt", "T1", "rope", 9.0, "W2", None, None),
    )
    told = in_transit(rows, on="2023-01-11")
    first, second = told.frame.to_dict("records")
    assert (first["sent"], first["received"], first["short"], first["on_the_way"]) == (120.0, 70.0, 10.0, 40.0)
    assert (first["from_warehouse_id"], first["to_warehouse_id"]) == ("W1", "W2")
    assert (first["sent_on"], first["arrived_on"], first["days"]) == ("2023-01-01", "2023-01-04", 10.0)
    assert (second["on_the_way"], second["to_warehouse_id"], pd.isna(second["days"])) == (-5.0, "W2", True)
    assert told.facts | {} == {"on": "2023-01-11", "shipments_open": 1, "lines_open": 1, "arrived_unsent": 1}
    explained = told.explain(shipment="T1", item="rope")
    assert explained.value == 40.0
    assert {i.name: i.value for i in explained.inputs}["short"] == 10.0
    lots = sent_lots(rows)
    assert lots[["lot", "quantity"]].to_numpy().tolist() == [["A", 100.0], ["B", 20.0]]


def test_nothing_was_sent():
    assert in_transit(moved(), on="2023-01-11").frame.empty


LEG = st.tuples(st.sampled_from(["T1", "T2"]), st.sampled_from(["rope", "tarpaulin"]), st.integers(1, 50).map(float),
                st.sampled_from(["transfer_out", "transfer_in", "shortage", "surplus"]))  # fmt: skip


@given(legs=st.lists(LEG, max_size=20), order=st.randoms(use_true_random=False))
def test_what_leaves_is_what_arrives_plus_in_transit_plus_lost_in_any_order(legs, order):
    rows = [("2023-01-01", kind, shipment, item, units, "W1", "W2", None) for shipment, item, units, kind in legs]
    told = in_transit(moved(*rows), on="2023-01-11").frame
    total = {
        kind: sum(units for *_, units, one in legs if one == kind)
        for kind in ("transfer_out", "transfer_in", "shortage", "surplus")
    }
    assert (
        total["transfer_out"] + total["surplus"] == total["transfer_in"] + total["shortage"] + told["on_the_way"].sum()
    )
    order.shuffle(rows)
    again = in_transit(moved(*rows), on="2023-01-11").frame
    pd.testing.assert_frame_equal(told, again)
