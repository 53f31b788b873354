"""What a join keeps of the known record: its name, and its point unless the file's is newer, with the day they are of.

A kept cell is an ordinary patch: what somebody says later of the same or a later day comes into force over it.
Method: docs/methods.md#who-is-who.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.store.readable import Readable
from geo.frames import FRAMES

POINT = ("longitude", "latitude", "location_confidence")
CELLS = ("name", *POINT)
DAY = "known_on"
KEPT = (*(f"known_{cell}" for cell in CELLS), DAY)


def last_day(rows: pd.DataFrame, table: str) -> str | None:
    """Last day of the rows that tell a name; None where one says none: it counts from when it was stored."""
    days = rows.loc[rows["name"].notna(), FRAMES[table].date]
    return None if days.empty or days.isna().any() else str(days.max())


def kept(store: Readable, table: str, joins: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Joins with what stays of our record.

    Parameters
    ----------
    store
        What is known; ids as they are read now.
    joins
        `old_id` (the file's), `new_id` (ours).
    rows
        Accepted rows of the file.

    Returns
    -------
    joins
        With `known_name`, `known_longitude`, `known_latitude` (degrees), `known_location_confidence`, and `known_on`
        (ISO), the last day on which either of the two was told: not before the file's rows, which would hide it, and
        not after, which would hide what is said later. The point is unknown where the file's is of a later day than
        the record, or where the record has none.
    """
    key, date = FRAMES[table].key[0], FRAMES[table].date
    known = store.records(table).set_index(key).reindex(joins["new_id"])
    told = store.patches(table, columns=("name",))
    coming = rows.reindex(columns=[key, "name", date])
    days, newer = [], []
    for row, ours in zip(joins.itertuples(), known[date], strict=True):
        mine, theirs = told[told[key] == row.new_id], coming[coming[key] == row.old_id]
        days.append(last_day(pd.concat([part[[key, "name", date]].astype("str") for part in (mine, theirs)]), table))
        newer.append(bool((theirs[date] > ours).any()) if isinstance(ours, str) else False)
    whole = joins.assign(**{f"known_{cell}": known[cell].to_numpy() for cell in CELLS})
    whole = whole.astype({"known_name": "str", "known_location_confidence": "str"})
    blank = pd.Series(newer, index=joins.index, dtype="bool") | whole["known_longitude"].isna()
    points = {f"known_{cell}": whole[f"known_{cell}"].mask(blank) for cell in POINT}
    return whole.assign(**points, **{DAY: pd.Series(days, index=joins.index, dtype="str")})


def as_patches(table: str, joins: pd.DataFrame) -> pd.DataFrame:
    """Patches that keep what `kept` told; none of a record of which nothing stays."""
    key, date = FRAMES[table].key[0], FRAMES[table].date
    names = {f"known_{cell}": cell for cell in CELLS} | {DAY: date, "new_id": key}
    told = joins.rename(columns=names).reindex(columns=[key, *CELLS, date])
    return told[told[list(CELLS)].notna().any(axis=1)].drop_duplicates(key)


def kept_by(store: Readable, batch: int, others: pd.DataFrame) -> pd.DataFrame:
    """Joins of a batch (`old_id`, `new_id`, `table_name`) with what the batch keeps, as `kept` tells it."""
    if others.empty:
        return others
    table = str(others["table_name"].iloc[0])
    key, date = FRAMES[table].key[0], FRAMES[table].date
    told = store.patches(table, columns=CELLS)
    told = told[told["batch"] == batch].drop_duplicates(key).set_index(key)
    ids = others["new_id"].replace(dict(store.merged_ids().get(table, {})))  # they are read under their last id
    here = told.reindex(ids)
    return others.assign(**{f"known_{cell}": here[cell].to_numpy() for cell in CELLS}, **{DAY: here[date].to_numpy()})


def as_kept(rows: pd.DataFrame, joins: pd.DataFrame) -> pd.DataFrame:
    """Rows of a file, those of joined records with the cells that stay: `old_id` is still their key's."""
    told = rows
    for key, part in joins.groupby("key"):
        if key not in rows.columns:
            continue
        by_id = part.drop_duplicates("old_id").set_index("old_id")
        for cell in _told(part, rows.columns):
            mine = rows[key].map(by_id[f"known_{cell}"])
            told = told.assign(**{cell: told[cell].where(mine.isna(), mine)})
    return told


def _told(joins: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    return [cell for cell in CELLS if f"known_{cell}" in joins and cell in columns]
