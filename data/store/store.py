"""The store: everything is a row of a batch, so history, undo, audit and replay are one mechanism.

Two clocks, never mixed: `as_of` is a date in the world, `known_at` is a seq of the store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from sqlalchemy import Connection, Engine, func, select, text

from data.store import sums
from data.store.acts import Acts, Told
from data.store.engine import open_engine, reading, writing
from data.store.identity import resolved, told_merges
from data.store.merge import merged, with_identity
from data.store.migrations import migrate
from data.store.over import Over
from data.store.schema import BATCH, BATCH_FRAME, BATCH_STATE, IDENTITY, TABLES
from data.store.sums import Bound, Same
from data.store.writing import BatchWriter
from geo.errors import DataProblem, ReadOnly
from geo.frames import FRAMES, Frame

__all__ = ["NEVER_ENDS", "Store", "Told"]

NEVER_ENDS = "9999-12-31"
OF_BATCHES = ("row_id", "batch", "cleared")  # columns of every table of patches


class Store:
    """One database file. Open it once a process; it may be used from many threads."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.engine: Engine = open_engine(path, read_only=read_only)
        if not read_only:
            migrate(self.engine, path)

    # --- writing -------------------------------------------------------------------------------------------

    @contextmanager
    def together(self, past: tuple[Bound, ...] = (Bound(),)) -> Iterator[Acts]:
        """Several batches, undos and redos in one transaction: all of them or none.

        `past` says which ledgers the movements are held against: a fork names its base too.

        Raises
        ------
        ReadOnly
            If this store may only be read.
        """
        if self.read_only:
            raise ReadOnly("store_read_only", file=self.path.name)
        with writing(self.engine) as connection:
            yield Acts(connection, past)

    @contextmanager
    def batch(self, told: Told, past: tuple[Bound, ...] = (Bound(),)) -> Iterator[BatchWriter]:
        """One batch, whole or not at all; the seq is taken inside the transaction.

        Raises
        ------
        StoreProblem
            ``already_in`` if what the file fills is in active batches of it.
        ReadOnly
            If this store may only be read.
        """
        with self.together(past) as acts:
            yield acts.begin(told)

    def undo(self, batch: int, *, author: str, reason: str) -> int:
        """Take a batch out of every later reading; nothing is deleted. Returns the new seq."""
        with self.together() as acts:
            return acts.undo(batch, author=author, reason=reason)

    def redo(self, batch: int, *, author: str, reason: str) -> int:
        """Bring a batch that was undone back. Returns the new seq."""
        with self.together() as acts:
            return acts.redo(batch, author=author, reason=reason)

    # --- reading -------------------------------------------------------------------------------------------

    def head(self) -> int:
        """Return the newest seq; 0 for an empty store."""
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.coalesce(func.max(BATCH_STATE.c.seq), 0))).scalar_one())

    def state(self) -> tuple[int, ...]:
        """What changes with anything that a picture may depend on, whatever its clocks."""
        return (self.head(),)

    def batches(self, known_at: int | None = None) -> pd.DataFrame:
        """Every batch up to a seq: its head, `frames`, `rows` and whether it is `active`, newest first."""
        with reading(self.engine) as connection:
            active = self.active(connection, known_at)
            heads = pd.read_sql_query(select(BATCH).order_by(BATCH.c.seq.desc()), connection)
            parts = pd.read_sql_query(select(BATCH_FRAME), connection)
        heads = heads[heads["seq"] <= known_at] if known_at is not None else heads
        frames = parts.groupby("batch")["frame"].agg(", ".join)
        rows = parts.groupby("batch")["rows"].sum()
        return heads.assign(
            frames=heads["seq"].map(frames).fillna("").astype("str"),
            rows=heads["seq"].map(rows).fillna(0).astype("int64"),
            active=heads["seq"].isin(active),
        ).reset_index(drop=True)

    def reversals(self) -> pd.DataFrame:
        """Every undo and redo of a batch, newest first: `seq`, `batch`, `active` (True: redone), when, who and why."""
        told = select(BATCH_STATE).where(BATCH_STATE.c.seq != BATCH_STATE.c.batch)
        with reading(self.engine) as connection:
            rows = pd.read_sql_query(told.order_by(BATCH_STATE.c.seq.desc()), connection)
        return rows[["seq", "batch", "active", "committed_at", "author", "reason"]].astype({"active": "bool"})

    def recorded(self, known_at: int | None = None) -> pd.DataFrame:
        """Days on which something was recorded, undone or redone, oldest first: `day` (ISO, Haiti's), last `seq`."""
        day = func.substr(BATCH_STATE.c.committed_at, 1, 10).label("day")
        told = select(day, func.max(BATCH_STATE.c.seq).label("seq")).group_by(day).order_by(func.max(BATCH_STATE.c.seq))
        if known_at is not None:
            told = told.where(BATCH_STATE.c.seq <= known_at)
        with reading(self.engine) as connection:
            return pd.read_sql_query(told, connection).astype({"day": "str", "seq": "int64"})

    def batch_counts(self, frames: tuple[str, ...], known_at: int | None = None) -> tuple[int, int]:
        """How many active batches with rows of these tables are real, and how many are fictional."""
        told = select(BATCH.c.seq, BATCH.c.fictional).join(BATCH_FRAME, BATCH_FRAME.c.batch == BATCH.c.seq)
        told = told.where(BATCH_FRAME.c.frame.in_(frames)).distinct()
        with reading(self.engine) as connection:
            active = self.active(connection, known_at)
            fictional = [row.fictional for row in connection.execute(told) if row.seq in active]
        return fictional.count(False), fictional.count(True)

    def sources(self, known_at: int | None = None) -> set[str]:
        """Return the sources that active batches name."""
        with reading(self.engine) as connection:
            active = self.active(connection, known_at)
            told = connection.execute(select(BATCH.c.seq, BATCH.c.source))
            return {row.source for row in told if row.seq in active and row.source}

    def touched(self, known_at: int | None = None) -> dict[str, int]:
        """Last seq that touched each table: the version of a table's reading. "identity" touches by merging."""
        last = select(BATCH_FRAME.c.frame, func.max(BATCH_STATE.c.seq)).join(
            BATCH_STATE, BATCH_STATE.c.batch == BATCH_FRAME.c.batch
        )
        if known_at is not None:
            last = last.where(BATCH_STATE.c.seq <= known_at)
        with reading(self.engine) as connection:
            return {str(name): int(seq) for name, seq in connection.execute(last.group_by(BATCH_FRAME.c.frame))}

    def patches(
        self, name: str, *, as_of: str = NEVER_ENDS, known_at: int | None = None, without: Collection[int] = (),
        columns: Collection[str] = (),
    ) -> pd.DataFrame:  # fmt: skip
        """Rows of active batches of a ``latest`` or ``series`` table, with `batch`, `row_id`, `cleared`.

        A row that does not say when it was observed is never cut by `as_of` and is ordered by the day on which
        it was recorded. `without` leaves batches out, as if they were undone. `columns`: only these, with key
        and date, of a wide table.
        """
        frame, table = FRAMES[name].only(columns or FRAMES[name].by_name), TABLES[name]
        if frame.merge == "ledger":
            raise DataProblem("ledger_is_summed", frame=name)
        with reading(self.engine) as connection:
            batches = self.active(connection, known_at, without)
            there = {str(row[1]) for row in connection.exec_driver_sql(f"PRAGMA table_info(f_{name})")}
            there &= {*OF_BATCHES, *frame.by_name}
            wanted = [column for column in table.columns if column.name in there]
            committed = func.substr(BATCH.c.committed_at, 1, 10)
            ordered = func.coalesce(table.c[frame.date], committed).label("_ordered_on")
            query = select(*wanted, ordered).join(BATCH, BATCH.c.seq == table.c.batch)
            query = query.where((table.c[frame.date].is_(None)) | (table.c[frame.date] <= as_of))
            rows = pd.read_sql_query(query, connection)
            rows = _renamed_columns(connection, frame, rows)
            same = self.identity(connection, batches)
        rows = rows[rows["batch"].isin(batches)]
        return with_identity(frame, frame.conform(_shapes(frame, rows)), same)

    def records(self, name: str, **clocks: Any) -> pd.DataFrame:
        """Records of a table, merged (see `patches` for the clocks)."""
        return merged(FRAMES[name], self.patches(name, **clocks))

    def balances(
        self, *, as_of: str = NEVER_ENDS, known_at: int | None = None, without: Collection[int] = ()
    ) -> pd.DataFrame:
        """Held and reserved quantity by warehouse, item and lot (see `sums.balances`)."""
        with reading(self.engine) as connection:
            same = self.identity(connection, self.active(connection, known_at, without))
            return sums.balances(connection, _bound(as_of, known_at, without), same=same)

    @contextmanager
    def ledger(self, *, as_of: str = NEVER_ENDS, known_at: int | None = None) -> Iterator[Over]:
        """One reading of the ledger, for questions asked in SQL (`data.ledger_asked`)."""
        with reading(self.engine) as connection:
            same = self.identity(connection, self.active(connection, known_at))
            yield Over(connection, (_bound(as_of, known_at),), same)

    def movements(self, *, as_of: str = NEVER_ENDS, known_at: int | None = None) -> pd.DataFrame:
        """Movements in force, oldest first: for stock cards and exports, never for balances."""
        bounds = (_bound(as_of, known_at),)
        columns = ", ".join(f"f.{c.name}" for c in FRAMES["movements"].columns if c.name != "lot")
        statement = (
            f"SELECT {columns}, NULLIF(f.lot, '') AS lot, f.batch FROM f_movements f"
            f" JOIN ({sums.rows_in_force(bounds)}) r ON r.row_id = f.row_id"
            " ORDER BY f.moved_on, f.batch, f.row_id"
        )
        with reading(self.engine) as connection:
            rows = pd.read_sql_query(text(statement), connection, params=sums.clocks(bounds))
            same = self.identity(connection, self.active(connection, known_at))
        return with_identity(FRAMES["movements"], FRAMES["movements"].conform(rows), same)

    def identity(self, connection: Connection, batches: set[int]) -> Same:
        """Merged ids of active batches: table -> old id -> the id it is now (chains resolved)."""
        return resolved(self.pairs(connection, batches))

    def pairs(self, connection: Connection, batches: set[int]) -> dict[str, dict[str, str]]:
        """Merged ids of active batches as they were told: table -> old id -> new id."""
        rows = connection.execute(select(IDENTITY).order_by(IDENTITY.c.batch, IDENTITY.c.row_id))
        told: dict[str, dict[str, str]] = {}
        for row in rows:
            if row.batch in batches:
                told.setdefault(row.frame, {})[row.old_id] = row.new_id
        return told

    def merged_ids(self, known_at: int | None = None) -> Same:
        """Merged ids in force at a seq: table -> old id -> the id it is now (chains resolved)."""
        with reading(self.engine) as connection:
            return self.identity(connection, self.active(connection, known_at))

    def merges(self) -> pd.DataFrame:
        """Every merge ever told, of undone batches too (`identity.told_merges`)."""
        with reading(self.engine) as connection:
            return told_merges(connection)

    def active(self, connection: Connection, known_at: int | None = None, without: Collection[int] = ()) -> set[int]:
        """Batches whose last state up to a seq says that they count."""
        return sums.active(connection, _bound(NEVER_ENDS, known_at, without))


def _bound(as_of: str, known_at: int | None, without: Collection[int] = ()) -> Bound:
    return Bound(as_of, Bound.known_at if known_at is None else known_at, tuple(without))


def _shapes(frame: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    found = [c.name for c in frame.columns if c.kind == "geometry" and c.name in rows.columns]
    return rows.assign(**{name: list(shapely.from_wkb(rows[name].to_numpy(dtype="object"))) for name in found})


def _renamed_columns(connection: Connection, frame: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    """Fill a renamed column from its former ones, where the new one is empty."""
    for column in frame.columns:
        for old in column.was:
            there = pd.read_sql_query(text(f'SELECT row_id, "{old}" AS was FROM f_{frame.name}'), connection)
            former = rows["row_id"].map(there.set_index("row_id")["was"])
            rows[column.name] = rows[column.name].where(rows[column.name].notna(), former)
    return rows
