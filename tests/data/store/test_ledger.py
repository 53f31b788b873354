"""Points 5, 6, 9 of the store: ledger keys, counts as absolutes, releases that cannot go below zero."""

from __future__ import annotations

import threading

import pandas as pd
import pytest

from data.store.store import Store
from geo.errors import DataProblem, NotEnoughStock
from tests.data.store.conftest import ME, held, released

LOT = ("W1", "tarpaulin", "-")


def test_signs_of_every_kind(store: Store, move):
    # 100 + 20 + 5 - 10 - 30 - 8 - 2 - 6 = 69 held; 12 - 2 = 10 reserved, still held.
    move(
        ("2023-01-01", "receipt", 100), ("2023-01-02", "transfer_in", 20), ("2023-01-03", "assembly_in", 5),
        ("2023-01-04", "transfer_out", 10), ("2023-01-05", "release", 30), ("2023-01-06", "distribution", 8),
        ("2023-01-07", "loss", 2), ("2023-01-08", "assembly_out", 6), ("2023-01-09", "reserve", 12),
        ("2023-01-10", "unreserve", 2),
    )  # fmt: skip
    row = store.balances().iloc[0]
    assert (row["held"], row["reserved"], row["last_moved_on"]) == (69.0, 10.0, "2023-01-10")
    assert held(store, as_of="2023-01-04") == {LOT: 115.0}


def test_an_extended_file_adds_only_what_is_new(store: Store, move):
    first = [("2023-01-01", "receipt", 100), ("2023-01-02", "release", 10)]
    move(*first, document="D1", line=[1, 2])
    move(*first, ("2023-01-03", "release", 5), document="D1", line=[1, 2, 3])
    assert held(store) == {LOT: 85.0}
    store.undo(1, author="a", reason="r")
    assert held(store) == {LOT: 85.0}  # as if only the extended file had come in
    store.undo(2, author="a", reason="r")
    assert held(store) == {}
    store.redo(1, author="a", reason="r")
    assert held(store) == {LOT: 90.0}


def test_without_a_document_identical_rows_count_as_often_as_they_stand(store: Store, move):
    day = ("2023-01-02", "receipt", 10)
    move(day, day)
    assert held(store) == {LOT: 20.0}
    move(day, day, day)  # the file, extended by a third identical line
    assert held(store) == {LOT: 30.0}


def test_given_ids_and_ids_given_by_the_store_name_the_same_movement(store: Store, move):
    move(("2023-01-01", "receipt", 100), document="D1", line=1)
    given = store.movements()["movement_id"].tolist()
    move(("2023-01-01", "receipt", 100), movement_id=given)  # an export read back
    assert held(store) == {LOT: 100.0}


def test_a_known_line_with_another_content_is_refused_whole(store: Store, move):
    move(("2023-01-01", "receipt", 100), document="D1", line=1)
    with pytest.raises(DataProblem, match="movement_changed"):
        move(("2023-01-01", "receipt", 90), document="D1", line=1)
    assert held(store) == {LOT: 100.0}


def test_after_an_undo_the_corrected_file_comes_in(store: Store, move):
    move(("2023-01-01", "receipt", 100), document="D1", line=1)
    store.undo(1, author="a", reason="wrong")
    move(("2023-01-01", "receipt", 90), document="D1", line=1)
    assert held(store) == {LOT: 90.0}


def test_documents_without_line_numbers_are_told_apart(store: Store, move):
    move(("2023-01-01", "receipt", 100), document="WB-1")
    move(("2023-01-01", "receipt", 100), document="WB-2")
    move(("2023-01-01", "receipt", 100), document="WB-1")
    assert held(store) == {LOT: 200.0}


def test_one_line_twice_in_a_file_with_two_contents_is_refused(store: Store, move):
    with pytest.raises(DataProblem, match="movement_changed"):
        move(("2023-01-01", "receipt", 10), ("2023-01-01", "receipt", 20), document="D1", line=1)


def test_what_has_no_lot_number_leaves_by_expiry_first(store: Store, move):
    move(("2023-01-01", "receipt", 100), expiry="2023-03-01")
    move(("2023-01-02", "receipt", 10), expiry="2025-03-01")
    move(("2023-01-03", "release", 30))
    rows = store.balances().sort_values("expiry")
    # 80 are left: 10 that expire last, and 70 of the 100 that expire first.
    assert list(zip(rows["expiry"], rows["held"], strict=True)) == [("2023-03-01", 70.0), ("2025-03-01", 10.0)]
    move(("2023-01-04", "release", 75))
    assert store.balances()["held"].sum() == 5.0
    move(("2023-01-05", "release", 9))
    assert store.balances()["held"].sum() == -4.0  # a late paper entry: stored and flagged


def test_what_has_expired_may_be_written_off_but_not_sent(store: Store, move):
    move(("2023-01-01", "receipt", 50), lot="L1", expiry="2023-02-01")
    row = {"moved_on": "2023-03-01", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 50, "lot": "L1"}
    with pytest.raises(NotEnoughStock):
        released(store, pd.DataFrame([row | {"kind": "release"}]))
    with store.batch(ME) as batch:
        batch.release(pd.DataFrame([row | {"kind": "loss"}]))
    assert held(store)[("W1", "tarpaulin", "L1")] <= 0.0


