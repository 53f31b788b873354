"""Balances of a whole ledger in one pass over a covering index: what `sums` says, for one store without merged ids.

What does not count (reversed, said twice, undone) is found first, by indexes of its own, and left out of the pass;
lots that were counted begin anew at their last count.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from data.store.bounds import Bound, active_batches, clocks

_NO_STOCK = "('reversal', 'shortage', 'surplus')"  # rows that move nothing in a warehouse

_EXCLUDED = """
WITH RECURSIVE
acting(batch) AS ({active}),
again AS (SELECT row_id, ledger_key FROM f_movements WHERE repeats = 1 AND batch IN acting),
idle AS (SELECT a.row_id FROM again a WHERE EXISTS (
    SELECT 1 FROM f_movements e
    WHERE e.ledger_key = a.ledger_key AND e.row_id < a.row_id AND e.batch IN acting)),
reversal AS (
    SELECT movement_id, reverses FROM f_movements
    WHERE kind = 'reversal' AND repeats IN (0, 1) AND reverses IS NOT NULL AND moved_on <= :as_of_0
      AND batch IN acting AND row_id NOT IN idle),
chain(movement_id, reverses, holds) AS (
    SELECT movement_id, reverses, 1 FROM reversal WHERE movement_id NOT IN (SELECT reverses FROM reversal)
    UNION ALL
    SELECT r.movement_id, r.reverses, 1 - c.holds FROM chain c JOIN reversal r ON r.movement_id = c.reverses)
SELECT row_id FROM idle
UNION SELECT row_id FROM f_movements WHERE movement_id IN (SELECT reverses FROM chain WHERE holds = 1)
UNION SELECT row_id FROM f_movements WHERE repeats IN (0, 1) AND kind IN {no_stock}"""

_SUMS = """
SELECT warehouse_id, item, NULLIF(lot, '') AS lot, MIN(expiry) AS expiry,
       CASE WHEN MIN(expiry) < MAX(expiry) THEN 2 ELSE 1 END AS expiries,
       SUM(net) AS held, SUM(kept) AS reserved, MAX(moved_on) AS last_moved_on
FROM f_movements m INDEXED BY movements_sum
WHERE moved_on <= :as_of_0{counting}
GROUP BY m.warehouse_id, m.item, m.lot
ORDER BY m.warehouse_id, m.item, m.lot"""

# The last count of each lot, what moved on later days, and what moved after it on its own.
_COUNTED = """
SELECT c.warehouse_id, c.item, NULLIF(c.lot, '') AS lot, c.quantity + COALESCE((
    SELECT SUM(net) FROM f_movements m INDEXED BY movements_sum
    WHERE m.warehouse_id = c.warehouse_id AND m.item = c.item AND m.lot = c.lot AND m.moved_on > c.moved_on
      AND m.moved_on <= :as_of_0{counting}), 0) + COALESCE((
    SELECT SUM(net) FROM f_movements m
    WHERE m.after_count = c.movement_id AND m.warehouse_id = c.warehouse_id AND m.item = c.item AND m.lot = c.lot
      AND m.moved_on = c.moved_on{counting}), 0) AS held
FROM (SELECT warehouse_id, item, lot, moved_on, quantity, movement_id, ROW_NUMBER() OVER (
          PARTITION BY warehouse_id, item, lot ORDER BY moved_on DESC, batch DESC, row_id DESC) AS nth
      FROM f_movements m WHERE kind = 'count' AND moved_on <= :as_of_0{counting}) c
WHERE c.nth = 1"""


def is_quick(connection: Connection) -> bool:
    """Whether the file has the index: one of an older version that may only be read has not."""
    told = text("SELECT 1 FROM sqlite_master WHERE name = 'movements_sum'")
    return connection.dialect.name == "sqlite" and connection.scalar(told) is not None


def quick_balances(connection: Connection, bound: Bound) -> pd.DataFrame:
    """Rows of `sums.balances` before unnumbered stock is split by expiry, with `expiries` (2: several dates)."""
    binds = clocks((bound,))
    counting = _counting(connection, binds)
    rows = pd.read_sql_query(text(_SUMS.format(counting=counting)), connection, params=binds)
    counted = pd.read_sql_query(text(_COUNTED.format(counting=counting)), connection, params=binds)
    key = ["warehouse_id", "item", "lot"]
    if len(counted):
        told = counted.fillna({"lot": ""}).set_index(key)["held"]
        at = told.reindex(pd.MultiIndex.from_frame(rows[key].fillna({"lot": ""}))).to_numpy(dtype="float64")
        rows["held"] = pd.Series(at, index=rows.index).fillna(rows["held"])
    return rows


def _counting(connection: Connection, binds: dict[str, Any]) -> str:
    """Condition that a row `m` counts; "" where all do. What it needs stands in a table of this connection alone."""
    active = active_batches()
    excluded = _EXCLUDED.format(active=active, no_stock=_NO_STOCK)
    connection.execute(text("CREATE TEMP TABLE IF NOT EXISTS idle_movements (row_id INTEGER PRIMARY KEY)"))
    connection.execute(text("DELETE FROM temp.idle_movements"))
    connection.execute(text(f"INSERT INTO temp.idle_movements SELECT row_id FROM ({excluded})"), binds)
    idle = connection.scalar(text("SELECT 1 FROM temp.idle_movements LIMIT 1"))
    undone = list(connection.scalars(text(f"SELECT seq FROM batch WHERE seq NOT IN ({active})"), _of_batches(binds)))
    told = " AND m.row_id NOT IN (SELECT row_id FROM temp.idle_movements)" if idle else ""
    return told + (f" AND m.batch NOT IN ({', '.join(map(str, undone))})" if undone else "")


def _of_batches(binds: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in binds.items() if not name.startswith("as_of")}
