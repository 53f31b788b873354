"""Travel over drawn roads after closing ways, beside networkx on the same roads."""

from __future__ import annotations

import time
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from data.reference_logistics import speeds
from data.reference_ways import joining
from geo.journeys import Conditions
from geo.road_network import RoadNetwork, road_network
from geo.way_graph import WayGraph, piece_hours, travel_over, way_graph
from tests.bench.engine import Times, timed
from tests.bench.report import Figure
from tests.geo import drawn_country

WAREHOUSES, COMMUNES, CLOSED = 40, 140, 1_000
SIDES = {"small": 225, "large": 708}  # crossings a side: about 50,000 and 500,000 nodes
KEPT = 0.72  # of the streets between neighbouring crossings
SOURCES = 2  # of the yardstick, extrapolated to all warehouses
STEP_M = {"small": 1_000.0, "large": 320.0}  # both inside the country's box


@dataclass(frozen=True)
class Land:
    """Roads, and what is asked of them."""

    ways: pd.DataFrame
    roads: RoadNetwork
    graph: WayGraph
    communes: pd.DataFrame
    noding_s: float


@dataclass(frozen=True)
class Travelled:
    """What was measured of one size."""

    land: Land
    times: Times
    yardstick_ms: float


def land(side: int, *, step_m: float = 1_000.0, warehouses: int = WAREHOUSES, communes: int = COMMUNES) -> Land:
    """Lay roads out, node them and put warehouses and communes on them."""
    ways = drawn_country.streets(side, seed=1, kept=KEPT, step_m=step_m)
    started = time.perf_counter()
    roads = road_network(ways, joining=joining())
    took = time.perf_counter() - started
    assert roads is not None
    places = drawn_country.communes(communes, side, step_m=step_m)
    depots = drawn_country.depots(warehouses, side, places, step_m=step_m)
    return Land(ways, roads, way_graph(ways, depots, places, roads=roads), places, took)


def closing(ways: pd.DataFrame, seed: int, count: int = CLOSED) -> Conditions:
    """Conditions with some ways closed."""
    names = np.random.default_rng(seed).choice(ways["way_id"], min(count, len(ways)), replace=False)
    return Conditions(closed=tuple(names))


def travel(of: Land, conditions: Conditions) -> pd.DataFrame:
    """Hours from every warehouse to every commune, from the closures on."""
    told = speeds()
    return travel_over(of.graph, piece_hours(of.graph, of.ways, told, conditions), of.communes, told, conditions)


def yardstick(of: Land, conditions: Conditions, sources: int) -> pd.DataFrame:
    """Return the same hours of the first warehouses by networkx, from the graph to the hours."""
    told, graph = speeds(), of.graph
    hours = piece_hours(graph, of.ways, told, conditions)
    held = nx.Graph()
    for one, other, weight in zip(graph.one.tolist(), graph.other.tolist(), hours.tolist(), strict=True):
        if np.isfinite(weight) and weight < held.get_edge_data(one, other, {"weight": np.inf})["weight"]:
            held.add_edge(one, other, weight=weight)
    rows = []
    for depot in graph.depot.index[:sources]:
        node = graph.depot[depot]
        found = nx.single_source_dijkstra_path_length(held, node) if node in held else {}
        for code in of.communes["adm2_pcode"]:
            own = graph.depot_commune[depot] == code
            rows.append((depot, code, told.handling["emergency"].dispatch_hours
                         + (0.0 if own else found.get(graph.place[code], np.nan))))  # fmt: skip
    return pd.DataFrame(rows, columns=["warehouse_id", "adm2_pcode", "travel_hours"])


def measured() -> dict[str, Travelled]:
    """Time both sizes, and some sources of the yardstick."""
    found = {}
    for size, side in SIDES.items():
        of = land(side, step_m=STEP_M[size])
        travel(of, closing(of.ways, 0))
        times = timed([lambda of=of, seed=seed: travel(of, closing(of.ways, seed)) for seed in range(1, 4)])  # type: ignore[misc]
        found[size] = Travelled(of, times, _yardstick_ms(of))
    return found


def _yardstick_ms(of: Land) -> float:
    """Building and `SOURCES` sources, extrapolated: the sources times as many warehouses as there are."""
    shut = closing(of.ways, 1)
    started = time.perf_counter()
    yardstick(of, shut, 0)
    built = time.perf_counter() - started
    yardstick(of, shut, SOURCES)
    both = time.perf_counter() - started - built
    return (built + max(0.0, both - built) / SOURCES * WAREHOUSES) * 1000


def figures(of: dict[str, Travelled]) -> list[Figure]:
    """Return the lines of the table."""
    most = {"small": 300, "large": 4_000}
    rows = []
    for size, one in of.items():
        nodes = len(one.land.roads.pieces.xy)
        rows.append(Figure(
            f"Travel from {WAREHOUSES} warehouses over {nodes:,} nodes after closing {CLOSED:,} ways", "ms",
            one.times.median, one.yardstick_ms, at_most=most[size],
            note=f"{one.times.note}; to {COMMUNES} communes, from the closures on; noding once {one.land.noding_s:.1f} s; "
            f"the yardstick is networkx on the same pieces: building and {SOURCES} of {WAREHOUSES} sources, extrapolated",
        ))  # fmt: skip
    return rows
