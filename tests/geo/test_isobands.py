"""Polygons between class breaks, from grids and from scattered points."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reference_shaking import shaking_rules
from data.reference_tables import hazards
from geo.errors import BadScenario
from geo.hazards import classed
from geo.isobands import ValueGrid, class_of_values, gridded, isobands
from geo.shaking_zones import zones_of_intensity

RULES = shaking_rules()


def plane(values):
    """A grid of 5 x 4 points from (0, 0) with the same values in every row."""
    return ValueGrid(np.arange(5.0), np.arange(4.0), np.tile(np.asarray(values, float), (4, 1)))


def test_a_class_holds_its_lower_break_and_not_its_upper_one():
    breaks = tuple(RULES.breaks.values())
    told = class_of_values([4.49, 4.5, 5.499, 5.5, 8.5, 12.0, np.nan], breaks)
    assert told.tolist() == [-1, 0, 0, 1, 4, 4, -1]


def test_bands_of_a_slope_by_hand():
    # 8, 7, 6, 5, 4 from west to east: 7.5 is crossed at x = 0.5, 6.5 at 1.5, 5.5 at 2.5, 4.5 at 3.5; 3 high.
    bands = isobands(plane([8, 7, 6, 5, 4]), tuple(RULES.breaks.values()))
    assert bands[4] is None  # nothing reaches 8.5
    expected = [(2.5, 3.5), (1.5, 2.5), (0.5, 1.5), (0.0, 0.5)]
    for band, (west, east) in zip(bands, expected, strict=False):
        assert shapely.hausdorff_distance(band, shapely.box(west, 0, east, 3)) < 1e-12


def test_a_flat_top_on_a_break_and_an_unknown_corner():
    assert shapely.area(isobands(plane([5.5] * 5), (4.5, 5.5))[1]) == pytest.approx(12.0)
    told = plane([6.0] * 5)
    told.values[0, 0] = np.nan
    assert shapely.area(isobands(told, (5.5,))[0]) == pytest.approx(11.5)  # of its cell the half away from it is drawn


def test_a_hole_stays_a_hole():
    values = np.full((7, 7), 6.0)
    values[3, 3] = 4.0
    band = isobands(ValueGrid(np.arange(7.0), np.arange(7.0), values), (5.5,))[0]
    # 5.5 lies a quarter of the way from the rim (6) to the middle (4): a diamond of half-diagonal 0.75 is left out.
    assert shapely.area(band) == pytest.approx(36 - 2 * 0.75**2, abs=0.15)
    assert not shapely.intersects(band, shapely.Point(3, 3))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_bands_part_the_land_and_hold_their_values(seed):
    draw = np.random.default_rng(seed)
    values = draw.uniform(3, 10, (9, 11))
    grid = ValueGrid(np.linspace(-74, -72, 11), np.linspace(18, 20, 9), values)
    breaks = tuple(RULES.breaks.values())
    bands = isobands(grid, breaks)
    x, y = np.meshgrid(grid.x, grid.y)
    told = class_of_values(values, breaks)
    drawn = [band for band in bands if band is not None]
    assert shapely.is_valid(np.array(drawn, dtype=object)).all()
    assert shapely.area(shapely.union_all(drawn)) == pytest.approx(sum(map(shapely.area, drawn)), rel=1e-9)
    near = np.abs(values[..., None] - np.array(breaks)).min(axis=-1) < 1e-6
    for n, band in enumerate(bands):
        inside = shapely.intersects_xy(band, x, y) if band is not None else np.zeros(x.shape, bool)
        assert (inside == (told == n))[~near].all()


def test_scattered_points_are_linear_between_them():
    draw = np.random.default_rng(1)
    x, y = draw.uniform(0, 4, (2, 300))
    grid = gridded(x, y, 8 - x, step=0.1)  # a plane: linear between any points
    known = ~np.isnan(grid.values)
    assert known.mean() > 0.85
    np.testing.assert_allclose(grid.values[known], (8 - np.meshgrid(grid.x, grid.y)[0])[known], atol=1e-9)


@pytest.mark.parametrize("points", [0, 2, 5])
def test_too_few_points_or_points_on_a_line_are_refused(points):
    with pytest.raises(BadScenario) as caught:
        gridded(np.arange(points), np.arange(points), np.ones(points), step=0.1)
    assert caught.value.code == "raster.too_few_points"
    assert caught.value.params == {"points": points}


def test_zones_of_a_grid_are_of_the_hazard_and_worst_first():
    zones = zones_of_intensity(plane([9, 7, 6, 5, 4]), RULES, zone_set="s", source="ShakeMap", observed_on="2021-08-14")
    assert zones["hazard_class"].tolist() == ["very_high", "high", "medium", "low", "very_low"]
    assert zones["zone_id"].tolist() == zones["hazard_class"].tolist()
    assert classed(zones, hazards())["rank"].tolist() == [4, 3, 2, 1, 0]
    assert len(zones_of_intensity(plane([1] * 5), RULES, zone_set="s", source="", observed_on=None)) == 0
