"""Journeys taken apart over a graph: the same as over communes where nothing is drawn; drawn roads by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from geo.frames import WAYS
from geo.journey_parts import journeys
from geo.journeys import Conditions, Handling, Speeds
from geo.journeys_drawn import journeys_drawn
from geo.road_network import Joining, road_network
from geo.travel_path import ways_taken
from geo.way_graph import piece_hours, timed_ways, way_graph
from geo.way_hours import open_ways

SPEEDS = Speeds({"national": 30.0, "communal": 10.0, "sea": 12.0}, {"emergency": Handling(1.0, 2.0, 1.0, {"sea": 8.0})},
                2.0, 1.5)  # fmt: skip
CODES = [f"HT01{n:02d}" for n in range(10)]
USUAL = Conditions()


def over(ways: pd.DataFrame, stores: pd.DataFrame, places: pd.DataFrame, roads=None):
    graph = way_graph(ways, stores, places, roads=roads)
    told = (graph, ways, SPEEDS, USUAL)
    return graph, journeys_drawn(graph, piece_hours(*told), timed_ways(*told), stores, places)


@pytest.mark.parametrize("seed", range(6))
def test_without_drawn_roads_it_is_the_journey_over_communes(seed: int):
    draw = np.random.default_rng(seed)
    rows = []
    for n in range(18):
        one, other = draw.choice(CODES, 2, replace=False)
        sea = draw.random() < 0.3
        rows.append({"way_id": f"W{n}", "route": f"W{n}", "mode": "sea" if sea else "road", "status": "open",
                     "way_class": "sea" if sea else "national", "from_pcode": one, "to_pcode": other,
                     "length_km": float(draw.integers(1, 10**6)) / 1e4, "capacity_t_day": 5.0 if sea else np.nan,
                     "largest_truck_t": np.nan if sea else float(draw.choice([5, 20, 30]))})  # fmt: skip
    ways = WAYS.conform(pd.DataFrame(rows))
    stores = pd.DataFrame({"warehouse_id": ["M1", "M2"], "adm2_pcode": [CODES[0], CODES[4]],
                           "largest_truck_t": [np.nan, 10.0]})  # fmt: skip
    places = pd.DataFrame({"adm2_pcode": CODES})
    told, plain = over(ways, stores, places)[1], journeys(open_ways(ways, SPEEDS, USUAL), stores, places)
    np.testing.assert_allclose(told.road_hours, plain.road_hours, atol=1e-9)
    np.testing.assert_allclose(told.largest_t, plain.largest_t)
    assert told.ways == plain.ways
    by_way = {leg.way_id: uses for leg, uses in zip(plain.legs, plain.uses, strict=True)}
    for leg, uses in zip(told.legs, told.uses, strict=True):
        assert (uses == by_way.get(leg.way_id, np.zeros_like(uses))).all()


def test_drawn_roads_are_taken_and_named():
    # One line of two drawn roads along a parallel, from the warehouse at its west end to the commune at its east end.
    lines = [LineString([(-72.5, 18.5), (-72.4, 18.5)]), LineString([(-72.4, 18.5), (-72.3, 18.5)])]
    rows = [{"way_id": f"osm:{n}", "route": f"Route {n}", "mode": "road", "way_class": "national", "status": "open",
             "length_km": 30.0, "largest_truck_t": limit, "geometry": line}
            for n, (line, limit) in enumerate(zip(lines, (30.0, 10.0), strict=True))]  # fmt: skip
    ways = WAYS.conform(pd.DataFrame(rows))
    stores = pd.DataFrame({"warehouse_id": ["M1"], "adm2_pcode": ["HT0100"], "longitude": [-72.5], "latitude": [18.5]})
    places = pd.DataFrame({"adm2_pcode": ["HT0100", "HT0101"], "longitude": [-72.5, -72.3], "latitude": [18.5, 18.5]})
    graph, told = over(
        ways, stores, places, road_network(ways, joining=Joining(end_snap_m=20.0, place_snap_km=3.0, island_km=1.0))
    )
    # 30 km at 30 km/h twice: 2 h; the smaller of both limits; within its own commune it drives nowhere.
    assert told.road_hours.tolist() == [[0.0, pytest.approx(2.0, abs=0.01)]]
    assert told.largest_t[0, 1] == 10.0
    assert told.ways == {("M1", "HT0100"): (), ("M1", "HT0101"): ("osm:0", "osm:1")}
    assert ways_taken(graph, ways, "M1", "HT0101", speeds=SPEEDS) == ("osm:0", "osm:1")
