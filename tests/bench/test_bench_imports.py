"""The bench of imports in small: its workbooks are what they say, its runs store every row; nothing is timed here."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl

from geo.frames import FRAMES
from tests.bench import books, imports
from tests.bench.report import table


def test_an_invented_workbook_is_one_that_others_read_too(tmp_path: Path) -> None:
    sites = books.assessments(tmp_path / "book.xlsx", 10, 30)
    assert sites == 3  # 10 rows, four days a site
    rows = list(openpyxl.load_workbook(tmp_path / "book.xlsx").worksheets[0].iter_rows(values_only=True))
    assert list(rows[0]) == [column.name for column in FRAMES["assessments"].columns[:30]]
    assert [row[0] for row in rows[1:5]] == ["BENCH-000000", "BENCH-000001", "BENCH-000002", "BENCH-000000"]
    assert len(rows) == 11
    assert len({(row[0], row[1]) for row in rows[1:]}) == 10
    cells = [cell for row in rows[1:] for cell in row]
    assert {type(cell) for cell in cells} >= {str, int, type(None)}


def test_a_run_stores_every_row_and_tells_its_memory(tmp_path: Path) -> None:
    book = imports._laid(tmp_path / "small", 40, 25)
    run = imports._run(book)
    assert run.rows == 40
    assert run.look_s > 0
    assert run.keep_s > 0
    assert 20 < run.peak_mb < 2_000
    took, rows = imports._read_plainly(book)
    assert took > 0
    assert len(rows) == 41
    assert imports._stored_plainly(rows, tmp_path / "plain.db") > 0


def test_memory_counts_what_a_process_starts(tmp_path: Path) -> None:
    held = "import time; held = bytearray(60_000_000); time.sleep(0.5)"
    alone = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"
    _, peak_mb = imports.watched([sys.executable, "-c", alone])
    assert peak_mb > 60


def test_the_reconciler_has_two_lists_that_half_agree() -> None:
    known, new = imports._sites(40)
    assert len(known) == len(new) == 40
    assert not set(known["id"]) & set(new["id"])
    assert (known["adm2_pcode"].to_numpy() == new["adm2_pcode"].to_numpy()).all()
    pairs, took, plain = imports.reconciled(40)
    assert pairs > 0
    assert took > 0
    assert plain > 0


def test_each_line_of_the_table_has_a_target_and_a_yardstick() -> None:
    run = imports.Run(2.0, 1.5, 1.0, 0.8, 10_000, 400.0)
    seen = imports.Imports(run, run, 20.0, 0.5, 600.0, 2.5, 2_500, 160.0)
    figures = imports.figures(seen)
    assert all(one.at_most is not None and one.yardstick is not None for one in figures)
    assert [one.at_most for one in figures] == [6, 4, 500, 3]
    assert "10,000 rows × 156 columns" in table(figures)
    assert imports.WIDE[1] == len(FRAMES["assessments"].columns)
