"""What one write transaction does: it begins batches, takes some back, brings others in again; all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from data.home import now
from data.store.schema import BATCH, BATCH_FRAME, BATCH_STATE, COUNTER
from data.store.sums import Bound, active
from data.store.writing import BatchWriter
from geo.errors import StoreProblem


@dataclass(frozen=True)
class Told:
    """Who writes, why, from where: the head of a batch.

    `sha256` is the file's, None for a form; `tables` are those that the batch fills from it, () for the file as one.
    """

    author: str
    reason: str
    source: str = "form"
    sha256: str | None = None
    fictional: bool = False
    tables: tuple[str, ...] = ()


class Acts:
    """The acts of one transaction, each under a seq of its own. They have one moment, by which they are known again."""

    def __init__(self, connection: Connection, past: tuple[Bound, ...] = (Bound(),)) -> None:
        self.connection, self.past, self.moment = connection, past, now()

    def begin(self, told: Told) -> BatchWriter:
        """Begin a batch.

        Raises
        ------
        StoreProblem
            ``already_in`` if every table that the file fills is in active batches of the same file.
        """
        self._refuse_known_file(told)
        seq = self._next_seq()
        stamp = {"committed_at": self.moment, "author": told.author, "reason": told.reason}
        self.connection.execute(
            insert(BATCH).values(**stamp, seq=seq, source=told.source, sha256=told.sha256, fictional=told.fictional)
        )
        self.connection.execute(insert(BATCH_STATE).values(**stamp, seq=seq, batch=seq, active=True))
        return BatchWriter(self.connection, seq, told.source, self.past)

    def undo(self, batch: int, *, author: str, reason: str) -> int:
        """Take a batch out of every later reading; returns the new seq."""
        return self._set_active(batch, active=False, author=author, reason=reason)

    def redo(self, batch: int, *, author: str, reason: str) -> int:
        """Bring a batch that was undone back; returns the new seq."""
        return self._set_active(batch, active=True, author=author, reason=reason)

    def gone_with(self, batch: int, others: Collection[int]) -> list[int]:
        """Those of other batches that were undone in one transaction with a batch: right after it, at one moment."""
        last = {one: self._state(one) for one in (batch, *others)}
        mine = last[batch]
        if mine is None:
            return []
        told = (False, mine.committed_at, mine.author, mine.reason)
        behind = range(mine.seq + 1, mine.seq + 1 + len(others))
        return [
            one for one, state in last.items()
            if state and state.seq in behind and (state.active, state.committed_at, state.author, state.reason) == told
        ]  # fmt: skip

    def _state(self, batch: int) -> Row[Any] | None:
        told = select(BATCH_STATE).where(BATCH_STATE.c.batch == batch)
        return self.connection.execute(told.order_by(BATCH_STATE.c.seq.desc())).first()

    def _set_active(self, batch: int, *, active: bool, author: str, reason: str) -> int:
        state = self._state(batch)
        if state is None:
            raise StoreProblem("unknown_batch", batch=batch)
        if state.active == active:
            raise StoreProblem("batch_is_active" if active else "batch_is_undone", batch=batch)
        seq = self._next_seq()
        told = {"committed_at": self.moment, "author": author, "reason": reason}
        self.connection.execute(insert(BATCH_STATE).values(seq=seq, batch=batch, active=active, **told))
        return seq

    def _refuse_known_file(self, told: Told) -> None:
        if told.sha256 is None:
            return
        joined = BATCH.outerjoin(BATCH_FRAME, (BATCH_FRAME.c.batch == BATCH.c.seq) & (BATCH_FRAME.c.rows > 0))
        there = select(BATCH.c.seq, BATCH_FRAME.c.frame).select_from(joined).where(BATCH.c.sha256 == told.sha256)
        counting = active(self.connection)
        known = [row for row in self.connection.execute(there.order_by(BATCH.c.seq)) if row.seq in counting]
        mine = [row for row in known if not told.tables or row.frame in told.tables]
        if mine and {row.frame for row in mine} >= set(told.tables):
            tables = told.tables or tuple(dict.fromkeys(row.frame for row in mine if row.frame))
            raise StoreProblem("already_in", batch=mine[-1].seq, frames=", ".join(tables))

    def _next_seq(self) -> int:
        taken = update(COUNTER).where(COUNTER.c.name == "seq").values(value=COUNTER.c.value + 1)
        return int(self.connection.execute(taken.returning(COUNTER.c.value)).scalar_one())
