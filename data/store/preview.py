"""What an import or an undo would change, before it is done."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.home import today
from data.store.merge import compared, merged
from data.store.readable import Readable
from data.store.store import Store
from geo.frames import FRAMES


@dataclass(frozen=True)
class Changes:
    """What would change.

    Parameters
    ----------
    cells
        `frame`, `key`, `column`, `before`, `after`; column "" where a record appears or goes.
    orphans
        `frame`, `column`, `missing`, `rows`: rows left without the record that they refer to; they are kept,
        stay out of the snapshot, and are reported.
    negative
        Lots whose balance would be below zero: reported, never refused.
    """

    cells: pd.DataFrame
    orphans: pd.DataFrame
    negative: pd.DataFrame


def of_undo(store: Store, batch: int) -> Changes:
    """Changes that undoing a batch would make."""
    touched = [name for name in FRAMES if FRAMES[name].merge != "ledger"]
    before = {name: store.records(name) for name in touched}
    after = {name: store.records(name, without=batch) for name in touched}
    cells = [compared(before[name], after[name], list(FRAMES[name].key)).assign(frame=name) for name in touched]
    left = store.balances(without=batch)
    cells.append(compared(_lots(store.balances()), _lots(left), ["lot"]).assign(frame="movements"))
    return Changes(pd.concat(cells, ignore_index=True), orphans(after), left[left["held"] < 0].reset_index(drop=True))


def of_patches(store: Readable, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Cells that adding patches would change; an identical file gives none."""
    frame = FRAMES[name]
    there = store.patches(name)
    new = frame.conform(rows)
    extra = {"batch": store.head() + 1, "row_id": range(len(new)), "cleared": None}
    added = new.assign(**extra, _ordered_on=new[frame.date].fillna(today()))
    after = merged(frame, pd.concat([there, added], ignore_index=True) if len(there) else added)
    return compared(merged(frame, there), after, list(frame.key)).assign(frame=name)


def orphans(records: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows that refer to a record which is not there, counted by table, column and missing id."""
    found = []
    for name, rows in records.items():
        for column in FRAMES[name].columns:
            target = FRAMES.get(column.refers)
            if target is None or len(target.key) != 1 or target.name not in records:
                continue
            known = records[target.name][target.key[0]]
            lost = rows[column.name][rows[column.name].notna() & ~rows[column.name].isin(known)]
            counted = lost.value_counts().rename_axis("missing").reset_index(name="rows")
            found.append(counted.assign(frame=name, column=column.name))
    empty = pd.DataFrame({"missing": [], "rows": [], "frame": [], "column": []})
    return pd.concat([f for f in found if len(f)] or [empty], ignore_index=True)


def _lots(balances: pd.DataFrame) -> pd.DataFrame:
    lot = balances["warehouse_id"] + " · " + balances["item"] + " · " + balances["lot"].fillna("-")
    return pd.DataFrame({"lot": lot, "quantity": balances["held"], "reserved": balances["reserved"]})
