"""A file of the field -> the raw table in it: texts, with the rows as the spreadsheet numbers them.

Runs in the parsing process (data/importers/child.py): only the standard library and the xlsx reader are imported,
and what is returned is plain JSON. Every cell is told as text in one spelling (numbers without needless
zeros, dates as ISO, true and false), so that an xlsx and a CSV are checked by the same code afterwards.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import python_calamine as calamine

from data.importers.other_sheets import Seen, unread
from data.importers.packing import Texts
from data.importers.sheet_words import TOLD, Notes, Row, Sheets, fullest, labels_of
from data.importers.words import foldings, is_tag_row, tag
from data.importers.workbook_parts import formulas_without_value
from geo.errors import ImportRejected

SEPARATORS = (",", ";", "\t", "|")
_GROUPS = re.compile(r"^(?:[A-Za-z_][\w.-]*/)+")  # a form writes group/question
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u00a0\u200b\u2028\u2029\ufeff]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

HIDDEN = "sheet_hidden"  # note on a sheet that a spreadsheet does not show
_ENOUGH = 2  # known headers: a single one may stand in any row


def parse(
    path: Path, *, expected: list[str], limits: dict[str, float], sheet: str = "", anyhow: bool = False
) -> dict[str, Any]:
    """Read the sheet of a file whose header is most like what is expected.

    Parameters
    ----------
    path
        A CSV or xlsx file, its kind already checked.
    expected
        Folded headers and HXL tags that the importer knows.
    limits
        `table_rows`, `table_columns`, `header_rows` of data/reference/limits.toml.
    sheet
        The sheet to read; "" (or one that is not there) for the best.
    anyhow
        Of a file without a known header, take the fullest row for it instead of refusing.

    Returns
    -------
    table
        `sheets` (names of all), `sheet`, `header_row` (1 is the first line), `headers`, `tags` ("" where there is
        none), `rows` (line numbers), `columns` (texts, None where blank, for each header), `overlong` (line numbers of
        rows with more cells than the header), `notes` (`code`, `value`, `params` of what was decided
        about the file), `labels` (header -> what a dictionary sheet of the workbook says of it).

    Raises
    ------
    ImportRejected
        ``file_empty``, ``file_no_rows``, ``sheet_missing_columns``, ``too_many_rows``, ``too_many_columns``,
        ``file_corrupt``, ``file_password``.
    """
    known = frozenset(expected)
    sheets, notes = sheets_of(path, known)
    names = [name for name, _ in sheets]
    hidden = {note["value"] for note in notes if note["code"] == HIDDEN}
    seen = _headed(sheets, sheet if sheet in names else "", hidden, known, int(limits["header_rows"]))
    if not seen:
        raise ImportRejected("file_empty")
    best = max(seen, key=lambda one: one[0])
    score, name, header, rows = best
    if score <= 1 and anyhow:  # one known word may stand in any row
        kept = [one for one in sheets if (one[0] == sheet if sheet in names else one[0] not in hidden)]
        name, header, rows = fullest(kept or sheets, int(limits["header_rows"]))
    elif score == 0:
        found = ", ".join(cell for row, _ in zip(rows(), range(header + 1), strict=False) for cell in row if cell)
        raise ImportRejected("sheet_missing_columns", sheet=name, found=found[:TOLD], columns="")
    body = _body(rows(), header, limits)
    notes += (
        unread([one for one in seen if one[1] not in hidden], (score, name, header, rows)) if sheet not in names else []
    )
    labels = labels_of(sheets, name, set(body["headers"]))
    notes = [note for note in notes if note["code"] != HIDDEN or note["value"] == name] + _formulas(path, name, header)
    above = [cell[:TOLD] for row, _ in zip(rows(), range(header), strict=False) for cell in row if cell]
    return {"sheet": name, "sheets": names, "notes": notes, **body, "labels": labels, "above": above[:100]}


def _headed(sheets: Sheets, only: str, hidden: set[str], known: frozenset[str], header_rows: int) -> list[Seen]:
    """Sheets that have a header, how well it is known, where it stands; hidden ones where no other is known enough."""
    seen: list[Seen] = []
    for name, rows in sorted(sheets, key=lambda one: one[0] in hidden):
        if only and name != only:
            continue
        if name in hidden and any(score >= _ENOUGH for score, *_ in seen):
            break  # what is seen counts before what is hidden
        score, header = _header(rows, known, header_rows)
        seen += [(score, name, header, rows)] if header >= 0 else []
    return seen


def sheets_of(path: Path, known: frozenset[str]) -> tuple[Sheets, Notes]:
    """Sheets of a file, each with what reads its rows, and notes on how it was read."""
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            return _xlsx_sheets(path)
    text, notes = decoded(path.read_bytes())
    separator = separator_of(text, known)
    return [(path.stem, lambda: _csv_rows(text, separator))], notes


def _xlsx_sheets(path: Path) -> tuple[Sheets, Notes]:
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        told = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        seen = calamine.SheetVisibleEnum.Visible
        notes = [{"code": HIDDEN, "value": one.name, "params": {}} for one in told if one.visible != seen]
        return [(one.name, _xlsx_reader(book.get_sheet_by_name(one.name))) for one in told], notes
    except calamine.PasswordError as error:
        raise ImportRejected("file_password") from error
    except calamine.CalamineError as error:
        raise ImportRejected("file_corrupt") from error


def _formulas(path: Path, sheet: str, header: int) -> Notes:
    """Note on formulas below the header that were never calculated: they read as blank."""
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return []
    count, cells = formulas_without_value(path, sheet, first_row=header + 1)
    told = ", ".join(cells) + (", …" if count > len(cells) else "")
    return [{"code": "formula_without_value", "value": told, "params": {"count": count}}] if count else []


def _xlsx_reader(sheet: calamine.CalamineSheet) -> Callable[[], Iterator[Row]]:
    left = [""] * (sheet.start or (0, 0))[1]  # the reader begins at the first filled column
    told = lru_cache(maxsize=32_768, typed=True)(told_as_text)  # few different cells; True is another one than 1

    def rows() -> Iterator[Row]:
        for row in sheet.iter_rows():
            yield [*left, *map(told, row)]

    return rows


def told_as_text(cell: Any) -> str:
    """One cell as text in one spelling."""
    if isinstance(cell, str):
        return _clean(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    return _clean(str(cell))


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text.strip()
    return _BREAKS.sub(" ", _CONTROLS.sub("", unicodedata.normalize("NFC", text))).strip()


def decoded(data: bytes) -> tuple[str, Notes]:
    """Text of a CSV and notes: UTF-8, UTF-16 with its mark, else the Western code page."""
    codings = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "cp1252"]
    for coding in codings:
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        return text, [{"code": "read_as_cp1252", "value": "", "params": {}}] if coding == "cp1252" else []
    raise ImportRejected("file_encoding")


def separator_of(text: str, known: frozenset[str]) -> str:
    """Return the separator that makes the first lines most like a header that is known, then the most cells."""
    head = "\n".join(text.splitlines()[:20])
    first = head.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[4]

    def worth(separator: str) -> tuple[int, int]:
        rows = list(csv.reader(io.StringIO(head), delimiter=separator))
        return max((_score(row, known) for row in rows), default=0), max(map(len, rows), default=0)

    return max(SEPARATORS, key=worth)


def _csv_rows(text: str, separator: str) -> Iterator[Row]:
    lines = io.StringIO(text, newline="")
    if text[:4].lower() == "sep=":  # a line for the spreadsheet, which does not number it
        lines.readline()
    try:
        for row in csv.reader(lines, delimiter=separator):
            yield [_clean(cell) for cell in row]
    except csv.Error as error:
        raise ImportRejected("file_corrupt") from error


def _score(row: Iterable[str], known: frozenset[str]) -> int:
    """How many different known headers or tags a row holds."""
    found = set()
    for cell in row:
        names = (tag(cell),) if cell.startswith("#") else foldings(cell[:TOLD]) + foldings(_GROUPS.sub("", cell[:TOLD]))
        found |= {next((name for name in names if name in known), "")}
    return len(found - {""})


def _header(rows: Callable[[], Iterator[Row]], known: frozenset[str], depth: int) -> tuple[int, int]:
    """Return the score and index of a sheet's header row, -1 where the sheet is blank.

    The row above the HXL row is the header; without an HXL row, the row with the most known headers.
    """
    head = [row for row, _ in zip(rows(), range(depth + 1), strict=False)]
    filled = [at for at, row in enumerate(head) if any(row)]
    if not filled:
        return 0, -1
    scores = {at: _score(head[at], known) for at in filled}
    for at in filled:
        if is_tag_row(head[at]):
            above = at - 1 if at - 1 in filled else at
            return max(scores[at], scores[above]), above
    best = max(filled, key=lambda at: (scores[at], -at))
    return scores[best], best


def _body(rows: Iterator[Row], header: int, limits: dict[str, float]) -> dict[str, Any]:
    """Headers, tags and columns below the header; wholly blank rows are left out, their numbers kept."""
    headers: Row = []
    tags: Row = []
    body = _Body(int(limits["table_rows"]))
    for at, row in enumerate(rows):
        if at < header or not any(row):
            continue
        if at == header:
            headers = _trimmed(row, int(limits["table_columns"]))
            body.columns = [Texts() for _ in headers]
            if is_tag_row(row):
                tags = list(headers)
        elif not tags and not body.numbers and is_tag_row(row):
            tags = row
        else:
            body.add(at + 1, row)
    body.close()
    if not body.numbers:
        raise ImportRejected("file_no_rows")
    told = [tags[n] if n < len(tags) else "" for n in range(len(headers))]
    return {
        "header_row": header + 1, "headers": headers, "tags": told,
        "rows": body.numbers, "columns": body.columns, "overlong": body.overlong,
    }  # fmt: skip


class _Body:
    """The rows below a header as columns; a few rows wait until they are turned together."""

    AT_ONCE = 2_000

    def __init__(self, most: int) -> None:
        self.most = most
        self.columns: list[Texts] = []
        self.numbers: list[int] = []
        self.overlong: list[int] = []
        self._waiting: list[Row] = []

    def add(self, number: int, row: Row) -> None:
        """Add one row of the file, numbered as the spreadsheet numbers it."""
        width = len(self.columns)
        if any(row[width:]):
            self.overlong.append(number)
        self.numbers.append(number)
        self._waiting.append(row if len(row) == width else [*row[:width], *[""] * (width - len(row))])
        if len(self.numbers) > self.most:
            raise ImportRejected("too_many_rows", most=self.most)
        if len(self._waiting) == self.AT_ONCE:
            self.close()

    def close(self) -> None:
        """Turn the rows that wait."""
        for column, texts in zip(self.columns, zip(*self._waiting, strict=True), strict=False):
            column.extend(texts)
        self._waiting.clear()


def _trimmed(row: Row, most: int) -> Row:
    width = max(n for n, cell in enumerate(row) if cell) + 1
    if width > most:
        raise ImportRejected("too_many_columns", most=most)
    return [cell[:TOLD] for cell in row[:width]]
