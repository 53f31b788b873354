"""Reading and comparing only some columns of a wide table gives what the whole table gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.store.fork import Fork, ForkPoint
from data.store.merge import compared, merged
from data.store.preview import of_patches
from data.store.store import Store
from geo.frames import FRAMES
from tests.data.store.conftest import ME
from tests.data.store.test_properties import fresh

SITES = FRAMES["sites"]
DAYS = ["2023-01-01", "2023-01-02", "2023-01-03"]
ROW = st.fixed_dictionaries(
    {"site_id": st.sampled_from(["S1", "S2", "S3"])},
    optional={
        "name": st.sampled_from(["a", "b"]), "area_m2": st.sampled_from([1.0, 2.0]),
        "observed_on": st.sampled_from(DAYS), "status": st.sampled_from(["active", "closed"]),
    },
)  # fmt: skip


def put(store: Store, rows: list[dict], **more: object) -> None:
    with store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame(rows), **more)


def slow_changes(store: Store, rows: list[dict]) -> list[tuple]:
    """Store it and compare the whole tables: what the preview must foresee."""
    before = store.records("sites")
    put(store, rows)
    found = compared(before, store.records("sites"), ["site_id"])
    return sorted(map(repr, found.itertuples(index=False)))


@settings(max_examples=40, deadline=None)
@given(
    stored=st.lists(ROW, max_size=5), rows=st.lists(ROW, min_size=1, max_size=5),
    cleared=st.lists(st.sampled_from(["area_m2", "name"]), max_size=2, unique=True),
)  # fmt: skip
def test_a_preview_foresees_exactly_what_storing_changes(stored, rows, cleared):
    store = fresh()
    if stored:
        put(store, stored, cleared=[cleared] * len(stored))
    foreseen = of_patches(store, "sites", pd.DataFrame(rows))
    told = sorted(map(repr, foreseen.drop(columns="frame").itertuples(index=False)))
    assert told == slow_changes(store, rows)
    assert len(of_patches(store, "sites", pd.DataFrame(rows))) == 0


def test_some_columns_are_read_with_key_and_date(store: Store):
    put(store, [{"site_id": "S1", "name": "a", "area_m2": 5.0, "observed_on": DAYS[0]}])
    found = store.patches("sites", columns=["area_m2"])
    assert list(found.columns) == ["site_id", "area_m2", "observed_on", "row_id", "batch", "cleared", "_ordered_on"]
    narrow = SITES.only(["area_m2"])
    assert merged(narrow, found).to_dict("records") == [{"site_id": "S1", "area_m2": 5.0, "observed_on": DAYS[0]}]
    whole = store.patches("sites")
    assert set(SITES.by_name) <= set(whole.columns)


def test_a_fork_reads_some_columns_of_both_stores(tmp_path: Path):
    base = Store(tmp_path / "base.db")
    put(base, [{"site_id": "S1", "name": "a", "area_m2": 5.0}])
    fork = Fork(tmp_path / "base.db", tmp_path / "own.db", ForkPoint(base.head(), "9999-12-31", "coordinator"))
    with fork.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "b"}]))
    found = fork.patches("sites", columns=["name"])
    assert found["name"].tolist() == ["a", "b"]
    assert "area_m2" not in found.columns
    changes = of_patches(fork, "sites", pd.DataFrame([{"site_id": "S1", "name": "c", "area_m2": 5.0}]))
    assert changes[["column", "before", "after"]].to_numpy().tolist() == [["name", "b", "c"]]


def test_a_file_that_says_an_old_id_is_held_against_the_record_that_it_is_now(store: Store):
    put(store, [{"site_id": "S1", "name": "a"}, {"site_id": "S2", "name": "b"}])
    with store.batch(ME) as batch:
        batch.same("sites", "S2", "S1")
    changes = of_patches(store, "sites", pd.DataFrame([{"site_id": "S2", "name": "c"}]))
    assert changes[["key", "column", "after"]].to_numpy().tolist() == [["S1", "name", "c"]]


def test_only_columns_that_say_something_are_written(store: Store):
    seen: list[str] = []
    with store.batch(ME) as batch:
        raw = batch.connection.connection.driver_connection
        raw.set_trace_callback(seen.append)
        batch.patch(
            "assessments", pd.DataFrame([{"site_id": "S1", "assessed_on": DAYS[0], "taps": 3, "showers": None}])
        )
        raw.set_trace_callback(None)
    (written,) = [statement for statement in seen if "f_assessments" in statement]
    assert written.startswith("INSERT INTO f_assessments (batch, site_id, assessed_on, taps)")
    row = store.records("assessments").iloc[0]
    assert row["taps"] == 3
    assert pd.isna(row["showers"])


@pytest.mark.parametrize("name", [name for name, frame in FRAMES.items() if frame.merge != "ledger"])
def test_every_table_is_read_narrow(store: Store, name: str):
    frame = FRAMES[name]
    assert store.patches(name, columns=[frame.columns[-1].name]).empty
    assert of_patches(store, name, frame.empty()).empty
