"""Two warehouses with stock, slips of theirs, and what the ledger holds after them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data import stock_moves
from data.access import Actor
from data.snapshot import Source
from data.stock_moves import Looked, Saved, Slip
from data.store.store import Store, Told

ANNE, MARC = Actor("Anne", "coordinator"), Actor("Marc", "coordinator")
TARPS = {"item": "tarpaulin", "lot": "L1"}


def stocked(folder: Path) -> Source:
    """Two warehouses; in W1 100 tarpaulins of lot L1, which expires, and 50 ropes without a lot."""
    store = Store(folder / "pare.db")
    with store.batch(Told("start", "start")) as batch:
        rows = [{"warehouse_id": name, "name": name, "adm2_pcode": "HT0111"} for name in ("W1", "W2")]
        batch.patch("warehouses", pd.DataFrame(rows))
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "Site", "adm2_pcode": "HT0111"}]))
        batch.patch("items", pd.DataFrame([{"item": "tarpaulin", "pack_units": 5.0}, {"item": "tent"}]))
        start = {"moved_on": "2023-01-01", "kind": "receipt", "warehouse_id": "W1"}
        batch.move(pd.DataFrame([
            {**start, "item": "tarpaulin", "quantity": 100.0, "lot": "L1", "expiry": "2023-12-31"},
            {**start, "item": "rope", "quantity": 50.0},
        ]))  # fmt: skip
    return Source(store)


def slip(kind: str, *lines: dict, day: str = "2023-01-10", complete: bool = False, **head: str) -> Slip:
    return Slip(kind, stock_moves.new_document(kind), day, lines, {"warehouse_id": "W1", **head}, complete)


def keep(source: Source, one: Slip, *, who: Actor = ANNE, seen: Looked | None = None) -> Saved | None:
    return stock_moves.save(source, who, one, seen or stock_moves.look(source, one), reason="bon de sortie")


def held(source: Source, warehouse: str = "W1", item: str = "tarpaulin", column: str = "held") -> float:
    rows = source.store.balances()
    return float(rows.loc[(rows["warehouse_id"] == warehouse) & (rows["item"] == item), column].sum())


def codes(looked: Looked) -> list[str]:
    return [one.code for one in looked.faults]
