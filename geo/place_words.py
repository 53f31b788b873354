"""Names of sites, shelters and depots as people write them in French, Kreyòl and English: read into words.

Finer than `geo.place_names`, which looks communes up: here words weigh, numbers tell apart, and what only sounds
alike is known to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.errors import ReferenceProblem

LISTS = ("articles", "kinds", "generic", "common")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "`": "'", "´": "'"})
_ORDINAL = re.compile(r"\b(\d+)\s?(?:ers?|eres?|res?|emes?|e|nde?|yem|ye|th|st|rd)\b")
_ELISION = re.compile(r"\b(?:[ldnjmst]|qu)['?]")  # a question mark is what is left of an apostrophe read wrongly
_WORD = re.compile(r"\d+[a-z]\b|[a-z]+|\d+")


@dataclass(frozen=True)
class PlaceWords:
    """What the words of place names stand for (data/reference/place-words.toml).

    Parameters
    ----------
    same
        Spelling -> the word that it is.
    articles, kinds, generic, common
        Words that are dropped; that say what a place is (two different ones contradict each other); that any site
        may be called; that many places bear.
    numerals
        Word -> the number, or the side, that it says.
    sounds
        Rewritings, in order, from what is written to what is heard.
    """

    same: Mapping[str, str]
    articles: frozenset[str]
    kinds: frozenset[str]
    generic: frozenset[str]
    common: frozenset[str]
    numerals: Mapping[str, str]
    sounds: tuple[tuple[re.Pattern[str], str], ...] = field(repr=False)


@dataclass(frozen=True)
class Reading:
    """A name in words.

    Parameters
    ----------
    words
        Its words without articles and numbers, each once, in the spelling of the table, sorted.
    marks
        Its numbers, sides and single letters, sorted: two names whose marks differ are two places.
    kinds
        Those of its words that say what the place is.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is left of the name."""
        return not self.words and not self.marks


def parse_place_words(document: Mapping[str, Any]) -> PlaceWords:
    """Read the table of words from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``setting.missing_field`` for a table that is absent, ``setting.bad_value`` for a spelling that would
        stand for two words.
    """
    for name in ("same", "numerals", "sounds", *LISTS):
        if not document.get(name):
            raise ReferenceProblem("setting.missing_field", setting="place-words", field=name)
    articles, kinds, generic, common = (frozenset(document[name]["words"]) for name in LISTS)
    return PlaceWords(
        _spellings(document["same"]), articles, kinds, generic, common, _spellings(document["numerals"]),
        tuple((re.compile(one["what"]), one["says"]) for one in document["sounds"]),
    )  # fmt: skip


def _spellings(table: Mapping[str, Any]) -> dict[str, str]:
    told: dict[str, str] = {}
    for word, spellings in table.items():
        for spelling in spellings:
            if told.setdefault(spelling, word) != word:
                raise ReferenceProblem("setting.bad_value", setting="place-words", field=word, value=spelling)
    return told


def read_name(text: str, words: PlaceWords) -> Reading:
    """Read one name.

    ``"Lekòl Nasyonal 2"`` and ``"École nationale II"`` both give the words ecole, national and the mark 2.
    Articles and what is elided (l', d') fall away; "2e", "2ème" and "deuxième" are 2.
    """
    found, marks = set(), set()
    for token in _tokens(text):
        if token in words.articles:
            continue
        if token[0].isdigit():  # "12" or "12a"
            marks.update(_parts(token))
        elif token in words.numerals:
            marks.add(words.numerals[token])
        elif len(token) == 1:
            marks.add(token)
        else:
            found.add(words.same.get(token, token))
    return Reading(tuple(sorted(found)), tuple(sorted(marks)), tuple(sorted(found & words.kinds)))


def _parts(token: str) -> set[str]:
    """The number of a token, and the letter that stands on it: "012" is 12, "12a" is 12 and a."""
    number = token.rstrip("abcdefghijklmnopqrstuvwxyz")
    return {str(int(number)), token[len(number) :]} - {""}


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", str(text).casefold().translate(_LETTERS))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return _WORD.findall(_ELISION.sub(" ", _ORDINAL.sub(r" \1 ", letters)))


def sound(word: str, words: PlaceWords) -> str:
    """How a word sounds: ``toussaint`` and ``tousen`` give the same. A word of one or two letters is itself."""
    heard = word
    if len(word) > 2:
        for what, says in words.sounds:
            heard = what.sub(says, heard)
    return heard or word


def without_one_letter(heard: str) -> set[str]:
    """The word, and it without each of its letters but the first: two words one letter apart share one of these."""
    return {heard, *(heard[:at] + heard[at + 1 :] for at in range(1, len(heard)))}
