"""The cells of a table against the vocabulary of geo/frames.py: kinds, bounds, keys, references, dates.

All checks work on whole columns. A row with a blocking problem is rejected, the others go on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from data.importers import emptying
from data.importers.cells import EMPTIED, NOTICES, Cells, read_cells
from data.importers.findings import Findings
from data.importers.nearest import nearest, nearest_choices
from data.store.merge import NAMING
from geo.frames import Column, Frame

Refused = Mapping[str, Collection[int]]
_AHEAD = (
    "expiry",
    "due_on",
    "planned_on",
    "expected_on",
    "available_from",
    "available_until",
)  # days that may lie ahead


def check_cells(frame: Frame, texts: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Read every column of a table in its kind.

    Parameters
    ----------
    frame
        The table.
    texts
        str columns of the frame's names, null where blank; a column may be absent.
    findings
        Takes what is found.

    Returns
    -------
    rows
        The supplied columns in the dtypes of the frame; null where blank or not readable.
    """
    rows = {}
    for column in frame.columns:
        if column.name in texts.columns:
            cells = read_cells(texts[column.name], column)
            _tell(frame, column, cells, texts[column.name], findings)
            rows[column.name] = cells.values
    emptying.check_points(findings)
    return pd.DataFrame(rows, index=range(len(texts)))


def _tell(frame: Frame, column: Column, cells: Cells, texts: pd.Series, findings: Findings) -> None:
    at, said = cells.at, cells.said
    codes = np.array([cell.code for cell in said], dtype=object)
    for code in dict.fromkeys(codes):
        chosen = np.flatnonzero(codes == code)
        if code == EMPTIED:
            emptying.take(frame, column, at[chosen], texts, findings)
            continue
        names = dict.fromkeys(name for n in chosen for name in said[n].params)
        words = {name: [said[n].params.get(name, "") for n in chosen] for name in names}
        if code == "unknown_choice":
            near = nearest_choices(texts.iloc[at[chosen]], column)
            words |= {"near": near, "hint": ["near" if one else "" for one in near]}
        findings.add(at[chosen], column.name, code, texts, blocking=code not in NOTICES, **words)


def check_required(
    frame: Frame,
    rows: pd.DataFrame,
    findings: Findings,
    *,
    located: bool = False,
    refused: Refused = MappingProxyType({}),
) -> None:
    """Every row must fill the required columns; a cell that was refused is not called blank as well.

    `located`: a row without a commune was told already (`points.check_places`). `refused`: table -> lines whose record
    of it is rejected.
    """
    for column in frame.columns:
        if column.required and column.name in rows.columns and not (located and column.name == "adm2_pcode"):
            faulty = findings.faulty.get(column.name, np.zeros(len(rows), dtype=bool))
            blank = _with_their_record(
                rows[column.name].isna().to_numpy(dtype=bool) & ~faulty, refused.get(column.refers, ()), findings
            )
            if column.name in findings.headers:
                findings.add(blank, column.name, "required")
            else:
                _tell_unmade(frame, column, blank & ~findings.rejected, findings)


def _tell_unmade(frame: Frame, column: Column, blank: Any, findings: Findings) -> None:
    """Tell blank cells of a column that the file does not have by what they would have been made of.

    An id is made of a name or a point, a subject of a place; a row that was refused before has its reason.
    """
    named = next((name for name in ("name", "longitude") if name in findings.headers), "")
    if column.name == "subject_id":  # one line has many answers: told once
        first = ~pd.Series(findings.rows).where(blank).duplicated().to_numpy(dtype=bool) & blank
        findings.add(first, "", "no_subject")
        findings.rejected |= blank
    elif frame.ours and column.name == frame.key[0] and named:
        findings.add(blank, named, "required")
    else:
        findings.add(blank, column.name, "required")


def check_duplicates(frame: Frame, rows: pd.DataFrame, findings: Findings) -> None:
    """No two rows may speak of the same record on the same day: the first is kept, the others name it.

    Movements are the same by document and line, or by their id.
    """
    if frame.merge == "ledger":
        _duplicates(["document", "line"], "line", rows, findings)
        _duplicates(list(frame.key), frame.key[0], rows, findings)
    else:
        _duplicates(list(frame.key), frame.key[0], rows, findings, frame.date if frame.merge == "latest" else "")


def _duplicates(key: list[str], told: str, rows: pd.DataFrame, findings: Findings, date: str = "") -> None:
    if any(name not in rows.columns for name in key):
        return
    cells = rows[list(dict.fromkeys([*key, date]))] if date in rows.columns else rows[key]
    again = (cells.duplicated(keep="first") & rows[key].notna().all(axis=1)).to_numpy(dtype=bool)
    if again.any():
        first = _first_rows(cells, findings)[again].tolist()
        findings.add(again, told, "duplicate_id", rows[told], first_row=first)


def _first_rows(cells: pd.DataFrame, findings: Findings) -> Any:
    """Line on which each row's key stands first."""
    group = cells.groupby(list(cells.columns), dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    return findings.rows[first[group]]


def check_references(
    frame: Frame,
    rows: pd.DataFrame,
    findings: Findings,
    known: Mapping[str, Collection[str]],
    *,
    refused: Refused = MappingProxyType({}),
) -> None:
    """Ids of other tables must exist; a table that `known` does not name is not checked.

    Of a record that the same line tells and that is rejected (`refused`) the row says only that. Places are checked by
    `points.check_places`.
    """
    for column, table, mine in referring(frame, rows):
        if table in known:
            ids = set(known[table])
            if column == "reverses" and "movement_id" in rows.columns:
                ids |= set(rows["movement_id"].dropna())
            wrong = (rows[column].notna() & ~rows[column].isin(list(ids))).to_numpy(dtype=bool) & mine
            wrong = _with_their_record(wrong, refused.get(table, ()), findings)
            near = nearest(rows[column][wrong], {one: one for one in ids})
            hints = ["near" if one else "" for one in near]
            findings.add(wrong, column, "unknown_reference", rows[column], table=table, near=near, hint=hints)


def _with_their_record(wrong: Any, lines: Collection[int], findings: Findings) -> Any:
    """Reject rows with the record of their line that they refer to; returns the others."""
    beside = wrong & np.isin(findings.rows, list(lines))
    findings.add(beside, "", "with_its_record")
    return wrong & ~beside


def referring(frame: Frame, rows: pd.DataFrame) -> list[tuple[str, str, Any]]:
    """Columns of the rows that name records of other tables: column, table, mask of the rows that name one of it.

    Places are not among them. What an observation is of is told by its `subject`.
    """
    every = np.ones(len(rows), dtype=bool)
    told = [(c.name, c.refers, every) for c in frame.columns if c.refers and c.refers != "boundaries"]
    if frame.name == "movements":
        told.append(("reverses", "movements", every))
    for name, kind, tables in NAMING:
        if {name, kind} <= {*frame.by_name} & {*rows.columns}:
            told += [(name, table, rows[kind].eq(word).to_numpy(dtype=bool, na_value=False))
                     for word, table in tables.items()]  # fmt: skip
    return [one for one in told if one[0] in rows.columns]


def check_dates(frame: Frame, rows: pd.DataFrame, findings: Findings, today: str) -> None:
    """Dates after today: refused where the date orders the records, else reported. What falls due lies ahead."""
    for column in frame.columns:
        if column.kind == "date" and column.name in rows.columns and column.name not in _AHEAD:
            ahead = (rows[column.name] > today).fillna(value=False).to_numpy(dtype=bool)
            blocking = column.name == frame.date
            findings.add(ahead, column.name, "future_date", rows[column.name], blocking=blocking, today=today)
