"""The first store: whole or not there, and nothing of its making stays behind."""

from __future__ import annotations

import os
import threading

import pytest

from data import demo
from data.store.store import Store


def names(folder) -> list[str]:
    return sorted({path.name.removesuffix("-wal").removesuffix("-shm") for path in folder.iterdir()})


def test_what_fails_on_the_way_leaves_no_store_and_the_next_start_makes_it(tmp_path, monkeypatch):
    path, load = tmp_path / "pare.db", demo.load

    def fails(store):
        load(store)
        raise RuntimeError("dead")

    monkeypatch.setattr(demo, "load", fails)
    with pytest.raises(RuntimeError, match="dead"):
        demo.open_or_make(path)
    assert not path.exists()
    monkeypatch.setattr(demo, "load", load)
    for left in tmp_path.iterdir():
        os.utime(left, (0, 0))  # long ago
    assert demo.open_or_make(path).head() == 1
    assert names(tmp_path) == ["pare.db"]


def test_a_disk_without_links_and_an_empty_store_that_was_wanted_empty(tmp_path, monkeypatch):
    def refuses(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", refuses)
    assert demo.open_or_make(tmp_path / "pare.db").head() == 1
    Store(tmp_path / "empty.db")
    assert demo.open_or_make(tmp_path / "empty.db").head() == 0
    assert names(tmp_path) == ["empty.db", "pare.db"]


def test_two_first_starts_at_once_make_one_store(tmp_path):
    path, heads = tmp_path / "pare.db", []
    threads = [threading.Thread(target=lambda: heads.append(demo.open_or_make(path).head())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (heads, len(Store(path).batches()), names(tmp_path)) == ([1, 1, 1], 1, ["pare.db"])
