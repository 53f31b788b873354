"""Walks through slips of every kind: what leaves is what arrives, is on the way or is lost; the order does not matter."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from data import stock_moves
from data.store.excerpts import SHIPPED, excerpt, of_lots
from data.store.store import Store, Told
from geo.errors import NotEnoughStock
from geo.stock_card import stock_card
from geo.transit import in_transit

ME = Told("walker", "walk")
ITEMS = ("rope", "tarpaulin")
STEP = st.fixed_dictionaries({
    "kind": st.sampled_from(["receipt", "transfer_out", "transfer_in", "release", "distribution", "loss", "reserve"]),
    "item": st.sampled_from(ITEMS),
    "warehouse_id": st.sampled_from(["W1", "W2"]),
    "quantity": st.integers(1, 40).map(float),
    "moved_on": st.integers(1, 5).map("2023-01-{:02d}".format),
    "of": st.integers(0, 5),  # which of the transfers that were sent arrives
    "complete": st.booleans(),
})  # fmt: skip


def walked(steps: list[dict]) -> tuple[Store, list[pd.DataFrame]]:
    """A store after the steps that were not refused, and the rows of each batch."""
    store = Store(Path(tempfile.mkdtemp()) / "pare.db")
    sent: list[str] = []
    batches = []
    for number, step in enumerate(steps):
        names = ("kind", "item", "warehouse_id", "quantity", "moved_on")
        row = {name: step[name] for name in names} | {"document": f"D{number}", "line": 1.0, "lot": "L"}
        if step["kind"] == "transfer_out":
            row |= {"shipment": f"T{number}", "counterpart": "W2" if step["warehouse_id"] == "W1" else "W1"}
        if step["kind"] == "transfer_in" and sent:
            row["shipment"] = sent[step["of"] % len(sent)]
        try:
            with store.batch(ME) as batch:
                stored = stock_moves.put(batch, pd.DataFrame([row]), complete=step["complete"])
        except NotEnoughStock:
            continue
        batches.append(stored)
        if step["kind"] == "transfer_out":
            sent.append(row["shipment"])
    return store, batches


def conserved(store: Store) -> bool:
    """Held everywhere + on the way = came in - went out - lost, short or too much on the way."""
    rows = store.movements()
    units = rows.groupby("kind")["quantity"].sum().reindex(
        ["receipt", "release", "distribution", "loss", "shortage", "surplus"]).fillna(0.0)  # fmt: skip
    untied = rows[(rows["kind"] == "transfer_in") & rows["shipment"].isna()]["quantity"].sum()
    with store.ledger() as over:
        way = in_transit(excerpt(over.connection, over.bounds, SHIPPED, over.same), on="2023-01-31").frame
    out = units["release"] + units["distribution"] + units["loss"] + units["shortage"] - units["surplus"]
    held = store.balances()["held"].sum() if len(rows) else 0.0
    return bool(held + way["on_the_way"].sum() == units["receipt"] + untied - out)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=10))
def test_what_leaves_is_what_arrives_is_on_the_way_or_is_lost_and_no_slip_makes_a_negative_balance(steps):
    store, _ = walked(steps)
    assert conserved(store)
    balances = store.balances()
    assert (balances["held"] >= 0).all()
    assert (balances["held"] - balances["reserved"] >= 0).all()
    with store.ledger() as over:
        for row in balances.groupby(["warehouse_id", "item"], as_index=False)["held"].sum().itertuples(index=False):
            only = of_lots([row.warehouse_id], [row.item])
            assert stock_card(excerpt(over.connection, over.bounds, only)).facts["closing"] == row.held


@settings(max_examples=15, deadline=None)
@given(
    steps=st.lists(STEP, min_size=2, max_size=8), undone=st.sets(st.integers(0, 7), max_size=4),
    order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_sums_are_the_same_in_any_order_of_arrival_and_after_any_undo(steps, undone, order):
    store, batches = walked(steps)
    shuffled = list(enumerate(batches))
    order.shuffle(shuffled)
    other = Store(Path(tempfile.mkdtemp()) / "pare.db")
    seqs = {}
    for number, rows in shuffled:
        with other.batch(ME) as batch:
            batch.move(rows)
        seqs[number] = batch.seq
    for number in sorted(one for one in undone if one < len(batches)):
        first = next(iter(batches[number]["document"]))
        mine = store.movements()
        seq = int(mine.loc[mine["document"] == first, "batch"].iloc[0])
        for one, at in ((store, seq), (other, seqs[number])):
            one.undo(at, author="a", reason="r")
    for day in ("2023-01-02", "2023-01-31"):
        pd.testing.assert_frame_equal(store.balances(as_of=day), other.balances(as_of=day))
    assert conserved(store)
