"""Opening a file: its sheet, the source it comes from, the tables that it fills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.importers import forms, readers, sources, template
from data.importers.headers import match
from data.importers.indicators import indicators_of
from data.importers.words import fold
from geo.errors import DataProblem, ImportRejected
from geo.frames import FRAMES, Frame


@dataclass(frozen=True)
class Read:
    """A file as it lies: its sheet, and how the headers are to be understood.

    Parameters
    ----------
    path
        The file.
    sheet
        As data/importers/tables.py gives it.
    source
        Mapping of data/mappings by which it was recognised; None for an ordinary table.
    chosen
        Header -> column, as a user told it; it counts before all else ("" : not to be used).
    """

    path: Path
    sheet: dict[str, Any]
    source: sources.Mapping | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)


def frame_of(frame_or_kind: Frame | str) -> Frame:
    """Return a table by its name.

    Raises
    ------
    DataProblem
        ``unknown_kind`` if there is no such table.
    """
    if isinstance(frame_or_kind, Frame):
        return frame_or_kind
    if frame_or_kind not in FRAMES:
        raise DataProblem("unknown_kind", kind=frame_or_kind, kinds=", ".join(FRAMES))
    return FRAMES[frame_or_kind]


def opened(
    frame: Frame | None, path: Path, *, sheet: str = "", known: Iterable[str] = (), anyhow: bool = False
) -> Read:
    """Open a file for one table, or (None) for whatever it holds.

    `known` are headers that mean something to whoever opens it; `anyhow` opens a table without any known header too.

    Raises
    ------
    ImportRejected
        If the file cannot be read at all.
    """
    expected = sources.expected(frame) if frame else sources.everything_expected()
    expected = [*expected, *(fold(header) for header in known if header)]
    try:
        found = readers.sheet_of(path, frame, expected, sheet=sheet, anyhow=anyhow)
    except ImportRejected as error:
        if error.code == "sheet_missing_columns" and frame:
            columns = ", ".join(template.missing(frame, set()))
            raise ImportRejected(error.code, **{**error.params, "columns": columns}) from error
        raise
    found = forms.tidied(found)
    headers = found["headers"]
    return Read(path, found, sources.recognise(headers, frame) if frame else sources.source_of(headers))


def kinds_of(file: Read) -> tuple[str, ...]:
    """Tables that a file fills, those that others refer to first; empty where nothing fits.

    A source fills what its mapping says; any other file the one table whose required columns it has and of
    which it has most columns.
    """
    if "frames" in file.sheet:  # messages say it line by line
        return tuple(name for name in FRAMES if name in file.sheet["frames"])
    if file.source:
        return tuple(name for name in FRAMES if name in file.source.columns)
    if indicators_of(file.sheet["headers"]):
        return ("observations",)
    worth = {}
    for name, frame in FRAMES.items():
        found = match(file.sheet["headers"], file.sheet["tags"], template.vocabulary(frame), lenient=True)
        told = {m.column for m in found.mapped}
        told |= {frame.key[0]} if "name" in told and template.identifies(frame, told) else set()
        if not template.missing(frame, told) and set(frame.key) & told:
            worth[name] = len(told & set(frame.by_name))
    best = [name for name in worth if worth[name] == max(worth.values())]
    if len(best) == 1:
        return (best[0],)
    return ("observations",) if "uuids" in file.sheet else ()  # a form of nobody's: its answers as they are
