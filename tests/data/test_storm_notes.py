"""What somebody types of a storm: kept with its source, emptied on purpose, never a slip."""

from __future__ import annotations

import pandas as pd
import pytest

from data import storm_notes
from data.access import LOCAL, Actor
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed

STORM = ("S1", "001")
RAIN, RED = "forecast_rain_2_day", "red_alert_with_hurricane_warning"


@pytest.fixture
def store(tmp_path) -> Store:
    made = Store(tmp_path / "pare.db")
    row = {"storm_id": "S1", "advisory": "001", "valid_at": "2023-01-01T00:00Z", "longitude": -70.0, "latitude": 15.0}
    with made.batch(Told("x", "x")) as batch:
        batch.patch("tracks", pd.DataFrame([row]))
    return made


def held(store: Store) -> dict[str, float]:
    rows = store.records("storm_facts").dropna(subset=["value"])
    return dict(zip(rows["measure"], rows["value"], strict=True))


def test_what_is_told_is_kept_and_what_is_not_stays_unknown(store):
    assert storm_notes.tell(store, LOCAL, STORM, {RAIN: 68.0, RED: None}, source="UHM, 11 h") == 2
    assert held(store) == {RAIN: 68.0}
    assert store.records("storm_facts")["source"].tolist() == ["UHM, 11 h"]


def test_zero_is_told_and_is_not_unknown(store):
    storm_notes.tell(store, LOCAL, STORM, {RAIN: 0.0, RED: 0.0}, source="UHM")
    assert held(store) == {RAIN: 0.0, RED: 0.0}


def test_the_same_again_stores_nothing_and_emptying_is_one_batch(store):
    storm_notes.tell(store, LOCAL, STORM, {RAIN: 68.0}, source="UHM")
    assert storm_notes.tell(store, LOCAL, STORM, {RAIN: 68.0, RED: None}, source="") is None
    assert storm_notes.tell(store, LOCAL, STORM, {RAIN: None}, source="") == 3
    assert held(store) == {}
    store.undo(3, author="x", reason="x")
    assert held(store) == {RAIN: 68.0}


@pytest.mark.parametrize(
    ("values", "source", "code"),
    [
        ({RAIN: -1.0}, "UHM", "storm_fact_value"),
        ({RAIN: 3_001.0}, "UHM", "storm_fact_value"),
        ({RAIN: float("nan")}, "UHM", "storm_fact_value"),
        ({RED: 0.5}, "UHM", "storm_fact_value"),
        ({"people_in_64_kt": 1.0}, "UHM", "storm_fact_value"),
        ({RAIN: 60.0}, " ", "storm_fact_source"),
        ({RAIN: 60.0}, "appel au 3412-3456", "storm_fact_source"),
    ],
)
def test_what_is_refused_changes_nothing(store, values, source, code):
    with pytest.raises(DataProblem, match=code):
        storm_notes.tell(store, LOCAL, STORM, values, source=source)
    assert store.records("storm_facts").empty


def test_of_an_advisory_that_is_not_there_and_by_who_may_not(store):
    with pytest.raises(DataProblem, match="storm_unknown"):
        storm_notes.tell(store, LOCAL, ("S1", "002"), {RAIN: 1.0}, source="UHM")
    with pytest.raises(NotAllowed):
        storm_notes.tell(store, Actor("x", "nobody"), STORM, {RAIN: 1.0}, source="UHM")
