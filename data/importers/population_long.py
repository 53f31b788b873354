"""Population in long form (HDX HAPI: one row a place, sex and age) -> one sheet a level with a column a sex.

What it gives is read like any published workbook (data/importers/population.py). Nothing is estimated: a figure that is
not given is the sum of parts that make up the whole, or blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from data.importers import json_tables
from data.importers.cells import read_number
from data.importers.limits import limits
from data.importers.words import fold, is_tag_row, table
from geo.frames import LEVELS

Lines = list[list[str]]
HEADER = ("population", "population_f", "population_m", "year")
_SEXES = ("all", "f", "m")
_AGES = re.compile(r"(\d{1,3})\s*(?:-\s*(\d{1,3})|\+)")
_YEAR = re.compile(r"\d{4}")


def is_answer(path: Path) -> bool:
    """Whether a file is the answer of a service: JSON, by its name or its first sign."""
    with path.open("rb") as stream:
        head = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return path.suffix.lower() == ".json" or head[:1] in {b"{", b"["}


def lines_of(path: Path) -> Lines:
    """Header and records of an answer as lines of a table.

    Raises
    ------
    ImportRejected
        As `data.importers.json_tables.parse`.
    """
    sheet = json_tables.parse(path, limits=limits())
    return [sheet["headers"], *([cell or "" for cell in row] for row in zip(*sheet["columns"], strict=True))]


def by_level(name: str, lines: Lines) -> list[tuple[str, Lines]]:
    """Sheets of the levels that a table in long form tells; any other table as it is.

    Parameters
    ----------
    name
        Of the sheet.
    lines
        Cells as text; the header is the first line.

    Returns
    -------
    sheets
        Name and lines: the P-code, persons in all and by sex (blank where not given), the year. A place that has a
        name and no code keeps its line, with a blank code.
    """
    told = table("hapi_population")["columns"]
    headers = [fold(header) for header in lines[0]] if lines else []
    if not {fold(told[part]) for part in ("sex", "age", "people")} <= set(headers):
        return [(name, lines)]
    body = [line for line in lines[1:] if any(line) and not is_tag_row(line)]
    rows = pd.DataFrame([dict(zip(headers, line, strict=False)) for line in body], columns=list(dict.fromkeys(headers)))
    rows = _placed(rows.fillna("").astype("str"), told)
    made: dict[str, Lines] = {}
    for (level, code, _, year), group in rows.groupby(["level", "code", "place", "year"], sort=False):
        sheet = made.setdefault(str(level), [[f"{level}_pcode", *HEADER]])
        sheet.append([str(code), *_figures(group), str(year)])
    return [(f"{name}/{level}" if name else level, made[level]) for level in LEVELS if level in made]


def _placed(rows: pd.DataFrame, told: dict[str, Any]) -> pd.DataFrame:
    """Level, code, name, year, sex, ages and people of each row."""
    blank = pd.Series("", index=rows.index, dtype="str")
    level, code, place = blank.mask(rows.index >= 0, LEVELS[0]), blank, blank
    for at, (coded, named) in enumerate(zip(told["codes"], told["source_names"], strict=True)):
        codes = rows.get(fold(coded), blank).str.strip()
        names = rows.get(fold(named), blank).str.strip()
        here = (codes != "") | ((names != "") & (at > 0))
        level, code = level.mask(here, LEVELS[at]), code.mask(here, codes)
        place = place.mask(here, names)
    place = place.mask(code != "", "")  # several spellings of one place are one
    years = rows.get(fold(told["period"]), blank).map(lambda text: m[0] if (m := _YEAR.match(text)) else "")
    nation = {fold(name): meaning for name, meaning in table("hapi_population")["nation"].items()}
    return pd.DataFrame({
        "level": level, "code": code.map(lambda text: nation.get(fold(text), text)), "place": place, "year": years,
        "sex": _meant(rows[fold(told["sex"])], "sexes"), "age": _meant(rows[fold(told["age"])], "ages"),
        "people": rows[fold(told["people"])],
    })  # fmt: skip


def _meant(texts: pd.Series, group: str) -> pd.Series:
    """Words of the source in one spelling; others as they are."""
    words = table("hapi_population")[group]
    meanings = {fold(word): meaning for meaning, listed in words.items() for word in listed}
    return texts.map(lambda text: meanings.get(fold(text), text.strip())).astype("str")


def _figures(rows: pd.DataFrame) -> list[str]:
    """People of one place in all, women, men: as given, else the sum of all ages, else of both sexes."""
    found = {sex: _of_all_ages(rows[rows["sex"] == sex]) for sex in _SEXES}
    if not found["all"] and set(rows["sex"]) <= set(_SEXES):
        found["all"] = _sum([found["f"], found["m"]])
    return [found[sex] for sex in _SEXES]


def _of_all_ages(rows: pd.DataFrame) -> str:
    """The figure without ages; of several different ones none. Without it the sum of ages that leave no gap."""
    whole = rows.loc[rows["age"] == "all", "people"].drop_duplicates().tolist()
    if whole:
        return str(whole[0]) if len(whole) == 1 else ""
    return _sum(rows["people"].tolist()) if _complete(rows["age"].tolist()) else ""


def _complete(ages: Sequence[str]) -> bool:
    """Whether ages begin at 0, follow each other and end open: then they part everybody, each once."""
    found = [match for age in ages if (match := _AGES.fullmatch(age))]
    spans = sorted(((int(match[1]), match[2]) for match in found), key=lambda span: span[0])
    if len(spans) != len(ages) or not spans or spans[0][0] != 0 or spans[-1][1] is not None:
        return False
    return all(last is not None and after == int(last) + 1 for (_, last), (after, _) in pairwise(spans))


def _sum(texts: Sequence[str]) -> str:
    """Sum of numbers; blank where one of them is none."""
    numbers = [read_number(text).value if text else None for text in texts]
    told = [number for number in numbers if number is not None]
    return f"{sum(told):.15g}" if told and len(told) == len(texts) else ""
