"""Cells that a file empties on purpose, with the mark that its template explains ("[vide]", "[empty]", "[vid]").

A blank cell says nothing. The mark empties what is known; it may not stand where a record must say something.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from data.importers.findings import Findings
from geo.frames import Column, Frame

MARK = "template.empty_mark"  # key of the mark, in each language one of the words of data/mappings/words.toml
_POINT = ("longitude", "latitude")


def can_be_emptied(frame: Frame, column: Column) -> bool:
    """Whether the mark may stand in a column: not in a key, a date of the row, what is required, or the ledger."""
    return frame.merge != "ledger" and not column.required and column.name not in {*frame.key, frame.date}


def take(frame: Frame, column: Column, at: Any, texts: Any, findings: Findings) -> None:
    """Note cells that hold the mark; refuse them where a cell cannot be emptied or the file is no form of ours.

    Parameters
    ----------
    frame, column
        Where they stand.
    at
        Positions of the rows.
    texts
        Texts of the column.
    findings
        Takes the cells (`emptied`), or ``cannot_be_emptied`` and, of another system's file, ``not_emptied``.
    """
    if not findings.emptying:
        findings.add(at, column.name, "not_emptied", texts, blocking=False)
    elif not can_be_emptied(frame, column):
        findings.add(at, column.name, "cannot_be_emptied", texts)
    else:
        findings.emptied.setdefault(column.name, np.zeros(len(findings.rows), dtype=bool))[at] = True


def check_points(findings: Findings) -> None:
    """Refuse to empty half a point: the other half would be taken for a place."""
    both = [findings.emptied.get(name, np.zeros(len(findings.rows), dtype=bool)) for name in _POINT]
    findings.add(both[0] & ~both[1], _POINT[1], "half_point_emptied")
    findings.add(both[1] & ~both[0], _POINT[0], "half_point_emptied")


def by_line(findings: Findings) -> dict[int, tuple[str, ...]]:
    """Line -> columns that it empties, of the rows that are accepted."""
    told: dict[int, tuple[str, ...]] = {}
    for name, mask in findings.emptied.items():
        for line in findings.rows[mask & ~findings.rejected].tolist():
            told[line] = (*told.get(line, ()), name)
    return told
