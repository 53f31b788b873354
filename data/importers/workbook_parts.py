"""What the reader of workbooks does not tell: formulas that were never calculated, read as blank cells.

A program that writes a workbook without calculating it leaves formulas without a value; a spreadsheet calculates them
when it opens and saves the file. Runs in the parsing process: only the standard library is imported.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.parsers import expat

_PIECE = 1 << 20
_LONGEST = 1 << 24  # bytes of one row that are waited for
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# A cell with a formula; behind it its value, where there is one. An empty text (t="str") is a value too.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v[^>]*>[^<]*)?"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_TOLD = 5  # cells that are named


def formulas_without_value(path: Path, sheet: str, *, first_row: int) -> tuple[int, list[str]]:
    """Count the formulas of a sheet that have no stored value, and name the first ones.

    Parameters
    ----------
    path
        An xlsx, its size already checked.
    sheet
        Name of the sheet.
    first_row
        Row from which on cells count (1 is the first).

    Returns
    -------
    count, cells
        How many, and the first places ("C7").
    """
    count = 0
    cells: list[str] = []
    try:
        with zipfile.ZipFile(path) as book:
            part = _part_of(book, sheet)
            for attributes, value in _formulas(book, part) if part else ():
                place = _PLACE.search(attributes)
                if place and int(place[2]) >= first_row and not _has_value(attributes, value):
                    count += 1
                    cells += [(place[1] + place[2]).decode()] if len(cells) < _TOLD else []
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, ValueError, NotImplementedError):
        return 0, []  # the reader of the sheet says what is wrong with the file
    return count, cells


def _has_value(attributes: bytes, value: bytes) -> bool:
    if b't="str"' in attributes:
        return bool(value)
    return bool(value) and not value.endswith(b">")


def _formulas(book: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes]]:
    """Attributes and value of each cell with a formula; rows without any are only looked through."""
    rest = b""
    with book.open(part) as stream:
        while piece := stream.read(_PIECE):
            text = rest + piece
            end = text.rfind(b"row>")
            if end < 0:
                rest = text if len(text) < _LONGEST else b""
                continue
            if _FORMULA.search(text, 0, end):
                yield from ((found[1], found[2] or b"") for found in _CELL.finditer(text, 0, end))
            rest = text[end:]
    yield from ((found[1], found[2] or b"") for found in _CELL.finditer(rest))


def _part_of(book: zipfile.ZipFile, sheet: str) -> str:
    """Path of the part that holds a sheet; "" where there is none."""
    sheets = _elements(book.read("xl/workbook.xml"), "sheet")
    relation = next((value for one in sheets if one.get("name") == sheet
                     for key, value in one.items() if key.rsplit(":", 1)[-1] == "id"), "")  # fmt: skip
    parts = _elements(book.read("xl/_rels/workbook.xml.rels"), "Relationship")
    target = next((one.get("Target", "") for one in parts if one.get("Id") == relation), "")
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target) if target else ""


def _elements(text: bytes, name: str) -> list[dict[str, str]]:
    """Attributes of all elements of a name. Entities are never declared in a workbook: such a part is not read."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def started(tag: str, attributes: dict[str, str]) -> None:
        if tag.rsplit(":", 1)[-1] == name:
            found.append(attributes)

    def declared(*_: object) -> None:
        raise ValueError(name)

    parser.StartElementHandler, parser.EntityDeclHandler, parser.StartDoctypeDeclHandler = started, declared, declared
    parser.Parse(text, True)
    return found
