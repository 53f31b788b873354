"""Merged ids: which id a record has now."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pandas as pd
from sqlalchemy import Connection, select

from data.store.schema import BATCH_STATE, IDENTITY, TABLES
from geo.frames import FRAMES

MERGES = ("batch", "table_name", "old_id", "new_id", "old_name", "new_name", "gone_with")
_AT_ONCE = 500  # ids of one question: SQLite binds no more than some thousand values


def resolved(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Follow chains: table -> old id -> the id at the end."""
    return {table: {old: end(pairs, old) for old in pairs} for table, pairs in told.items()}


def end(pairs: Mapping[str, str], start: str) -> str:
    """Return the id that a chain of merges leads to; a circle ends where it would close."""
    seen, at = {start}, start
    while at in pairs and pairs[at] not in seen:
        at = pairs[at]
        seen.add(at)
    return at


def joined(older: Mapping[str, Mapping[str, str]], newer: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the merges of two stores as one: a fork's come after its base's."""
    return {table: {**older.get(table, {}), **newer.get(table, {})} for table in {*older, *newer}}


def told_merges(connection: Connection) -> pd.DataFrame:
    """Every merge ever told, of undone batches too, with the last name that each of the two ids came with.

    `gone_with` is the batch whose undo took the merge with it; NaN for a merge that counts or was taken back by itself.
    """
    rows = pd.read_sql_query(select(IDENTITY).order_by(IDENTITY.c.row_id), connection)
    rows = rows.rename(columns={"frame": "table_name"})
    for side in ("old", "new"):
        names = {
            table: _last_names(connection, table, part[f"{side}_id"].unique().tolist())
            for table, part in rows.groupby("table_name")
        }
        told = [names[table].get(one) for table, one in zip(rows["table_name"], rows[f"{side}_id"], strict=True)]
        rows[f"{side}_name"] = pd.Series(told, index=rows.index, dtype="str")
    gone = _gone_with(connection, set(rows["batch"]))
    return rows.assign(gone_with=[gone.get(batch, math.nan) for batch in rows["batch"]])[list(MERGES)]


def _gone_with(connection: Connection, merging: Collection[int]) -> dict[int, int]:
    """Undone batch of merges -> the batch of something else whose undo took it along.

    The acts of a transaction follow each other at one moment (`Acts`).
    """
    lead: tuple[int, tuple[str, ...]] | None = None
    found: dict[int, int] = {}
    for state in connection.execute(select(BATCH_STATE).order_by(BATCH_STATE.c.seq)):
        told = (state.committed_at, state.author, state.reason)
        found.pop(state.batch, None)
        if state.active or (lead and lead[1] != told):
            lead = None
        if state.active:
            continue
        if state.batch not in merging:
            lead = (state.batch, told)
        elif lead:
            found[state.batch] = lead[0]
    return found


def _last_names(connection: Connection, table: str, ids: list[str]) -> dict[str, str]:
    """Last name that each id came with, before any merging; empty for a table without names."""
    if "name" not in FRAMES[table].by_name:
        return {}
    found: dict[str, str] = {}
    rows = TABLES[table].c
    key = rows[FRAMES[table].key[0]]
    for at in range(0, len(ids), _AT_ONCE):
        asked = select(key, rows.name).where(key.in_(ids[at : at + _AT_ONCE]), rows.name.is_not(None))
        found |= {str(row[0]): str(row[1]) for row in connection.execute(asked.order_by(rows.row_id))}
    return found
