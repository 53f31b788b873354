"""Rules on the advisories of a store: kept by advisory, what is typed, what cannot be told, and for whom."""

from __future__ import annotations

import pandas as pd
import pytest

from data import storm_notes
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import NotAllowed
from geo.frames import TRACKS
from results import Results
from tests.geo import small_haiti

RAIN = "forecast_rain_2_day"
# The small Haiti lies about 18.2 N, 73.7 W (tests/geo/small_haiti.py); the shipped outline reaches from 18 N to 20 N.
WAY = [("2023-06-27T00:00Z", -74.0, 12.0), ("2023-06-28T00:00Z", -74.0, 14.0), ("2023-06-29T00:00Z", -73.9, 16.0),
       ("2023-06-30T00:00Z", -73.8, 18.0), ("2023-07-01T00:00Z", -73.7, 20.5)]  # fmt: skip


def tracks(advisory: str, start: int, **more: object) -> pd.DataFrame:
    """An advisory that begins at a position of the way; the wind is of category 4 all along, without radii."""
    rows = [
        {"storm_id": "S1", "name": "EXEMPLE", "advisory": advisory, "valid_at": at, "longitude": lon, "latitude": lat,
         "wind_kt": 120.0, "pressure_hpa": 940.0, "position_kind": "observed" if at == WAY[start][0] else "forecast",
         "observed_on": WAY[start][0][:10], **more}
        for at, lon, lat in WAY[start:]
    ]  # fmt: skip
    return TRACKS.conform(pd.DataFrame(rows))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    made = Store(tmp_path / "pare.db")
    tables = {"sites": small_haiti.sites(), "boundaries": small_haiti.boundaries(),
              "population": small_haiti.population(), "tracks": tracks("001", 0),
              "settings": pd.DataFrame([("as_of", "2023-06-30"), ("boundary_set", "small"), ("population_set", "small")],
                                       columns=["setting", "value"])}  # fmt: skip
    with made.batch(Told("demo", "demo", "small Haiti", fictional=True)) as batch:
        for name, rows in tables.items():
            batch.patch(name, rows)
    return made


def results(store: Store, keep=None, role: Actor = LOCAL) -> Results:
    snapshot = Source(store).take(audience=role.role, as_of="2023-06-30")
    return Results(snapshot, role, keep) if keep else Results(snapshot, role)


def states(asked: Results) -> dict[tuple[str, str], str]:
    rows = asked.evaluations()
    return {(row.advisory, row.trigger): row.state for row in rows.itertuples()}


def test_an_advisory_by_hand(store):
    asked = results(store)
    facts = asked.storm_facts("S1", "001")
    # from 16 N on the 29th at 0 h to 18 N on the 30th at 0 h: the outline of the peninsula begins near 18.05 N there,
    # so the centre is over land in the first hours of the 30th, 72 hours and a little after the issue
    assert facts["over_land"]
    assert 72 <= facts["lead_hours"] <= 76
    assert facts["nearest_approach"] == 0
    assert facts["people_modelled"] > 0
    assert facts["people_in_64_kt"] == facts["people_modelled"]  # no radii in it
    assert facts["people_in_64_kt_observed"] is None  # one position is no way
    assert facts[RAIN] is None
    assert states(asked) == {
        ("001", "ocha_mobilisation"): "fires",  # 48 <= lead <= 120 and somebody in 64 kt
        ("001", "ocha_action"): "too_early",  # lead > 72
        ("001", "ocha_observed"): "cannot_tell",
        ("001", "near_haiti"): "fires",
    }
    assert asked.firings()["trigger"].tolist() == ["ocha_mobilisation", "near_haiti"]


