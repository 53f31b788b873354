"""Point 14 of the store: a fork reads the frozen base and writes only to itself."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from data.store.engine import writing
from data.store.fork import Fork, ForkPoint
from data.store.store import Store, Told
from geo.errors import NotEnoughStock, ReadOnly
from tests.data.store.conftest import ME, cells, held, released


@pytest.fixture
def fork(store: Store, patch, move, tmp_path) -> Fork:
    patch("sites", [{"site_id": "S1", "name": "Un", "observed_on": "2023-01-01"}])  # 1
    move(("2023-01-01", "receipt", 100))  # 2
    patch("sites", [{"site_id": "S1", "name": "Après", "observed_on": "2023-01-02"}])  # 3: not in the fork
    return Fork(store.path, tmp_path / "exercise.db", ForkPoint(known_at=2, as_of="2023-03-01", disclosure="partner"))


def test_a_fork_sees_the_base_as_it_was_then(fork: Fork, patch):
    assert cells(fork, "sites", "name") == {"S1": "Un"}
    patch("sites", [{"site_id": "S1", "name": "Plus tard", "observed_on": "2023-02-01"}])
    assert cells(fork, "sites", "name") == {"S1": "Un"}


def test_own_batches_follow_the_fork_point_and_leave_the_base_alone(fork: Fork, store: Store):
    before = hashlib.sha256(store.path.read_bytes()).hexdigest()
    with fork.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "Exercice", "observed_on": "2023-03-02"}]))
        batch.move(
            pd.DataFrame(
                [
                    {
                        "moved_on": "2023-03-02",
                        "kind": "count",
                        "warehouse_id": "W1",
                        "item": "tarpaulin",
                        "quantity": 60,
                    }
                ]
            )
        )
    assert batch.seq == 3
    assert cells(fork, "sites", "name") == {"S1": "Exercice"}
    assert cells(fork, "sites", "name", known_at=2) == {"S1": "Un"}
    assert held(fork) == {("W1", "tarpaulin", "-"): 60.0}  # a count in the fork closes the base's days too
    assert held(fork, as_of="2023-03-01") == {("W1", "tarpaulin", "-"): 100.0}
    assert fork.touched() == {"sites": 3, "movements": 3}
    assert fork.batches()["seq"].tolist() == [3, 2, 1]
    assert len(fork.movements()) == 2
    assert cells(store, "sites", "name") == {"S1": "Après"}
    assert hashlib.sha256(store.path.read_bytes()).hexdigest() == before


def test_no_handle_of_a_fork_can_write_to_the_base(fork: Fork):
    with pytest.raises(ReadOnly), fork.base.batch(ME):
        pass
    with pytest.raises(OperationalError, match="readonly"), writing(fork.own.engine) as connection:
        connection.execute(text("INSERT INTO base.meta VALUES ('x', 'y')"))


def test_ids_merged_in_the_fork_are_merged_in_the_bases_rows(fork: Fork):
    with fork.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S2", "area_m2": 5.0, "observed_on": "2023-03-02"}]))
        batch.same("sites", "S1", "S2")
    assert cells(fork, "sites", "name") == {"S2": "Un"}


def test_a_fork_knows_the_bases_documents_and_stock(fork: Fork, store: Store, move):
    row = {"moved_on": "2023-03-02", "kind": "release", "warehouse_id": "W1", "item": "tarpaulin"}
    with fork.batch(ME) as batch:
        batch.release(pd.DataFrame([row | {"quantity": 60}]))
    assert held(fork) == {("W1", "tarpaulin", "-"): 40.0}
    with pytest.raises(NotEnoughStock):
        released(fork, pd.DataFrame([row | {"quantity": 41, "document": "X", "line": 1}]))
    base = store.movements()["movement_id"].tolist()
    again = {"moved_on": "2023-01-01", "kind": "receipt", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 100}
    with fork.batch(ME) as batch:
        batch.move(pd.DataFrame([again | {"movement_id": base[0]}]))
    assert held(fork) == {("W1", "tarpaulin", "-"): 40.0}  # the base has it already


def test_warehouses_merged_in_the_base_stay_merged_in_the_fork(store: Store, move, tmp_path):
    move(("2023-01-01", "receipt", 100))
    move(("2023-01-01", "receipt", 50), warehouse_id="W2")
    with store.batch(ME) as batch:
        batch.same("warehouses", "W1", "W2")
    made = Fork(store.path, tmp_path / "x.db", ForkPoint(store.head(), "2023-03-01", "partner"))
    assert held(made) == {("W2", "tarpaulin", "-"): 150.0}
    with made.batch(ME) as batch:
        batch.same("warehouses", "W2", "W3")
    assert held(made) == {("W3", "tarpaulin", "-"): 150.0}


def test_a_fork_is_reopened_where_it_was(fork: Fork, store: Store):
    with fork.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S9", "name": "x", "observed_on": "2023-03-02"}]))
    again = Fork(store.path, fork.own.path, fork.point)
    assert set(cells(again, "sites", "name")) == {"S1", "S9"}
    assert again.head() == 3


def test_days_of_recording_run_through_both_stores(store: Store, patch, tmp_path, monkeypatch):
    def on(day: str) -> None:
        monkeypatch.setattr("data.store.acts.now", lambda: f"{day}T23:30:00-04:00")

    for day, name in (("2023-01-01", "Un"), ("2023-01-01", "Deux"), ("2023-01-03", "Trois"), ("2023-01-05", "Quatre")):
        on(day)
        patch("sites", [{"site_id": "S1", "name": name, "observed_on": "2023-01-01"}])
    assert store.recorded().to_numpy().tolist() == [["2023-01-01", 2], ["2023-01-03", 3], ["2023-01-05", 4]]
    assert store.recorded(known_at=2).to_numpy().tolist() == [["2023-01-01", 2]]
    on("2023-01-07")
    store.undo(2, author="tester", reason="again")
    assert store.recorded()["seq"].tolist() == [2, 3, 4, 5]
    fork = Fork(store.path, tmp_path / "own.db", ForkPoint(known_at=3, as_of="2023-03-01", disclosure="partner"))
    assert fork.recorded()["seq"].tolist() == [2, 3]  # of the base only what it knew then
    with fork.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "Exercice", "observed_on": "2023-03-02"}]))
    assert fork.recorded().to_numpy().tolist() == [["2023-01-01", 2], ["2023-01-03", 3], ["2023-01-07", batch.seq]]
    assert fork.recorded(known_at=3)["seq"].tolist() == [2, 3]


def test_sources_of_a_fork_are_those_of_the_base_as_it_was_then_and_its_own(fork: Fork, store: Store):
    site = pd.DataFrame([{"site_id": "S9", "name": "Neuf", "observed_on": "2023-03-02"}])
    with store.batch(Told("tester", "test", "after the fork")) as batch:
        batch.patch("sites", site)
    with fork.batch(Told("tester", "test", "exercise")) as batch:
        batch.patch("sites", site)
    assert store.sources() == {ME.source, "after the fork"}
    assert fork.sources() == {ME.source, "exercise"}


def test_what_is_undone_names_no_source(store: Store):
    with store.batch(Told("tester", "test", "dtm")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S9", "name": "Neuf", "observed_on": "2023-03-02"}]))
    assert store.sources() == {"dtm"}
    store.undo(batch.seq, author="tester", reason="test")
    assert store.sources() == set()
    assert store.sources(batch.seq) == {"dtm"}
