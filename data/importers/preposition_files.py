"""Files of prepositioning: stock, hours, demand and capacity for one question, without keeping them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from data.importers import child
from data.importers.cells import Cell, read_number
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
# A blank says something: no way, no limit, as likely as any other.
_MAY_BE_BLANK = {("hours", "hours"), ("capacity", "quantity"), ("demand", "probability")}
# What a row tells of, where it may be told once only; of stock and demand only a whole row that is repeated is refused.
_ONCE = {"hours": ("warehouse_id", "place", "item"), "capacity": ("warehouse_id", "item")}
_SUM = 1e-6


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
        The columns of the table, and `item` and `probability` where the file has them; the index holds the line in
        the file. Numbers may have a decimal comma. A blank number of hours: no way; of a capacity: no limit.

    Raises
    ------
    ImportRejected
        If the file cannot be read, or lacks a column.
    DataProblem
        ``preposition.bad_cell`` for a cell that is no number or outside its bounds, ``ambiguous_cell``,
        ``blank_cell``, ``repeated`` and ``differs`` (one disaster with two probabilities), each with file, row and
        column; ``preposition.sum`` for probabilities that add up to more than 1.
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
    whole = pd.DataFrame({at: _texts(cells) for at, cells in enumerate(sheet["columns"])}).set_axis(sheet["rows"])
    rows = pd.DataFrame({name: _texts(told[header]) for name, header in named.items()}).set_axis(sheet["rows"])
    read = rows.assign(**{name: _numbers(path, rows[name]) for name in named if name in _NUMBERS})
    _refuse_blanks(path, table, rows)
    once = [name for name in _ONCE.get(table, ()) if name in rows]
    _refuse_repeated(path, rows[once] if once else whole)
    if "probability" in read:
        _refuse_probabilities(path, read)
    return read


def check_warehouses(tables: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> None:
    """Refuse stock and capacity of a warehouse that no row of hours names: it would serve nobody, unseen.

    Parameters
    ----------
    tables
        As `read_preposition` gives them.
    names
        What each file is called.

    Raises
    ------
    DataProblem
        ``preposition.unknown_warehouse``.
    """
    known = set(tables["hours"]["warehouse_id"])
    for name in ("stock", "capacity"):
        if name not in tables:
            continue
        strange = tables[name][~tables[name]["warehouse_id"].isin(known) & ~tables[name]["quantity"].eq(0)]
        for row, told in strange.head(1).iterrows():
            raise DataProblem("preposition.unknown_warehouse", file=names[name], row=row, hours=names["hours"],
                              value=str(told["warehouse_id"])[:80])  # fmt: skip


def _texts(cells: list[object]) -> pd.Series:
    return pd.Series([None if one is None or not str(one).strip() else str(one).strip() for one in cells], dtype="str")


def _numbers(path: Path, texts: pd.Series) -> pd.Series:
    """Numbers of one column; each different text is read once."""
    name, most = str(texts.name), 1.0 if texts.name == "probability" else limits()["case_number"]
    where, different = pd.factorize(texts)
    cells = [read_number(str(text)) for text in different]
    for at, cell in enumerate(cells):
        if cell.value is None or not 0 <= cell.value <= most:
            row = texts.index[int((where == at).argmax())]
            raise DataProblem(_fault(cell), file=path.name, row=row, column=name, value=str(different[at])[:80],
                              most=f"{most:,.0f}".replace(",", " "), **cell.params)  # fmt: skip
    return pd.Series(np.array([*(cell.value for cell in cells), np.nan], dtype="float64")[where], index=texts.index)


def _fault(cell: Cell) -> str:
    return f"preposition.{'ambiguous_cell' if cell.code == 'ambiguous_number' else 'bad_cell'}"


def _refuse_blanks(path: Path, table: str, rows: pd.DataFrame) -> None:
    for name in rows:
        blank = rows[name].isna()
        if blank.any() and (table, name) not in _MAY_BE_BLANK:
            raise DataProblem("preposition.blank_cell", file=path.name, row=rows.index[blank][0], column=name)


def _refuse_repeated(path: Path, rows: pd.DataFrame) -> None:
    again = rows.duplicated()
    if again.any():
        row = rows.index[again][0]
        first = rows.index[(rows.fillna("") == rows.loc[row].fillna("")).all(axis=1)][0]
        raise DataProblem("preposition.repeated", file=path.name, row=row, first=first)


def _refuse_probabilities(path: Path, rows: pd.DataFrame) -> None:
    """One probability a disaster; all together at most 1: what is left is no disaster."""
    chance = rows["probability"].fillna(-1.0)
    first = chance.groupby(rows["scenario_id"]).transform("first")
    apart = chance.ne(first)
    if apart.any():
        row = rows.index[apart][0]
        scenario = rows.loc[row, "scenario_id"]
        raise DataProblem("preposition.differs", file=path.name, row=row, scenario=str(scenario)[:80],
                          first=rows.index[rows["scenario_id"] == scenario][0])  # fmt: skip
    if (chance < 0).all():
        return
    if (chance < 0).any():
        raise DataProblem("preposition.blank_cell", file=path.name, row=rows.index[chance < 0][0], column="probability")
    total = chance.groupby(rows["scenario_id"]).first().sum()
    if total > 1 + _SUM:
        raise DataProblem("preposition.sum", file=path.name, value=f"{total:.10g}")
