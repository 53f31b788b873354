"""Indicators with a fixed code, by theme: figures that several offices report under headers of their own.

A file of data/mappings with `indicators` says under which headers each stands and in which unit; its name is the theme.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from data.importers.words import MAPPINGS, fold, foldings


@dataclass(frozen=True)
class Indicator:
    """One figure of a theme: always a number."""

    theme: str
    code: str
    unit: str


@cache
def _themes() -> dict[str, tuple[int, dict[str, Indicator]]]:
    """Theme -> how many of its headers make it, and folded header -> indicator."""
    documents = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(MAPPINGS.glob("*.toml"))}
    return {
        name: (
            int(told["recognised"]["at_least"]),
            {
                fold(header): Indicator(name, code, one["unit"])
                for code, one in told["indicators"].items()
                for header in (code, *one["headers"])
            },
        )
        for name, told in documents.items()
        if "indicators" in told
    }


def indicators_of(headers: Sequence[str]) -> dict[str, Indicator]:
    """Header -> indicator, where enough headers of one theme are there; empty for any other table."""
    for least, known in _themes().values():
        found = {
            header: next((known[folded] for folded in foldings(header) if folded in known), None) for header in headers
        }
        told = {header: one for header, one in found.items() if one}
        if len({one.code for one in told.values()}) >= least:
            return told
    return {}


def known_headers() -> list[str]:
    """Folded headers of every indicator."""
    return [header for _, known in _themes().values() for header in known]
