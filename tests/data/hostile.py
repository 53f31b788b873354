"""Tables of every kind, and what the world does to them on the way: the material of the fuzz tests."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from data.importers.words import MAPPINGS, fold
from geo.frames import FRAMES, Column, Frame

Grid = list[list[Any]]
ROWS = 4
WITHIN = {"longitude": -72.33, "latitude": 18.55}
CELLS: list[Any] = [
    None, "", " ", "-", "?", "n/a", "N/D", "aucun", "NaN", "inf", "-inf", "1e400", "1e309", "-1", "0", "00012", "٣",
    "12,5", "1 234", "1\u202f234", "1,234", "1.234,5", "1'000", "45 %", "120%", "½", "10**9", "0x1F", "1e-5", "−7",
    10**18, -(10**15), 1e300, 1.5, True, False, 2**63, "9" * 400, "oui", "Wi", "non.", "=1+1", '=HYPERLINK("x")',
    "=SUM(A1:A3)", "#REF!", "#N/A", "#DIV/0!", "@cmd", "'007", "31/02/2023", "13/05/2023", "05/13/2023",
    "2023-13-01", "2023-02-30", "1899-11-30", "9999-12-31", "0000-00-00", "44927", "20230115", "15 janv. 2023",
    "2023-01-01T25:61", "2023-01-01T10:00+99:00", "2023-01-01T00:00:00.123Z", dt.datetime.fromisoformat("2023-03-04T05:06"),
    dt.date(2023, 3, 4), dt.time(7, 8), dt.timedelta(hours=30), "<script>alert(1)</script>", "{value}", "{0.a}", "{",
    "%s %(x)s", "\\", '"', 'a"b;c,d', "two\nlines", "tab\there", "nul\x00in", "bell\x07", "\ufeffmark", "\u200b",
    "\u202eright", "e\u0301", "😀", "x" * 3000, "Marie Jeanne 3412 3456", "marie@example.org", "S1", "HT0111", "HT9999",
    "POINT (-72.3 18.5)", "POLYGON ((0 0, 1 1, 1 0, 0 0))", "POLYGON EMPTY", "0103", "MULTIPOLYGON (((", "school",
    "18.55, -72.33", "SIT ZM-014 MEN 412",
]  # fmt: skip
HEADERS: list[Any] = [
    None, "", " ", "name", "Name ", "NAME", "site_id", "Site ID", "#adm2+code", "#meta+x", "latitude", "Latitud",
    "individuals", "Individus (personnes)", "x" * 300, "{value}", "<b>", "téléphone", "Nom du responsable", 7, 3.5,
    True, dt.date(2023, 1, 1), "=A1", "a\nb", "observed_on", "adm2_name", "unnamed: 3", "1. name", "quantity (kg)",
]  # fmt: skip


def sample(name: str) -> Grid:
    """A good table of one kind: a header and some rows that are accepted."""
    frame = FRAMES[name]
    columns = [c for c in frame.columns if c.name not in ("closed_on", "closed_reason", "reverses", "counterpart")]
    return [[c.name for c in columns], *([_cell(frame, c, n) for c in columns] for n in range(ROWS))]


def _cell(frame: Frame, column: Column, n: int) -> Any:
    if column.name in WITHIN:
        return WITHIN[column.name]
    if column.kind == "geometry":
        line = "LINESTRING (-72.4 18.5, -72.3 18.6)"
        return line if column.shape == "line" else "POLYGON ((-72.4 18.5, -72.3 18.5, -72.3 18.6, -72.4 18.5))"
    if column.kind == "choice":
        return "receipt" if column.name == "kind" and "receipt" in column.choices else column.choices[0]
    if column.kind in ("date", "instant"):
        day = f"2023-02-0{n + 1}"
        return day if column.kind == "date" else f"{day}T06:00Z"
    if column.kind == "code":
        known = {
            "boundaries": "HT0111",
            "sites": f"S{n + 1}",
            "warehouses": "W1",
            "items": "tarpaulin",
            "requests": f"DEM-{n + 1}",
        }
        known["subject_id"] = known["sites"]  # the first subject is a site
        known["adm1_pcode"] = known["place"] = f"HT0{n + 1}"
        if column.name == "destination_site_id":
            return f"S{(n + 1) % ROWS + 1}"  # another than where they left
        return (
            known.get(column.refers)
            or known.get(column.name)
            or ("HT0111" if "pcode" in column.name else f"{frame.name[:3]}-{n}")
        )
    if column.kind == "boolean":
        return "oui" if n % 2 else "non"
    least = column.least or 0
    return f"{column.name} {n}" if column.kind == "text" else min(least + 1 + n, column.most or 5)


def foreign(source: str) -> Grid:
    """A table with the headers of one source of data/mappings, its cells the source's own words and usual numbers."""
    told = tomllib.loads((MAPPINGS / f"{source}.toml").read_text(encoding="utf-8"))
    known = told.get("recognised", {}).get("headers", [])
    rows = [one.get("rows", {}).get("header") for one in told.get("options", {}).values()]
    spoken = [header for header in (*known, *_named(told["frames"]), *rows) if header]
    headers = list({fold(header): header for header in reversed(spoken)}.values())[::-1]
    words = [word for word in _words(told["frames"]) if word not in headers] or ["oui"]
    drawn = random.Random(source)
    usual = ["HT0111", "18.55", "-72.33", "2023-02-01", "12", "450", "Oui", "Lekòl Batis", None]
    return [headers, *([drawn.choice([drawn.choice(words), *usual]) for _ in headers] for _ in range(ROWS))]


NAMES_A_HEADER = ("headers", "header", "when", "take", "sum", "of", "join", "date")


