"""What an import or an undo would change, before it is done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import text

from data import reference_logistics, reference_ways
from data.bundled_geography import bundled_boundaries
from data.home import today
from data.store.engine import reading
from data.store.merge import appearing, compared, merged, with_identity
from data.store.readable import Readable
from data.store.store import Store
from data.store.sums import Bound, clocks, rows_in_force
from geo.boundaries import SCHEMATIC
from geo.frames import FRAMES

PLACE = "adm_pcode"
LOT = ("warehouse_id", "item", "lot")
COUNTED = ["frame", "column", "missing"]
SHIPPED = {
    "items": reference_logistics.items, "kits": reference_logistics.kits, "ways": reference_ways.reference_ways,
}  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What would change.

    Parameters
    ----------
    cells
        `frame`, `key`, `column`, `before`, `after`; column "" where a record appears or goes. `key` is a tuple where
        it has several parts; that of the stock is `LOT`.
    orphans
        `frame`, `column`, `missing`, `rows`: rows that lose the record that they refer to; they are kept,
        stay out of the snapshot, and are reported. Those that lack it already are `check`'s.
    negative
        Lots whose balance would be below zero: reported, never refused.
    """

    cells: pd.DataFrame
    orphans: pd.DataFrame
    negative: pd.DataFrame


def of_undo(store: Store, *batches: int) -> Changes:
    """Changes that undoing a batch, or several together, would make."""
    touched = [name for name in FRAMES if FRAMES[name].merge != "ledger"]
    before = {name: store.records(name) for name in touched}
    after = {name: store.records(name, without=batches) for name in touched}
    cells = [compared(before[name], after[name], list(FRAMES[name].key)).assign(frame=name) for name in touched]
    left = store.balances(without=batches)
    cells.append(compared(_lots(store.balances()), _lots(left), list(LOT)).assign(frame="movements"))
    lost = _more(orphans(_whole(store, before, ())), orphans(_whole(store, after, batches)))
    return Changes(pd.concat(cells, ignore_index=True), lost, left[left["held"] < 0].reset_index(drop=True))


def of_patches(
    store: Readable, name: str, rows: pd.DataFrame, *, cleared: Sequence[Sequence[str]] | None = None
) -> pd.DataFrame:
    """Cells that adding patches would change; an identical file gives none.

    Only records and columns of the file are read and compared: no other can change. `cleared`: for each row the
    columns that it empties.
    """
    emptied = {column for names in cleared or () for column in names}
    frame = FRAMES[name].only([c for c in rows.columns if c in emptied or rows[c].notna().any()])
    told = [column.name for column in frame.columns if column.name in rows.columns]
    new, there, key = frame.conform(rows[told]), _known(store, name, told), list(frame.key)
    new = with_identity(frame, new, store.merged_ids())
    told_empty = [json.dumps(list(names)) if names else None for names in cleared] if cleared else None
    extra = {"batch": store.head() + 1, "row_id": range(len(new)), "cleared": told_empty}
    added = new.assign(**extra, _ordered_on=new[frame.date].fillna(today()))
    coming, stored = new.set_index(key).index, there.set_index(key).index
    known = coming.isin(stored)
    there, added = there[stored.isin(coming)], added[known]
    changed = [appearing(coming[~known].unique().sort_values())] if not known.all() else []
    if known.any():
        after = merged(frame, pd.concat([there, added], ignore_index=True))
        changed.append(compared(merged(frame, there), after, key))
    whole = pd.concat(changed, ignore_index=True) if changed else compared(there, there, key)
    return whole.assign(frame=name)


def _known(store: Readable, name: str, columns: list[str]) -> pd.DataFrame:
    """Patches of a table, with the rows that ship with the product as the oldest ones."""
    patches = store.patches(name, columns=columns)
    if name not in SHIPPED:
        return patches
    rows = SHIPPED[name]()[columns]
    return pd.concat([rows.assign(batch=0, row_id=range(len(rows)), cleared=None, _ordered_on=""), patches],
                     ignore_index=True)  # fmt: skip


def orphans(records: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows that refer to a record which is not there, counted by table, column and missing id.

    Parameters
    ----------
    records
        Rows by table; a table that is not given is not held against. `boundaries` are those in force.
        Of `movements` the reversals without a target are counted too (missing "": it names none).
    """
    found = []
    for name, rows in records.items():
        for column in FRAMES[name].columns:
            known = _ids(column.refers, records)
            if known is not None:
                lost = rows[column.name][rows[column.name].notna() & ~rows[column.name].isin(known)]
                found.append(_counted(lost, name, column.name))
    if "movements" in records:
        rows = records["movements"]
        lost = (rows["kind"] == "reversal") & ~rows["reverses"].isin(rows["movement_id"])
        found.append(_counted(rows.loc[lost, "reverses"].fillna(""), "movements", "reverses"))
    empty = pd.DataFrame({"missing": [], "rows": [], "frame": [], "column": []})
    return pd.concat([f for f in found if len(f)] or [empty], ignore_index=True)


def _ids(table: str, records: dict[str, pd.DataFrame]) -> pd.Series | None:
    """Ids that a reference to a table may name; None where the table is not at hand."""
    if table not in records:
        return None
    key = (PLACE,) if table == "boundaries" else FRAMES[table].key
    return records[table][key[0]] if len(key) == 1 else None


def _counted(lost: pd.Series, name: str, column: str) -> pd.DataFrame:
    counted = lost.value_counts().rename_axis("missing").reset_index(name="rows")
    return counted.assign(frame=name, column=column)


def _more(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Orphans that were none before."""
    was = before.set_index(COUNTED)["rows"]
    then = after.set_index(COUNTED)["rows"]
    new = then.sub(was.reindex(then.index, fill_value=0)).astype("int64")
    return after.assign(rows=new.to_numpy())[new.to_numpy() > 0].reset_index(drop=True)


def _whole(store: Store, records: dict[str, pd.DataFrame], without: tuple[int, ...]) -> dict[str, pd.DataFrame]:
    """Records with the shipped items, the shapes in force and the movements in force."""
    items = pd.concat([reference_logistics.items()[["item"]], records["items"][["item"]]], ignore_index=True)
    told = records["settings"].set_index("setting")["value"]
    chosen = told.get("boundary_set", SCHEMATIC)
    rows = records["boundaries"]
    land = bundled_boundaries() if chosen == SCHEMATIC else rows[rows["boundary_set"] == chosen]
    return {**records, "items": items, "boundaries": land, "movements": _movements(store, without)}


def _movements(store: Store, without: tuple[int, ...]) -> pd.DataFrame:
    """Movements in force as if batches were undone: what refers to other records."""
    bounds = (Bound(without=without),)
    columns = "movement_id, kind, reverses, warehouse_id, item, moved_on, quantity"
    statement = f"SELECT {columns} FROM ({rows_in_force(bounds)})"
    with reading(store.engine) as connection:
        rows = pd.read_sql_query(text(statement), connection, params=clocks(bounds))
        same = store.identity(connection, store.active(connection, None, without))
    frame = FRAMES["movements"]
    return with_identity(frame, frame.conform(rows), same)


def _lots(balances: pd.DataFrame) -> pd.DataFrame:
    """Balances by warehouse, item and lot; what has no lot, and stands in one row a date, together."""
    told = balances.assign(lot=balances["lot"].fillna("-"), quantity=balances["held"])
    return told.groupby(list(LOT), as_index=False)[["quantity", "reserved"]].sum()
