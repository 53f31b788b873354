"""Snapshot: a frozen view of every frame on two clocks, lazy, with the version of each table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class Snapshot:
    """All frames at (`as_of`, `known_at`) for one audience.

    Parameters
    ----------
    as_of
        Date in the world (ISO): nothing observed later is in it.
    known_at
        Seq of the store: nothing recorded later is in it.
    audience
        Who looks: decides what disclosure lets through.
    scope
        Name of the store or release that is read ("store", "fork:<name>", "release:<number>").
    versions
        Last seq that touched each table: two snapshots with equal versions of the tables that a figure reads
        give the same figure.
    load
        Table name -> frame. Called once a table and snapshot source; the frame must not be written to.
    settings
        Settings in force, by name.
    denied
        What the deny-list in force takes out ("" : nothing): pictures with different lists share nothing.
    """

    as_of: str
    known_at: int
    audience: str
    scope: str
    versions: Mapping[str, int]
    load: Callable[[str], pd.DataFrame] = field(repr=False, compare=False)
    settings: Mapping[str, str]
    denied: str = ""

    @property
    def view_key(self) -> str:
        """What a cached value depends on beside the versions of its tables."""
        return "|".join((self.scope, self.audience, self.as_of, *filter(None, (self.denied,))))

    def frame(self, name: str) -> pd.DataFrame:
        """One table, as a copy that shares memory: writing to it changes nobody else's."""
        return self.load(name).copy(deep=False)

    def version_of(self, tables: tuple[str, ...]) -> tuple[int, ...]:
        """Versions of the tables that a figure reads; 0 for a table that nobody touched."""
        return tuple(self.versions.get(name, 0) for name in tables)
