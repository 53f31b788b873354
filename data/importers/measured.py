"""Rows of assessments and of displacement series that say nothing but where and when: no visit, no count.

Stored, such a row would make a site look visited, and a place counted, of which nobody knows anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from data.importers.findings import Findings
from geo.frames import FRAMES, Frame

TABLES = ("assessments", "displacement")
_ABOUT = frozenset({"round", "adm_level", "longitude", "latitude", "location_confidence", "source", "note"})


@cache
def measures(name: str) -> tuple[str, ...]:
    """Columns of a table that say what was found, or why nothing: no key, no date, no code, no remark."""
    frame = FRAMES[name]
    about = {*frame.key, frame.date, *_ABOUT}
    return tuple(column.name for column in frame.columns if column.name not in about and column.kind != "code")


def lines_with(frame: Frame, texts: pd.DataFrame) -> Any:
    """Mask of the rows in which any cell of a measure is filled."""
    told = [name for name in measures(frame.name) if name in texts]
    return texts[told].notna().any(axis=1).to_numpy(dtype=bool)


def check_measured(frame: Frame, rows: pd.DataFrame, findings: Findings, records: Mapping[str, pd.DataFrame]) -> None:
    """Refuse rows without any measure (``nothing_measured``).

    A row that empties a cell says something, and one of a record that is known changes nothing: an export read back.

    Parameters
    ----------
    frame, rows, findings
        The table, its typed rows, and what takes what is found.
    records
        Records in force, by table.
    """
    if frame.name not in TABLES:
        return
    none = ~lines_with(frame, rows) & ~findings.rejected
    for emptied in findings.emptied.values():
        none &= ~emptied
    key = list(frame.key)
    if none.any() and frame.name in records and set(key) <= set(rows):
        known = pd.MultiIndex.from_frame(records[frame.name][key])
        none &= ~pd.MultiIndex.from_frame(rows[key]).isin(known)
    findings.add(none, "", "nothing_measured")
