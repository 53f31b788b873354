"""Slips of a warehouse as the ledger has them: their movements in force, and what annulled them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.store.excerpts import of_warehouse
from data.store.merge import with_identity
from data.store.over import Over
from data.store.sums import Only
from geo.frames import FRAMES

Where = Mapping[str, Any]
FORMS = 50  # batches of the desk that are looked into, whatever day their movements are of
MORE = ("batch", "recorded_on", "reversed_on", "reversed_by")


def slips(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Movements of one warehouse's slips, each slip's lines together, the last recorded first, of one batch the newest.

    Parameters
    ----------
    where
        `warehouse`; `first` (ISO): movements of that day and later, and those that the last `FORMS` batches of forms
        recorded, of whatever day; or `documents`: all of these.

    Returns
    -------
    movements
        `MOVEMENTS` columns, `batch`, `recorded_on` (day), and of a movement that was annulled `reversed_on` (day) and
        `reversed_by` (id of the reversal); else null. Reversals are no lines of their own.
    """
    if where["warehouse"] not in shown:
        return _rows(pd.DataFrame(columns=[*FRAMES["movements"].by_name, *MORE]))
    only = _only(over, where)
    columns = ", ".join(f"f.{column.name}" for column in FRAMES["movements"].columns if column.name != "lot")
    parts = [
        f"SELECT {columns}, NULLIF(f.lot, '') AS lot, f.batch, m.store, f.row_id,"
        " SUBSTR(b.committed_at, 1, 10) AS recorded_on,"
        " (SELECT r.moved_on FROM annulled r WHERE r.reverses = m.movement_id LIMIT 1) AS reversed_on,"
        " (SELECT r.movement_id FROM annulled r WHERE r.reverses = m.movement_id LIMIT 1) AS reversed_by"
        f" FROM moved m JOIN {bound.schema}f_movements f ON m.store = {rank} AND f.row_id = m.row_id"
        f" JOIN {bound.schema}batch b ON b.seq = f.batch WHERE m.kind <> 'reversal'"
        for rank, bound in enumerate(over.bounds)
    ]
    rows = over.asked(
        ", annulled AS (SELECT movement_id, reverses, moved_on FROM moved WHERE kind = 'reversal'"
        " AND movement_id IN (SELECT movement_id FROM chain WHERE holds = 1))"
        f" SELECT * FROM ({' UNION ALL '.join(parts)}) s ORDER BY store DESC, batch DESC,"
        " MAX(moved_on) OVER (PARTITION BY store, batch, document) DESC, document, row_id",
        only=only,
    )
    told = _rows(rows)
    return with_identity(FRAMES["movements"], told, dict(over.same))


def documents(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Numbers of every document of one warehouse: `document`."""
    only = of_warehouse(where["warehouse"] if where["warehouse"] in shown else "", "", over.same)
    rows = over.asked(
        " ".join([
            "SELECT DISTINCT document FROM (",
            " UNION ALL ".join(
                f"SELECT f.document FROM moved m JOIN {bound.schema}f_movements f"
                f" ON m.store = {rank} AND f.row_id = m.row_id WHERE m.kind <> 'reversal'"
                for rank, bound in enumerate(over.bounds)
            ),
            ") d WHERE document IS NOT NULL ORDER BY document",
        ]),
        only=only,
    )  # fmt: skip
    return rows.astype("str")


def _only(over: Over, where: Where) -> Only:
    """Part of the ledger that holds the slips that are asked for."""
    mine = of_warehouse(where["warehouse"], where.get("first", ""), over.same)
    if "documents" in where:
        binds = {f"only_d_{n}": document for n, document in enumerate(where["documents"])}
        listed = ", ".join(f":{name}" for name in binds) or "NULL"
        return Only(f"{mine.clause} AND m.document IN ({listed})", {**mine.binds, **binds})
    anytime = of_warehouse(where["warehouse"], "", over.same).clause.replace(":only_since", ":only_ever")
    typed = " OR ".join(
        f"m.batch IN (SELECT seq FROM {bound.schema}batch WHERE source = 'form' ORDER BY seq DESC LIMIT {FORMS})"
        for bound in over.bounds
    )
    return Only(f"(({mine.clause}) OR ({anytime} AND ({typed})))", {**mine.binds, "only_ever": ""})


def _rows(rows: pd.DataFrame) -> pd.DataFrame:
    whole = FRAMES["movements"].conform(rows)[list(FRAMES["movements"].by_name)]
    texts = ("recorded_on", "reversed_on", "reversed_by")
    return whole.assign(batch=rows["batch"].astype("int64"), **{name: rows[name].astype("str") for name in texts})
