"""Dates with the month in words, in French, English and Kreyòl: "12 mars 2024", "1er avril 2024", "March 12, 2024".

Only the standard library is imported here: the parsing process uses it too.
"""

from __future__ import annotations

import re
from functools import cache

from data.importers.words import fold, table

_BESIDE = frozenset({"le", "the", "of", "de"})
_DAY = re.compile(r"([0-9]{1,2})(?:er|ere|e|st|nd|rd|th|ye)?")
_YEAR = re.compile(r"[0-9]{4}|[0-9]{2}")


@cache
def _listed(name: str) -> dict[str, str]:
    return {fold(word): meaning for meaning, words in table("messages")["lists"][name].items() for word in words}


def as_iso(text: str) -> str:
    """A date in words as ISO; any other text as it is.

    A year of two digits is of this century. Whether the day exists is not looked at.
    """
    words = [word for word in fold(text).split() if word not in _BESIDE]
    if words and words[0] in _listed("weekdays"):
        words = words[1:]
    if len(words) != 3:
        return text
    day, month, year = words if words[1] in _listed("months") else (words[1], words[0], words[2])
    numbered = _DAY.fullmatch(day)
    if month not in _listed("months") or numbered is None or not _YEAR.fullmatch(year):
        return text
    return f"{full_year(year)}-{_listed('months')[month]}-{numbered[1].zfill(2)}"


def full_year(year: str) -> str:
    """A year of two digits as one of this century."""
    return f"20{year}" if len(year) == 2 else year
