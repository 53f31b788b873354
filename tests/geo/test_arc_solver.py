"""A programme that goes on from a like one, and is not solved where what was found before is proved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array

from geo.arc_solver import Programme, run
from geo.watch import NO_WATCH


def programme(upper: list[float], costs: tuple[float, float] = (-3.0, -2.0)) -> Programme:
    """max 3a + 2b, a + b <= upper[0], a + 3b <= upper[1], a <= upper[2]."""
    matrix = csc_array(np.array([[1.0, 1.0], [1.0, 3.0], [1.0, 0.0]]))
    most = np.full(2, np.inf)
    return Programme((np.arange(2), np.arange(3)), matrix, np.array(costs), most, np.full(3, -np.inf), np.array(upper))


def test_a_loosened_row_without_a_price_needs_no_solve():
    # a + b <= 4, a <= 3: a = 3, b = 1, worth 11, of which a + 3b = 6 <= 12 takes no part.
    values, _, basis = run(programme([4.0, 12.0, 3.0]), None, NO_WATCH)
    assert values == pytest.approx([3.0, 1.0])
    again, _, same = run(programme([4.0, 20.0, 3.0]), basis, NO_WATCH)
    assert same is basis
    assert again.tolist() == values.tolist()


def test_a_priced_row_or_one_that_is_broken_is_solved_again():
    _, _, basis = run(programme([4.0, 12.0, 3.0]), None, NO_WATCH)
    more, _, other = run(programme([5.0, 12.0, 3.0]), basis, NO_WATCH)  # one more of both: b = 2, worth 13
    assert other is not basis
    assert more == pytest.approx([3.0, 2.0])
    less, _, other = run(programme([4.0, 5.0, 3.0]), basis, NO_WATCH)  # 3 + 3b <= 5: b = 2 / 3
    assert other is not basis
    assert less == pytest.approx([3.0, 2 / 3])


def test_other_columns_or_costs_are_solved_again():
    first = programme([4.0, 12.0, 3.0])
    _, _, basis = run(first, None, NO_WATCH)
    named = replace(first, codes=(np.array([0, 7]), np.arange(3)))
    assert run(named, basis, NO_WATCH)[2] is not basis
    dearer, _, other = run(programme([4.0, 12.0, 3.0], (-1.0, -2.0)), basis, NO_WATCH)
    assert other is not basis
    assert dearer @ [1.0, 2.0] == pytest.approx(8.0)  # a = 0, b = 4 and a = 0, b = 4: a + 3b = 12


@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_after_any_change_of_the_limits_the_cost_is_that_of_scipy(seed):
    draw = np.random.default_rng(seed)
    rows, size = draw.integers(2, 6, 2)
    matrix = draw.integers(0, 4, (rows, size)).astype("float64")
    most, upper = draw.integers(1, 9, size).astype("float64"), draw.integers(1, 20, rows).astype("float64")
    first = Programme((np.arange(size), np.arange(rows)), csc_array(matrix), -draw.integers(1, 5, size) * 1.0, most,
                      np.full(rows, -np.inf), upper)  # fmt: skip
    _, _, basis = run(first, None, NO_WATCH)
    changed = replace(first, upper=np.clip(upper + draw.integers(-3, 4, rows) * (draw.random(rows) < 0.5), 0, None))
    values, _, _ = run(changed, basis, NO_WATCH)
    oracle = linprog(first.costs, matrix, changed.upper, bounds=np.column_stack([np.zeros(size), most]))
    assert float(first.costs @ values) == pytest.approx(oracle.fun, rel=1e-9, abs=1e-9)
