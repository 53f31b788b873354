"""From which lots a quantity is taken: what is reserved for the request first, then the first to expire."""

from __future__ import annotations

from typing import cast

import pandas as pd

from data import stock_ledger, stock_moves
from data.snapshot import Source
from data.store.store import Store

COLUMNS = ["lot", "expiry", "quantity"]


def lots_for(source: Source, place: tuple[str, str], quantity: float, *, on: str, request_id: str = "") -> pd.DataFrame:
    """Lots of an item to take a quantity from.

    Parameters
    ----------
    place
        Warehouse and item.
    quantity
        Units asked for.
    on
        Day (ISO) on which they leave.
    request_id
        Request that is served: its own reservation is used before anything else; "" for none.

    Returns
    -------
    lots
        `lot` (null: none), `expiry`, `quantity`, one row a lot. Where there is not enough, the sum is less than what
        was asked.
    """
    warehouse, item = place
    own = _reserved(source, place, request_id).assign(quantity=lambda rows: _first(rows["quantity"], quantity))
    rest = quantity - float(own["quantity"].sum())
    free = stock_moves.propose_lots(source, warehouse, item, rest, on=on) if rest > 0 else own.head(0)
    both = pd.concat([own[COLUMNS], free[COLUMNS]], ignore_index=True)
    both = both[both["quantity"] > 0].assign(key=both["lot"].fillna("") + "|" + both["expiry"].fillna(""))
    summed = both.groupby("key", sort=False).agg(lot=("lot", "first"), expiry=("expiry", "first"),
                                                 quantity=("quantity", "sum"))  # fmt: skip
    return summed.reset_index(drop=True)[COLUMNS].astype({"lot": "str", "expiry": "str", "quantity": "float64"})


def _reserved(source: Source, place: tuple[str, str], request_id: str) -> pd.DataFrame:
    """Lots that are reserved for a request in a warehouse, with their expiry."""
    if not request_id:
        return pd.DataFrame(columns=COLUMNS).astype({"quantity": "float64"})
    warehouse, item = place
    asked = pd.DataFrame([{"warehouse_id": warehouse, "item": item}])
    with cast("Store", source.store).ledger() as over:
        rows = stock_ledger.reserved_for(over.connection, [request_id])
        known = stock_ledger.lots(over.connection, asked, "9999-12-31")
    mine = rows[(rows["warehouse_id"] == warehouse) & (rows["item"] == item)]
    dated = known.assign(lot=known["lot"].fillna("")).drop_duplicates("lot").set_index("lot")["expiry"]
    told = mine.assign(expiry=mine["lot"].map(dated)).sort_values("expiry", na_position="last", ignore_index=True)
    return told.assign(lot=told["lot"].where(told["lot"] != "", None))[COLUMNS]


def _first(there: pd.Series, quantity: float) -> pd.Series:
    """What is taken of each, the first first."""
    before = there.cumsum() - there
    return (quantity - before).clip(lower=0.0).combine(there, min).astype("float64")
