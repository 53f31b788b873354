"""Capacity rule: the published worked example, what the order changes, and what holds always."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.capacity_rule import served_in_order
from tests.geo.test_accessibility import tables, ways


def test_the_capacity_rule_to_the_digits_of_the_worked_example():
    # zones of 1, 2, 3, 4 minutes hold 10, 20, 30, 40; capacity 45 takes 10 + 20 and half of 30
    told = served_in_order(
        np.array([10.0, 20, 30, 40]), np.array([45.0]), ways(np.array([[1.0], [2], [3], [4]])), [0], minutes=60
    )
    assert told.residual.tolist() == [0, 0, 15, 40]
    row = told.facilities.iloc[0]
    assert (row["served"], row["left_over"], row["catchment_minutes"]) == (45, 0, 3)


def test_the_order_changes_who_is_served_and_places_may_be_left_over():
    # people 30 near both; 30 near the second alone. Second first: takes 15 of each of the zone it shares
    minutes = np.array([[1.0, 2.0], [np.inf, 2.0]])
    first = served_in_order(np.array([30.0, 30]), np.array([30.0, 30]), ways(minutes), [0, 1], minutes=10)
    assert first.residual.tolist() == [0, 0]
    other = served_in_order(np.array([30.0, 30]), np.array([30.0, 30]), ways(minutes), [1, 0], minutes=10)
    assert other.residual.tolist() == [0, 15]  # one zone of two minutes holds 60: half of each
    assert other.facilities["left_over"].tolist() == [0, 15]
    far = served_in_order(np.array([30.0, 30]), np.array([30.0, 30]), ways(minutes), [1], minutes=1.5)
    assert np.isnan(far.facilities["catchment_minutes"].iloc[0])


@settings(max_examples=60)
@given(tables, st.randoms())
def test_the_capacity_rule_conserves(told, random):
    people, places, table = (np.array(part, float) for part in told)
    order = list(range(len(places)))
    random.shuffle(order)
    held = served_in_order(people, places, ways(table), order, minutes=30)
    np.testing.assert_allclose(held.residual.sum() + held.facilities["served"].sum(), people.sum(), atol=1e-6)
    assert (held.residual >= -1e-9).all()
    assert (held.facilities["left_over"] >= -1e-9).all()
