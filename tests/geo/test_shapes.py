"""Polygons repaired, put together and made small, by hand on squares and on the bundled shapes."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from data import bundled_geography
from geo import crs
from geo.frames import BOUNDARIES
from geo.shapes import dissolved, polygons_of, simplify_for_map, snapped

SQUARE = shapely.box(-72.4, 18.5, -72.3, 18.6)


def test_a_bow_tie_becomes_its_two_triangles():
    # Corners in crossed order: two triangles, each a quarter of the square of 0.1 x 0.1 degrees.
    bow = shapely.Polygon([(-72.4, 18.5), (-72.3, 18.6), (-72.3, 18.5), (-72.4, 18.6)])
    (fixed,), (repaired,) = polygons_of([bow])
    assert fixed.is_valid
    assert repaired
    assert fixed.area == pytest.approx(2 * 0.01 / 4)


def test_lines_and_points_are_left_out():
    mixed = shapely.GeometryCollection([SQUARE, shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])
    shapes = [SQUARE, mixed, shapely.Point(0, 0), shapely.Polygon(), None]
    found, repaired = polygons_of(shapes)
    assert found[0] is SQUARE
    assert found[1].equals(SQUARE)
    assert [shape is None for shape in found] == [False, False, True, True, True]
    assert not repaired.any()


def test_a_sound_multipolygon_is_not_touched():
    two = shapely.MultiPolygon([SQUARE, shapely.box(-72.2, 18.5, -72.1, 18.6)])
    found, repaired = polygons_of([two])
    assert found[0] is two
    assert not repaired.any()


def test_no_shapes_no_polygons():
    found, repaired = polygons_of([])
    assert (len(found), len(repaired)) == (0, 0)


def test_squares_of_a_coverage_unite_exactly():
    united = dissolved([SQUARE, shapely.box(-72.3, 18.5, -72.2, 18.6)], ["HT01", "HT01"])
    assert united.index.tolist() == ["HT01"]
    assert united["HT01"].equals(shapely.box(-72.4, 18.5, -72.2, 18.6))


def test_cracks_are_filled_and_lakes_are_kept():
    # Two squares that overlap by a hair, one with a crack of about 1 m2 and a lake of about 1 km2.
    crack = shapely.box(-72.35, 18.55, -72.35 + 1e-5, 18.55 + 1e-5)
    lake = shapely.box(-72.34, 18.52, -72.33, 18.53)
    holed = SQUARE.difference(crack).difference(lake)
    whole = dissolved([holed, shapely.box(-72.300001, 18.5, -72.2, 18.6)], ["HT01", "HT01"])["HT01"]
    assert len(whole.interiors) == 1
    assert shapely.Polygon(whole.interiors[0]).equals(lake)


@pytest.fixture(scope="module")
def drawn():
    return simplify_for_map(bundled_geography.bundled_boundaries(), tolerance_m=300, levels=("adm0", "adm1", "adm2"))


def test_small_shapes_keep_common_borders_and_levels_coincide(drawn):
    assert tuple(drawn.columns) == tuple(BOUNDARIES.by_name)
    assert drawn.groupby("adm_level").size().to_dict() == {"adm0": 1, "adm1": 10, "adm2": 140}
    assert shapely.is_valid(drawn["geometry"]).all()
    communes = drawn[drawn["adm_level"] == "adm2"]
    assert shapely.coverage_is_valid(communes["geometry"].to_numpy(), gap_width=1e-5)
    for code, shape in drawn.loc[drawn["adm_level"] == "adm1", ["adm_pcode", "geometry"]].itertuples(index=False):
        own = shapely.union_all(communes.loc[communes["parent_pcode"] == code, "geometry"])
        assert shapely.symmetric_difference(own, shape).area < 1e-9


def test_small_shapes_are_small_and_near(drawn):
    full = bundled_geography.bundled_boundaries()
    before = shapely.get_num_coordinates(full["geometry"]).sum()
    after = shapely.get_num_coordinates(drawn["geometry"]).sum()
    assert after < 0.9 * before  # Natural Earth is coarse already
    area = crs.area_m2(drawn["geometry"]) / crs.area_m2(full.set_index("adm_pcode").loc[drawn["adm_pcode"], "geometry"])
    assert area.min() > 0.93
    assert area.max() < 1.07
    corners = shapely.get_coordinates(drawn["geometry"].to_numpy())
    assert np.abs(corners * 1e4 - np.round(corners * 1e4)).max() < 1e-6
    text = json.dumps([json.loads(shapely.to_geojson(shape)) for shape in drawn["geometry"]])
    assert len(text) < 120_000


def test_snapping_fills_cracks_and_keeps_lakes():
    # Two squares with a crack of 2e-5 degrees (about 2 m) between them; the left one has a lake of about 1 km2.
    lake = shapely.box(-72.36, 18.54, -72.35, 18.55)
    left, right = SQUARE.difference(lake), shapely.box(-72.29998, 18.5, -72.2, 18.6)
    one, other = snapped([left, right], 1e-4)
    assert one.equals(shapely.box(-72.4, 18.5, -72.3, 18.6).difference(lake))
    assert other.equals(shapely.box(-72.3, 18.5, -72.2, 18.6))


def test_what_is_smaller_than_the_grid_is_gone_from_it():
    speck = shapely.box(-72.1, 18.5, -72.1 + 1e-6, 18.5 + 1e-6)
    assert snapped([SQUARE, speck], 1e-4)[1] is None


def test_a_level_that_is_absent_is_left_out():
    full = bundled_geography.bundled_boundaries()
    assert simplify_for_map(full, levels=("adm3",)).empty
    only = simplify_for_map(full[full["adm_level"] == "adm1"], levels=("adm1", "adm2"))
    assert set(only["adm_level"]) == {"adm1"}


def test_shapes_that_overlap_are_simplified_one_by_one():
    rows = pd.DataFrame(
        {
            "boundary_set": "x", "adm_pcode": ["HT0111", "HT0112"], "adm_level": "adm2", "parent_pcode": "HT01",
            "name_fr": "a", "geometry": [SQUARE, shapely.box(-72.35, 18.5, -72.2, 18.6)],
        }
    )  # fmt: skip
    found = simplify_for_map(BOUNDARIES.conform(rows), levels=("adm2",))
    assert found["geometry"].iloc[0].equals(SQUARE)


def test_a_commune_without_sections_keeps_its_own_shape():
    east = shapely.box(-72.3, 18.5, -72.2, 18.6)
    rows = pd.DataFrame(
        {
            "boundary_set": "x", "adm_pcode": ["HT0111", "HT0112", "HT0111-01"],
            "adm_level": ["adm2", "adm2", "adm3"], "parent_pcode": ["HT01", "HT01", "HT0111"],
            "name_fr": "a", "geometry": [SQUARE, east, SQUARE],
        }
    )  # fmt: skip
    found = simplify_for_map(BOUNDARIES.conform(rows), levels=("adm2", "adm3"))
    assert found["adm_pcode"].tolist() == ["HT0111", "HT0112", "HT0111-01"]
    assert found["geometry"].iloc[1].equals(east)
