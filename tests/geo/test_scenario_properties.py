"""What holds for any scenario: classes partition the people, more never exposes fewer, again is the same bytes."""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.reference_tables import hazards
from data.scenario_files import reckoning, scenario_bytes
from geo.exposure import Exposed, exposure
from geo.places import communes_at
from geo.scenario import Scenario, parse_scenario, zones_of
from geo.scenario_parts import Stamp, document_of_quake, document_of_zones
from geo.shaking import Quake
from geo.zone_buffers import buffered_zones
from tests.geo import small_haiti

RULES = reckoning()
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
POPULATION = 220_000.0  # of the small Haiti, where it is known
FLOOD = hazards().find("flood")


def cyclone(wind_kt: float, longitude: float, miles: float) -> Scenario:
    """A storm that goes north over the peninsula, its pressure by its wind, with the radii of an advisory."""
    radii = {f"r34_{quadrant}_nm": miles for quadrant in ("ne", "se", "sw", "nw")}
    positions = [
        {"valid_at": f"2030-09-01T{hour:02}:00Z", "longitude": longitude, "latitude": latitude, "wind_kt": wind_kt,
         "pressure_hpa": 1010 - 0.7 * wind_kt, "radius_max_wind_nm": 20.0, **radii}
        for hour, latitude in ((0, 17.6), (12, 19.0))
    ]  # fmt: skip
    told = {"key": "storm", "hazard": "cyclone", "state": "exercise", "source": "made up", "status": "unverified"}
    return parse_scenario(told | {"positions": positions})


def quake(magnitude: float, longitude: float) -> Scenario:
    figures = Quake(magnitude=magnitude, longitude=longitude, latitude=18.4, depth_km=10.0)
    return parse_scenario(document_of_quake(figures, Stamp("quake")))


def around(longitude: float, km: float) -> Scenario:
    zones = buffered_zones(
        [shapely.Point(longitude, 18.5)], (km, 2 * km), ("high", "low"), hazard=FLOOD, zone_set="z", source="made up"
    )
    return parse_scenario(document_of_zones(zones, Stamp("z")))


def people(scenario: Scenario) -> pd.Series:
    held = Exposed(
        small_haiti.boundaries(), small_haiti.population(), small_haiti.sites().head(0).assign(people=1.0),
        small_haiti.shelters().head(0), small_haiti.warehouses().head(0), small_haiti.stock().head(0),
    )  # fmt: skip
    communes = communes_at(small_haiti.places(), "adm0")
    return exposure(zones_of(scenario, RULES), held, communes, hazards()).frame.set_index("hazard_class")["people"]


def at_least(told: pd.Series, hazard: str, rank: int) -> float:
    classes = hazards().by_key[hazard].classes
    return float(told[[name for name in told.index if name in classes and classes.index(name) >= rank]].sum())


def never_fewer(small: Scenario, large: Scenario, hazard: str) -> None:
    one, other = people(small), people(large)
    for told in (one, other):
        assert told.sum() == pytest.approx(POPULATION)  # the classes partition them
        assert (told >= 0).all()
    for rank in range(len(hazards().by_key[hazard].classes)):
        assert at_least(other, hazard, rank) >= at_least(one, hazard, rank) - 1e-3


@SLOW
@given(st.floats(40, 120), st.floats(0, 30), st.floats(-74.3, -72.0), st.floats(0, 120))
def test_a_wider_radius_never_exposes_fewer(wind, more, longitude, miles):
    never_fewer(cyclone(wind, longitude, miles), cyclone(wind, longitude, miles + more), "cyclone")


@SLOW
@given(st.floats(5.5, 7.5), st.floats(0, 0.5), st.floats(-73.8, -71.9))
def test_a_stronger_earthquake_never_exposes_fewer(magnitude, more, longitude):
    never_fewer(quake(magnitude, longitude), quake(magnitude + more, longitude), "earthquake")


@SLOW
@given(st.floats(1, 20), st.floats(0, 20), st.floats(-73.8, -71.9))
def test_a_longer_distance_never_exposes_fewer(km, more, longitude):
    never_fewer(around(longitude, km), around(longitude, km + more), "flood")


def again(scenario: Scenario) -> Scenario:
    """The scenario as a file would give it back."""
    return parse_scenario(tomllib.loads(scenario_bytes(scenario).decode()))


def zone_bytes(scenario: Scenario) -> list[Any]:
    rows = zones_of(scenario, RULES)
    return [rows.drop(columns="geometry").to_json(), *(shapely.to_wkb(shape) for shape in rows["geometry"])]


@SLOW
@given(st.floats(40, 120), st.floats(-74.3, -72.0), st.floats(0, 120), st.floats(5.5, 8.0), st.floats(1, 20))
def test_a_stored_scenario_run_again_gives_the_same_bytes(wind, longitude, miles, magnitude, km):
    for one in (cyclone(wind, longitude, miles), quake(magnitude, longitude), around(longitude, km)):
        stored = again(one)
        assert (stored, scenario_bytes(stored)) == (one, scenario_bytes(one))
        assert zone_bytes(stored) == zone_bytes(one)
