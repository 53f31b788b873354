"""Sums over the ledger in SQL: the movements are never loaded to know a balance, a covering index is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from data.store.bounds import NOW, Bound, active_batches, clocks
from data.store.quick_sums import is_quick, quick_balances
from data.store.schema import MINUS, PLUS

__all__ = [
    "EVERY", "MINUS", "NOW", "PLUS", "Bound", "Only", "Same", "active", "active_batches", "balances", "binds", "clocks",
    "live", "rows_in_force",
]  # fmt: skip

Same = Mapping[str, Mapping[str, str]]

# Rows in force: a row that says again what an active row says already does not count twice; where the first
# was undone, the next takes its place.
_ROWS = """
    SELECT {rank} AS store, batch, row_id, movement_id, reverses, moved_on, kind, {warehouse} AS warehouse_id,
           {item} AS item, quantity, lot, expiry, after_count
    FROM {schema}f_movements m
    WHERE m.batch IN ({active}) AND m.moved_on <= :{as_of}
      AND (NOT m.repeats OR (NOT EXISTS (
        SELECT 1 FROM {schema}f_movements e
        WHERE e.ledger_key = m.ledger_key AND e.row_id < m.row_id AND e.batch IN ({active})){earlier})){only}"""

# In a fork's own store: nor a row that the base has already.
_EARLIER = """ AND NOT EXISTS (
        SELECT 1 FROM {schema}f_movements b WHERE b.ledger_key = m.ledger_key AND b.batch IN ({active}))"""

# Movements that count, and the last count of each lot. Merged ids are one before anything is counted.
_LIVE = """
WITH RECURSIVE moved AS ({rows}),
reversal AS (SELECT movement_id, reverses FROM moved WHERE kind = 'reversal' AND reverses IS NOT NULL),
-- A reversal may itself be reversed: from the last of a chain backwards every second one holds.
chain(movement_id, reverses, holds) AS (
    SELECT movement_id, reverses, 1 FROM reversal WHERE movement_id NOT IN (SELECT reverses FROM reversal)
    UNION ALL
    SELECT r.movement_id, r.reverses, 1 - c.holds FROM chain c JOIN reversal r ON r.movement_id = c.reverses),
live AS (
    SELECT * FROM moved
    WHERE kind <> 'reversal' AND movement_id NOT IN (SELECT reverses FROM chain WHERE holds = 1)),
counted AS (
    SELECT warehouse_id, item, lot, moved_on, quantity, movement_id, ROW_NUMBER() OVER (
        PARTITION BY warehouse_id, item, lot ORDER BY moved_on DESC, store DESC, batch DESC, row_id DESC) AS nth
    FROM live WHERE kind = 'count')"""

_BALANCES = """
SELECT l.warehouse_id, l.item, NULLIF(l.lot, '') AS lot, MIN(l.expiry) AS expiry,
       COUNT(DISTINCT l.expiry) AS expiries,
       COALESCE(MAX(c.quantity), 0) + SUM(CASE
           WHEN l.moved_on < c.moved_on THEN 0
           WHEN l.moved_on = c.moved_on AND COALESCE(l.after_count, '') <> c.movement_id THEN 0
           WHEN l.kind IN ({plus}) THEN l.quantity
           WHEN l.kind IN ({minus}) THEN -l.quantity ELSE 0 END) AS held,
       SUM(CASE l.kind WHEN 'reserve' THEN l.quantity WHEN 'unreserve' THEN -l.quantity ELSE 0 END) AS reserved,
       MAX(l.moved_on) AS last_moved_on
FROM live l LEFT JOIN counted c
  ON c.nth = 1 AND c.warehouse_id = l.warehouse_id AND c.item = l.item AND c.lot = l.lot
WHERE l.kind NOT IN ('shortage', 'surplus')
GROUP BY l.warehouse_id, l.item, l.lot
ORDER BY l.warehouse_id, l.item, l.lot"""

# What came in without a lot number, by expiry date: only asked where there are several dates.
_UNNUMBERED = """
SELECT l.warehouse_id, l.item, l.expiry, SUM(l.quantity) AS came_in
FROM live l WHERE l.lot = '' AND l.kind IN ({plus}, 'count') GROUP BY l.warehouse_id, l.item, l.expiry"""


def _quoted(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


_KINDS = {"plus": _quoted(PLUS), "minus": _quoted(MINUS)}


def active(connection: Connection, bound: Bound = NOW) -> set[int]:
    """Batches of a store that count, read up to a bound."""
    binds = {key: value for key, value in clocks((bound,)).items() if not key.startswith("as_of")}
    return set(connection.scalars(text(active_batches()), binds))


@dataclass(frozen=True)
class Only:
    """Part of the ledger: a condition on its rows, called `m`, with its bind values. Reversals are always read."""

    clause: str = ""
    binds: Mapping[str, Any] = field(default_factory=dict)

    def parts(self) -> tuple[str, ...]:
        """Conditions that together read the part; the second finds reversals by an index of their own."""
        if not self.clause:
            return ("",)
        reversals = " AND m.kind = 'reversal' AND m.repeats IN (0, 1)"
        return (f" AND m.kind <> 'reversal' AND {self.clause}", reversals)


EVERY = Only()


def rows_in_force(bounds: tuple[Bound, ...], same: Same | None = None, only: Only = EVERY) -> str:
    """SQL of the movements in force over one store, or over a fork's two (oldest first). Binds `clocks`."""
    ids = {"warehouse": _merged("warehouse_id", "warehouses", same), "item": _merged("item", "items", same)}
    parts, earlier = [], ""
    for rank, bound in enumerate(bounds):
        active = active_batches(bound.schema, rank)
        ids["earlier"] = earlier
        earlier += _EARLIER.format(schema=bound.schema, active=active)
        told = {"rank": rank, "schema": bound.schema, "active": active, "as_of": f"as_of_{rank}"}
        parts += [_ROWS.format(only=part, **told, **ids) for part in only.parts()]
    return " UNION ALL ".join(parts)


