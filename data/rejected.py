"""Rows of a file that were not accepted, as the same sheet with a column of reasons: corrected, it is read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from data.forms.wording import harmless
from data.importers import child, readers
from data.importers.limits import limits
from data.importers.opening import shown_headers
from data.importers.personal import fits, masked, says_person
from data.importers.preview import ImportPreview, sentence_in
from data.importers.words import fold
from geo.frames import FRAMES, Column

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_WIDE, _NARROW = 80, 18  # characters: the reasons, any other column
_LONGEST = 32_000  # characters that a cell of a workbook holds, with room to spare
_SHEET_NAME = 31
Row = Sequence[str]


@dataclass(frozen=True)
class Rejected:
    """A file to be handed back: its name, its kind, its bytes."""

    name: str
    mime: str
    content: bytes


def rows_of(previews: Sequence[ImportPreview]) -> list[int]:
    """Lines that at least one table of the file did not accept, in order.

    Totals are left out: they are nothing to be corrected, and beside a part of their rows they would not add up.
    """
    totals = {problem.row for one in previews for problem in one.problems if problem.code == "total_row"}
    return sorted({line for one in previews for line in one.rejected} - totals)


def reasons(previews: Sequence[ImportPreview], tr: Callable[..., str]) -> dict[int, str]:
    """Line -> the sentences of what is wrong with it.

    A line whose own problem is beyond the limit of those listed is given a sentence that says so.
    """
    whole = [sentence_in(one, p, tr) for one in previews for p in one.problems if p.blocking and p.row is None]
    told: dict[int, list[str]] = {line: list(whole) for line in rows_of(previews)}
    for one in previews:
        for problem in one.problems:
            if problem.blocking and problem.row in told:
                told[problem.row].append(sentence_in(one, problem, tr))
    return {line: " ".join(dict.fromkeys(said)) or tr("imports.reason_unlisted") for line, said in told.items()}


def named(path: Path, tr: Callable[..., str]) -> tuple[str, str]:
    """Name and kind of the file that `rejected` makes: a CSV of a CSV, a workbook of anything else."""
    stem = f"{path.stem}-{tr('imports.rejected_file')}"
    with path.open("rb") as stream:
        packed = stream.read(4) == b"PK\x03\x04"
    if readers.parser_of(path) == "table" and not packed:
        return f"{stem}.csv", CSV
    return f"{stem}.xlsx", XLSX


def rejected(path: Path, previews: Sequence[ImportPreview], tr: Callable[..., str]) -> Rejected:
    """Make the file of the rejected rows.

    A workbook gives a workbook with the same sheet, the lines above its header included; a CSV one with the same
    separator; any other file a workbook of what was read of it. Texts that a spreadsheet would run are quoted.

    Parameters
    ----------
    path
        The file as it came.
    previews
        What was read of it.
    tr
        Locale key and placeholders -> text.

    Raises
    ------
    ImportRejected
        If the file cannot be read any more.
    """
    said = reasons(previews, tr)
    dropped = {header for one in previews for header in one.dropped}
    title, (name, mime) = tr("imports.reasons"), named(path, tr)
    if readers.parser_of(path) == "table":
        headers = [h for one in previews for h in (*(m.header for m in one.mapped), *one.unmapped, *one.dropped)]
        options = {"expected": [fold(header) for header in headers], "sheet": previews[0].sheet}
        found = child.parse("lines", path, limits=limits(), wanted=list(said), **options)
    else:
        found = _told(path, list(said), tr("imports.file_message"))
    headers = shown_headers(found["head"][found["header"]])
    head = [headers if at == found["header"] else _shown_above(row, headers) for at, row in enumerate(found["head"])]
    columns = [None if header in dropped else _meant(header, previews) for header in headers]
    top = [[*row, title if at == found["header"] else ""] for at, row in enumerate(head)]
    rows = [[*_without(row, columns), said[line]] for line, row in zip(said, found["rows"], strict=True)]
    sheet = found["sheet"] or tr("imports.rejected_file")
    made = _csv([*top, *rows], found["separator"]) if mime == CSV else _xlsx(top, rows, sheet, found["header"])
    return Rejected(name, mime, made)


def _shown_above(row: Row, headers: Row) -> list[str]:
    """A line above the header as wide as it, without persons."""
    return [*map(masked, row), *[""] * (len(headers) - len(row))]


def _meant(header: str, previews: Sequence[ImportPreview]) -> list[Column]:
    """Our columns that a header was read as, in any table of the file."""
    told = [(one.frame, m.column) for one in previews for m in one.mapped if m.header == header]
    return [FRAMES[frame].by_name[column] for frame, column in told if column in FRAMES[frame].by_name]


def _without(row: Row, columns: Sequence[Sequence[Column] | None]) -> list[str]:
    """Leave what says a person blank: it is handed to nobody, not even back. None stands for a personal column."""
    cells = []
    for n, cell in enumerate(row):
        meant = columns[n] if n < len(columns) else ()
        stays = meant is not None and (any(fits(one, cell) for one in meant) if meant else not says_person(cell))
        cells.append(cell if stays else "")
    return cells


def _told(path: Path, wanted: list[int], header: str) -> dict[str, Any]:
    """Rows of a file that is no table: the lines of a message under a header, or what was read of anything else."""
    if readers.parser_of(path) == "message":
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        return {"sheet": "", "header": 0, "head": [[header]], "separator": "",
                "rows": [[lines[line - 1] if line <= len(lines) else ""] for line in wanted]}  # fmt: skip
    sheet = readers.sheet_of(path, None, [])
    at = {line: n for n, line in enumerate(sheet["rows"])}
    rows = [[column[at[line]] or "" for column in sheet["columns"]] for line in wanted]
    return {"sheet": sheet["sheet"], "header": 0, "head": [sheet["headers"]], "separator": "", "rows": rows}


def _csv(rows: list[list[str]], separator: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([[harmless(c) for c in r] for r in rows])
    return ("\ufeff" + text.getvalue()).encode()


def _xlsx(top: list[list[str]], rows: list[list[str]], title: str, header: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_title(title))
    width = max(len(row) for row in [*top, *rows])
    for number in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDE if number == width else _NARROW
    for at, row in enumerate(top):
        sheet.append([_cell(sheet, text, bold=at == header) for text in row])
    for row in rows:
        *cells, why = [_cell(sheet, text) for text in row]
        why.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append([*cells, why])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _title(name: str) -> str:
    """Name of the sheet, without the signs that a workbook forbids."""
    return "".join(sign for sign in name if sign not in "[]:*?/\\")[:_SHEET_NAME] or "1"


def _cell(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """One cell: a number where the text is exactly one, else the text, which is never run."""
    cell = WriteOnlyCell(sheet, _value(text))
    if bold:
        cell.font = Font(bold=True)
    return cell


def _value(text: str) -> str | int | float | None:
    if text.lstrip("-").isdecimal() and text.isascii() and str(int(text)) == text:
        return int(text) if len(text) <= 15 else text
    if (
        "." in text
        and text.replace(".", "", 1).lstrip("-").isdecimal()
        and text.isascii()
        and repr(float(text)) == text
    ):
        return float(text)
    return harmless(text)[:_LONGEST] or None
