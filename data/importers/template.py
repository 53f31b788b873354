"""The product's own templates, read: columns under the names of geo/frames.py, under HXL tags or usual headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from data.forms.wording import headers
from data.importers.headers import Match, Vocabulary, match
from data.importers.words import fold, table, tag
from geo.frames import Column, Frame

# Ranks below those of a source's mapping (data/importers/workbooks.py), which knows better.
TAG, NAME, ALIAS, SPOKEN = 100, 101, 102, 103
SHAPEFILE = 10  # a shapefile cuts the names of its fields to so many characters
_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
# Columns that are in no frame and help to find the commune, where the frame has its code.
PLACE_NAME = "adm2_name"
PLACE_CLUES = {PLACE_NAME: "#adm2+name", "adm1_pcode": "#adm1+code", "adm1_name": "#adm1+name"}


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
    cut = [name[:SHAPEFILE] for name in wanted]
    for name in wanted:
        if cut.count(name[:SHAPEFILE]) == 1:
            names.setdefault(fold(name[:SHAPEFILE]), (ALIAS, name, "alias"))
    return Vocabulary(tags, {**_spoken(frame), **names})


def _tags(frame: Frame) -> dict[str, tuple[int, str, str]]:
    known = table("headers")["tags"]
    others = {tag(other): (ALIAS, c.name, "hxl") for c in frame.columns for other in known.get(c.name, ())}
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
    return match(sheet["headers"], sheet["tags"], vocabulary(frame), lenient=True)


def identifies(frame: Frame, columns: set[str]) -> bool:
    """Whether a row without id can be given one of ours: by its name, or by its point."""
    return frame.ours and ("name" in columns or {"longitude", "latitude"} <= columns)


def missing(frame: Frame, columns: set[str]) -> list[str]:
    """Required columns that a sheet lacks; a commune may be given by its code, its name or a point."""
    absent = [c.name for c in frame.columns if c.required and c.name not in columns]
    located = PLACE_NAME in columns or {"longitude", "latitude"} <= columns
    return [name for name in absent if not (name == frame.place and located)]
