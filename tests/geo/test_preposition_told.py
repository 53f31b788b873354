"""Answers of prepositioning that tell themselves, on the worked example."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from geo.preposition_told import sourced, told_candidates, told_disasters, told_transfers, unproved_share
from geo.prepositioning import one_more_warehouse, preposition
from geo.transfers import Limits, Moving, transfers
from tests.geo.test_prepositioning import worked

DAY = "2023-08-31"
BETWEEN = Moving(np.array([[0.0, 5.0], [5.0, 0.0]]), weight_kg=4.0)
THIRD = pd.DataFrame([("C", "P", 1.0), ("C", "Q", 1.0)], columns=["warehouse_id", "place", "hours"])


def answer(second: float, *, kind: str = "history"):
    told = preposition(worked(second))
    return SimpleNamespace(
        disasters=SimpleNamespace(kind=kind), told=told, moves=transfers(told, BETWEEN, Limits(usd_tonne_hour=10.0)),
        candidates=one_more_warehouse(told, THIRD, tries=1),
    )  # fmt: skip


def test_households_of_a_transfer():
    # 80 from A to B bring 40 expected units 7 h sooner; two units a household: 20 households.
    result = told_transfers(answer(80), 2.0, dated=DAY)
    assert result.frame["households_sooner"].tolist() == pytest.approx([20.0])
    told = result.explain(rank=1)
    given = {one.name: one.value for one in told.inputs}
    assert (given["d_before"], given["d_after"], given["cost_usd"]) == pytest.approx((460 / 300, 1.0, 16.0))
    assert (told.value, told.dated, told.source) == (pytest.approx(7.0), DAY, "preposition_history")
    assert len(told_transfers(answer(80), 5.0).frame) == 1


def test_an_unknown_cost_stays_unknown():
    one = answer(80)
    one.moves = transfers(one.told, BETWEEN, Limits())
    told = told_transfers(one, 2.0).explain(rank=1)
    assert {given.name: given.value for given in told.inputs}["cost_usd"] is None


def test_the_worst_disaster_comes_first_with_what_is_covered():
    # Q asks 150 of 100: 50 unmet, two thirds covered; P asks 60 and gets all.
    result = told_disasters(answer(150), dated=DAY)
    assert result.frame["scenario_id"].tolist() == ["two", "one"]
    assert result.frame["demand_covered"].tolist() == pytest.approx([2 / 3, 1.0])
    assert result.frame["communes_struck"].tolist() == [1, 1]
    told = result.explain(scenario_id="two")
    assert (told.value, told.unit, told.dated) == (pytest.approx(50), "units", DAY)


def test_a_disaster_without_demand_has_no_share():
    assert np.isnan(told_disasters(answer(0)).frame.set_index("scenario_id").loc["two", "demand_covered"])


def test_one_more_warehouse_saves_what_the_best_costs_less():
    # In C everything comes in 1 h: V = .5 x 60 + .5 x 80 = 70 instead of 300.
    result = told_candidates(answer(80), dated=DAY)
    assert result.facts == {"compared": 1, "tried": 1}
    told = result.explain(warehouse_id="C")
    given = {one.name: one.value for one in told.inputs}
    assert (given["hours_without"], given["best_hours"], told.value) == pytest.approx((300, 70, 230), abs=1e-5)


def test_source_and_day_are_said():
    one = answer(80, kind="made")
    told = sourced(one.told.metrics(), one, dated=DAY).explain(metric="balance")
    assert (told.source, told.dated) == ("preposition_made", DAY)
    assert told.value == pytest.approx(460 / 300)


def test_how_well_the_best_is_known():
    one = answer(80)
    assert unproved_share(one) == pytest.approx(0, abs=1e-6)
    one.told = replace(one.told, best=replace(one.told.best, least_hours=270.0))  # of 300: a tenth may be left
    assert unproved_share(one) == pytest.approx(0.1, abs=1e-6)
