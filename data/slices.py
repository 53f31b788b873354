"""A file's rows in the slices in which they are stored: between two of them progress is told and may be cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from data.importers.preview import ImportPreview

AT_ONCE = 2_000  # rows; so many take well under a second

Progress = Callable[[float], object]
"""Takes the share that is done (0-1); raising from it stops the work, and nothing is stored."""


Cleared = list[tuple[str, ...]] | None
"""Columns that each row empties; None where no row of the file does."""


def emptied(one: ImportPreview, rows: pd.DataFrame) -> Cleared:
    """Columns that rows of a preview empty on purpose."""
    return [one.cleared.get(line, ()) for line in rows["row_number"]] if one.cleared else None


def slices(previews: Sequence[ImportPreview], progress: Progress | None) -> Iterator[tuple[str, pd.DataFrame, Cleared]]:
    """Yield table, rows to be stored and what they empty, one slice after the other.

    Movements come at once: identical lines are told apart by their place in the whole file.
    """
    tell = progress or _nobody
    whole, done = max(sum(len(one.rows) for one in previews), 1), 0
    for one in previews:
        size = max(len(one.rows), 1) if one.frame == "movements" else AT_ONCE
        for at in range(0, max(len(one.rows), 1), size):
            tell(done / whole)
            rows = one.rows.iloc[at : at + size]
            yield one.frame, rows.drop(columns="row_number"), emptied(one, rows)
            done += len(rows)
    tell(1.0)


def _nobody(_share: float) -> None:
    """Nobody asked for the progress."""
