"""Programmes of the stocks against counting every way that whole units can go, on small cases.

With whole stocks and needs a transport of one item has a best way in whole units: what the programmes say must be what
the best of all countable ways says, for the units that come and for the hours that they take.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.preposition_case import case_of
from geo.prepositioning import preposition
from geo.reach import reach_alone, reach_together
from geo.reach_supply import Supply

WAREHOUSES, PLACES = ("W1", "W2"), ("HT0111", "HT0112")
UNITS = st.lists(st.integers(0, 3), min_size=2, max_size=2)
HOURS = st.lists(st.sampled_from([1.0, 3.0, 8.0, np.nan]), min_size=4, max_size=4)


def every_way(stock: list[int], need: list[int], hours: np.ndarray) -> list[tuple[int, float]]:
    """Units that come and the hours that they take, of all ways to send whole units."""
    pairs = list(product(range(2), range(2)))
    most = [min(stock[w], need[p]) if np.isfinite(hours[w, p]) else 0 for w, p in pairs]
    told = []
    for sent in product(*(range(one + 1) for one in most)):
        table = np.zeros((2, 2))
        for (w, p), units in zip(pairs, sent, strict=True):
            table[w, p] = units
        if (table.sum(axis=1) <= stock).all() and (table.sum(axis=0) <= need).all():
            told.append((int(table.sum()), float(np.nansum(np.where(table > 0, table * hours, 0.0)))))
    return told


def travel(hours: np.ndarray) -> pd.DataFrame:
    rows = [(w, p, hours[i, j]) for i, w in enumerate(WAREHOUSES) for j, p in enumerate(PLACES)]
    return pd.DataFrame(rows, columns=["warehouse_id", "adm2_pcode", "travel_hours"])


@settings(deadline=None, max_examples=80)
@given(stock=UNITS, needs=st.lists(UNITS, min_size=1, max_size=3), hours=HOURS)
def test_the_value_of_the_stock_is_the_best_of_all_ways_in_every_disaster(stock, needs, hours):
    hours = np.array(hours).reshape(2, 2)
    held = pd.DataFrame({"warehouse_id": WAREHOUSES, "quantity": np.array(stock, dtype="float64")})
    demand = pd.DataFrame([(f"K{k}", place, float(units)) for k, need in enumerate(needs)
                           for place, units in zip(PLACES, need, strict=True)],
                          columns=["scenario_id", "place", "quantity"])  # fmt: skip
    told = preposition(case_of(held, travel(hours), demand))
    best = [max(every_way(stock, need, hours), key=lambda one: (one[0], -one[1])) for need in needs]
    assert told.actual.expected_hours == pytest.approx(np.mean([one[1] for one in best]), abs=1e-9)
    unmet = np.mean([sum(need) - one[0] for need, one in zip(needs, best, strict=True)])
    assert told.actual.expected_unmet == pytest.approx(unmet, abs=1e-9)
    served = [one[0] == sum(need) for need, one in zip(needs, best, strict=True)]
    assert told.figures["fraction_served"] == pytest.approx(np.mean(served))
    # No whole allocation of the same total is better than the best allocation.
    total = sum(stock)
    for first in range(total + 1):
        other = [max(every_way([first, total - first], need, hours), key=lambda one: (one[0], -one[1]))
                 for need in needs]  # fmt: skip
        lost = np.mean([sum(need) - one[0] for need, one in zip(needs, other, strict=True)])
        assert told.best.value.expected_unmet <= lost + 1e-9
        if abs(told.best.value.expected_unmet - lost) < 1e-9:
            assert told.best.value.expected_hours <= np.mean([one[1] for one in other]) + 1e-7


@settings(deadline=None, max_examples=60)
@given(stock=UNITS, need=UNITS, hours=HOURS, within=st.sampled_from([1.0, 3.0, 8.0]))
def test_reach_of_one_item_is_the_most_that_whole_kits_can_reach(stock, need, hours, within):
    hours = np.array(hours).reshape(2, 2)
    rows = pd.DataFrame({"warehouse_id": WAREHOUSES, "item": "tarpaulin", "quantity": np.array(stock, dtype="float64")})
    kit = pd.DataFrame({"item": ["tarpaulin"], "quantity": [1.0]})
    supply = Supply.of(rows, kit, travel(hours))
    wanted = pd.DataFrame({"adm2_pcode": PLACES, "households": np.array(need, dtype="float64")})
    nation = pd.DataFrame({"adm2_pcode": PLACES, "place": "HT", "name": "Haïti"})
    in_time = np.where(hours <= within, hours, np.nan)
    most = max(one[0] for one in every_way(stock, need, in_time))
    for reach in (reach_alone, reach_together):
        told = reach(supply, wanted, nation, within_hours=(within,)).frame
        assert told["households_reached"].iloc[0] == pytest.approx(most, abs=1e-6)
