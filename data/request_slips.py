"""Movements of a request: what an approval reserves, what a release takes of it, what a cancellation gives back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.request_now import Now
from geo.errors import DataProblem, NotEnoughStock
from geo.first_out import first_out
from geo.frames import MOVEMENTS

if TYPE_CHECKING:
    from data.request_steps import Taken

LOT = ["warehouse_id", "item", "lot", "expiry"]


def new_document() -> str:
    """Return the number of a form that is opened now."""
    return f"DEM-{secrets.token_hex(6)}"


def approval(now: Now, taken: Taken) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Reservations of an approval, first expired first out; lines as approved; whether all of it is.

    Raises
    ------
    DataProblem
        ``request_more_than_asked``, ``request_nothing_approved``, ``request_no_warehouse``.
    NotEnoughStock
        ``request_not_free`` with item, warehouse, what is asked, and what is free.
    """
    given = _by_place(taken)
    asked = now.lines.set_index("item")["quantity"]
    approved = dict.fromkeys(asked.index, 0.0)
    for (item, warehouse), units in given.items():
        approved[item] = approved.get(item, 0.0) + units
        if item not in asked.index or approved[item] > asked[item] or units < 0:
            most = float(asked.get(item, 0.0))
            raise DataProblem("request_more_than_asked", item=item, value=float(approved[item]), most=most)
        if units > 0 and not warehouse:
            raise DataProblem("request_no_warehouse", item=item)
    if not any(approved.values()):
        raise DataProblem("request_nothing_approved", request=taken.request_id)
    rows = [row for place, units in given.items() if units for row in _lots_of(now, place, units, taken)]
    items = pd.DataFrame({
        "request_id": taken.request_id, "item": list(approved), "quantity_approved": list(approved.values()),
        "warehouse_id": [_main(given, item) for item in approved], "observed_on": taken.on,
    })  # fmt: skip
    full = all(approved[item] >= units for item, units in asked.items() if units > 0)
    return _movements(taken, rows), items, full


def _by_place(taken: Taken) -> dict[tuple[str, str], float]:
    """Units by item and warehouse; what stands twice is added up, so that no lot is taken twice."""
    told: dict[tuple[str, str], float] = {}
    for line in taken.lines:
        place = line.item, line.warehouse_id
        told[place] = told.get(place, 0.0) + line.quantity
    return told


def _main(given: Mapping[tuple[str, str], float], item: str) -> str | None:
    """Warehouse that most of an item is of, the first of equals; the ledger names the others."""
    places = {warehouse: units for (one, warehouse), units in given.items() if one == item and warehouse}
    return max(places, key=lambda one: places[one]) if places else None


def _lots_of(now: Now, place: tuple[str, str], units: float, taken: Taken) -> list[dict[str, Any]]:
    """Lots that a line is reserved of: usable on the day on which they are wanted, the first to expire first."""
    item, warehouse = place
    planned = now.row["planned_on"]
    wanted = max(taken.on, planned) if isinstance(planned, str) else taken.on
    lots = now.lots[(now.lots["warehouse_id"] == warehouse) & (now.lots["item"] == item)]
    proposed = first_out(lots, units, on=wanted)
    if proposed["quantity"].sum() < units:
        free = float(first_out(lots, float("inf"), on=wanted)["usable"].sum())
        raise NotEnoughStock("request_not_free", warehouse=warehouse, item=item, asked=float(units), usable=free)
    told = {"warehouse_id": warehouse, "item": item, "kind": "reserve"}
    return [{**told, **row} for row in proposed[["lot", "expiry", "quantity"]].to_dict("records")]


