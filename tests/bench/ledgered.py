"""The ledger of stock at a million movements: stock as of a date, a stock card, and a release that is checked."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data import stock_moves
from data.store.engine import reading
from data.store.excerpts import excerpt, of_lots
from data.store.store import Store, Told
from data.store.sums import NOW
from geo.stock_card import stock_card
from tests.bench.engine import Times, timed
from tests.bench.report import Figure

MOVEMENTS = 1_000_000
FILES = 10  # batches that brought them in
DAYS = 1_500
WAREHOUSES, ITEMS, LOTS = 40, 13, 4
KINDS = {"receipt": 0.29, "release": 0.2, "distribution": 0.2, "transfer_in": 0.1, "transfer_out": 0.1, "loss": 0.02,
         "reserve": 0.04, "unreserve": 0.04, "count": 0.01}  # fmt: skip
REVERSED_SHARE = 0.002
REPEATS = 5


@dataclass(frozen=True)
class Ledgered:
    """What was measured, and how many movements there were."""

    now: Times
    past: Times
    card: Times
    release: Times
    movements: int
    lots: int


def made(path: Path, movements: int = MOVEMENTS) -> Store:
    """A ledger of made-up movements; some of each file are reversed, the last file is undone and brought back."""
    store, draw = Store(path), np.random.default_rng(7)
    days = pd.date_range("2020-01-01", periods=DAYS).strftime("%Y-%m-%d").to_numpy()
    each, span = movements // FILES, DAYS // FILES
    for file in range(FILES):
        rows = pd.DataFrame({
            "movement_id": [f"M{file}-{n}" for n in range(each)],
            "moved_on": np.sort(draw.choice(days[file * span : (file + 1) * span], each)),
            "kind": draw.choice(list(KINDS), each, p=list(KINDS.values())),
            "warehouse_id": draw.choice([f"MAG-{n:02d}" for n in range(WAREHOUSES)], each),
            "item": draw.choice([f"item-{n:02d}" for n in range(ITEMS)], each),
            "lot": draw.choice([f"LOT-{n}" for n in range(LOTS)], each),
            "quantity": draw.integers(1, 100, each).astype(float),
        })  # fmt: skip
        gone = rows[draw.random(each) < REVERSED_SHARE]
        back = gone.assign(movement_id="R-" + gone["movement_id"], reverses=gone["movement_id"], kind="reversal")
        with store.batch(Told("bench", f"file {file}", "bench")) as batch:
            batch.move(pd.concat([rows, back], ignore_index=True))
    last = store.head()
    store.undo(last, author="bench", reason="bench")
    store.redo(last, author="bench", reason="bench")
    return store


def measured(movements: int = MOVEMENTS) -> Ledgered:
    """Measure on a ledger in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="pare-bench-ledger-") as folder:
        store = made(Path(folder) / "pare.db", movements)
        lots = len(store.balances())
        now, past = (
            timed([lambda day=day: store.balances(as_of=day)] * REPEATS) for day in ("9999-12-31", "2022-06-30")
        )
        card = timed([lambda: _card(store)] * REPEATS)
        release = timed([lambda n=n: _release(store, n) for n in range(REPEATS)])
        store.engine.dispose()
    return Ledgered(now, past, card, release, movements, lots)


def _card(store: Store) -> None:
    with reading(store.engine) as connection:
        stock_card(excerpt(connection, (NOW,), of_lots(["MAG-01"], ["item-01"])))


def _release(store: Store, number: int) -> None:
    """A receipt of a lot and a release of it in one slip, checked inside the write transaction."""
    row = {"moved_on": "2024-06-01", "warehouse_id": "MAG-01", "item": "item-01", "lot": f"NEW-{number}", "line": 1}
    with store.batch(Told("bench", "bench", "form")) as batch:
        stock_moves.put(batch, pd.DataFrame([
            {**row, "kind": "receipt", "quantity": 50.0, "document": f"BR-{number}"},
            {**row, "kind": "release", "quantity": 20.0, "document": f"BL-{number}"},
        ]))  # fmt: skip


def figures(seen: Ledgered) -> list[Figure]:
    """Return the lines of the table."""
    of = f"{seen.movements:,} movements, {seen.lots:,} lots"
    return [
        Figure(f"Stock of a ledger of {of}", "ms", seen.now.median, at_most=500, note=seen.now.note),
        Figure("The same ledger as of a day in the past", "ms", seen.past.median, at_most=500, note=seen.past.note),
        Figure("A stock card of that ledger", "ms", seen.card.median, note=seen.card.note),
        Figure("A release on that ledger, checked and stored", "ms", seen.release.median, note=seen.release.note),
    ]
