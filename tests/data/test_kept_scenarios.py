"""Kept scenarios: document and zones in one batch, never edited, the same bytes whenever they are run again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely

from data import withholding
from data.access import LOCAL, Actor
from data.kept_scenarios import keep, of_toml
from data.scenario_files import presets, reckoning, scenario_bytes
from data.snapshot import Source
from data.store.store import Store, Told
from data.withholding import Place
from geo.errors import BadScenario, NotAllowed
from geo.scenario import Scenario, parse_scenario, zones_of
from results import Results

FLOOD = {
    "key": "crue", "hazard": "flood", "state": "scenario", "fictional": True, "source": "DGPC", "status": "unverified",
    "author": "DGPC", "made_on": "2026-11-01", "zones": [
        {"zone_id": "z1", "name": "Rivière", "hazard_class": "high", "geometry":
         '{"type":"Polygon","coordinates":[[[-72.6,19.1],[-72.5,19.1],[-72.5,19.2],[-72.6,19.2],[-72.6,19.1]]]}'},
    ],
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pare.db")


def flood(**more: object) -> Scenario:
    return parse_scenario(FLOOD | more)


def results(store: Store, as_of: str = "2023-08-31") -> Results:
    return Results(Source(store).take(audience=LOCAL.role, as_of=as_of), LOCAL)


def zones_at(store: Store, name: str) -> pd.DataFrame:
    rows = store.records("zones")
    return rows[rows["zone_set"] == name].sort_values("zone_id", ignore_index=True)


def test_document_and_zones_are_one_batch(store):
    batch = keep(store, LOCAL, flood(), title="Crue de l'Artibonite")
    heads = store.batches()
    assert heads[["seq", "frames", "rows", "author", "reason", "source"]].to_dict("records") == [{
        "seq": batch, "frames": "scenarios, zones", "rows": 2, "author": "local", "reason": "Crue de l'Artibonite",
        "source": "scenario",
    }]  # fmt: skip
    told = store.records("scenarios").iloc[0]
    assert (told["zone_set"], told["hazard"], told["scenario_state"]) == ("crue", "flood", "scenario")
    assert (told["author"], told["made_on"], told["source_status"]) == ("DGPC", "2026-11-01", "unverified")
    assert bool(told["fictional"])


@pytest.mark.parametrize("key", sorted(presets()))
def test_a_kept_scenario_run_again_gives_the_same_bytes(store, key):
    scenario = replace(presets()[key], made_on="2026-11-01")
    keep(store, LOCAL, scenario)
    told = of_toml(store.records("scenarios").iloc[0]["scenario_toml"])
    assert scenario_bytes(told) == scenario_bytes(scenario)
    held, again = zones_at(store, key), zones_of(told, reckoning()).sort_values("zone_id", ignore_index=True)
    assert [shapely.to_wkb(one) for one in held["geometry"]] == [shapely.to_wkb(one) for one in again["geometry"]]
    same = ["zone_set", "zone_id", "hazard", "hazard_class", "name", "source"]
    pd.testing.assert_frame_equal(held[same], again[same])


@pytest.mark.parametrize(
    ("more", "title", "field"),
    [
        ({"author": "Marie Jeanne"}, "", "author"), ({"author": "DGPC +509 3412 3456"}, "", "author"),
        ({"source": "marie@example.org"}, "", "source"), ({}, "Appeler le 3412 3456", "title"),
        ({"zones": [FLOOD["zones"][0] | {"name": "chez 3412-3456"}]}, "", "zones"),
    ],
)  # fmt: skip
def test_a_scenario_that_holds_a_person_is_not_kept(store, more, title, field):
    with pytest.raises(BadScenario) as told:
        keep(store, LOCAL, flood(**more), title=title)
    assert (told.value.code, told.value.params["field"]) == ("scenario.personal", field)
    assert store.head() == 0


def test_a_scenario_that_tells_a_case_is_not_kept(store):
    with pytest.raises(BadScenario, match=r"scenario\.case"):
        keep(store, LOCAL, flood(), title="Viol au site")
    assert store.head() == 0


def test_the_same_scenario_twice_changes_nothing_whatever_day_it_was_made(store):
    keep(store, LOCAL, flood())
    head = store.head()
    assert keep(store, LOCAL, flood()) is None
    assert keep(store, LOCAL, flood(made_on="2026-11-02")) is None
    assert store.head() == head


def test_a_second_scenario_of_the_same_name_is_refused_and_nothing_of_it_is_stored(store):
    keep(store, LOCAL, flood())
    head, before = store.head(), zones_at(store, "crue")
    with pytest.raises(BadScenario) as told:
        keep(store, LOCAL, flood(source="un autre"))
    assert told.value.code == "scenario.name_taken"
    assert store.head() == head
    pd.testing.assert_frame_equal(zones_at(store, "crue"), before)


def test_a_name_that_was_taken_back_is_not_given_to_another_so_that_bringing_it_back_mixes_nothing(store):
    batch = keep(store, LOCAL, flood())
    store.undo(batch, author="local", reason="erreur")
    with pytest.raises(BadScenario, match="name_taken"):
        keep(store, LOCAL, flood(source="un autre"))
    assert keep(store, LOCAL, flood()) is not None  # itself it may be kept again


def test_the_name_of_an_imported_zone_set_is_taken(store):
    rows = zones_of(flood(), reckoning())
    with store.batch(Told("CNIGS", "carte", "cnigs")) as batch:
        batch.patch("zones", rows)
    with pytest.raises(BadScenario, match="name_taken"):
        keep(store, LOCAL, flood())
    assert store.records("scenarios").empty


def test_undo_takes_document_and_zones_back_and_redo_brings_both(store):
    batch = keep(store, LOCAL, flood())
    undone = store.undo(batch, author="local", reason="erreur")
    assert store.records("scenarios").empty
    assert zones_at(store, "crue").empty
    store.redo(undone if undone == batch else batch, author="local", reason="retour")
    assert len(store.records("scenarios")) == len(zones_at(store, "crue")) == 1


def test_a_storm_to_come_is_in_the_picture_of_today(store):
    key = "cyclone-category-4-south"  # its positions are of 2030
    keep(store, LOCAL, presets()[key])
    figures = results(store)
    assert list(figures.kept_scenarios()["zone_set"]) == [key]
    assert list(figures.zone_sets()["zone_set"]) == [key]
    assert figures.kept_scenario(key) == replace(presets()[key], made_on=figures.kept_scenarios()["made_on"].iloc[0])
    assert figures.kept_scenario("none") is None


def test_nothing_is_kept_of_what_reaches_nowhere(store):
    # magnitude 3.5, 400 km deep off Jérémie: below the mildest class everywhere
    quake = {"key": "petit", "hazard": "earthquake", "state": "scenario", "source": "x", "status": "unverified",
             "magnitude": 3.5, "longitude": -74.5, "latitude": 18.6, "depth_km": 400.0}  # fmt: skip
    with pytest.raises(BadScenario, match="no_zones"):
        keep(store, LOCAL, parse_scenario(quake))
    assert store.head() == 0


def test_who_may_not_write_keeps_nothing(store):
    with pytest.raises(NotAllowed):
        keep(store, Actor("x", "nobody"), flood())
    assert store.head() == 0


def test_nobody_below_the_coordinator_reads_a_kept_scenario(store):
    keep(store, LOCAL, flood())
    partner = Actor("x", "nobody")
    snapshot = Source(store).take(audience="nobody")
    with pytest.raises(NotAllowed):
        Results(snapshot, partner).kept_scenarios()


def test_in_a_store_of_real_data_it_is_no_fictional_batch_and_in_the_demonstration_it_is(store):
    keep(store, LOCAL, flood())
    assert store.batch_counts(("zones",)) == (1, 0)


def test_in_a_store_of_invented_data_alone_it_is_one_more_of_those(store):
    rows = pd.DataFrame([{"site_id": "S1", "adm2_pcode": "HT0111"}])
    with store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("sites", rows)
    keep(store, LOCAL, flood())
    assert store.batch_counts(("zones",)) == (0, 1)


def test_a_document_that_names_a_withheld_place_is_not_shown_and_its_zones_have_no_name(store):
    zone = FLOOD["zones"][0] | {"name": "Foyer Lespwa"}
    keep(store, LOCAL, flood(zones=[zone]))
    assert len(results(store).kept_scenarios()) == 1
    withholding.withhold(store, "sites", Place(None, "Foyer Lespwa", "HT0111"), author="c", reason="protection")
    figures = results(store)
    assert figures.kept_scenarios().empty
    assert figures.kept_scenario("crue") is None
    zones = figures.zones("crue")
    assert len(zones) == 1
    assert zones["name"].isna().all()
