"""Slips of stock: looked at beside the ledger, stored once, refused where there is not enough."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from data import stock_moves
from data.access import NOBODY, Actor
from data.snapshot import Source
from data.store.store import Told
from geo.errors import DataProblem, ImportRejected, NotAllowed, NotEnoughStock
from tests.data.stock_setting import ANNE, MARC, TARPS, codes, held, keep, slip, stocked


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return stocked(tmp_path)


def test_a_release_is_shown_with_what_is_left_and_stored_once(source: Source):
    one = slip("release", {**TARPS, "quantity": "30"}, {**TARPS, "quantity": "20"}, counterpart="Partenaire", slip="77")
    looked = stock_moves.look(source, one)
    assert not looked.faults
    assert looked.rows["usable"].tolist() == [100.0, 100.0]
    assert looked.rows["left"].tolist() == [70.0, 50.0]  # the second line stands behind the first
    saved = keep(source, one)
    assert saved is not None
    assert saved.rows["slip"].tolist() == ["77", "77"]
    assert held(source) == 50.0
    head = source.store.head()
    assert keep(source, one) is None  # a second click
    assert (held(source), source.store.head()) == (50.0, head)


def test_cartons_and_pieces_on_one_line(source: Source):
    one = slip("receipt", {"item": "tarpaulin", "lot": "L2", "packs": "3", "loose_units": "2"})
    assert stock_moves.look(source, one).rows["quantity"].tolist() == [17.0]  # 3 x 5 + 2
    wrong = slip("receipt", {"item": "tarpaulin", "packs": "3", "quantity": "16"})
    assert codes(stock_moves.look(source, wrong)) == ["packs_contradict"]
    right = slip("receipt", {"item": "tarpaulin", "packs": "3", "quantity": "15"})
    assert not stock_moves.look(source, right).faults
    unknown = slip("receipt", {"item": "tent", "packs": "3"})
    assert "pack_units_unknown" in codes(stock_moves.look(source, unknown))
    loose = slip("receipt", {"item": "tent", "loose_units": "4"})
    assert stock_moves.look(source, loose).rows["quantity"].tolist() == [4.0]


def test_nobody_takes_what_is_not_there_and_the_refusal_says_what_is(source: Source):
    one = slip("release", {**TARPS, "quantity": "120"}, counterpart="P")
    assert codes(stock_moves.look(source, one)) == ["more_than_usable"]
    with pytest.raises(NotEnoughStock) as caught:
        keep(source, one)
    told = caught.value.params
    assert (told["item"], told["lot"], told["asked"], told["usable"], told["short"]) == (
        "tarpaulin",
        "L1",
        120,
        100,
        20,
    )
    assert held(source) == 100.0


@pytest.mark.parametrize("kind", ["release", "transfer_out", "distribution", "loss", "reserve"])
def test_every_kind_that_takes_is_refused_below_zero(source: Source, kind: str):
    head = {"counterpart": "W2", "adm2_pcode": "HT0111", "reason_code": "damaged", "request_id": "D1"}
    with pytest.raises(NotEnoughStock):
        keep(source, slip(kind, {**TARPS, "quantity": "101"}, **head))
    assert keep(source, slip(kind, {**TARPS, "quantity": "100"}, **head)) is not None


def test_what_has_expired_is_written_off_not_sent(source: Source):
    late = {"day": "2024-01-05", "counterpart": "P"}
    with pytest.raises(NotEnoughStock, match="stock_expired"):
        keep(source, slip("release", {**TARPS, "quantity": "1"}, **late))
    loss = slip("loss", {**TARPS, "quantity": "100"}, day="2024-01-05", reason_code="expired")
    assert keep(source, loss) is not None
    assert held(source) == 0.0


def test_what_is_reserved_for_one_request_is_only_released_to_it(source: Source):
    keep(source, slip("reserve", {**TARPS, "quantity": "80"}, request_id="R1"))
    with pytest.raises(NotEnoughStock):
        keep(source, slip("release", {**TARPS, "quantity": "30"}, counterpart="Q"))
    mine = slip("release", {**TARPS, "quantity": "60"}, counterpart="P", request_id="R1")
    looked = stock_moves.look(source, mine)
    assert looked.rows.loc[0, ["usable", "left"]].tolist() == [100.0, 40.0]  # 20 free + 80 of its own
    assert looked.added[["kind", "quantity", "lot"]].to_numpy().tolist() == [["unreserve", 60.0, "L1"]]
    keep(source, mine)
    assert (held(source), held(source, column="reserved")) == (40.0, 20.0)
    with pytest.raises(NotEnoughStock, match="not_reserved"):
        keep(source, slip("unreserve", {**TARPS, "quantity": "21"}, request_id="R1"))
    keep(source, slip("unreserve", {**TARPS, "quantity": "20"}, request_id="R1"))
    assert held(source, column="reserved") == 0.0


def test_of_two_who_release_the_last_kits_at_once_one_succeeds_and_the_other_is_told(source: Source):
    outcomes: list[object] = []
    ready = threading.Barrier(2)

    def release(who: Actor) -> None:
        one = slip("release", {**TARPS, "quantity": "60"}, counterpart=who.name)
        seen = stock_moves.look(source, one)
        assert not seen.faults  # each of them saw 100
        ready.wait()
        try:
            outcomes.append(keep(source, one, who=who, seen=seen))
        except NotEnoughStock as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=release, args=(who,)) for who in (ANNE, MARC)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(source) == 40.0
    refused = [one for one in outcomes if isinstance(one, NotEnoughStock)]
    assert len(refused) == 1
    assert (refused[0].params["usable"], refused[0].params["lot"]) == (40.0, "L1")


@pytest.mark.parametrize(
    ("kind", "line", "head", "code"),
    [
        ("release", {"quantity": "1"}, {}, "release_to_nobody"),
        ("transfer_out", {"quantity": "1"}, {}, "transfer_to_nowhere"),
        ("transfer_out", {"quantity": "1"}, {"counterpart": "W1"}, "transfer_to_itself"),
        ("distribution", {"quantity": "1"}, {}, "distribution_nowhere"),
        ("distribution", {"quantity": "1"}, {"site_id": "S9"}, "unknown_reference"),
        ("distribution", {"quantity": "1"}, {"adm2_pcode": "HT9999"}, "unknown_pcode"),
        ("loss", {"quantity": "1"}, {}, "reason_code_missing"),
        ("reserve", {"quantity": "1"}, {}, "reserved_for_nobody"),
        ("receipt", {"quantity": "0"}, {}, "quantity_zero"),
        ("receipt", {"quantity": "-3"}, {}, "below_least"),
        ("receipt", {}, {}, "required"),
        ("receipt", {"quantity": "1", "item": "chèz"}, {}, "unknown_reference"),
    ],
)
def test_what_a_slip_must_say(source: Source, kind, line, head, code):
    one = slip(kind, {**TARPS, **line}, **head)
    looked = stock_moves.look(source, one)
    assert code in codes(looked)
    assert looked.blocked
    with pytest.raises(ImportRejected, match="edit_faults"):
        keep(source, one)


def test_a_distribution_without_households_is_kept_with_a_note(source: Source):
    one = slip("distribution", {**TARPS, "quantity": "10"}, site_id="S1")
    looked = stock_moves.look(source, one)
    assert (codes(looked), looked.blocked) == (["distribution_without_households"], False)


def test_right_reason_and_day_are_asked(source: Source):
    one = slip("receipt", {**TARPS, "quantity": "1"})
    with pytest.raises(NotAllowed):
        keep(source, one, who=NOBODY)
    with pytest.raises(DataProblem, match="edit_no_reason"):
        stock_moves.save(source, ANNE, one, stock_moves.look(source, one), reason=" ")
    assert "date_out_of_range" in codes(
        stock_moves.look(source, slip("receipt", {**TARPS, "quantity": "1"}, day="2999-01-01"))
    )
    assert stock_moves.look(source, slip("receipt", {**TARPS, "quantity": "1"}, day="")).blocked
    assert stock_moves.look(source, slip("receipt")).rows.empty


def test_lots_that_expire_first_are_proposed_first(source: Source):
    keep(source, slip("receipt", {"item": "tarpaulin", "lot": "L0", "expiry": "2023-06-30", "quantity": "10"}))
    found = stock_moves.propose_lots(source, "W1", "tarpaulin", 25, on="2023-02-01")
    assert found[["lot", "quantity"]].to_numpy().tolist() == [["L0", 10.0], ["L1", 15.0]]


def test_rows_of_another_batch_go_the_same_way(source: Source):
    """What a request does: its own patches and the movements in one batch, all of it or nothing."""
    row = {"moved_on": "2023-01-05", "kind": "reserve", "warehouse_id": "W1", "request_id": "R1"}

    def approve(quantity: float) -> None:
        with source.store.batch(Told("Anne", "demande")) as batch:
            batch.patch("requests", pd.DataFrame([{"request_id": "R1", "request_status": "approved"}]))
            stock_moves.put(batch, pd.DataFrame([{**row, **TARPS, "quantity": quantity}]))

    with pytest.raises(NotEnoughStock):
        approve(101.0)
    assert source.store.records("requests").empty
    approve(100.0)
    assert held(source, column="reserved") == 100.0
