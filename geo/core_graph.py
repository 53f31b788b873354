"""A graph of ways without what journeys between chosen nodes can do without, at the same hours.

Nodes with few neighbours are taken out, many at a time, none beside another. What passed through a node with
neighbours u and v passes from then on over a piece u - v of the sum of both hours, if that is less than the piece that
is there. So the hours between the nodes that are left stay exactly the same. Which nodes go and which pieces come in
their place depends on the drawing alone: closing a way changes hours, never the core.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Round = tuple[Ints, Ints, Ints]

MOST_NEIGHBOURS = 8  # of a node that is taken out
_ENOUGH = 0.01  # rounds end when so small a share of the nodes goes


@dataclass(frozen=True)
class Core:
    """The reduced graph.

    Parameters
    ----------
    node
        Core node of each of the chosen nodes, in their order.
    size
        Number of core nodes.
    pairs
        Number of pairs of nodes, of the whole graph and those that came in place of nodes.
    piece, of
        Pieces that join two nodes, by their pair; `of`: the pair of each.
    rounds
        For every round of taking out: two pairs that are driven one after the other, and the pair that comes in place.
    """

    node: Ints
    size: int
    pairs: int
    piece: Ints
    of: Ints
    rounds: tuple[Round, ...]
    _slot: Ints  # pair of each stored entry of the matrix
    _indices: Ints
    _indptr: Ints

    def matrix(self, piece_hours: Floats) -> csr_array:
        """Symmetric matrix of hours between core nodes; of parallel pieces the fastest, closed ones left out."""
        hours = np.full(self.pairs, np.inf)
        _lower(hours, self.of, piece_hours[self.piece])
        for one, other, into in self.rounds:
            _lower(hours, into, hours[one] + hours[other])
        full = csr_array((hours[self._slot], self._indices, self._indptr), shape=(self.size, self.size))
        return full if np.isfinite(full.data).all() else _finite(full)


def core_of(one: Ints, other: Ints, nodes: int, chosen: Ints, most: int = MOST_NEIGHBOURS) -> Core:
    """Reduce a graph to what journeys between chosen nodes need.

    Parameters
    ----------
    one, other
        Nodes at the ends of each piece; pieces from a node to itself count for nothing.
    nodes
        Number of nodes.
    chosen
        Nodes between which hours are asked.
    most
        Nodes with more neighbours stay; 0 takes nothing out.
    """
    piece = np.flatnonzero(one != other)
    key = np.minimum(one, other)[piece] * nodes + np.maximum(one, other)[piece]
    order = np.argsort(key, kind="stable")
    keys, of = np.unique(key[order], return_inverse=True)
    fixed = np.zeros(nodes, dtype=bool)
    fixed[chosen] = True
    held = _Held(keys, np.arange(len(keys)), len(keys), nodes, fixed)
    rounds = tuple(_rounds(held, most))
    low, high = held.keys // nodes, held.keys % nodes
    kept = np.unique(np.concatenate([low, high, chosen]))
    low, high = np.searchsorted(kept, low), np.searchsorted(kept, high)
    layout = _layout(low, high, held.ids, len(kept))
    return Core(np.searchsorted(kept, chosen), len(kept), held.count, piece[order], of.ravel(), rounds, *layout)


@dataclass
class _Held:
    """Pairs of nodes that are left: sorted keys (lower node x nodes + higher node) and the number of each pair."""

    keys: Ints
    ids: Ints
    count: int
    nodes: int
    fixed: Flags


def _rounds(held: _Held, most: int) -> Iterator[Round]:
    draw = np.random.default_rng(0)
    while most:
        low, high = held.keys // held.nodes, held.keys % held.nodes
        degree = np.bincount(low, minlength=held.nodes) + np.bincount(high, minlength=held.nodes)
        goes = (degree > 0) & (degree <= most) & ~held.fixed
        rank = np.where(goes, degree * held.nodes + draw.permutation(held.nodes), np.iinfo(np.int64).max)
        # A node goes if it comes before all of its neighbours.
        goes[low[goes[low] & (rank[high] < rank[low])]] = False
        goes[high[goes[high] & (rank[low] < rank[high])]] = False
        if goes.sum() <= _ENOUGH * max(1, (degree > 0).sum()):
            return
        yield _taken_out(held, goes, low, high)


def _taken_out(held: _Held, goes: Flags, low: Ints, high: Ints) -> Round:
    """Take nodes out, and put pairs of their neighbours in their place."""
    at = np.flatnonzero(goes[low] | goes[high])
    inner = np.where(goes[low[at]], low[at], high[at])
    outer = low[at] + high[at] - inner
    order = np.argsort(inner, kind="stable")
    at, inner, outer = at[order], inner[order], outer[order]
    one, other = _two_of_each(inner)
    key = np.minimum(outer[one], outer[other]) * held.nodes + np.maximum(outer[one], outer[other])
    gone = np.zeros(len(held.keys), dtype=bool)
    gone[at] = True
    pair = held.ids[at]
    keys, ids = held.keys[~gone], held.ids[~gone]
    fresh = np.setdiff1d(key, keys)
    keys, ids = np.concatenate([keys, fresh]), np.concatenate([ids, held.count + np.arange(len(fresh))])
    order = np.argsort(keys, kind="stable")
    held.keys, held.ids, held.count = keys[order], ids[order], held.count + len(fresh)
    into = held.ids[np.searchsorted(held.keys, key)]
    order = np.argsort(into, kind="stable")
    return pair[one][order], pair[other][order], into[order]


def _two_of_each(group: Ints) -> tuple[Ints, Ints]:
    """Positions of every two members of a sorted group."""
    parts = [(np.flatnonzero(group[step:] == group[:-step]), step) for step in range(1, MOST_NEIGHBOURS)]
    none = np.zeros(0, dtype=np.int64)
    one = np.concatenate([none, *(at for at, _ in parts)])
    other = np.concatenate([none, *(at + step for at, step in parts)])
    return one, other


def _lower(hours: Floats, at: Ints, values: Floats) -> None:
    """Lower some hours to the least of the values told for them; `at` is sorted."""
    if len(at):
        first = np.flatnonzero(np.concatenate([[True], at[1:] != at[:-1]]))
        hours[at[first]] = np.minimum(hours[at[first]], np.minimum.reduceat(values, first))


def _layout(low: Ints, high: Ints, ids: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """Where the pairs stand in a symmetric CSR matrix."""
    row, column = np.concatenate([low, high]), np.concatenate([high, low])
    slots = np.lexsort((column, row))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=size))])
    return np.tile(ids, 2)[slots], column[slots], indptr


def _finite(full: csr_array) -> csr_array:
    """The matrix without infinite entries, which stand for what is closed."""
    open_ones = np.isfinite(full.data)
    before = np.concatenate([[0], np.cumsum(open_ones)])
    return csr_array((full.data[open_ones], full.indices[open_ones], before[full.indptr]), shape=full.shape)
