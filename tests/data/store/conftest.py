"""A store for each test; the engine is a parameter, SQLite the only one now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from data.store.store import Store, Told

ENGINES = ("sqlite",)
ME = Told("tester", "test")


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    assert request.param == "sqlite"
    return Store(tmp_path / "pare.db")


@pytest.fixture
def patch(store: Store) -> Callable[..., int]:
    """Write one batch of patches: patch("sites", [{...}], cleared=[...]) -> seq."""

    def write(name: str, rows: list[dict], **more: object) -> int:
        with store.batch(ME) as batch:
            batch.patch(name, pd.DataFrame(rows), **more)
        return batch.seq

    return write


@pytest.fixture
def move(store: Store) -> Callable[..., int]:
    """Write one batch of movements -> seq."""

    def write(*rows: tuple, **columns: object) -> int:
        frame = pd.DataFrame(rows, columns=["moved_on", "kind", "quantity"])
        frame = frame.assign(**{"warehouse_id": "W1", "item": "tarpaulin", **columns})
        with store.batch(ME) as batch:
            batch.move(frame)
        return batch.seq

    return write


def cells(store: Store, name: str, column: str, **clocks: object) -> dict:
    """Values of one column by key, unknown left out."""
    rows = store.records(name, **clocks)
    known = rows[rows[column].notna()]
    return dict(zip(known.iloc[:, 0], known[column], strict=True))


def held(store: Store, **clocks: object) -> dict:
    """Held quantity by warehouse, item and lot."""
    rows = store.balances(**clocks)
    lots = rows["lot"].where(rows["lot"].notna(), "-")
    return dict(zip(zip(rows["warehouse_id"], rows["item"], lots, strict=True), rows["held"], strict=True))


def released(store: Store, rows: pd.DataFrame) -> None:
    """One release in a batch of its own: refused, it leaves nothing."""
    with store.batch(ME) as batch:
        batch.release(rows)
