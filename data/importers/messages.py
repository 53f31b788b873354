"""Short messages of fixed form (WhatsApp, SMS) -> the raw table in them; data/mappings/messages.toml has the words.

Runs in the parsing process. A message is understood whole or not at all: a word that is no key and belongs to none is
told, and its message is rejected. A message may go on over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from data.importers.chats import Line, lines_of, text_of
from data.importers.spoken_days import as_iso
from data.importers.words import fold, table
from geo.errors import ImportRejected

_MOST_LINES = 2_000
_LOOKED_AT = 40  # lines among which the first message must stand
_GLUED = re.compile(r"([^\W\d_]+)([+-]?\d[\d.,/]*)")
_NUMERIC = re.compile(r"[+-]?\d[\d.,/'’]*%?")
Row = dict[str, str]
Fault = dict[str, Any]


@dataclass
class _Message:
    """Words of one message, with the number of its first line."""

    number: int
    words: list[str]
    stamped: bool = field(default=False)


@cache
def _kinds() -> dict[str, str]:
    """First word -> table."""
    return {fold(word): name for name, told in table("messages").items() for word in told.get("words", ())}


@cache
def _keys(name: str) -> dict[str, str]:
    """Key -> column (two columns joined by "/"), or ``item:<item>``."""
    told = table("messages")[name]
    columns = {fold(word): column for column, words in told["keys"].items() for word in words}
    items = {fold(word): f"item:{item}" for item, words in told.get("items", {}).items() for word in words}
    return columns | items


@cache
def _listed(name: str) -> dict[str, str]:
    """Folded word -> what it stands for, of a list beside the tables (`months`, `units`, `days`)."""
    return {fold(word): meaning for meaning, words in table("messages")["lists"][name].items() for word in words}


def vocabulary() -> dict[str, dict[str, Any]]:
    """Words of messages as they are written, by table: `words` that begin one, `keys` by column, `items` by item.

    What help shows: the same words that `parse` reads by.
    """
    return {name: told for name, told in table("messages").items() if name != "lists"}


def day_words() -> tuple[str, ...]:
    """Words for a day by its distance from today, as they are written."""
    return tuple(word for words in table("messages")["lists"]["days"].values() for word in words)


def is_message(head: bytes) -> bool:
    """Whether one of a text's first lines begins a message: a word that says what it is about, a code, a key."""
    text = head.decode("utf-8", errors="ignore")
    if "\t" in text[:2000]:
        return False
    raw, lines = text.splitlines(), lines_of(text)[:_LOOKED_AT]
    return any(
        _begins(line, raw[line.number - 1], after) for line, after in zip(lines, [*lines[1:], None], strict=False)
    )


def _begins(line: Line, raw: str, after: Line | None) -> bool:
    """Whether a line (with the next one, where it says no more than its code) is a message and no row of a table."""
    name = _kinds().get(fold(line.words[0]))
    if name is None or len(line.words) < 2 or re.search(rf"{re.escape(line.words[0])}\s*[,;]", raw):
        return False
    said = [*line.words[2:], *(after.words if after and len(line.words) == 2 else ())]
    words = [fold(part) for word in said for part in _parted(word, _keys(name))]
    free = {"status", "reason", "shelter_status"}
    return any(
        word in _keys(name) and (_NUMERIC.match(value) or (_keys(name)[word] in free and "," not in raw))
        for word, value in pairwise(words)
    )


def parse(path: Path, *, limits: dict[str, float]) -> dict[str, Any]:  # noqa: ARG001  # every parser is told the limits
    """Read the messages of a text.

    Returns
    -------
    sheet
        As data/importers/tables.py gives it, with `frames` (table of each row) and `faults` (`row`, `code`,
        `value`) of messages that are not understood. `rows` numbers the first line of each.

    Raises
    ------
    ImportRejected
        ``file_encoding``, ``too_many_rows``, ``file_no_rows``.
    """
    text = text_of(path.read_bytes())
    if text.count("\n") > _MOST_LINES:
        raise ImportRejected("too_many_rows", most=_MOST_LINES)
    faults: list[Fault] = []
    rows = [(one.number, name, row) for one in _messages(lines_of(text)) for name, row in _rows(one, faults)]
    if not rows:
        raise ImportRejected("file_no_rows")
    headers = list(dict.fromkeys(column for _, _, row in rows for column in row))
    return {
        "sheet": "", "header_row": 0, "headers": headers, "tags": [""] * len(headers), "overlong": [], "notes": [],
        "rows": [number for number, _, _ in rows], "frames": [name for _, name, _ in rows], "faults": faults,
        "columns": [[row.get(header) or None for _, _, row in rows] for header in headers],
    }  # fmt: skip


