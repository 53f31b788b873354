"""Texts of one column -> values of its kind, and what was found: the same for xlsx and CSV.

A text is read once however often it stands in the column. Nothing is guessed in silence: a text that can be read
in one way only is read so and reported, one that can be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.forms.wording import answers, as_typed, unlisted
from data.home import HAITI
from data.importers.limits import limits
from data.importers.spoken_days import as_iso, full_year
from data.importers.words import fold, listed, meanings
from geo.frames import DTYPES, Column

# Codes that are told and do not reject the row.
NOTICES = frozenset(
    {
        "decimal_comma",
        "number_reread",
        "percent_read",
        "read_as_unknown",
        "ambiguous_date",
        "date_reread",
        "serial_date",
        "instant_without_time",
        "not_emptied",
        "approximate_number",
    }
)
EMPTIED = "emptied"  # the mark by which a file empties a cell on purpose (data/importers/emptying.py)  # fmt: skip

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_COMMA = re.compile(r"([+-]?)([0-9]+),([0-9]+)")
_DOTTED = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")  # of things that are counted: a thousand and more, or few
_GROUPED = (
    re.compile(r"[+-]?[0-9]{1,3}(?:[ '’\u202f][0-9]{3})+(?:[.,][0-9]+)?"),
    re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[+-]?[0-9]{1,3}(?:,[0-9]{3}){2,}"),
    re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}"),
)
_HEXADECIMAL = re.compile(r"0[01](?:[0-9A-Fa-f]{2})+")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ].*)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?:[T ].*)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SERIAL = re.compile(r"[2-7][0-9]{4}(?:\.[0-9]+)?")
_TIME = re.compile(r"[T ]\s*([0-9]{1,2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?$")
_SERIAL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True)
class Cell:
    """One text as read: its value (None where unknown), a code where there is something to say, its words."""

    value: Any
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """A column as read.

    Parameters
    ----------
    values
        In the dtype of the column's kind; null where the text is blank or could not be read.
    at, said
        Positions with something to say, and what.
    """

    values: pd.Series
    at: np.ndarray[Any, np.dtype[np.intp]]
    said: list[Cell]


def read_cells(texts: pd.Series, column: Column) -> Cells:
    """Read the texts of one column.

    Parameters
    ----------
    texts
        str dtype, null where blank.
    column
        Of geo/frames.py: its kind decides how the texts are read, its bounds are checked.

    Returns
    -------
    cells
        Values and what was found.
    """
    where, different = pd.factorize(texts)
    reader = _reader(column)
    marks = {**dict.fromkeys(listed("not_emptied"), "not_emptied"), **dict.fromkeys(listed("emptied"), EMPTIED)}
    codes = [marks.get(str(text).casefold().strip(), "") for text in different]
    cells = [Cell(None, code) if code else reader(str(text)) for code, text in zip(codes, different, strict=True)]
    if column.kind == "date":
        cells = _same_order(cells)
    nothing = Cell(None)
    values = pd.Series([cell.value for cell in [*cells, nothing]], dtype="object").take(where)
    told = np.array([bool(cell.code) for cell in [*cells, nothing]])[where]
    at = np.flatnonzero(told)
    typed = values.reset_index(drop=True).astype(DTYPES[column.kind])
    return Cells(typed, at, [cells[where[n]] for n in at])


def _offered(column: Column) -> bool:
    """Whether templates offer the codes of a column in a list, with their names."""
    return bool(column.refers) or column.name.endswith("_id") or column.name == "item"


def _reader(column: Column) -> Callable[[str], Cell]:
    readers: dict[str, Callable[[str], Cell]] = {
        "text": _text, "code": lambda text: _text(unlisted(text) if _offered(column) else text),
        "choice": lambda text: _choice(text, column),
        "date": lambda text: _date(text, column.earliest), "instant": lambda text: _instant(text, column),
        "boolean": _boolean, "geometry": _geometry,
    }  # fmt: skip
    return readers.get(column.kind, lambda text: _bounded(text, column))


def _text(text: str) -> Cell:
    text = as_typed(text)
    if text[:1] == "#" and text.casefold() in listed("spreadsheet_error"):
        return Cell(None, "cell_error")
    if len(text) > limits()["text_characters"]:
        return Cell(None, "text_too_long", {"most": int(limits()["text_characters"])})
    return Cell(text)


def _otherwise(text: str, code: str, **params: Any) -> Cell:
    """What a text is that is no value of its kind: a word for unknown, a failed formula, or a fault."""
    if text.casefold() in listed("unknown"):
        return Cell(None, "read_as_unknown")
    if text.casefold() in listed("spreadsheet_error"):
        return Cell(None, "cell_error")
    return Cell(None, code, params)


def _choice(text: str, column: Column) -> Cell:
    folded = fold(text)
    for meaning in (meanings(f"choice.{column.name}").get(folded), answers(column).get(folded)):
        if meaning in column.choices:
            return Cell(meaning)
    return _otherwise(text, "unknown_choice", accepted=", ".join(column.choices))


def _boolean(text: str) -> Cell:
    meaning = meanings("boolean").get(fold(text))
    return _otherwise(text, "not_yes_no") if meaning is None else Cell(meaning == "true")


def _geometry(text: str) -> Cell:
    coded = _HEXADECIMAL.fullmatch(text)
    shape = shapely.from_wkb(text, on_invalid="ignore") if coded else shapely.from_wkt(text, on_invalid="ignore")
    return Cell(None, "not_a_geometry") if shape is None or shape.is_empty else Cell(shape)


def _bounded(text: str, column: Column) -> Cell:
    """A number within the bounds of its column; counts are whole."""
    if (column.kind == "integer" or column.unit == "units") and _DOTTED.fullmatch(text):
        return Cell(None, "ambiguous_number", {"one": text.rstrip("0").rstrip("."), "other": text.replace(".", "")})
    cell = read_number(text, share=column.unit == "share")
    if cell.code == "ambiguous_number" and column.kind == "number":
        cell = _within(cell, column)
    if cell.value is None:
        return cell
    if column.least is not None and cell.value < column.least:
        return Cell(None, "below_least", {"least": _shown(column.least), "unit": column.unit})
    if column.most is not None and cell.value > column.most:
        hint = {"hint": "share"} if column.unit == "share" and cell.value <= 100 else {}
        return Cell(None, "above_most", {"most": _shown(column.most), "unit": column.unit, **hint})
    if column.kind == "integer" and not cell.value.is_integer():
        return Cell(None, "not_whole")
    return cell


def _within(cell: Cell, column: Column) -> Cell:
    """The one of two readings that the column's limits allow: "18,512" is no latitude but as 18.512."""
    least, most = (-np.inf if column.least is None else column.least, np.inf if column.most is None else column.most)
    told = [(float(cell.params[key]), code) for key, code in (("one", "decimal_comma"), ("other", "number_reread"))]
    fit = [(value, code) for value, code in told if least <= value <= most]
    return Cell(fit[0][0], fit[0][1], {"read_as": f"{fit[0][0]:.10g}"}) if len(fit) == 1 else cell


