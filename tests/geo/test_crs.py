"""The two reference systems: values worked by hand or by an independent library (geodesics on the ellipsoid)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import crs
from geo.errors import OutsideCountry, WrongCrs

LONGITUDE = st.floats(-74.49, -71.64)  # Haiti itself, less the size of the test cell
LATITUDE = st.floats(18.02, 20.07)


def test_central_meridian_is_half_a_million_metres_east():
    # UTM 18 North: central meridian 75 W has easting 500 000; the equator has northing 0.
    x, y = crs.metric_xy([-75.0], [0.0])
    assert x[0] == pytest.approx(500_000, abs=1e-6)
    assert y[0] == pytest.approx(0, abs=1e-6)


@given(LONGITUDE, LATITUDE)
def test_there_and_back(longitude, latitude):
    point = shapely.Point(longitude, latitude)
    back = crs.to_stored(crs.to_metric([point]))[0]
    assert back.x == pytest.approx(longitude, abs=1e-9)
    assert back.y == pytest.approx(latitude, abs=1e-9)


@given(LONGITUDE, LATITUDE)
def test_areas_and_lengths_against_the_ellipsoid(longitude, latitude):
    cell = shapely.box(longitude, latitude, longitude + 0.02, latitude + 0.02)
    area, perimeter = Geod(ellps="WGS84").geometry_area_perimeter(cell)
    assert crs.area_m2([cell])[0] == pytest.approx(abs(area), rel=0.0024)
    assert crs.length_m([cell])[0] == pytest.approx(perimeter, rel=0.0012)


def test_none_stays_none_and_has_no_area():
    found = crs.to_metric([None, shapely.Point(-72, 19)])
    assert found[0] is None
    assert np.isnan(crs.area_m2([None])[0])
    assert np.isnan(crs.metric_xy([np.nan], [18.5])[0][0])


def test_third_dimension_is_dropped():
    found = crs.from_any([shapely.Point(-72, 19, 30)], "EPSG:4326")
    assert not shapely.has_z(found).any()


def test_from_any_system():
    # Pseudo-Mercator of -72 degrees: 6378137 * radians(-72) = -8 015 003.34 m.
    point = shapely.Point(-8_015_003.337, 0.0)
    found = crs.from_any([point], "EPSG:3857")[0]
    assert (found.x, found.y) == pytest.approx((-72.0, 0.0), abs=1e-7)


def test_a_system_that_nobody_knows():
    with pytest.raises(WrongCrs) as told:
        crs.from_any([shapely.Point(0, 0)], "EPSG:999999")
    assert told.value.code == "crs_not_understood"


def test_box_of_haiti():
    # Port-au-Prince; Santo Domingo; null island; Port-au-Prince swapped; unknown.
    found = crs.in_haiti_box([-72.34, -69.93, 0, 18.54, np.nan], [18.54, 18.49, 0, -72.34, 18.5])
    assert found.tolist() == [True, False, False, False, False]
    assert crs.fits_haiti([shapely.Point(-72.3, 18.5)])
    assert not crs.fits_haiti([shapely.Point(-72.3, 18.5), shapely.Point(784_000, 2_050_000)])
    assert not crs.fits_haiti([])


def test_checks_speak():
    with pytest.raises(WrongCrs) as metres:
        crs.check_stored([shapely.Point(784_000, 2_050_000)])
    assert metres.value.code == "not_degrees"
    with pytest.raises(OutsideCountry) as chad:
        crs.check_country([shapely.Point(15.05, 12.1)])
    assert chad.value.params["west"] == 15.05
    crs.check_country([shapely.Point(15.05, 12.1), shapely.Point(-72.3, 18.5)])


def test_many_threads_give_the_same_answer():
    points = shapely.points(np.linspace(-74, -72, 2_000), np.linspace(18, 20, 2_000))
    once = shapely.get_coordinates(crs.to_metric(points))
    with ThreadPoolExecutor(8) as pool:
        several = list(pool.map(lambda _: shapely.get_coordinates(crs.to_metric(points)), range(16)))
    assert all(np.array_equal(once, found) for found in several)
