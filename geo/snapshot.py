"""Snapshot: a frozen view of every frame on two clocks, lazy, with the version of each table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo.errors import DataProblem


def _refused(question: str, _where: Mapping[str, Any]) -> pd.DataFrame:
    raise DataProblem("no_ledger", question=question)


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
    ask
        Name of a question and what it is asked about -> rows; the stock ledger is only asked, never loaded.
    """

    as_of: str
    known_at: int
    audience: str
    scope: str
    versions: Mapping[str, int]
    load: Callable[[str], pd.DataFrame] = field(repr=False, compare=False)
    settings: Mapping[str, str]
    denied: str = ""
    ask: Callable[[str, Mapping[str, Any]], pd.DataFrame] = field(default=_refused, repr=False, compare=False)

    @property
    def view_key(self) -> str:
        """What a cached value depends on beside the versions of its tables."""
        return "|".join((self.scope, self.audience, self.as_of, *filter(None, (self.denied,))))

    def frame(self, name: str) -> pd.DataFrame:
        """One table, as a copy that shares memory: writing to it changes nobody else's."""
        return self.load(name).copy(deep=False)

    def asked(self, question: str, **where: Any) -> pd.DataFrame:
        """Rows that the stock ledger answers with, at this picture's two clocks (`data.ledger_asked.QUESTIONS`)."""
        return self.ask(question, where)

    def version_of(self, tables: tuple[str, ...]) -> tuple[int, ...]:
        """Versions of the tables that a figure reads; 0 for a table that nobody touched."""
        return tuple(self.versions.get(name, 0) for name in tables)
