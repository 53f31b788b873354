"""Opening a file: its sheet, the source it comes from, the tables that it fills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from data.importers import forms, gather, personal, readers, sources, template, thematic, wide_stock
from data.importers.indicators import indicators_of
from data.importers.words import fold
from geo.errors import DataProblem, ImportRejected
from geo.frames import FRAMES, Frame

ON_ONE_LINE = ("sites", "assessments")  # tables that one line may fill, those that others refer to first
LISTS = tuple(name for name, frame in FRAMES.items() if frame.ours)  # lists that look alike: a name, a place, a point
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
    usual = sources.expected(frame) if frame else sources.everything_expected()
    expected = [*usual, *(fold(header) for header in known if header)]
    try:
        found = readers.sheet_of(path, frame, expected, sheet=sheet, anyhow=anyhow)
    except ImportRejected as error:
        if error.code != "sheet_missing_columns":
            raise
        told = ", ".join(shown_headers(str(error.params.get("found", "")).split(", ")))
        columns = ", ".join(template.missing(frame, set())) if frame else error.params.get("columns", "")
        raise ImportRejected(error.code, **{**error.params, "found": told, "columns": columns}) from None
    found = wide_stock.tidied(forms.tidied(_without_persons(found)))
    headers = found["headers"]
    return Read(path, found, sources.recognise(headers, frame) if frame else sources.source_of(headers))


def shown_headers(headers: Sequence[str]) -> list[str]:
    """Headers without persons: they are shown, kept for the sender and exported."""
    return personal.masked_headers(headers, _usual_words())


@cache
def _usual_words() -> frozenset[str]:
    """Every word of a header that the product knows."""
    return frozenset(word for header in sources.everything_expected() for word in header.split())


def _without_persons(sheet: dict[str, Any]) -> dict[str, Any]:
    """A sheet whose headers, their labels and the notes on them name nobody."""
    told = shown_headers(sheet["headers"])
    names = dict(zip(sheet["headers"], told, strict=True))
    labels = {names.get(one, one): personal.masked(label) for one, label in sheet.get("labels", {}).items()}
    notes = [one | {"value": personal.masked(str(one["value"]))} for one in sheet["notes"]]
    above = [personal.masked(text) for text in sheet.get("above", ())]
    more = {"labels": labels, "above": above}
    return sheet | {"headers": told, "notes": notes} | {key: value for key, value in more.items() if key in sheet}


def kinds_of(file: Read) -> tuple[str, ...]:
    """Tables that a file fills, those that others refer to first; empty where nothing fits.

    A source fills what its mapping says; any other file the one table whose required columns it has and of
    which it has most columns. A site and its assessment may be on one line: such a file fills both.
    """
    if "frames" in file.sheet:  # messages say it line by line
        return tuple(name for name in FRAMES if name in file.sheet["frames"])
    if file.source:
        return tuple(name for name in FRAMES if name in file.source.columns)
    if indicators_of(file.sheet["headers"]):  # a damage report that names its emergency and hour is one of the bilan
        return ("impacts",) if _filled(file, FRAMES["impacts"]) else ("observations",)
    best = _likeliest(file)
    if "uuids" in file.sheet:
        return _kinds_of_form(file, best)
    if set(best) & set(ON_ONE_LINE) and _describes_and_measures(file):
        return ON_ONE_LINE
    return (best[0],) if len(best) == 1 else ()


def _likeliest(file: Read) -> list[str]:
    """Tables of which a file fills most columns; several where it cannot be told."""
    told = {name: columns for name, frame in FRAMES.items() if (columns := _filled(file, frame))}
    if "uuids" not in file.sheet and _describes_and_measures(file):
        pair = _on_one_line(file)
        told = {name: columns for name, columns in told.items() if name not in pair}
        told = {ON_ONE_LINE[0]: pair["sites"] | pair["assessments"]} | told
    if named := template.named_by(file.sheet):
        told = {name: columns for name, columns in told.items() if name in named or name not in LISTS}
    filled = sum(1 for header in file.sheet["headers"] if header)
    worth = {name: len(columns) for name, columns in told.items() if len(columns) >= filled * _USED_SHARE}
    best = [name for name in worth if worth[name] == max(worth.values())]
    if len(best) > 1:
        best = [name for name in best if _names_its_ids(file, FRAMES[name])] or best
    return best


def _filled(file: Read, frame: Frame) -> set[str]:
    """Columns of a table that a file fills; none where it lacks a required one. A form says its day by itself."""
    found = template.seen_as(file.sheet, frame)
    told = {m.column for m in found.mapped}
    told |= {frame.key[0]} if "name" in told and template.identifies(frame, told) else set()
    told |= {frame.date} if "days" in file.sheet else set()
    told |= {frame.key[0]} if gather.makes_ids(frame, told) else set()
    given = {c.name for c in frame.columns if c.given}
    asked = {name for name in frame.key if frame.by_name[name].required}  # a movement needs no id
    fits = not template.missing(frame, told | given) and (not asked or asked & (told - {frame.date}))
    return told & set(frame.by_name) if fits else set()


def _names_its_ids(file: Read, frame: Frame) -> bool:
    return template.seen_as(file.sheet, frame).position(frame.key[0]) is not None


def _on_one_line(file: Read) -> dict[str, set[str]]:
    """Columns of sites and of assessments that a file fills; an assessment takes the id from the site of its line."""
    found = {name: _filled(file, FRAMES[name]) for name in ON_ONE_LINE}
    if found["sites"] and not found["assessments"]:
        asked = {"days": file.sheet.get("days", [])}  # a day that the file does not say is asked for
        by_line = replace(file, sheet=file.sheet | asked | {"headers": ["site_id", *file.sheet["headers"]],
                                                           "tags": ["", *file.sheet["tags"]]})  # fmt: skip
        found["assessments"] = _filled(by_line, FRAMES["assessments"])
    return found


def _measured(found: dict[str, set[str]]) -> set[str]:
    """What an assessment tells beside of which site, when and in which round."""
    return found["assessments"] - {"site_id", "assessed_on", "round"}


def _describes_and_measures(file: Read) -> bool:
    """Whether a table tells of each site what it is called or where it lies, and what was found there."""
    found = _on_one_line(file)
    return bool(found["sites"] & {"name", "longitude"} and _measured(found))


def _kinds_of_form(file: Read, best: list[str]) -> tuple[str, ...]:
    """A form asks of a table if it asks little else.

    Any other is a form of nobody's: its answers are kept as they are.
    """
    found = _on_one_line(file)
    one = tuple(best) if len(best) == 1 else ()
    kinds = tuple(name for name in found if found[name]) if _measured(found) else one
    told = {column for name in kinds for column in found.get(name, _filled(file, FRAMES[name]))}
    asked = thematic.questions(file.sheet)
    return kinds if kinds and 2 * len(told - thematic.SAID) >= len(asked) else ("observations",)
