"""Population as COD-PS publishes it -> rows of the population table, all levels, with what was found wrong."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import python_calamine as calamine

from data.importers import population_long
from data.importers.cells import NOTICES, read_cells
from data.importers.files import check_size, check_table
from data.importers.limits import limits
from data.importers.section_codes import IHSI, padded, summed
from data.importers.words import fold, is_tag_row, table
from geo.errors import ImportRejected, Problem
from geo.frames import LEVELS, POPULATION
from geo.places import NATION
from geo.population import CODE_LENGTH

NUMBERS = ("population", "population_f", "population_m")
SEPARATORS = (",", ";", "\t")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def read_population(
    path: Path, *, year: int | None = None, population_set: str | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one population series.

    Parameters
    ----------
    path
        xlsx with one sheet a level, CSV (UTF-8 or Western code page; comma, semicolon or tab), or an answer of HDX
        HAPI in JSON (`data.importers.population_long`). Columns are found by data/mappings/population.toml; an HXL row
        is skipped. Sections may come by the code of the statistical institute (IHSI) instead of the P-code.
    year
        Year of the figures; by default as the columns, the sheet or the file name say.
    population_set
        Name of the series; by default ``cod-ps-`` (``ihsi-`` with its codes) and the year.

    Returns
    -------
    population
        `POPULATION` columns, coarsest level first; the numbers are the file's own, unrounded, and no level is
        added, but to sections by IHSI code: `data.importers.section_codes.summed`.
        Sex is null where the file has none. `observed_on` is the first day of the year.
    problems
        Blocking (the row is left out): ``pcode_missing``, ``foreign_pcode``, ``unknown_level``, ``not_ihsi_code``,
        ``duplicate_id``, ``required``, ``not_a_number``, ``below_least`` and the other codes of numbers.
        Reported only: ``sums_left_out``, ``sheet_skipped``, ``read_as_cp1252``, ``decimal_comma`` and other notices.

    Raises
    ------
    ImportRejected
        If the file cannot be read (see `data.importers.files.check_table`), ``population_columns_missing``,
        ``year_unknown``, ``no_usable_row``.
    """
    problems: list[Problem] = []
    sheets = [sheet for sheet in _sheets(path, problems) if sheet.level]
    if not sheets:
        raise ImportRejected("population_columns_missing", sheet=path.name)
    rows = pd.concat([_rows(sheet, problems, year) for sheet in sheets], ignore_index=True)
    rows = _once(rows, problems)
    if rows.empty:
        raise ImportRejected("no_usable_row", problems=tuple(problems))
    if rows["year"].isna().any():
        raise ImportRejected("year_unknown", file=path.name)
    told = rows["year"].astype("int64").astype("str")
    ihsi = all(sheet.level == IHSI for sheet in sheets)
    maker = f"{table('population')[IHSI]['set']}-" if ihsi else "cod-ps-"
    rows = rows.assign(population_set=population_set or maker + told, observed_on=told + "-01-01")
    ordered = POPULATION.conform(rows.sort_values(["adm_level", "adm_pcode"], ignore_index=True))
    found = summed(ordered, _refused(sheets, rows), problems) if ihsi else ordered
    return found[list(POPULATION.by_name)], problems


def _refused(sheets: list[_Sheet], rows: pd.DataFrame) -> set[str]:
    """Codes of the rows of sections that were left out; "" for one whose code cannot be read."""
    left: set[str] = set()
    for sheet in sheets:
        told = sheet.texts[[sheet.column_of[IHSI], sheet.column_of["population"]]]
        out = ~np.isin(sheet.lines, rows["line"]) & told.notna().any(axis=1)
        left |= set(padded(told.loc[out].iloc[:, 0]).fillna(""))
    return left - set(rows["adm_pcode"])


