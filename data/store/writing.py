"""Writing one batch: patches, movements, merged ids. Lives inside the store's write transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import Connection, and_, insert, select

from data.home import today
from data.store import ledger, sums
from data.store.conflicts import Edit, Found, Past
from data.store.enough import refuse_short
from data.store.identity import end
from data.store.merge import NAMING
from data.store.schema import BATCH_FRAME, IDENTITY, TABLES
from data.store.sums import Bound
from geo.errors import DataProblem, EditConflict
from geo.frames import FRAMES, Frame


class BatchWriter:
    """The rows of one batch. `seq` is the batch's number."""

    def __init__(self, connection: Connection, seq: int, source: str, past: tuple[Bound, ...] = (Bound(),)) -> None:
        self.past = past
        self.connection = connection
        self.seq = seq
        self.source = source
        self._rows: dict[str, int] = {}

    def patch(self, name: str, rows: pd.DataFrame, *, cleared: Sequence[Sequence[str]] | None = None) -> None:
        """Add patches to a ``latest`` or ``series`` table; a blank says nothing.

        Parameters
        ----------
        rows
            Columns of the table, those of the key filled; other columns are refused.
        cleared
            For each row the columns that it empties, on purpose.

        Raises
        ------
        DataProblem
            ``key_missing`` if a key is blank, ``unknown_column`` for a column that is not the table's.
        """
        frame = FRAMES[name]
        _refuse_strangers(frame, rows)
        values = frame.conform(rows, shared=True)
        if values[list(frame.key)].isna().any(axis=None):
            raise DataProblem("key_missing", frame=name, key=", ".join(frame.key))
        told = {"cleared": [json.dumps(list(names)) if names else None for names in cleared]} if cleared else {}
        self._insert(name, len(values), _plain(frame, values) | told)

    def move(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add movements to the ledger; rows that are in already are kept but count once.

        Returns
        -------
        new
            The movements, with their ids, that were not in before.

        Raises
        ------
        DataProblem
            ``movement_changed`` if a known document line comes with another content.
        """
        frame = FRAMES["movements"]
        _refuse_strangers(frame, rows)
        keyed = ledger.keyed(self.connection, frame.conform(rows), self.source, self.past)
        changed = ledger.differing(self.connection, keyed, self.past)
        if len(changed):
            raise DataProblem("movement_changed", movement=str(changed["movement_id"].iloc[0]), count=len(changed))
        extra: dict[str, list[Any]] = {name: keyed[name].tolist() for name in ("ledger_key", "repeats")}
        self._insert("movements", len(keyed), _plain(frame, keyed) | extra)
        return keyed[~keyed["repeats"]].drop(columns=["ledger_key", "repeats"])

    def release(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add movements that somebody asks for now: refused where a lot would go below zero.

        The balance is read inside the write transaction, on the day of the movement and at the end of what is
        known, so of two people releasing the last kits at once one succeeds and the other is told.

        Raises
        ------
        NotEnoughStock
            With warehouse, item, lot, the usable and the asked quantity (see `enough.refuse_short`).
        """
        new = self.move(rows)
        refuse_short(self.connection, self.past, new)
        return new

    def same(self, name: str, old_id: str, new_id: str) -> None:
        """Say that two ids are one record; withdrawing the batch splits them again.

        Raises
        ------
        DataProblem
            ``merged_already`` if they are one, or the old id is another record by now.
        """
        if not self.same_all(name, [(old_id, new_id)]):
            raise DataProblem("merged_already", frame=name, old=old_id, new=new_id)

    def same_all(self, name: str, told: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Say of many pairs (old id, new id) that each is one record; returns those that were not merged already."""
        rows = self.connection.execute(select(IDENTITY).where(IDENTITY.c.frame == name).order_by(IDENTITY.c.row_id))
        active = sums.active(self.connection)
        pairs = {row.old_id: row.new_id for row in rows if row.batch in active}
        new = []
        for old_id, new_id in told:
            if old_id != new_id and old_id not in pairs and end(pairs, new_id) != old_id:
                pairs[old_id] = new_id
                new.append((old_id, new_id))
        if new:
            values = [{"batch": self.seq, "frame": name, "old_id": old, "new_id": now} for old, now in new]
            self.connection.execute(insert(IDENTITY), values)
            self._touch_named(name)
        return new

    def _touch_named(self, name: str) -> None:
        """Record that every table which names records of this one reads otherwise from now on."""
        named = {
            f.name
            for f in FRAMES.values()
            if any(c.refers == name for c in f.columns) or any(told[0] in f.by_name for told in NAMING)
        }
        for touched in {name} | named:
            self._count(touched, 0)

    def save(self, name: str, key: Mapping[str, str], values: Mapping[str, Any], *, read_at: int) -> None:
        """Save cells of one record that was read at a seq; a None empties its cell (see `save_all`)."""
        self.save_all([Edit(name, key, values, read_at)])

    def save_all(self, edits: Sequence[Edit]) -> int:
        """Save cells of records of one table, each read at a seq; returns how many cells were stored.

        A cell that is in force as wanted already is left alone. Ids that were merged are looked through: the
        record is the one that they are now.

        Raises
        ------
        EditConflict
            With every cell of the save that somebody else changed after it was read: by a newer patch, by one
            that came back or was undone, or by merging.
        DataProblem
            ``edit_older`` if a cell is known from a later day than the edit's: it would not come into force.
        """
        if not edits:
            return 0
        found = Past(self.connection, edits, self.past, self.seq).look(edits, today())
        conflicts = tuple(conflict for one in found for conflict in one.conflicts)
        if conflicts:
            first = conflicts[0]
            told = {"column": first.column, "batch": first.batch, "author": first.author, "count": len(conflicts)}
            raise EditConflict("edit_conflict", conflicts, self.seq - 1, **told)
        left = [_left_to_save(edit, one) for edit, one in zip(edits, found, strict=True)]
        rows, cleared = [], []
        for edit, values in zip(edits, left, strict=True):
            if values:
                told = {column: value for column, value in values.items() if value is not None}
                rows.append({**({FRAMES[edit.name].date: edit.dated} if edit.dated else {}), **edit.key, **told})
                cleared.append([column for column in values if column not in told])
        if rows:
            self.patch(edits[0].name, pd.DataFrame(rows), cleared=cleared)
        return sum(map(len, left))

    def _insert(self, name: str, rows: int, columns: dict[str, list[Any]]) -> None:
        """Insert rows told by column, straight through the driver: the values are plain already."""
        if rows:
            told = columns | {"batch": [self.seq] * rows}
            statement = insert(TABLES[name]).compile(dialect=self.connection.dialect, column_keys=list(told))
            cells = zip(*(told[key] for key in statement.positiontup or ()), strict=True)
            self.connection.exec_driver_sql(str(statement), list(cells))
        self._count(name, rows)

    def _count(self, name: str, rows: int) -> None:
        first = name not in self._rows
        self._rows[name] = self._rows.get(name, 0) + rows
        if first:
            self.connection.execute(insert(BATCH_FRAME).values(batch=self.seq, frame=name, rows=rows))
            return
        here = and_(BATCH_FRAME.c.batch == self.seq, BATCH_FRAME.c.frame == name)
        self.connection.execute(BATCH_FRAME.update().where(here).values(rows=self._rows[name]))


def _left_to_save(edit: Edit, found: Found) -> dict[str, Any]:
    """Cells that are not in force already; one that would not come into force is refused."""
    values = {column: value for column, value in edit.values.items() if column not in found.standing}
    for column, day in found.newer.items():
        if column in values:
            raise DataProblem("edit_older", record=", ".join(edit.key.values()), column=column, day=day)
    return values


def _refuse_strangers(frame: Frame, rows: pd.DataFrame) -> None:
    for name in rows.columns:
        if name not in frame.by_name:
            raise DataProblem("unknown_column", frame=frame.name, column=str(name))


def _plain(frame: Frame, rows: pd.DataFrame) -> dict[str, list[Any]]:
    """Columns as plain values for the database, those without any left out: None for unknown, WKB for shapes."""
    plain: dict[str, list[Any]] = {}
    for column in frame.columns:
        values = rows[column.name]
        if not values.notna().any():
            continue
        if column.kind == "geometry":
            plain[column.name] = [None if g is None else shapely.to_wkb(g) for g in values]
        else:
            plain[column.name] = values.astype("object").where(values.notna(), None).tolist()
    return plain
