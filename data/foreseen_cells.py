"""Which cells of known records a file changes, and how a new round of a known site differs from the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data.identify import read_as
from data.store.merge import compared
from geo.frames import FRAMES

if TYPE_CHECKING:
    from data.foreseen import Looked
    from data.importers.preview import ImportPreview
    from data.store.readable import Readable
    from geo.snapshot import Snapshot

CELLS = ("frame", "key", "column", "before", "after")
ROUNDS = "assessments"


def changed_cells(store: Readable, snapshot: Snapshot, one: ImportPreview, looked: Looked) -> pd.DataFrame:
    """Return the cells that one table of a file changes, records that appear left out.

    Parameters
    ----------
    store, snapshot
        What is known, and the picture at its head.
    one, looked
        The table as read, and the file that it is part of.

    Returns
    -------
    cells
        `CELLS`. An assessment of a new day is no change of a record: it is held against the round before it of the
        same site, and only what the file tells is listed.
    """
    changes = looked.changes
    if changes.empty or FRAMES[one.frame].merge == "ledger":
        return pd.DataFrame(columns=list(CELLS), dtype="object")
    mine = changes[changes["frame"] == one.frame]
    parts = [mine[mine["column"] != ""]]
    if one.frame == ROUNDS:
        rows = read_as(store, ROUNDS, one.rows, looked.joins)
        parts.append(_since_round_before(snapshot.frame(ROUNDS), rows, mine.loc[mine["column"] == "", "key"]))
    return pd.concat([part[list(CELLS)] for part in parts], ignore_index=True)


def _since_round_before(rounds: pd.DataFrame, rows: pd.DataFrame, new: pd.Series) -> pd.DataFrame:
    """What new rounds tell otherwise than the round before them at the same site."""
    frame = FRAMES[ROUNDS]
    key = list(frame.key)
    told = frame.only([column for column in rows.columns if column in frame.by_name and rows[column].notna().any()])
    columns = [column.name for column in told.columns]
    coming = told.conform(rows[columns]).drop_duplicates(key, keep="last")
    coming = coming[coming.set_index(key).index.isin(list(new))]
    there = rounds.loc[rounds["site_id"].isin(coming["site_id"]), columns]
    both = pd.concat([there.assign(_new=False), coming.assign(_new=True)], ignore_index=True)
    both = both.sort_values(key, kind="stable", ignore_index=True)
    after = both[both["_new"] & both["site_id"].eq(both["site_id"].shift())]
    before = both.iloc[after.index - 1].set_axis(after.index)
    cells = compared(before[columns].assign(**{name: after[name] for name in key}), after[columns], key)
    return cells[cells["after"].notna()].assign(frame=ROUNDS)
