"""Points 1, 2, 8, 10, 12, 13 of the store: one counter, two clocks, undo, known files, versions, migrations."""

from __future__ import annotations

import shutil
import stat
import threading

import pandas as pd
import pytest
from sqlalchemy import text

from data.store import migrations
from data.store.engine import reading, writing
from data.store.preview import of_patches, of_undo
from data.store.store import Store, Told
from geo.errors import ReadOnly, StoreProblem
from tests.data.store.conftest import ME, cells, held

SITE = {"site_id": "S1", "name": "Site un", "adm2_pcode": "HT0111", "observed_on": "2023-01-10"}


def test_one_counter_numbers_batches_and_undos_of_twenty_threads(store: Store):
    def write(number: int) -> None:
        with store.batch(ME) as batch:
            batch.patch("sites", pd.DataFrame([{**SITE, "site_id": f"S{number}"}]))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(store.batches()["seq"]) == list(range(1, 21))
    assert store.undo(7, author="a", reason="r") == 21
    assert store.head() == 21
    assert len(store.records("sites")) == 19


def test_two_clocks_are_never_mixed(store: Store, patch):
    patch("sites", [SITE])  # seq 1
    patch("sites", [{**SITE, "name": "Nouveau", "observed_on": "2023-03-01"}])  # seq 2
    patch("sites", [{**SITE, "name": "Tardif", "observed_on": "2023-02-01"}])  # seq 3: recorded later, seen earlier
    assert cells(store, "sites", "name") == {"S1": "Nouveau"}
    assert cells(store, "sites", "name", as_of="2023-02-15") == {"S1": "Tardif"}
    assert cells(store, "sites", "name", as_of="2023-02-15", known_at=2) == {"S1": "Site un"}
    assert cells(store, "sites", "name", as_of="2023-01-01") == {}
    assert cells(store, "sites", "name", known_at=1) == {"S1": "Site un"}


def test_undo_and_redo_keep_what_was_known_then(store: Store, patch):
    patch("sites", [SITE])
    second = patch("sites", [{**SITE, "name": "Deux", "observed_on": "2023-02-01"}])
    undone = store.undo(second, author="a", reason="r")
    assert cells(store, "sites", "name") == {"S1": "Site un"}
    assert cells(store, "sites", "name", known_at=undone - 1) == {"S1": "Deux"}
    store.redo(second, author="a", reason="r")
    assert cells(store, "sites", "name") == {"S1": "Deux"}
    assert cells(store, "sites", "name", known_at=undone) == {"S1": "Site un"}
    with pytest.raises(StoreProblem, match="batch_is_active"):
        store.redo(second, author="a", reason="r")
    with pytest.raises(StoreProblem, match="unknown_batch"):
        store.undo(99, author="a", reason="r")


def test_undo_preview_lists_cells_orphans_and_negative_balances(store: Store, patch, move):
    sites = patch("sites", [SITE])
    patch("assessments", [{"site_id": "S1", "assessed_on": "2023-02-01", "individuals": 40}])
    receipt = move(("2023-01-01", "receipt", 100), document="R1", line=1)
    move(("2023-01-02", "release", 60), document="S1", line=1)
    preview = of_undo(store, sites)
    gone = preview.cells[preview.cells["frame"] == "sites"]
    assert gone["column"].tolist() == [""]
    assert preview.orphans.to_dict("records") == [
        {"missing": "S1", "rows": 1, "frame": "assessments", "column": "site_id"}
    ]
    assert preview.negative.empty
    preview = of_undo(store, receipt)
    assert preview.negative["held"].tolist() == [-60.0]
    changed = preview.cells[preview.cells["frame"] == "movements"]
    assert changed[["column", "before", "after"]].to_dict("records") == [
        {"column": "quantity", "before": 40.0, "after": -60.0}
    ]
    store.undo(receipt, author="a", reason="r")  # reported, not refused
    assert held(store) == {("W1", "tarpaulin", "-"): -60.0}


def test_a_file_is_in_while_its_batch_is_active(store: Store):
    told = Told("a", "r", "template", sha256="f" * 64)
    with store.batch(told) as batch:
        batch.patch("sites", pd.DataFrame([SITE]))
    with pytest.raises(StoreProblem, match="already_in"), store.batch(told):
        pass
    assert store.head() == 1
    store.undo(1, author="a", reason="r")
    with store.batch(told) as batch:
        batch.patch("sites", pd.DataFrame([SITE]))
    assert len(store.records("sites")) == 1


