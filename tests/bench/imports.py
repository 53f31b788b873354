"""Imports timed: a workbook looked at and stored in a process of its own, whose memory is watched from outside."""

from __future__ import annotations

import difflib
import json
import random
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import psutil

from data.reference_reconcile import place_words, rules
from data.store.store import Store, Told
from geo.reconcile import candidates
from tests.bench import books
from tests.bench.report import CannotMeasure, Figure
from tests.bench.servers import ROOT

WIDE, LONG = (10_000, 156), (200_000, 20)  # rows and columns of the two workbooks
SAMPLED_S = 0.02
RECORDS = 5_000  # on each side of the reconciler
DIFFLIB_RECORDS = 20  # of the new ones: the yardstick would take many minutes for all
READ_ALONE = "import sys, pandas; pandas.read_excel(sys.argv[1], engine='calamine')"


@dataclass(frozen=True)
class Run:
    """One import in a process of its own: seconds on the clock and of CPU, and the most memory of its whole tree."""

    look_s: float
    look_cpu_s: float
    keep_s: float
    keep_cpu_s: float
    rows: int
    peak_mb: float


@dataclass(frozen=True)
class Imports:
    """What was measured; seconds and megabytes."""

    wide: Run
    long: Run
    openpyxl_s: float
    executemany_s: float
    pandas_long_mb: float
    reconcile_s: float
    reconcile_pairs: int
    difflib_s: float


def measured(folder: Path) -> Imports:
    """Measure both workbooks and the reconciler, beside plain ways to do the same."""
    wide = _laid(folder / "wide", *WIDE)
    first = _run(wide)
    long = _laid(folder / "long", *LONG)
    second = _run(long)
    _, alone_mb = watched([sys.executable, "-c", READ_ALONE, str(long)])
    pairs, reconcile_s, difflib_s = reconciled(RECORDS)
    read_s, rows = _read_plainly(wide)
    return Imports(first, second, read_s, _stored_plainly(rows, folder / "plain.db"), alone_mb,
                   reconcile_s, pairs, difflib_s)  # fmt: skip


def figures(seen: Imports) -> list[Figure]:
    """Return the lines of the table."""
    rows, columns = WIDE
    wide, long = seen.wide, seen.long
    return [
        Figure(
            f"Preview of an assessment workbook, {rows:,} rows × {columns} columns", "s", wide.look_s, seen.openpyxl_s,
            at_most=6, note=f"CPU of the product's process {wide.look_cpu_s:.1f} s, beside it the parsing process; "
            "yardstick: openpyxl reads the cells and checks nothing",
        ),
        Figure(
            f"Storing it ({rows:,} rows)", "s", wide.keep_s, seen.executemany_s, at_most=4,
            note=f"CPU {wide.keep_cpu_s:.1f} s; yardstick: executemany of the same cells into a bare table",
        ),
        Figure(
            f"Memory, preview and storing of {LONG[0]:,} rows × {LONG[1]} columns", "MB", long.peak_mb,
            seen.pandas_long_mb, at_most=500,
            note=f"most of both processes together; {long.look_s:.0f} s and {long.keep_s:.0f} s; yardstick: pandas "
            "reads the file with calamine and checks nothing",
        ),
        Figure(
            f"Who is who, {RECORDS:,} new against {RECORDS:,} known sites", "s", seen.reconcile_s, seen.difflib_s,
            at_most=3, note=f"{seen.reconcile_pairs:,} pairs told; yardstick: difflib on the names alone, from "
            f"{DIFFLIB_RECORDS} of them",
        ),
    ]  # fmt: skip


def _laid(folder: Path, rows: int, columns: int) -> Path:
    """A workbook, and beside it a store with the sites that it speaks of."""
    folder.mkdir()
    sites = books.assessments(folder / "book.xlsx", rows, columns)
    ids = [books.site_id(n) for n in range(sites)]
    with Store(folder / "pare.db").batch(Told("bench", "bench")) as batch:
        batch.patch("sites", pd.DataFrame({"site_id": ids, "name": ids, "adm2_pcode": "HT0111"}))
    return folder / "book.xlsx"


