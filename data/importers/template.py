"""The product's own templates, read: columns under the names of geo/frames.py, under HXL tags or usual headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from data.forms.wording import headers
from data.importers.headers import WEAK, Match, Vocabulary, match
from data.importers.words import fold, foldings, table, tag
from geo.frames import Column, Frame

# Ranks below those of a source's mapping (data/importers/workbooks.py), which knows better.
TAG, NAME, ALIAS, SPOKEN = 100, 101, 102, 103
SHAPEFILE = 10  # a shapefile cuts the names of its fields to so many characters
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
# Columns that are in no frame and help to find the commune, where the frame has its code.
PLACE_NAME = "adm2_name"
PLACE_CLUES = {PLACE_NAME: "#adm2+name", "adm1_pcode": "#adm1+code", "adm1_name": "#adm1+name"}


@cache
def vocabulary(frame: Frame) -> Vocabulary:
    """What headers and tags may mean in a table of this frame.

    The names of communes and departments are understood where the frame has the code of a commune.
    """
    tags = _tags(frame)
    names: dict[str, tuple[int, str, str]] = {}
    aliases = table("headers")["columns"]
    wanted = [c.name for c in frame.columns]
    if frame.place:
        tags |= {tag(hxl): (TAG, name, "hxl") for name, hxl in PLACE_CLUES.items()}
        wanted += PLACE_CLUES
    for name in wanted:
        names[fold(name)] = (NAME, name, "name")
    for column in frame.columns:
        names |= {fold(was): (NAME, column.name, "name") for was in column.was if fold(was) not in names}
    for name in wanted:
        known = {fold(alias): (ALIAS, name, "alias") for alias in aliases.get(name, ())}
        names |= {alias: meaning for alias, meaning in known.items() if alias not in names}
    for cut, of in _cut(wanted).items():
        if len(of) == 1:
            names.setdefault(fold(cut), (ALIAS, of[0], "alias"))
    names = {**_weak(frame, tags), **_spoken(frame), **names}
    return Vocabulary(tags, names)


def meanings(frame: Frame, sheet: Mapping[str, Any]) -> Vocabulary:
    """What headers and tags may mean in this sheet.

    Names that a shapefile cut alike are known where all of them are there, in the order of the table's columns: with
    one missing it cannot be told which. In an export of a form a question called "Date" is no better than the day of
    the submission.
    """
    known = vocabulary(frame)
    names = _uncut(frame, known.names, sheet["headers"])
    if "days" in sheet:
        names = {name: meaning for name, meaning in names.items() if meaning[0] != WEAK}
    return Vocabulary(known.tags, names)


def _uncut(
    frame: Frame, names: dict[str, tuple[int, str, str]], headers: Sequence[str]
) -> dict[str, tuple[int, str, str]]:
    """Meanings with the names that were cut alike, where all are there; else such a name says nothing by itself."""
    present = {fold(header) for header in headers}
    for cut, of in _cut([column.name for column in frame.columns]).items():
        told = zip(_numbered(cut, len(of)), of, strict=True)
        numbered = {fold(name): (ALIAS, column, "alias") for name, column in told}
        if len(of) > 1 and numbered.keys() <= present:
            names = numbered | names
        elif len(of) > 1 and cut in headers and cut not in frame.by_name and of[0] not in frame.key:
            names = {name: meaning for name, meaning in names.items() if name != fold(cut)}
    return names


def _cut(names: Sequence[str]) -> dict[str, list[str]]:
    """Names as a shapefile cuts them -> those that are cut alike, in order."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[:SHAPEFILE], []).append(name)
    return found


def _numbered(cut: str, size: int) -> list[str]:
    """Names of fields that are cut alike, as GDAL tells them apart: name, then 8 signs with _1 to _9 and 10 to 99."""
    kept = cut[: SHAPEFILE - 2]
    return [cut, *(f"{kept}_{n}" if n < 10 else f"{kept}{n}" for n in range(1, size))]


def _weak(frame: Frame, tags: dict[str, tuple[int, str, str]]) -> dict[str, tuple[int, str, str]]:
    """Headers that are taken only where nothing else says the same; such tags are added to `tags`."""
    names = {}
    for column, told in table("headers")["last"].get(frame.name, {}).items():
        for text in told:
            if tag(text):
                tags.setdefault(tag(text), (WEAK, column, "hxl"))
            else:
                names[fold(text)] = (WEAK, column, "alias")
    return names


def _tags(frame: Frame) -> dict[str, tuple[int, str, str]]:
    known = table("headers")
    others = {
        tag(other): (ALIAS, column, "hxl")
        for told in (known["tags"], known["tags_of"].get(frame.name, {}))
        for column, texts in told.items() if column in frame.by_name for other in texts
    }  # fmt: skip
    return others | {tag(tag_of(c)): (TAG, c.name, "hxl") for c in frame.columns}


def tag_of(column: Column) -> str:
    """HXL tag of a column; where the vocabulary has none, one of the product's own that an import knows again."""
    return column.hxl or f"#indicator+{column.name}"


@cache
def _spoken(frame: Frame) -> dict[str, tuple[int, str, str]]:
    """Folded headers under which the product writes the columns, in every language; one of two columns is neither's."""
    found: dict[str, set[str]] = {}
    for column in frame.columns:
        for header in headers(column):
            for folded in (fold(header), fold(_BRACKETS.sub("", header))):
                found.setdefault(folded, set()).add(column.name)
    return {folded: (SPOKEN, min(names), "name") for folded, names in found.items() if folded and len(names) == 1}


def seen_as(sheet: Mapping[str, Any], frame: Frame) -> Match:
    """What a sheet's headers would be in a table: a look at it, never refused."""
    return match(sheet["headers"], sheet["tags"], meanings(frame, sheet), lenient=True)


def named_by(sheet: Mapping[str, Any]) -> set[str]:
    """Tables whose records a sheet names: by a header such as "Nom du site", or by a tag such as #loc+site+name."""
    told = {spelling for header in sheet["headers"] for spelling in foldings(header)} | set(map(tag, sheet["tags"]))
    return {
        name for name, texts in table("headers")["names"].items() if told & {tag(text) or fold(text) for text in texts}
    }


def identifies(frame: Frame, columns: set[str]) -> bool:
    """Whether a row without id can be given one of ours: by its name, or by its point."""
    return frame.ours and ("name" in columns or {"longitude", "latitude"} <= columns)


def missing(frame: Frame, columns: set[str]) -> list[str]:
    """Required columns that a sheet lacks; a commune may be given by its code, its name or a point."""
    absent = [c.name for c in frame.columns if c.required and c.name not in columns]
    located = PLACE_NAME in columns or {"longitude", "latitude"} <= columns
    return [name for name in absent if not (name == frame.place and located)]
