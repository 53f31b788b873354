"""Status of a way as people tell it: what passes it, at which hours, and what goes when it opens again."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import editing
from data.access import Actor
from data.drafting import Wishes
from data.snapshot import Source
from data.store.store import Store
from geo.way_events import EVENTS, way_events

ANNE = Actor("Anne", "coordinator")
WAY = "RN2:HT0111:HT0113"
BASE = {"status": "restricted", "reason": "travaux", "source": "DGPC"}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(Store(tmp_path / "pare.db"))


def put(source: Source, cells: dict[str, str], day: str) -> None:
    opened = editing.open_table(source, "ways", ANNE)
    editing.save(source, ANNE, opened, Wishes({WAY: cells}, day), reason="réunion")


def codes(source: Source, cells: dict[str, str]) -> set[tuple[str, str, bool]]:
    opened = editing.open_table(source, "ways", ANNE)
    faults = editing.draft(source, opened, Wishes({WAY: cells}, "2024-05-01")).faults
    return {(problem.column, problem.code, problem.blocking) for _, problem in faults}


def events(source: Source, day: str = "2030-01-01"):
    taken = source.take(audience="coordinator", as_of=day)
    return way_events(taken.frame("way_patches"), taken.frame("ways"), taken.frame("batches"), on=day)


def test_hours_of_passage_must_be_readable_and_belong_to_a_restriction(source: Source) -> None:
    assert ("open_hours", "open_hours_unread", True) in codes(source, {**BASE, "open_hours": "le matin"})
    assert codes(source, {**BASE, "restriction": "hours"}) == {("open_hours", "open_hours_unknown", False)}
    assert codes(source, {**BASE, "restriction": "hours", "open_hours": "06:00-18:00"}) == set()
    opened = {"status": "open", "source": "DGPC", "restriction": "convoy"}
    assert ("restriction", "restriction_of_open_way", True) in codes(source, opened)
    assert ("passes", "passes_withheld", True) in codes(source, {**BASE, "passes": "barrage du gang"})


def test_opening_takes_the_restriction_away(source: Source) -> None:
    """Small trucks up to 10 t from 1 May; open again on 5 May: restriction, hours, limit and reason are gone."""
    put(source, {**BASE, "restriction": "small_trucks", "largest_truck_t": "10"}, "2024-05-01")
    put(source, {"status": "open", "source": "DGPC"}, "2024-05-05")
    row = source.take(audience="coordinator").frame("ways").set_index("way_id").loc[WAY]
    assert row["status"] == "open"
    assert row[["restriction", "reason", "open_hours", "largest_truck_t"]].isna().all()
    assert row["passes"] == "Martissant"


def test_history_of_a_way_by_hand(source: Source) -> None:
    """Closed on 1 May, restricted on 4, told the same again on 6 (no event), open on 10: three events, newest first."""
    put(source, {"status": "closed", "reason": "inondation", "source": "DGPC"}, "2024-05-01")
    put(
        source,
        {"status": "restricted", "reason": "inondation", "source": "DGPC", "restriction": "convoy"},
        "2024-05-04",
    )
    put(source, {"source": "Logistics Sector"}, "2024-05-06")
    put(source, {"status": "open", "source": "DGPC"}, "2024-05-10")
    told = events(source, "2024-05-20")
    assert list(told.columns) == list(EVENTS)
    assert told[["status", "since", "days"]].values.tolist() == [
        ["open", "2024-05-10", 10.0], ["restricted", "2024-05-04", 6.0], ["closed", "2024-05-01", 3.0],
    ]  # fmt: skip
    assert told["until"].fillna("").tolist() == ["", "2024-05-10", "2024-05-04"]
    assert told["restriction"].fillna("").tolist() == ["", "convoy", ""]
    assert told["reason"].fillna("").tolist() == ["", "inondation", "inondation"]
    assert (told["author"] == "Anne").all()
    before = events(source, "2024-05-04")
    assert before["status"].tolist() == ["restricted", "closed"]
    assert before["days"].tolist() == [0.0, 3.0]


def test_an_undone_telling_is_no_event(source: Source) -> None:
    put(source, {"status": "closed", "reason": "inondation", "source": "DGPC"}, "2024-05-01")
    batch = int(source.store.batches()["seq"].iloc[0])
    source.store.undo(batch, author="Anne", reason="erreur")
    assert events(source).empty
    assert events(source).columns.tolist() == list(EVENTS)
