"""Writing one batch: patches, movements, merged ids. Lives inside the store's write transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, and_, insert, select

from data.store import ledger
from data.store.schema import BATCH, BATCH_FRAME, BATCH_STATE, IDENTITY, TABLES
from geo.errors import DataProblem, EditConflict, NotEnoughStock
from geo.frames import FRAMES, Frame

TAKES = ("release", "distribution", "transfer_out", "reserve", "loss", "assembly_out")
NEVER_ENDS = ledger.Bound.as_of


class BatchWriter:
    """The rows of one batch. `seq` is the batch's number."""

    def __init__(self, connection: Connection, seq: int, source: str) -> None:
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
        keyed = ledger.keyed(self.connection, frame.conform(rows), self.source)
        changed = ledger.differing(self.connection, keyed)
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
        for day in (*sorted(new["moved_on"].unique()), NEVER_ENDS):
            held = ledger.balances(self.connection, ledger.Bound(str(day)))
            self._refuse_below_zero(new[new["kind"].isin(TAKES)], held, day=str(day))
        return new

    def same(self, name: str, old_id: str, new_id: str) -> None:
        """Say that two ids are one record; withdrawing the batch splits them again."""
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
        table = TABLES[name]
        is_key = and_(*(table.c[column] == value for column, value in key.items()))
        active = select(BATCH_STATE.c.active).where(BATCH_STATE.c.batch == table.c.batch)
        active = active.order_by(BATCH_STATE.c.seq.desc()).limit(1)
        query = select(table, BATCH.c.author).join(BATCH, BATCH.c.seq == table.c.batch)
        query = query.where(is_key, table.c.batch > read_at, table.c.batch < self.seq, active.scalar_subquery())
        rows = self.connection.execute(query).mappings()
        return [(r["batch"], r["author"], r, json.loads(r["cleared"] or "[]")) for r in rows]

    def _refuse_below_zero(self, taken: pd.DataFrame, held: pd.DataFrame, *, day: str) -> None:
        lots = taken[["warehouse_id", "item", "lot"]].assign(lot=taken["lot"].replace("", np.nan)).drop_duplicates()
        found = lots.merge(held, on=["warehouse_id", "item", "lot"], how="left")
        left = found["held"].fillna(0) - found["reserved"].fillna(0)
        for at in found.index[(left < 0) | ((found["expiry"] < day) & (day != NEVER_ENDS))]:
            lot = found.loc[at]
            asked = taken[(taken["warehouse_id"] == lot["warehouse_id"]) & (taken["item"] == lot["item"])]
            raise NotEnoughStock(
                "not_enough_stock", warehouse=str(lot["warehouse_id"]), item=str(lot["item"]),
                asked=float(asked["quantity"].sum()), short=float(max(0.0, -left[at])),
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
