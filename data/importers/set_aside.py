"""Rows of a file that are no records of their own: totals below (or above) a list, submissions that were sent again.

They are rejected and told, their people are not counted a second time, and nothing else is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from data.importers.cells import read_number
from data.importers.findings import Findings
from data.importers.headers import Match
from data.importers.template import PLACE_CLUES
from data.importers.words import fold, table
from geo.frames import Frame

SENT = "_sent"  # moment of a submission (ISO, UTC), beside the texts of our columns
WHOLE, PART = 2, 1  # a cell that is a word for total, and one that begins or ends with one
_EQUAL = 0.5  # sums of counts are equal up to this
_COMPARED = 12  # columns: enough to know a sum by
_FIRST = 10  # columns among which the first filled cell of a row is looked for
# Codes, but of no place
_NEITHER = frozenset({"theme", "indicator", "population_set", "service_id", "event_id", "movement_id"})
Cells = Sequence[str | None]


@dataclass(frozen=True)
class _Sum:
    """One column of a total: what it says, and what the rows add up to."""

    at: int
    said: float
    rows: float

    @property
    def equal(self) -> bool:
        return abs(self.said - self.rows) <= _EQUAL


def without_totals(
    frame: Frame, texts: pd.DataFrame, findings: Findings, found: Match, sheet: Mapping[str, Any]
) -> pd.DataFrame:
    """Take the rows that are totals out of a table.

    A row is one where a cell of its code, its name or its place, or its first cell, is a word for total, and where it
    has no code of its own or its figures are the sum of the rows above it (since the last total, all above it, or all
    others). Where a total differs from the rows, the difference is told.

    Parameters
    ----------
    frame, texts
        The table and its texts by column, null where blank.
    findings
        Takes ``total_row``, ``total_differs`` and ``looks_like_total``.
    found, sheet
        What the headers of the sheet mean, and the sheet; messages have no totals.

    Returns
    -------
    texts
        The same, the rows of totals blank.
    """
    columns: Sequence[Cells] = sheet["columns"]
    words, said = _told(frame, texts, columns)
    if not words.any() or "frames" in sheet:
        return texts
    own = _own_code(frame, texts)
    totals = []
    for row in np.flatnonzero(words):
        sums = _sums(columns, int(row), words)
        right = bool(sums) and 2 * sum(one.equal for one in sums) > len(sums)
        if right or own[row] == "blank" or (own[row] == "absent" and words[row] == WHOLE):
            totals.append(row)
            _tell_differences(frame, found, findings, int(row), sums)
        else:
            findings.add([row], "", "looks_like_total", said, blocking=False)
    findings.set_aside(np.array(totals, dtype=np.intp), "", "total_row", said)
    return blanked(texts, findings.aside)


def blanked(rows: pd.DataFrame, at: Any) -> pd.DataFrame:
    """Rows of a mask with nothing in them."""
    return rows.assign(**{str(name): rows[name].mask(at) for name in rows}) if np.any(at) else rows


def _told(frame: Frame, texts: pd.DataFrame, columns: Sequence[Cells]) -> tuple[Any, pd.Series]:
    """How surely each row is called a total (0, `PART`, `WHOLE`), and the cell that says so."""
    named = {*frame.key, "name", *PLACE_CLUES, *(c.name for c in frame.columns if c.refers)}
    told = [texts[name].tolist() for name in named if name in texts] + [_first_cells(columns, len(texts))]
    sure, said = np.zeros(len(texts), dtype=np.int64), pd.Series([""] * len(texts), dtype="object")
    for cells in told:
        levels = {cell: _level(cell) for cell in set(cells) if cell and not pd.isna(cell)}
        for row, cell in enumerate(cells) if any(levels.values()) else ():
            if levels.get(cell, 0) > sure[row]:
                sure[row], said[row] = levels[cell], cell
    return sure, said


def _first_cells(columns: Sequence[Cells], size: int) -> list[str | None]:
    first: list[str | None] = [None] * size
    for column in columns[:_FIRST]:
        first = [told or cell for told, cell in zip(first, column, strict=True)]
        if None not in first:
            break
    return first


@cache
def _patterns() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str]]:
    told = table("words")["total"]
    whole, part = ([fold(word) for word in told[name]] for name in ("words", "parts"))
    stems = "|".join(sorted({re.escape(word.split()[0]) for word in (*whole, *part)}))
    either = "|".join(map(re.escape, part))
    return re.compile(stems), frozenset((*whole, *part)), re.compile(rf"(?:{either}) .*|.* (?:{either})")


def _level(cell: str) -> int:
    stems, whole, part = _patterns()
    if len(cell) > 60 or not stems.search(cell.casefold()):
        return 0
    folded = fold(cell)
    return WHOLE if folded in whole else PART if part.fullmatch(folded) else 0


def _own_code(frame: Frame, texts: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Of each row ``own`` where it has a code of its own, ``blank`` where most rows have one, else ``absent``."""
    codes = [c.name for c in frame.columns if c.kind == "code" and c.name in {*frame.key, frame.place}]
    told = [name for name in codes if name in texts and name not in _NEITHER and not frame.by_name[name].given]
    if not told:
        return np.full(len(texts), "absent", dtype=object)
    blank = np.ones(len(texts), dtype=bool)
    for name in told:
        none = {cell for cell in texts[name].dropna().unique() if _level(cell)}
        blank &= (texts[name].isna() | texts[name].isin(list(none))).to_numpy(dtype=bool)
    usual = 2 * blank.sum() < len(texts)
    return np.where(~blank, "own", "blank" if usual else "absent")


