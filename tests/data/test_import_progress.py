"""Progress and cancel: what is told on the way, and that a cancelled import leaves nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import psutil
import pytest

from data import intake, slices
from data.importers import child
from data.importers.limits import limits
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import ImportRejected
from tests.bench import books

ROWS = 2 * slices.AT_ONCE + 10


class CancelledError(Exception):
    """Somebody pressed the button."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "pare.db")
    ids = [books.site_id(n) for n in range(ROWS)]
    with made.batch(Told("before", "before")) as batch:
        batch.patch("sites", pd.DataFrame({"site_id": ids, "name": ids, "adm2_pcode": "HT0111"}))
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "Un", "adm2_pcode": "HT0111"}]))
    return made


def looked(store: Store, folder: Path, rows: int = ROWS) -> intake.Intake:
    path = folder / "book.csv"
    days = {"site_id": [books.site_id(n) for n in range(rows)], "assessed_on": "2023-01-01", "individuals": 7}
    pd.DataFrame(days).to_csv(path, index=False)
    return intake.look(Source(store), "assessments", path)


def test_progress_is_told_between_slices_up_to_the_whole(store: Store, tmp_path: Path):
    told: list[float] = []
    batch = intake.keep(store, looked(store, tmp_path), author="a", reason="r", progress=told.append)
    # 4,010 rows in slices of 2,000: before the first, the second and the third, and at the end.
    assert told == [0.0, pytest.approx(2000 / ROWS), pytest.approx(4000 / ROWS), 1.0]
    told_of = store.batches().set_index("seq").loc[batch]
    assert (told_of["frames"], told_of["rows"]) == ("assessments", ROWS)
    assert len(store.records("assessments")) == ROWS


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_cancelled_import_leaves_nothing_and_may_come_again(store: Store, tmp_path: Path, at: int):
    file = looked(store, tmp_path)
    told: list[float] = []

    def cancel(share: float) -> None:
        told.append(share)
        if len(told) > at:
            raise CancelledError

    head, touched = store.head(), store.touched()
    with pytest.raises(CancelledError):
        intake.keep(store, file, author="a", reason="r", progress=cancel)
    assert (store.head(), store.touched()) == (head, touched)
    assert store.records("assessments").empty
    assert len(store.batches()) == 1
    assert intake.keep(store, file, author="a", reason="r") == head + 1  # not even a number was used up


def test_movements_go_in_at_once_since_identical_lines_are_told_apart_by_their_place(store: Store, tmp_path: Path):
    path = tmp_path / "moves.csv"
    row = {"moved_on": "2023-01-01", "kind": "receipt", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 2}
    pd.DataFrame([row] * (slices.AT_ONCE + 1)).to_csv(path, index=False)
    told: list[float] = []
    file = intake.look(Source(store), "movements", path)
    intake.keep(store, file, author="a", reason="r", progress=told.append)
    assert told == [0.0, 1.0]
    assert store.balances()["held"].tolist() == [2.0 * (slices.AT_ONCE + 1)]


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def test_a_preview_is_cancelled_by_ending_the_parsing_process(store: Store, tmp_path: Path):
    books.assessments(tmp_path / "book.xlsx", 20_000, 60)
    seen: list[int] = []

    def cancel() -> None:
        seen.extend(process.pid for process in children())
        if len(seen) > 1:
            raise CancelledError

    started = time.monotonic()
    with pytest.raises(CancelledError), child.watched(cancel):
        intake.look(Source(store), "assessments", tmp_path / "book.xlsx")
    assert time.monotonic() - started < 20
    assert seen
    assert not any(psutil.pid_exists(process) for process in seen)
    assert store.records("assessments").empty


def test_a_watch_that_says_nothing_changes_nothing(store: Store, tmp_path: Path):
    books.assessments(tmp_path / "book.xlsx", 2_000, 20)
    calls: list[int] = []
    with child.watched(lambda: calls.append(1)):
        seen = intake.look(Source(store), "assessments", tmp_path / "book.xlsx")
    again = intake.look(Source(store), "assessments", tmp_path / "book.xlsx")  # nobody watches any more
    assert calls
    pd.testing.assert_frame_equal(seen.previews[0].rows, again.previews[0].rows)


def test_a_parser_that_takes_too_long_is_ended_watched_or_not(tmp_path: Path):
    books.assessments(tmp_path / "book.xlsx", 20_000, 60)
    short = {**limits(), "parse_seconds": 0.3}
    for watch in (None, lambda: None):
        with child.watched(watch), pytest.raises(ImportRejected) as refused:
            child.parse("table", tmp_path / "book.xlsx", limits=short, expected=["site id"])
        assert refused.value.code == "parse_timeout"
        assert not children()
