"""Drawn lines -> pieces between nodes: split where lines share a vertex or cross, loose ends joined to what is near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

_CM = 100.0  # points that round to the same centimetre are one
_POINT = 0  # type id of shapely


@dataclass(frozen=True)
class Pieces:
    """Lines cut at their nodes.

    Parameters
    ----------
    xy
        Nodes (n x 2, metres).
    one, other
        Nodes at the ends of each piece.
    line
        Line that each piece is of.
    metres
        Length of each piece along its line.
    snapped
        Number of loose ends that were joined to another line.
    """

    xy: Floats
    one: Ints
    other: Ints
    line: Ints
    metres: Floats
    snapped: int


@dataclass(frozen=True)
class _Points:
    """Points on lines: which line, how far along it (metres), where."""

    line: Ints
    along: Floats
    xy: Floats

    def at(self, chosen: Ints) -> _Points:
        return _Points(self.line[chosen], self.along[chosen], self.xy[chosen])

    def __add__(self, more: _Points) -> _Points:
        return _Points(
            np.concatenate([self.line, more.line]),
            np.concatenate([self.along, more.along]),
            np.concatenate([self.xy, more.xy]),
        )


def noded(lines: Shapes, level: Ints, *, snap_m: float) -> Pieces:
    """Cut lines into pieces between nodes.

    Parameters
    ----------
    lines
        Simple line strings in metres, none empty.
    level
        Height of each line: 0 on the ground, above it a bridge, below it a tunnel. Lines that cross without a common
        vertex are joined where they are on one level; a common vertex joins lines of any level.
    snap_m
        A loose end (that no other line shares) so near another line of its level is joined to it (inclusive).

    Returns
    -------
    pieces
        Lengths of the pieces of a line add up to the line's, except that a piece that begins and ends in one node
        is left out: no shortest way takes it.

    Notes
    -----
    Method: docs/methods.md#drawn-roads. Snapping moves a node's end of a line by at most `snap_m`; lengths stay as
    drawn.
    """
    if not len(lines):
        none = np.zeros(0, np.int64)
        return Pieces(np.zeros((0, 2)), none, none, none, np.zeros(0), 0)
    vertices, ends = _vertices(lines)
    own = _shared(vertices, ends)
    cuts = vertices.at(own) + _crossings(lines, level)
    node = _places(cuts.xy)[1]
    loose = np.flatnonzero(ends[own] & (np.bincount(node)[node[: len(own)]] == 1))
    landed, from_end = _landed(lines, level, cuts.at(loose), snap_m)
    first = len(cuts.line)
    cuts = cuts + landed
    xy, node = _places(cuts.xy)
    xy, node = _merged(xy, node, node[loose[from_end]], node[first:])
    return _cut(cuts, node, xy, len(from_end))


def _vertices(lines: Shapes) -> tuple[_Points, npt.NDArray[np.bool_]]:
    """Vertices in the order of the lines, and which of them are ends."""
    xy, at = shapely.get_coordinates(lines, return_index=True)
    line = at.astype(np.int64)
    change = line[1:] != line[:-1]
    step = np.where(change, 0.0, np.hypot(*np.diff(xy, axis=0).T))
    run = np.concatenate([[0.0], np.cumsum(step)])
    first = np.searchsorted(line, np.arange(len(lines)))
    ends = np.concatenate([[True], change]) | np.concatenate([change, [True]])
    return _Points(line, run - run[first][line], xy), ends


def _places(xy: Floats) -> tuple[Floats, Ints]:
    """Distinct places, and the place of each point: points of one centimetre are one."""
    whole = np.round(xy * _CM).astype(np.int64)
    whole -= whole.min(axis=0)
    keys = whole[:, 0] * (int(whole[:, 1].max()) + 1) + whole[:, 1]
    _, first, at = np.unique(keys, return_index=True, return_inverse=True)
    return xy[first], at.ravel().astype(np.int64)


def _shared(vertices: _Points, ends: npt.NDArray[np.bool_]) -> Ints:
    """Vertices that are ends of lines, or that two lines, or one line twice, have in common."""
    at = _places(vertices.xy)[1]
    return np.flatnonzero(ends | (np.bincount(at)[at] > 1))


def _crossings(lines: Shapes, level: Ints) -> _Points:
    """Points in which lines of one level cross."""
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    kept = (one < other) & (level[one] == level[other])
    one, other = one[kept], other[kept]
    parts, pair = shapely.get_parts(shapely.intersection(lines[one], lines[other]), return_index=True)
    points = shapely.get_type_id(parts) == _POINT
    parts, pair = parts[points], pair[points]
    both = np.concatenate([one[pair], other[pair]]).astype(np.int64)
    twice = np.concatenate([parts, parts])
    return _Points(both, shapely.line_locate_point(lines[both], twice), shapely.get_coordinates(twice).reshape(-1, 2))


def _landed(lines: Shapes, level: Ints, ends: _Points, snap_m: float) -> tuple[_Points, Ints]:
    """Where loose ends come to lie on other lines of their level, and which end each is: the nearest within reach."""
    points = shapely.points(ends.xy)
    end, line = shapely.STRtree(lines).query(points, predicate="dwithin", distance=snap_m)
    kept = (ends.line[end] != line) & (level[ends.line[end]] == level[line])
    end, line = end[kept], line[kept]
    order = np.lexsort((line, shapely.distance(points[end], lines[line]), end))
    end, first = np.unique(end[order], return_index=True)
    line = line[order][first]
    along = shapely.line_locate_point(lines[line], points[end])
    xy = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along)).reshape(-1, 2)
    return _Points(line.astype(np.int64), along, xy), end.astype(np.int64)


def _merged(xy: Floats, node: Ints, one: Ints, other: Ints) -> tuple[Floats, Ints]:
    """Nodes after some of them were made one; a merged node lies where its lowest member lies."""
    links = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(xy), len(xy)))
    label = connected_components(links, directed=False)[1]
    _, first, renamed = np.unique(label, return_index=True, return_inverse=True)
    return xy[first], renamed.ravel().astype(np.int64)[node]


def _cut(cuts: _Points, node: Ints, xy: Floats, snapped: int) -> Pieces:
    order = np.lexsort((cuts.along, cuts.line))
    line, along, at = cuts.line[order], cuts.along[order], node[order]
    piece = np.flatnonzero((line[1:] == line[:-1]) & (at[1:] != at[:-1]))
    return Pieces(xy, at[piece], at[piece + 1], line[piece], along[piece + 1] - along[piece], snapped)
