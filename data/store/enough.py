"""Whether there is enough: nobody takes what is not there, asked inside the write transaction, lot by lot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, text

from data.store import sums
from data.store.excerpts import of_lots
from data.store.identity import resolved
from data.store.schema import IDENTITY
from data.store.sums import Bound, Same
from geo.errors import NotEnoughStock

TAKES = ("release", "distribution", "transfer_out", "reserve", "loss", "assembly_out")
SENDS = ("release", "distribution", "transfer_out", "reserve")  # what has expired may be written off, not sent
LOT = ["warehouse_id", "item", "lot"]
NEVER_ENDS = Bound.as_of


def refuse_short(connection: Connection, past: tuple[Bound, ...], new: pd.DataFrame) -> None:
    """Refuse movements, stored just now, after which a lot is short on their day or on any later one.

    Parameters
    ----------
    past
        How far each ledger is read, the oldest first.
    new
        `MOVEMENTS` rows of the batch.

    Raises
    ------
    NotEnoughStock
        ``not_enough_stock`` with warehouse, item, lot, what is asked, what is usable and on which day;
        ``not_reserved`` where more of a reservation is ended than there is.
    """
    same = merged_now(connection)
    rows = _plain(new, same)
    taken = rows[rows["kind"].isin(TAKES)]
    freed = rows[rows["kind"] == "unreserve"]
    both = pd.concat([taken, freed])
    if both.empty:
        return
    only = of_lots(set(both["warehouse_id"]), set(both["item"]), same)
    for day in _days(connection, past, only, both["moved_on"].min()):
        bounds = tuple(replace(bound, as_of=min(day, bound.as_of)) for bound in past)
        held = sums.balances(connection, *bounds, same=same, only=only)
        lots = dict(iter(held.fillna({"lot": ""}).groupby(LOT)))
        for key, asked in both[both["moved_on"] <= day].groupby(LOT):
            _refuse(asked, lots.get(key, held.head(0)), key, day)


def merged_now(connection: Connection) -> Same:
    """Merged ids in force now: table -> old id -> the id it is now."""
    active = sums.active(connection)
    told: dict[str, dict[str, str]] = {}
    for row in connection.execute(select(IDENTITY).order_by(IDENTITY.c.batch, IDENTITY.c.row_id)):
        if row.batch in active:
            told.setdefault(row.frame, {})[row.old_id] = row.new_id
    return resolved(told)


def _plain(new: pd.DataFrame, same: Same) -> pd.DataFrame:
    """Rows under the ids that they are now; no lot is the lot ""."""
    told = {"warehouse_id": same.get("warehouses", {}), "item": same.get("items", {})}
    return new.assign(
        lot=new["lot"].fillna(""), **{column: new[column].replace(dict(pairs)) for column, pairs in told.items()}
    )


def _days(connection: Connection, past: tuple[Bound, ...], only: sums.Only, first: str) -> list[str]:
    """Days from the first movement on, on which a balance changes, and the end of what is known."""
    days = f"SELECT DISTINCT moved_on FROM ({sums.rows_in_force(past, None, only)}) WHERE moved_on >= :first"
    told = connection.scalars(text(days), {**sums.binds(past, None, only), "first": first})
    return [*sorted(set(told)), NEVER_ENDS]


def _refuse(asked: pd.DataFrame, mine: pd.DataFrame, key: Any, day: str) -> None:
    """Refuse where one lot is short at the end of a day."""
    taken = float(asked.loc[asked["kind"].isin(TAKES), "quantity"].sum())
    freed = float(asked.loc[asked["kind"] == "unreserve", "quantity"].sum())
    told = {"warehouse": key[0], "item": key[1], "lot": key[2] or "-"}
    over = -float(mine["reserved"].sum()) if len(mine) else freed
    if freed and over > 0:
        raise NotEnoughStock("not_reserved", **told, asked=freed, short=over)
    sent = asked[asked["kind"].isin(SENDS) & (asked["moved_on"] == day)]
    late = mine["expiry"].fillna(day) < day
    usable = mine if sent.empty else mine[~late]
    left = float((usable["held"] - usable["reserved"]).sum()) if len(mine) else -taken
    if taken and left < 0:
        last = str(asked["moved_on"].max()) if day == NEVER_ENDS else day
        there = max(0.0, left + taken - freed)
        raise NotEnoughStock("not_enough_stock", **told, asked=taken, short=-left, usable=there, day=last)
    if len(sent) and late.any() and not (~late).any():
        raise NotEnoughStock("stock_expired", **told, asked=float(sent["quantity"].sum()), day=day)
