"""Any table of answers as observations: one row an answer, under the header that it stood under.

Thematic assessments and damage reports (EDAB) come in forms of their own. Nothing is lost and nothing is guessed: what
the table says of place and day is read as in any import, every other column becomes an indicator.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from data.importers.cells import read_number
from data.importers.indicators import Indicator, indicators_of
from data.importers.personal import holds_person, is_free
from data.importers.template import seen_as
from data.importers.words import fold, is_personal
from geo.frames import FRAMES

# Where a row lies and when: columns of our own that are not answers.
_PLACED = ("site_id", "shelter_id", "adm2_pcode", "adm2_name", "adm1_pcode", "adm1_name", "longitude", "latitude")
_DATED = ("observed_on", "assessed_on")
_KEPT = ("adm2_pcode", "adm2_name", "adm1_pcode", "adm1_name", "longitude", "latitude")
_NAMES = ("name",)  # of a place or of a person: it cannot be told which, and a subject has its code
HEADERS = ("theme", "subject", "subject_id", *_KEPT, "observed_on", "indicator", "label", "value", "answer", "unit")
_DOTTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
# What an export adds to the name of a form: the same form is the same theme next month.
_STAMPS = re.compile(r"(?:[ _-]+(?:all[ _]versions|labels|latest|english|fran[cç]ais.*|copie|copy)|[ _-]*\(\d+\)"
                     r"|[ _-]*(?:\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{1,2}[-_.]\d{1,2}[-_.]\d{4})(?:[-_T ]\d{2}[-_.h:]?\d{2}"
                     r"(?:[-_.]?\d{2})?)?|[ _-]+)$", re.IGNORECASE)  # fmt: skip


# What is said of a row and is no answer.
SAID = frozenset({*_PLACED, *_DATED, *_NAMES, "round"})


def questions(sheet: dict[str, Any]) -> list[str]:
    """Headers that ask something: not where, when or who; of a select-multiple not its options."""
    placed = _placed(sheet)
    used = {*placed["at"].values(), *placed["unread"]}
    told = [header for at, header in enumerate(sheet["headers"]) if at not in used and header]
    return [
        header for header in told if not is_personal(header) and header.rsplit("/", 1)[0] not in set(told) - {header}
    ]


def is_long(sheet: dict[str, Any]) -> bool:
    """Whether a table has one row an answer already."""
    found = seen_as(sheet, FRAMES["observations"])
    return {"indicator", "subject_id"} <= {one.column for one in found.mapped}


def melted(sheet: dict[str, Any], path: Path, *, theme: str = "") -> dict[str, Any]:
    """Return a table of answers with one row an answer; line numbers are those of the table.

    Parameters
    ----------
    sheet
        As data/importers/tables.py gives it.
    path
        The file: its name is the theme, where neither the user nor the form has one.
    theme
        As a user told it.

    Returns
    -------
    sheet
        With the headers of `HEADERS`. Personal columns, and names, come without their cells, to be told.
    """
    placed = _placed(sheet)
    unread = [header for at, header in enumerate(sheet["headers"]) if is_personal(header) or at in placed["unread"]]
    used = {*placed["at"].values(), *placed["unread"]}
    questions = [n for n, header in enumerate(sheet["headers"]) if n not in used and header and not is_personal(header)]
    codes = indicators_of(sheet["headers"])
    theme = theme or _theme(sheet, path, codes)
    lines, cells, of = [], [], []
    left_out: dict[str, int] = {}
    for row, line in enumerate(sheet["rows"]):
        head = [theme, *_head(placed["at"], sheet["columns"], row), _day(placed["at"], sheet, row)]
        for n in questions:
            answer = sheet["columns"][n][row]
            if answer and is_free(answer):
                left_out[sheet["headers"][n]] = left_out.get(sheet["headers"][n], 0) + 1
            elif answer:
                lines.append(line)
                of.append(row)
                cells.append([*head, *_answer(sheet["headers"][n], answer, codes.get(sheet["headers"][n]))])
    columns = [list(column) for column in zip(*cells, strict=True)] if cells else [[] for _ in HEADERS]
    return sheet | {
        "notes": [*sheet["notes"], *({"code": "free_answers_left_out", "value": header, "params": {"count": count}}
                                     for header, count in left_out.items())],
        "headers": [*HEADERS, *unread], "tags": [""] * (len(HEADERS) + len(unread)), "rows": lines, "overlong": [],
        "melted": True,
        "columns": [*columns, *([None] * len(lines) for _ in unread)],
        **({"sent": [sheet["sent"][row] for row in of]} if "sent" in sheet else {}),
    }  # fmt: skip


def _theme(sheet: dict[str, Any], path: Path, codes: dict[str, Indicator]) -> str:
    """Theme of a table: that of its indicators, the name of its form, or of its file without what exports add."""
    if codes:
        return next(iter(codes.values())).theme
    told = sheet.get("form") or path.stem
    while (less := _STAMPS.sub("", told)) != told and less:
        told = less
    return fold(told).replace(" ", "_")


def _placed(sheet: dict[str, Any]) -> dict[str, Any]:
    """`at`: column -> position of what says where a row lies and when; `unread`: positions of names."""
    at: dict[str, int] = {}
    unread: set[int] = set()
    for name in ("shelters", "sites", "assessments"):
        told = seen_as(sheet, FRAMES[name])
        at |= {m.column: m.position for m in told.mapped if m.column in {*_PLACED, *_DATED}}
        unread |= {m.position for m in told.mapped if m.column in _NAMES}
    return {"at": at, "unread": unread}


def _head(placed: dict[str, int], columns: list[list[str | None]], row: int) -> list[str | None]:
    """Subject, its id, and the clues to the commune."""
    told = {name: columns[at][row] for name, at in placed.items()}
    subject = next((kind for kind in ("site", "shelter") if told.get(f"{kind}_id")), "commune")
    named = told.get(f"{subject}_id") or told.get("adm2_pcode") or told.get("adm2_name")
    return [subject, named, *(told.get(name) for name in _KEPT)]


def _day(placed: dict[str, int], sheet: dict[str, Any], row: int) -> str | None:
    """Day of a row: its own, else that of the submission."""
    told = (sheet["columns"][placed[name]][row] for name in _DATED if name in placed)
    return next((day for day in told if day), None) or (sheet["days"][row] if "days" in sheet else None)


def _answer(header: str, answer: str, known: Indicator | None) -> tuple[str, str, str | None, str | None, str | None]:
    """Indicator, its words, its number, the answer as text where it is no number, and the unit where one is known."""
    if known:  # always counted: "1.200" may be thousands, and is not guessed
        answer = answer.replace(".", ",") if _DOTTED.fullmatch(answer) else answer
        return known.code, header, answer, None, known.unit
    number = read_number(answer)
    told = number.value is not None and not pd.isna(number.value)
    # What may be two numbers, or a word for unknown, is told as such; digits that are a telephone are no number.
    told = (told or number.code in {"ambiguous_number", "read_as_unknown"}) and not holds_person(answer)
    return fold(header).replace(" ", "_")[:80], header, (answer if told else None), (None if told else answer), None
