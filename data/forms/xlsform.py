"""Forms for KoBo and ODK: an XLSForm in the three languages, from the same vocabulary as templates and imports.

One submission is one row of the table. There are no repeats and no personal questions; last answers are proposed
where they seldom change; sites and communes are chosen from lists that the department filters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from data.forms import questions as ask
from data.forms.known import DEPARTMENTS, Known, listing, shipped
from data.forms.layout import arrangement, bands, has_form
from data.forms.questions import NAMES, Asked, Row
from data.forms.wording import ANSWERS, LANGUAGES, answer, listed, spoken
from geo.errors import DataProblem
from geo.frames import Frame

_TRANSLATED = ("label", "hint", "required_message", "constraint_message")
_PLAIN = (
    "type", "name", "required", "constraint", "relevant", "choice_filter", "appearance", "default", "hxl",
)  # fmt: skip
SURVEY = (*_PLAIN[:2], *(f"{name}::{NAMES[lang]}" for name in _TRANSLATED for lang in LANGUAGES), *_PLAIN[2:])
CHOICES = ("list_name", "name", *(f"label::{NAMES[lang]}" for lang in LANGUAGES), "department")
SETTINGS = ("form_title", "form_id", "version", "default_language", "instance_name")


def write_form(frame: Frame, path: str | Path, *, known: Known | None = None, short: bool = False) -> None:
    """Write the form of one table.

    Parameters
    ----------
    frame
        The table.
    path
        The xlsx to write.
    known
        What lists of codes offer (`data.forms.known.known_of`); None: the shipped communes.
    short
        Only the questions of the short form, where the table has one.

    Raises
    ------
    DataProblem
        ``no_form`` for a table that is made of shapes.
    """
    if not has_form(frame):
        raise DataProblem("no_form", kind=frame.name)
    asked = ask.asked(frame, shipped() if known is None else known, short=short)
    survey, choices = list(_survey(asked)), list(_choices(asked))
    book = Workbook()
    _sheet(book.active, "survey", SURVEY, survey)
    _sheet(book.create_sheet(), "choices", CHOICES, choices)
    _sheet(book.create_sheet(), "settings", SETTINGS, [_settings(frame, [*survey, *choices])])
    book.properties.creator = "Pare"
    book.save(path)


def _survey(asked: Asked) -> Iterator[Row]:
    """Rows of the survey sheet: the note, then the questions, in a group for each band."""
    yield ask.note()
    if asked.by_department:
        yield ask.department()
    of, open_band, pointed = bands(asked.frame), "", False
    for column in asked.columns:
        if of[column.name] != open_band:
            yield from _end(open_band)
            yield from _begin(of[column.name])
            open_band = of[column.name]
        if column.name in ("longitude", "latitude"):
            if not pointed:
                yield ask.position(asked)
            pointed = True
        else:
            yield ask.question(asked, column)
    yield from _end(open_band)


def _begin(band: str) -> Iterator[Row]:
    if band:
        label = ask.translated("label", lambda tr: tr(f"template.band_{band}"))
        yield {"type": "begin_group", "name": f"band_{band}", **label}


def _end(band: str) -> Iterator[Row]:
    if band:
        yield {"type": "end_group", "name": f"band_{band}"}


def _choices(asked: Asked) -> Iterator[Row]:
    """Rows of the choices sheet: each list once."""
    if any(column.kind == "boolean" for column in asked.columns):
        for word in ANSWERS:
            yield _choice(ask.YES_NO, word, [spoken(lang)(f"answer.{word}") for lang in LANGUAGES])
    for column in asked.columns:
        for value in column.choices:
            yield _choice(column.name, value, [answer(column, value, spoken(lang)) for lang in LANGUAGES])
    tables = dict.fromkeys(listing(asked.frame, column, asked.known) for column in asked.columns)
    for table in [*([DEPARTMENTS] if asked.by_department else []), *(name for name in tables if name)]:
        yield from _known(table, asked)


def _known(table: str, asked: Asked) -> Iterator[Row]:
    rows = asked.known[table]
    for code, name, within in zip(rows["code"], rows["name"], rows["within"], strict=True):
        department = str(within)[:4] if within and table in ask.FILTERED else None
        yield _choice(ask.list_name(table), code, [listed(code, name)] * len(LANGUAGES)) | {"department": department}


def _choice(list_name: str, name: str, labels: Sequence[str]) -> Row:
    """One choice; a reference to a question, which a name from data may look like, is broken up."""
    told = {f"label::{NAMES[lang]}": _bare(label) for lang, label in zip(LANGUAGES, labels, strict=True)}
    return {"list_name": list_name, "name": name, **told}


def _bare(label: str) -> str:
    return label.replace("${", "$ {").replace("<", "‹").replace(">", "›")


def _settings(frame: Frame, rows: Sequence[Row]) -> Row:
    """Whose form this is. The version changes with its content, and with nothing else."""
    content = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    shown = [name for name in arrangement()["form"]["instance_name"].get(frame.name, ()) if name in frame.by_name]
    named = ", ' · ', ".join(f"${{{name}}}" for name in shown)
    return {
        "form_title": f"Pare: {spoken('fr')(f'frame.{frame.name}')}", "form_id": f"pare_{frame.name}",
        "version": hashlib.sha256(content.encode()).hexdigest()[:10], "default_language": NAMES["fr"],
        "instance_name": f"concat({named})" if len(shown) > 1 else named,
    }  # fmt: skip


def _sheet(sheet: Worksheet, title: str, head: Sequence[str], rows: Sequence[Row]) -> None:
    sheet.title = title
    sheet.append(list(head))
    for n, row in enumerate(rows, start=2):
        for at, name in enumerate(head, start=1):
            if row.get(name):
                cell = sheet.cell(n, at, str(row[name]))
                cell.data_type = "s"  # never a formula
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "C2"
