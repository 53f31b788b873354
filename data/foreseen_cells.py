"""Which cells of known records a file changes, and how a new round of a known site differs from the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data.identify import read_as
from data.store.merge import differ
from geo.frames import FRAMES

if TYPE_CHECKING:
    from data.foreseen import Looked
    from data.importers.preview import ImportPreview
    from data.store.readable import Readable
    from geo.snapshot import Snapshot

CELLS = ("frame", "key", "column", "before", "after")
ROUNDS = "assessments"
LISTED = 200  # cells of one column: a file may change millions, and nobody reads more


@dataclass(frozen=True)
class Cells:
    """Cells that a file changes.

    Parameters
    ----------
    listed
        `CELLS`; of each column the `LISTED` with the largest difference.
    found
        How many there are in all.
    """

    listed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CELLS), dtype="object"))
    found: int = 0


def changed_cells(store: Readable, snapshot: Snapshot, one: ImportPreview, looked: Looked) -> Cells:
    """Return the cells that one table of a file changes, records that appear left out.

    An assessment of a new day is no change of a record: it is held against the round before it of the same site, and
    only what the file tells is listed.

    Parameters
    ----------
    store, snapshot
        What is known, and the picture at its head.
    one, looked
        The table as read, and the file that it is part of.
    """
    changes = looked.changes
    if changes.empty or FRAMES[one.frame].merge == "ledger":
        return Cells()
    mine = changes[changes["frame"] == one.frame]
    known = mine.loc[mine["column"] != "", list(CELLS)]
    parts = [part.iloc[_largest(apart(part["before"], part["after"]))]
             for _, part in known.groupby("column", sort=False)]  # fmt: skip
    found = len(known)
    if one.frame == ROUNDS:
        rows = read_as(store, ROUNDS, one.rows, looked.joins)
        since = _since_round_before(snapshot.frame(ROUNDS), rows, mine.loc[mine["column"] == "", "key"])
        parts, found = [*parts, since.listed], found + since.found
    return Cells(pd.concat(parts, ignore_index=True), found) if found else Cells()


def apart(before: pd.Series, after: pd.Series) -> Any:
    """How far two columns of cells are apart, row by row; what is no number counts as zero."""
    old, new = (pd.to_numeric(side, errors="coerce").astype("float64").fillna(0.0) for side in (before, after))
    return (new - old).abs().to_numpy()


def _largest(differences: Any) -> Any:
    """Positions of the largest differences, in their order in the file."""
    return np.sort(np.argsort(-differences, kind="stable")[:LISTED])


def _since_round_before(rounds: pd.DataFrame, rows: pd.DataFrame, new: pd.Series) -> Cells:
    """What new rounds tell otherwise than the round before them at the same site."""
    frame = FRAMES[ROUNDS]
    key = list(frame.key)
    told = frame.only([column for column in rows.columns if column in frame.by_name and rows[column].notna().any()])
    columns = [column.name for column in told.columns]
    coming = told.conform(rows[columns]).drop_duplicates(key, keep="last")
    coming = coming[coming.set_index(key).index.isin(list(new))]
    there = rounds.loc[rounds["site_id"].isin(coming["site_id"]), columns]
    keys = pd.concat([there[key], coming[key]], ignore_index=True)
    earlier, later = _pairs(keys, len(there))
    named = keys.iloc[later].reset_index(drop=True)
    parts, found = [], 0
    for name in columns:
        whole = pd.concat([there[name], coming[name]], ignore_index=True)
        old, now = (whole.iloc[at].reset_index(drop=True) for at in (earlier, later))
        at = np.flatnonzero(differ(old, now) & now.notna().to_numpy() & (name not in key))
        found += len(at)
        numbers = pd.api.types.is_numeric_dtype(whole)
        at = at[_largest(apart(old[at], now[at]))] if numbers else at[:LISTED]
        listed = pd.DataFrame({"before": old[at].astype("object"), "after": now[at].astype("object")})
        keyed = [tuple(one) for one in named.iloc[at].itertuples(index=False)]
        parts.append(listed.assign(frame=ROUNDS, key=pd.Series(keyed, index=at, dtype="object"), column=name))
    return Cells(pd.concat(parts, ignore_index=True)[list(CELLS)], found) if found else Cells()


def _pairs(keys: pd.DataFrame, known: int) -> tuple[Any, Any]:
    """Positions of each new round that has one before it, and of that one; the first `known` keys are not new."""
    ordered = keys.sort_values(list(keys.columns), kind="stable")
    positions = ordered.index.to_numpy()
    site = ordered["site_id"]
    later = np.flatnonzero((positions >= known) & site.eq(site.shift()).to_numpy(dtype=bool))
    return positions[later - 1], positions[later]
