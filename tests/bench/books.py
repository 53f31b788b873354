"""Invented workbooks of a given size, written as a spreadsheet program writes them: shared texts, plain numbers."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from geo.frames import FRAMES, Column

BLANK_SHARE = 0.1  # of the cells that an assessment may leave out: made up
DAYS_PER_SITE = 4
FIRST_DAY = date(2022, 1, 1)
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{MIME}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MIME}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{MIME}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
    f'Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}


def assessments(path: Path, rows: int, columns: int) -> int:
    """Write a workbook of assessments: the first so many columns of the vocabulary; returns how many sites it names."""
    chosen = FRAMES["assessments"].columns[:columns]
    sites = -(-rows // DAYS_PER_SITE)
    drawn = random.Random(7)
    _write(path, [c.name for c in chosen], (_row(at, chosen, sites, drawn) for at in range(rows)))
    return sites


def site_id(at: int) -> str:
    """Id of the n-th site of such a workbook."""
    return f"BENCH-{at:06d}"


def _row(at: int, columns: tuple[Column, ...], sites: int, drawn: random.Random) -> list[Any]:
    day = FIRST_DAY + timedelta(days=30 * (at // sites))
    keys = {"site_id": site_id(at % sites), "assessed_on": day.isoformat(), "not_assessed_reason": None}
    return [keys[c.name] if c.name in keys else _cell(c, drawn) for c in columns]


def _cell(column: Column, drawn: random.Random) -> Any:
    if drawn.random() < BLANK_SHARE:
        return None
    if column.kind == "choice":
        return drawn.choice(column.choices)
    if column.kind == "boolean":
        return drawn.choice(("oui", "non"))
    if column.kind == "date":
        return (FIRST_DAY - timedelta(days=drawn.randrange(300))).isoformat()
    if column.kind in ("text", "code"):
        return f"{column.name} {drawn.randrange(200)}"
    if column.kind == "integer":
        return drawn.randrange(min(int(column.most or 100), 900) + 1)
    return round(drawn.random() * min(column.most or 100.0, 100.0), 2)


def _write(path: Path, headers: list[str], rows: Iterator[list[Any]]) -> None:
    told: dict[str, int] = {}
    letters = [get_column_letter(n + 1) for n in range(len(headers))]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{SPREADSHEET}"><sheetData>'.encode())
            sheet.write(_line(1, headers, letters, told))
            for at, row in enumerate(rows, start=2):
                sheet.write(_line(at, row, letters, told))
            sheet.write(b"</sheetData></worksheet>")
        texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in told)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPREADSHEET}">{texts}</sst>')


def _line(at: int, cells: list[Any], letters: list[str], told: dict[str, int]) -> bytes:
    parts = [
        f'<c r="{letter}{at}" t="s"><v>{told.setdefault(cell, len(told))}</v></c>'
        if isinstance(cell, str)
        else f'<c r="{letter}{at}"><v>{cell}</v></c>'
        for letter, cell in zip(letters, cells, strict=True)
        if cell is not None
    ]
    return f'<row r="{at}">{"".join(parts)}</row>'.encode()