def test_a_later_advisory_stands_beside_the_earlier_one(store):
    with store.batch(Told("x", "x", fictional=True)) as batch:
        batch.patch("tracks", tracks("002", 2))
    asked = results(store)
    told = states(asked)
    assert told["002", "ocha_mobilisation"] == "too_late"  # about a day before
    assert told["001", "ocha_mobilisation"] == "fires"
    assert asked.firings()["trigger"].tolist() == ["near_haiti"]
    assert asked.fired_before()[["advisory", "trigger"]].to_numpy().tolist() == [["001", "ocha_mobilisation"]]
    # the way gone is known by two positions now, far from land: nobody in 64 kt yet, and that is known
    assert asked.storm_facts("S1", "002")["people_in_64_kt_observed"] == 0


def test_another_advisory_computes_nothing_of_the_earlier_ones_again(store):
    kept, computed = {}, []

    def keep(_view, key, compute):
        if key not in kept:
            computed.append(key[0])
            kept[key] = compute()
        return kept[key]

    results(store, keep).evaluations()
    first = [one for one in computed if one.endswith("people_in_hurricane_winds")]
    assert len(first) == 1
    with store.batch(Told("x", "x", fictional=True)) as batch:
        batch.patch("tracks", tracks("002", 1))
    computed.clear()
    results(store, keep).evaluations()
    # that of 002, and that of the way gone by then; not that of 001
    assert len([one for one in computed if one.endswith("people_in_hurricane_winds")]) == 2


def test_typed_rain_counts_for_its_advisory_alone(store):
    with store.batch(Told("x", "x", fictional=True)) as batch:
        batch.patch("tracks", tracks("002", 1).assign(wind_kt=30.0, pressure_hpa=1005.0))
    storm_notes.tell(store, LOCAL, ("S1", "002"), {RAIN: 70.0}, source="UHM")
    asked = results(store)
    assert asked.storm_facts("S1", "002")["people_in_64_kt"] == 0
    rows = asked.evaluation("S1", "002").frame.set_index("trigger")
    assert rows.loc["ocha_mobilisation", "state"] == "fires"
    assert rows.loc["ocha_mobilisation", "why"] == "forecast_rain_2_day >= 68 mm"
    assert asked.storm_facts("S1", "001")[RAIN] is None


def test_radii_that_an_advisory_gives_everywhere_are_held_against_the_rule(store):
    radii = {f"r64_{one}_nm": 1.0 for one in ("ne", "se", "sw", "nw")}
    with store.batch(Told("x", "x", fictional=True)) as batch:
        batch.patch("tracks", tracks("002", 2, **radii))
    told = results(store).storm_facts("S1", "002")
    assert told["radii_complete"] == 1
    assert told["people_in_64_kt"] == told["people_radii"] < told["people_modelled"]
    explained = results(store).evaluation("S1", "002").explain(trigger="near_haiti")
    assert "people_radii" not in [one.name for one in explained.inputs]
    explained = results(store).evaluation("S1", "002").explain(trigger="ocha_action")
    assert {"people_radii", "people_modelled"} <= {one.name for one in explained.inputs}
    assert explained.notes == ("detection_not_activation",)
    assert explained.dated == "2023-06-29T00:00Z"


def test_a_track_of_one_position_is_told_and_cannot_be_reckoned(store):
    with store.batch(Told("x", "x", fictional=True)) as batch:
        batch.patch("tracks", tracks("002", 3).head(1))
    asked = results(store)
    assert asked.storm_facts("S1", "002")["fault"] == "track.too_few"
    rows = asked.evaluation("S1", "002").frame.set_index("trigger")
    assert set(rows.drop("ocha_observed")["state"]) == {"cannot_tell"}


def test_without_a_storm_there_is_nothing_to_evaluate(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    asked = results(Store(tmp_path / "pare.db"))
    assert asked.evaluations().empty
    assert asked.firings().empty
    assert asked.fired_before().empty


def test_others_get_nothing(store):
    partner = results(store, role=Actor("somebody", "partner"))
    for ask in (partner.evaluations, partner.advisories, partner.outbox, lambda: partner.storm_facts("S1", "001")):
        with pytest.raises(NotAllowed):
            ask()
