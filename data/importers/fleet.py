"""A fleet file: which vehicles there are for one question, without keeping them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from data.figures_in_force import NOTHING
from data.importers import child
from data.importers.files import check_table
from data.importers.limits import limits
from data.importers.words import fold
from data.reference_fleet import vehicle_types
from geo.errors import DataProblem, ImportRejected
from geo.fleet import Fleet, fleet_of

COLUMNS = ("vehicle_type", "number", "warehouse_id", "payload_t", "payload_m3")
_NEEDED = ("vehicle_type", "number")


def read_fleet(path: Path, warehouses: pd.Series, told: Mapping[str, str] = NOTHING) -> Fleet:
    """Read a fleet file (`COLUMNS`; a blank warehouse: anywhere; a blank payload: of the type).

    Parameters
    ----------
    path
        A table; `vehicles` is read as `number`.
    warehouses
        Ids of the warehouses there are.
    told
        Settings of the store: payloads of types that somebody changed.

    Raises
    ------
    ImportRejected
        If the file cannot be read, or lacks a column.
    DataProblem
        ``fleet.unknown_type``, ``fleet.bad_number``, ``fleet.unknown_warehouse``: nothing is left out silently.
    """
    check_table(path)
    sheet = child.parse("table", path, limits=limits(), expected=[fold(name) for name in COLUMNS])
    cells = dict(zip((fold(header) for header in sheet["headers"]), sheet["columns"], strict=True))
    if fold("number") not in cells and fold("vehicles") in cells:
        cells[fold("number")] = cells[fold("vehicles")]
    absent = [name for name in _NEEDED if fold(name) not in cells]
    if absent:
        raise ImportRejected(
            "sheet_missing_columns", sheet=sheet["sheet"], columns=", ".join(absent), found=", ".join(sheet["headers"])
        )
    rows = pd.DataFrame({name: cells[fold(name)] for name in COLUMNS if fold(name) in cells}, dtype="object")
    rows = rows.map(lambda cell: None if cell is None or not str(cell).strip() else str(cell).strip())
    for at, value in enumerate(rows["number"]):
        if rows["vehicle_type"].iloc[at] is None:
            raise DataProblem("preposition.blank_cell", file=path.name, row=sheet["rows"][at], column="vehicle_type")
        if value is None:
            raise DataProblem("fleet.bad_number", value="", vehicle_type=str(rows["vehicle_type"].iloc[at]))
    if "warehouse_id" in rows:
        strange = set(rows["warehouse_id"].dropna()) - set(warehouses)
        if strange:
            raise DataProblem("fleet.unknown_warehouse", value=min(strange)[:80])
    return fleet_of(rows, vehicle_types(told))
