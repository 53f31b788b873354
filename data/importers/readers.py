"""Which parser reads a file: told by its first bytes and its name, never by what the user calls it.

Every parser of the child process gives the same sheet: headers, tags, columns of texts, line numbers, notes
(data/importers/tables.py). What is wanted of it comes afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.importers import child, files, roads, sources
from data.importers.limits import limits
from data.importers.messages import is_message
from data.importers.shaking_forms import is_shaking
from data.importers.storms import is_storm
from data.importers.zones import named
from geo.errors import ImportRejected
from geo.frames import Frame

FEATURES = (".geojson", ".topojson", ".gpkg", ".shp", ".zip", ".kml", ".kmz", ".gpx")
_FEATURE_COLLECTION = re.compile(rb'"type"\s*:\s*"(FeatureCollection|Feature|Topology)"')
_HEAD = 4096


def parser_of(path: Path) -> str:
    """Name of the parser (`child.PARSERS`) that reads a file."""
    if path.suffix.lower() in FEATURES:
        return "features"
    with path.open("rb") as stream:
        head = stream.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n")
    if text := next((name for name, is_one in _TEXTS.items() if is_one(head)), ""):
        return text
    if head[:1] in {b"{", b"["}:
        return "features" if _FEATURE_COLLECTION.search(head) else "json"
    return "table"


# Texts that are no tables: parser -> whether the first bytes are one.
_TEXTS: dict[str, Callable[[bytes], bool]] = {"shaking": is_shaking, "storm": is_storm, "message": is_message}


def sheet_of(
    path: Path, frame: Frame | None, expected: list[str], *, sheet: str = "", anyhow: bool = False
) -> dict[str, Any]:
    """Read the sheet of a file in a process of its own.

    Parameters
    ----------
    path
        Any file.
    frame
        The table that is wanted; None where it is not known yet.
    expected
        Folded headers and HXL tags that the importer knows.
    sheet
        Name of the sheet of a workbook; "" for the one that is most like what is expected.
    anyhow
        Whether a table without any known header is read too.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it, with `parser`.

    Raises
    ------
    ImportRejected
        If the file cannot be read at all.
    """
    files.check_size(path)
    parser = parser_of(path)
    if parser not in child.PARSERS:
        raise ImportRejected("file_wrong_kind", kind=parser, accepted=", ".join(files.TABLES))
    options: dict[str, Any] = {}
    if parser == "table":
        files.check_table(path)
        options = {"expected": expected} | ({"sheet": sheet} if sheet else {}) | ({"anyhow": True} if anyhow else {})
    elif parser == "features":
        options = {"wanted": frame.name if frame else ""}
    found = child.parse(parser, path, limits=limits(), **options)
    if parser == "features" and _is_of_zones(found, frame):
        named(found, path)
    elif parser == "features" and frame is not None and frame.name == "ways" and not _recognised(found, frame):
        roads.named(found)
    return found | {"parser": parser}


def _is_of_zones(sheet: dict[str, Any], frame: Frame | None) -> bool:
    """Whether features are zones: asked for as such, or of a source of zones."""
    if frame is not None:
        return frame.name == "zones"
    source = sources.source_of(sheet["headers"])
    return source is not None and "zones" in source.columns


def _recognised(sheet: dict[str, Any], frame: Frame) -> bool:
    return sources.recognise(sheet["headers"], frame) is not None