def _named(told: Any, under: str = "") -> Iterator[str]:
    """Headers that a mapping speaks of, wherever it does."""
    if isinstance(told, dict):
        for key, one in told.items():
            yield from _named(one, key)
    elif isinstance(told, list):
        for one in told[:1] if under in ("headers", "date") else told:  # the first of several spellings
            yield from _named(one, under)
    elif isinstance(told, str) and under in NAMES_A_HEADER:
        yield told


def _words(told: Any) -> Iterator[str]:
    """Every text of a mapping: the source's words and ours."""
    if isinstance(told, dict):
        for key, one in told.items():
            yield key
            yield from _words(one)
    elif isinstance(told, list):
        for one in told:
            yield from _words(one)
    elif isinstance(told, str):
        yield told


# -- what happens to a table -------------------------------------------------------------------------------------


def mutations() -> st.SearchStrategy[list[tuple[str, int, int, int]]]:
    """Some accidents, each with three numbers that say where and which."""
    number = st.integers(0, 10_000)
    return st.lists(st.tuples(st.sampled_from(sorted(ACCIDENTS)), number, number, number), min_size=1, max_size=6)


def mutated(grid: Grid, told: list[tuple[str, int, int, int]]) -> Grid:
    """The table after its accidents."""
    grid = [row[:] for row in grid]
    for name, a, b, c in told:
        if grid and any(grid):
            ACCIDENTS[name](grid, a, b, c)
    return grid


def _set_cell(grid: Grid, a: int, b: int, c: int) -> None:
    row = grid[a % len(grid)]
    if row:
        row[b % len(row)] = CELLS[c % len(CELLS)]


def _fill_column(grid: Grid, a: int, b: int, c: int) -> None:
    at = a % max(len(grid[0]), 1)
    for n, row in enumerate(grid[1:]):
        if at < len(row):
            row[at] = CELLS[(c + n * b) % len(CELLS)]


def _rename(grid: Grid, a: int, b: int, c: int) -> None:
    if grid[0]:
        grid[0][a % len(grid[0])] = HEADERS[c % len(HEADERS)]


def _same_header(grid: Grid, a: int, b: int, c: int) -> None:
    if grid[0]:
        told = grid[0][b % len(grid[0])]
        grid[0][a % len(grid[0])] = f"{told} " if c % 2 and isinstance(told, str) else told


def _order(grid: Grid, a: int, b: int, c: int) -> None:
    width = max(map(len, grid))
    order = random.Random(a).sample(range(width), width)
    for row in grid:
        row[:] = [row[n] if n < len(row) else None for n in order]
    body = grid[1:]
    random.Random(b).shuffle(body)
    grid[1:] = body


def _drop_column(grid: Grid, a: int, b: int, c: int) -> None:
    width = len(grid[0])
    for row in grid:
        if width and a % width < len(row):
            del row[a % width]


def _rows(grid: Grid, a: int, b: int, c: int) -> None:
    """A row again, a blank one, a title, the header once more, HXL tags, or one gone."""
    header, at = grid[0], a % (len(grid) + 1)
    added: list[Grid] = [
        [grid[b % len(grid)][:]], [[]], [["Rapò sou sit yo", None, "2023"]], [header[:]],
        [["#adm1+name", "#meta", *["#x+y"] * max(len(header) - 2, 0)]], [[None] * len(header) + ["stray", 7]],
    ]  # fmt: skip
    chosen = c % (len(added) + 1)
    if chosen < len(added):
        grid[at:at] = added[chosen]
    elif len(grid) > 1:
        del grid[b % len(grid)]


ACCIDENTS: dict[str, Callable[[Grid, int, int, int], None]] = {
    "cell": _set_cell, "cells": _fill_column, "rename": _rename, "same header": _same_header, "order": _order,
    "drop column": _drop_column, "rows": _rows,
}  # fmt: skip


# -- files -------------------------------------------------------------------------------------------------------


def write_book(grid: Grid, path: Path, *, merged: tuple[int, int] | None = None, first_sheet: bool = True) -> None:
    """A workbook; on wish with merged cells, or with the table on its second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active if first_sheet else book.create_sheet("Done")
    for row in grid:
        sheet.append([_fit(cell) for cell in row])
    if merged:
        top, left = 1 + merged[0] % 4, 1 + merged[1] % 5
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=left, end_column=left + 2)
    book.save(path)


def _fit(cell: Any) -> Any:
    """What a workbook can hold of a cell."""
    if isinstance(cell, str):
        return ILLEGAL_CHARACTERS_RE.sub("", cell)
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) and abs(cell) >= 2**63 else cell


def write_csv(grid: Grid, path: Path, *, separator: str = ",", coding: str = "utf-8", end: str = "\r\n") -> None:
    """A CSV in some coding; what the coding cannot tell becomes a question mark."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(
        [["" if cell is None else str(cell) for cell in row] for row in grid]
    )
    path.write_bytes(out.getvalue().encode(coding, errors="replace"))


def damaged(data: bytes, at: int, how: int) -> bytes:
    """Bytes cut off, turned, doubled or filled in."""
    at %= max(len(data), 1)
    changed = (
        data[:at], data[:at] + bytes([(data[at] if data else 0) ^ 0x5A]) + data[at + 1 :], data[at:],
        data[:at] + b"\x00\xff\xfe\x92" + data[at:], data + data, data[:at] + data[at // 2 :], b"", b"\n" * 40,
        data.replace(b"\n", b"\r"), b"\xff\xfe" + data, data.replace(b",", b'"'),
    )  # fmt: skip
    return changed[how % len(changed)]
