"""Files that people take away: xlsx and CSV with units, column dictionary, date, source and, where so, *fictif*."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from components.figures import explain_text
from components.figures.table import COLUMNS, FACE_DECIMALS, kind_of, label, worded
from components.i18n import Words
from geo.explain import Explanation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 50
DAY, SHARE, WHOLE, BROKEN = "dd/mm/yyyy", "0%", "#,##0", "#,##0.0##"  # how a spreadsheet shows what it counts with
_ISO_DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True)
class Told:
    """What a file says about itself: its name, the day of the data, labels such as "fictional"."""

    name: str
    as_of: str
    labels: tuple[str, ...] = ()
    explanations: tuple[Explanation, ...] = ()


def xlsx(frame: pd.DataFrame, columns: Sequence[str], told: Told, tr: Words) -> bytes:
    """A workbook of three sheets: the rows in words, what each column means, how the figures were computed.

    What the data are (fictional, schematic) stands on the last sheet and at the foot of each printed page, never among
    the rows: a file that is corrected and read back holds rows alone. CSV keeps the codes, for programs.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = tr("export.data")
    shown = [name for name in columns if name in frame.columns]
    sheet.append([safe(label(name, tr)) for name in shown])
    said = pd.DataFrame({name: _dated(name, worded(name, frame[name], tr)).astype("object") for name in shown})
    for values in said.itertuples(index=False):
        sheet.append([cell(value) for value in values])
    formatted(sheet, shown)
    _fit(sheet, shown)
    sheet.auto_filter.ref = sheet.dimensions
    sheet.oddFooter.center.text = " · ".join(told.labels).replace("&", "&&")
    _sheet(book, tr("export.columns"), [(name, label(name, tr), _unit(name, tr), _meaning(name, tr)) for name in shown],
           [tr("export.column"), tr("export.label"), tr("export.unit"), tr("export.meaning")])  # fmt: skip
    about = [(tr("export.as_of"), tr.moment(told.as_of)), *((tr("export.label_note"), one) for one in told.labels)]
    for one in told.explanations:
        about += [("", ""), *explain_text.lines(one, tr)]
    _sheet(book, tr("export.method"), about, [tr("export.about"), safe(told.name)])
    book.properties.creator, book.properties.title = "Pare", told.name
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv(frame: pd.DataFrame, columns: Sequence[str], told: Told, tr: Words) -> bytes:
    """UTF-8 CSV with a BOM: the names of the vocabulary in row 1, labels with units in row 2, then the rows.

    The last column says on which day the data stand and whether they are fictional, on every row.
    """
    shown = [name for name in columns if name in frame.columns]
    note = " · ".join((told.as_of, *told.labels))
    rows = frame[shown].astype("object").map(cell)
    head = pd.DataFrame([{name: safe(label(name, tr)) for name in shown}])
    table = pd.concat([head, rows], ignore_index=True).assign(note=[tr("export.label_note"), *[note] * len(rows)])
    return ("\ufeff" + table.to_csv(index=False, lineterminator="\r\n")).encode()


def formatted(sheet: Worksheet, columns: Sequence[str]) -> None:
    """Say how the numbers and days of a sheet with one header row look: they stay numbers and days.

    The spreadsheet itself writes them as its own language does.
    """
    for number, name in enumerate(columns, start=1):
        for (one,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
            if isinstance(one.value, date):
                one.number_format = DAY
            elif isinstance(one.value, int | float) and not isinstance(one.value, bool):
                one.number_format = _number_format(name, one.value)


def _number_format(name: str, value: float) -> str:
    if kind_of(name) == "share":
        return SHARE
    if name in FACE_DECIMALS:
        return f"0.{'0' * FACE_DECIMALS[name]}"
    if name in COLUMNS and COLUMNS[name].unit == "year":
        return "0"
    return WHOLE if float(value).is_integer() else BROKEN


def cell(value: object) -> object:
    """A value as a cell: unknown is empty, lists and maps become JSON, text that a program would run is quoted."""
    if isinstance(value, list | tuple | dict):
        return safe(json.dumps(value, ensure_ascii=False))
    if value is None or pd.isna(value):
        return None
    if isinstance(value, str):
        return safe(value)
    return value if isinstance(value, bool | int | float | date) else safe(str(value))


def safe(text: str) -> str:
    """Text that a spreadsheet shows and never runs."""
    clean = "".join(sign for sign in text if sign in "\n\t" or ord(sign) >= 32)
    return f"'{clean}" if clean.startswith(RISKY) else clean


def _dated(name: str, values: pd.Series) -> pd.Series:
    """ISO days of a column of dates as dates, which a spreadsheet sorts and counts with; other texts stay."""
    return values.map(_day, na_action="ignore") if kind_of(name) == "date" else values


def _day(told: object) -> object:
    try:
        return date.fromisoformat(str(told)) if _ISO_DAY.fullmatch(str(told)) else told
    except ValueError:  # the thirtieth of February stays as it was written
        return told


def _unit(name: str, tr: Words) -> str:
    unit = COLUMNS[name].unit if name in COLUMNS else ""
    return tr.or_else(f"unit.{explain_text.slug(unit)}", unit)


def _meaning(name: str, tr: Words) -> str:
    return tr.or_else(f"column.{name}", name)


def _sheet(book: Workbook, title: str, rows: Sequence[Sequence[str]], head: Sequence[str]) -> None:
    sheet = book.create_sheet(title[:31])
    sheet.append([safe(text) for text in head])
    for row in rows:
        sheet.append([safe(str(text)) for text in row])
    _fit(sheet, head)


def _fit(sheet: object, columns: Sequence[str]) -> None:
    for number, _ in enumerate(columns, start=1):
        letter = get_column_letter(number)
        longest = max((len(str(one.value or "")) for one in sheet[letter]), default=8)  # type: ignore[index]
        sheet.column_dimensions[letter].width = min(WIDEST, longest + 2)  # type: ignore[attr-defined]
    for one in sheet[1]:  # type: ignore[index]
        one.font = Font(bold=True)
    sheet.freeze_panes = "A2"  # type: ignore[attr-defined]
