"""The product's own templates, written: one sheet to fill, one that explains every column.

The header is the plain column name of geo/frames.py (the unit is in the name), HXL tags stand in the second row;
choices are drop-down lists. What is filled in is read back by `read.read` without loss.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.importers.limits import limits
from geo.frames import Column, Frame

Translate = Callable[..., str]

FIRST_ROW = 3  # below the header and the HXL row
_BOLD, _GREY = Font(bold=True), Font(color="808080", italic=True)
_REQUIRED, _OPTIONAL = PatternFill("solid", fgColor="FFE5B4"), PatternFill("solid", fgColor="E8EEF4")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_ANSWERS = ("yes", "no")
# Texts and codes are kept as typed: a code with leading zeros stays whole.
_FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "number": "General", "share": "0.00"}


def write_template(frame: Frame, path: str | Path, *, tr: Translate) -> None:
    """Write the template of one table.

    Parameters
    ----------
    frame
        The table.
    path
        The xlsx to write.
    tr
        Locale key -> text, as components/i18n.py gives it: ``column.<name>``, ``frame.<name>``,
        ``choice.<value>``, ``template.<word>``.
    """
    book = Workbook()
    del book["Sheet"]
    sheet = book.create_sheet(frame.name)
    lists = book.create_sheet("lists")
    lists.sheet_state = "hidden"
    for n, column in enumerate(frame.columns, start=1):
        _head(sheet, n, column, tr)
        _validate(sheet, lists, n, column, tr)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 1)
    _explain(book.create_sheet(tr("template.sheet")[:31], 1), frame, tr)
    book.properties.creator, book.properties.title = "Pare", tr(f"frame.{frame.name}")
    book.save(path)


def _head(sheet: Worksheet, n: int, column: Column, tr: Translate) -> None:
    cell = sheet.cell(1, n, column.name)
    cell.font, cell.fill = _BOLD, _REQUIRED if column.required else _OPTIONAL
    note = Comment(f"{tr(f'column.{column.name}')}\n{_expected(column, tr)}", "Pare")
    note.width, note.height = 320, 140
    cell.comment = note
    sheet.cell(2, n, column.hxl or None).font = _GREY
    letter = get_column_letter(n)
    whole = sheet.column_dimensions[letter]
    whole.width = max(len(column.name) + 2, 12)
    whole.number_format = _FORMATS.get(column.kind, "@")


def _validate(sheet: Worksheet, lists: Worksheet, n: int, column: Column, tr: Translate) -> None:
    """Drop-down lists for choices and yes or no; bounds for numbers."""
    letter = get_column_letter(n)
    last = int(limits()["table_rows"])
    options = column.choices or (_ANSWERS if column.kind == "boolean" else ())
    if options:
        for row, option in enumerate(options, start=1):
            lists.cell(row, n, option)
        rule = DataValidation("list", formula1=f"lists!${letter}$1:${letter}${len(options)}", allow_blank=True)
    elif column.kind in {"integer", "number", "share"} and column.least is not None and column.most is not None:
        kind = "whole" if column.kind == "integer" else "decimal"
        least, most = f"{column.least:g}", f"{column.most:.10g}"
        rule = DataValidation(kind, operator="between", formula1=least, formula2=most, allow_blank=True)
    else:
        return
    rule.errorTitle, rule.error = column.name[:32], _expected(column, tr)[:250]
    rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
    sheet.add_data_validation(rule)


def _expected(column: Column, tr: Translate) -> str:
    """What belongs into a column, in one line."""
    parts = [tr(f"template.kind_{column.kind}")]
    if column.unit:
        parts.append(f"{tr('template.unit')} {column.unit}")
    if column.least is not None and column.most is not None:
        parts.append(f"{column.least:g} – {column.most:,.10g}".replace(",", " "))
    if column.choices:
        parts.append(" | ".join(column.choices))
    if column.required:
        parts.append(tr("template.required"))
    return "; ".join(parts)


def _explain(sheet: Worksheet, frame: Frame, tr: Translate) -> None:
    sheet.append([tr(f"frame.{frame.name}")])
    sheet.append([tr("template.how")])
    sheet.append([])
    sheet.append([tr(f"template.{word}") for word in ("column", "meaning", "expected", "choices")])
    for column in frame.columns:
        choices = "\n".join(f"{value}: {tr(f'choice.{value}')}" for value in column.choices)
        sheet.append([column.name, tr(f"column.{column.name}"), _expected(column, tr), choices])
    for row in (1, 4):
        for cell in sheet[row]:
            cell.font = _BOLD
    for letter, width in zip("ABCD", (28, 60, 60, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    for cells in sheet.iter_rows(min_row=4):
        for cell in cells:
            cell.alignment = _WRAPPED
