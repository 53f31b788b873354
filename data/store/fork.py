"""A fork: the real picture, frozen and read-only, and a store of its own. An exercise lives on one.

No handle in here can write to the real store; no function of `geo` asks whether it is an exercise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from sqlalchemy import event, insert, select, update

from data.store.acts import Acts
from data.store.engine import reading, writing
from data.store.identity import joined, resolved
from data.store.merge import merged, with_identity
from data.store.over import Over
from data.store.schema import COUNTER, META
from data.store.store import NEVER_ENDS, Store, Told
from data.store.sums import Bound, balances
from data.store.writing import BatchWriter
from geo.frames import FRAMES, WITHHELD


@dataclass(frozen=True)
class ForkPoint:
    """Where a fork leaves the base: the two clocks, and the disclosure level at which the base is read."""

    known_at: int
    as_of: str
    disclosure: str


class Fork:
    """Reads like a store: the base up to the fork point, then its own batches. Writes go to its own file."""

    def __init__(self, base: Path, own: Path, point: ForkPoint) -> None:
        self.base = Store(base, read_only=True)
        self.own = Store(own)
        self.point = point
        self._begin()
        event.listen(self.own.engine, "connect", self._attach)
        self.own.engine.dispose()  # connections that are open already have no base

    def _attach(self, connection: Any, _record: Any) -> None:
        connection.execute("ATTACH DATABASE ? AS base", (f"file:{quote(str(self.base.path))}?mode=ro",))

    def _begin(self) -> None:
        """Start the own counter behind the fork point, so that one order of seqs runs through both."""
        facts = {
            "fork_known_at": self.point.known_at,
            "fork_as_of": self.point.as_of,
            "fork_disclosure": self.point.disclosure,
        }
        with writing(self.own.engine) as connection:
            if connection.execute(select(META).where(META.c.name == "fork_known_at")).first():
                return
            connection.execute(insert(META), [{"name": k, "value": str(v)} for k, v in facts.items()])
            connection.execute(update(COUNTER).values(value=self.point.known_at))

    def batch(self, told: Told) -> AbstractContextManager[BatchWriter]:
        """One batch in the fork's own store; its movements are held against the base's ledger too."""
        return self.own.batch(told, self._bounds(NEVER_ENDS, None))

    def together(self) -> AbstractContextManager[Acts]:
        """Several batches of the fork's own store in one transaction (see `Store.together`)."""
        return self.own.together(self._bounds(NEVER_ENDS, None))

    def head(self) -> int:
        """Return the newest seq: the own store's, at least the fork point's."""
        return max(self.own.head(), self.point.known_at)

    def state(self) -> tuple[int, ...]:
        """Newest seq of either store: the base's deny-list holds here from the moment it is told."""
        return self.base.head(), self.own.head()

    def batch_counts(self, frames: tuple[str, ...], known_at: int | None = None) -> tuple[int, int]:
        """How many active batches with rows of these tables are real and fictional, in both stores."""
        old = self.base.batch_counts(frames, self._base_known(known_at))
        new = self.own.batch_counts(frames, known_at)
        return old[0] + new[0], old[1] + new[1]

    def sources(self, known_at: int | None = None) -> set[str]:
        """Sources that active batches of both stores name."""
        return self.base.sources(self._base_known(known_at)) | self.own.sources(known_at)

    def touched(self, known_at: int | None = None) -> dict[str, int]:
        """Last seq that touched each table, in either store."""
        old, new = self.base.touched(self._base_known(known_at)), self.own.touched(known_at)
        old |= {name: seq for name, seq in self.base.touched().items() if name == WITHHELD.name}
        return old | {name: max(seq, old.get(name, 0)) for name, seq in new.items()}

    def batches(self, known_at: int | None = None) -> pd.DataFrame:
        """Batches of both stores, newest first."""
        old, new = self.base.batches(self._base_known(known_at)), self.own.batches(known_at)
        return pd.concat([new, old], ignore_index=True) if len(new) else old

    def recorded(self, known_at: int | None = None) -> pd.DataFrame:
        """Days of recording of both stores, oldest first."""
        old, new = self.base.recorded(self._base_known(known_at)), self.own.recorded(known_at)
        both = pd.concat([old, new], ignore_index=True) if len(new) else old
        return both.groupby("day", as_index=False, sort=False)["seq"].max().sort_values("seq", ignore_index=True)

    def patches(
        self, name: str, *, as_of: str = NEVER_ENDS, known_at: int | None = None, columns: Collection[str] = ()
    ) -> pd.DataFrame:
        """Rows of both stores (see `Store.patches`); ids merged in the fork are merged in the base's rows too."""
        clocks: dict[str, Any] = {"as_of": self._base_day(as_of), "known_at": self._base_known(known_at)}
        if name == WITHHELD.name:  # what must not be shown since the fork began is not shown in it either
            clocks = {}
        old = self.base.patches(name, **clocks, columns=columns)
        new = self.own.patches(name, as_of=as_of, known_at=known_at, columns=columns)
        both = pd.concat([old, new], ignore_index=True) if len(new) else old
        return with_identity(FRAMES[name].only(columns or FRAMES[name].by_name), both, self._same(known_at))

    def records(self, name: str, **clocks: Any) -> pd.DataFrame:
        """Records of a table, merged over both stores."""
        return merged(FRAMES[name], self.patches(name, **clocks))

    def balances(self, *, as_of: str = NEVER_ENDS, known_at: int | None = None) -> pd.DataFrame:
        """Held and reserved quantity over both ledgers: a count in the fork closes the base's days too."""
        with reading(self.own.engine) as connection:
            return balances(connection, *self._bounds(as_of, known_at), same=self._same(known_at))

    @contextmanager
    def ledger(self, *, as_of: str = NEVER_ENDS, known_at: int | None = None) -> Iterator[Over]:
        """One reading of both ledgers (see `Store.ledger`)."""
        same = self._same(known_at)
        with reading(self.own.engine) as connection:
            yield Over(connection, self._bounds(as_of, known_at), same)

    def movements(self, *, as_of: str = NEVER_ENDS, known_at: int | None = None) -> pd.DataFrame:
        """Movements in force of both ledgers, oldest first."""
        old = self.base.movements(as_of=self._base_day(as_of), known_at=self._base_known(known_at))
        new = self.own.movements(as_of=as_of, known_at=known_at)
        new = new[~new["movement_id"].isin(old["movement_id"])]
        both = pd.concat([old, new], ignore_index=True) if len(new) else old
        return with_identity(FRAMES["movements"], both, self._same(known_at))

    def merges(self) -> pd.DataFrame:
        """Every merge told in either store, in the base up to the fork point."""
        old, new = self.base.merges(), self.own.merges()
        return pd.concat([old[old["batch"] <= self.point.known_at], new], ignore_index=True)

    def merged_ids(self, known_at: int | None = None) -> dict[str, dict[str, str]]:
        """Merged ids of both stores in force at a seq (see `Store.merged_ids`)."""
        return self._same(known_at)

    def _same(self, known_at: int | None) -> dict[str, dict[str, str]]:
        """Merged ids of both stores, chains through both resolved."""
        with reading(self.base.engine) as connection:
            older = self.base.pairs(connection, self.base.active(connection, self._base_known(known_at)))
        with reading(self.own.engine) as connection:
            newer = self.own.pairs(connection, self.own.active(connection, known_at))
        return resolved(joined(older, newer))

    def _bounds(self, as_of: str, known_at: int | None) -> tuple[Bound, Bound]:
        old = Bound(self._base_day(as_of), self._base_known(known_at), schema="base.")
        return old, Bound(as_of) if known_at is None else Bound(as_of, known_at)

    def _base_known(self, known_at: int | None) -> int:
        return self.point.known_at if known_at is None else min(known_at, self.point.known_at)

    def _base_day(self, as_of: str) -> str:
        return min(as_of, self.point.as_of)
