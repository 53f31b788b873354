"""Files of prepositioning: stock, hours, demand and capacity for one question, without keeping them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from data.importers import child
from data.importers.files import check_table
from data.importers.limits import limits
from data.importers.words import fold
from geo.errors import DataProblem, ImportRejected

# Each column with the words that are read as it, the first by itself.
STOCK = {"warehouse_id": ("warehouse_id",), "quantity": ("quantity",)}
HOURS = {"warehouse_id": ("warehouse_id",), "place": ("place", "adm2_pcode"), "hours": ("hours", "travel_hours")}
DEMAND = {"scenario_id": ("scenario_id", "disaster_id"), "place": ("place", "adm2_pcode"), "quantity": ("quantity",)}
CAPACITY = STOCK
TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "stock": STOCK,
    "hours": HOURS,
    "demand": DEMAND,
    "capacity": CAPACITY,
}
_OPTIONAL = ("item", "probability")
_NUMBERS = ("quantity", "hours", "probability")


def read_preposition(path: Path, table: str) -> pd.DataFrame:
    """Read one file of prepositioning.

    Parameters
    ----------
    path
        A table; further columns are left out.
    table
        One of `TABLES`.

    Returns
    -------
    rows
        The columns of the table, and `item` and `probability` where the file has them. Blank numbers are NaN; a blank
        number of hours: no way.

    Raises
    ------
    ImportRejected
        If the file cannot be read, or lacks a column.
    DataProblem
        ``preposition.bad_number`` for a cell that is no number, with table, row, column and value.
    """
    check_table(path)
    columns = TABLES[table]
    expected = [fold(word) for words in columns.values() for word in words]
    sheet = child.parse("table", path, limits=limits(), expected=expected)
    told = dict(zip((fold(header) for header in sheet["headers"]), sheet["columns"], strict=True))
    named = {name: next((fold(word) for word in words if fold(word) in told), "") for name, words in columns.items()}
    absent = [name for name, header in named.items() if not header]
    if absent:
        raise ImportRejected(
            "sheet_missing_columns", sheet=sheet["sheet"], columns=", ".join(absent), found=", ".join(sheet["headers"])
        )
    named |= {name: fold(name) for name in _OPTIONAL if fold(name) in told}
    return pd.DataFrame({name: _cells(table, name, told[header]) for name, header in named.items()})


def _cells(table: str, name: str, cells: list[object]) -> pd.Series:
    text = pd.Series([None if one is None or not str(one).strip() else str(one).strip() for one in cells], dtype="str")
    if name not in _NUMBERS:
        return text
    numbers = pd.to_numeric(text, errors="coerce")
    bad = text.notna() & numbers.isna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise DataProblem("preposition.bad_number", table=table, row=row + 2, column=name, value=str(text[row])[:80])
    return numbers.astype("float64")