def _sums(columns: Sequence[Cells], row: int, words: Any) -> list[_Sum]:
    """Numbers of a total against the sums of the rows that it may be of: the choice that fits best."""
    told = [(at, value) for at, column in enumerate(columns) if (value := _number(column[row])) is not None][:_COMPARED]
    numbers = {at: {cell: _number(cell) for cell in set(columns[at])} for at, _ in told}
    before = np.flatnonzero(words[:row])
    plain = np.flatnonzero(words == 0)
    since = plain[(plain < row) & (plain > (before[-1] if len(before) else -1))]
    best: list[_Sum] = []
    for rows in (since, plain[plain < row], plain):
        of = {at: [n for n in (numbers[at][columns[at][row]] for row in rows) if n is not None] for at, _ in told}
        sums = [_Sum(at, value, sum(of[at])) for at, value in told if of[at]]
        if not best or (len(rows) > 1 and sum(one.equal for one in sums) > sum(one.equal for one in best)):
            best = sums
    return best


def _number(cell: str | None) -> float | None:
    value = read_number(cell).value if cell else None
    return None if value is None or pd.isna(value) else float(value)


def _tell_differences(frame: Frame, found: Match, findings: Findings, row: int, sums: Sequence[_Sum]) -> None:
    """Tell by how much counts of a total differ from its rows."""
    counts = {
        c.name for c in frame.columns if (c.kind == "integer" and c.unit not in ("", "year")) or c.unit == "units"
    }
    names = {one.position: one.column for one in found.mapped if one.column in counts}
    for one in sums:
        if one.at in names and not one.equal:
            findings.add(
                [row], names[one.at], "total_differs", pd.Series([one.said] * len(findings.rows)), blocking=False,
                sum=f"{one.rows:.10g}", difference=f"{one.said - one.rows:+.10g}",
            )  # fmt: skip


def last_sent(frame: Frame, rows: pd.DataFrame, sent: pd.Series | None, findings: Findings) -> pd.DataFrame:
    """Of submissions of one record and day keep the one that was sent last; the others are told (``resubmitted``).

    Parameters
    ----------
    frame, rows
        The table and its typed rows, with their ids.
    sent
        Moment of each submission (ISO, UTC), null where unknown; None: the file is no form. Rows without one, and those
        sent at the same moment, are left to the check of duplicates.
    findings
        Takes what is found.

    Returns
    -------
    rows
        The same, the replaced ones blank.
    """
    key = list(dict.fromkeys([*frame.key, *([frame.date] if frame.merge == "latest" else [])]))
    if sent is None or frame.merge == "ledger" or any(name not in rows for name in frame.key):
        return rows
    told = rows[[name for name in key if name in rows]]
    whole = rows[list(frame.key)].notna().all(axis=1) & sent.notna() & ~findings.aside
    if not told[whole].duplicated().any():
        return rows
    groups = told[whole].groupby(list(told), dropna=False, sort=False).ngroup()
    moments = sent[whole]
    newest = moments.groupby(groups).transform("max")
    last = pd.Series(moments.index, index=moments.index)[moments == newest].groupby(groups[moments == newest]).first()
    older = groups[moments < newest]
    at = older.index.to_numpy(dtype=np.intp)
    kept = last.loc[older].to_numpy(dtype=np.intp)
    findings.set_aside(at, frame.key[0], "resubmitted", rows[frame.key[0]],
                       last_row=findings.rows[kept].tolist(), sent=moments.loc[last.loc[older]].tolist())  # fmt: skip
    findings.replaced |= dict(zip(findings.rows[at].tolist(), findings.rows[kept].tolist(), strict=True))
    return blanked(rows, findings.aside)


def following(ids: Mapping[int, str], replaced: Mapping[int, int]) -> dict[int, str]:
    """Ids by line, those of replaced submissions too: they speak of the same record."""
    return {**{old: ids[new] for old, new in replaced.items() if new in ids}, **ids}
