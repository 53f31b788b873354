"""Who is who in the store: what waits, what was decided, former names, and taking a decision back."""

from __future__ import annotations

import pandas as pd
import pytest

from data import who_is_who
from data.access import LOCAL
from data.joined import as_joined
from data.store.store import Told
from geo.errors import DataProblem, StoreProblem
from results import Results
from tests.data.who_is_who_setting import DAY, picture, site, store_at, tell, whole

ME = {"author": "coordination", "reason": "visite"}


@pytest.fixture
def store(tmp_path):
    store = store_at(tmp_path)
    tell(store, "sites", site("S1", "Camp Corail", -72.30, 18.50), site("S2", "Place Boyer", -72.20, 18.50))
    tell(store, "sites", site("X1", "Kan Corail", -72.301, 18.50), sender="other")
    tell(store, "assessments", {"site_id": "X1", "assessed_on": "2024-02-01", "individuals": 40}, sender="other")
    return store


def waiting(store) -> list[tuple[str, str]]:
    rows = picture(store).frame("doubles")
    return list(zip(rows["left_id"], rows["right_id"], strict=True))


def test_records_that_look_alike_wait_once_each_with_both_names(store):
    rows = picture(store).frame("doubles")
    assert waiting(store) == [("S1", "X1")]
    row = rows.iloc[0]
    assert (row["left_name"], row["right_name"], row["table_name"]) == ("Camp Corail", "Kan Corail", "sites")
    assert row["distance_m"] == pytest.approx(105.6, abs=1)
    assert Results(picture(store), LOCAL).identity_queue()["left_place"].tolist() == ["Port-au-Prince"]


def test_the_same_joins_keeps_the_old_name_searchable_and_can_be_reversed(store):
    before = whole(store)
    seq = who_is_who.same(store, "sites", "X1", "S1", **ME)
    assert waiting(store) == []
    shown = picture(store)
    assert shown.frame("sites")["site_id"].tolist() == ["S1", "S2"]
    assert shown.frame("assessments")["site_id"].tolist() == ["S1"]
    names = {*shown.frame("aliases").query("id == 'S1'")["alias"], shown.frame("sites")["name"].iloc[0]}
    assert names == {"Camp Corail", "Kan Corail"}
    asked = Results(shown, LOCAL)
    assert asked.search("kan corail")["id"].tolist() == ["S1"] == asked.search("camp corail")["id"].tolist()
    who_is_who.reverse(store, seq, **ME)
    assert whole(store) == before
    with pytest.raises(StoreProblem, match="batch_is_undone"):
        who_is_who.reverse(store, seq, **ME)


def test_the_kept_name_stays_also_where_the_other_was_observed_later(store):
    """X1 was seen on 20 February, S1 on 15 January: the last observed counts for all but the name that was chosen."""
    tell(store, "sites", site("X1", "Kan Corail", -72.301, 18.51, observed_on="2024-02-20"), sender="other")
    sent = picture(store).frame("origins").set_index(["table_name", "record_id"])["sender"]
    who_is_who.same(store, "sites", "X1", "S1", **ME)
    shown = picture(store)
    row = shown.frame("sites").set_index("site_id").loc["S1"]
    assert (row["name"], row["latitude"], row["observed_on"]) == ("Camp Corail", 18.51, "2024-02-20")
    assert shown.frame("aliases")["alias"].tolist() == ["Kan Corail"]
    told = who_is_who.decisions(store).iloc[0]
    assert (told["old_name"], told["new_name"]) == ("Kan Corail", "Camp Corail")
    now = shown.frame("origins").set_index(["table_name", "record_id"])["sender"]
    assert now["sites", "S1"] == sent["sites", "X1"] == "other"  # who decided did not send the record


def test_a_record_without_a_name_may_be_kept(store):
    tell(store, "sites", site("S7", None, -72.10, 18.40))
    who_is_who.same(store, "sites", "S2", "S7", **ME)
    assert picture(store).frame("sites").set_index("site_id").loc["S7", "name"] == "Place Boyer"


def test_what_joining_would_make_is_tried_without_touching_the_store(store):
    head = store.head()
    with as_joined(store, "sites", "X1", "S1", audience="coordinator") as tried:
        there = tried.take(audience="coordinator", as_of=DAY)
        shown = Results(there, LOCAL).identity_records("sites").set_index("record_id")
    assert (store.head(), picture(store).frame("sites")["site_id"].tolist()) == (head, ["S1", "S2", "X1"])
    assert shown.loc["S1", ["name", "place", "people", "dated_on", "sender"]].tolist() == [
        "Camp Corail", "Port-au-Prince", 40, "2024-02-01", "other"
    ]  # fmt: skip
    assert shown["people"].sum() == Results(picture(store), LOCAL).identity_records("sites")["people"].sum()
    who_is_who.same(store, "sites", "X1", "S1", **ME)
    after = Results(picture(store), LOCAL).identity_records("sites").set_index("record_id")
    pd.testing.assert_frame_equal(after, shown)
    assert after["people"].sum() == Results(picture(store), LOCAL).sites()["people"].sum()


