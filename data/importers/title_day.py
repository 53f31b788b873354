"""The day that stands above a table ("Situation au 30/09/2026"): told, never taken before somebody says so."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from data.importers.cells import read_cells
from geo.frames import Column

_DATES = re.compile(r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\b")


def of(sheet: dict[str, Any]) -> tuple[str, str] | None:
    """Text above the header that holds the one date there, and that date (ISO); None where there is none or several.

    Parameters
    ----------
    sheet
        As data/importers/tables.py gives it: `above` holds the cells above the header.
    """
    found = [(text, date) for text in sheet.get("above", ()) for date in _DATES.findall(text)]
    cells = read_cells(pd.Series([date for _, date in found], dtype="str"), Column("day", "date"))
    days = [(text, day) for (text, _), day in zip(found, cells.values.tolist(), strict=True) if isinstance(day, str)]
    return days[0] if len({day for _, day in days}) == 1 else None
