"""Hours over drawn roads, the sketch and legs: by hand, and against networkx on every piece."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.frames import WAREHOUSES, WAYS
from geo.journeys import Conditions, Handling, Speeds
from geo.network import travel_hours
from geo.road_network import Joining, islands, road_network
from geo.way_graph import piece_hours, way_graph
from tests.geo import drawn_country as drawn

JOINING = Joining(end_snap_m=20.0, place_snap_km=3.0, island_km=1.0)
HANDLING = {"emergency": Handling(1, 2, 1, {"sea": 8, "air": 2})}
KMH = {"national": 30, "departmental": 20, "communal": 10, "sea": 12, "air": 200}
SPEEDS = Speeds(KMH, HANDLING, 2.0, 1.5, load_kmh={"pickup": {"national": 40}}, load_t={"truck": 20, "pickup": 3.5})
# RN2 over 30 km in two lines, A at its start and B at its end; C 2 km off the middle by a straight link; D far away.
ROADS = drawn.roads(("west", [(0, 0), (15_000, 0)]), ("east", [(15_000, 0), (30_000, 0)]), route=["RN2", "RN2"],
                    from_pcode=["A", "A"], to_pcode=["A", "B"])  # fmt: skip
SKETCH = WAYS.conform(pd.DataFrame([
    {"way_id": "RN2:A:B", "route": "RN2", "mode": "road", "way_class": "national", "from_pcode": "A", "to_pcode": "B",
     "length_km": 90, "status": "open"},
    {"way_id": "RD:B:D", "route": "RD", "mode": "road", "way_class": "departmental", "from_pcode": "B", "to_pcode": "D",
     "length_km": 20, "status": "open"},
    {"way_id": "S:A:D", "route": "S", "mode": "sea", "way_class": "sea", "from_pcode": "A", "to_pcode": "D",
     "length_km": 24, "status": "open"},
]))  # fmt: skip
POINTS = pd.DataFrame({"adm2_pcode": ["A", "B", "C", "D"],
                       **drawn.degrees([(0, 0), (30_000, 0), (15_000, 2_000), (90_000, 0)])})  # fmt: skip
DEPOTS = WAREHOUSES.conform(pd.DataFrame({"warehouse_id": ["W", "V"], "adm2_pcode": ["A", "B"],
                                          "longitude": [drawn.degrees([(0, 1_000)])["longitude"][0], np.nan],
                                          "latitude": [drawn.degrees([(0, 1_000)])["latitude"][0], np.nan]}))  # fmt: skip


def hours(ways: pd.DataFrame, conditions: Conditions = Conditions(), depots: pd.DataFrame = DEPOTS) -> pd.DataFrame:  # noqa: B008 - frozen
    network = road_network(ways, joining=JOINING)
    frame = travel_hours(ways, depots, POINTS, speeds=SPEEDS, conditions=conditions, roads=network)
    return frame.pivot_table(index="warehouse_id", columns="adm2_pcode", values="travel_hours", dropna=False)


def test_hours_over_drawn_roads_by_hand() -> None:
    """W is 1 km off the road: 0.1 h at 10 km/h; its own commune is 0 by rule. W to B: 0.1 + 30/30 = 1.1.

    W to C: 0.1 + 15/30 + 2/10 = 0.8. V stands at B's point: to A 1 h, to C 0.7. The sketch's RN2 (90 km) is not used,
    because A and B are on one drawn network; D is 60 km from every road, so the sketch takes it from B: 20/20 = 1 h,
    against 24/12 + 8 = 10 h by sea from A. Handling is 4 h.
    """
    expected = {"W": [4, 5.1, 4.8, 6.1], "V": [5, 4, 4.7, 5]}
    found = hours(pd.concat([ROADS, SKETCH], ignore_index=True))
    for depot, row in expected.items():
        np.testing.assert_allclose(found.loc[depot, ["A", "B", "C", "D"]], row, atol=1e-4)


@pytest.mark.parametrize("closed", [("east",), ("RN2:A:B",)])
def test_who_closes_the_sketched_way_closes_the_drawn_road_that_it_stands_for(closed: tuple[str, ...]) -> None:
    """East of C the road is shut: W reaches C (4.8) but B only by sea and back: 4 + 10 + 1 + ... from D: 0 + 10 + 1 = 11.

    The 90 km of the sketch do not come back.
    """
    found = hours(pd.concat([ROADS, SKETCH], ignore_index=True), Conditions(closed=closed))
    np.testing.assert_allclose(found.loc["W", ["A", "C", "D"]], [4, 4.8, 4 + 0.1 + 10], atol=1e-4)
    np.testing.assert_allclose(found.loc["W", "B"], 4 + 0.1 + 10 + 1, atol=1e-4)


def test_a_status_told_of_the_sketched_way_holds_for_the_drawn_road() -> None:
    """Restricted: 15 of the 30 km take twice as long, 0.5 h more; the drawn road's own worse status stands."""
    ways = pd.concat([ROADS, SKETCH], ignore_index=True)
    slow = ways.assign(status=ways["status"].mask(ways["way_id"] == "RN2:A:B", "restricted"))
    assert hours(slow).loc["W", "B"] == pytest.approx(5.6, abs=1e-4)
    shut = slow.assign(status=slow["status"].mask(slow["way_id"] == "east", "closed"))
    assert hours(shut).loc["W", "B"] == pytest.approx(4 + 0.1 + 10 + 1, abs=1e-4)
    opened = hours(slow, Conditions(opened=("RN2:A:B",)))
    assert opened.loc["W", "B"] == pytest.approx(5.1, abs=1e-4)