@dataclass
class _Sheet:
    """One sheet: `texts` by header (null where blank), the line of each row, and what its columns are.

    `column_of` maps our column to a header; `level` is the finest level with P-codes, ``own`` where the codes
    say it, ``ihsi`` for sections by their IHSI code, "" where the sheet holds no population.
    """

    file: str
    name: str
    texts: pd.DataFrame
    lines: Any
    column_of: dict[str, str]
    level: str
    year: int | None

    @property
    def source(self) -> str:
        """The file, and its sheet where it has several."""
        return f"{self.file}/{self.name}" if self.name else self.file


def _sheets(path: Path, problems: list[Problem]) -> list[_Sheet]:
    found = []
    tables = [part for name, lines in _tables(path, problems) for part in population_long.by_level(name, lines)]
    for name, lines in tables:
        sheet = _matched(path, name, lines)
        found.append(sheet)
        if not sheet.level:
            problems.append(Problem(None, "", "sheet_skipped", name, {"file": path.name}, blocking=False))
    return found


def _tables(path: Path, problems: list[Problem]) -> list[tuple[str, list[list[str]]]]:
    """Name and lines of each sheet, every cell as text."""
    check_size(path)
    if population_long.is_answer(path):
        return [("", population_long.lines_of(path))]
    check_table(path)
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            return _workbook(path)
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        problems.append(Problem(None, "", "read_as_cp1252", "", {}, blocking=False))
    separator = max(SEPARATORS, key=text[:10_000].count)
    return [("", [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter=separator)])]


def _workbook(path: Path) -> list[tuple[str, list[list[str]]]]:
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        return [(name, _told(book.get_sheet_by_name(name).iter_rows())) for name in names]
    except calamine.PasswordError as error:
        raise ImportRejected("file_password") from error
    except calamine.CalamineError as error:
        raise ImportRejected("file_corrupt") from error


def _told(rows: Iterable[list[Any]]) -> list[list[str]]:
    most = int(limits()["table_rows"])
    return [[_text(cell) for cell in row] for _, row in zip(range(most), rows, strict=False)]


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, others with every digit."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return repr(cell) if isinstance(cell, float) else str(cell).strip()


def _matched(path: Path, name: str, lines: list[list[str]]) -> _Sheet:
    """Find the header among the first lines and what its columns are."""
    best: tuple[int, dict[str, str], int | None] = (0, {}, None)
    for at, line in enumerate(lines[: int(limits()["header_rows"])]):
        columns, year = _columns(line)
        if len(columns) > len(best[1]):
            best = (at, columns, year)
    at, columns, year = best
    headers = [header or f"#{n}" for n, header in enumerate(lines[at])] if lines else []
    body = [(n, line) for n, line in enumerate(lines[at + 1 :], at + 2) if any(line) and not is_tag_row(line)]
    cells = [dict(zip(headers, line, strict=False)) for _, line in body]
    texts = pd.DataFrame(cells, columns=list(dict.fromkeys(headers)), dtype="str")
    texts = texts.mask(texts == "")
    coded = [level for level in LEVELS if level in columns and texts[columns[level]].notna().any()]
    level = coded[-1] if coded else next((kind for kind in ("own", IHSI) if kind in columns), "")
    years = _years(name) or _years(path.stem)
    only = next(iter(years)) if len(years) == 1 else None
    return _Sheet(
        path.name, name, texts, np.array([n for n, _ in body]), columns,
        level if "population" in columns else "", year or only,
    )  # fmt: skip


def _years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def _columns(header: list[str]) -> tuple[dict[str, str], int | None]:
    """Our column (or level) -> header of the file, and the year that a header names."""
    found: dict[str, str] = {}
    years: set[int] = set()
    for key, told in table("population").items():
        for wanted in told["columns"]:
            for level in LEVELS if "{n}" in wanted else (key,):
                pattern = re.escape(fold(wanted.replace("{n}", level[3:]).replace("{year}", "YEAR")))
                pattern = pattern.replace("year", r"((?:19|20)\d\d)") if "{year}" in wanted else pattern
                for text in header:
                    match = re.fullmatch(pattern, fold(text))
                    if match and level not in found:
                        found[level] = text
                        years |= {int(year) for year in match.groups()}
    return found, min(years) if len(years) == 1 else None


