"""Walks of the page of shelters through the store: who opens first, what one more changes, access, departure, a wave.

The small Haiti of `test_shelters` with A4 half a kilometre outside the flood, 370 places: 8.1 people of HT0711 reach it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from data.access import Actor
from data.home import store_path
from data.scenario_files import presets
from data.store.store import Store, Told
from geo.crs import to_stored
from geo.errors import NotAllowed
from geo.shelter_siting import NewShelter
from results.evacuation import Question
from results.shock import Shock
from tests.geo import small_haiti
from tests.results.test_shelters import SET, made, results

ASKED = Question(SET)
NEAR = small_haiti.at(634.5, 2025.5)


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    return made(**NEAR)


@pytest.fixture
def asked(store):
    return results(store)


def drawn(*points: tuple[float, float]) -> pd.DataFrame:
    """A road through points of kilometres."""
    line = to_stored([shapely.LineString([(east * 1000, north * 1000) for east, north in points])])[0]
    return pd.DataFrame([{"way_id": "W1", "mode": "road", "status": "open", "length_km": 1.0, "geometry": line}])


def test_an_open_shelter_takes_people_before_others_are_opened(asked):
    plan = asked.to_open(ASKED)
    assert plan.in_open == pytest.approx(8.1, rel=1e-5)  # A4 is open
    assert plan.order.empty  # A1 stands in the water, A2 is unassessed, A3 houses displaced people
    assert plan.left == pytest.approx(1_237.5 + 72 + 135 - 8.1, rel=1e-5)


def test_unassessed_shelters_are_candidates_and_those_of_displaced_people_are_not(asked):
    # A2 stands in HT0711 as well; whom it would serve is told, A3 never
    told = asked.to_reopen(Question(SET, "short", 60.0))
    assert "A3" not in set(told["shelter_id"])
    assert set(told["binding_term"]) <= {"closed", "structure_unassessed"}


def test_one_more_shelter_here_changes_what_it_can(asked):
    # 10 places at a point of the flooded half of HT0711, where 2.7 people stand on each point: five points within
    # 1.54 km of 638.5 E, 2025.5 N (1 and its 4 neighbours), and 4 across (1.41 km): 9 x 2.7 = 24.3, so 10 are served
    here = NewShelter(**small_haiti.at(638.5, 2025.5), places=10.0)
    told = asked.one_more(ASKED, here).set_index("rule")
    assert told.loc["before", "allocated"] == pytest.approx(8.1, rel=1e-5)
    assert told.loc["difference", "allocated"] == pytest.approx(10, rel=1e-6)
    nowhere = asked.one_more(ASKED, NewShelter(**small_haiti.at(805, 2115), places=10.0)).set_index("rule")
    assert nowhere.loc["difference", "allocated"] == 0


def test_where_one_more_serves_most_is_the_town(asked):
    told = asked.where_one_more(ASKED, places=1e6)
    assert told["adm2_pcode"].tolist() == ["HT0111"]  # 1,237.5 of the 1,444.5 people
    south = asked.where_one_more(ASKED, places=1e6, department="HT07")
    assert south["adm2_pcode"].tolist() == ["HT0711"]
    assert south["people_gained"].tolist() == pytest.approx([9 * 2.7], rel=1e-4)  # nine points of 2.7 within a walk
    assert south["method"].tolist() == ["optimum"]


def test_places_per_person_conserve_over_levels(asked):
    sums = [
        asked.shelter_access(ASKED, level, "2SFCA").frame["places_reached"].sum() for level in ("adm2", "adm1", "adm0")
    ]
    assert sums == pytest.approx([370.0] * 3)  # all places of A4 are reached by the 8.1 people near it
    row = asked.shelter_access(ASKED, "adm2", "2SFCA").frame.set_index("place").loc["HT0711"]
    assert row["places_per_person"] == pytest.approx(370 / 135, rel=1e-5)
    assert row["people_out_of_reach"] == pytest.approx(126.9, rel=1e-5)
    everybody = asked.shelter_access(Question(""), "adm2", "E2SFCA").frame.set_index("place")
    assert everybody["people"].to_dict() == pytest.approx(
        {"HT0111": 1e5, "HT0131": 4e4, "HT0611": 2e4, "HT0711": 6e4, "HT0712": 0.0}
    )
    assert everybody.loc["HT0712", "rows_without_people"] > 0
    assert np.isnan(everybody.loc["HT0712", "places_per_person"])
    assert not asked.has_sections()


def test_walks_go_over_drawn_ways_where_there_are_some(store, asked):
    assert asked.sent_to_shelters(SET).walks.rule == "straight"
    # a road from A4 to the point 635.5 E, 2025.5 N by way of the north: 0.6 + 1.0 + 0.6 km
    road = drawn((634.5, 2025.5), (634.5, 2026.1), (635.5, 2026.1), (635.5, 2025.5))
    with store.batch(Told("demo", "demo", "road", fictional=True)) as batch:
        batch.patch("ways", road)
    told = results(store).sent_to_shelters(SET)
    assert told.walks.rule == "ways"
    left = results(store).left_over(told, "optimal", "adm2").frame.set_index("place").loc["HT0711"]
    # 2.2 km of road are more than the 2 km that people walk: the nearest point is no longer within reach
    assert left["allocated"] < 8.1 - 2


def test_the_rule_of_capacity_stands_beside_both(asked):
    rows = asked.sent_to_shelters(SET).difference.set_index("rule")
    assert rows.loc["capacity_order", "allocated"] == pytest.approx(8.1, rel=1e-5)
    assert rows.loc["capacity_order", "allocated"] + rows.loc["capacity_order", "unserved"] == pytest.approx(
        rows.loc["optimal", "allocated"] + rows.loc["optimal", "unserved"]
    )


def test_until_when_to_leave_before_a_cyclone(asked):
    shock = Shock("storm", scenario=presets()["cyclone-category-4-south"])
    zones = asked.scenario_zones(shock.scenario)
    other, name = asked.with_zones(zones), str(zones["zone_set"].iloc[0])
    told = other.departures(shock, Question(name))
    rows = told.frame.set_index("place")
    rules = asked.shelter_rules()
    for code, row in rows[rows["walk_km"].notna()].iterrows():
        spare = (pd.Timestamp(row["arrival_at"]) - pd.Timestamp(row["leave_by"])).total_seconds() / 60
        walk = rules["boarding_minutes"] + row["walk_km"] / rules["walking_speed"] * 60
        assert 0 <= spare - walk < 1, code  # rounded down to the minute
        assert row["slow_leave_by"] <= row["leave_by"]
    assert (
        rows.loc["HT0711", "arrival_at"] == other.arrivals(shock).set_index("adm2_pcode").loc["HT0711", "arrival_34_at"]
    )
    late = other.departures(shock, Question(name), now="2031-01-01T00:00Z").frame
    assert set(late["state"]) <= {"late", "no_shelter"}


def test_people_in_a_wave_and_who_reaches_dry_ground(store, asked):
    # the wave floods the eastern 2 km of HT0711 (638 to 640 E of 630 to 640), where 2 / 10 of 60,000 people live; the
    # sea is no refuge
    wave = small_haiti.zones().head(1).assign(zone_set="wave", zone_id="w", hazard="tsunami", hazard_class="high",
                                              geometry=[small_haiti.rectangle(638, 2019, 642, 2031)])  # fmt: skip
    told = asked.with_zones(wave).refuge("wave", 30.0).frame.set_index("place").loc["HT0711"]
    assert told["people_inside"] == pytest.approx(12_000, rel=0.01)
    parts = told[["people_reachable", "people_reachable_not_slow", "people_out_of_reach"]]
    assert parts.sum() == pytest.approx(told["people_inside"])
    # points every 250 m stand 0.125 ... 1.875 km from dry ground; 20 minutes at 4 km/h and a detour of 1.3 are 1.026 km:
    # four of eight columns, of which 2.5 km/h (0.641 km) reach three (0.125, 0.375, 0.625)
    assert parts.to_numpy() / told["people_inside"] == pytest.approx([3 / 8, 1 / 8, 4 / 8], abs=0.01)
    assert told["refuge_km"] == pytest.approx(1.875 * 1.3, rel=0.01)


def test_figures_in_force_drive_the_walk(store, asked):
    before = asked.sent_to_shelters(SET).held["optimal"].served.sum()
    with store.batch(Told("demo", "demo", "walk", fictional=True)) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": "shelter.walking_limit", "value": "60"}]))
    after = results(store).sent_to_shelters(SET).held["optimal"].served.sum()
    assert after > before
    assert asked.shelter_moves((("shelter.short_stay_m2_person", 2.0),))["before"].notna().all()


def test_partners_get_nothing(asked):
    partner = results(Store(store_path()), Actor("somebody", "partner"))
    here = NewShelter(-73.0, 18.5, 10.0)
    for ask in (lambda: partner.to_open(ASKED), lambda: partner.to_reopen(ASKED), lambda: partner.one_more(ASKED, here),
                lambda: partner.where_one_more(ASKED, places=10.0), lambda: partner.refuge(SET, 10.0),
                lambda: partner.shelter_access(ASKED, "adm1", "2SFCA"), lambda: partner.sent_to_shelters(SET)):  # fmt: skip
        with pytest.raises(NotAllowed):
            ask()


def test_a_longer_walk_never_serves_fewer(asked):
    served = [asked.sent_to_shelters(SET, "short", km).held["optimal"].served.sum() for km in (0.5, 2.0, 5.0, 20.0)]
    assert served == sorted(served)
    assert asked.to_open(replace(ASKED, walk_km=0.5)).in_open <= served[1]
