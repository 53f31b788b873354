"""A need that somebody types or pastes: a commune and a number of households on each line."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geo.errors import Problem
from geo.place_names import fold_name

MOST_LINES = 2_000
LONGEST = 40  # letters of a line that a sentence repeats
_COLUMNS = re.compile(r"\s*[\t;|]\s*")
_ONE = re.compile(r"(.*?)[\s,:]+(\d[\d\s.,']*)")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class TypedNeed:
    """What was understood, and what was not.

    Parameters
    ----------
    need
        (commune P-code, households) of the lines that are right, in their order.
    problems
        One for each line that is wrong: `row` is the number of the line.
    """

    need: tuple[tuple[str, float], ...]
    problems: tuple[Problem, ...]


def typed_need(text: str, places: pd.DataFrame) -> TypedNeed:
    """Read lines such as ``Jérémie 1 200``, ``HT0811;1200`` or two columns of a spreadsheet.

    Parameters
    ----------
    text
        One commune a line: its P-code or its name (accents and case do not matter), then the households. Blank
        lines, and a first line without a number, say nothing.
    places
        `adm2_pcode`, `name_fr`, `adm1_name_fr`: communes there are.

    Returns
    -------
    typed
        What is right, and a problem for each other line: ``need_lines`` (too many), ``need_no_number``,
        ``need_unknown_place``, ``need_two_places`` (a name that several communes have: use the P-code),
        ``need_twice``. Nobody is left out silently: with problems, nothing should be computed.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return TypedNeed((), (_problem(MOST_LINES, "need_lines", str(len(lines))),))
    by_name: dict[str, list[str]] = {}
    for code, name in zip(places["adm2_pcode"], places["name_fr"], strict=True):
        by_name.setdefault(fold_name(name), []).append(code)
    known = set(places["adm2_pcode"])
    found: dict[str, float] = {}
    problems: list[Problem] = []
    for at, line in enumerate(lines, start=1):
        place, number = _parts(line)
        if not line.strip() or (at == 1 and number is None and not _known(place, known, by_name)):
            continue
        codes = [place.upper()] if place.upper() in known else by_name.get(fold_name(place), [])
        code = _fault(number, codes, found)
        if code:
            problems.append(_problem(at, code, place or line.strip()))
        else:
            found[codes[0]] = float(number or 0.0)
    return TypedNeed(tuple(found.items()), tuple(problems))


def _parts(line: str) -> tuple[str, float | None]:
    """Place and number of a line; several columns: the first one and the last one."""
    clean = line.replace('"', "").strip()
    columns = _COLUMNS.split(clean)
    if len(columns) > 1:
        return columns[0].strip(), _number(columns[-1])
    one = _ONE.fullmatch(clean)
    return (one[1].strip(), _number(one[2])) if one else (clean, None)


def _number(text: str) -> float | None:
    """A number as people write it: 1 200, 1,200, 1.200 and 12,5; None for what is none."""
    told = re.sub(r"[\s']", "", text)
    if _GROUPED.fullmatch(told):  # no need is known to a thousandth of a household
        return float(re.sub(r"[.,]", "", told))
    return float(told.replace(",", ".")) if _NUMBER.fullmatch(told) else None


def _known(place: str, known: set[str], by_name: dict[str, list[str]]) -> bool:
    return place.upper() in known or fold_name(place) in by_name


def _fault(number: float | None, codes: list[str], found: dict[str, float]) -> str:
    if not codes:
        return "need_unknown_place"
    if len(codes) > 1:
        return "need_two_places"
    if number is None:
        return "need_no_number"
    return "need_twice" if codes[0] in found else ""


def _problem(line: int, code: str, value: str) -> Problem:
    return Problem(line, "", code, value[:LONGEST])
