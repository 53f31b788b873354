"""What goes with the movements of a slip: the end of a reservation, what is missing of a transfer, or too much."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection

from data import stock_ledger
from data.stock_ledger import HERE, Past
from geo.frames import FRAMES

SERVES = ("release", "distribution", "transfer_out")
LOST = "lost_on_the_way"  # why something is missing, unless the line says otherwise


def following(connection: Connection, rows: pd.DataFrame, *, complete: bool = False, past: Past = HERE) -> pd.DataFrame:
    """Movements that go with some rows, computed from the ledger as it is before them.

    Parameters
    ----------
    rows
        `MOVEMENTS` rows of one slip.
    complete
        Nothing more of the shipments that arrive will come.

    Returns
    -------
    following
        `MOVEMENTS` rows: ``unreserve`` of the request that is served (the same lot first, at most what is served and
        what is reserved), ``surplus`` where more of an item arrives than is on the way, ``shortage`` of what does not
        arrive, once the shipment is complete. Nothing is said of a shipment of which nothing was ever sent: its paper
        is still to come. Their lines go on after those of the slip.
    """
    added = [*_ends(connection, rows, past), *_differences(connection, rows, complete=complete, past=past)]
    first = int(rows["line"].max()) + 1 if rows["line"].notna().any() else 1
    told = [{**row, "line": float(first + n)} for n, row in enumerate(added)]
    return FRAMES["movements"].conform(pd.DataFrame(told, columns=list(FRAMES["movements"].by_name)))


def _ends(connection: Connection, rows: pd.DataFrame, past: Past) -> list[dict[str, Any]]:
    """Ends of reservations: first of the lots that leave, then of other lots of the item in the warehouse."""
    served = rows[rows["kind"].isin(SERVES) & rows["request_id"].notna()]
    if served.empty or (rows["kind"] == "unreserve").any():
        return []
    left = stock_ledger.reserved_for(connection, set(served["request_id"]), past).to_dict("records")
    ends: list[dict[str, Any]] = []
    open_ = [dict(row) for row in served.fillna({"lot": ""}).to_dict("records")]
    for same_lot in (True, False):
        for row in open_:
            for one in left:
                mine = all(one[name] == row[name] for name in ("request_id", "warehouse_id", "item"))
                units = min(row["quantity"], one["quantity"])
                if mine and units > 0 and (one["lot"] == row["lot"]) is same_lot:
                    ends.append(_end(row, one["lot"], units))
                    one["quantity"] -= units
                    row["quantity"] -= units
    return ends


def _end(row: dict[str, Any], lot: str, units: float) -> dict[str, Any]:
    names = ("document", "moved_on", "warehouse_id", "item", "request_id", "slip", "counterpart")
    return {name: row[name] for name in names} | {"kind": "unreserve", "lot": lot or None, "quantity": units}


def _differences(connection: Connection, rows: pd.DataFrame, *, complete: bool, past: Past) -> list[dict[str, Any]]:
    """What lacks of the shipments that arrive, and what is too much, item by item."""
    came = rows[(rows["kind"] == "transfer_in") & rows["shipment"].notna()]
    if came.empty:
        return []
    way = stock_ledger.arriving(connection, came, past)
    sent = way.groupby("shipment")["sent"].transform("sum") > 0
    arrived = came.groupby(["shipment", "item"])["quantity"].sum()
    told = way[sent].set_index(["shipment", "item"])["on_the_way"]
    both = pd.DataFrame({"arrived": arrived, "on_the_way": told}).fillna(0.0)
    known = set(way.loc[sent, "shipment"])
    found = []
    for (shipment, item), row in both.iterrows():
        missing = row["on_the_way"] - row["arrived"]
        if shipment in known and missing != 0 and (missing < 0 or complete):
            found.append(_difference(came, (shipment, item), missing))
    return found


def _difference(came: pd.DataFrame, key: tuple[str, str], missing: float) -> dict[str, Any]:
    """One row of what lacks (missing > 0) or is too much, at the warehouse where the rest arrived."""
    lines = came[came["shipment"] == key[0]]
    mine = lines[lines["item"] == key[1]]
    row = (mine if len(mine) else lines).iloc[0]
    names = ("document", "moved_on", "warehouse_id", "counterpart", "slip")
    why = row["reason_code"] if len(mine) and pd.notna(row["reason_code"]) else LOST if missing > 0 else None
    return {name: row[name] for name in names} | {
        "kind": "shortage" if missing > 0 else "surplus", "item": key[1], "shipment": key[0], "quantity": abs(missing),
        "reason_code": why,
    }  # fmt: skip
