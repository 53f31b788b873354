"""Templates and exports of a table as a workbook: one sheet to fill or edit, one that explains every column.

The header is in the user's language, with the unit; below it stands an HXL tag for every column, by which `read.read`
knows the columns whatever the language. Choices are drop-down lists of words. A template that was filled in, and an
export that was edited, are read back without loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data.forms.known import Known, shipped
from data.forms.layout import arranged, bands, given_an_id, told_at_once
from data.forms.validation import Lists, check, say
from data.forms.wording import REQUIRED, Translate, answer, harmless, header, meaning, sheet_title, unit
from data.forms.written import written
from data.importers.emptying import MARK, can_be_emptied
from data.importers.limits import limits
from data.importers.template import tag_of
from geo.frames import Column, Frame

_BOLD, _GREY, _NOTE = Font(bold=True), Font(color="808080", italic=True), Font(bold=True, color="B00020")
_REQUIRED = PatternFill("solid", fgColor="FFD9A0")
_FILLS = [
    PatternFill("solid", fgColor=colour)
    for colour in ("E8EEF4", "E3F1E6", "DDEFF7", "F3EBDD", "EFE6F3", "F7E9E6", "EDF3D9", "E6ECEC")
]
_WRAPPED = Alignment(wrap_text=True, vertical="top")
# Texts and codes are kept as typed: a code with leading zeros stays whole.
_FORMATS = {"date": "dd/mm/yyyy", "instant": "dd/mm/yyyy hh:mm", "integer": "0", "number": "General", "share": "0.00"}
_WIDTH, _WIDEST = 12, 32
_BOX = {"width": 320, "height": 140}  # of a comment: two sentences


@dataclass(frozen=True)
class Head:
    """What stands above the rows: notes, the bands where the table has some, headers, tags."""

    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    bands: tuple[str, ...]

    @property
    def row(self) -> int:
        """Row of the headers."""
        return len(self.notes) + (1 if any(self.bands) else 0) + 1

    @property
    def first(self) -> int:
        """First row to fill, below the headers and the tags."""
        return self.row + 2


def head(frame: Frame, *, short: bool = False, notes: Sequence[str] = ()) -> Head:
    """What stands above the rows of a table's workbook."""
    columns = arranged(frame, short=short)
    of = bands(frame)
    return Head(tuple(notes), columns, tuple(of[column.name] for column in columns))


def write_template(
    frame: Frame, path: str | Path, *, tr: Translate, known: Known | None = None, short: bool = False
) -> None:
    """Write the empty template of one table.

    Parameters
    ----------
    frame
        The table.
    path
        The xlsx to write.
    tr
        Locale key -> text, as components/i18n.py gives it.
    known
        What drop-down lists of codes offer (`data.forms.known.known_of`); None: the shipped communes.
    short
        Only the columns of the short form, where the table has one.
    """
    book = _book(frame, head(frame, short=short), tr, shipped() if known is None else known)
    book.save(path)


def write_rows(
    frame: Frame,
    rows: pd.DataFrame,
    path: str | Path,
    *,
    tr: Translate,
    known: Known | None = None,
    notes: Sequence[str] = (),
    about: Sequence[Sequence[str]] = (),
) -> None:
    """Write the rows of one table as a template that is filled in: edited and imported, it changes what was edited.

    Parameters
    ----------
    frame, path, tr, known
        As in `write_template`.
    rows
        Rows of the table. A shape whose WKT is longer than a cell holds is left blank.
    notes
        What is to be said of the rows as a whole (their day, that they are fictional); stands above the headers.
    about
        Rows of a last sheet: whence the rows are.
    """
    top = head(frame, notes=notes)
    book = _book(frame, top, tr, shipped() if known is None else known, filled=True)
    sheet = book.worksheets[0]
    sheet.title = tr("export.data")[:31]
    for at, values in enumerate(_cells(frame, top, rows, tr), start=top.first):
        for n, value in enumerate(values, start=1):
            if value is not None:
                sheet.cell(at, n, value)
    if about:
        _about(book.create_sheet(tr("export.method")[:31], 2), about)
    book.save(path)


def _cells(frame: Frame, top: Head, rows: pd.DataFrame, tr: Translate) -> list[tuple[Any, ...]]:
    whole = frame.conform(rows)
    columns = [[written(column, value, tr) for value in whole[column.name]] for column in top.columns]
    return list(zip(*columns, strict=True))


