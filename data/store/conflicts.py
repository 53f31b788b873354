"""Two people, one cell: what came into a record, came back or went away after somebody read it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, func, select, text

from data.store.identity import resolved
from data.store.merge import ORDER, merged, with_identity
from data.store.schema import BATCH, BATCH_STATE, IDENTITY, TABLES
from data.store.sums import Bound, active_batches, clocks
from geo.errors import Conflict
from geo.frames import FRAMES, Frame

Pairs = dict[str, dict[str, str]]
_AT_ONCE = 500  # ids of one question: SQLite binds no more than some thousand values


@dataclass(frozen=True)
class Edit:
    """Cells of one record as somebody wants them.

    Parameters
    ----------
    name, key
        Table, and the record's key: column -> value, as the record was named when it was read.
    values
        Column -> value; a None empties its cell.
    read_at
        Seq at which the record was read.
    dated
        Day (ISO) on which it was seen so; None: a correction, in force from the day on which it is recorded.
    """

    name: str
    key: Mapping[str, str]
    values: Mapping[str, Any]
    read_at: int
    dated: str | None = None


@dataclass(frozen=True)
class Happened:
    """Something that happened to a batch after a record was read: in `state`, the last one."""

    batch: int
    author: str
    committed_at: str


@dataclass(frozen=True)
class Found:
    """An edit held against the store.

    Parameters
    ----------
    conflicts
        Its cells that somebody else changed since.
    standing
        Its columns whose cells are in force as it wants them already.
    newer
        Its columns that are known from a later day than the edit's: column -> that day.
    """

    conflicts: tuple[Conflict, ...]
    standing: frozenset[str]
    newer: dict[str, str] = field(default_factory=dict)


class _Reading:
    """Patches in force at a seq, in the order of merging, their records, and the merged ids of that seq."""

    def __init__(self, frame: Frame, rows: pd.DataFrame, same: Pairs) -> None:
        self.same = same
        self.rows = rows
        self._groups = _by_record(frame, rows)
        whole = merged(frame, rows)
        keys = whole[list(frame.key)].itertuples(index=False, name=None)
        self._records: dict[tuple[str, ...], dict[str, Any]] = dict(zip(keys, _plain(whole), strict=True))
        self._nothing: dict[str, Any] = dict.fromkeys(frame.by_name)
        self._touching: dict[str, Any] = {}

    def record(self, key: tuple[str, ...]) -> dict[str, Any]:
        """Return the cells of a record; None where unknown."""
        return self._records.get(key, self._nothing)

    def touching(self, key: tuple[str, ...], column: str) -> Any:
        """Patches of a record that tell a column, or empty it: batches and days."""
        if column not in self._touching:
            emptied = self.rows["cleared"].map(lambda told: column in json.loads(told), na_action="ignore")
            self._touching[column] = (self.rows[column].notna() | emptied.eq(other=True)).to_numpy(dtype=bool)
        at = self._groups.get(key, np.empty(0, dtype=np.intp))
        return self.rows.iloc[at[self._touching[column][at]]]


class Past:
    """What the store knows of some records of one table: every patch, and when its batch counted.

    Parameters
    ----------
    connection
        Of a write transaction: nobody else writes meanwhile.
    edits
        Of one table.
    past
        The stores behind this one, a fork's base among them: their merged ids count too.
    seq
        The batch that is being written; its own rows are not looked at.
    """

    def __init__(self, connection: Connection, edits: Sequence[Edit], past: tuple[Bound, ...], seq: int) -> None:
        self.frame = FRAMES[edits[0].name]
        self._states = _states(connection, seq)
        self._told = _told_pairs(connection, past)
        first = self.frame.key[0]
        self._ids = self._all_names({str(edit.key[first]) for edit in edits}, _target(self.frame, first))
        self._rows = _rows(connection, self.frame, sorted(self._ids), seq)
        self._readings: dict[int | None, _Reading] = {}

    def look(self, edits: Sequence[Edit], today: str) -> list[Found]:
        """Hold edits against what happened since each was read; `today` dates what says no day."""
        wanted = _plain(self.frame.conform(pd.DataFrame([{**edit.key, **edit.values} for edit in edits])))
        return [self._look(edit, cells, edit.dated or today) for edit, cells in zip(edits, wanted, strict=True)]

    def _look(self, edit: Edit, wanted: dict[str, Any], day: str) -> Found:
        then, now = self._reading(edit.read_at), self._reading(None)
        key_then, key_now = self._named(edit.key, then), self._named(edit.key, now)
        before, present = then.record(key_then), now.record(key_now)
        conflicts, standing, newer = [], set(), {}
        for column in edit.values:
            if _same(wanted[column], present[column]):
                standing.add(column)
                continue
            was, there = then.touching(key_then, column), now.touching(key_now, column)
            changed = not _same(before[column], present[column])
            event = self._event(edit.read_at, set(was["batch"]), set(there["batch"]), changed=changed)
            if event is not None:
                conflicts.append(Conflict(
                    self.frame.name, dict(edit.key), column, before[column], present[column], event.author,
                    event.batch, event.committed_at, wanted[column],
                ))  # fmt: skip
            if len(there) and there["_ordered_on"].max() > day:
                newer[column] = str(there["_ordered_on"].max())
        return Found(tuple(conflicts), frozenset(standing), newer)

    def _event(self, read_at: int, was: set[int], there: set[int], *, changed: bool) -> Happened | None:
        """Return the last thing that touched a cell since; what went, or came by merging, only if it changed it.

        `was` and `there` are the batches that told the cell when it was read, and now.
        """
        batches = there | (was if changed else set())
        events = [(seq, batch) for batch in batches if (seq := self._last(batch)) > read_at]
        if changed and not events:
            events = [(seq, batch) for batch in self._merging() if (seq := self._last(batch)) > read_at]
        if not events:
            return None
        seq, batch = max(events)
        state = next(one for one in self._states[batch] if one["seq"] == seq)
        return Happened(int(batch), str(state["author"]), str(state["committed_at"]))

    def _merging(self) -> list[int]:
        """Batches that said, of these records, which are one."""
        return sorted({batch for _, old, new, batch in self._told if batch and self._ids & {old, new}})

    def _last(self, batch: int) -> int:
        return int(self._states[batch][-1]["seq"])

    def _counts(self, batch: int, seq: int | None) -> bool:
        if not batch:
            return True  # of a fork's base: its past does not change
        states = [one for one in self._states.get(batch, []) if seq is None or one["seq"] <= seq]
        return bool(states and states[-1]["active"])

    def _reading(self, seq: int | None) -> _Reading:
        """Patches that count at a seq (None: now), under the ids that the records then have."""
        if seq not in self._readings:
            told: Pairs = {}
            for name, old, new, batch in self._told:
                if self._counts(batch, seq):
                    told.setdefault(name, {})[old] = new
            same = resolved(told)
            batches = {int(batch) for batch in self._rows["batch"].unique() if self._counts(int(batch), seq)}
            rows = with_identity(self.frame, self._rows[self._rows["batch"].isin(batches)], same)
            rows = rows.sort_values(ORDER, kind="stable", ignore_index=True)
            self._readings[seq] = _Reading(self.frame, rows, same)
        return self._readings[seq]

    def _named(self, key: Mapping[str, str], at: _Reading) -> tuple[str, ...]:
        """Key of a record as it is called at a reading."""
        return tuple(at.same.get(_target(self.frame, c), {}).get(str(key[c]), str(key[c])) for c in self.frame.key)

    def _all_names(self, ids: set[str], table: str) -> set[str]:
        """Ids, and every id that was ever said to be the same."""
        pairs = [(old, new) for name, old, new, _ in self._told if name == table]
        while True:
            more = {one for pair in pairs if ids & set(pair) for one in pair} - ids
            if not more:
                return ids
            ids = ids | more


def _target(frame: Frame, column: str) -> str:
    return frame.by_name[column].refers or frame.name


def _states(connection: Connection, seq: int) -> dict[int, list[Mapping[str, Any]]]:
    query = select(BATCH_STATE).where(BATCH_STATE.c.batch < seq).order_by(BATCH_STATE.c.seq)
    states: dict[int, list[Mapping[str, Any]]] = {}
    for row in connection.execute(query).mappings():
        states.setdefault(int(row["batch"]), []).append(dict(row))
    return states


def _told_pairs(connection: Connection, past: tuple[Bound, ...]) -> list[tuple[str, str, str, int]]:
    """Merged ids as they were told: table, old id, new id, batch (0: of the base of a fork, where it is active)."""
    told: list[tuple[str, str, str, int]] = []
    for rank, bound in enumerate(past):
        if bound.schema:
            active = active_batches(bound.schema, rank)
            binds = {k: v for k, v in clocks(past).items() if k in (f"known_at_{rank}", f"without_{rank}")}
            query = (
                f"SELECT frame, old_id, new_id FROM {bound.schema}identity WHERE batch IN ({active}) ORDER BY row_id"
            )
            told += [(str(r[0]), str(r[1]), str(r[2]), 0) for r in connection.execute(text(query), binds)]
    rows = connection.execute(select(IDENTITY).order_by(IDENTITY.c.batch, IDENTITY.c.row_id))
    return told + [(str(r.frame), str(r.old_id), str(r.new_id), int(r.batch)) for r in rows]


def _rows(connection: Connection, frame: Frame, ids: list[str], seq: int) -> pd.DataFrame:
    """Every patch of the records with these ids, undone or not, as `merged` takes them."""
    table = TABLES[frame.name]
    day = func.coalesce(table.c[frame.date], func.substr(BATCH.c.committed_at, 1, 10)).label("_ordered_on")
    query = select(table, day).join(BATCH, BATCH.c.seq == table.c.batch).where(table.c.batch < seq)
    first = table.c[frame.key[0]]
    parts = [
        pd.read_sql_query(query.where(first.in_(ids[at : at + _AT_ONCE])), connection)
        for at in range(0, len(ids), _AT_ONCE)
    ]
    rows = pd.concat(parts, ignore_index=True)
    for column in frame.columns:
        if column.kind == "geometry":
            rows[column.name] = list(shapely.from_wkb(rows[column.name].to_numpy(dtype="object")))
    return frame.conform(rows)


def _by_record(frame: Frame, rows: pd.DataFrame) -> dict[tuple[str, ...], Any]:
    """Positions of the patches of each record."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for at, key in enumerate(rows[list(frame.key)].itertuples(index=False, name=None)):
        groups.setdefault(key, []).append(at)
    return {key: np.array(at, dtype=np.intp) for key, at in groups.items()}


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Records as plain values; None where unknown."""
    cells = {name: rows[name].astype("object").where(rows[name].notna(), None) for name in rows.columns}
    return [dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)]


def _same(one: Any, other: Any) -> bool:
    return (one is None and other is None) or (one is not None and other is not None and bool(one == other))
