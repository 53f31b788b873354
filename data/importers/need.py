"""A need file: how many households of which commune want help."""

from __future__ import annotations

from pathlib import Path

from data.importers import child
from data.importers.cells import read_number
from data.importers.files import check_table
from data.importers.limits import limits
from data.importers.words import fold
from geo.errors import DataProblem, ImportRejected


def read_need(path: Path) -> tuple[tuple[str, float], ...]:
    """Read a need file (`adm2_pcode`, `households`) as pairs.

    Raises
    ------
    ImportRejected
        If the file cannot be read, or lacks a column.
    DataProblem
        ``preposition.bad_cell``, ``ambiguous_cell`` or ``blank_cell`` with file, row and column.
    """
    check_table(path)
    columns = ["adm2_pcode", "households"]
    sheet = child.parse("table", path, limits=limits(), expected=[fold(name) for name in columns])
    told = dict(zip((fold(header) for header in sheet["headers"]), sheet["columns"], strict=True))
    absent = [name for name in columns if fold(name) not in told]
    if absent:
        raise ImportRejected(
            "sheet_missing_columns", sheet=sheet["sheet"], columns=", ".join(absent), found=", ".join(sheet["headers"])
        )
    codes, numbers = ([str(one or "").strip() for one in told[fold(name)]] for name in columns)
    rows = zip(sheet["rows"], codes, numbers, strict=True)
    return tuple((code, _households(path.name, row, code, text)) for row, code, text in rows)


def _households(file: str, row: int, code: str, text: str) -> float:
    """Households of one row; a decimal comma is read."""
    for column, value in (("adm2_pcode", code), ("households", text)):
        if not value:
            raise DataProblem("preposition.blank_cell", file=file, row=row, column=column)
    cell, most = read_number(text), limits()["case_number"]
    if cell.value is None or not 0 <= cell.value <= most:
        code = "ambiguous_cell" if cell.code == "ambiguous_number" else "bad_cell"
        raise DataProblem(f"preposition.{code}", file=file, row=row, column="households", value=text[:80],
                          most=f"{most:,.0f}".replace(",", " "), **cell.params)  # fmt: skip
    return float(cell.value)
