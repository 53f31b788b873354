"""Millions of points in polygons: equal to testing each against each."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.points_in_places import place_index


def one_by_one(shapes, x, y):
    """Position of the first polygon that holds each point, all pairs tested."""
    points = shapely.points(x, y)
    holds = np.array(
        [shapely.intersects(shape, points) if shape is not None else np.zeros(len(x), bool) for shape in shapes]
    )
    return np.where(holds.any(axis=0), holds.argmax(axis=0), -1)


LEFT, RIGHT = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)


def test_by_hand():
    index = place_index([LEFT, None, RIGHT], step=0.1)
    x, y = [0.5, 1.5, 1.0, 0.0, 2.0, 2.0001, 0.5, np.nan], [0.5, 0.5, 0.5, 0.0, 1.0, 0.5, -0.001, 0.5]
    # inside left, inside right, on the common border (the first), on a corner, on the far corner, outside, outside, nowhere
    assert index.of(x, y).tolist() == [0, 2, 0, 0, 2, -1, -1, -1]
    assert place_index([], step=0.1).of([0.5], [0.5]).tolist() == [-1]


def cells_of(seed):
    """Voronoi cells with islands: neighbours that share borders, as communes do, clipped by a coast."""
    draw = np.random.default_rng(seed)
    shapes = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(draw.uniform(0, 10, (40, 2)))))
    coast = shapely.Point(5, 5).buffer(4.3, quad_segs=200)
    return shapely.intersection(shapes, shapely.union_all([coast, shapely.box(0.2, 0.2, 0.9, 0.7)]))


@pytest.mark.parametrize("step", [0.01, 0.1, 3.0])
def test_equals_testing_each_point_whatever_the_step(step):
    shapes = cells_of(3)
    draw = np.random.default_rng(4)
    x, y = draw.uniform(-1, 11, (2, 20_000))
    corners = shapely.get_coordinates(shapes)  # points exactly on borders
    x, y = np.concatenate([x, corners[:, 0]]), np.concatenate([y, corners[:, 1]])
    np.testing.assert_array_equal(place_index(shapes, step=step).of(x, y), one_by_one(shapes, x, y))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 10)] * 4), min_size=1, max_size=6), st.integers(0, 9999))
def test_overlapping_polygons_give_the_first(sides, seed):
    shapes = [shapely.box(min(a, c), min(b, d), max(a, c) + 0.1, max(b, d) + 0.1) for a, b, c, d in sides]
    x, y = np.random.default_rng(seed).uniform(-1, 12, (2, 300))
    np.testing.assert_array_equal(place_index(shapes, step=0.37).of(x, y), one_by_one(shapes, x, y))
