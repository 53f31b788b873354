"""A file and its joins: one act in, one act out, one act in again; one join alone; one file, several tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import intake, taking_back, who_is_who
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, StoreProblem

ME = {"author": "tester", "reason": "test"}
HEADS = "site_id;name;adm2_pcode;longitude;latitude;observed_on;assessed_on;individuals\n"
LINES = (
    "K-1;Kan Corail;HT0111;-72.30;18.5;2023-03-01;2023-03-01;40\n"
    "K-2;Kan Boyer;HT0111;-72.40;18.5;2023-03-01;2023-03-01;70\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "pare.db")
    told = {"adm2_pcode": "HT0111", "latitude": 18.5, "observed_on": "2023-01-01"}
    rows = [("S1", "Camp Corail", -72.30), ("S2", "Camp Boyer", -72.40)]
    with made.batch(Told("before", "before")) as batch:
        batch.patch("sites", pd.DataFrame(rows, columns=["site_id", "name", "longitude"]).assign(**told))
    return made


def look(store: Store, kind: str = "auto", text: str = HEADS + LINES) -> intake.Intake:
    path = store.path.with_name("kobo.csv")
    path.write_text(text, encoding="utf-8")
    return intake.look(Source(store), kind, path, sender="kobo")


def keep(store: Store, kind: str = "auto") -> int:
    return intake.keep(store, look(store, kind), **ME)


def sites(store: Store) -> dict[str, str]:
    return store.records("sites").set_index("site_id")["name"].to_dict()


def active(store: Store) -> dict[int, bool]:
    return store.batches().set_index("seq")["active"].to_dict()


def test_a_file_and_its_joins_come_go_and_come_again_together(store):
    before = sites(store)
    assert keep(store) == 2
    assert active(store) == {1: True, 2: True, 3: True}
    assert store.merged_ids() == {"sites": {"K-1": "S1", "K-2": "S2"}}
    assert sites(store) == before  # known names stay
    taking_back.take_back(store, 2, **ME)
    assert (active(store), store.merged_ids(), sites(store)) == ({1: True, 2: False, 3: False}, {}, before)
    taking_back.bring_back(store, 2, **ME)
    assert active(store) == {1: True, 2: True, 3: True}
    assert store.merged_ids() == {"sites": {"K-1": "S1", "K-2": "S2"}}


def test_what_fails_among_the_joins_leaves_nothing_of_the_file(store, monkeypatch):
    looked = look(store)
    monkeypatch.setattr(who_is_who, "join", lambda *_: (_ for _ in ()).throw(RuntimeError("in the middle")))
    with pytest.raises(RuntimeError, match="in the middle"):
        intake.keep(store, looked, **ME)
    assert (store.head(), len(store.records("assessments"))) == (1, 0)


def test_what_fails_in_the_undo_of_a_join_leaves_the_import_in(store, monkeypatch):
    keep(store)
    monkeypatch.setattr(taking_back, "joins_of", lambda *_, **__: [3, 99])
    with pytest.raises(StoreProblem, match="unknown_batch"):
        taking_back.take_back(store, 2, **ME)
    assert active(store) == {1: True, 2: True, 3: True}


def test_one_join_is_taken_back_alone_and_the_others_keep_their_name_and_go_with_the_import(store):
    keep(store)
    again = who_is_who.reverse(store, 3, **ME, old_id="K-1")
    assert sites(store) == {"S1": "Camp Corail", "S2": "Camp Boyer", "K-1": "Kan Corail"}
    assert store.merged_ids() == {"sites": {"K-2": "S2"}}
    taking_back.take_back(store, 2, **ME)
    assert not active(store)[again]
    assert sites(store) == {"S1": "Camp Corail", "S2": "Camp Boyer"}
    taking_back.bring_back(store, 2, **ME)  # the join that a person took back stays out
    assert store.merged_ids() == {"sites": {"K-2": "S2"}}


def split(store: Store) -> set[frozenset[str]]:
    return set(who_is_who.known(Source(store).take(audience="coordinator"), store, "sites").split)


def test_an_undone_import_splits_nothing_and_the_file_joins_as_before(store):
    keep(store)
    taking_back.take_back(store, 2, **ME)
    assert split(store) == set()  # nobody said that the two are different
    again = look(store)
    assert dict(zip(again.joins["old_id"], again.joins["new_id"], strict=True)) == {"K-1": "S1", "K-2": "S2"}
    assert again.queue.empty
    intake.keep(store, again, **ME)
    assert store.merged_ids() == {"sites": {"K-1": "S1", "K-2": "S2"}}


def test_what_a_person_split_stays_split_whatever_becomes_of_its_import(store):
    keep(store)
    who_is_who.reverse(store, 3, **ME, old_id="K-1")  # by the same person, for the same reason, at about the same time
    apart = {frozenset(["K-1", "S1"])}
    assert split(store) == apart
    taking_back.take_back(store, 2, **ME)  # takes the join of K-2 along, which nobody split
    assert split(store) == apart
    assert look(store).joins["old_id"].tolist() == ["K-2"]
    assert look(store).queue["left_id"].tolist() == ["K-1"]
    taking_back.bring_back(store, 2, **ME)
    assert split(store) == apart


def test_a_join_that_came_again_with_its_import_can_still_be_split(store):
    keep(store)
    taking_back.take_back(store, 2, **ME)
    taking_back.bring_back(store, 2, **ME)
    who_is_who.reverse(store, 3, **ME)
    assert split(store) == {frozenset(["K-1", "S1"]), frozenset(["K-2", "S2"])}


def test_the_preview_of_an_undo_tells_what_its_joins_do(store):
    keep(store)
    with store.batch(Told("later", "later")) as batch:
        batch.patch("assessments", pd.DataFrame([{"site_id": "K-1", "assessed_on": "2023-05-01", "individuals": 9}]))
    cells = taking_back.of_take_back(store, 2).cells
    told = cells.loc[cells["frame"] == "assessments", ["key", "before", "after"]].to_numpy().tolist()
    # Read under K-1 again: what came later is S1's no more; what the import brought goes.
    assert [["S1", "2023-05-01"], "present", None] in [[list(key), *rest] for key, *rest in told]
    assert [["K-1", "2023-05-01"], None, "present"] in [[list(key), *rest] for key, *rest in told]
    assert [["S2", "2023-03-01"], "present", None] in [[list(key), *rest] for key, *rest in told]


def test_what_somebody_merged_since_the_file_was_looked_at_stays(store):
    looked = look(store)
    who_is_who.same(store, "sites", "S2", "S1", **ME)
    with store.batch(Told("other", "other")) as batch:
        batch.same("sites", "K-1", "S2")
    intake.keep(store, looked, **ME)
    assert store.merged_ids()["sites"] == {"S2": "S1", "K-1": "S1", "K-2": "S1"}


def test_the_tables_of_one_file_come_one_after_the_other_and_none_twice(store):
    assert [one.frame for one in look(store).previews] == ["sites", "assessments"]
    first = keep(store, "sites")
    second = keep(store, "assessments")  # its ids are those that the file had: they are known
    assert len(store.records("assessments")) == 2
    head = store.head()
    for kind, batch, frames in (
        ("sites", first, "sites"), ("assessments", second, "assessments"), ("auto", second, "sites, assessments"),
    ):  # fmt: skip
        with pytest.raises(StoreProblem) as refused:
            keep(store, kind)
        assert (refused.value.code, refused.value.params) == ("already_in", {"batch": batch, "frames": frames})
    assert store.head() == head
    taking_back.take_back(store, second, **ME)
    assert keep(store)  # not all of it is in


def test_only_decisions_are_reversed(store):
    keep(store)
    with pytest.raises(DataProblem, match="not_a_decision"):
        who_is_who.reverse(store, 2, **ME)
    assert taking_back.imported_with("import 12") == 12
    assert taking_back.imported_with("visite") is None