def live(bounds: tuple[Bound, ...], same: Same | None = None, only: Only = EVERY) -> str:
    """SQL of common tables: `live` are the movements that count, `counted` the counts of each lot, the last first."""
    return _LIVE.format(rows=rows_in_force(bounds, same, only))


def binds(bounds: tuple[Bound, ...], same: Same | None = None, only: Only = EVERY) -> dict[str, Any]:
    """Bind values of `live`."""
    return clocks(bounds) | _names(same) | dict(only.binds)


def balances(connection: Connection, *bounds: Bound, same: Same | None = None, only: Only = EVERY) -> pd.DataFrame:
    """Held and reserved quantity of each lot, on a date, as known at a seq.

    A count is absolute and closes its day: held = last count + movements of later days. A reversal annuls the
    movement that it names, on that movement's own day, from the day of the reversal on.

    Parameters
    ----------
    bounds
        How far each store is read, the oldest first.
    same
        Merged ids: table -> old id -> the id it is now; applied before anything is counted.
    only
        Part of the ledger that is read: whole lots, else the sums are of a part.

    Returns
    -------
    balances
        `warehouse_id`, `item`, `lot` (null: no lot), `expiry`, `held`, `reserved`, `last_moved_on`. `held` may
        be negative: a late paper entry is stored and flagged. A numbered lot with several dates has its
        earliest. What has no lot number but several expiry dates stands in one row a date, the first to expire
        taken to have left first (FEFO).
    """
    rows = _summed(connection, bounds, same, only)
    mixed = rows["lot"].isna() & (rows["expiries"] > 1)
    if mixed.any():
        rows = _by_expiry(rows, mixed, _came_in(connection, bounds, same, rows[mixed]))
    texts = ("warehouse_id", "item", "lot", "expiry", "last_moved_on")
    dtypes = {**dict.fromkeys(texts, "str"), **dict.fromkeys(("held", "reserved"), "float64")}
    return rows.drop(columns="expiries").astype(dtypes)


def _summed(connection: Connection, bounds: tuple[Bound, ...], same: Same | None, only: Only) -> pd.DataFrame:
    """Sums of each lot: quickly for a whole store in which no ids are merged, else by the rules row by row."""
    merged = any((same or {}).get(table) for table in ("warehouses", "items"))
    if only is EVERY and len(bounds) == 1 and not bounds[0].schema and not merged and is_quick(connection):
        return quick_balances(connection, bounds[0])
    told = f"{live(bounds, same, only)} {_BALANCES.format(**_KINDS)}"
    return pd.read_sql_query(text(told), connection, params=binds(bounds, same, only))


def _came_in(connection: Connection, bounds: tuple[Bound, ...], same: Same | None, mixed: pd.DataFrame) -> pd.DataFrame:
    """What came in without a lot number, by expiry date: of the items of some rows alone."""
    merged = (same or {}).get("items", {})
    wanted = {*mixed["item"], *(old for old, now in merged.items() if now in set(mixed["item"]))}
    values = {f"only_i_{n}": item for n, item in enumerate(sorted(wanted))}
    only = Only(f"m.lot = '' AND m.item IN ({', '.join(f':{name}' for name in values)})", values)
    told = f"{live(bounds, same, only)} {_UNNUMBERED.format(**_KINDS)}"
    return pd.read_sql_query(text(told), connection, params=binds(bounds, same, only))


def _by_expiry(rows: pd.DataFrame, mixed: pd.Series, came: pd.DataFrame) -> pd.DataFrame:
    """Split unnumbered stock over its expiry dates: what is left is what expires last."""
    split = []
    for row in rows[mixed].to_dict("records"):
        mine = came[(came["warehouse_id"] == row["warehouse_id"]) & (came["item"] == row["item"])]
        left = row["held"]
        for part in mine.sort_values("expiry", ascending=False, na_position="first").to_dict("records"):
            held = min(left, part["came_in"]) if left > 0 else 0.0
            split.append({**row, "expiry": part["expiry"], "held": held, "reserved": 0.0})
            left -= held
        split[-1]["held"] += left  # a negative balance, or more counted than came in, stays whole
        split[-1 if row["held"] < 0 else -len(mine)]["reserved"] = row["reserved"]
    return pd.concat([rows[~mixed], pd.DataFrame(split)], ignore_index=True)


def _merged(column: str, table: str, same: Same | None) -> str:
    """SQL of an id after merging."""
    pairs = (same or {}).get(table, {})
    cases = " ".join(f"WHEN :old_{table}_{n} THEN :new_{table}_{n}" for n in range(len(pairs)))
    return f"CASE m.{column} {cases} ELSE m.{column} END" if cases else f"m.{column}"


def _names(same: Same | None) -> dict[str, str]:
    binds: dict[str, str] = {}
    for table in ("warehouses", "items"):
        for n, (old, new) in enumerate((same or {}).get(table, {}).items()):
            binds |= {f"old_{table}_{n}": old, f"new_{table}_{n}": new}
    return binds
