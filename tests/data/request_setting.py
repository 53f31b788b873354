"""A store with one warehouse and one request, worked by hand: what tests of requests stand on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data import request_steps
from data.access import Actor
from data.request_steps import Line, Taken
from data.snapshot import Source
from data.store.store import Store, Told

ANNE, MARC = Actor("Anne", "coordinator"), Actor("Marc", "coordinator")
DAY = "2023-01-10"


def stocked(folder: Path, *, lots: tuple[tuple[str, float, str | None], ...] = (("L1", 100.0, None),)) -> Source:
    """One warehouse W1 with lots of tarpaulins received on 1 January; request R1 asks 60 for 30 households."""
    store = Store(folder / "pare.db")
    with store.batch(Told("start", "start")) as batch:
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "W", "adm2_pcode": "HT0111"}]))
        rows = pd.DataFrame([{"lot": lot, "quantity": units, "expiry": expiry} for lot, units, expiry in lots])
        batch.move(rows.assign(warehouse_id="W1", item="tarpaulin", moved_on="2023-01-01", kind="receipt"))
    ask(store, "R1", 60.0, 30.0)
    return Source(store)


def ask(store: Store, request_id: str, units: float, households: float) -> None:
    """A request that is endorsed on 10 January."""
    row = {
        "request_id": request_id, "organisation": "ONG", "adm2_pcode": "HT0111", "households": households,
        "request_status": "endorsed", "received_on": "2023-01-09", "endorsed_on": DAY, "observed_on": DAY,
    }  # fmt: skip
    with store.batch(Told("start", "start")) as batch:
        batch.patch("requests", pd.DataFrame([row]))
        line = {"request_id": request_id, "item": "tarpaulin", "quantity": units, "observed_on": DAY}
        batch.patch("request_items", pd.DataFrame([line]))


def take(source: Source, step: str, seen: str, units: float | None = None, **more: object) -> int | None:
    """Take a step of R1 on the day; `units` of tarpaulins, of W1 where it is an approval."""
    of = Line("tarpaulin", units or 0.0, "W1" if step == "approved" else "")
    told = {"request_id": "R1", "on": DAY, "lines": () if units is None else (of,)} | more
    actor, reason = told.pop("actor", ANNE), told.pop("reason", "motif" if step in request_steps.ENDS else "")
    return request_steps.take(source, actor, Taken(step=step, seen=seen, **told), reason=reason)


def balance(source: Source) -> tuple[float, float]:
    """Held and reserved, over all lots."""
    told = source.store.balances()
    return float(told["held"].sum()), float(told["reserved"].sum())