def test_without_drawn_roads_it_is_the_graph_of_communes() -> None:
    graph = way_graph(SKETCH, DEPOTS, POINTS)
    assert sorted(graph.way_id) == sorted(SKETCH["way_id"])
    assert len(graph.place) == 4
    assert (graph.depot.to_numpy() == graph.place[["A", "B"]].to_numpy()).all()


def test_a_bridge_does_not_meet_the_road_below_and_an_island_is_told() -> None:
    """Two roads cross: on one level they are joined; with way_level 1 the other is an island of 2 km."""
    crossing = [("ground", [(0, 0), (10_000, 0)]), ("over", [(5_000, -1_000), (5_000, 1_000)])]
    flat = road_network(drawn.roads(*crossing), joining=JOINING)
    assert flat is not None
    assert len(flat.component_km) == 1
    assert len(flat.pieces.one) == 4
    ways = drawn.roads(*crossing, way_level=[0, 1], from_pcode=["A", "B"], to_pcode=["A", "C"])
    bridged = road_network(ways, joining=JOINING)
    assert bridged is not None
    told = islands(bridged, ways)
    assert told[["km", "ways", "communes"]].round(2).values.tolist() == [[2.0, 1, "B, C"]]


def test_loose_ends_are_joined_within_the_tolerance_and_no_farther() -> None:
    """15 m short of the other road: joined; 25 m short: an island."""
    for gap, parts in ((15, 1), (25, 2)):
        ways = drawn.roads(("one", [(0, 0), (10_000, 0)]), ("two", [(5_000, gap), (5_000, 5_000)]))
        network = road_network(ways, joining=JOINING)
        assert network is not None
        assert len(network.component_km) == parts
        assert network.pieces.snapped == (1 if parts == 1 else 0)


def test_nothing_drawn_is_no_network() -> None:
    assert road_network(SKETCH, joining=JOINING) is None
    assert road_network(WAYS.empty(), joining=JOINING) is None


