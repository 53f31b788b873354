"""Any table of answers as observations: one row an answer, under the header that it stood under.

Thematic assessments and damage reports (EDAB) come in forms of their own. Nothing is lost and nothing is guessed: what
the table says of place and day is read as in any import, every other column becomes an indicator.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from data.importers.cells import read_number
from data.importers.headers import match
from data.importers.template import vocabulary
from data.importers.words import fold, is_personal
from geo.frames import FRAMES

# Where a row lies and when: columns of our own that are not answers.
_PLACED = ("site_id", "shelter_id", "adm2_pcode", "adm2_name", "adm1_pcode", "adm1_name", "longitude", "latitude")
_DATED = ("observed_on", "assessed_on")
_KEPT = ("adm2_pcode", "adm2_name", "adm1_pcode", "adm1_name", "longitude", "latitude")
HEADERS = ("theme", "subject", "subject_id", *_KEPT, "observed_on", "indicator", "label", "value", "answer")


def is_long(sheet: dict[str, Any]) -> bool:
    """Whether a table has one row an answer already."""
    found = match(sheet["headers"], sheet["tags"], vocabulary(FRAMES["observations"]), lenient=True)
    return {"indicator", "subject_id"} <= {one.column for one in found.mapped}


def melted(sheet: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a table of answers with one row an answer; line numbers are those of the table.

    Parameters
    ----------
    sheet
        As data/importers/tables.py gives it.
    path
        The file: its name is the theme, where the form has none.

    Returns
    -------
    sheet
        With the headers of `HEADERS`. Personal columns come without their cells, to be told.
    """
    placed = _placed(sheet)
    used = set(placed.values())
    questions = [n for n, header in enumerate(sheet["headers"]) if n not in used and header and not is_personal(header)]
    theme = fold(sheet.get("form") or path.stem).replace(" ", "_")
    days = sheet.get("days") or [None] * len(sheet["rows"])
    lines, cells = [], []
    for row, line in enumerate(sheet["rows"]):
        head = _head(placed, sheet["columns"], row)
        day = next((sheet["columns"][placed[name]][row] for name in _DATED if name in placed), None) or days[row]
        for n in questions:
            answer = sheet["columns"][n][row]
            if answer:
                lines.append(line)
                cells.append([theme, *head, day, *_answer(sheet["headers"][n], answer)])
    dropped = [header for header in sheet["headers"] if is_personal(header)]
    columns = [list(column) for column in zip(*cells, strict=True)] if cells else [[] for _ in HEADERS]
    return sheet | {
        "headers": [*HEADERS, *dropped], "tags": [""] * (len(HEADERS) + len(dropped)), "rows": lines, "overlong": [],
        "columns": [*columns, *([None] * len(lines) for _ in dropped)],
    }  # fmt: skip


def _placed(sheet: dict[str, Any]) -> dict[str, int]:
    """Column -> position of what says where a row lies and when."""
    found: dict[str, int] = {}
    for name in ("shelters", "sites", "assessments"):
        told = match(sheet["headers"], sheet["tags"], vocabulary(FRAMES[name]), lenient=True)
        found |= {m.column: m.position for m in told.mapped if m.column in {*_PLACED, *_DATED}}
    return found


def _head(placed: dict[str, int], columns: list[list[str | None]], row: int) -> list[str | None]:
    """Subject, its id, and the clues to the commune."""
    told = {name: columns[at][row] for name, at in placed.items()}
    subject = next((kind for kind in ("site", "shelter") if told.get(f"{kind}_id")), "commune")
    named = told.get(f"{subject}_id") or told.get("adm2_pcode") or told.get("adm2_name")
    return [subject, named, *(told.get(name) for name in _KEPT)]


def _answer(header: str, answer: str) -> tuple[str, str, str | None, str | None]:
    """Indicator, its words, its number, and the answer as text where it is no number."""
    number = read_number(answer)
    told = number.value is not None and not pd.isna(number.value)
    return fold(header).replace(" ", "_")[:80], header, (answer if told else None), (None if told else answer)
