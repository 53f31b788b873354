"""Single lines of a table as they stand, with everything above its first row: for handing back what was not taken.

Runs in the parsing process (data/importers/child.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.importers import tables


def parse(
    path: Path, *, expected: list[str], limits: dict[str, float], wanted: list[int], sheet: str = ""
) -> dict[str, Any]:
    """Read lines of the sheet that an import read.

    Parameters
    ----------
    path, expected, limits, sheet
        As `tables.parse` takes them.
    wanted
        Numbers of the lines (1 is the first).

    Returns
    -------
    lines
        `sheet`, `header` (its place in `head`), `head` (all lines above the first row), `rows` (the wanted
        lines in their order, no shorter than the header), `separator` ("" of a workbook).

    Raises
    ------
    ImportRejected
        As `tables.parse`.
    """
    found = tables.parse(path, expected=expected, limits=limits, sheet=sheet, anyhow=True)
    known = frozenset(expected)
    sheets, _ = tables.sheets_of(path, known)
    rows = next(read for name, read in sheets if name == found["sheet"])
    first, width = found["rows"][0], len(found["headers"])
    chosen, head, kept = set(wanted), [], []
    for number, row in enumerate(rows(), start=1):
        if number < first:
            head.append(row)
        elif number in chosen:
            kept.append([*row, *[""] * (width - len(row))])
    return {
        "sheet": found["sheet"], "header": found["header_row"] - 1, "head": head, "rows": kept,
        "separator": _separator(path, known),
    }  # fmt: skip


def _separator(path: Path, known: frozenset[str]) -> str:
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            return ""
    text, _ = tables.decoded(path.read_bytes())
    return tables.separator_of(text, known)