def oracle(ways: pd.DataFrame, depots: pd.DataFrame, places: pd.DataFrame, conditions: Conditions) -> np.ndarray:
    """Hours by networkx over every piece of the graph, nothing reduced."""
    network = road_network(ways, joining=JOINING)
    graph = way_graph(ways, depots, places, roads=network)
    every = piece_hours(graph, ways, SPEEDS, conditions)
    held = nx.MultiGraph()
    held.add_nodes_from([*graph.place, *graph.depot])
    for one, other, weight in zip(graph.one, graph.other, every, strict=True):
        if np.isfinite(weight):
            held.add_edge(one, other, weight=weight)
    rows = []
    for depot, commune in zip(graph.depot, depots["adm2_pcode"], strict=True):
        found = nx.single_source_dijkstra_path_length(held, depot)
        rows.append(
            [4 + (0.0 if code == commune else found.get(graph.place[code], np.nan)) for code in places["adm2_pcode"]]
        )
    return np.array(rows)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), kept=st.sampled_from([0.5, 0.65, 0.9]), rainy=st.booleans(), data=st.data())
def test_reduced_hours_are_those_of_networkx(seed: int, kept: float, rainy: bool, data: st.DataObject) -> None:
    side = 7
    ways = drawn.streets(side, seed=seed, kept=kept)
    draw = np.random.default_rng(seed)
    ways = ways.assign(
        status=draw.choice(["open", "restricted", "closed"], len(ways), p=[0.8, 0.1, 0.1]),
        rainy_status=draw.choice(["open", "restricted", "closed"], len(ways), p=[0.9, 0.05, 0.05]),
        largest_truck_t=draw.choice([np.nan, 5.0, 30.0], len(ways), p=[0.9, 0.05, 0.05]),
        restriction=draw.choice(["convoy", "small_trucks", "hours"], len(ways)),
    )
    legs = WAYS.conform(pd.DataFrame([{"way_id": "S", "route": "S", "mode": "sea", "way_class": "sea", "status": "open",
                                       "from_pcode": "HT0000", "to_pcode": "HT0003", "length_km": 5.0}]))  # fmt: skip
    ways = pd.concat([ways, legs], ignore_index=True)
    places = drawn.communes(8, side, seed=seed + 1)
    depots = drawn.depots(5, side, places, seed=seed + 2)
    closed = data.draw(st.lists(st.sampled_from(ways["way_id"].tolist()), max_size=4))
    conditions = Conditions(closed=tuple(closed), rainy=rainy, load=data.draw(st.sampled_from(["truck", "pickup"])))
    network = road_network(ways, joining=JOINING)
    found = travel_hours(ways, depots, places, speeds=SPEEDS, conditions=conditions, roads=network)
    expected = oracle(ways, depots, places, conditions)
    np.testing.assert_allclose(found["travel_hours"].to_numpy().reshape(5, 8), expected, atol=2e-6)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), rainy=st.booleans())
def test_closing_is_never_faster_and_opening_never_slower(seed: int, rainy: bool) -> None:
    side = 6
    draw = np.random.default_rng(seed)
    ways = drawn.streets(side, seed=seed)
    ways = ways.assign(status=draw.choice(["open", "restricted", "closed"], len(ways), p=[0.7, 0.2, 0.1]),
                       restriction=draw.choice(["convoy", "hours", "small_trucks"], len(ways)))  # fmt: skip
    places, network = drawn.communes(6, side, seed=seed + 1), road_network(ways, joining=JOINING)
    depots = drawn.depots(4, side, places, seed=seed + 2)
    some = tuple(draw.choice(ways["way_id"], 5, replace=False))

    def of(conditions: Conditions) -> np.ndarray:
        frame = travel_hours(ways, depots, places, speeds=SPEEDS, conditions=conditions, roads=network)
        return frame["travel_hours"].fillna(np.inf).to_numpy()

    usual = of(Conditions(rainy=rainy))
    assert (of(Conditions(rainy=rainy, closed=some)) >= usual - 1e-9).all()
    assert (of(Conditions(rainy=rainy, opened=some)) <= usual + 1e-9).all()
