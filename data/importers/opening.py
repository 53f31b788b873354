"""Opening a file: its sheet, the source it comes from, the tables that it fills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data.importers import forms, gather, readers, sources, template, thematic, wide_stock
from data.importers.indicators import indicators_of
from data.importers.words import fold
from geo.errors import DataProblem, ImportRejected
from geo.frames import FRAMES, Frame

_USED_SHARE = 1 / 3  # of the headers: a table that leaves more unused is not what the file is


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
    found = wide_stock.tidied(forms.tidied(found))
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
    worth = {name: len(told) for name, frame in FRAMES.items() if (told := _filled(file, frame))}
    filled = sum(1 for header in file.sheet["headers"] if header)
    worth = {name: used for name, used in worth.items() if used >= filled * _USED_SHARE}
    best = [name for name in worth if worth[name] == max(worth.values())]
    if len(best) > 1:
        best = [name for name in best if _names_its_ids(file, FRAMES[name])] or best
    if "uuids" in file.sheet:
        return _kinds_of_form(file, best)
    return (best[0],) if len(best) == 1 else ()


def _filled(file: Read, frame: Frame) -> set[str]:
    """Columns of a table that a file fills; none where it lacks a required one. A form says its day by itself."""
    found = template.seen_as(file.sheet, frame)
    told = {m.column for m in found.mapped}
    told |= {frame.key[0]} if "name" in told and template.identifies(frame, told) else set()
    told |= {frame.date} if "days" in file.sheet else set()
    told |= {frame.key[0]} if gather.makes_ids(frame, told) else set()
    given = {c.name for c in frame.columns if c.given}
    fits = not template.missing(frame, told | given) and set(frame.key) & (told - {frame.date})
    return told & set(frame.by_name) if fits else set()


def _names_its_ids(file: Read, frame: Frame) -> bool:
    return template.seen_as(file.sheet, frame).position(frame.key[0]) is not None


def _kinds_of_form(file: Read, best: list[str]) -> tuple[str, ...]:
    """A form asks of a table if it asks little else; a site and its assessment may be on one line.

    Any other is a form of nobody's: its answers are kept as they are.
    """
    found = {name: _filled(file, FRAMES[name]) for name in ("sites", "assessments")}
    if found["sites"] and not found["assessments"]:  # the assessment takes the id from the site of its line
        by_line = replace(file, sheet=file.sheet | {"headers": ["site_id", *file.sheet["headers"]],
                                                    "tags": ["", *file.sheet["tags"]]})  # fmt: skip
        found["assessments"] = _filled(by_line, FRAMES["assessments"])
    measured = found["assessments"] - {"site_id", "assessed_on", "round"}
    kinds = tuple(name for name in found if found[name]) if measured else tuple(best) if len(best) == 1 else ()
    told = {column for name in kinds for column in found.get(name, _filled(file, FRAMES[name]))}
    asked = thematic.questions(file.sheet)
    return kinds if kinds and 2 * len(told - thematic.SAID) >= len(asked) else ("observations",)
