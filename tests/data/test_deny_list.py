"""A withheld place stays withheld: two feeds, other ids and spellings, merging in both directions, undo and redo."""

from __future__ import annotations

import pandas as pd
import pytest

from data import deny_list, who_is_who, withholding
from data.snapshot import Source
from data.store.fork import Fork, ForkPoint
from data.store.store import Told
from data.withholding import Place
from geo.errors import DataProblem
from tests.data.who_is_who_setting import everything, picture, site, store_at, tell

ME = {"author": "coordination", "reason": "protection"}


@pytest.fixture
def store(tmp_path):
    """Two feeds of one partner each: S1 is the place to protect, S2 another one 5 km away."""
    store = store_at(tmp_path)
    tell(store, "sites", site("S1", "Foyer Lespwa", -72.30, 18.50), site("S2", "Camp Corail", -72.25, 18.50))
    tell(store, "assessments", {"site_id": "S1", "assessed_on": "2024-02-01", "individuals": 40},
         {"site_id": "S2", "assessed_on": "2024-02-01", "individuals": 50})  # fmt: skip
    tell(
        store,
        "services",
        {"service_id": "V1", "sector": "gbv", "organisation": "ORG", "adm2_pcode": "HT0111", "site_id": "S1"},
    )
    tell(store, "observations", {"theme": "gbv", "subject": "site", "subject_id": "S1", "indicator": "beds", "value": 9,
                                 "observed_on": "2024-02-01"})  # fmt: skip
    tell(store, "confirmations", {"table_name": "sites", "record_id": "S1", "confirmed_on": "2024-03-01"})
    return store


def shown(store, **clocks) -> set[str]:
    return set(picture(store, **clocks).frame("sites")["site_id"])


def test_it_leaves_every_table_that_names_it_and_the_list_itself_is_not_shown(store):
    assert "Foyer" in everything(store)
    withholding.withhold(store, "sites", Place("S1"), **ME)
    text = everything(store)
    assert "Foyer" not in text
    assert "S1" not in text
    assert picture(store).settings["withheld_records"] == "1"
    assert shown(store) == {"S2"}


def test_shelters_warehouses_with_their_stock_and_facilities(store):
    point = {"adm2_pcode": "HT0111", "longitude": -72.31, "latitude": 18.51}
    tell(store, "shelters", {"shelter_id": "A1", "name": "Abri Kache", **point})
    tell(
        store,
        "warehouses",
        {"warehouse_id": "W1", "name": "Depo Kache", **point},
        {"warehouse_id": "W2", "name": "Dépôt Sud", "adm2_pcode": "HT0711"},
    )
    tell(store, "facilities", {"facility_id": "F1", "name": "Klinik Kache", **point})
    row = {"moved_on": "2024-01-10", "kind": "receipt", "item": "tarpaulin", "quantity": 30}
    tell(store, "movements", row | {"warehouse_id": "W1"}, row | {"warehouse_id": "W2", "counterpart": "depo kache"})
    for table, one in (("shelters", "A1"), ("warehouses", "W1"), ("facilities", "F1")):
        withholding.withhold(store, table, Place(one), **ME)
    text = everything(store).casefold()
    assert "kache" not in text
    assert picture(store).frame("balances")["warehouse_id"].tolist() == ["W2"]
    assert picture(store).frame("movements")["counterpart"].isna().all()
    assert picture(store).settings["withheld_records"] == "3"


@pytest.mark.parametrize(
    "again",
    [
        site("X9", "FOYE LESPWA"),  # another id and spelling, no point
        site("X9", "Kan Foyer Lespwa", -72.20, 18.55),  # a wrong point
        site("X9", "Sant Nouvo", -72.3002, 18.5001),  # another name on the same ground (24 m)
        site("S1", "Sant Nouvo", -72.10, 18.60),  # its id, everything else another
    ],
)
def test_a_later_feed_cannot_bring_it_back(store, again):
    withholding.withhold(store, "sites", Place("S1"), **ME)
    assert deny_list.refused(store, "sites", pd.DataFrame([again])).tolist() == [True]
    tell(store, "sites", again, sender="other feed")  # even past the preview
    assert shown(store) == {"S2"}


def test_neither_direction_of_merging_nor_undo_nor_redo_brings_it_back(store):
    tell(store, "sites", site("X9", "Sant Nouvo", -72.20, 18.55), sender="other feed")
    for old, new in (("S1", "X9"), ("X9", "S1")):
        entry = withholding.withhold(store, "sites", Place("S1"), **ME)
        assert shown(store) == {"S2", "X9"}
        with store.batch(Told("a", "r")) as batch:
            batch.same("sites", old, new)
        assert shown(store) == {"S2"}
        store.undo(batch.seq, author="a", reason="r")
        assert shown(store) == {"S2", "X9"}
        store.redo(batch.seq, author="a", reason="r")
        assert shown(store) == {"S2"}
        store.undo(1, author="a", reason="r")  # the feed that told of it
        assert "Lespwa" not in everything(store)
        store.redo(1, author="a", reason="r")
        assert shown(store) == {"S2"}
        store.undo(batch.seq, author="a", reason="r")
        withholding.lift(store, entry, author="a", reason="r")
        assert shown(store) == {"S1", "S2", "X9"}


