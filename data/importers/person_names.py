"""Names of persons inside a text, told by a title or a usual first name, and never beside a word of a place or a body.

A name without either cannot be told from any other word. Only the standard library is imported here: the parsing
process uses it too. Method: docs/methods.md#personal-data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from data.importers.words import fold, table

MASK = "…"
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"[ _\u00a0-]{1,2}|\. ?|['’]")  # what stands between the words of one name
_BREAK = re.compile(r"[^\w\s'’.-]|\.\s*\.|\n")  # what parts a name from what stood before it
_BEFORE = 4  # words before a name in which a word of a place counts
_ASKED = 3  # words before a word of a place in which a function counts
_LONGEST = 4  # words of a name
_FEWEST = 3  # letters of a written name that stands for itself
_ACRONYM = 4  # capitals: "SMC", "TELE"


@dataclass(frozen=True)
class _Word:
    text: str
    plain: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("personal")["names"][name])


@cache
def _titles(name: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in table("personal")["names"][name])


def holds_name(text: str) -> bool:
    """Whether a text holds a name of a person that can be told as one."""
    return bool(_spans(text))


def is_name(text: str) -> bool:
    """Whether a name of a body is that of a person, however it is written: also "JEAN PIERRE" and "jean pierre"."""
    words = text.split()
    return holds_name(text) or (2 <= len(words) <= _LONGEST and text == text.lower() and holds_name(text.title()))


def is_first_name(text: str) -> bool:
    """Whether a text is nothing but a usual first name."""
    return fold(text) in _listed("first")


def without_names(text: str) -> str:
    """Put "…" where a text holds a person's name."""
    for start, end in reversed(_spans(text)):
        text = text[:start] + MASK + text[end:]
    return _once(text)


def without_strangers(text: str, known: Iterable[str]) -> str:
    """Put "…" over first names, and over words with a capital that are not among the known ones.

    For headers of personal columns only: beside the word that says so, a capital is likelier a name than not.
    """
    usual = {fold(word) for word in known} | _listed("institutions") | _listed("never") | _listed("titles")
    wrong = [
        word for word in _words(text)
        if word.plain not in usual and (word.plain in _listed("first") or (word.capital and not _acronym(word.text)))
    ]  # fmt: skip
    for word in reversed(wrong):
        text = text[: word.start] + MASK + text[word.end :]
    return _once(text)


def _acronym(word: str) -> bool:
    return word.isupper() and len(word) <= _ACRONYM


def _once(text: str) -> str:
    """One "…" for several that stand together."""
    return re.sub(rf"{MASK}(?:[ _.'’-]*{MASK})+", MASK, text)


def _words(text: str) -> list[_Word]:
    return [_Word(m[0], fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


@lru_cache(maxsize=4096)  # the same few texts come row after row
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where names of persons stand in a text: title and all."""
    words = _words(text)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        end = _titled(text, words, at) or _named(text, words, at)
        if end and not _of_a_place(text, words, at, end):
            found.append((words[at].start, words[end - 1].end))
        at = end or at + 1
    return tuple(found)


def _run(text: str, words: list[_Word], at: int) -> int:
    """End of the words with a capital that begin at a place and stand together."""
    end = at
    while end < len(words) and words[end].capital and (end == at or _together(text, words[end - 1], words[end])):
        end += 1
    return min(end, at + _LONGEST)


def _together(text: str, left: _Word, right: _Word) -> bool:
    between = text[left.end : right.start]
    return bool(_JOINED.fullmatch(between)) and (not between.startswith(".") or len(left.text) <= 1)


def _titled(text: str, words: list[_Word], at: int) -> int:
    """End of a title with the name after it; 0 where there is none."""
    said = words[at].text.casefold()
    if at + 1 == len(words) or not (said in _titles("titles") or said in _titles("short")):
        return 0
    following = words[at + 1]
    between = text[words[at].end : following.start]
    if not re.fullmatch(r"\.?[ _\u00a0]?|-", between) or following.plain in _listed("never"):
        return 0
    first = following.plain in _listed("first")
    if said in _titles("short") and not (words[at].capital and (first or between.startswith("."))):
        return 0
    if not first and (not following.capital or len(following.text) < _FEWEST):
        return 0
    end = max(_run(text, words, at + 1), at + 2)
    while end < len(words) and words[end].plain in _listed("first") and _together(text, words[end - 1], words[end]):
        end += 1
    return end


def _named(text: str, words: list[_Word], at: int) -> int:
    """End of a first name with what stands beside it; 0 where there is none."""
    end = _run(text, words, at)
    if end - at < 2:
        return 0
    pair = words[at].plain in _listed("first") and len(words[at + 1].text) > 1
    turned = words[at + 1].plain in _listed("first") and len(words[at].text) >= _FEWEST
    if not pair and end - at > 2:  # "Appeler Wilner Joseph": the name begins with the next word
        return 0
    if not (pair or turned) or " ".join(word.plain for word in words[at : at + 2]) in _listed("never"):
        return 0
    return end


def _of_a_place(text: str, words: list[_Word], at: int, end: int) -> bool:
    """Whether the words before a name, or in it, say that it is the name of a place or a body."""
    kinds = _listed("institutions")
    if words[at].text.casefold() in _titles("civil"):
        return False
    if any(word.plain in kinds for word in words[at:end]):
        return True
    for n in range(at - 1, max(at - _BEFORE, 0) - 1, -1):
        if _BREAK.search(text[words[n].end : words[at].start]):
            return False
        if words[n].plain in kinds:
            return not any(word.plain in _listed("functions") for word in words[max(n - _ASKED, 0) : n])
    after = words[end] if end < len(words) else None
    return after is not None and _together(text, words[end - 1], after) and after.plain in kinds
