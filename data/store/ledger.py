"""The ledger of stock movements: keys that make a second import harmless, and sums in SQL.

The movements are never loaded to know a balance: one statement over a covering index gives it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, bindparam, select, text

from data.store.schema import TABLES

PLUS = ("receipt", "transfer_in", "assembly_in")
MINUS = ("transfer_out", "release", "distribution", "loss", "assembly_out")
CONTENT = ("moved_on", "kind", "warehouse_id", "counterpart", "item", "quantity", "lot", "expiry", "reverses")

# Batches that are active at :known_at: those whose last state up to it says so.
ACTIVE = """
    SELECT s.batch FROM {schema}batch_state s
    JOIN (SELECT batch, MAX(seq) AS seq FROM {schema}batch_state WHERE seq <= :{known_at} GROUP BY batch) l
      ON l.batch = s.batch AND l.seq = s.seq
    WHERE s.active AND s.batch <> :{without}"""

# Rows in force: a row that says again what an active row says already does not count twice; where the first
# was undone, the next takes its place.
_ROWS = """
    SELECT {rank} AS store, batch, row_id, movement_id, reverses, moved_on, kind, warehouse_id, item,
           quantity, lot, expiry
    FROM {schema}f_movements m
    WHERE m.batch IN ({active}) AND m.moved_on <= :{as_of}
      AND (NOT m.repeats OR NOT EXISTS (
        SELECT 1 FROM {schema}f_movements e
        WHERE e.ledger_key = m.ledger_key AND e.row_id < m.row_id AND e.batch IN ({active})))"""

_BALANCES = """
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
    SELECT warehouse_id, item, lot, moved_on, quantity, ROW_NUMBER() OVER (
        PARTITION BY warehouse_id, item, lot ORDER BY moved_on DESC, store DESC, batch DESC, row_id DESC) AS nth
    FROM live WHERE kind = 'count')
SELECT l.warehouse_id, l.item, NULLIF(l.lot, '') AS lot, MAX(l.expiry) AS expiry,
       COALESCE(MAX(c.quantity), 0) + SUM(CASE
           WHEN c.moved_on IS NOT NULL AND l.moved_on <= c.moved_on THEN 0
           WHEN l.kind IN ({plus}) THEN l.quantity
           WHEN l.kind IN ({minus}) THEN -l.quantity ELSE 0 END) AS held,
       SUM(CASE l.kind WHEN 'reserve' THEN l.quantity WHEN 'unreserve' THEN -l.quantity ELSE 0 END) AS reserved,
       MAX(l.moved_on) AS last_moved_on
FROM live l LEFT JOIN counted c
  ON c.nth = 1 AND c.warehouse_id = l.warehouse_id AND c.item = l.item AND c.lot = l.lot
GROUP BY l.warehouse_id, l.item, l.lot
ORDER BY l.warehouse_id, l.item, l.lot"""


def _quoted(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


@dataclass(frozen=True)
class Bound:
    """How far one store is read: `schema` is its prefix in SQL, `without` a batch left out as if undone."""

    as_of: str = "9999-12-31"
    known_at: int = 2**62
    without: int = 0
    schema: str = ""


def active_batches(schema: str = "", rank: int = 0) -> str:
    """SQL of the batches that count; binds `known_at_<rank>` and `without_<rank>`."""
    return ACTIVE.format(schema=schema, known_at=f"known_at_{rank}", without=f"without_{rank}")


def rows_in_force(bounds: tuple[Bound, ...]) -> str:
    """SQL of the movements in force over one store, or over a fork's two (oldest first). Binds `clocks`."""
    parts = []
    for rank, bound in enumerate(bounds):
        active = active_batches(bound.schema, rank)
        parts.append(_ROWS.format(rank=rank, schema=bound.schema, active=active, as_of=f"as_of_{rank}"))
    return " UNION ALL ".join(parts)


def balances(connection: Connection, *bounds: Bound) -> pd.DataFrame:
    """Held and reserved quantity of each lot, on a date, as known at a seq.

    A count is absolute and closes its day: held = last count + movements of later days. A reversal annuls the
    movement that it names, on that movement's own day, from the day of the reversal on.

    Parameters
    ----------
    bounds
        How far each store is read, the oldest first.

    Returns
    -------
    balances
        `warehouse_id`, `item`, `lot` (null: no lot), `expiry`, `held`, `reserved`, `last_moved_on`. `held` may
        be negative: a late paper entry is stored and flagged.
    """
    statement = _BALANCES.format(rows=rows_in_force(bounds), plus=_quoted(PLUS), minus=_quoted(MINUS))
    frame = pd.read_sql_query(text(statement), connection, params=clocks(bounds))
    texts = ("warehouse_id", "item", "lot", "expiry", "last_moved_on")
    numbers = ("held", "reserved")
    return frame.astype({**dict.fromkeys(texts, "str"), **dict.fromkeys(numbers, "float64")})


