"""Walks over drawn ways, by hand on one line and against plain distance."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import frames
from geo.crs import metric_xy, to_stored
from geo.walking_graph import walk_graph, walks
from geo.walking_pairs import Walk, straight_pairs
from tests.geo import small_haiti

EAST, NORTH = 784_000.0, 2_055_000.0


def points(*told: tuple[float, float]) -> pd.DataFrame:
    """Points at so many metres east and north of the corner."""
    return pd.DataFrame([small_haiti.at((EAST + x) / 1000, (NORTH + y) / 1000) for x, y in told])


def ways(*lines: list[tuple[float, float]], **more: object) -> pd.DataFrame:
    shapes = to_stored([shapely.LineString([(EAST + x, NORTH + y) for x, y in line]) for line in lines])
    rows = pd.DataFrame({"way_id": [f"W{n}" for n in range(len(lines))], "geometry": shapes})
    return frames.WAYS.conform(rows.assign(mode="road", status="open", **more))


# A road that goes 600 m north, 800 m east: its ends are 1,000 m apart in a straight line, 1,400 m along the road.
CORNER = ways([(0, 0), (0, 600)], [(0, 600), (800, 600)])
ENDS = points((0, 0)), points((800, 600))


def walked(here: pd.DataFrame, there: pd.DataFrame, limit: float = 5.0, **more: float) -> dict[tuple[int, int], float]:
    told = walks(
        here, there, Walk(limit, more.get("detour", 1.3)), graph=walk_graph(CORNER), access_km=more.get("access", 0.5)
    )
    return {(int(i), int(j)): float(metres) for i, j, metres in
            zip(told.pairs.person, told.pairs.shelter, told.pairs.metres, strict=True)}  # fmt: skip


def test_people_walk_round_the_corner_and_the_detour_counts_off_the_road_alone():
    assert walked(*ENDS)[0, 0] == pytest.approx(1_400, abs=1)
    # 100 m west of the first end: 100 x 1.3 to the road
    assert walked(points((-100, 0)), ENDS[1])[0, 0] == pytest.approx(1_400 + 130, abs=1)
    assert walked(points((-100, 0)), ENDS[1], limit=1.5) == {}
    assert walked(points((-100, 0)), ENDS[1], limit=1.532)


def test_who_has_no_way_near_walks_straight_and_the_rule_is_named():
    far = points((-2_000, 0))  # 2 km from the road, 2.86 km from the shelter in a straight line
    straight = float(np.hypot(2_800, 600))
    assert walked(far, ENDS[1])[0, 0] == pytest.approx(1.3 * straight, rel=1e-3)
    both = pd.concat([far, ENDS[0]], ignore_index=True)
    told = walks(both, ENDS[1], Walk(5.0, 1.3), graph=walk_graph(CORNER), access_km=0.5)
    assert (told.rule, told.people_on_ways, told.shelters_on_ways) == ("ways", 1, 1)
    none = walks(both, ENDS[1], Walk(5.0, 1.3))
    assert none.rule == "straight"
    assert len(none.pairs) == len(straight_pairs(both, ENDS[1], Walk(5.0, 1.3)))


def test_nobody_walks_to_a_road_that_is_farther_than_the_shelter():
    # 300 m from the road and 50 m from each other
    assert walked(points((-300, 0)), points((-300, 50)))[0, 0] == pytest.approx(65, abs=1)


def test_closed_ways_and_other_modes_carry_nobody():
    assert walk_graph(CORNER.assign(status="closed")) is None
    assert walk_graph(CORNER.assign(mode="sea")) is None
    assert walk_graph(CORNER.head(0)) is None
    one_closed = CORNER.assign(status=["open", "closed"])
    told = walks(*ENDS, Walk(5.0, 1.0), graph=walk_graph(one_closed), access_km=0.1)
    assert told.pairs.metres.tolist() == pytest.approx([1_000], abs=1)  # the shelter has no way near: straight


def test_ways_that_cross_without_a_point_in_common_do_not_meet():
    apart = walk_graph(ways([(0, 0), (1_000, 0)], [(500, -500), (500, 500)]))
    joined = walk_graph(ways([(0, 0), (500, 0), (1_000, 0)], [(500, -500), (500, 0), (500, 500)]))
    parts = [
        nx.number_connected_components(nx.from_scipy_sparse_array(g.metres, create_using=nx.Graph))
        for g in (apart, joined)
    ]
    assert parts == [2, 1]


_SPOT = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda at: (at[0] * 50.0, at[1] * 50.0))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_SPOT, min_size=2, max_size=5, unique=True), min_size=1, max_size=6),
       st.lists(_SPOT, min_size=1, max_size=6), st.lists(_SPOT, min_size=1, max_size=4), st.floats(0.1, 2.0))  # fmt: skip
def test_no_walk_is_shorter_than_the_straight_line(lines, here, there, access):
    people, shelters = points(*here), points(*there)
    told = walks(people, shelters, Walk(20.0, 1.0), graph=walk_graph(ways(*lines)), access_km=access)
    one, other = (np.column_stack(metric_xy(rows["longitude"], rows["latitude"])) for rows in (people, shelters))
    straight = np.hypot(*(one[told.pairs.person] - other[told.pairs.shelter]).T)
    assert (told.pairs.metres >= straight - 0.01).all()
    keys = told.pairs.person * len(shelters) + told.pairs.shelter
    assert (np.diff(keys) > 0).all()  # each pair once, in order


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(_SPOT, min_size=2, max_size=4, unique=True), min_size=1, max_size=5), _SPOT, _SPOT)
def test_a_walk_on_the_ways_is_the_shortest_path_of_an_independent_library(lines, start, end):
    graph = walk_graph(ways(*lines))
    people, shelters = points(start), points(end)
    told = walks(people, shelters, Walk(50.0, 1.0), graph=graph, access_km=50.0)
    where = [np.column_stack(metric_xy(rows["longitude"], rows["latitude"]))[0] for rows in (people, shelters)]
    far = [np.hypot(*(graph.xy - one).T) for one in where]
    nodes = [int(one.argmin()) for one in far]
    plain = nx.from_scipy_sparse_array(graph.metres, create_using=nx.Graph)
    off = [one.min() for one in far]
    straight = float(np.hypot(*(where[0] - where[1])))
    expected = straight if straight <= sum(off) else np.inf
    if nx.has_path(plain, *nodes):
        expected = min(expected, nx.shortest_path_length(plain, *nodes, weight="weight") + sum(off))
    assert list(told.pairs.metres) == ([] if np.isinf(expected) else [pytest.approx(expected, abs=0.01)])
