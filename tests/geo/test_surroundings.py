"""What stands near a site, and how its distance and its zones are explained, by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import shapely

from data.reference_tables import settings
from geo.crs import to_stored
from geo.surroundings import in_zone, near_explained, within_walk


def point(x: float, y: float) -> tuple[float, float]:
    told = to_stored(shapely.points([x], [y]))[0]
    return told.x, told.y


HERE = point(784_000, 2_050_000)


def held(*metres: float) -> pd.DataFrame:
    places = [point(784_000 + far, 2_050_000) for far in metres]
    return pd.DataFrame({"kind": "site", "id": [f"S{n}" for n in range(len(metres))],
                         "longitude": [x for x, _ in places], "latitude": [y for _, y in places]})  # fmt: skip


def test_only_what_one_walks_to_is_near_and_the_nearest_comes_first():
    told = within_walk(held(1_999.9, 2_000.1, 300.0), *HERE, distance_m=2_000, speed=60)
    assert told["id"].tolist() == ["S2", "S0"]
    assert told["walk_minutes"].tolist() == pytest.approx([300 / 60, 1_999.9 / 60], rel=1e-6)
    assert within_walk(held(300.0), math.nan, math.nan, distance_m=2_000, speed=60).empty


def test_a_distance_is_explained_by_the_settings_that_it_was_made_with():
    walk = {name: settings()[name] for name in ("walking_distance", "walking_speed")}
    told = near_explained(walk, {"kind": "site", "distance_m": 300.0, "walk_minutes": 4.5})
    inputs = {one.name: (one.value, one.unit) for one in told.inputs}
    assert inputs["distance_m"] == (300, "m")
    assert inputs["walking_speed"] == (walk["walking_speed"].value, "m/min")
    assert (told.value, told.unit, told.source) == (4.5, "min", "sites")


def test_a_zone_is_explained_by_the_point_that_it_holds():
    row = {
        "hazard": "flood",
        "hazard_class": "high",
        "zone_set": "flood",
        "source": "A. N.",
        "observed_on": "2021-08-17",
    }
    told = in_zone({"longitude": -72.3, "latitude": 18.5}, row)
    assert (told.value, told.dated, told.source) == ("high", "2021-08-17", "A. N.")
    assert [one.value for one in told.inputs] == [-72.3, 18.5, "flood", "flood"]
