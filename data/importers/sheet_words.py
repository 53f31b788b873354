"""Sheets of a workbook by their words alone: the fullest one, and what a dictionary sheet says of the headers.

Runs in the parsing process: only the standard library is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

TOLD = 200  # characters of a header that count, and of the headers found that a message repeats
_DICTIONARY_ROWS = 2_500

Row = list[str]
Notes = list[dict[str, Any]]
Sheets = list[tuple[str, Callable[[], Iterator[Row]]]]


def labels_of(sheets: Sheets, data: str, headers: set[str]) -> dict[str, str]:
    """What a dictionary sheet says of the headers: the column beside the one that lists most of them."""
    for name, rows in sheets:
        kept = [] if name == data else [row for row, _ in zip(rows(), range(_DICTIONARY_ROWS), strict=False)]
        width = max(map(len, kept), default=0)
        hits = [sum(1 for row in kept if n < len(row) and row[n] in headers) for n in range(width)]
        best = max(range(width), key=hits.__getitem__, default=-1)
        if best >= 0 and hits[best] >= max(3, len(headers) // 4):
            said = {row[best]: next((cell for cell in row[best + 1 :] if cell), "") for row in kept if best < len(row)}
            return {header: text[:TOLD] for header, text in said.items() if header in headers and text}
    return {}


def fullest(sheets: Sheets, depth: int) -> tuple[str, int, Callable[[], Iterator[Row]]]:
    """Sheet and row with the most different words: most likely the header of a table of which nothing is known."""
    found = []
    for name, rows in sheets:
        for at, row in enumerate(row for row, _ in zip(rows(), range(depth + 1), strict=False)):
            words = {cell for cell in row if any(sign.isalpha() for sign in cell)}
            found.append((len(words), name, at, rows))
    _, name, at, rows = max(found, key=lambda one: one[0])
    return name, at, rows