def _book(frame: Frame, top: Head, tr: Translate, known: Known, *, filled: bool = False) -> Workbook:
    """Workbook without rows; `filled`: rows follow, which may be edited."""
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title(tr(f"frame.{frame.name}"))
    lists = Lists(book.create_sheet(tr("template.lists")))
    lists.sheet.sheet_state = "hidden"
    _notes_and_bands(sheet, top, tr)
    for n, column in enumerate(top.columns, start=1):
        _head(sheet, n, frame, top, tr)
        rule = check(frame, column, tr, lists, known)
        if rule is not None:
            said = kind(column, tr)
            if filled and can_be_emptied(frame, column) and rule.showErrorMessage:
                rule.errorStyle = "warning"  # a mark that empties the cell may be typed
                said = f"{said}; {tr('template.empty_cell', mark=tr(MARK))}"
            say(rule, header(column, tr), said)
            letter = get_column_letter(n)
            rule.add(f"{letter}{top.first}:{letter}{int(limits()['table_rows'])}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = sheet.cell(top.first, 1 + len(frame.key))
    sheet.row_dimensions[top.row].height = 45
    _explain(book.create_sheet(tr("template.sheet")[:31], 1), frame, top, tr)
    book.properties.creator, book.properties.title = "Pare", tr(f"frame.{frame.name}")
    return book


def _notes_and_bands(sheet: Worksheet, top: Head, tr: Translate) -> None:
    for row, note in enumerate(top.notes, start=1):
        sheet.cell(row, 1, harmless(note)).font = _NOTE
    before = ""
    for n, band in enumerate(top.bands, start=1):
        if band:
            cell = sheet.cell(top.row - 1, n, tr(f"template.band_{band}") if band != before else None)
            cell.font, cell.fill = _BOLD, _fill(top, band)
        before = band


def _fill(top: Head, band: str) -> PatternFill:
    known = [one for one in dict.fromkeys(top.bands) if one]
    return _FILLS[known.index(band) % len(_FILLS) if band in known else 0]


def _head(sheet: Worksheet, n: int, frame: Frame, top: Head, tr: Translate) -> None:
    column = top.columns[n - 1]
    required = told_at_once(frame, column)
    cell = sheet.cell(top.row, n, header(column, tr) + (REQUIRED if required else ""))
    cell.font, cell.fill = _BOLD, _REQUIRED if required else _fill(top, top.bands[n - 1])
    cell.alignment = _WRAPPED
    cell.comment = Comment(f"{meaning(column, tr)}\n{expected(frame, column, tr)}", "Pare", **_BOX)
    sheet.cell(top.row + 1, n, tag_of(column)).font = _GREY
    whole = sheet.column_dimensions[get_column_letter(n)]
    whole.width = min(max(len(header(column, tr)) * 0.8, _WIDTH), _WIDEST)
    whole.number_format = _FORMATS.get("share" if column.unit == "share" else column.kind, "@")


def kind(column: Column, tr: Translate) -> str:
    """What a cell of a column holds: its kind, unit and bounds."""
    parts = [tr(f"template.kind_{'share' if column.unit == 'share' else column.kind}")]
    if in_units := unit(column, tr):
        parts.append(f"{tr('template.unit')} {in_units}")
    if column.least is not None and column.most is not None:
        parts.append(f"{column.least:g} – {column.most:,.10g}".replace(",", " "))
    return "; ".join(parts)


def expected(frame: Frame, column: Column, tr: Translate) -> str:
    """What a cell of a column holds, whether it must be filled in, and what a blank id means."""
    parts = [kind(column, tr)]
    if told_at_once(frame, column):
        parts.append(tr("template.required"))
    elif given_an_id(frame, column):
        parts.append(tr("template.given"))
    return "; ".join(parts)


def _explain(sheet: Worksheet, frame: Frame, top: Head, tr: Translate) -> None:
    sheet.append([tr(f"frame.{frame.name}")])
    how = tr("template.how", row=top.first)
    clear = tr("template.empty_how", mark=tr(MARK)) if frame.merge != "ledger" else ""
    sheet.append([f"{how} {clear}".strip()])
    sheet.append([])
    sheet.append([tr(f"template.{word}") for word in ("column", "meaning", "expected", "choices", "tag")])
    for column in top.columns:
        choices = "\n".join(answer(column, value, tr) for value in column.choices)
        told = (header(column, tr), meaning(column, tr), expected(frame, column, tr), choices, tag_of(column))
        sheet.append([harmless(text) for text in told])
    _dress(sheet, (1, 4), (36, 60, 48, 36, 30))


def _about(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for row in rows:
        sheet.append([harmless(text) for text in row])
    _dress(sheet, (1,), (36, 80))


def _dress(sheet: Worksheet, bold: Sequence[int], widths: Sequence[int]) -> None:
    for row in bold:
        for cell in sheet[row]:
            cell.font = _BOLD
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    for cells in sheet.iter_rows(min_row=max(bold)):
        for cell in cells:
            cell.alignment = _WRAPPED
