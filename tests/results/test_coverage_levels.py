"""Coverage at every level from a store: groups add up to the nation, polygons, edited thresholds, rows behind a figure."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from data import settings
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from results import Results
from results.services import COVERAGE_LEVELS
from tests.geo import small_haiti

DONOR = Actor("donor", "donor")


@pytest.fixture
def store(tmp_path) -> Store:
    held = Store(tmp_path / "pare.db")
    with held.batch(Told("tester", "test")) as batch:
        batch.patch("sites", small_haiti.sites())
        batch.patch("assessments", small_haiti.assessments())
        batch.patch("displacement", small_haiti.displacement())
    return held


def results(store: Store) -> Results:
    return Results(Source(store).take(audience="coordinator", as_of=small_haiti.AS_OF), LOCAL)


@pytest.mark.parametrize("level", [name for name in COVERAGE_LEVELS if name not in ("mapap", "adm0")])
def test_every_level_adds_up_to_the_nation(store: Store, level: str):
    asked = results(store)
    rows, nation = asked.coverage(level).frame, asked.coverage("adm0").frame.set_index("standard")
    told = rows.groupby("standard", sort=False)[["people_total", "people_met", "people_short"]].sum()
    pd.testing.assert_frame_equal(told, nation[told.columns], check_names=False)
    assert "fresh_share" in rows.columns


def test_a_level_that_there_is_not_is_refused_with_those_that_there_are(store: Store):
    with pytest.raises(DataProblem, match="unknown_level") as caught:
        results(store).coverage("street")
    assert "site_type" in caught.value.params["levels"]


def test_a_drawn_polygon(store: Store):
    wkt = shapely.to_wkt(small_haiti.rectangle(780, 2050, 790, 2060), rounding_precision=-1)
    told = results(store).coverage_within((("Centre-ville", wkt),))
    row = told.frame.set_index("standard").loc["toilets"]
    assert (row["place"], row["people_total"], row["people_short"]) == ("Centre-ville", 1387, 1387)  # S1 and S2
    assert told.facts["sites_without_point"] == 1
    for bad in ("POLYGON ((1", "POINT (1 2)", "POLYGON EMPTY"):
        with pytest.raises(DataProblem, match="bad_area"):
            results(store).coverage_within((("x", bad),))


def test_the_sites_behind_the_figure_of_a_polygon(store: Store):
    wkt = shapely.to_wkt(small_haiti.rectangle(780, 2050, 790, 2060), rounding_precision=-1)
    asked = results(store)
    rows = asked.rows_within((("Centre-ville", wkt),), "Centre-ville", "toilets")
    assert rows["site_id"].tolist() == ["S2", "S1"]
    told = asked.coverage_within((("Centre-ville", wkt),)).frame.set_index("standard").loc["toilets"]
    assert rows["people"].sum() == told["people_total"]
    assert asked.rows_within((("Centre-ville", wkt),), "Ailleurs", "toilets").empty
    with pytest.raises(NotAllowed):
        Results(Source(store).take(audience="coordinator", as_of=small_haiti.AS_OF), DONOR).rows_within(
            (), "x", "toilets"
        )


def test_the_rows_behind_a_figure_come_worst_first(store: Store):
    rows = results(store).rows_behind("adm1", "HT01", "toilets")
    assert rows["site_id"].tolist() == ["S2", "S1", "S3"]  # short by people, then what is met
    assert results(store).rows_behind("site_type", "school", "toilets")["site_id"].tolist() == ["S2"]
    assert results(store).rows_behind("site", "S5", "toilets")["not_assessed_reason"].tolist() == ["not_asked"]


def test_a_threshold_changed_with_a_reason_changes_the_figures_and_can_be_undone(store: Store):
    key = {"place": "S1", "standard": "toilets"}
    assert results(store).coverage("site").frame.set_index(["place", "standard"]).loc[tuple(key.values()), "gap"] == 13
    batch = settings.change(store, LOCAL, "standard.toilets.standard", "30", reason="profil", author="tester")
    row = results(store).coverage("site").frame.set_index(["place", "standard"]).loc[tuple(key.values())]
    assert (row["gap"], row["threshold"], row["changed"]) == (5, 30, True)  # 487 / 30 = 16.2 -> 17 - 12
    assert "coverage.changed" in results(store).coverage("site").explain(**key).notes
    assert batch == store.head()
    with pytest.raises(DataProblem, match="reason_missing"):
        settings.change(store, LOCAL, "standard.toilets.standard", "31", reason=" ", author="tester")
    with pytest.raises(NotAllowed):
        settings.change(store, DONOR, "standard.toilets.standard", "31", reason="x", author="donor")


def test_the_walking_speed_moves_what_minutes_mean(store: Store):
    with store.batch(Told("tester", "test")) as batch:
        told = {
            "site_id": "S1",
            "assessed_on": "2023-08-15",
            "water_walk_minutes_least": 10,
            "water_walk_minutes_most": 12,
        }
        batch.patch("assessments", pd.DataFrame([told]))

    def status() -> str:
        rows = results(store).site_coverage().frame.set_index(["place", "standard"])
        return str(rows.loc[("S1", "water_distance"), "status"])

    assert status() == "short"  # from 667 m on
    settings.change(store, LOCAL, "walking_speed", "41", reason="groupes lents", author="tester")
    assert status() == "met"  # at most 492 m


def test_activated_shelters_are_held_against_their_own_profile(store: Store):
    told = {"adm2_pcode": "HT0111", "observed_on": "2023-08-30", "floor_area_m2": 150, "toilets": 2}
    rows = [
        {**told, "shelter_id": "A1", "shelter_status": "open", "occupancy_persons": 100},
        {**told, "shelter_id": "A2", "shelter_status": "closed", "occupancy_persons": 100},
        {**told, "shelter_id": "A3", "shelter_status": "full"},
    ]
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("shelters", pd.DataFrame(rows))
    first = results(store).shelter_coverage("first").frame.set_index(["place", "standard"])
    assert set(first.index.get_level_values("place")) == {"A1", "A3"}
    # 150 m2 for 100 people: 1.5 a person; 2 toilets for 50 each
    assert first.loc[("A1", "evacuation_area"), ["status", "measured"]].tolist() == ["met", 1.5]
    assert first.loc[("A1", "evacuation_toilets"), "status"] == "met"
    later = results(store).shelter_coverage("standard").frame.set_index(["place", "standard"])
    assert later.loc[("A1", "evacuation_area"), ["status", "gap"]].tolist() == ["short", 200]  # 3.5 x 100 - 150
    assert later.loc[("A1", "evacuation_toilets"), "gap"] == 3
    assert later.loc[("A3", "evacuation_area"), "status"] == "not_assessed"  # nobody counted the people