def test_yesterdays_picture_does_not_hold_it_either(store):
    before = store.head()
    kept = Source(store)
    assert set(kept.take(audience="coordinator", known_at=before).frame("sites")["site_id"]) == {"S1", "S2"}
    entry = withholding.withhold(store, "sites", Place(None, "Foyer Lespwa", "HT0111"), **ME)
    assert shown(store, known_at=before) == {"S2"}
    assert set(kept.take(audience="coordinator", known_at=before).frame("sites")["site_id"]) == {"S2"}
    assert "S1" not in everything(store, known_at=before)
    withholding.lift(store, entry, **ME)
    assert set(kept.take(audience="coordinator", known_at=before).frame("sites")["site_id"]) == {"S1", "S2"}


def test_a_name_that_was_changed_since_is_withheld_in_older_pictures(store):
    before = store.head()
    tell(store, "sites", site("S1", "Lakay Limyè", observed_on="2024-03-01"))
    withholding.withhold(store, "sites", Place(None, "Lakay Limyè", "HT0111"), **ME)
    assert shown(store) == {"S2"}
    assert shown(store, known_at=before) == {"S2"}


def test_a_circle_withholds_whatever_lies_in_it(store):
    withholding.withhold(store, "sites", Place(longitude=-72.30, latitude=18.50, radius_m=300), **ME)
    assert shown(store) == {"S2"}
    tell(store, "sites", site("S3", "Kan Tou Nèf", -72.301, 18.501))
    assert shown(store) == {"S2"}


def test_undoing_the_withholding_lifts_it_and_pictures_share_nothing(store):
    source = Source(store)
    keys = {source.take(audience="coordinator", as_of="2024-03-31").view_key}
    withholding.withhold(store, "sites", Place("S1"), **ME)
    seq = store.head()
    keys.add(source.take(audience="coordinator", as_of="2024-03-31").view_key)
    assert len(keys) == 2
    store.undo(seq, author="a", reason="r")
    assert shown(store) == {"S1", "S2"}


def test_a_fork_that_began_before_does_not_hold_it(store, tmp_path):
    fork = Fork(store.path, tmp_path / "fork.db", ForkPoint(store.head(), "2024-03-31", "coordinator"))
    withholding.withhold(store, "sites", Place("S1"), **ME)
    assert shown(fork) == {"S2"}


def test_it_is_not_proposed_to_be_joined_and_its_decisions_are_not_listed(store):
    tell(store, "sites", site("X9", "Sant Nouvo", -72.20, 18.55), site("X8", "Sant Nouvo", -72.2001, 18.55))
    who_is_who.different(store, "sites", "S1", "X9", author="a", reason="r")
    who_is_who.same(store, "sites", "X8", "X9", author="a", reason="r")
    withholding.withhold(store, "sites", Place("X9"), **ME)
    assert "X9" not in everything(store)
    assert "X8" not in everything(store)
    assert picture(store).frame("decisions").empty


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place(), "withheld_incomplete"),
        (Place(name="Foyer"), "withheld_incomplete"),
        (Place(commune="HT0111"), "withheld_incomplete"),
        (Place("S1", name="Foyer"), "withheld_incomplete"),
        (Place(longitude=-72.3, latitude=18.5), "withheld_incomplete"),
        (Place(name="Foyer", commune="HT9999"), "withheld_commune"),
        (Place(longitude=18.5, latitude=-72.3, radius_m=100), "withheld_circle"),
        (Place(longitude=-72.3, latitude=18.5, radius_m=0), "withheld_circle"),
    ],
)
def test_what_would_protect_nothing_is_refused(store, place, code):
    with pytest.raises(DataProblem, match=code):
        withholding.withhold(store, "sites", place, **ME)
    assert withholding.listed(store).empty


def test_reasons_and_entries_must_be_there(store):
    with pytest.raises(DataProblem, match="reason_missing"):
        withholding.withhold(store, "sites", Place("S1"), author="a", reason=" ")
    with pytest.raises(DataProblem, match="no_identity"):
        withholding.withhold(store, "zones", Place("S1"), **ME)
    with pytest.raises(DataProblem, match="unknown_withheld"):
        withholding.lift(store, "W-none", **ME)
    assert deny_list.refused(store, "zones", pd.DataFrame({"zone_id": ["Z"]})).tolist() == [False]
