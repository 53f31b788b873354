"""A count entered by hand: held against the computed balance, stored once, never over somebody's later count."""

from __future__ import annotations

import pandas as pd
import pytest

from data import stock_counts
from data.access import NOBODY, Actor
from data.home import today
from data.snapshot import Source
from data.stock_counts import Count
from data.store.store import Store, Told
from geo.errors import DataProblem, EditConflict, ImportRejected, NotAllowed

ANNE, MARC = Actor("Anne", "coordinator"), Actor("Marc", "coordinator")
LINE = {"warehouse_id": "W1", "item": "tarpaulin", "lot": "L1", "quantity": "90"}


@pytest.fixture
def source(tmp_path) -> Source:
    """A warehouse with 100 tarpaulins of lot L1 received on 1 January, 30 of them released on the 20th."""
    store = Store(tmp_path / "pare.db")
    with store.batch(Told("start", "start")) as batch:
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "W", "adm2_pcode": "HT0111"}]))
        rows = [("2023-01-01", "receipt", 100.0), ("2023-01-20", "release", 30.0)]
        moved = pd.DataFrame(rows, columns=["moved_on", "kind", "quantity"])
        batch.move(moved.assign(warehouse_id="W1", item="tarpaulin", lot="L1"))
    return Source(store)


def count(*lines: dict, day: str = "2023-01-10") -> Count:
    return Count(stock_counts.new_document(), day, lines or (LINE,))


def keep(source: Source, one: Count, *, who: Actor = ANNE, seen: pd.Series | None = None) -> int | None:
    held = stock_counts.look(source, one).rows["held"] if seen is None else seen
    return stock_counts.save(source, who, one, held, reason="inventaire")


def held(source: Source) -> float:
    return float(source.store.balances()["held"].sum())


def test_the_difference_is_to_the_balance_of_that_day(source: Source):
    found = stock_counts.look(source, count(LINE, {**LINE, "lot": "L9"}))
    assert not found.blocked
    # On the 10th the ledger holds 100; the release of the 20th comes later. Of L9 it knows nothing: not zero.
    assert found.rows.loc[0, ["held", "difference"]].tolist() == [100.0, -10.0]
    assert found.rows.loc[1, ["held", "difference"]].isna().all()


def test_a_count_is_stored_once_however_often_the_form_is_sent_and_undo_restores(source: Source):
    one = count()
    batch = keep(source, one)
    head = source.store.head()
    assert held(source) == 60.0  # 90 counted on the 10th, 30 released on the 20th
    assert keep(source, one, seen=pd.Series([100.0])) is None
    assert source.store.head() == head
    assert source.store.batches().iloc[0][["author", "reason", "source"]].tolist() == ["Anne", "inventaire", "form"]
    source.store.undo(batch, author="a", reason="r")
    assert held(source) == 70.0


def test_who_counts_is_told_when_the_stock_moved_since_it_was_shown(source: Source):
    hers, his = count(), count({**LINE, "quantity": "95"})
    seen = stock_counts.look(source, his).rows["held"]
    keep(source, hers)
    with pytest.raises(EditConflict) as caught:
        keep(source, his, who=MARC, seen=seen)
    told = caught.value.conflicts[0]
    assert (told.before, told.theirs, told.mine, told.author) == (100.0, 90.0, 95.0, "Anne")
    assert held(source) == 60.0
    assert keep(source, his, who=MARC) is not None  # knowingly
    assert held(source) == 65.0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"quantity": ""}, ("quantity", "required")),
        ({"quantity": "-4"}, ("quantity", "below_least")),
        ({"warehouse_id": "W9"}, ("warehouse_id", "unknown_reference")),
        ({"item": "chèz"}, ("item", "unknown_reference")),
        ({"expiry": "demain"}, ("expiry", "not_a_date")),
    ],
)
def test_lines_are_checked_as_movements_of_an_import(source: Source, line, expected):
    one = count({**LINE, **line})
    assert expected in [(p.column, p.code) for p in stock_counts.look(source, one).faults]
    with pytest.raises(ImportRejected, match="edit_faults"):
        keep(source, one)


def test_zero_may_be_counted_and_a_lot_only_once_a_form(source: Source):
    assert not stock_counts.look(source, count({**LINE, "quantity": "0"})).blocked
    twice = stock_counts.look(source, count(LINE, LINE))
    assert [(p.row, p.code) for p in twice.faults] == [(2, "counted_twice")]


def test_a_count_before_a_later_one_says_that_the_later_one_rules(source: Source):
    keep(source, count(day="2023-02-01"))
    found = stock_counts.look(source, count(day="2023-01-25"))
    assert [(p.code, p.params["day"], p.blocking) for p in found.faults] == [("later_count", "2023-02-01", False)]


def test_day_reason_and_right_are_asked(source: Source):
    assert "date_out_of_range" in [p.code for p in stock_counts.look(source, count(day="2999-01-01")).faults]
    assert "future_date" in [
        p.code for p in stock_counts.look(source, count(day=f"{int(today()[:4]) + 1}-01-01")).faults
    ]
    with pytest.raises(DataProblem, match="edit_no_reason"):
        stock_counts.save(source, ANNE, count(), pd.Series([100.0]), reason=" ")
    with pytest.raises(NotAllowed):
        keep(source, count(), who=NOBODY)
