"""The fastest journeys over drawn roads taken apart: hours on the road, legs, the heaviest truck that passes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.journey_parts import Journeys, legs_of
from geo.way_graph import LINK, WayGraph

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def journeys_drawn(
    graph: WayGraph, hours: Floats, timed: pd.DataFrame, warehouses: pd.DataFrame, communes: pd.DataFrame
) -> Journeys:
    """Take the fastest journeys over a graph apart.

    Parameters
    ----------
    graph
        Of `geo.way_graph.way_graph`, of these warehouses.
    hours
        Of `geo.way_graph.piece_hours`.
    timed
        Of `geo.way_graph.timed_ways`.
    warehouses
        `warehouse_id` and, where it is there, `largest_truck_t` that can load there.
    communes
        `adm2_pcode`.

    Returns
    -------
    journeys
        As `geo.journey_parts.journeys`; a link to the network is road, and has no way of its own. Within the
        warehouse's own commune: no hours and no way.

    Notes
    -----
    Method: docs/methods.md#reach-with-trucks. Sums and least values along the tree of fastest journeys by pointer
    doubling: each step doubles the length of road that a node has looked back over.
    """
    net, legs = _Net.of(graph, hours, timed), legs_of(timed.reset_index())
    at = graph.place.index.get_indexer(communes["adm2_pcode"])
    target = graph.place.to_numpy()[at]
    codes, shape = list(communes["adm2_pcode"]), (len(warehouses), len(communes))
    road, largest = np.full(shape, np.nan), np.full(shape, np.inf)
    uses = np.zeros((len(legs), *shape), dtype=bool)
    ways: dict[tuple[str, str], tuple[str, ...]] = {}
    number = {leg.way_id: n for n, leg in enumerate(legs)}
    limit = warehouses.get("largest_truck_t", pd.Series(np.nan, index=warehouses.index)).fillna(np.inf).to_numpy()
    for row, name in enumerate(warehouses["warehouse_id"]):
        start = int(graph.depot.loc[name])
        if start < 0:
            continue
        walk = net.walked(start)
        road[row], largest[row] = walk.road[target], np.minimum(walk.largest[target], limit[row])
        for column, node in enumerate(target.tolist()):
            if codes[column] == graph.depot_commune.loc[name]:
                road[row, column], largest[row, column], ways[str(name), codes[column]] = 0.0, limit[row], ()
            elif np.isfinite(walk.hours[node]):
                taken = walk.taken(node, net.names)
                ways[str(name), str(codes[column])] = taken
                uses[[number[way] for way in taken if way in number], row, column] = True
    return Journeys(pd.Index(warehouses["warehouse_id"]), pd.Index(codes), road, largest, legs, uses, ways)


@dataclass(frozen=True)
class _Walk:
    """From one node, by node: hours, hours on roads, heaviest truck, way of the last piece, where its stretch began."""

    hours: Floats
    road: Floats
    largest: Floats
    way: Ints
    begun: Ints

    def taken(self, node: int, names: npt.NDArray[np.object_]) -> tuple[str, ...]:
        told: list[str] = []
        while self.begun[node] != node:
            if self.way[node] != LINK:
                told.append(str(names[self.way[node]]))
            node = int(self.begun[node])
        return tuple(dict.fromkeys(reversed(told)))


@dataclass(frozen=True)
class _Net:
    """The fastest piece of every pair of nodes, with what it takes of the journey."""

    matrix: csr_array
    keys: Ints
    hours: Floats
    road: Floats
    largest: Floats
    way: Ints
    names: npt.NDArray[np.object_]

    @classmethod
    def of(cls, graph: WayGraph, hours: Floats, timed: pd.DataFrame) -> _Net:
        nodes = 1 + int(max(graph.one.max(initial=0), graph.other.max(initial=0),
                            graph.place.max(), graph.depot.max()))  # fmt: skip
        low, high = np.minimum(graph.one, graph.other), np.maximum(graph.one, graph.other)
        usable = np.flatnonzero(np.isfinite(hours) & (low != high))
        order = usable[np.lexsort((usable, hours[usable], low[usable] * nodes + high[usable]))]
        keys, first = np.unique(low[order] * nodes + high[order], return_index=True)
        best = order[first]
        rows = timed.reindex(pd.Index(graph.way_id, dtype="object"))
        driven = np.append((rows["mode"] == "road").to_numpy(dtype=bool), True)  # LINK is the last one
        limit = np.append(rows["largest_truck_t"].fillna(np.inf).to_numpy(dtype=np.float64), np.inf)
        way = graph.way[best]
        matrix = csr_array((hours[best], (low[best], high[best])), shape=(nodes, nodes))
        return cls(matrix, keys, hours[best], np.where(driven[way], hours[best], 0.0), limit[way], way, graph.way_id)

    def walked(self, start: int) -> _Walk:
        hours, before = dijkstra(self.matrix, directed=False, indices=start, return_predecessors=True)
        node, last = np.arange(len(hours)), before.astype(np.int64)
        there = last >= 0
        at = np.searchsorted(self.keys, np.minimum(node, last)[there] * len(hours) + np.maximum(node, last)[there])
        road, largest = np.where(np.isfinite(hours), 0.0, np.nan), np.full(len(hours), np.inf)
        way = np.full(len(hours), LINK - 1, dtype=np.int64)
        road[there], largest[there], way[there] = self.road[at], self.largest[at], self.way[at]
        up = np.where(there, last, node)
        begun = np.where(way[up] == way, up, node)
        while True:  # each node's look back doubles
            road, largest = road + np.where(up != node, road[up], 0.0), np.minimum(largest, largest[up])
            if np.array_equal(up[up], up):
                break
            up = up[up]
        return _Walk(hours, road, largest, way, self._begun(begun, last, there))

    @staticmethod
    def _begun(same: Ints, last: Ints, there: npt.NDArray[np.bool_]) -> Ints:
        """Node before the first piece of the stretch of one way that ends at each node."""
        while not np.array_equal(same[same], same):
            same = same[same]
        return np.where(there[same], last[same], same)
