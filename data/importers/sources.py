"""Site workbooks of other systems, read through data/mappings/*.toml: no source is known to the code.

A mapping says by which headers its source is recognised, which column each of ours comes from, what the source's
words mean, and which rows are not of the kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from data.importers.headers import Match, Vocabulary
from data.importers.template import vocabulary as own_vocabulary
from data.importers.words import MAPPINGS, fold, foldings, tag
from geo.frames import Frame


@dataclass(frozen=True)
class Mapping:
    """One source of data/mappings: `columns` is frame -> column -> what the TOML says of it."""

    name: str
    recognised: tuple[str, ...]
    at_least: int
    rows: dict[str, Any]
    columns: dict[str, dict[str, dict[str, Any]]]

    def vocabulary(self, frame: Frame) -> Vocabulary:
        """Meanings of headers and tags in this source; the product's own count after them."""
        own = own_vocabulary(frame)
        tags: dict[str, tuple[int, str, str]] = {}
        names: dict[str, tuple[int, str, str]] = {}
        for column, told in self.columns.get(frame.name, {}).items():
            tags |= {tag(text): (rank, column, "hxl") for rank, text in enumerate(told.get("hxl", ()))}
            aliases = enumerate(told.get("headers", ()), start=10)
            names |= {fold(header): (rank, column, "mapping") for rank, header in aliases}
        blocked = self._withheld(frame)
        kept = {name: meaning for name, meaning in own.names.items() if meaning[1] not in blocked}
        return Vocabulary({**own.tags, **tags}, {**kept, **names})

    def _withheld(self, frame: Frame) -> set[str]:
        """Columns that are worked out from several headers: no single header may stand for them."""
        return {column for column, told in self.columns.get(frame.name, {}).items() if "cases" in told}


@cache
def mappings() -> tuple[Mapping, ...]:
    """All sources that data/mappings knows."""
    found = []
    for path in sorted(MAPPINGS.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        if "recognised" in told:
            by = told["recognised"]
            headers = tuple(fold(header) for header in by["headers"])
            found.append(Mapping(path.stem, headers, by["at_least"], told.get("rows", {}), told["frames"]))
    return tuple(found)


def recognise(headers: Sequence[str], frame: Frame) -> Mapping | None:
    """Return the source whose headers these are, if it feeds the frame; None for an ordinary table."""
    present = {folded for header in headers for folded in foldings(header)}
    fitting = [
        (sum(1 for header in mapping.recognised if header in present), mapping)
        for mapping in mappings()
        if frame.name in mapping.columns
    ]
    score, best = max(fitting, key=lambda one: one[0] - one[1].at_least, default=(0, None))
    return best if best and score >= best.at_least else None


def expected(frame: Frame) -> list[str]:
    """All headers and tags by which a sheet of this frame may be found, in any known source."""
    words = set(own_vocabulary(frame).expected())
    for mapping in mappings():
        if frame.name in mapping.columns:
            words |= {*mapping.recognised, *mapping.vocabulary(frame).expected()}
    return sorted(words)


def translated(
    mapping: Mapping, frame: Frame, match: Match, columns: Sequence[list[str | None]], headers: Sequence[str]
) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """Texts of our columns in our words, and under which header each stands.

    Parameters
    ----------
    mapping, frame
        The source and the table that is wanted.
    match
        Which header feeds which column.
    columns, headers
        The sheet.

    Returns
    -------
    texts
        str series by column name.
    shown
        Column name -> header, for messages.
    """
    texts = {m.column: pd.Series(columns[m.position], dtype="str") for m in match.mapped}
    shown = {m.column: m.header for m in match.mapped}
    at = {fold(header): n for n, header in reversed(list(enumerate(headers)))}
    for column, told in mapping.columns.get(frame.name, {}).items():
        if "values" in told and column in texts:
            texts[column] = _in_our_words(texts[column], told["values"])
        if "cases" in told:
            texts[column] = _worked_out(told["cases"], columns, at)
            shown[column] = " / ".join(
                dict.fromkeys(case[key] for case in told["cases"] for key in ("when", "take") if key in case)
            )
    return texts, shown


def _in_our_words(texts: pd.Series, values: dict[str, str]) -> pd.Series:
    """Translate the source's words; "*" stands for any other, without it an unknown word stays as it is."""
    meanings = {fold(word): meaning for word, meaning in values.items() if word != "*"}
    other = values.get("*")
    return texts.map(lambda text: meanings.get(fold(text), other or text), na_action="ignore").astype("str")


def _worked_out(cases: list[dict[str, Any]], columns: Sequence[list[str | None]], at: dict[str, int]) -> pd.Series:
    """The first case of each row that holds: ``when`` a header ``is`` a word, ``give`` a text or ``take`` a cell."""
    size = len(columns[0])
    result = pd.Series([None] * size, dtype="object")
    decided = pd.Series(False, index=result.index)
    for case in cases:
        needed = [at.get(fold(case[key])) for key in ("when", "take") if key in case]
        if None in needed:
            continue
        words = {fold(word) for word in case["is"]}
        asked = pd.Series(columns[at[fold(case["when"])]], dtype="object")
        holds = asked.map(lambda cell, words=words: cell is not None and fold(cell) in words).astype(bool) & ~decided
        result[holds] = (
            pd.Series(columns[at[fold(case["take"])]], dtype="object")[holds] if "take" in case else case["give"]
        )
        decided |= holds
    return result.astype("str")


def other_rows(
    mapping: Mapping, columns: Sequence[list[str | None]], headers: Sequence[str]
) -> tuple[str, pd.Series] | None:
    """Rows that are not of the kind (villages among sites): header and mask, None where the source says nothing."""
    told = mapping.rows
    at = next((n for n, header in enumerate(headers) if told and fold(header) == fold(told["header"])), None)
    if at is None:
        return None
    words = {fold(word) for word in told["is"]}
    cells = pd.Series(columns[at], dtype="object")
    return headers[at], ~cells.map(lambda cell: cell is None or fold(cell) in words).astype(bool)
