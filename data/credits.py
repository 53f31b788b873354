"""What the licences of sources ask to be shown beside their data: which lines a store owes, by its batches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from data.importers.words import fold
from data.reference_tables import REFERENCE, document

_WORD = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class Credit:
    """One source: the line to show, as its licence words it, and how its batches are known."""

    line: str
    layouts: frozenset[str]
    words: frozenset[str]


@cache
def credits_known() -> dict[str, Credit]:
    """Credits by key, of data/reference/credits.toml."""
    told = document(REFERENCE / "credits.toml")
    return {
        key: Credit(str(one["line"]), frozenset(one["layouts"]), frozenset(one["words"])) for key, one in told.items()
    }


def credited(sender: str, layout: str | None) -> str:
    """Name of the source that a batch carries: the sender, with the key of a credit that its layout owes.

    A sender ("OIM") does not tell by itself that its file is of a source that wants to be named.
    """
    owed = [key for key, one in credits_known().items() if layout in one.layouts and not _owes(one, sender)]
    return " ".join((sender, *(f"({key})" for key in owed)))


def credits_due(sources: Iterable[str]) -> tuple[str, ...]:
    """Keys of the credits that batches of these sources owe."""
    told = list(sources)
    return tuple(key for key, one in credits_known().items() if any(_owes(one, source) for source in told))


def _owes(one: Credit, source: str) -> bool:
    words = set(_WORD.findall(fold(source))) | {source.strip().casefold()}
    return bool(words & (one.words | one.layouts))
