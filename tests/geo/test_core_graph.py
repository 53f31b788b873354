"""The reduced graph keeps hours between chosen nodes, also after closures."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from geo.core_graph import core_of


def test_a_chain_becomes_one_pair_and_a_dead_end_nothing() -> None:
    """0 - 1 - 2 - 3 with a dead end 2 - 4; asked: 0 and 3. One pair of 1 + 2 + 3 hours."""
    one, other = np.array([0, 1, 2, 2]), np.array([1, 2, 3, 4])
    core = core_of(one, other, 5, np.array([0, 3]))
    assert core.size == 2
    assert core.matrix(np.array([1.0, 2.0, 3.0, 9.0])).toarray().tolist() == [[0, 6], [6, 0]]
    assert core.matrix(np.array([1.0, np.inf, 3.0, 9.0])).nnz == 0


def test_without_pieces_the_chosen_nodes_stay() -> None:
    core = core_of(np.zeros(0, np.int64), np.zeros(0, np.int64), 3, np.array([2, 0]))
    assert (core.size, core.node.tolist()) == (2, [1, 0])


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 100_000), most=st.sampled_from([0, 1, 2, 3, 8]))
def test_hours_are_those_of_networkx(seed: int, most: int) -> None:
    draw = np.random.default_rng(seed)
    nodes, pieces = 25, int(draw.integers(5, 60))
    one, other = draw.integers(0, nodes, (2, pieces))
    hours = draw.integers(0, 9, pieces).astype("float64")
    hours[draw.uniform(size=pieces) < 0.15] = np.inf
    chosen = draw.choice(nodes, 5, replace=False)
    core = core_of(one, other, nodes, chosen, most)
    found = dijkstra(core.matrix(hours))[np.ix_(core.node, core.node)]
    held = nx.MultiGraph()
    held.add_nodes_from(range(nodes))
    held.add_edges_from((a, b, {"weight": w}) for a, b, w in zip(one, other, hours, strict=True) if np.isfinite(w))
    plain = [[nx.single_source_dijkstra_path_length(held, a).get(b, np.inf) for b in chosen] for a in chosen]
    np.testing.assert_allclose(found, plain)