def test_identical_rows_of_another_file_change_nothing_but_survive_the_first_files_undo(store: Store, patch):
    first = patch("sites", [SITE])
    assert of_patches(store, "sites", pd.DataFrame([SITE])).empty
    patch("sites", [SITE])
    store.undo(first, author="a", reason="r")
    assert cells(store, "sites", "name") == {"S1": "Site un"}


def test_an_error_inside_a_batch_leaves_nothing(store: Store):
    def fail() -> None:
        with store.batch(ME) as batch:
            batch.patch("sites", pd.DataFrame([SITE]))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        fail()
    assert store.head() == 0
    assert store.records("sites").empty
    with store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([SITE]))
    assert batch.seq == 1  # the seq of the failed batch was not spent


def test_versions_name_the_tables_that_a_batch_touched(store: Store, patch, move):
    patch("sites", [SITE])
    move(("2023-01-01", "receipt", 1))
    assert store.touched() == {"sites": 1, "movements": 2}
    store.undo(1, author="a", reason="r")
    assert store.touched() == {"sites": 3, "movements": 2}
    assert store.touched(known_at=2) == {"sites": 1, "movements": 2}


def test_a_migration_adds_a_column_after_copying_the_file(store: Store, patch, tmp_path):
    patch("sites", [SITE])

    def second(connection):
        connection.execute(text("ALTER TABLE f_sites ADD COLUMN landlord TEXT"))

    migrations.migrate(store.engine, store.path, (*migrations.MIGRATIONS, second))
    with reading(store.engine) as connection:
        assert migrations.version_of(connection) == 2
    copy = tmp_path / "pare-before-v2.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert len(Store(copy).records("sites")) == 1
    with pytest.raises(ReadOnly, match="store_newer"):
        Store(store.path)  # this version knows only the first
    newer = Store(store.path, read_only=True)
    assert len(newer.records("sites")) == 1
    with pytest.raises(ReadOnly, match="store_read_only"), newer.batch(ME):
        pass


def test_a_failing_migration_leaves_the_file_as_it_was(store: Store, patch):
    patch("sites", [SITE])

    def broken(connection):
        connection.execute(text("ALTER TABLE f_sites ADD COLUMN landlord TEXT"))
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        migrations.migrate(store.engine, store.path, (*migrations.MIGRATIONS, broken))
    assert cells(Store(store.path), "sites", "name") == {"S1": "Site un"}


def test_a_renamed_column_keeps_what_the_old_one_holds(store: Store, patch, monkeypatch):
    from dataclasses import replace

    from data.store import schema
    from data.store import store as module
    from geo.frames import FRAMES, Column

    patch("warehouses", [{"warehouse_id": "W1", "operator": "Agence A"}])
    with writing(store.engine) as connection:
        connection.execute(text("ALTER TABLE f_warehouses ADD COLUMN operator_name TEXT"))
    old = FRAMES["warehouses"]
    kept = tuple(c for c in old.columns if c.name != "operator")
    new = replace(old, columns=(*kept, Column("operator_name", "text", was=("operator",))))
    monkeypatch.setitem(module.FRAMES, "warehouses", new)
    monkeypatch.setitem(schema.TABLES, "warehouses", _bare_table(new))
    assert cells(store, "warehouses", "operator_name") == {"W1": "Agence A"}


def _bare_table(frame):
    from sqlalchemy import MetaData

    from data.store import schema

    held_back = schema.METADATA
    schema.METADATA = MetaData()
    try:
        schema.BATCH.to_metadata(schema.METADATA)
        return schema._table(frame)
    finally:
        schema.METADATA = held_back


def test_missing_columns_are_added_to_an_older_file(store: Store):
    with writing(store.engine) as connection:
        connection.execute(text("ALTER TABLE f_sites DROP COLUMN area_m2"))
    Store(store.path)  # a file from before the vocabulary knew the column
    assert (store.path.parent / "pare-before-v1.db").exists()
    with reading(store.engine) as connection:
        names = {row[1] for row in connection.execute(text("PRAGMA table_info(f_sites)"))}
    assert "area_m2" in names


def test_a_path_with_signs_of_an_address_stays_where_it_is(tmp_path):
    folder = tmp_path / "a#b?c%25"
    folder.mkdir()
    with Store(folder / "pare.db").batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([SITE]))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a#b?c%25"]
    assert stat.S_IMODE((folder / "pare.db").stat().st_mode) == 0o600


def test_a_store_that_others_can_read_is_refused(store: Store, tmp_path):
    open_to_all = tmp_path / "open.db"
    shutil.copy(store.path, open_to_all)
    open_to_all.chmod(0o644)
    with pytest.raises(StoreProblem, match="store_open_to_others"):
        Store(open_to_all)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
