"""Zones of a raster, by hand.

Depth of water, cells of 1 km from 780 E 2060 N (EPSG:32618), rows from the north:

    0.4  0.5  1.0  2.0
    0.0  0.9  NaN  3.0

Breaks 0.5, 1, 2 of low, medium, high: low holds 0.5 and 0.9, medium 1.0, high 2.0 and 3.0: 2, 1 and 2 km2.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from data.reference_tables import hazards
from geo import frames
from geo.crs import area_m2, from_any, to_any, to_metric
from geo.errors import BadScenario, OutsideCountry, WrongCrs
from geo.footprint import class_of_points, footprint
from geo.hazards import classed
from geo.isobands import class_of_values
from geo.raster_zones import Raster, raster_zones

FLOOD = hazards().find("flood")
DEPTH = np.array([[0.4, 0.5, 1.0, 2.0], [0.0, 0.9, np.nan, 3.0]], dtype="float32")
AFFINE = (1000.0, 0.0, 780_000.0, 0.0, -1000.0, 2_060_000.0)
METRES = Raster(DEPTH, AFFINE, "EPSG:32618")


def reckoned(raster: Raster = METRES, breaks: Any = (0.5, 1, 2), classes: Any = ("low", "medium", "high")) -> Any:
    return raster_zones(raster, breaks, classes, hazard=FLOOD, zone_set="depth", source="test")


def test_cells_by_class_worst_first():
    zones = reckoned()
    assert list(zones["hazard_class"]) == ["high", "medium", "low"]
    assert list(zones["name"]) == ["2+", "1-2", "0.5-1"]
    np.testing.assert_allclose(area_m2(zones["geometry"]), [2e6, 1e6, 2e6], rtol=2e-5)
    high = shapely.bounds(to_metric(zones["geometry"])[0])
    np.testing.assert_allclose(high, [783_000, 2_058_000, 784_000, 2_060_000], atol=0.05)
    assert set(zones.columns) == set(frames.ZONES.by_name)


def test_blank_cells_and_those_below_the_first_break_are_in_no_zone():
    marked = METRES._replace(values=np.nan_to_num(DEPTH, nan=-9999), nodata=-9999.0)
    assert [a.equals(b) for a, b in zip(reckoned(marked)["geometry"], reckoned()["geometry"], strict=True)] == [
        True
    ] * 3
    endless = METRES._replace(values=np.where(np.isnan(DEPTH), np.inf, DEPTH))
    np.testing.assert_allclose(area_m2(reckoned(endless)["geometry"]), [2e6, 1e6, 2e6], rtol=2e-5)
    with pytest.raises(BadScenario, match="nothing_left"):
        reckoned(breaks=(5, 6, 7))


def test_a_class_that_no_cell_is_in_is_left_out():
    zones = reckoned(breaks=(0.5, 2.5, 9))
    assert list(zones["hazard_class"]) == ["medium", "low"]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32619", "+proj=laea +lat_0=19 +lon_0=-72.5 +units=m"])
def test_any_reference_system_puts_the_cells_where_they_are(crs):
    """The same field of 40 x 40 cells laid in several systems: points are in the class of the cell that holds them."""
    corner, far = to_any([shapely.Point(-72.4, 18.9), shapely.Point(-72.2, 18.7)], crs)
    dx, dy = (far.x - corner.x) / 40, (far.y - corner.y) / 40
    values = np.add.outer(np.arange(40), np.arange(40)) / 20.0
    affine = (dx, 0, corner.x, 0, dy, corner.y)
    zones = reckoned(Raster(values, affine, crs), (1, 2, 3))
    laid = footprint(classed(zones, hazards()))
    rng = np.random.default_rng(5)
    column, row = rng.uniform(0.01, 39.99, 400), rng.uniform(0.01, 39.99, 400)
    clear = (np.abs(column - np.round(column)) > 0.01) & (np.abs(row - np.round(row)) > 0.01)  # not on an edge
    points = from_any(shapely.points(corner.x + column * dx, corner.y + row * dy), crs)
    found = np.array(laid.classes)[class_of_points(shapely.get_x(points), shapely.get_y(points), laid)]
    at = class_of_values(values[row.astype(int), column.astype(int)], (1, 2, 3))
    expected = np.array(["low", "medium", "high", "outside"])[at]
    assert (found == expected)[clear].all()


def test_a_raster_written_from_the_south_is_the_same():
    turned = Raster(DEPTH[::-1], (1000.0, 0.0, 780_000.0, 0.0, 1000.0, 2_058_000.0), "EPSG:32618")
    assert [a.equals(b) for a, b in zip(reckoned(turned)["geometry"], reckoned()["geometry"], strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"crs": None}, "raster_without_crs"),
        ({"crs": " "}, "raster_without_crs"),
        ({"crs": "EPSG:99999999"}, "crs_not_understood"),
        ({"affine": (1, 1, 0, 0, -1, 0)}, "raster.rotated"),
        ({"affine": (0, 0, 0, 0, -1, 0)}, "raster.bad_affine"),
        ({"values": np.empty((0, 4))}, "raster.not_flat"),
        ({"values": np.array([["a", "b"]])}, "raster.not_numbers"),
        ({"values": np.full((2, 4), np.nan)}, "zones.nothing_left"),
        ({"affine": (1000.0, 0.0, 780_000.0, 0.0, -1000.0, 8_060_000.0)}, "outside_country"),
    ],
)
def test_what_cannot_be_placed_is_refused(changed, code):
    with pytest.raises((BadScenario, WrongCrs, OutsideCountry)) as caught:
        reckoned(METRES._replace(**changed))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("breaks", "classes", "code"),
    [
        ((1, 0.5), ("low", "high"), "zones.bad_breaks"),
        ((), (), "zones.bad_breaks"),
        ((float("inf"),), ("low",), "zones.bad_breaks"),
        ((0.5, 1), ("low",), "zones.class_count"),
        ((0.5, 1), ("high", "low"), "zones.class_order"),
        ((0.5,), ("purple",), "hazard.unknown_class"),
    ],
)
def test_breaks_and_classes_are_checked(breaks, classes, code):
    with pytest.raises(BadScenario) as caught:
        reckoned(breaks=breaks, classes=classes)
    assert caught.value.code == code


def test_noise_is_refused():
    rng = np.random.default_rng(3)
    noise = Raster(
        rng.integers(0, 2, (700, 700)).astype("uint8"), (30.0, 0, 780_000.0, 0, -30.0, 2_060_000.0), "EPSG:32618"
    )
    with pytest.raises(BadScenario, match="raster_ragged"):
        reckoned(noise, (1,), ("high",))


@given(arrays("float64", (6, 7), elements=st.one_of(st.floats(0, 4), st.just(np.nan))))
def test_zones_have_the_area_of_their_cells(values):
    """Whatever the values: each zone is as large as its cells, and zones share nothing."""
    counts = [int((class_of_values(values, (1, 2, 3)) == at).sum()) for at in (2, 1, 0)]
    raster = METRES._replace(values=values)
    if not sum(counts):
        with pytest.raises(BadScenario, match="nothing_left"):
            reckoned(raster, (1, 2, 3))
        return
    zones = reckoned(raster, (1, 2, 3))
    area = dict(zip(zones["hazard_class"], area_m2(zones["geometry"]), strict=True))
    np.testing.assert_allclose([area.get(n, 0) for n in ("high", "medium", "low")], np.array(counts) * 1e6, rtol=5e-5)
    assert shapely.is_valid(zones["geometry"].to_numpy()).all()
    whole = area_m2([shapely.union_all(zones["geometry"].to_numpy())])[0]
    assert whole == pytest.approx(sum(counts) * 1e6, rel=5e-5)
