"""Sums of what a real workbook tells in numbers, beside an independent reading of the file with openpyxl."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from data.importers.read import read
from geo.frames import ASSESSMENTS

CHAD = "sites/iom_dtm_dtm_chad_site_and_village_assessment_round_16.xlsx"


@pytest.mark.shared
def test_every_column_of_numbers_adds_up_to_the_files_own_cells(shared: Path) -> None:
    """Rows of sites alone: villages are another kind. Columns with words in them are no plain numbers."""
    path = shared / "data" / CHAD
    found = read("assessments", path, today="2026-11-22")
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    _, heads, _, *rows = book["Round16_data"].iter_rows(values_only=True)
    kind = next(at for at, header in enumerate(heads) if str(header).strip() == "a7_type_localite")
    sites = [row for row in rows if row[kind] == "Site"]
    positions: dict[str, list[int]] = {}
    for one in found.mapped:
        positions.setdefault(one.column, []).append(one.position)
    told = {}
    for column in ASSESSMENTS.columns:
        cells = [row[at] for at in positions.get(column.name, ()) for row in sites]
        if column.kind in ("integer", "number", "share") and cells and not any(isinstance(c, str) for c in cells):
            told[column.name] = sum(cell for cell in cells if cell is not None)
    assert len(found.rows) == len(sites) == 167
    assert len(told) >= 20
    assert {name: found.rows[name].sum() for name in told} == pytest.approx(told, abs=1e-9)
