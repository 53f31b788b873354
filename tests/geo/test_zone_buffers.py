"""Zones by distance, held against geodesic distances of an independent library (pyproj's Geod, on WGS 84)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from data.reference_tables import hazards
from geo.crs import area_m2
from geo.errors import BadScenario, OutsideCountry
from geo.exposure import Exposed, exposure
from geo.hazards import classed
from geo.places import communes_at
from geo.scenario import parse_scenario, scenario_document
from geo.scenario_parts import Stamp, document_of_zones
from geo.zone_buffers import buffered_zones, nearest_worst
from tests.geo import small_haiti

FLOOD = hazards().find("flood")
TSUNAMI = hazards().find("tsunami")
GEOD = Geod(ellps="WGS84")
WORST = ("very_high", "high", "medium")
CAP = shapely.Point(-72.2, 19.76)


def reckoned(shape: Any, km: Any = (1, 3, 5), classes: Any = WORST, **more: Any) -> Any:
    return buffered_zones([shape], km, classes, hazard=TSUNAMI, zone_set="t", **more)


def distances_km(edge: Any, from_line: Any) -> Any:
    """Shortest geodesic distance of each corner of an edge from points set thickly along a line."""
    along = shapely.get_coordinates(shapely.segmentize(from_line, 0.0005))
    told = []
    for x, y in shapely.get_coordinates(edge):
        away = GEOD.inv(np.full(len(along), x), np.full(len(along), y), along[:, 0], along[:, 1])[2]
        told.append(np.min(away) / 1000)
    return np.array(told)


@pytest.mark.parametrize("point", [CAP, shapely.Point(-74.4, 18.1), shapely.Point(-71.7, 18.1)])
def test_rings_around_a_point_are_right_within_a_thousandth(point):
    zones = reckoned(point)
    assert list(zones["hazard_class"]) == list(WORST)
    assert list(zones["name"]) == ["0-1 km", "1-3 km", "3-5 km"]
    for zone, km in zip(zones["geometry"], (1, 3, 5), strict=True):
        np.testing.assert_allclose(distances_km(zone.exterior, point), km, rtol=1e-3)
    # areas of rings: pi (1, 9 - 1, 25 - 9) km2; EPSG:32618 itself is right within 0.24 %
    inner = [abs(GEOD.geometry_area_perimeter(zone)[0]) / 1e6 for zone in zones["geometry"]]
    np.testing.assert_allclose(inner, np.pi * np.array([1, 8, 16]), rtol=2e-3)


def test_distance_from_a_long_line_is_right_at_its_ends_and_in_its_middle():
    """A coast of 200 km: here a plane of EPSG:32618 would be off by more than its own thousandth in the east."""
    coast = shapely.LineString([(-73.6, 19.9), (-72.8, 19.7), (-71.75, 19.72)])
    outer = shapely.union_all(reckoned(coast)["geometry"].to_numpy())
    edge = shapely.segmentize(outer.exterior, 0.05)
    corners = shapely.get_coordinates(edge)[::7]
    np.testing.assert_allclose(distances_km(shapely.LineString(corners), coast), 5, rtol=1e-3)


def test_inside_an_area_the_distance_is_nothing_and_a_crossing_ring_is_repaired():
    bow = shapely.Polygon([(-72.5, 19), (-72.4, 19.1), (-72.4, 19), (-72.5, 19.1)])
    zones = reckoned(bow, (2,), ("high",))
    zone = zones["geometry"].iloc[0]
    assert zone.is_valid
    assert zone.contains(shapely.Point(-72.48, 19.05))  # in the west wing
    assert zone.contains(shapely.Point(-72.45, 19.06))  # between the wings, near both


def test_zones_do_not_overlap_and_can_be_cut_to_the_land():
    land = shapely.box(-73, 19, -72, 19.76)  # the point stands on its north edge
    whole, cut = reckoned(CAP), reckoned(CAP, within=land)
    for zones in (whole, cut):
        shapes = zones["geometry"].to_numpy()
        assert all(shapely.area(shapely.intersection(a, b)) < 1e-9 for a in shapes for b in shapes if a is not b)
    np.testing.assert_allclose(area_m2(cut["geometry"]), area_m2(whole["geometry"]) / 2, rtol=1e-3)
    with pytest.raises(BadScenario, match="nothing_left"):
        reckoned(CAP, within=shapely.box(-74, 18, -73.9, 18.1))


def test_several_shapes_are_one_and_missing_ones_are_left_out():
    two = np.array([CAP, None, shapely.Point(-72.2, 19.76), shapely.Point()], dtype=object)
    twice = buffered_zones(two, (1, 3), ("high", "low"), hazard=FLOOD, zone_set="t")
    once = buffered_zones([CAP], (1, 3), ("high", "low"), hazard=FLOOD, zone_set="t")
    assert [a.equals(b) for a, b in zip(twice["geometry"], once["geometry"], strict=True)] == [True, True]


def test_zones_go_into_a_scenario_and_come_back_the_same():
    zones = reckoned(CAP, source="point")
    document = document_of_zones(zones, Stamp("cap", author="DGPC"))
    scenario = parse_scenario(document)
    assert scenario_document(scenario) == document
    assert (
        parse_scenario(document_of_zones(reckoned(CAP, source="point"), Stamp("cap", author="DGPC"))).digest
        == scenario.digest
    )
    assert list(classed(scenario.told.zones, hazards())["rank"]) == [4, 3, 2]


@pytest.mark.parametrize(
    ("km", "classes", "code"),
    [
        ((), (), "zones.bad_breaks"),
        ((3, 1), ("high", "low"), "zones.bad_breaks"),
        ((1, 1), ("high", "low"), "zones.bad_breaks"),
        ((0, 1), ("high", "low"), "zones.bad_breaks"),
        ((-1,), ("high",), "zones.bad_breaks"),
        ((float("nan"),), ("high",), "zones.bad_breaks"),
        (("far",), ("high",), "zones.bad_breaks"),
        ((1, 3), ("high",), "zones.class_count"),
        ((1, 3), ("low", "high"), "zones.class_order"),
        ((1, 3), ("high", "high"), "zones.class_order"),
        ((1,), ("purple",), "hazard.unknown_class"),
        ((460,), ("high",), "zones.too_wide"),
    ],
)
def test_what_cannot_be_is_refused(km, classes, code):
    with pytest.raises(BadScenario) as caught:
        reckoned(CAP, km, classes)
    assert caught.value.code == code


@pytest.mark.parametrize("shape", [shapely.Point(np.nan, 19), shapely.Point(-190, 19), None, shapely.LineString()])
def test_shapes_without_coordinates_are_refused(shape):
    with pytest.raises(BadScenario, match="no_shape"):
        reckoned(shape)


def test_shapes_elsewhere_or_around_the_globe_are_refused():
    with pytest.raises(OutsideCountry):
        reckoned(shapely.Point(179.99, 19))
    with pytest.raises(BadScenario, match="too_wide"):
        reckoned(shapely.LineString([(179, 19), (-179, 19)]))  # over the date line: read as around the globe


def test_who_names_no_classes_gets_the_worst():
    assert nearest_worst(FLOOD, 3) == WORST
    for count in (0, 6):
        with pytest.raises(BadScenario, match="class_count"):
            nearest_worst(FLOOD, count)


def exposed() -> Exposed:
    nobody = small_haiti.sites().head(0).assign(people=1.0)
    return Exposed(
        small_haiti.boundaries(), small_haiti.population(), nobody, small_haiti.shelters().head(0),
        small_haiti.warehouses().head(0), small_haiti.stock().head(0),
    )  # fmt: skip


@given(st.floats(0.5, 10), st.floats(0, 10))
def test_a_larger_distance_never_exposes_fewer_and_classes_partition_the_people(km, more):
    at = shapely.Point(small_haiti.at(789, 2055)["longitude"], small_haiti.at(789, 2055)["latitude"])
    communes = communes_at(small_haiti.places(), "adm0")

    def people(first: float, second: float) -> Any:
        zones = buffered_zones([at], (first, second), ("high", "low"), hazard=FLOOD, zone_set="t")
        told = exposure(zones, exposed(), communes, hazards()).frame.set_index("hazard_class")["people"]
        assert told.sum() == pytest.approx(220_000)
        return told

    small, large = people(km, km + 5), people(km + more, km + more + 5)
    assert large["high"] >= small["high"] - 1e-6
    assert large["high"] + large["low"] >= small["high"] + small["low"] - 1e-6
