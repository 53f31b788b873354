"""Sheets of a workbook beside the one that is read: those that hold rows of the same kind are told.

Runs in the parsing process: only the standard library is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from data.importers.sheet_words import Notes, Row
from data.importers.words import fold, is_tag_row

UNREAD = "sheet_unread"  # note on a sheet that holds data and is not read
_KNOWN = 3  # known headers that make a sheet one of data
Seen = tuple[int, str, int, Callable[[], Iterator[Row]]]  # score, name, index of the header row, rows


def unread(seen: Sequence[Seen], taken: Seen) -> Notes:
    """Notes on the sheets that look like data too, each with its number of rows.

    Such a sheet shares half of its headers with the one that is read, or has at least half as many known ones.
    """
    own = _words(taken)
    notes = []
    for one in seen:
        words = _words(one)
        shared = 2 * len(words & own) >= len(words) and len(words & own) >= _KNOWN - 1
        known = one[0] >= max(_KNOWN, taken[0] / 2)
        if one[1] != taken[1] and (shared or known) and (rows := _rows(one)):
            params = {"rows": rows, "read": taken[1]}
            notes.append({"code": UNREAD, "value": one[1], "params": params})
    return notes


def _words(one: Seen) -> set[str]:
    _, _, header, rows = one
    return {fold(cell) for row in islice(rows(), header, header + 1) for cell in row if cell} - {""}


def _rows(one: Seen) -> int:
    """Filled rows below the header, the HXL row not among them."""
    _, _, header, rows = one
    return sum(1 for row in islice(rows(), header + 1, None) if any(row) and not is_tag_row(row))
