"""Writing one batch: patches, movements, merged ids. Lives inside the store's write transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, and_, func, insert, select, text

from data.store import ledger, sums
from data.store.identity import end
from data.store.schema import BATCH, BATCH_FRAME, BATCH_STATE, IDENTITY, TABLES
from data.store.sums import Bound
from geo.errors import DataProblem, EditConflict, NotEnoughStock
from geo.frames import FRAMES, Frame

TAKES = ("release", "distribution", "transfer_out", "reserve", "loss", "assembly_out")
NEVER_ENDS = Bound.as_of


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
        values = frame.conform(rows)
        if values[list(frame.key)].isna().any(axis=None):
            raise DataProblem("key_missing", frame=name, key=", ".join(frame.key))
        told = [json.dumps(list(names)) if names else None for names in cleared or [()] * len(rows)]
        self._insert(name, [r | {"cleared": c} for r, c in zip(_plain(frame, values), told, strict=True)])

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
        extra = keyed[["ledger_key", "repeats"]].to_dict("records")
        plain = _plain(frame, keyed)
        self._insert(
            "movements",
            [{**r, **e, "repeats": bool(e["repeats"])} for r, e in zip(plain, extra, strict=True)],
        )
        return keyed[~keyed["repeats"]].drop(columns=["ledger_key", "repeats"])

    def release(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Add movements that somebody asks for now: refused where a lot would go below zero.

        The balance is read inside the write transaction, on the day of the movement and at the end of what is
        known, so of two people releasing the last kits at once one succeeds and the other is told.

        Raises
        ------
        NotEnoughStock
            With warehouse, item, lot, the usable and the asked quantity.
        """
        new = self.move(rows)
        taken = new[new["kind"].isin(TAKES)]
        for day in self._days_after(taken):
            bounds = tuple(replace(bound, as_of=min(day, bound.as_of)) for bound in self.past)
            self._refuse_below_zero(taken, sums.balances(self.connection, *bounds), day=day)
        return new

    def _days_after(self, taken: pd.DataFrame) -> list[str]:
        """Days on which a balance of these lots changes, from the first movement on, and the end of what is known."""
        if taken.empty:
            return []
        places = tuple(taken["warehouse_id"].unique())
        table = TABLES["movements"].c
        days = select(table.moved_on).where(table.warehouse_id.in_(places), table.moved_on >= taken["moved_on"].min())
        return [*sorted(set(self.connection.scalars(days))), NEVER_ENDS]

    def same(self, name: str, old_id: str, new_id: str) -> None:
        """Say that two ids are one record; withdrawing the batch splits them again."""
        told = self.connection.execute(select(IDENTITY).where(IDENTITY.c.frame == name))
        clocks = {key: value for key, value in sums.clocks((Bound(),)).items() if not key.startswith("as_of")}
        active = set(self.connection.scalars(text(sums.active_batches()), clocks))
        pairs = {row.old_id: row.new_id for row in told if row.batch in active}
        if old_id == new_id or old_id in pairs or end(pairs, new_id) == old_id:
            raise DataProblem("merged_already", frame=name, old=old_id, new=new_id)
        self.connection.execute(insert(IDENTITY).values(batch=self.seq, frame=name, old_id=old_id, new_id=new_id))
        for touched in {name} | {f.name for f in FRAMES.values() if any(c.refers == name for c in f.columns)}:
            self._count(touched, 0)

    def save(self, name: str, key: Mapping[str, str], values: Mapping[str, Any], *, read_at: int) -> None:
        """Save cells of one record that was read at a seq; a None empties its cell.

        Raises
        ------
        EditConflict
            If a newer patch of another batch touches one of these cells.
        """
        newer = self._newer(name, key, read_at)
        for column in values:
            for batch, author, cells, emptied in newer:
                if cells[column] is not None or column in emptied:
                    raise EditConflict("edit_conflict", column=column, batch=batch, author=author)
        row = pd.DataFrame([{**key, **{k: v for k, v in values.items() if v is not None}}])
        self.patch(name, row, cleared=[[k for k, v in values.items() if v is None]])

    def _newer(self, name: str, key: Mapping[str, str], read_at: int) -> list[tuple[int, str, Any, list[str]]]:
        """Patches of the record that came in, or came back, after it was read."""
        table = TABLES[name]
        is_key = and_(*(table.c[column] == value for column, value in key.items()))
        state = select(BATCH_STATE.c.active).where(BATCH_STATE.c.batch == table.c.batch)
        state = state.order_by(BATCH_STATE.c.seq.desc()).limit(1)
        last = select(func.max(BATCH_STATE.c.seq)).where(BATCH_STATE.c.batch == table.c.batch)
        query = select(table, BATCH.c.author).join(BATCH, BATCH.c.seq == table.c.batch)
        since = last.scalar_subquery() > read_at
        query = query.where(is_key, since, table.c.batch < self.seq, state.scalar_subquery())
        rows = self.connection.execute(query).mappings()
        return [(r["batch"], r["author"], r, json.loads(r["cleared"] or "[]")) for r in rows]

    def _refuse_below_zero(self, taken: pd.DataFrame, held: pd.DataFrame, *, day: str) -> None:
        """Refuse where a lot is short on a day; what has expired may be written off, not sent."""
        key = ["warehouse_id", "item", "lot"]
        usable = held.assign(left=held["held"] - held["reserved"])
        for row in taken.assign(lot=taken["lot"].replace("", np.nan)).to_dict("records"):
            mine = usable[(usable[key].fillna("") == pd.Series({k: row[k] for k in key}).fillna("")).all(axis=1)]
            sent = row["kind"] != "loss" and day == row["moved_on"]
            late = mine["expiry"] < day if sent else pd.Series(data=False, index=mine.index)
            left = mine.loc[~late, "left"].sum() if len(mine) else -row["quantity"]
            if left < 0 or (sent and late.any() and not (~late).any()):
                raise NotEnoughStock(
                    "not_enough_stock", warehouse=row["warehouse_id"], item=row["item"],
                    asked=float(row["quantity"]), short=float(max(0.0, -left)),
                )  # fmt: skip

    def _insert(self, name: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.connection.execute(insert(TABLES[name]), [row | {"batch": self.seq} for row in rows])
        self._count(name, len(rows))

    def _count(self, name: str, rows: int) -> None:
        first = name not in self._rows
        self._rows[name] = self._rows.get(name, 0) + rows
        if first:
            self.connection.execute(insert(BATCH_FRAME).values(batch=self.seq, frame=name, rows=rows))
            return
        here = and_(BATCH_FRAME.c.batch == self.seq, BATCH_FRAME.c.frame == name)
        self.connection.execute(BATCH_FRAME.update().where(here).values(rows=self._rows[name]))


def _refuse_strangers(frame: Frame, rows: pd.DataFrame) -> None:
    for name in rows.columns:
        if name not in frame.by_name:
            raise DataProblem("unknown_column", frame=frame.name, column=str(name))


def _plain(frame: Frame, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values for the database: None for unknown, WKB for shapes."""
    plain: dict[str, list[Any]] = {}
    for column in frame.columns:
        values = rows[column.name]
        if column.kind == "geometry":
            plain[column.name] = [None if g is None else shapely.to_wkb(g) for g in values]
        else:
            plain[column.name] = values.astype("object").where(values.notna(), None).tolist()
    return [dict(zip(plain, cells, strict=True)) for cells in zip(*plain.values(), strict=True)]
