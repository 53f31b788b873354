"""Balances of a whole ledger, lot by lot over indexes: what `sums` says, for one store without merged ids.

What does not count (reversed, said twice, undone) is found first, by indexes of its own, and left out. A lot that was
counted begins anew at its last count, so that nothing before it is read:

    held[lot] = last count + sum of net after it      reserved[lot] = sum of its reservations and their ends
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

# Each lot is found by one step of the index from the lot before it, never by reading its movements.
_LOTS = """
WITH RECURSIVE at(row_id) AS (
    SELECT (SELECT row_id FROM f_movements ORDER BY warehouse_id, item, lot LIMIT 1)
    UNION ALL
    SELECT COALESCE(
        (SELECT n.row_id FROM f_movements n WHERE n.warehouse_id = c.warehouse_id AND n.item = c.item AND n.lot > c.lot
         ORDER BY n.lot LIMIT 1),
        (SELECT n.row_id FROM f_movements n WHERE n.warehouse_id = c.warehouse_id AND n.item > c.item
         ORDER BY n.item, n.lot LIMIT 1),
        (SELECT n.row_id FROM f_movements n WHERE n.warehouse_id > c.warehouse_id
         ORDER BY n.warehouse_id, n.item, n.lot LIMIT 1))
    FROM at JOIN f_movements c ON c.row_id = at.row_id),
lots AS (
    SELECT l.warehouse_id, l.item, l.lot, (
        SELECT m.row_id FROM f_movements m INDEXED BY movements_count
        WHERE m.kind = 'count' AND {of_lot} ORDER BY m.moved_on DESC, m.batch DESC, m.row_id DESC LIMIT 1) AS counted
    FROM at JOIN f_movements l ON l.row_id = at.row_id)"""

# The last count of each lot, what moved on later days, and what moved after it on its own; without a count, all of it.
_SUMS = """
SELECT * FROM (SELECT l.warehouse_id, l.item, NULLIF(l.lot, '') AS lot,
    (SELECT m.expiry FROM f_movements m INDEXED BY movements_expiry
     WHERE m.expiry IS NOT NULL AND {of_lot} ORDER BY m.expiry LIMIT 1) AS expiry,
    (SELECT m.expiry FROM f_movements m INDEXED BY movements_expiry
     WHERE m.expiry IS NOT NULL AND {of_lot} ORDER BY m.expiry DESC LIMIT 1) AS last_expiry,
    COALESCE(c.quantity, 0.0) + COALESCE((
        SELECT SUM(net) FROM f_movements m INDEXED BY movements_sum
        WHERE m.moved_on > COALESCE(c.moved_on, '') AND {of_lot}), 0.0) + COALESCE((
        SELECT SUM(net) FROM f_movements m INDEXED BY movements_after_count
        WHERE m.after_count = c.movement_id AND m.moved_on = c.moved_on AND {of_lot}), 0.0) AS held,
    COALESCE((SELECT SUM(kept) FROM f_movements m INDEXED BY movements_kept
              WHERE m.kind IN ('reserve', 'unreserve') AND {of_lot}), 0.0) AS reserved,
    (SELECT m.moved_on FROM f_movements m INDEXED BY movements_sum
     WHERE {of_lot} ORDER BY m.moved_on DESC LIMIT 1) AS last_moved_on
    FROM lots l LEFT JOIN f_movements c ON c.row_id = l.counted)
WHERE last_moved_on IS NOT NULL ORDER BY warehouse_id, item, lot"""

_OF_LOT = "m.warehouse_id = l.warehouse_id AND m.item = l.item AND m.lot = l.lot AND m.moved_on <= :as_of_0{counting}"
_INDEXES = ("movements_sum", "movements_count", "movements_expiry", "movements_kept", "movements_after_count")


def is_quick(connection: Connection) -> bool:
    """Whether the file has the indexes: one of an older version that may only be read has not."""
    if connection.dialect.name != "sqlite":
        return False
    told = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'index'"))
    return set(_INDEXES) <= set(told)


def quick_balances(connection: Connection, bound: Bound) -> pd.DataFrame:
    """Rows of `sums.balances` before unnumbered stock is split by expiry, with `expiries` (2: several dates)."""
    binds = clocks((bound,))
    of_lot = _OF_LOT.format(counting=_counting(connection, binds))
    rows = pd.read_sql_query(text((_LOTS + _SUMS).format(of_lot=of_lot)), connection, params=binds)
    several = rows.pop("last_expiry").ne(rows["expiry"]) & rows["expiry"].notna()
    rows.insert(4, "expiries", several.astype("int64") + 1)
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