def test_a_release_must_leave_enough_for_every_later_day(store: Store, move):
    move(("2023-01-01", "receipt", 100), ("2023-01-10", "release", 90), ("2023-01-12", "receipt", 90))
    row = {"moved_on": "2023-01-05", "kind": "release", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 50}
    with pytest.raises(NotEnoughStock):
        released(store, pd.DataFrame([row]))  # the 10th would have been 40 short


def test_a_count_is_absolute_and_closes_its_day_whatever_the_order(store: Store, move):
    move(("2023-01-05", "count", 70))
    move(("2023-01-01", "receipt", 100), ("2023-01-05", "release", 10), ("2023-01-06", "release", 20))
    assert held(store) == {LOT: 50.0}  # 70 counted at the end of the 5th, minus 20 on the 6th
    assert held(store, as_of="2023-01-05") == {LOT: 70.0}
    assert held(store, as_of="2023-01-04") == {LOT: 100.0}
    move(("2023-01-05", "count", 0))  # a second count of the day: the later one stands
    assert held(store) == {LOT: -20.0}  # late papers may make it negative: stored and flagged


def test_lots_are_counted_apart(store: Store, move):
    move(("2023-01-01", "receipt", 10), lot="L1", expiry="2024-01-01")
    move(("2023-01-01", "receipt", 20), lot="L2")
    move(("2023-01-02", "count", 8), lot="L1")
    assert held(store) == {("W1", "tarpaulin", "L1"): 8.0, ("W1", "tarpaulin", "L2"): 20.0}
    expiry = store.balances().set_index("lot")["expiry"]
    assert expiry["L1"] == "2024-01-01"
    assert pd.isna(expiry["L2"])


def test_a_reversal_annuls_its_movement_on_that_movements_day(store: Store, move):
    move(("2023-01-01", "receipt", 100), movement_id="M1")
    move(("2023-01-02", "release", 40), movement_id="M2")
    move(("2023-01-04", "count", 95), movement_id="M3")
    move(("2023-01-06", "reversal", 40), movement_id="M4", reverses="M2")
    assert held(store, as_of="2023-01-03") == {LOT: 60.0}  # the reversal is not known to the world yet
    assert held(store) == {LOT: 95.0}  # the count already saw the truth: nothing is added after it
    move(("2023-01-07", "reversal", 95), movement_id="M5", reverses="M3")
    assert held(store) == {LOT: 100.0}


def test_a_reversal_may_itself_be_reversed(store: Store, move):
    move(("2023-01-01", "receipt", 100), movement_id="M1")
    move(("2023-01-02", "release", 40), movement_id="M2")
    for number, named in ((3, "M2"), (4, "M3"), (5, "M4")):
        move((f"2023-01-0{number}", "reversal", 40), movement_id=f"M{number}", reverses=named)
    assert held(store, as_of="2023-01-03") == {LOT: 100.0}  # M3 annuls M2
    assert held(store, as_of="2023-01-04") == {LOT: 60.0}  # M4 annuls M3: the release counts again
    assert held(store) == {LOT: 100.0}  # M5 annuls M4


def test_a_release_never_takes_more_than_is_usable_of_a_lot(store: Store, move):
    move(("2023-01-01", "receipt", 100), ("2023-01-02", "reserve", 30), lot="L1", expiry="2023-06-01")

    def release(quantity: float, day: str = "2023-01-03", lot: str = "L1") -> None:
        row = {"moved_on": day, "kind": "release", "warehouse_id": "W1", "item": "tarpaulin", "quantity": quantity}
        with store.batch(ME) as batch:
            batch.release(pd.DataFrame([{**row, "lot": lot}]))

    with pytest.raises(NotEnoughStock) as caught:
        release(71)
    assert caught.value.params["short"] == 1.0
    release(70)
    assert held(store) == {("W1", "tarpaulin", "L1"): 30.0}
    with pytest.raises(NotEnoughStock):
        release(1, lot="L9")  # a lot that is not there
    move(("2023-01-01", "receipt", 50), lot="L2", expiry="2023-02-01")
    release(10, day="2023-02-01", lot="L2")  # usable on the day of expiry
    with pytest.raises(NotEnoughStock):
        release(10, day="2023-02-02", lot="L2")


def test_a_release_into_the_past_must_not_take_what_left_later(store: Store, move):
    move(("2023-01-01", "receipt", 100), ("2023-01-10", "release", 90))
    row = {"moved_on": "2023-01-05", "kind": "release", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 50}
    with pytest.raises(NotEnoughStock):
        released(store, pd.DataFrame([row]))


def test_two_people_release_the_last_kits_at_once_one_is_told(store: Store, move):
    move(("2023-01-01", "receipt", 10))
    outcomes: list[str] = []

    def take(document: str) -> None:
        row = {"moved_on": "2023-01-02", "kind": "release", "warehouse_id": "W1", "item": "tarpaulin"}
        try:
            with store.batch(ME) as batch:
                batch.release(pd.DataFrame([{**row, "quantity": 10, "document": document, "line": 1}]))
            outcomes.append("done")
        except NotEnoughStock:
            outcomes.append("told")

    threads = [threading.Thread(target=take, args=(f"D{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "told"]
    assert held(store) == {LOT: 0.0}