def _run(book: Path) -> Run:
    out, peak_mb = watched([sys.executable, "-m", "tests.bench.one_import", str(book), str(book.parent / "pare.db")])
    told = json.loads(out)
    if told["rows"] != told["stored"]:
        raise CannotMeasure(f"{told['stored']} of {told['rows']} rows of the workbook went in")
    return Run(**{name: told[name] for name in told if name != "stored"}, peak_mb=peak_mb)


def watched(command: list[str]) -> tuple[str, float]:
    """Run a command; its output, and the most resident memory (MB) of it and what it started."""
    peak = 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _resident(seen))
            time.sleep(SAMPLED_S)
        out = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise CannotMeasure(f"an import ended with {process.returncode}")
    return out, peak / 1e6


def _resident(process: psutil.Process) -> int:
    total = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.Error:
        return 0  # one of them has just ended
    return total


def _read_plainly(book: Path) -> tuple[float, list[tuple[Any, ...]]]:
    started = time.perf_counter()
    read = openpyxl.load_workbook(book, read_only=True)
    rows = list(read.worksheets[0].iter_rows(values_only=True))
    read.close()
    return time.perf_counter() - started, rows


def _stored_plainly(rows: list[tuple[Any, ...]], path: Path) -> float:
    header, *ragged = rows
    body = [(*row, *[None] * (len(header) - len(row))) for row in ragged]
    names = ", ".join(str(name) for name in header)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"CREATE TABLE plain ({names})")
    started = time.perf_counter()
    with connection:
        connection.executemany(f"INSERT INTO plain VALUES ({', '.join('?' * len(header))})", body)
    took = time.perf_counter() - started
    connection.close()
    return took


# -- who is who --------------------------------------------------------------------------------------------------

KINDS = ("Lekòl Nasyonal", "École nationale", "Lycée", "Plas", "Place", "Legliz Batis", "Église", "Kan", "Camp")
FIRST = ("Saint", "Bèl", "Gran", "Ti", "Nouvo", "Vye", "Dlo", "Wòch", "Mòn", "Solèy", "Chan", "Fò")
SECOND = (
    "Antoine",
    "Rivyè",
    "Jakmèl",
    "Marie",
    "Kalfou",
    "Flè",
    "Pye",
    "Zanmann",
    "Mango",
    "Lakou",
    "Savann",
    "Janvye",
)


def reconciled(records: int) -> tuple[int, float, float]:
    """Pairs that are told, seconds of the reconciler, and of difflib on the names, reckoned from a few of them."""
    known, new = _sites(records)
    candidates(new.head(50), known.head(50), place_words(), rules())
    started = time.perf_counter()
    pairs = candidates(new, known, place_words(), rules())
    took = time.perf_counter() - started
    names = known["name"].tolist()
    started = time.perf_counter()
    for name in new["name"].head(DIFFLIB_RECORDS):
        difflib.get_close_matches(name, names, n=3, cutoff=0.7)
    return len(pairs), took, (time.perf_counter() - started) * records / DIFFLIB_RECORDS


def _sites(records: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Known sites of 20 communes, and new ones: half are known ones under another spelling, a little way off."""
    drawn = random.Random(11)
    rows = [
        {
            "id": f"K{n}", "name": f"{drawn.choice(KINDS)} {drawn.choice(FIRST)} {drawn.choice(SECOND)} {n % 97}",
            "adm2_pcode": f"HT{1 + n % 20:04d}", "longitude": -72.4 + drawn.random() / 2,
            "latitude": 18.4 + drawn.random() / 4,
        }
        for n in range(records)
    ]  # fmt: skip
    fresh = []
    for n, row in enumerate(rows):
        name = str(row["name"])
        other = name.replace("Lekòl Nasyonal", "Ecole Nat.").replace("Plas", "place").replace("Kan", "CAMP")
        moved = float(row["longitude"]) + (drawn.random() - 0.5) / 300
        told = {"name": other, "longitude": moved} if n % 2 else {"name": f"{drawn.choice(FIRST)} {n}"}
        fresh.append({**row, **told, "id": f"N{n}"})
    return pd.DataFrame(rows), pd.DataFrame(fresh)
