"""Parts of the ledger, movement by movement: one item in one warehouse, what is on the way, one request, a slip.

Never the whole ledger: every part is found by an index.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from sqlalchemy import Connection, text

from data.store import sums
from data.store.merge import with_identity
from data.store.sums import Bound, Only, Same
from geo.frames import FRAMES

SHIPPED = Only("m.shipment IS NOT NULL")
DISTRIBUTED = Only("m.kind = 'distribution' AND m.repeats IN (0, 1)")
SITED = Only("m.site_id IS NOT NULL AND m.kind = 'distribution'")


def of_lots(warehouses: Collection[str], items: Collection[str], same: Same | None = None) -> Only:
    """All movements of some items in some warehouses, under every id that they had."""
    places = _every_id(warehouses, (same or {}).get("warehouses", {}))
    things = _every_id(items, (same or {}).get("items", {}))
    first, binds = _listed("warehouse_id", "only_w", places)
    second, more = _listed("item", "only_i", things)
    return Only(f"{first} AND {second}", binds | more)


def of_requests(requests: Collection[str]) -> Only:
    """Movements that name a request."""
    return Only(*_listed("request_id", "only_r", sorted(set(requests))))


def of_shipments(shipments: Collection[str]) -> Only:
    """Movements of transfers."""
    return Only(*_listed("shipment", "only_s", sorted(set(shipments))))


def of_documents(documents: Collection[str]) -> Only:
    """Movements of slips."""
    return Only(*_listed("document", "only_d", sorted(set(documents))))


def of_warehouse(warehouse_id: str, since: str, same: Same | None = None) -> Only:
    """Movements of one warehouse from a day on."""
    clause, binds = _listed("warehouse_id", "only_w", _every_id([warehouse_id], (same or {}).get("warehouses", {})))
    return Only(f"{clause} AND m.moved_on >= :only_since", binds | {"only_since": since})


def excerpt(connection: Connection, bounds: tuple[Bound, ...], only: Only, same: Same | None = None) -> pd.DataFrame:
    """Movements of a part of the ledger that count: not undone, not said twice, not reversed.

    Returns
    -------
    movements
        `MOVEMENTS` frame with `batch` and `recorded_on` (day on which it was recorded), in the order in which a
        ledger is read: by day, then as they were recorded.
    """
    columns = ", ".join(f"f.{column.name}" for column in FRAMES["movements"].columns if column.name != "lot")
    parts = [
        f"SELECT {columns}, NULLIF(f.lot, '') AS lot, f.batch, l.store AS store, f.row_id,"
        f" SUBSTR(b.committed_at, 1, 10) AS recorded_on FROM live l"
        f" JOIN {bound.schema}f_movements f ON l.store = {rank} AND f.row_id = l.row_id"
        f" JOIN {bound.schema}batch b ON b.seq = f.batch"
        for rank, bound in enumerate(bounds)
    ]
    told = f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY moved_on, store, batch, row_id"
    statement = f"{sums.live(bounds, same, only)} {told}"
    rows = pd.read_sql_query(text(statement), connection, params=sums.binds(bounds, same, only))
    frame = FRAMES["movements"]
    whole = with_identity(frame, frame.conform(rows), dict(same or {}))[list(frame.by_name)]
    return whole.assign(batch=rows["batch"].astype("int64"), recorded_on=rows["recorded_on"].astype("str"))


def _every_id(ids: Collection[str], merged: Mapping[str, str]) -> list[str]:
    """Ids with those that were merged into them."""
    return sorted({*ids, *(old for old, now in merged.items() if now in ids)})


def _listed(column: str, prefix: str, values: Collection[str]) -> tuple[str, dict[str, str]]:
    marks = ", ".join(f":{prefix}_{n}" for n in range(len(values)))
    return f"m.{column} IN ({marks})", {f"{prefix}_{n}": value for n, value in enumerate(values)}
