"""Points 3, 4, 7, 11 of the store: patches, series, closing, names, merging, edit conflicts."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from data.store.merge import cell_batches, renamed
from data.store.store import Store
from geo.errors import DataProblem, EditConflict
from geo.frames import FRAMES
from tests.data.store.conftest import ME, cells

S1 = {"site_id": "S1", "observed_on": "2023-01-10"}


def test_a_blank_says_nothing_and_emptying_is_explicit(store: Store, patch):
    patch("sites", [{**S1, "name": "Un", "area_m2": 900.0}])
    patch("sites", [{**S1, "observed_on": "2023-02-01", "name": "Deux", "area_m2": None}])
    assert cells(store, "sites", "area_m2") == {"S1": 900.0}
    patch("sites", [{**S1, "observed_on": "2023-03-01"}], cleared=[["area_m2"]])
    assert cells(store, "sites", "area_m2") == {}
    assert cells(store, "sites", "area_m2", as_of="2023-02-15") == {"S1": 900.0}
    patch("sites", [{**S1, "observed_on": "2023-04-01", "area_m2": 700.0}])
    assert cells(store, "sites", "area_m2") == {"S1": 700.0}
    patch("sites", [{**S1, "observed_on": "2023-01-20", "area_m2": 650.0}])  # seen before the emptying
    assert cells(store, "sites", "area_m2", as_of="2023-03-15") == {}
    assert cells(store, "sites", "name") == {"S1": "Deux"}


def test_each_cell_knows_its_batch(store: Store, patch):
    first = patch("sites", [{**S1, "name": "Un", "area_m2": 900.0}])
    second = patch("sites", [{**S1, "observed_on": "2023-02-01", "name": "Deux"}])
    row = cell_batches(FRAMES["sites"], store.patches("sites")).iloc[0]
    assert (row["area_m2"], row["name"]) == (first, second)
    assert pd.isna(row["opened_on"])


def test_booleans_dates_and_shapes_come_back_as_they_went_in(store: Store, patch):
    square = shapely.box(-72.4, 18.5, -72.3, 18.6)
    patch("shelters", [{"shelter_id": "A1", "occupied_by_idps": True}, {"shelter_id": "A2", "occupied_by_idps": None}])
    patch("zones", [{"zone_set": "z", "zone_id": "1", "hazard": "flood", "hazard_class": "high", "geometry": square}])
    shelters = store.records("shelters")
    assert shelters["occupied_by_idps"].isna().tolist() == [False, True]
    assert bool(shelters["occupied_by_idps"][0])
    assert store.records("zones")["geometry"][0].equals(square)
    for name in FRAMES:
        if FRAMES[name].merge != "ledger":
            assert store.records(name).dtypes.to_dict() == FRAMES[name].empty().dtypes.to_dict()


def test_a_series_is_keyed_by_its_date_and_corrected_on_the_same_key(store: Store, patch):
    patch("assessments", [{"site_id": "S1", "assessed_on": "2023-02-01", "taps": 4, "households": 30}])
    patch("assessments", [{"site_id": "S1", "assessed_on": "2023-05-01", "taps": 6}])
    patch("assessments", [{"site_id": "S1", "assessed_on": "2023-02-01", "taps": 5}])  # a correction
    rows = store.records("assessments")
    assert rows[["assessed_on", "taps"]].to_dict("records") == [
        {"assessed_on": "2023-02-01", "taps": 5.0},
        {"assessed_on": "2023-05-01", "taps": 6.0},
    ]
    assert rows["households"].tolist()[0] == 30.0
    assert pd.isna(rows["households"].tolist()[1])  # nothing is copied forward between rounds


def test_closing_is_a_patch_and_an_absent_record_stays(store: Store, patch):
    patch("sites", [{**S1, "name": "Un"}, {**S1, "site_id": "S2", "name": "Deux"}])
    patch("sites", [{**S1, "observed_on": "2023-06-01", "closed_on": "2023-05-28", "closed_reason": "retour"}])
    assert cells(store, "sites", "closed_on") == {"S1": "2023-05-28"}
    assert cells(store, "sites", "name") == {"S1": "Un", "S2": "Deux"}


def test_renaming_keeps_the_old_name_as_alias(store: Store, patch):
    patch("sites", [{**S1, "name": "Lakou A"}])
    patch("sites", [{**S1, "observed_on": "2023-02-01", "name": "Lakou B"}])
    former = renamed(store.patches("sites"), store.records("sites"), "site_id")
    assert former.to_dict("records") == [{"site_id": "S1", "alias": "Lakou A"}]


def test_merging_ids_is_a_row_and_withdrawing_it_splits_again(store: Store, patch):
    patch("sites", [{**S1, "name": "Un"}, {**S1, "site_id": "S2", "name": "Deux", "area_m2": 10.0}])
    patch("assessments", [{"site_id": "S2", "assessed_on": "2023-02-01", "taps": 4}])
    with store.batch(ME) as batch:
        batch.same("sites", "S2", "S1")
    assert store.records("sites")["site_id"].tolist() == ["S1"]
    assert cells(store, "sites", "area_m2") == {"S1": 10.0}
    assert store.records("assessments")["site_id"].tolist() == ["S1"]
    assert store.touched()["assessments"] == batch.seq
    with store.batch(ME) as again, pytest.raises(DataProblem, match="merged_already"):
        again.same("sites", "S1", "S2")  # a circle would leave both apart
    store.undo(batch.seq, author="a", reason="not the same")
    assert store.records("sites")["site_id"].tolist() == ["S1", "S2"]
    assert store.records("assessments")["site_id"].tolist() == ["S2"]


def test_merged_warehouses_add_their_lots(store: Store, move):
    move(("2023-01-01", "receipt", 10), ("2023-01-05", "count", 7))
    move(("2023-01-01", "receipt", 5), warehouse_id="W2")
    with store.batch(ME) as batch:
        batch.same("warehouses", "W2", "W1")
    # One place now: its count of 7 on the 5th closes what both received on the 1st.
    assert store.balances()[["warehouse_id", "held"]].to_dict("records") == [{"warehouse_id": "W1", "held": 7.0}]
    move(("2023-01-09", "receipt", 4), warehouse_id="W2")
    assert store.balances()["held"].tolist() == [11.0]
    store.undo(batch.seq, author="a", reason="not the same")
    assert store.balances()["held"].tolist() == [7.0, 9.0]


def test_a_save_conflicts_on_the_same_cell_only(store: Store, patch):
    read_at = patch("sites", [{**S1, "name": "Un", "area_m2": 900.0}])
    patch("sites", [{**S1, "name": "Deux"}])
    with store.batch(ME) as batch:  # another column: no conflict
        batch.save("sites", {"site_id": "S1"}, {"area_m2": 800.0}, read_at=read_at)
    assert cells(store, "sites", "area_m2") == {"S1": 800.0}

    def save(column: str, value: object, at: int = read_at) -> None:
        with store.batch(ME) as batch:
            batch.save("sites", {"site_id": "S1"}, {column: value}, read_at=at)

    head = store.head()
    with pytest.raises(EditConflict) as caught:
        save("name", "Trois")
    assert caught.value.params["column"] == "name"
    assert store.head() == head
    store.undo(2, author="a", reason="r")
    save("name", "Trois")  # the newer patch no longer counts
    assert cells(store, "sites", "name") == {"S1": "Trois"}
    before_redo = store.head()
    store.redo(2, author="a", reason="r")
    with pytest.raises(EditConflict):
        save("name", "Cinq", before_redo)  # what came back after it was read is news too
    store.undo(2, author="a", reason="r")
    save("name", None, store.head())
    with pytest.raises(EditConflict):
        save("name", "Quatre", store.head() - 1)  # emptying is a change too


@pytest.mark.parametrize(
    ("rows", "code"),
    [([{"site_id": None, "name": "x"}], "key_missing"), ([{"site_id": "S1", "phone": "x"}], "unknown_column")],
)
def test_rows_without_key_or_with_strange_columns_are_refused(store: Store, patch, rows, code):
    with pytest.raises(DataProblem, match=code):
        patch("sites", rows)
    assert store.head() == 0
