"""Whether a file says anything that the store does not hold: where it does not, no batch is made of it."""

from __future__ import annotations

import pandas as pd

from data.identify import joined
from data.importers.preview import ImportPreview
from data.intake import Intake
from data.store.merge import with_identity
from data.store.readable import Readable
from data.store.store import Store
from geo.frames import FRAMES


def nothing_new(store: Store, looked: Intake) -> bool:
    """Whether accepted rows change no cell and join no records, on their own days neither.

    A file of which an active batch is in (by its sha256) is not judged here: storing it again is refused with the
    number of that batch (``already_in``).
    """
    if not looked.rows_accepted or len(looked.changes) or len(looked.joins):
        return False
    heads = store.batches()
    if (heads["active"] & heads["sha256"].eq(looked.previews[0].sha256)).any():
        return False
    return not any(_tells_an_earlier_day(store, one, looked.joins) for one in looked.previews if len(one.rows))


def _tells_an_earlier_day(store: Readable, one: ImportPreview, joins: pd.DataFrame) -> bool:
    """Whether rows that are older than what is in force say what nobody said of that day: the past would change."""
    frame = FRAMES[one.frame]
    if frame.merge == "ledger" or frame.date in frame.key or frame.date not in one.rows:
        return False  # of a series every row of another day is a change of its own
    filled = [name for name in one.rows if name in frame.by_name and one.rows[name].notna().any()]
    told, key = frame.only(filled), list(frame.key)
    rows = with_identity(frame, told.conform(joined(one.rows, joins, one.frame)[filled]), store.merged_ids())
    there = store.patches(one.frame, columns=filled)
    last = there.groupby(key, dropna=False)["_ordered_on"].max()
    newest = pd.Series(rows.set_index(key).index.map(last), index=rows.index, dtype="str")
    older = (rows[frame.date] < newest).fillna(value=False)
    said = _cells(there, key, frame.date, filled)
    return not _cells(rows[older.to_numpy(dtype=bool)], key, frame.date, filled) <= said


def _cells(rows: pd.DataFrame, key: list[str], date: str, columns: list[str]) -> set[tuple[object, ...]]:
    """Filled cells as key, day, column and text."""
    values = [name for name in columns if name not in (*key, date)]
    long = rows.melt([*key, date], values).dropna(subset="value")
    return set(long.astype("object").assign(value=long["value"].astype("str")).itertuples(index=False, name=None))
