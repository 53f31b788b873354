"""What the stock ledger is asked: sums and pages of movements in SQL, never the whole of it.

Every answer is of warehouses that who asks may see, and ends on the day of the picture or before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from data.ledger_excerpts import EXCERPTS
from data.requested import distributed, requested
from data.slips_asked import documents, slips
from data.store.excerpts import SHIPPED, excerpt, of_lots
from data.store.over import Over
from data.store.readable import Readable
from data.store.sums import EVERY, MINUS, PLUS, Only, balances
from geo.errors import DataProblem

At = tuple[str, int, tuple[str, ...]]
Where = Mapping[str, Any]
ISSUED = ("release", "distribution")
LISTED = (
    "moved_on", "kind", "warehouse_id", "item", "quantity", "lot", "expiry", "counterpart", "document", "slip",
    "shipment", "request_id", "reason_code", "owner_organisation", "donor_organisation", "site_id", "adm2_pcode",
    "households_served", "note", "movement_id",
)  # fmt: skip


def answered(store: Readable, question: str, where: Where, at: At) -> pd.DataFrame:
    """Answer of the ledger to one of `QUESTIONS`.

    Parameters
    ----------
    where
        What is asked about; `until` (ISO) ends it before the day of the picture.
    at
        The day and the seq of the picture, and the warehouses that may be seen.

    Raises
    ------
    DataProblem
        ``no_ledger`` for a question that the ledger does not know.
    """
    as_of, known_at, shown = at
    if question not in QUESTIONS:
        raise DataProblem("no_ledger", question=question)
    until = min(str(where.get("until") or as_of), as_of)
    with store.ledger(as_of=until, known_at=known_at) as over:
        return QUESTIONS[question](over, where, shown)


def _balances(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Held and reserved of every lot, or of those of one warehouse or item."""
    rows = balances(over.connection, *over.bounds, same=over.same, only=_only(over, where, shown))
    return rows[rows["warehouse_id"].isin(list(shown))].reset_index(drop=True)


