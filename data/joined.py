"""What joining two records would make of the picture, before anybody decides: tried on a fork, never in the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from data import who_is_who
from data.snapshot import Source
from data.store.fork import Fork, ForkPoint
from data.store.store import NEVER_ENDS, Store

TRIED = "joined"  # author and reason of the decision that is only tried


@contextmanager
def as_joined(store: Store, table: str, old: str, new: str, *, audience: str) -> Iterator[Source]:
    """Source of the pictures that there would be after `who_is_who.same`; good as long as the block lasts.

    Raises
    ------
    DataProblem
        As `who_is_who.same`.
    """
    with TemporaryDirectory() as folder:
        fork = Fork(store.path, Path(folder) / f"{TRIED}.db", ForkPoint(store.head(), NEVER_ENDS, audience))
        try:
            who_is_who.same(fork, table, old, new, author=TRIED, reason=TRIED)
            yield Source(fork, scope=TRIED)
        finally:
            for one in (fork.own, fork.base):
                one.engine.dispose()
