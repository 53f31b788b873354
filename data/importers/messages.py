"""Short messages of fixed form (WhatsApp, SMS) -> the raw table in them; data/mappings/messages.toml has the words.

Runs in the parsing process. A line is understood whole or not at all: a word that is no key and follows none is told,
and its line is rejected.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from data.importers.words import fold, table
from geo.errors import ImportRejected

_MOST_LINES = 2_000
Row = dict[str, str]
Fault = dict[str, Any]


@cache
def _kinds() -> dict[str, str]:
    """First word -> table."""
    return {fold(word): name for name, told in table("messages").items() for word in told["words"]}


@cache
def _keys(name: str) -> dict[str, str]:
    """Key -> column (two columns joined by "/"), or ``item:<item>``."""
    told = table("messages")[name]
    columns = {fold(word): column for column, words in told["keys"].items() for word in words}
    items = {fold(word): f"item:{item}" for item, words in told.get("items", {}).items() for word in words}
    return columns | items


def is_message(head: bytes) -> bool:
    """Whether a text's first filled line begins like a message: a word that says what it is about, a code, a key."""
    text = head.decode("utf-8", errors="ignore")
    words = next((line.split() for line in text.splitlines() if line.strip()), [])
    if len(words) < 3 or "\t" in text[:2000]:
        return False
    name = _kinds().get(fold(words[0]))
    return name is not None and any(fold(word) in _keys(name) for word in words[2:])


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:  # noqa: ARG001  # every parser is told the limits
    """Read the messages of a text, one a line.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it, with `frames` (table of each row) and `faults` (`row`, `code`,
        `value`) of lines that are not understood.

    Raises
    ------
    ImportRejected
        ``file_encoding``, ``too_many_rows``, ``file_no_rows``.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ImportRejected("file_encoding") from error
    if len(lines) > _MOST_LINES:
        raise ImportRejected("too_many_rows", most=_MOST_LINES)
    rows: list[tuple[int, str, Row]] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            rows += [(number, name, row) for name, row in _line(line, number, faults)]
    if not rows:
        raise ImportRejected("file_no_rows")
    headers = list(dict.fromkeys(column for _, _, row in rows for column in row))
    return {
        "sheet": "", "header_row": 0, "headers": headers, "tags": [""] * len(headers), "overlong": [], "notes": [],
        "rows": [number for number, _, _ in rows], "frames": [name for _, name, _ in rows], "faults": faults,
        "columns": [[row.get(header) for _, _, row in rows] for header in headers],
    }  # fmt: skip


def _line(line: str, number: int, faults: list[Fault]) -> list[tuple[str, Row]]:
    """Rows of one line: one, or for a warehouse one an item."""
    words = line.replace(":", " ").replace("=", " ").split()
    name = _kinds().get(fold(words[0]), "")
    if not name or len(words) < 2:
        faults.append({"row": number, "code": "message_kind_unknown", "value": words[0]})
        return [("assessments", {"site_id": words[1] if len(words) > 1 else words[0]})]
    told = table("messages")[name]
    row: Row = {told["id"]: words[1]}
    items: Row = {}
    for column, value in _pairs(words[2:], _keys(name), number, faults):
        if column.startswith("item:"):
            items[column.removeprefix("item:")] = value
        else:
            row |= _split(column, value)
    if name != "movements":
        return [(name, row)]
    if not items:
        faults.append({"row": number, "code": "message_without_items", "value": line.strip()})
        return [(name, row)]
    return [(name, row | {"kind": "count", "item": item, "quantity": value}) for item, value in items.items()]


def _pairs(words: list[str], keys: dict[str, str], number: int, faults: list[Fault]) -> list[tuple[str, str]]:
    """Keys with the words up to the next key; a stray word, a key without a word and a key twice are faults."""
    found: list[tuple[str, list[str]]] = []
    for word in words:
        column = keys.get(fold(word))
        if column and (not found or found[-1][1]):
            found.append((column, []))
        elif found:
            found[-1][1].append(word)
        else:
            faults.append({"row": number, "code": "message_word_unknown", "value": word})
    seen: set[str] = set()
    for column, values in found:
        if not values:
            faults.append({"row": number, "code": "message_without_value", "value": column})
        if column in seen:
            faults.append({"row": number, "code": "message_key_twice", "value": column})
        seen.add(column)
    return [(column, " ".join(values)) for column, values in found if values]


def _split(column: str, value: str) -> Row:
    """A key of two columns takes "18/24"; with one number it is the first column's."""
    first, _, second = column.partition("/")
    one, mark, other = value.partition("/") if second else (value, "", "")
    return {first: one.strip()} | ({second: other.strip()} if mark else {})
