"""What the ledger says of the lines of a slip: held and usable of each lot, what is on the way, what is reserved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.store import sums
from data.store.enough import LOT, NEVER_ENDS, SENDS, TAKES, merged_now
from data.store.excerpts import excerpt, of_lots, of_requests, of_shipments
from data.store.schema import BATCH, TABLES
from data.store.sums import NOW, Bound, Only
from geo.frames import FRAMES
from geo.transit import in_transit

Past = tuple[Bound, ...]
HERE: Past = (NOW,)


def lots(connection: Connection, rows: pd.DataFrame, day: str, past: Past = HERE) -> pd.DataFrame:
    """Balances (`BALANCES`) of the items of some rows in their warehouses, at the end of a day."""
    same = merged_now(connection)
    only = of_lots(set(rows["warehouse_id"].dropna()), set(rows["item"].dropna()), same)
    bounds = tuple(replace(bound, as_of=min(day, bound.as_of)) for bound in past)
    return sums.balances(connection, *bounds, same=same, only=only)


def beside(connection: Connection, rows: pd.DataFrame, past: Past = HERE) -> pd.DataFrame:
    """Give each line what the ledger says of its lot.

    Returns
    -------
    rows
        With `held`, `reserved` (units at the end of the day; NaN: it knows no such lot), `usable` (what may be taken:
        the least of that day's and the newest, what is reserved for the line's own request included, 0 where the lot
        has expired) and `left` (usable less what this line and those above it take; NaN for a kind that takes nothing).
    """
    day = str(rows["moved_on"].iloc[0])
    now, last = (lots(connection, rows, at, past) for at in (day, NEVER_ENDS))
    keys = pd.MultiIndex.from_frame(rows[LOT].fillna({"lot": ""}))
    told = {name: _of(now, name, keys) for name in ("held", "reserved")}
    late = _of(now.assign(late=now["expiry"].fillna(day) < day), "late", keys) > 0
    sent = rows["kind"].isin(SENDS).to_numpy(dtype=bool)
    usable = pd.concat([_usable(one, keys, sent, day) for one in (now, last)], axis=1).min(axis=1)
    usable = usable.clip(lower=0.0).mask(late.to_numpy(dtype=bool) & sent & (usable <= 0).to_numpy(dtype=bool), 0.0)
    usable = usable + _own(connection, rows, past).to_numpy()
    taken = rows["quantity"].where(rows["kind"].isin(TAKES)).reset_index(drop=True)
    asked = taken.groupby([rows[name].fillna("").reset_index(drop=True) for name in LOT]).cumsum()
    left = usable.reset_index(drop=True) - asked
    plain = {"held": told["held"], "reserved": told["reserved"], "usable": usable, "left": left}
    return rows.assign(**{name: values.to_numpy(dtype="float64") for name, values in plain.items()})


def arriving(connection: Connection, rows: pd.DataFrame, past: Past = HERE) -> pd.DataFrame:
    """What is still on the way of the transfers that some rows name (`geo.transit.in_transit`)."""
    shipments = set(rows["shipment"].dropna())
    day = str(rows["moved_on"].iloc[0])
    if not shipments:
        return in_transit(FRAMES["movements"].empty(), on=day).frame
    return in_transit(excerpt(connection, past, of_shipments(shipments), merged_now(connection)), on=day).frame


def reserved_for(connection: Connection, requests: Collection[str], past: Past = HERE) -> pd.DataFrame:
    """Units still reserved for requests: `request_id`, `warehouse_id`, `item`, `lot` ("": none), `quantity`."""
    columns = ["request_id", *LOT]
    if not requests:
        return pd.DataFrame(columns=[*columns, "quantity"]).astype({"quantity": "float64"})
    rows = excerpt(connection, past, of_requests(requests), merged_now(connection))
    sign = rows["kind"].map({"reserve": 1.0, "unreserve": -1.0}).astype("float64").fillna(0.0)
    rows = rows.assign(quantity=rows["quantity"] * sign, lot=rows["lot"].fillna(""))
    left = rows.groupby(columns, as_index=False)["quantity"].sum()
    return left[left["quantity"] > 0].reset_index(drop=True)


def counts_before(connection: Connection, rows: pd.DataFrame, past: Past = HERE) -> pd.Series:
    """Last count of each row's lot on the row's own day, as the ledger is now: its id, null where there is none."""
    same = merged_now(connection)
    only = of_lots(set(rows["warehouse_id"].dropna()), set(rows["item"].dropna()), same)
    found = excerpt(connection, past, Only(f"m.kind = 'count' AND {only.clause}", only.binds), same)
    last = found.assign(lot=found["lot"].fillna("")).groupby([*LOT, "moved_on"])["movement_id"].last()
    keys = pd.MultiIndex.from_frame(rows[[*LOT, "moved_on"]].fillna({"lot": ""}))
    told = pd.Series(last.reindex(keys).to_numpy(), index=rows.index, dtype="str")
    return rows["after_count"].fillna(told.where(rows["kind"] != "count"))


def was_told(connection: Connection, document: str) -> bool:
    """Whether any movement, undone or not, has this number of a slip."""
    table = TABLES["movements"].c
    return connection.execute(select(table.row_id).where(table.document == document).limit(1)).first() is not None


def last_movement(connection: Connection, lot: Mapping[str, Any], seq: int) -> tuple[int, str, str]:
    """Batch, author and moment of what moved a lot last before a seq; (0, "", "") where nothing did."""
    table = TABLES["movements"].c
    query = select(BATCH.c.seq, BATCH.c.author, BATCH.c.committed_at)
    query = query.join(TABLES["movements"], table.batch == BATCH.c.seq).where(table.batch < seq)
    query = query.where(*(table[name] == ("" if pd.isna(lot[name]) else lot[name]) for name in LOT))
    found = connection.execute(query.order_by(BATCH.c.seq.desc()).limit(1)).first()
    return (int(found.seq), str(found.author), str(found.committed_at)) if found else (0, "", "")


def _of(balances: pd.DataFrame, column: str, keys: pd.MultiIndex) -> pd.Series:
    """One figure of the lot of each line; NaN where the ledger knows no such lot."""
    known = balances.assign(lot=balances["lot"].fillna("")).groupby(LOT)[column].sum()
    return known.reindex(keys).astype("float64").reset_index(drop=True)


def _usable(balances: pd.DataFrame, keys: pd.MultiIndex, sent: pd.Series, day: str) -> pd.Series:
    """Held less reserved of the lot of each line; what has expired may be written off, not sent."""
    left = balances.assign(left=balances["held"] - balances["reserved"])
    fresh = left[~(left["expiry"].fillna(day) < day)]
    return _of(fresh, "left", keys).fillna(0.0).where(sent, _of(left, "left", keys).fillna(0.0))


def _own(connection: Connection, rows: pd.DataFrame, past: Past) -> pd.Series:
    """Units of the lot of each line that are reserved for the request which the line itself serves."""
    serves = rows["kind"].isin(["release", "distribution", "transfer_out"]) & rows["request_id"].notna()
    own = reserved_for(connection, set(rows.loc[serves, "request_id"]), past)
    known = own.groupby(["request_id", *LOT])["quantity"].sum()
    keys = pd.MultiIndex.from_frame(rows[["request_id", *LOT]].fillna({"lot": ""}))
    return known.reindex(keys).fillna(0.0).where(serves.to_numpy(dtype=bool), 0.0).reset_index(drop=True)
