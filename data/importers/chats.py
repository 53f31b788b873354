"""Lines of a chat as somebody pasted or exported them -> plain words: who wrote and when is left out.

Runs in the parsing process. An export of WhatsApp puts the time and the name (or number) of the sender before each
message: personal data, never looked at. Emoji, bullets, numbering and marks of bold type are decoration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.errors import ImportRejected

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]")
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_TIME = r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?\s?m\.?)?"
_STAMP = re.compile(rf"^\W*(?:\[{_DAY},?\s+{_TIME}\]|\[{_TIME},?\s+{_DAY}\]|{_DAY},?\s+(?:à\s+)?{_TIME}\s*[-–—])\s*"
                    r"(?:[^:]{1,80}:\s*)?", re.IGNORECASE)  # fmt: skip
_NUMBERING = re.compile(r"^(?:\d{1,3}[.)]|\(\d{1,3}\))\s+")
_DECORATION = re.compile(r"^[^\w]+")
_PAIR = re.compile(r"(?<=\d)\s*(?:/|\s(?:sou|sur|of|out of)\s)\s*(?=\d)", re.IGNORECASE)
_APART = re.compile(r"[;:=|]|,(?!\d)|(?<!\d),")
_ENDS = " \"'«»()*_~`.,!?#"


@dataclass(frozen=True)
class Line:
    """One line: its number from 1, its words, and whether it began with the time and the sender of a chat."""

    number: int
    words: tuple[str, ...]
    stamped: bool


def text_of(data: bytes) -> str:
    """Text of a file: UTF-8, UTF-16 with its mark, else the Western code page.

    Raises
    ------
    ImportRejected
        ``file_encoding``.
    """
    codings = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for coding in codings:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise ImportRejected("file_encoding")


def lines_of(text: str) -> list[Line]:
    """Lines that hold a word, without what a chat puts before and around them."""
    found = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _INVISIBLE.sub("", raw)
        bare = _STAMP.sub("", line)
        said = _DECORATION.sub("", _NUMBERING.sub("", _DECORATION.sub("", bare)))
        words = tuple(word for part in _APART.sub(" ", _PAIR.sub("/", said)).split() if (word := _bare(part)))
        if words or bare != line:
            found.append(Line(number, words, bare != line))
    return [line for line in found if line.words]


def _bare(word: str) -> str:
    """A word without decoration, "" where nothing else is in it; the sign of a number stays."""
    kept = word.strip(_ENDS)
    return kept if any(sign.isalnum() for sign in kept) else ""