def _flows(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """What moved in a period that begins on `first`: units by warehouse, item, month (YYYY-MM) and kind."""
    places, binds = _in("warehouse_id", shown)
    kinds, more = _in("kind", (*PLUS, *MINUS))
    rows = over.asked(
        "SELECT warehouse_id, item, SUBSTR(moved_on, 1, 7) AS month, kind, SUM(quantity) AS quantity FROM live"
        f" WHERE moved_on >= :first AND {places} AND {kinds} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        only=_since(where["first"]), first=where["first"], **binds, **more,
    )  # fmt: skip
    return rows.astype({**dict.fromkeys(("warehouse_id", "item", "month", "kind"), "str"), "quantity": "float64"})


def _counted(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Days of the lots that were counted since `first`: units moved on the day, and the count that closed it."""
    places, binds = _in("l.warehouse_id", shown)
    plus, minus = (", ".join(f"'{kind}'" for kind in kinds) for kinds in (PLUS, MINUS))
    rows = over.asked(
        f"""SELECT l.warehouse_id, l.item, l.lot, l.moved_on,
            SUM(CASE WHEN l.kind IN ({plus}) THEN l.quantity WHEN l.kind IN ({minus}) THEN -l.quantity ELSE 0 END)
              AS moved,
            (SELECT c.quantity + COALESCE((
                SELECT SUM(CASE WHEN a.kind IN ({plus}) THEN a.quantity WHEN a.kind IN ({minus}) THEN -a.quantity
                           ELSE 0 END)
                FROM live a WHERE a.after_count = c.movement_id AND a.warehouse_id = c.warehouse_id
                  AND a.item = c.item AND a.lot = c.lot AND a.moved_on = c.moved_on), 0)
             FROM counted c WHERE c.warehouse_id = l.warehouse_id AND c.item = l.item
             AND c.lot = l.lot AND c.moved_on = l.moved_on ORDER BY c.nth LIMIT 1) AS counted
        FROM live l JOIN (SELECT DISTINCT warehouse_id, item, lot FROM counted WHERE moved_on >= :first) k
          ON k.warehouse_id = l.warehouse_id AND k.item = l.item AND k.lot = l.lot
        WHERE l.moved_on >= :first AND {places} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
        only=_since(where["first"]), first=where["first"], **binds,
    )  # fmt: skip
    return rows.astype({**dict.fromkeys(("warehouse_id", "item", "lot", "moved_on"), "str"),
                        "moved": "float64", "counted": "float64"})  # fmt: skip


def _begun(over: Over, _where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """First day of the ledger of each item in each warehouse."""
    places, binds = _in("warehouse_id", shown)
    rows = over.asked(f"SELECT warehouse_id, item, MIN(moved_on) AS begun FROM live WHERE {places} GROUP BY 1, 2",
                      only=EVERY, **binds)  # fmt: skip
    return rows.astype("str")


def _movements(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """The last `limit` movements that count, the newest first, from the `offset`-th on."""
    clause, binds = _filtered(where, shown)
    columns = ", ".join(f"f.{name}" if name != "lot" else "NULLIF(f.lot, '') AS lot" for name in LISTED)
    parts = [
        f"SELECT {columns}, t.store, t.batch, t.row_id FROM told t JOIN {bound.schema}f_movements f"
        f" ON t.store = {rank} AND f.row_id = t.row_id"
        for rank, bound in enumerate(over.bounds)
    ]
    order = "moved_on DESC, store DESC, batch DESC, row_id DESC"
    rows = over.asked(
        f", told AS (SELECT store, moved_on, batch, row_id FROM live WHERE {clause}"
        f" ORDER BY {order} LIMIT :limit OFFSET :offset) "
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {order}",
        only=_only(over, where, shown), limit=where.get("limit", 200), offset=where.get("offset", 0), **binds,
    )  # fmt: skip
    for column, merged in (("warehouse_id", "warehouses"), ("item", "items")):
        rows[column] = rows[column].replace(dict(over.same.get(merged, {})))
    numbers = dict.fromkeys(("quantity", "households_served"), "float64")
    texts = {name: "str" for name in LISTED if name not in numbers}
    return rows[list(LISTED)].astype({**texts, **numbers})


def _count(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """How many movements the filter leaves."""
    clause, binds = _filtered(where, shown)
    only = _only(over, where, shown)
    return over.asked(f"SELECT COUNT(*) AS movements FROM live WHERE {clause}", only=only, **binds)


def _shipped(over: Over, _where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Movements of transfers (`MOVEMENTS`), for what is on the way."""
    rows = excerpt(over.connection, over.bounds, SHIPPED, over.same)
    return rows[rows["warehouse_id"].isin(list(shown))].reset_index(drop=True)


def _filtered(where: Where, shown: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Condition on `live`: warehouses that may be seen and are asked for, item, kind, first day."""
    asked = where.get("warehouses") or ()
    places, binds = _in("warehouse_id", [one for one in shown if not asked or one in asked])
    clauses = [places]
    for name, column in (("items", "item"), ("kinds", "kind")):
        if where.get(name):
            clause, more = _in(column, where[name])
            clauses.append(clause)
            binds |= more
    if where.get("first"):
        clauses.append("moved_on >= :first")
        binds["first"] = where["first"]
    return " AND ".join(clauses), binds


def _only(over: Over, where: Where, shown: Sequence[str]) -> Only:
    """The lots of one warehouse and one item are found by their index; anything more is read as a whole."""
    places, things = where.get("warehouses") or (), where.get("items") or ()
    seen = [one for one in places if one in set(shown)]
    return of_lots(seen, list(things), over.same) if seen and things else EVERY


def _since(first: str) -> Only:
    return Only("m.moved_on >= :only_first", {"only_first": first})


def _in(column: str, values: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Condition that a column is one of some values; of none, it is none."""
    name = column.rpartition(".")[2]
    binds = {f"in_{name}_{n}": value for n, value in enumerate(values)}
    return f"{column} IN ({', '.join(f':{key}' for key in binds) or 'NULL'})", binds


QUESTIONS: dict[str, Callable[[Over, Where, Sequence[str]], pd.DataFrame]] = {
    "balances": _balances,
    "flows": _flows,
    "counted": _counted,
    "begun": _begun,
    "movements": _movements,
    "count": _count,
    "shipped": _shipped,
    "slips": slips,
    "documents": documents,
    "requested": requested,
    "distributed": distributed,
    **EXCERPTS,
}
