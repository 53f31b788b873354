"""A value of a table as a cell of a workbook, so that reading the cell gives the value again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import shapely

from data.forms.wording import Translate, answer, harmless
from data.home import HAITI
from geo.frames import Column

CELL = 32_767  # characters that a cell of a workbook holds
_FIRST_YEAR = 1901  # a spreadsheet counts days from 1900, with one that never was


def written(column: Column, value: Any, tr: Translate) -> Any:
    """Return a value as a cell: answers in words, dates as dates, moments with their offset, unknown as blank.

    Parameters
    ----------
    column, value
        The column, and a value in the dtype of its kind.
    tr
        Locale key -> text.
    """
    if value is None or (column.kind != "geometry" and pd.isna(value)):
        return None
    if column.kind == "geometry":
        text = shapely.to_wkt(value, rounding_precision=-1)
        return text if len(text) <= CELL else None
    if column.kind == "boolean":
        return tr("answer.yes") if value else tr("answer.no")
    if column.kind in ("integer", "number", "share"):
        return float(value)
    return _text(column, str(value), tr)


def _text(column: Column, text: str, tr: Translate) -> Any:
    if column.kind == "choice" and text in column.choices:
        return answer(column, text, tr)
    if column.kind == "date":
        return _day(text)
    if column.kind == "instant" and column.unit != "UTC":
        return datetime.fromisoformat(text).astimezone(HAITI).isoformat(timespec="minutes")
    return harmless(text)


def _day(text: str) -> date | str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return harmless(text)
    return day if day.year >= _FIRST_YEAR else text
