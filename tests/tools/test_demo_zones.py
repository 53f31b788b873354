"""The fictional hazard zones: classes of the reference, nested shapes, whole communes for access."""

from __future__ import annotations

import json
import tomllib

import pytest
import shapely
from pyproj import Geod

from tests.tools.test_make_demo import HAITI, ROOT, table


@pytest.fixture(scope="module")
def zones():
    return table("zones")


def test_the_sets_and_their_classes_are_those_of_the_reference(zones):
    assert set(zones["zone_set"]) == {"flood", "storm_surge", "landslide", "earthquake", "access"}
    reference = tomllib.loads((ROOT / "data" / "reference" / "hazards.toml").read_text("utf-8"))
    for hazard, rows in zones.groupby("hazard"):
        classes = reference["scales"][reference["hazards"][hazard]["scale"]]["classes"]
        assert set(rows["hazard_class"]) <= set(classes)


def test_all_say_that_they_are_fictional(zones):
    assert (zones["source"] == "fictif").all()
    assert zones["name"].str.contains("(fictif)", regex=False).all()


def test_shapes_are_sound_and_lie_around_haiti(zones):
    assert shapely.is_valid(zones["geometry"].to_numpy()).all()
    west, south, east, north = shapely.total_bounds(zones["geometry"].to_numpy())
    assert -75 < west < east < -71
    assert 17 < south < north < 20.5


@pytest.mark.parametrize("name", ["flood", "storm_surge", "landslide"])
def test_a_higher_class_lies_within_the_lower(zones, name):
    rows = zones[zones["zone_set"] == name]
    for _, shapes in rows.groupby(rows["zone_id"].str[:6]):
        by_class = shapes.set_index("hazard_class")["geometry"]
        assert by_class["medium"].contains(by_class["high"])
        assert by_class["low"].contains(by_class["medium"])


def test_shaking_grows_towards_one_point(zones):
    rings = zones[zones["zone_set"] == "earthquake"].set_index("hazard_class")["geometry"]
    for outer, inner in (("low", "medium"), ("medium", "high"), ("high", "very_high")):
        assert rings[outer].contains(rings[inner])
    # The outermost ellipse: 118 km across its axis, 1.25 times as long along it, so pi x 118 x 147.5 km2
    # less what 80 straight sides cut off (a regular 80-gon fills 0.99897 of its circle).
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(rings["low"])
    assert area / 1e6 == pytest.approx(3.14159265 * 118 * 147.5 * 0.99897, rel=0.005)


def test_access_is_said_of_whole_schematic_communes_only(zones):
    rows = zones[zones["zone_set"] == "access"].set_index("zone_id")["geometry"]
    features = json.loads((HAITI / "communes_schematic.geojson").read_text("utf-8"))["features"]
    cells = {each["properties"]["adm2_pcode"]: shapely.geometry.shape(each["geometry"]) for each in features}
    assert len(rows) == 7
    for code, shape in rows.items():
        assert shape.equals(cells[code])
