"""What an undo would change, in words: which record, which column, what it says and what it would say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from components.figures.table import FACE_DECIMALS, label, worded
from components.i18n import Words
from geo.frames import FRAMES, Column

COLUMNS = ("record", "column", "before", "after", "frames")
LONGEST = 80  # signs of a changed value that are shown
DECIMALS = 2  # of a number that is not whole
STOCK = ("warehouse_id", "item", "lot")  # a changed balance is told by these
NO_LOT = "-"

Names = Mapping[str, Mapping[str, str]]
"""Table -> id -> name of its records."""


def told(cells: pd.DataFrame, names: Names, tr: Words) -> pd.DataFrame:
    """Return changed cells as people read them.

    Parameters
    ----------
    cells
        `data.store.preview.Changes.cells`.
    names
        Names of the records that a viewer may know.

    Returns
    -------
    cells
        `COLUMNS`, texts; null where a cell is empty. A record that goes or comes back is one row.
    """
    rows = [_row(one, names, tr) for one in cells[list(_READ)].itertuples(index=False)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


_READ = ("frame", "key", "column", "before", "after")


def _row(cell: Any, names: Names, tr: Words) -> tuple[str | None, ...]:
    frame, record = tr.frames(cell.frame), _record(cell.frame, cell.key, names, tr)
    if not cell.column:
        words = (tr("imports.undo_there"), tr("imports.undo_not_there"))
        return record, tr("imports.undo_appears"), *(words if cell.before is not None else words[::-1]), frame
    column = FRAMES[cell.frame].by_name.get(cell.column)
    before, after = (_value(column, one, names, tr) for one in (cell.before, cell.after))
    return record, label(cell.column, tr), before, after, frame


def _record(frame: str, key: Any, names: Names, tr: Words) -> str:
    """Name and id of a record; of one told by several parts all of them."""
    columns = STOCK if frame == "movements" else FRAMES[frame].key
    parts = key if isinstance(key, tuple) else (key,)
    shown = [
        _named(one, names[frame]) if frame in names and len(parts) == 1
        else _value(FRAMES[frame].by_name[column], one, names, tr) or tr("unit.blank")
        for column, one in zip(columns, parts, strict=True) if not (column == "lot" and one == NO_LOT)
    ]  # fmt: skip
    return " · ".join(shown)


def _named(one: str, names: Mapping[str, str]) -> str:
    return f"{names[one]} ({one})" if one in names else str(one)


def _value(column: Column | None, value: Any, names: Names, tr: Words) -> str | None:
    """One cell in words; None where it is empty."""
    if value is None or (not hasattr(value, "geom_type") and pd.isna(value)):
        return None
    if column is None:
        return _short(str(value))
    if column.refers in names:
        return _named(str(value), names[column.refers])
    if column.kind in _WORDS:
        return _WORDS[column.kind](column, value, tr)
    return _short(str(worded(column.name, pd.Series([value]), tr).iloc[0]))


def _number(column: Column, value: float, tr: Words) -> str:
    decimals = FACE_DECIMALS.get(column.name, DECIMALS)
    return tr.number(float(value), 0 if float(value).is_integer() else decimals)


_WORDS: Mapping[str, Callable[[Column, Any, Words], str]] = {
    "number": _number,
    "integer": _number,
    "share": lambda _column, value, tr: tr.share(float(value)),
    "date": lambda _column, value, tr: tr.day(str(value)),
    "geometry": lambda _column, _value, tr: tr("imports.undo_shape"),
}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
