"""Lines cut at their nodes, by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.line_noding import noded


def cut(*lines: list[tuple[float, float]], level: tuple[int, ...] = (), snap_m: float = 5.0):
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    return noded(shapes, np.array(level or [0] * len(lines), dtype=np.int64), snap_m=snap_m)


def test_a_crossing_cuts_both_lines() -> None:
    """A cross of 100 m by 100 m: five nodes, four pieces of 50 m."""
    told = cut([(0, 0), (100, 0)], [(50, -50), (50, 50)])
    assert (len(told.xy), told.metres.tolist(), told.line.tolist()) == (5, [50, 50, 50, 50], [0, 0, 1, 1])


def test_on_two_levels_they_pass_each_other_but_a_shared_vertex_joins() -> None:
    assert len(cut([(0, 0), (100, 0)], [(50, -50), (50, 50)], level=(0, 1)).metres) == 2
    ramp = cut([(0, 0), (100, 0)], [(100, 0), (200, 0)], level=(0, 1))
    assert len(ramp.xy) == 3


def test_a_line_is_cut_at_an_inner_vertex_that_another_one_has() -> None:
    """The side street begins at the vertex (40, 0) of the main one: 40 + 60 m, and 30 m."""
    told = cut([(0, 0), (40, 0), (100, 0)], [(40, 0), (40, 30)])
    assert sorted(told.metres.tolist()) == [30, 40, 60]
    assert len(told.xy) == 4


def test_a_loose_end_is_joined_within_the_tolerance() -> None:
    """It ends 3 m short: cut there, the three pieces hang together; 6 m short they do not."""
    near = cut([(0, 0), (100, 0)], [(60, 3), (60, 50)])
    assert (len(near.metres), near.snapped, len(near.xy)) == (3, 1, 4)
    far = cut([(0, 0), (100, 0)], [(60, 6), (60, 50)])
    assert (len(far.metres), far.snapped, len(far.xy)) == (2, 0, 4)


def test_two_loose_ends_become_one_node() -> None:
    told = cut([(0, 0), (100, 0)], [(103, 0), (200, 0)])
    assert len(told.xy) == 3
    assert told.metres.sum() == 197  # lengths stay as drawn


def test_nothing_and_rings() -> None:
    assert len(noded(np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64), snap_m=5).one) == 0
    assert len(cut([(0, 0), (10, 0), (10, 10), (0, 0)]).one) == 0  # from a node to itself: no shortest way takes it


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_lengths_are_kept(seed: int) -> None:
    """Random segments: the pieces of each add up to it."""
    draw = np.random.default_rng(seed)
    ends = draw.uniform(0, 1_000, (12, 2, 2))
    shapes = shapely.linestrings(ends)
    told = noded(shapes, np.zeros(12, dtype=np.int64), snap_m=1.0)
    sums = np.bincount(told.line, weights=told.metres, minlength=12)
    assert sums == pytest.approx(shapely.length(shapes), abs=0.1)
