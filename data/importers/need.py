"""A need file: how many households of which commune want help."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.importers import child
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
        ``bad_need`` where a number of households is none or below zero.
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
    codes, numbers = (told[fold(name)] for name in columns)
    households = pd.to_numeric(pd.Series(numbers, dtype="str"), errors="coerce")
    for commune, text, number in zip(codes, numbers, households, strict=True):
        if not number >= 0:
            raise DataProblem("bad_need", commune=commune, value=text)
    return tuple(zip(codes, households.tolist(), strict=True))
