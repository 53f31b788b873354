"""Merged ids: which id a record has now."""

from __future__ import annotations

from collections.abc import Mapping


def resolved(told: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Follow chains: table -> old id -> the id at the end."""
    return {table: {old: end(pairs, old) for old in pairs} for table, pairs in told.items()}


def end(pairs: Mapping[str, str], start: str) -> str:
    """Return the id that a chain of merges leads to; a circle ends where it would close."""
    seen, at = {start}, start
    while at in pairs and pairs[at] not in seen:
        at = pairs[at]
        seen.add(at)
    return at


def joined(older: Mapping[str, Mapping[str, str]], newer: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the merges of two stores as one: a fork's come after its base's."""
    return {table: {**older.get(table, {}), **newer.get(table, {})} for table in {*older, *newer}}
