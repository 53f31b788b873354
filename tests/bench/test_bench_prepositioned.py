"""The yardsticks of prepositioning reckon what the product reckons."""

from __future__ import annotations

import numpy as np
import pytest

from geo.preposition_value import value_of
from tests.bench import prepositioned
from tests.geo.preposition_oracle import one_disaster


def test_linprog_says_the_same_on_the_instance_of_the_bench():
    of = prepositioned.case(many=True, disasters=12)
    value = value_of(of)
    told = np.array([one_disaster(of.quantity[of.of == k], of.hours[of.at[of.of == k]], of.stock) for k in range(12)])
    assert np.bincount(of.of, weights=value.unmet) == pytest.approx(told[:, 0], abs=1e-4)
    assert np.bincount(of.of, weights=value.hours) == pytest.approx(told[:, 1], rel=1e-6)


def test_spopt_chooses_the_same_warehouse():
    of = prepositioned.case(many=True, disasters=1)
    assert prepositioned.median(of) == prepositioned.spopt_median(of)


def test_all_of_it_runs_small():
    lines = prepositioned.figures(prepositioned.measured(disasters=60, sample=2))
    assert len(lines) == 7
    assert all(line.value > 0 for line in lines)
