"""Columns of texts on their way from the parsing process: each different text once, and four bytes a cell.

Tables of the field repeat few words many times. Only the standard library is imported here: both processes use it.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

CODE = "I"  # four bytes


class _Numbers(dict[str, int]):
    """Number of each different text, in the order in which they first stood."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class Texts:
    """A column of texts that may grow; a blank text reads as None."""

    def __init__(self) -> None:
        self._numbers = _Numbers()
        self._codes = array(CODE)

    def extend(self, texts: Iterable[str]) -> None:
        """Append texts, "" for a blank."""
        self._codes.extend(map(self._numbers.__getitem__, texts))

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[str | None]:
        words = [text or None for text in self._numbers]
        return (words[code] for code in self._codes)

    def packed(self) -> dict[str, Any]:
        """Return the column as JSON holds it."""
        return {"words": list(self._numbers), "codes": b64encode(self._codes.tobytes()).decode("ascii")}


def plain(value: object) -> dict[str, Any]:
    """What `json.dumps` asks for as its ``default``.

    Raises
    ------
    TypeError
        For anything but a column.
    """
    if isinstance(value, Texts):
        return value.packed()
    raise TypeError(type(value).__name__)


def unpacked(columns: list[Any]) -> list[list[str | None]]:
    """Return columns as lists; equal texts of a column are one object. A column that was not packed stays."""
    return [_listed(column) if isinstance(column, dict) else column for column in columns]


def _listed(column: dict[str, Any]) -> list[str | None]:
    words = [text or None for text in column["words"]]
    codes = array(CODE)
    codes.frombytes(b64decode(column["codes"]))
    return [words[code] for code in codes]