def _shown(number: float) -> str:
    return f"{number:,.10g}".replace(",", " ")


def read_number(text: str, *, share: bool = False) -> Cell:
    """Read one number.

    A decimal comma and groups of thousands are read where only one reading is possible, and reported;
    "1,234" is refused. A share may be written "45 %".
    """
    text = text.replace("−", "-")
    if (bare := _about().sub("", text, count=1)) != text and (cell := read_number(bare)).value is not None:
        return Cell(cell.value, "approximate_number", {"read_as": f"{cell.value:.10g}"})
    if _PLAIN.fullmatch(text):
        return Cell(float(text))
    if share and text.endswith("%"):
        return _percent(text[:-1].strip())
    if comma := _COMMA.fullmatch(text):
        return _with_comma(*comma.groups())
    for separators, pattern in zip((" '’\u202f", ",", "."), _GROUPED, strict=True):
        if pattern.fullmatch(text):
            value = float("".join("" if char in separators else char for char in text).replace(",", "."))
            return Cell(value, "number_reread", {"read_as": f"{value:.10g}"})
    return _otherwise(text, "not_a_number")


@cache
def _about() -> re.Pattern[str]:
    """Words before a number that is approximate."""
    words = "|".join(re.escape(word) for word in sorted(listed("about"), key=len, reverse=True))
    return re.compile(rf"^(?:{words})\s*(?=[0-9])", re.IGNORECASE)


