"""Words of the field's files: how they are compared, and what they stand for (data/mappings/*.toml).

Only the standard library is imported here: the parsing process uses it too.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from data.home import ROOT

MAPPINGS = ROOT / "data" / "mappings"

_NUMBERING = re.compile(r"^\s*[A-Za-z]?\d+[a-z]?(\.[0-9a-zA-Z]{1,2})*\s*[:.)]?\s+")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TAG = re.compile(r"^#[a-z][a-z0-9_]*(\s*\+\s*[a-z0-9_]+)*$", re.IGNORECASE)


@cache
def table(name: str) -> dict[str, Any]:
    """Content of one file of data/mappings."""
    return tomllib.loads((MAPPINGS / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)  # the same headers and words come again and again
def fold(text: str) -> str:
    """Text without accents, case, punctuation and repeated spaces: what two spellings of a header share."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9#%+]+", " ", letters).split())


def foldings(header: str) -> tuple[str, ...]:
    """Foldings of a header, most faithful first: as it is, without its unit in brackets, without its numbering."""
    bare = _BRACKETS.sub("", header)
    spellings = (header, bare, _NUMBERING.sub("", header), _NUMBERING.sub("", bare))
    return tuple(dict.fromkeys(folded for folded in map(fold, spellings) if folded))


def tag(text: str) -> str:
    """An HXL tag in one spelling (attributes sorted, without the list that a code is of), "" where the text is none."""
    if not _TAG.match(text.strip()):
        return ""
    head, *attributes = (part.strip().lower() for part in text.split("+"))
    return "+".join([head, *sorted(one for one in attributes if not one.startswith("v_"))])


def is_tag_row(cells: Iterable[str]) -> bool:
    """Whether a row is the HXL row: most of its filled cells are tags."""
    filled = [cell for cell in cells if cell]
    tags = sum(1 for cell in filled if tag(cell))
    return tags > 0 and 2 * tags > len(filled)


@cache
def meanings(group: str) -> dict[str, str]:
    """Folded word -> what it stands for; `group` is ``boolean`` or ``choice.<column>``."""
    found: Any = table("words")
    for part in group.split("."):
        found = found.get(part, {})
    return {fold(word): meaning for meaning, words in found.items() for word in (meaning, *words)}


@cache
def listed(group: str) -> frozenset[str]:
    """Words of a plain list of words.toml (``unknown``, ``spreadsheet_error``), in lower case."""
    return frozenset(word.casefold() for word in table("words")[group]["words"])


@cache
def _personal() -> tuple[tuple[str, ...], tuple[str, ...]]:
    told = table("personal")["personal"]
    return tuple(map(fold, told["words"])), tuple(map(fold, told["never"]))


def is_personal(header: str) -> bool:
    """Whether a header announces names, numbers or addresses of persons: such a column is dropped."""
    words, never = _personal()
    spellings = {f" {fold(header)} ", f" {fold(_HUMPS.sub(' ', header))} "}  # "phoneNumber" is two words
    if any(f" {word} " in spelling for word in never for spelling in spellings):
        return False
    return any(f" {word} " in spelling for word in words for spelling in spellings)
