"""What is found in the rows of an import: gathered, then told once, in the order of the spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from data.importers.limits import limits
from data.importers.personal import says_person
from geo.errors import Problem

HIDDEN = "•••"  # stands for a value with a telephone number, an address, a document's number or a person's name
SHOWN = 80  # characters of an offending value that a message repeats


class Findings:
    """Problems of one table, and which of its rows they reject.

    Parameters
    ----------
    rows
        Line of each row, as the spreadsheet shows it.
    headers
        Column of geo/frames.py -> header in the file.

    Attributes
    ----------
    rejected
        Rows with a blocking problem.
    faulty
        The same cell by cell: column -> mask over the rows.
    found
        How many problems there are, those beyond the limit of `problems` included.
    aside
        Rows that are no records (totals, replaced submissions): nothing more is told of them.
    emptied
        Cells that the file empties on purpose: column -> mask over the rows.
    replaced
        Line of a submission -> line of the one that was sent after it.
    by_point
        Rows whose place was taken from their point: the two cannot disagree.
    """

    def __init__(self, rows: Sequence[int], headers: dict[str, str], *, emptying: bool = False) -> None:
        self.rows = np.asarray(rows, dtype=np.int64)
        self.headers = headers
        self.emptying = emptying
        self.aside = np.zeros(len(self.rows), dtype=bool)
        self.emptied: dict[str, Any] = {}
        self.replaced: dict[int, int] = {}
        self.by_point = np.zeros(len(self.rows), dtype=bool)
        self.rejected = np.zeros(len(self.rows), dtype=bool)
        self.faulty: dict[str, Any] = {}
        self.found = 0
        self._problems: list[tuple[int, int, Problem]] = []
        self._beyond: dict[tuple[str, str], int] = {}  # found and not listed
        self._room: dict[tuple[str, str], int] = {}

    def add(self, at: Any, column: str, code: str, values: Any = (), *, blocking: bool = True, **params: Any) -> None:
        """Add one code for many rows.

        Parameters
        ----------
        at
            Positions, or a boolean mask over the rows.
        column
            Column of geo/frames.py, "" for the whole row.
        code
            Key of the sentence.
        values
            Series of all rows to take the offending values from.
        blocking
            Whether it rejects the row.
        params
            Words of the sentence; a list has one entry for each position.
        """
        places = np.flatnonzero(at) if np.asarray(at).dtype == bool else np.asarray(at, dtype=np.intp)
        if (gone := self.aside[places]).any():
            params = {
                name: [told[n] for n in np.flatnonzero(~gone)] if isinstance(told, list) else told
                for name, told in params.items()
            }
            places = places[~gone]
        if not len(places):
            return
        if blocking:
            self.rejected[places] = True
            self.faulty.setdefault(column, np.zeros(len(self.rows), dtype=bool))[places] = True
        self.found += len(places)
        room = self._take_room((column, code), len(places), blocking=blocking)
        texts = pd.Series(values, dtype="object").iloc[places[:room]].tolist() if len(values) else [""] * room
        for n, (place, value) in enumerate(zip(places[:room].tolist(), texts, strict=False)):
            each = {name: _told(told[n]) if isinstance(told, list) else told for name, told in params.items()}
            self._tell(place, Problem(
                int(self.rows[place]), self.headers.get(column, column), code, shown(value), each, blocking,
            ))  # fmt: skip

    def set_aside(self, at: Any, column: str, code: str, values: Any = (), **params: Any) -> None:
        """Reject rows for one reason, the only one that is told of them from here on."""
        self.add(at, column, code, values, **params)
        self.aside[np.flatnonzero(at) if np.asarray(at).dtype == bool else np.asarray(at, dtype=np.intp)] = True

    def file(
        self,
        code: str,
        column: str = "",
        *,
        value: str = "",
        blocking: bool = False,
        words: dict[str, Any] | None = None,
    ) -> None:
        """Add a problem of the whole file; a blocking one rejects every row."""
        if blocking:
            self.rejected[:] = True
        self.found += 1
        self._problems.append((-1, len(self._problems), Problem(None, column, code, value, words or {}, blocking)))

    def _take_room(self, kind: tuple[str, str], found: int, *, blocking: bool) -> int:
        """How many problems of a kind are still listed; the others are counted."""
        most = int(limits()["problems_listed" if blocking else "warnings_listed"])
        room = min(self._room.get(kind, most), found)
        self._room[kind] = self._room.get(kind, most) - room
        if found > room:
            self._beyond[kind] = self._beyond.get(kind, 0) + found - room
        return room

    def _tell(self, place: int, problem: Problem) -> None:
        self._problems.append((place, len(self._problems), problem))

    def problems(self) -> list[Problem]:
        """Return all that was found: of the file, then row by row; what is beyond the limit is counted."""
        more = [
            Problem(None, self.headers.get(column, column), "more_of_the_same", "", {"code": code, "more": n}, False)
            for (column, code), n in self._beyond.items()
        ]
        return [*more, *(problem for _, _, problem in sorted(self._problems, key=lambda told: told[:2]))]


def _told(word: Any) -> Any:
    """Word of a sentence that differs row by row: it comes from the file, or from a record."""
    return HIDDEN if isinstance(word, str) and says_person(word) and not word.isdigit() else word


def shown(value: Any) -> str:
    """Return an offending value as a message repeats it: shortened, without personal data, "" where there is none."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    if not isinstance(value, float) and says_person(text):
        return HIDDEN
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
