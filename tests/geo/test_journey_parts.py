"""The fastest journeys taken apart: road hours, legs, the heaviest truck; networkx is the oracle of the path."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo.journey_parts import journeys


def way(name: str, start: str, end: str, hours: float, mode: str = "road", **more) -> dict:
    return {
        "way_id": name,
        "mode": mode,
        "from_pcode": start,
        "to_pcode": end,
        "way_hours": hours,
        "geometry": None,
        **more,
    }


# A -2 h road- B -10 h sea, 50 t a day- C -1 h road, 8 t at most- D; a slower way A-B; a drawn piece of road B-D.
WAYS = pd.DataFrame([
    way("R1", "A", "B", 2.0), way("R9", "B", "A", 3.0), way("S1", "C", "B", 10.0, "sea", capacity_t_day=50.0),
    way("R2", "C", "D", 1.0, largest_truck_t=8.0), way("X", "B", "D", 0.1) | {"geometry": object()},
    way("R3", "B", "B", 0.0),
])  # fmt: skip
DEPOTS = pd.DataFrame(
    {"warehouse_id": ["W", "V", "U"], "adm2_pcode": ["A", "C", None], "largest_truck_t": [30.0, np.nan, 1.0]}
)
PLACES = pd.DataFrame({"adm2_pcode": ["A", "B", "C", "D", "E"]})


def test_the_road_the_leg_and_the_heaviest_truck_of_each_journey():
    told = journeys(WAYS, DEPOTS, PLACES)
    assert told.road_hours[0] == pytest.approx([0, 2, 2, 3, np.nan], nan_ok=True)  # the sea is no road
    assert told.largest_t[0] == pytest.approx([30, 30, 30, 8, 30])
    assert [leg.way_id for leg in told.legs] == ["S1"]
    assert (told.legs[0].t_day, told.legs[0].m3_day, told.legs[0].hours) == (50.0, np.inf, 10.0)
    assert told.uses[0].tolist() == [[False, False, True, True, False], [True, True, False, False, False], [False] * 5]
    assert told.ways["W", "D"] == ("R1", "S1", "R2")
    assert told.ways["W", "A"] == ()
    assert ("W", "E") not in told.ways
    assert np.isnan(told.road_hours[2]).all()  # a warehouse of which the commune is unknown


def test_on_other_axes_what_is_not_known_has_no_leg():
    told = journeys(WAYS, DEPOTS, PLACES).along(pd.Index(["V", "NEW"]), pd.Index(["D", "Z"]))
    assert told.road_hours == pytest.approx(np.array([[1.0, np.nan], [np.nan, np.nan]]), nan_ok=True)
    assert told.uses.shape == (1, 2, 2)
    assert not told.uses.any()


@pytest.mark.parametrize("seed", range(20))
def test_parts_are_those_of_a_shortest_path(seed):
    rng = np.random.default_rng(seed)
    codes = [f"C{at}" for at in range(12)]
    rows = [way(f"w{at}", *rng.choice(codes, 2, replace=False), float(rng.integers(1, 20)) + 0.01 * at,
                str(rng.choice(["road", "sea"])), capacity_t_day=5.0) for at in range(25)]  # fmt: skip
    graph = nx.MultiGraph()
    for one in rows:
        graph.add_edge(one["from_pcode"], one["to_pcode"], one["way_id"], weight=one["way_hours"])
    told = journeys(
        pd.DataFrame(rows),
        pd.DataFrame({"warehouse_id": ["W"], "adm2_pcode": ["C0"]}),
        pd.DataFrame({"adm2_pcode": codes}),
    )
    by_id = {one["way_id"]: one for one in rows}
    hours = nx.single_source_dijkstra_path_length(graph, "C0") if "C0" in graph else {"C0": 0.0}
    assert {to for _, to in told.ways} == set(hours)
    for (_, to), ways in told.ways.items():
        assert sum(by_id[one]["way_hours"] for one in ways) == pytest.approx(hours[to])
        road = sum(by_id[one]["way_hours"] for one in ways if by_id[one]["mode"] == "road")
        assert told.road_hours[0, codes.index(to)] == pytest.approx(road)
        sea = {one for one in ways if by_id[one]["mode"] == "sea"}
        assert {leg.way_id for leg, uses in zip(told.legs, told.uses, strict=True) if uses[0, codes.index(to)]} == sea