def test_names_of_every_table_stay_searchable_after_merging(store):
    for table, key in (("shelters", "shelter_id"), ("warehouses", "warehouse_id"), ("facilities", "facility_id")):
        rows = [{key: f"{key}-{n}", "name": f"Ansyen {n}", "adm2_pcode": "HT0111"} for n in (1, 2)]
        tell(store, table, *rows)
        who_is_who.same(store, table, f"{key}-1", f"{key}-2", **ME)
        aliases = picture(store).frame("aliases").query("frame == @table")
        assert aliases[["id", "alias"]].to_numpy().tolist() == [[f"{key}-2", "Ansyen 1"]]


def test_different_is_never_proposed_again_until_it_is_reversed(store):
    seq = who_is_who.different(store, "sites", "X1", "S1", **ME)
    assert waiting(store) == []
    told = who_is_who.decisions(store)
    assert told[["decision", "old_id", "old_name", "new_id", "new_name", "active"]].to_numpy().tolist() == [
        ["different", "S1", "Camp Corail", "X1", "Kan Corail", True]
    ]
    tell(store, "sites", site("X1", "Kan Corail Nèf", -72.301, 18.50, observed_on="2024-02-20"), sender="other")
    assert waiting(store) == []
    who_is_who.reverse(store, seq, **ME)
    assert waiting(store) == [("S1", "X1")]


def test_a_distinction_follows_its_records_through_a_merge(store):
    tell(store, "sites", site("X2", "Corail", -72.35, 18.60), sender="third")
    who_is_who.different(store, "sites", "S1", "X1", **ME)
    who_is_who.same(store, "sites", "X1", "X2", **ME)  # X2 is X1 under another id: still not S1
    assert ("S1", "X2") not in waiting(store)


def test_observations_and_confirmations_follow_their_record_through_a_merge(store):
    told = {"theme": "edab", "subject": "site", "subject_id": "X1", "indicator": "roof", "value": 1}
    tell(store, "observations", told | {"observed_on": "2024-02-01"})
    tell(store, "confirmations", {"table_name": "sites", "record_id": "X1", "confirmed_on": "2024-03-01"})
    source_frames = picture(store).frame("observations")["subject_id"].tolist()
    who_is_who.same(store, "sites", "X1", "S1", **ME)
    assert (source_frames, picture(store).frame("observations")["subject_id"].tolist()) == (["X1"], ["S1"])
    assert picture(store).frame("confirmations")["record_id"].tolist() == ["S1"]


def test_decisions_list_what_was_taken_back_and_name_the_ids_as_they_came(store):
    seq = who_is_who.same(store, "sites", "X1", "S1", **ME)
    row = who_is_who.decisions(store).iloc[0]
    assert (row["old_id"], row["old_name"], row["new_id"], row["new_name"]) == ("X1", "Kan Corail", "S1", "Camp Corail")
    assert (row["batch"], row["author"], row["reason"], bool(row["active"])) == (seq, "coordination", "visite", True)
    who_is_who.reverse(store, seq, **ME)
    assert who_is_who.decisions(store)["active"].tolist() == [False]
    assert Results(picture(store), LOCAL).identity_decisions()["active"].tolist() == [False]
    assert who_is_who.known(picture(store), store, "sites").split == {frozenset(["X1", "S1"])}


def test_only_decisions_are_reversed_here(store):
    with pytest.raises(DataProblem, match="not_a_decision"):
        who_is_who.reverse(store, 1, **ME)
    with store.batch(Told("a", "r")) as batch:  # an import that merges on its own
        batch.patch("sites", pd.DataFrame([{"site_id": "S9", "adm2_pcode": "HT0111"}]))
        batch.same("sites", "X1", "S1")
    with pytest.raises(DataProblem, match="not_a_decision"):
        who_is_who.reverse(store, batch.seq, **ME)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("same", "sites", "S1", "S9"), "unknown_record"),
        (("same", "zones", "S1", "S2"), "no_identity"),
        (("different", "sites", "S1", "S1"), "same_record"),
        (("same", "sites", "S1", "S1"), "merged_already"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_stored(store, call, code):
    head, (verb, *what) = store.head(), call
    with pytest.raises(DataProblem, match=code):
        getattr(who_is_who, verb)(store, *what, **ME)
    with pytest.raises(DataProblem, match="reason_missing"):
        who_is_who.same(store, "sites", "X1", "S1", author="a", reason="  ")
    assert store.head() == head


def test_a_decision_on_invented_records_is_no_real_data(tmp_path):
    store = store_at(tmp_path)
    with store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("sites", pd.DataFrame([site("S1", "Camp Corail"), site("S2", "Kan Corail")]))
    who_is_who.different(store, "sites", "S1", "S2", **ME)
    seq = who_is_who.same(store, "sites", "S1", "S2", **ME)
    assert picture(store).settings["holds_real"] == picture(store).settings["gate_needed"] == "0"
    tell(store, "sites", site("S3", "Place Boyer"))
    who_is_who.reverse(store, seq, **ME)
    who_is_who.different(store, "sites", "S1", "S3", **ME)
    assert not store.batches()["fictional"].iloc[0]