def _rows(sheet: _Sheet, problems: list[Problem], year: int | None) -> pd.DataFrame:
    """Rows of one sheet; those that cannot be used are told and left out."""
    texts, header_of = sheet.texts, sheet.column_of
    codes, levels = _places(sheet)
    rows = pd.DataFrame({"adm_pcode": codes, "adm_level": levels, "source": sheet.source, "line": sheet.lines})
    lost = np.zeros(len(rows), dtype=bool)
    faults = {
        "pcode_missing": texts[header_of[sheet.level]].isna(),
        "not_ihsi_code": texts[header_of[sheet.level]].notna() & codes.isna(),
        "foreign_pcode": ~codes.fillna(NATION).str.startswith(NATION),
        "unknown_level": levels.isna() & codes.notna(),
    }
    for code, mask in faults.items():
        lost |= _tell(sheet, problems, mask, header_of[sheet.level], code)
    for name in (*NUMBERS, "year"):
        if name in header_of:
            rows[name], refused = _numbers(sheet, name, problems)
            lost |= refused & (name == "population")
    blank = texts[header_of["population"]].isna()
    lost |= _tell(sheet, problems, blank & codes.notna(), header_of["population"], "required")
    told = rows["year"] if "year" in rows else pd.Series(np.nan, rows.index)
    rows["year"] = float(year) if year else told.fillna(sheet.year or np.nan)
    return rows[~lost]


def _places(sheet: _Sheet) -> tuple[pd.Series, pd.Series]:
    """P-code and level of each row."""
    told = sheet.texts[sheet.column_of[sheet.level]]
    if sheet.level == IHSI:
        return padded(told), pd.Series(LEVELS[-1], told.index)
    codes = told.str.upper()
    by_length = {length: level for level, length in CODE_LENGTH.items()}
    return codes, codes.str.len().map(by_length) if sheet.level == "own" else pd.Series(sheet.level, codes.index)


def _numbers(sheet: _Sheet, name: str, problems: list[Problem]) -> tuple[pd.Series, Any]:
    """One column as numbers within the bounds of the vocabulary, and which rows were refused."""
    texts = sheet.texts[sheet.column_of[name]]
    cells = read_cells(texts, POPULATION.by_name[name])
    refused = np.zeros(len(texts), dtype=bool)
    for at, said in zip(cells.at, cells.said, strict=True):
        blocking = said.code not in NOTICES
        refused[at] = blocking
        value, line = str(texts.iloc[at])[:80], int(sheet.lines[at])
        problems.append(Problem(line, sheet.column_of[name], said.code, value, dict(said.params), blocking))
    return cells.values, refused


def _tell(sheet: _Sheet, problems: list[Problem], mask: pd.Series, column: str, code: str) -> Any:
    told = mask.to_numpy(dtype=bool)
    texts = sheet.texts[column].fillna("")
    problems += [
        Problem(int(sheet.lines[at]), column, code, str(texts.iloc[at])[:80], {"file": sheet.source})
        for at in np.flatnonzero(told)
    ]
    return told


def _once(rows: pd.DataFrame, problems: list[Problem]) -> pd.DataFrame:
    """Keep the first row of each place and year; the others name its line."""
    key = ["adm_pcode", "year"]
    again = rows.duplicated(key)
    first = rows.groupby(key, dropna=False)["line"].transform("first")
    problems += [
        Problem(
            int(row.line),
            "adm_pcode",
            "duplicate_id",
            row.adm_pcode,
            {"first_row": int(first[row.Index]), "file": row.source},
        )
        for row in rows[again].itertuples()
    ]
    return rows[~again].reset_index(drop=True)
