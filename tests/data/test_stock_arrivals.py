"""Transfers that arrive, counts and what follows them, kits assembled, slips taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import stock_moves
from data.snapshot import Source
from geo.errors import DataProblem, EditConflict, NotEnoughStock
from tests.data.stock_setting import ANNE, MARC, TARPS, codes, held, keep, slip, stocked


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return stocked(tmp_path)


def test_a_transfer_is_on_the_way_until_it_arrives_and_what_lacks_is_recorded(source: Source):
    sent = keep(source, slip("transfer_out", {**TARPS, "quantity": "40"}, {"item": "rope", "quantity": "10"},
                             counterpart="W2"))  # fmt: skip
    assert sent is not None
    assert sent.rows["shipment"].unique().tolist() == [sent.document]
    way = {"warehouse_id": "W2", "counterpart": "W1", "shipment": sent.document, "day": "2023-01-12"}
    first = slip("transfer_in", {**TARPS, "quantity": "15"}, **way)
    looked = stock_moves.look(source, first)
    assert looked.rows.loc[0, ["expected", "difference"]].tolist() == [40.0, -25.0]
    assert looked.added.empty  # the rest may still come
    keep(source, first)
    last = slip("transfer_in", {**TARPS, "quantity": "20", "reason_code": "stolen"}, complete=True, **way)
    looked = stock_moves.look(source, last)
    told = looked.added[["kind", "item", "quantity", "shipment", "reason_code"]].to_numpy().tolist()
    assert told == [  # 40 - 15 - 20; and the ropes, of which the last truck brought none
        ["shortage", "rope", 10.0, sent.document, "lost_on_the_way"],
        ["shortage", "tarpaulin", 5.0, sent.document, "stolen"],
    ]  # fmt: skip
    keep(source, last)
    assert (held(source, "W2"), held(source)) == (35.0, 60.0)
    assert source.store.balances()["lot"].notna().sum() == 2  # a shortage is no stock of any lot


def test_what_arrives_too_much_is_a_surplus_and_an_arrival_before_its_paper_says_nothing(source: Source):
    sent = keep(source, slip("transfer_out", {**TARPS, "quantity": "40"}, counterpart="W2"))
    assert sent is not None
    way = {"warehouse_id": "W2", "counterpart": "W1"}
    more = slip("transfer_in", {**TARPS, "quantity": "44"}, shipment=sent.document, **way)
    assert stock_moves.look(source, more).added[["kind", "quantity"]].to_numpy().tolist() == [["surplus", 4.0]]
    early = slip("transfer_in", {**TARPS, "quantity": "44"}, shipment="BT-not-typed-yet", complete=True, **way)
    looked = stock_moves.look(source, early)
    assert looked.added.empty
    assert looked.rows["expected"].isna().all()


def test_two_who_receive_one_truck_do_not_both_store_it_unseen(source: Source):
    sent = keep(source, slip("transfer_out", {**TARPS, "quantity": "40"}, counterpart="W2"))
    assert sent is not None
    way = {"warehouse_id": "W2", "counterpart": "W1", "shipment": sent.document}
    hers, his = (slip("transfer_in", {**TARPS, "quantity": "40"}, complete=True, **way) for _ in range(2))
    seen = stock_moves.look(source, his)
    keep(source, hers)
    with pytest.raises(EditConflict) as caught:
        keep(source, his, who=MARC, seen=seen)
    told = caught.value.conflicts[0]
    assert (told.before, told.theirs, told.author) == (40.0, 0.0, "Anne")
    assert held(source, "W2") == 40.0


def test_a_count_names_its_reason_and_is_held_against_what_was_shown(source: Source):
    blank = slip("count", {**TARPS, "quantity": "90"})
    assert codes(stock_moves.look(source, blank)) == ["reason_code_missing"]
    one = slip("count", {**TARPS, "quantity": "90"}, reason_code="spot_check")
    seen = stock_moves.look(source, one)
    assert seen.rows["difference"].tolist() == [-10.0]
    keep(source, slip("release", {**TARPS, "quantity": "5"}, counterpart="P"))
    with pytest.raises(EditConflict):
        keep(source, one, seen=seen)
    keep(source, one)
    assert held(source) == 90.0


def test_kits_are_assembled_and_broken_up_in_one_slip(source: Source):
    goes_in = [
        {**TARPS, "quantity": "20", "kind": "assembly_out"},
        {"item": "rope", "quantity": "10", "kind": "assembly_out"},
    ]
    comes_out = {"item": "fixing_kit", "lot": "K1", "quantity": "10", "kind": "assembly_in"}
    assert "assembly_one_sided" in codes(stock_moves.look(source, slip("assembly", *goes_in)))
    made = keep(source, slip("assembly", *goes_in, comes_out))
    assert made is not None
    assert (held(source), held(source, item="rope"), held(source, item="fixing_kit")) == (80.0, 40.0, 10.0)
    back = [{**line, "kind": "assembly_in"} for line in goes_in]
    with pytest.raises(NotEnoughStock):
        keep(source, slip("assembly", *back, {**comes_out, "kind": "assembly_out", "quantity": "11"}))
    keep(source, slip("assembly", *back, {**comes_out, "kind": "assembly_out"}, day="2023-01-11"))
    assert (held(source), held(source, item="rope"), held(source, item="fixing_kit")) == (100.0, 50.0, 0.0)


def test_a_slip_is_taken_back_line_by_line_and_only_once(source: Source):
    keep(source, slip("reserve", {**TARPS, "quantity": "30"}, request_id="R1"))
    saved = keep(source, slip("release", {**TARPS, "quantity": "30"}, counterpart="P", request_id="R1"))
    assert saved is not None
    assert (held(source), held(source, column="reserved")) == (70.0, 0.0)
    back = stock_moves.reverse(source, MARC, saved.document, reason="mauvais bon")
    assert back is not None
    assert set(back.rows["reverses"]) == set(saved.rows["movement_id"])
    assert (held(source), held(source, column="reserved")) == (100.0, 30.0)  # the reservation stands again
    assert stock_moves.reverse(source, MARC, saved.document, reason="encore") is None
    with pytest.raises(DataProblem, match="unknown_slip"):
        stock_moves.reverse(source, MARC, "BL-nothing", reason="x")


def test_what_leaves_after_the_count_of_the_day_leaves_the_counted_stock(source: Source):
    """Counted 90 in the morning, 30 released at noon: 60, whatever is typed later of the days before."""
    keep(source, slip("count", {**TARPS, "quantity": "90"}, reason_code="periodic_count"))
    released = keep(source, slip("release", {**TARPS, "quantity": "30"}, counterpart="P"))
    assert released is not None
    assert held(source) == 60.0
    with pytest.raises(NotEnoughStock):
        keep(source, slip("release", {**TARPS, "quantity": "61"}, counterpart="P"))
    keep(source, slip("release", {**TARPS, "quantity": "5"}, counterpart="P", day="2023-01-05"))
    assert held(source) == 60.0  # what left before the count was not there when it was counted
    again = keep(source, slip("count", {**TARPS, "quantity": "58"}, reason_code="spot_check"))
    assert again is not None
    assert held(source) == 58.0  # the later count of the day saw the release
    stock_moves.reverse(source, ANNE, again.document, reason="faute")
    assert held(source) == 60.0
    stock_moves.reverse(source, ANNE, released.document, reason="faute")
    assert held(source) == 90.0