def _percent(text: str) -> Cell:
    part = read_number(text)
    if part.value is None:
        return part
    return Cell(part.value / 100, "percent_read", {"read_as": f"{part.value / 100:.10g}"})


def _with_comma(sign: str, whole: str, rest: str) -> Cell:
    """Three digits after the comma may be thousands: "1,234" is not guessed, "0,234" and "1234,567" are clear."""
    if len(rest) == 3 and len(whole) <= 3 and whole != "0":
        return Cell(None, "ambiguous_number", {"one": f"{sign}{whole}.{rest}", "other": f"{sign}{whole}{rest}"})
    value = float(f"{sign}{whole}.{rest}")
    return Cell(value, "decimal_comma", {"read_as": f"{value:.10g}"})


def _date(text: str, earliest: int = 0) -> Cell:
    """One date: ISO, day first, or the serial number of a spreadsheet; not before a year, by default the limit's."""
    if iso := _ISO.fullmatch(text):
        return _day(*iso.groups(), earliest=earliest)
    if compact := _COMPACT.fullmatch(text) or _ISO.fullmatch(as_iso(text)):
        return _day(*compact.groups(), earliest=earliest, code="date_reread")
    if _SERIAL.fullmatch(text):
        day = _SERIAL_ZERO + timedelta(days=int(float(text)))
        return Cell(day.isoformat(), "serial_date", {"read_as": day.isoformat()})
    if told := _DAY_FIRST.fullmatch(text):
        day_text, mark, month, year = told.groups()
        if int(month) > 12 and int(day_text) <= 12:
            return Cell(None, "month_first")
        short = len(year) == 2  # "12-03-24" may be the year first as well
        either = (mark != "." and int(day_text) <= 12 and day_text != month) or short
        return _day(full_year(year), month, day_text, earliest=earliest, code="ambiguous_date" if either else "")
    return _otherwise(text, "not_a_date")


def _instant(text: str, column: Column) -> Cell:
    """One moment in UTC to the minute; a time without zone is of the column's clock, a day without time begins."""
    told = _TIME.search(text)
    day = _date(text[: told.start()] if told else text, column.earliest)
    if day.value is None:
        return day
    hour, minute, zone = told.groups() if told else ("0", "0", None)
    if int(hour) > 23 or int(minute) > 59:
        return Cell(None, "not_an_instant")
    moment = datetime.fromisoformat(f"{day.value}T{int(hour):02d}:{int(minute):02d}{zone or ''}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC if column.unit == "UTC" else HAITI)
    try:
        value = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    except OverflowError:
        return Cell(None, "not_an_instant")
    code = day.code if told else "instant_without_time"
    return Cell(value, code, {"read_as": value} if code else {})


def _day(year: str, month: str, day: str, *, earliest: int = 0, code: str = "") -> Cell:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return Cell(None, "not_a_date")
    first = earliest or limits()["earliest_year"]
    if not first <= found.year <= limits()["latest_year"]:
        bounds = {"least": f"{first:.0f}", "most": f"{limits()['latest_year']:.0f}"}
        return Cell(None, "date_out_of_range", bounds)
    return Cell(found.isoformat(), code, {"read_as": found.isoformat()} if code else {})


def _same_order(cells: list[Cell]) -> list[Cell]:
    """Where one date of the column can only be month first, the ambiguous ones beside it are not guessed."""
    if not any(cell.code == "month_first" for cell in cells):
        return cells
    refused = {"month_first": Cell(None, "not_a_date"), "ambiguous_date": Cell(None, "date_order_unknown")}
    return [refused.get(cell.code, cell) for cell in cells]