def _messages(lines: Sequence[Line]) -> list[_Message]:
    """Lines that begin with a key go on with the message before, unless somebody sent them apart."""
    found: list[_Message] = []
    for line in lines:
        name = _kinds().get(fold(found[-1].words[0])) if found else None
        first = _parted(line.words[0], _keys(name))[0] if name else ""
        if name and not line.stamped and fold(line.words[0]) not in _kinds() and fold(first) in _keys(name):
            found[-1].words += line.words
        else:
            found.append(_Message(line.number, list(line.words), line.stamped))
    return found


def _rows(message: _Message, faults: list[Fault]) -> list[tuple[str, Row]]:
    """Rows of one message: one, or for a warehouse one an item."""
    words, number = message.words, message.number
    name = _kinds().get(fold(words[0]), "")
    if not name or len(words) < 2:
        faults.append({"row": number, "code": "message_kind_unknown", "value": "" if message.stamped else words[0]})
        return [("assessments", {"site_id": ""})]
    told = table("messages")[name]
    row: Row = {told["id"]: words[1]}
    items: Row = {}
    for column, value in _pairs(words[2:], _keys(name), number, faults):
        if column.startswith("item:"):
            items[column.removeprefix("item:")] = value
        else:
            row |= _split(column, as_iso(value) if column in _DATED else value)
    if name != "movements":
        return [(name, row)]
    if not items:
        faults.append({"row": number, "code": "message_without_items", "value": " ".join(words)})
        return [(name, row)]
    return [(name, row | {"kind": "count", "item": item, "quantity": value}) for item, value in items.items()]


def _parted(word: str, keys: Mapping[str, str]) -> list[str]:
    """A key and the number glued to it ("MOUN1850") as two words; any other word as it is."""
    glued = _GLUED.fullmatch(word)
    return list(glued.groups()) if glued and fold(glued[1]) in keys and fold(word) not in keys else [word]


def _pairs(words: list[str], keys: dict[str, str], number: int, faults: list[Fault]) -> list[tuple[str, str]]:
    """Keys with the words up to the next key; a stray word, a key without a word and a key twice are faults."""
    found: list[tuple[str, list[str]]] = []
    stray = False
    for word in (part for one in _without_rates(words) for part in _parted(one, keys)):
        column = keys.get(fold(word))
        if column and (not found or found[-1][1] or stray):
            found.append((column, []))
            stray = False
        elif found and not stray and _belongs(word, *found[-1]):
            found[-1][1].append(word)
        elif not stray and not (found and found[-1][1] and fold(word) in _listed("units")):
            faults.append({"row": number, "code": "message_word_unknown", "value": word})
            stray = True  # what follows an unknown word is not known either
    seen: set[str] = set()
    for column, values in found:
        if not values:
            faults.append({"row": number, "code": "message_without_value", "value": column})
        if column in seen:
            faults.append({"row": number, "code": "message_key_twice", "value": column})
        seen.add(column)
    return [(column, " ".join(values)) for column, values in found if values]


def _without_rates(words: list[str]) -> list[str]:
    """Words without "per person" and "per day": MOUN is a key there, too."""
    per = [n for n, word in enumerate(words) if fold(word) in {"pa", "par", "per"}]
    return [word for n, word in enumerate(words) if n not in per and n - 1 not in per]


def _belongs(word: str, column: str, before: list[str]) -> bool:
    """Whether a word may be part of a key's value: after a number only its thousands, else any word."""
    if not before or column in _DATED or not _NUMERIC.fullmatch(before[0]):
        return True
    return bool(re.fullmatch(r"\d{3}(?:[.,/]\d+)?", word))


_DATED = frozenset({"assessed_on", "observed_on", "moved_on"})


def on(text: str, today: str) -> str:
    """A day told by its distance from today ("jodi a", "hier") as ISO; any other text as it is."""
    away = _listed("days").get(fold(text))
    return text if away is None else (date.fromisoformat(today) - timedelta(days=int(away))).isoformat()


def _split(column: str, value: str) -> Row:
    """A key of two columns takes "18/24"; with one number it is the first column's."""
    first, _, second = column.partition("/")
    one, mark, other = value.partition("/") if second else (value, "", "")
    return {first: one.strip()} | ({second: other.strip()} if mark else {})
