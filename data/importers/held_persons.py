"""Whether a file holds personal data anywhere: in any cell of any sheet, in any answer of a form.

Runs in the parsing process. For files that an administrator wants kept as they came (data/kept_uploads.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.importers.personal import says_person
from data.importers.tables import sheets_of
from data.importers.words import is_personal
from geo.errors import ImportRejected

HEADERS = 40  # rows of a sheet in which a header may stand
HEADER = 60  # characters of a header


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:  # noqa: ARG001  # every parser takes limits
    """Look through a table, a workbook with all its sheets, or JSON.

    Returns
    -------
    told
        `held`: whether a header, the name of a field, a cell or an answer holds personal data.

    Raises
    ------
    ImportRejected
        ``file_corrupt``, ``file_encoding``, ``file_password``.
    """
    with path.open("rb") as stream:
        is_json = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    texts = _of_json(path) if is_json else _of_sheets(path)
    return {"held": any(says_person(text) or (head and is_personal(text)) for text, head in texts)}


def _of_sheets(path: Path) -> Iterator[tuple[str, bool]]:
    """Every different cell, and whether it may be a header."""
    for name, rows in sheets_of(path, frozenset())[0]:
        yield name, True
        seen: set[str] = set()
        for number, row in enumerate(rows()):
            new = {cell for cell in row if cell} - (seen if number >= HEADERS else set())
            seen |= new
            yield from ((cell, number < HEADERS and len(cell) <= HEADER) for cell in new)


def _of_json(path: Path) -> Iterator[tuple[str, bool]]:
    try:
        left = [json.loads(path.read_bytes().decode("utf-8-sig"))]
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ImportRejected("file_corrupt") from error
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield from ((str(key).rpartition("/")[2], True) for key in one)
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str | int) and not isinstance(one, bool):
            yield str(one), False