def leaving(now: Now, taken: Taken) -> tuple[pd.DataFrame, bool]:
    """What a release takes of the reservations, and gives back of them; whether the request is released with it.

    Raises
    ------
    DataProblem
        ``request_more_than_reserved`` for a line, ``request_nothing_leaves`` where nothing ever left.
    """
    kept, wanted = _reserved(now), _leaving_of(taken)
    rows: list[dict[str, Any]] = []
    for (item, warehouse), units in wanted.items():
        lots = kept[(kept["item"] == item) & (kept["warehouse_id"].eq(warehouse) | (warehouse == ""))]
        if units < 0 or units > lots["free"].sum():
            most = float(lots["free"].sum())
            raise DataProblem("request_more_than_reserved", item=item, value=float(units), most=most)
        taken_of = _first_out(lots, units) if units else []
        rows += [{**lot, "kind": kind} for lot in taken_of for kind in ("release", "unreserve")]
    left = kept["free"].sum() - sum(wanted.values())
    if not any(wanted.values()) and not now.lines["released"].sum():
        raise DataProblem("request_nothing_leaves", request=taken.request_id)
    whole = left <= 0 or not taken.rest_stays
    if whole and left > 0:
        rows += _rest(kept, rows)
    counterpart = now.row["organisation"] if isinstance(now.row["organisation"], str) else None
    told = {"counterpart": counterpart, "slip": taken.slip.strip() or None, "adm2_pcode": now.row["adm2_pcode"]}
    return _movements(taken, rows, released=told), whole


def _leaving_of(taken: Taken) -> dict[tuple[str, str], float]:
    """Units that leave by item and warehouse; of an item of which a line names none, all from wherever it is kept."""
    told = _by_place(taken)
    anywhere = {item for item, warehouse in told if not warehouse}
    wanted: dict[tuple[str, str], float] = {}
    for (item, warehouse), units in told.items():
        place = item, "" if item in anywhere else warehouse
        wanted[place] = wanted.get(place, 0.0) + units
    return wanted


def ending(now: Now, taken: Taken) -> pd.DataFrame:
    """Give back everything that is still reserved for a request."""
    return _movements(taken, _rest(_reserved(now), []))


def _reserved(now: Now) -> pd.DataFrame:
    """What is reserved for the request by lot, as `free`, the first to expire first."""
    moved = now.moved.assign(lot=now.moved["lot"].fillna(""))
    signed = moved["quantity"].where(moved["kind"] == "reserve", -moved["quantity"].where(moved["kind"] == "unreserve"))
    told = moved.assign(free=signed).dropna(subset=["free"])
    sums = told.groupby(["warehouse_id", "item", "lot"], as_index=False).agg(
        free=("free", "sum"), expiry=("expiry", "max")
    )
    kept = sums[sums["free"] > 0].assign(lot=lambda rows: rows["lot"].replace("", None))
    return kept.sort_values(["item", "expiry", "lot"], na_position="last", kind="stable", ignore_index=True)


def _first_out(lots: pd.DataFrame, units: float) -> list[dict[str, Any]]:
    """Take units of reserved lots, the first to expire first, wherever they are reserved."""
    ranked = lots[lots["free"] > 0].sort_values(["expiry", "lot"], na_position="last", kind="stable")
    before = ranked["free"].cumsum() - ranked["free"]
    taken = np.minimum(ranked["free"], (units - before).clip(lower=0.0))
    rows = ranked.assign(quantity=taken)[[*LOT, "quantity"]]
    return [{str(name): value for name, value in row.items()} for row in rows[taken > 0].to_dict("records")]


def _rest(kept: pd.DataFrame, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What of the reservations a release leaves behind, given back."""
    gone = {_key(row): row["quantity"] for row in rows if row["kind"] == "unreserve"}
    lots = [(lot, lot["free"] - gone.get(_key(lot), 0.0)) for lot in kept.to_dict("records")]
    return [
        {**{name: lot[name] for name in LOT}, "quantity": left, "kind": "unreserve"} for lot, left in lots if left > 0
    ]


def _key(row: dict[Any, Any]) -> tuple[Any, ...]:
    return row["warehouse_id"], row["item"], "" if pd.isna(row["lot"]) else row["lot"]


def _movements(
    taken: Taken, rows: list[dict[str, Any]], *, released: dict[str, Any] | None = None
) -> pd.DataFrame:  # fmt: skip
    """Rows of the ledger under the number of the form, or a new one."""
    document = taken.document or new_document()
    stamp = {"document": document, "moved_on": taken.on, "request_id": taken.request_id}
    told = [
        {**row, **stamp, "line": float(n), **((released or {}) if row["kind"] == "release" else {})}
        for n, row in enumerate(rows, 1)
    ]
    return MOVEMENTS.conform(pd.DataFrame(told, columns=[c.name for c in MOVEMENTS.columns]))
