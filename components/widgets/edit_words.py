"""Cells that people edit, in words: how a stored text stands in a widget, on the face, and what is wrong with it."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from components.figures.table import label, worded
from components.i18n import Words
from components.session import Page
from data import closures
from data.home import HAITI
from data.importers.preview import sentence_key
from geo.errors import Problem
from geo.frames import WAY_STATUSES, Column

CODED = ("choice", "boolean")
NUMBERS = ("integer", "number", "share")
FLAGS = ("true", "false")
_ROW, _COLUMN = "\x00", "\x01"
_WHERE = re.compile(rf"^[^{_ROW}]*{_ROW}[^:]*:\s*")


def to_text(column: Column, value: Any) -> str:
    """What somebody put into a widget as the text that is stored; "" for nothing."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if column.kind == "instant" and isinstance(value, datetime):
        return value.replace(tzinfo=HAITI).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.15g}" if isinstance(value, int | float) else str(value).strip()


def to_value(column: Column, text: str) -> Any:
    """A stored text as its widget takes it; None for nothing, or for what the widget cannot show."""
    if not text:
        return None
    try:
        if column.kind in NUMBERS:
            return float(text)
        if column.kind == "date":
            return date.fromisoformat(text)
        if column.kind == "instant":
            return datetime.fromisoformat(text).astimezone(HAITI).replace(tzinfo=None)
    except ValueError:
        return None
    return text


def shown(page: Page, column: Column, text: str) -> str:
    """A stored text as people read it."""
    tr = page.tr
    if not text:
        return tr("entry.empty")
    value, told = to_value(column, text), text
    if value is None:
        return text
    if column.kind in CODED:
        told = word(tr, column, text)
    elif column.kind == "date":
        told = tr.day(text)
    elif column.kind == "instant":
        told = f"{tr.day(value.date().isoformat())}, {value:%H:%M}"
    elif column.kind in NUMBERS:
        told = f"{value:.10g}".replace(".", tr.number(0.5, 1)[1])
    elif column.name in ("adm2_pcode", "site_id", "standard"):
        of = {"adm2_pcode": communes, "site_id": sites, "standard": standards}[column.name]
        told = of(page).get(text, text)
    return told


def word(tr: Words, column: Column, code: str) -> str:
    """A coded answer in words."""
    if column.kind == "boolean":
        return tr("answer.yes" if code == "true" else "answer.no")
    if column.choices == WAY_STATUSES:
        return tr(f"map.way.{code}")
    return str(worded(column.name, pd.Series([code], dtype="str"), tr).iloc[0])


def communes(page: Page) -> dict[str, str]:
    """Names of the communes by code, in their order; of two with one name the department is told."""
    places = page.results.places().sort_values("name_fr")
    told = places["name_fr"] + " (" + places["adm1_name_fr"] + ")"
    names = told.where(places["name_fr"].duplicated(keep=False), places["name_fr"])
    return dict(zip(places["adm2_pcode"], names, strict=True))


def sites(page: Page) -> dict[str, str]:
    """Names of the open sites by code with their commune, in their order."""
    rows, places = page.results.sites(), page.results.places().set_index("adm2_pcode")["name_fr"]
    told = rows["name"].fillna(rows["site_id"]) + " (" + rows["adm2_pcode"].map(places).fillna(rows["site_id"]) + ")"
    return dict(sorted(zip(rows["site_id"], told, strict=True), key=lambda pair: pair[1].casefold()))


def standards(page: Page) -> dict[str, str]:
    """Names of the standards by key, in the order of their sets."""
    return {one.key: page.tr(f"standard.{one.key}") for one in page.results.standards()}


def communes_of(page: Page, rows: pd.DataFrame) -> pd.Series:
    """Commune of each record: its own, else that of its site."""
    register = page.results.register().drop_duplicates("site_id").set_index("site_id")["adm2_pcode"]
    return rows["adm2_pcode"].fillna(rows["site_id"].map(register)).astype("str")


def header(page: Page, column: str) -> str:
    """Short header of a column with its unit."""
    own = f"entry.column.{column}"
    return page.tr(own) if page.tr.has(own) else label(column, page.tr)


def cell_sentence(page: Page, problem: Problem) -> str:
    """What is wrong with one cell: the sentence of an import without the line of a file that it does not have."""
    words = {**problem.params, "value": problem.value, "row": _ROW, "column": _COLUMN}
    told = _WHERE.sub("", page.tr(sentence_key(problem), **words))
    told = told.replace(_ROW, "").replace(_COLUMN, header(page, problem.column))
    return told[:1].upper() + told[1:]


def reasons(page: Page, there: pd.Series) -> dict[str, str]:
    """Reasons of closures by the text that is stored; those that stand in the data already stand for themselves."""
    told = {stored: page.tr(f"entry.reason.{code}") for code, stored in closures.reasons().items()}
    return told | {text: text for text in there.dropna().unique() if text not in told}
