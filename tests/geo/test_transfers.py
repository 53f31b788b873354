"""Ranked transfers by hand, under limits, and against the optimum under the same limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.prepositioning import preposition
from geo.transfers import COLUMNS, Limits, Moving, transfers
from tests.geo.test_prepositioning import case_from, worked

MOVING = Moving(np.array([[0.0, 5.0], [5.0, 0.0]]), weight_kg=4.0)


def test_one_transfer_by_hand():
    # 80 from A to B: V 460 -> 300. A tonne costs 10 an hour: 80 x 4 kg x 5 h = 0.32 t x 50 = 16. Q gets its 80 in 3 h
    # instead of 10, half of the time: 40 units expected, 7 h sooner; P waits for B.
    told = preposition(worked(80))
    found = transfers(told, MOVING, Limits(usd_tonne_hour=10.0))
    assert list(found.rows.columns) == list(COLUMNS)
    row = found.rows.iloc[0]
    assert row[["from_warehouse", "to_warehouse", "quantity"]].tolist() == ["A", "B", 80]
    assert (row["balance_before"], row["balance_after"]) == pytest.approx((460 / 300, 1.0))
    assert (row["cost_usd"], row["tonnes"]) == pytest.approx((16.0, 0.32))
    assert (row["units_sooner"], row["hours_sooner"]) == pytest.approx((40.0, 7.0))
    assert len(found.rows) == 1


def test_limits_by_hand():
    told = preposition(worked(80))
    kept = transfers(told, MOVING, Limits(keep=0.9))
    assert kept.rows["quantity"].tolist() == [10]
    assert kept.limited.value.case.stock == pytest.approx([90, 10], abs=1e-6)
    assert np.isnan(kept.rows["cost_usd"]).all()
    assert transfers(told, MOVING, Limits(room={"B": 25.0})).rows["quantity"].tolist() == [25]
    assert transfers(told, MOVING, Limits(keep_units={"A": 70.0})).rows["quantity"].tolist() == [30]
    spent = transfers(told, MOVING, Limits(usd_tonne_hour=10.0, budget_usd=4.0))
    assert spent.rows["quantity"].tolist() == [20]
    assert spent.rows["cost_usd"].sum() <= 4.0 + 1e-9


def test_no_transfer_where_nothing_is_gained():
    assert transfers(preposition(worked(80, stock=(20, 80))), MOVING, Limits()).rows.empty


@given(seed=st.integers(0, 2_000), keep=st.sampled_from([0.0, 0.5]))
@settings(max_examples=20, deadline=None)
def test_transfers_never_beat_the_optimum_under_their_limits_and_never_make_it_worse(seed, keep):
    told = preposition(case_from(seed, gaps=0.0)[0])
    found = transfers(told, Moving.unknown(told.actual.case), Limits(keep=keep))
    before, after, best = told.actual, found.after, found.limited.value
    assert after.case.stock.sum() == pytest.approx(before.case.stock.sum())
    assert (after.case.stock >= before.case.stock * keep - 1e-6).all()
    assert after.expected_unmet <= before.expected_unmet + 1e-6
    if abs(after.expected_unmet - best.expected_unmet) < 1e-9:
        assert after.expected_hours >= best.expected_hours - 1e-4 * max(1.0, best.expected_hours)
    for row in found.rows.itertuples():
        assert row.quantity == int(row.quantity)
        assert row.covered_share_after >= row.covered_share_before - 1e-9


def test_packs_by_hand():
    # A could send 80 and B could take 80; packs of 30 make it 60, and the 20 that are left are no order.
    told = preposition(worked(80))
    found = transfers(told, Moving(MOVING.hours, 4.0, pack_units=30.0), Limits())
    assert found.rows["quantity"].tolist() == [60]
    assert found.after.case.stock.tolist() == [told.actual.case.stock[0] - 60, told.actual.case.stock[1] + 60]
    assert transfers(told, Moving(MOVING.hours, 4.0, pack_units=100.0), Limits()).rows.empty
