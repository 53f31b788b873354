"""Point 11 of the store, whole: every conflict of a save at once, through merged ids, undone and redone batches."""

from __future__ import annotations

import pytest

from data.store.conflicts import Edit
from data.store.fork import Fork, ForkPoint
from data.store.store import Store, Told
from geo.errors import DataProblem, EditConflict
from tests.data.store.conftest import ME, cells

S1, S2 = {"site_id": "S1"}, {"site_id": "S2"}
DAY = {"observed_on": "2023-01-10"}


def save(store: Store | Fork, *edits: Edit, by: str = "me") -> int:
    """One batch of edits; returns how many cells were stored."""
    with store.batch(Told(by, "test")) as batch:
        return batch.save_all(edits)


def told(caught: pytest.ExceptionInfo) -> list[tuple]:
    """Conflicts as (record, column, before, theirs, mine, author)."""
    return [
        (c.asked["site_id"], c.column, c.before, c.theirs, c.mine, c.author) for c in caught.value.conflicts
    ]  # fmt: skip


def test_every_conflict_of_a_save_is_told_at_once_with_both_values(store: Store, patch):
    read_at = patch("sites", [{**S1, **DAY, "name": "Un", "area_m2": 900.0}, {**S2, **DAY, "name": "Deux"}])
    save(store, Edit("sites", S1, {"name": "A", "area_m2": 800.0}, read_at), Edit("sites", S2, {"name": "B"}, read_at),
         by="Anne")  # fmt: skip
    head = store.head()
    mine = [
        Edit("sites", S1, {"name": "X", "area_m2": 700.0, "closed_reason": "retour"}, read_at),
        Edit("sites", S2, {"name": None}, read_at),
    ]
    with pytest.raises(EditConflict) as caught:
        save(store, *mine)
    assert told(caught) == [
        ("S1", "name", "Un", "A", "X", "Anne"),
        ("S1", "area_m2", 900.0, 800.0, 700.0, "Anne"),
        ("S2", "name", "Deux", "B", None, "Anne"),
    ]
    assert caught.value.params["count"] == 3
    assert caught.value.known_at == head == store.head()
    assert save(store, *(Edit(e.name, e.key, e.values, caught.value.known_at) for e in mine)) == 4
    assert cells(store, "sites", "name") == {"S1": "X"}


def test_a_cell_that_stands_as_wanted_is_no_conflict_and_stores_nothing(store: Store, patch):
    read_at = patch("sites", [{**S1, **DAY, "name": "Un"}])
    save(store, Edit("sites", S1, {"name": "Deux"}, read_at))
    assert save(store, Edit("sites", S1, {"name": "Deux"}, read_at)) == 0
    assert save(store) == 0


def test_what_came_in_by_merging_is_news(store: Store, patch):
    patch("sites", [{**S1, **DAY, "name": "Un"}])
    read_at = patch("sites", [{**S2, "observed_on": "2023-01-20", "name": "Deux", "area_m2": 10.0}])
    with store.batch(Told("Marc", "same")) as batch:
        batch.same("sites", "S2", "S1")
    with pytest.raises(EditConflict) as caught:  # S1 is called "Deux" now: somebody made two records one
        save(store, Edit("sites", S1, {"name": "Trois"}, read_at))
    assert told(caught) == [("S1", "name", "Un", "Deux", "Trois", "Marc")]
    # S2 is S1 now: its own name did not change by that, and what is saved stands in the record that it is.
    assert save(store, Edit("sites", S2, {"name": "Quatre"}, read_at)) == 1
    assert cells(store, "sites", "name") == {"S1": "Quatre"}
    store.undo(batch.seq, author="Eve", reason="not the same")
    assert cells(store, "sites", "name") == {"S1": "Un", "S2": "Quatre"}


def test_a_newer_patch_under_the_old_id_is_found(store: Store, patch):
    patch("sites", [{**S1, **DAY, "name": "Un"}, {**S2, **DAY, "area_m2": 10.0}])
    with store.batch(ME) as batch:
        batch.same("sites", "S2", "S1")
    read_at = store.head()
    patch("sites", [{**S2, **DAY, "name": "Deux"}])
    for key in (S1, S2):
        with pytest.raises(EditConflict) as caught:
            save(store, Edit("sites", key, {"name": "Trois"}, read_at))
        assert caught.value.conflicts[0].theirs == "Deux"


def test_an_undo_after_reading_is_news_where_the_cell_changed(store: Store, patch):
    patch("sites", [{**S1, **DAY, "name": "Un", "area_m2": 5.0}])
    second = patch("sites", [{**S1, **DAY, "name": "Deux"}])
    read_at = store.head()
    store.undo(second, author="Eve", reason="wrong")
    with pytest.raises(EditConflict) as caught:
        save(store, Edit("sites", S1, {"name": "Trois"}, read_at))
    assert told(caught) == [("S1", "name", "Deux", "Un", "Trois", "Eve")]
    assert save(store, Edit("sites", S1, {"area_m2": 6.0}, read_at)) == 1


def test_a_cell_known_from_a_later_day_is_not_hidden_under_it(store: Store, patch):
    read_at = patch("sites", [{**S1, "observed_on": "2023-05-01", "name": "Un"}])
    with pytest.raises(DataProblem) as caught:
        save(store, Edit("sites", S1, {"name": "Deux"}, read_at, dated="2023-04-30"))
    assert caught.value.params == {"record": "S1", "column": "name", "day": "2023-05-01"}
    assert save(store, Edit("sites", S1, {"name": "Deux"}, read_at, dated="2023-05-01")) == 1
    assert store.records("sites").loc[0, ["name", "observed_on"]].tolist() == ["Deux", "2023-05-01"]


def test_in_a_fork_the_ids_that_its_base_merged_are_looked_through(tmp_path, store: Store, patch):
    patch("sites", [{**S1, **DAY, "name": "Un"}, {**S2, **DAY, "area_m2": 10.0}])
    with store.batch(ME) as batch:
        batch.same("sites", "S2", "S1")
    fork = Fork(store.path, tmp_path / "fork.db", ForkPoint(store.head(), "2023-12-31", "coordinator"))
    read_at = fork.head()
    save(fork, Edit("sites", S2, {"name": "Exercice"}, read_at), by="Anne")
    with pytest.raises(EditConflict) as caught:
        save(fork, Edit("sites", S1, {"name": "Trois"}, read_at))
    assert [(c.theirs, c.author) for c in caught.value.conflicts] == [("Exercice", "Anne")]
    assert cells(store, "sites", "name") == {"S1": "Un"}