def clocks(bounds: tuple[Bound, ...]) -> dict[str, Any]:
    """Bind values of `rows_in_force` and `active_batches`."""
    values: dict[str, Any] = {}
    for rank, bound in enumerate(bounds):
        values |= {f"as_of_{rank}": bound.as_of, f"known_at_{rank}": bound.known_at, f"without_{rank}": bound.without}
    return values


def keyed(connection: Connection, rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Give each movement its `ledger_key`, `movement_id` and whether an earlier row has the key (`repeats`).

    The key is source + document + line; without a document the given id; without both, source + content +
    n-th identical occurrence, so that an extended file adds only what is new.
    """
    result = rows.reset_index(drop=True).assign(lot=rows["lot"].fillna("").to_numpy())
    keys = _keys(result, source)
    known = _known_ids(connection, result["movement_id"].dropna().tolist())
    keys = keys.where(~result["movement_id"].isin(list(known)), result["movement_id"].map(known))
    given = result["movement_id"]
    result["movement_id"] = given.where(given.notna(), keys.map(lambda key: f"M-{_digest(key)[:16]}"))
    stored = _stored_keys(connection, keys.unique().tolist())
    result["ledger_key"], result["repeats"] = keys, keys.isin(stored) | keys.duplicated()
    return result


def differing(connection: Connection, keyed_rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose key is stored with another content: to be corrected by a reversal, never by overwriting."""
    again = keyed_rows[keyed_rows["repeats"]]
    if again.empty:
        return again
    table = TABLES["movements"]
    found = select(table.c.ledger_key, *(table.c[name] for name in CONTENT)).where(
        table.c.ledger_key.in_(bindparam("keys", expanding=True))
    )
    stored = pd.read_sql_query(found, connection, params={"keys": again["ledger_key"].unique().tolist()})
    same = set(zip(stored["ledger_key"], _contents(stored), strict=True))
    known = set(stored["ledger_key"])
    pairs = list(zip(again["ledger_key"], _contents(again), strict=True))
    return again[[key in known and (key, content) not in same for key, content in pairs]]


def _keys(rows: pd.DataFrame, source: str) -> pd.Series:
    content = pd.Series(_contents(rows), index=rows.index)
    nth = content.groupby(content).cumcount()
    bare = "content|" + source + "|" + content + "|" + nth.astype("str")
    by_id = "id|" + source + "|" + rows["movement_id"]
    line = rows["line"].map(lambda value: f"{value:g}", na_action="ignore").astype("str")
    by_line = "document|" + source + "|" + rows["document"] + "|" + line
    return by_line.where(by_line.notna(), by_id.where(by_id.notna(), bare))


def _contents(rows: pd.DataFrame) -> list[str]:
    texts = {name: rows[name].astype("object").where(rows[name].notna(), "") for name in CONTENT if name != "quantity"}
    quantity = rows["quantity"].map(lambda value: f"{value:.6f}")
    columns = [quantity if name == "quantity" else texts[name].astype("str") for name in CONTENT]
    return ["|".join(values) for values in zip(*columns, strict=True)]


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def _known_ids(connection: Connection, ids: list[str]) -> dict[str, str]:
    table = TABLES["movements"]
    found: dict[str, str] = {}
    for part in _parts(ids):
        rows = connection.execute(select(table.c.movement_id, table.c.ledger_key).where(table.c.movement_id.in_(part)))
        found |= {str(row.movement_id): str(row.ledger_key) for row in rows}
    return found


def _stored_keys(connection: Connection, keys: list[str]) -> set[str]:
    table = TABLES["movements"]
    found: set[str] = set()
    for part in _parts(keys):
        found |= set(connection.scalars(select(table.c.ledger_key).where(table.c.ledger_key.in_(part))))
    return found


def _parts(values: list[str], size: int = 500) -> list[list[str]]:
    return [values[at : at + size] for at in range(0, len(values), size)]
