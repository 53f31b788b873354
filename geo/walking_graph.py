"""A graph of drawn ways that people walk on, and walks of which some go over it and others straight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from geo.crs import metric_xy, to_metric
from geo.measuring import Counts, Floats
from geo.walking_pairs import Pairs, Paths, Walk, ordered_pairs, path_pairs, straight_pairs

STRAIGHT, ON_WAYS = "straight", "ways"
NODE_METRES = 200.0  # a way has a node at least every so far, so that people step onto it near where they are
_CHUNK = 16  # shelters at a time
_TOUCH = 1 + 1e-9
_SNAP_METRES = 1.0  # ends that lie closer than about this are one node


@dataclass(frozen=True)
class WalkGraph:
    """Drawn ways as a graph.

    Parameters
    ----------
    xy
        Nodes in EPSG:32618.
    metres
        Nodes x nodes: length of each piece, usable both ways.
    ways
        Number of ways it was made of.
    """

    xy: Floats
    metres: csr_array
    ways: int


def walk_graph(ways: pd.DataFrame) -> WalkGraph | None:
    """Graph of the ways that people may walk on.

    Parameters
    ----------
    ways
        `WAYS` frame. Roads (or of unknown mode) with a drawn line that are not closed; others are left out.

    Returns
    -------
    graph
        None where no such way is drawn. Lines meet where they share a point (to about a metre); where they cross
        without one they do not. Lengths are between the nodes, so that no walk is shorter than the straight line.

    Notes
    -----
    Method: docs/methods.md#who-goes-where.
    """
    on_foot = (
        ways["geometry"].notna() & ways["mode"].fillna("road").eq("road") & ways["status"].fillna("open").ne("closed")
    )
    lines = shapely.get_parts(to_metric(ways.loc[on_foot, "geometry"]))
    lines = lines[~shapely.is_empty(lines)]
    if not len(lines):
        return None
    xy, line = shapely.get_coordinates(shapely.segmentize(lines, NODE_METRES), return_index=True)
    places, at = _nodes(xy)
    joined = np.flatnonzero((line[1:] == line[:-1]) & (at[1:] != at[:-1]))
    low, high = np.minimum(at[joined], at[joined + 1]), np.maximum(at[joined], at[joined + 1])
    ends = np.unique(low * len(places) + high)  # a CSR matrix would add parallel pieces up
    one, other = ends // len(places), ends % len(places)
    metres = np.hypot(*(places[one] - places[other]).T)
    graph = csr_array((metres, (one, other)), shape=(len(places), len(places)))
    return WalkGraph(places, graph, int(on_foot.sum()))


def _nodes(xy: Floats) -> tuple[Floats, Counts]:
    """Places of the nodes, and the node of each point: points that round to one place are one node."""
    whole = np.round(xy / _SNAP_METRES).astype(np.int64)
    low = whole.min(axis=0)
    height = int(whole[:, 1].max() - low[1]) + 1
    keys, at = np.unique((whole[:, 0] - low[0]) * height + whole[:, 1] - low[1], return_inverse=True)
    places = np.column_stack([keys // height, keys % height]) + low
    return (places * _SNAP_METRES).astype("float64"), at.ravel().astype(np.int64)


def paths_on(graph: WalkGraph, people: pd.DataFrame, shelters: pd.DataFrame, *, access_km: float) -> Paths:
    """Put people and shelters on the graph, each on the nearest node within `access_km` (inclusive); else on none."""
    tree = cKDTree(graph.xy)
    people_node, people_metres = _nearest(tree, people, access_km)
    shelter_node, shelter_metres = _nearest(tree, shelters, access_km)
    return Paths(graph.metres, people_node, shelter_node, people_metres, shelter_metres)


def _nearest(tree: cKDTree, rows: pd.DataFrame, access_km: float) -> tuple[Counts, Floats]:
    xy = np.column_stack(metric_xy(rows["longitude"], rows["latitude"]))
    there = np.flatnonzero(~np.isnan(xy).any(axis=1))
    node, metres = np.full(len(rows), -1, dtype=np.int64), np.full(len(rows), np.inf)
    if len(there):
        far, near = tree.query(xy[there])
        close = far <= access_km * 1000
        node[there[close]], metres[there[close]] = near[close], far[close]
    return node, metres


@dataclass(frozen=True)
class Walks:
    """Walks, and by which rule they were measured.

    Parameters
    ----------
    pairs
        The walks.
    rule
        ``ways`` where some of them go over drawn ways, else ``straight``.
    people_on_ways, shelters_on_ways
        Rows of each side that have a way near them.
    """

    pairs: Pairs
    rule: str = STRAIGHT
    people_on_ways: int = 0
    shelters_on_ways: int = 0


def walks(
    people: pd.DataFrame, shelters: pd.DataFrame, walk: Walk, *, graph: WalkGraph | None = None, access_km: float = 0.0
) -> Walks:
    """Measure walks over drawn ways where both ends have one near, else in a straight line times the detour.

    Parameters
    ----------
    people, shelters
        `longitude`, `latitude` (degrees); a row without a point is in no pair.
    walk
        Limit and detour. The detour also counts on the way to and from the drawn ways.
    graph
        Drawn ways; None: every walk is straight.
    access_km
        How near a way must be.

    Notes
    -----
    Nobody walks to a way that is farther than the shelter: a straight line no longer than both ways to the drawn way
    counts, times the detour. No walk is shorter than the straight line. Method: docs/methods.md#who-goes-where.
    """
    straight = straight_pairs(people, shelters, walk)
    if graph is None:
        return Walks(straight)
    paths = paths_on(graph, people, shelters, access_km=access_km)
    over = _over_ways(graph, paths, walk)
    to_way = paths.people_metres[straight.person] + paths.shelter_metres[straight.shelter]
    without = (paths.people_node[straight.person] < 0) | (paths.shelter_node[straight.shelter] < 0)
    direct = straight.only(without | (straight.metres <= to_way * walk.detour_factor))
    on = [int((node >= 0).sum()) for node in (paths.people_node, paths.shelter_node)]
    return Walks(_shortest(over, direct), ON_WAYS if len(over) else STRAIGHT, *on)


def _over_ways(graph: WalkGraph, paths: Paths, walk: Walk) -> Pairs:
    """Pairs of `path_pairs`, some neighbouring shelters at a time on the nodes about them alone.

    No path of at most the limit leaves the circle of the limit about its shelter, so nothing is lost.
    """
    size = (len(paths.people_node), len(paths.shelter_node))
    there = np.flatnonzero(paths.shelter_node >= 0)
    xy = graph.xy[paths.shelter_node[there]]
    there = there[np.lexsort((xy[:, 1], np.floor(xy[:, 0] / (walk.limit_km * 1000 + 1))))]
    tree, parts = cKDTree(graph.xy), []
    for start in range(0, len(there), _CHUNK):
        some = there[start : start + _CHUNK]
        circles = tree.query_ball_point(graph.xy[paths.shelter_node[some]], walk.limit_km * 1000 * _TOUCH)
        near = np.unique(np.concatenate([np.asarray(one, dtype=np.int64) for one in circles]))
        told = path_pairs(_within(paths, near, some), walk)
        parts.append((told.person, some[told.shelter], told.metres))
    none = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    person, shelter, metres = (np.concatenate(told) for told in zip(none, *parts, strict=True))
    return Pairs(person, shelter, metres, *size)


def _within(paths: Paths, near: Counts, some: Counts) -> Paths:
    """The same paths on a few nodes, to a few shelters; people elsewhere have no node."""
    at = np.searchsorted(near, paths.people_node)
    held = near[np.minimum(at, len(near) - 1)] == paths.people_node
    return Paths(
        paths.metres[near][:, near],
        np.where(held, at, -1).astype(np.int64),
        np.searchsorted(near, paths.shelter_node[some]).astype(np.int64),
        paths.people_metres,
        paths.shelter_metres[some],
    )


def _shortest(one: Pairs, other: Pairs) -> Pairs:
    """All pairs of both, each once with its shorter walk."""
    person, shelter = np.concatenate([one.person, other.person]), np.concatenate([one.shelter, other.shelter])
    metres = np.concatenate([one.metres, other.metres])
    order = np.argsort(metres, kind="stable")
    first = np.unique((person * max(1, one.shelters) + shelter)[order], return_index=True)[1]
    kept = order[first]
    return ordered_pairs(person[kept], shelter[kept], metres[kept], (one.people, one.shelters))
