"""A file is stored beside who waits: the share grows, calling off leaves nothing, what stops it is told."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from data import intake, storing
from data.snapshot import Source
from data.store.store import Store
from data.storing import CalledOff, Storing
from geo.errors import StoreProblem

ROWS = 5_000  # three slices of 2,000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pare.db")


def look(store: Store, folder: Path, rows: int = ROWS) -> intake.Intake:
    path = folder / "sites.csv"
    ids = [f"S-{n}" for n in range(rows)]
    told = {"site_id": ids, "name": ids, "adm2_pcode": "HT0111", "observed_on": "2023-08-01"}
    pd.DataFrame(told).to_csv(path, index=False)
    return intake.look(Source(store), "sites", path)


def job(store: Store, looked: intake.Intake) -> Storing:
    return Storing(store, looked, author="tester", reason="test")


def test_it_stores_and_tells_the_batch(store, tmp_path):
    one = job(store, look(store, tmp_path))
    one.start()
    one.join()
    assert (one.done, one.error, one.share, one.batch) == (True, None, 1.0, 1)
    assert len(store.records("sites")) == ROWS


def test_calling_off_on_the_way_leaves_nothing(store, tmp_path, monkeypatch):
    looked, reached, go_on = look(store, tmp_path), threading.Event(), threading.Event()
    keep = storing.keep

    def slow(*given, progress, **told):
        def watched(share):
            progress(share)
            if share > 0:
                reached.set()
                assert go_on.wait(30)

        return keep(*given, progress=watched, **told)

    monkeypatch.setattr(storing, "keep", slow)
    one = job(store, looked)
    one.start()
    assert reached.wait(30)
    assert 0 < one.share < 1
    assert not one.done
    one.call_off()
    go_on.set()
    one.join()
    assert isinstance(one.error, CalledOff)
    assert (one.batch, store.head(), len(store.records("sites"))) == (None, 0, 0)
    monkeypatch.setattr(storing, "keep", keep)
    again = job(store, looked)  # and the same file goes in afterwards
    again.start(wait_s=60)
    assert again.batch == 1


def test_what_stops_it_is_told(store, tmp_path):
    looked = look(store, tmp_path, 3)
    for wanted in (None, StoreProblem):
        one = job(store, looked)
        one.start(wait_s=60)
        assert (type(one.error) if one.error else None) is wanted
    assert one.error.code == "already_in"
