"""Polygons on a grid of cells: by hand, and against shapely cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.cell_grid import CellGrid, grid_around, grid_of_affine, painted, shares, touched
from geo.errors import BadScenario

NORTH_UP = CellGrid(0.0, 4.0, 1.0, -1.0, columns=5, rows=4)  # cells of 1 x 1 from (0, 4) down to (5, 0)


def boxes(grid):
    row, column = np.divmod(np.arange(grid.size), grid.columns)
    x, y = grid.x0 + column * grid.dx, grid.y0 + row * grid.dy
    return shapely.box(*np.sort([x, x + grid.dx], axis=0)[0:1], *np.sort([y, y + grid.dy], axis=0)[0:1],
                       np.maximum(x, x + grid.dx), np.maximum(y, y + grid.dy))  # fmt: skip


def test_painted_by_hand():
    # A square from (0.6, 0.6) to (3.4, 2.6): centres at 1.5, 2.5 across (not 0.5, not 3.5) and 1.5, 2.5 up.
    square = shapely.box(0.6, 0.6, 3.4, 2.6)
    expected = [
        [-1, -1, -1, -1, -1],
        [-1, 0, 0, -1, -1],
        [-1, 0, 0, -1, -1],
        [-1, -1, -1, -1, -1],
    ]
    assert painted([square], NORTH_UP).reshape(4, 5).tolist() == expected
    # The same land seen from the south up, and from the east.
    south_up = CellGrid(0.0, 0.0, 1.0, 1.0, 5, 4)
    assert painted([square], south_up).reshape(4, 5).tolist() == expected[::-1]
    from_east = CellGrid(5.0, 4.0, -1.0, -1.0, 5, 4)
    assert painted([square], from_east).reshape(4, 5).tolist() == [row[::-1] for row in expected]


def test_holes_parts_and_the_first_of_several():
    ring = shapely.difference(shapely.box(0, 0, 5, 4), shapely.box(1, 1, 4, 3))
    two = shapely.union_all([shapely.box(0, 3, 1, 4), shapely.box(4, 0, 5, 1)])
    told = painted([two, ring, None, shapely.Point(2.5, 2.5)], NORTH_UP).reshape(4, 5)
    assert told.tolist() == [[0, 1, 1, 1, 1], [1, -1, -1, -1, 1], [1, -1, -1, -1, 1], [1, 1, 1, 1, 0]]


def test_neighbours_leave_no_gap_and_share_no_cell():
    # Common border through the centres of a column: each cell is one neighbour's.
    left, right = shapely.box(0, 0, 2.5, 4), shapely.box(2.5, 0, 5, 4)
    told = painted([left, right], NORTH_UP)
    assert sorted(set(told.tolist())) == [0, 1]
    assert np.array_equal(told >= 0, painted([shapely.box(0, 0, 5, 4)], NORTH_UP) >= 0)


def test_what_reaches_beyond_the_grid_is_cut():
    assert painted([shapely.box(-9, -9, 99, 99)], NORTH_UP).tolist() == [0] * 20
    assert painted([shapely.box(50, 50, 60, 60)], NORTH_UP).tolist() == [-1] * 20
    assert not touched([shapely.box(50, 50, 60, 60), shapely.box(-9, -9, 99, 99)], NORTH_UP).any()


def test_shares_by_hand():
    # Half of cell 0 (columns 0-0.5), a quarter of cell 1 for the second polygon.
    cell, shape, share = shares(
        [shapely.box(0, 3, 0.5, 4), shapely.box(1, 3, 1.5, 3.5)], NORTH_UP, np.array([0, 1]), lines=16
    )
    assert list(zip(cell.tolist(), shape.tolist(), share.tolist(), strict=True)) == [(0, 0, 0.5), (1, 1, 0.25)]


coordinates = st.lists(st.tuples(st.floats(-1, 6), st.floats(-1, 5)), min_size=3, max_size=9)


def polygon(points):
    points = np.round(points, 6)  # below it the arithmetic of the oracle itself fails
    shape = shapely.make_valid(shapely.Polygon(points), method="structure", keep_collapsed=False)
    return shape if shapely.get_dimensions(shape) == 2 and not shapely.is_empty(shape) else shapely.box(0, 0, 1, 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(coordinates, min_size=1, max_size=4), st.sampled_from([1.0, -1.0]))
def test_agrees_with_shapely_cell_by_cell(rings, side):
    grid = CellGrid(0.0, 4.0 if side < 0 else 0.0, 1.0, side, columns=5, rows=4)
    shapes = np.array([polygon(ring) for ring in rings], dtype=object)
    cells = boxes(grid)
    centre = shapely.centroid(cells)
    edge_through_centre = shapely.distance(shapely.union_all(shapely.boundary(shapes)), centre) < 1e-9
    holds = np.array([shapely.contains(shape, centre) for shape in shapes])
    first = np.where(holds.any(axis=0), holds.argmax(axis=0), -1)
    assert (painted(shapes, grid) == first)[~edge_through_centre].all()
    crossed = np.array([shapely.intersects(shapely.boundary(shape), cells) for shape in shapes]).any(axis=0)
    assert not (crossed & ~touched(shapes, grid)).any()
    cell, shape, share = shares(shapes, grid, np.arange(grid.size), lines=200)
    exact = shapely.area(shapely.intersection(cells[cell], shapes[shape]))
    assert np.abs(share - exact).max(initial=0.0) < 0.03  # 200 lines a row
    assert share.sum() == pytest.approx(
        sum(shapely.area(shapely.intersection(one, cells)).sum() for one in shapes), abs=0.1
    )


@pytest.mark.parametrize(
    ("affine", "shape", "code"),
    [
        ((1, 0, 0, 0, -1, 4), (4,), "raster.not_flat"), ((1, 0, 0, 0, -1, 4), (0, 5), "raster.not_flat"),
        ((1, 0.1, 0, 0, -1, 4), (4, 5), "raster.rotated"), ((0, 0, 0, 0, -1, 4), (4, 5), "raster.bad_affine"),
        ((1, 0, float("nan"), 0, -1, 4), (4, 5), "raster.bad_affine"), ((1, 0, 0), (4, 5), "raster.bad_affine"),
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_read_is_refused(affine, shape, code):
    with pytest.raises(BadScenario) as caught:
        grid_of_affine(affine, shape)
    assert caught.value.code == code


def test_cell_of_points_and_a_grid_around_shapes():
    assert NORTH_UP.cell_of([0.5, 4.9, 5.0, np.nan], [3.5, 0.1, 1.0, 1.0]).tolist() == [0, 19, -1, -1]
    grid = grid_around([shapely.box(2, 3, 4.2, 5)], 0.5)
    assert (grid.cell_of([2, 4.2], [3, 5]) >= 0).all()
    assert grid_around([None], 0.5).size == 1
