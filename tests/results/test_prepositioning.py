"""Prepositioning of a snapshot: portfolios, the case that is made of it, transfers, planner; nothing below the coordinator."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.access import LOCAL
from data.demo import load
from data.snapshot import Source, household_size
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.preposition_portfolio import Portfolio
from geo.preposition_work import Worked, worked
from geo.watch import NO_WATCH
from results import Results

FEW = Portfolio("made", events=40, seed=3)


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Results:
    store = Store(tmp_path_factory.mktemp("store") / "pare.db")
    load(store)
    with store.batch(Told("test", "history", "test")) as batch:
        batch.patch("portfolio", pd.DataFrame([
            {"disaster_id": "D1", "place": "a", "adm2_pcode": "HT0711", "people_affected": 4500, "observed_on": "2016-10-04"},
            {"disaster_id": "D1", "place": "b", "adm2_pcode": "HT0811", "people_affected": 9000, "observed_on": "2016-10-04"},
            {"disaster_id": "D2", "place": "a", "adm2_pcode": "HT0711", "people_affected": 900, "observed_on": "2021-08-14"},
            {"disaster_id": "D3", "place": "c", "people_affected": 100, "observed_on": "2020-01-01"},
            {"disaster_id": "D4", "place": "d", "adm2_pcode": "HT0711", "country_iso3": "DOM", "people_affected": 9,
             "observed_on": "2020-01-01"},
        ]))  # fmt: skip
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


def asked_of_the_page(results: Results) -> Worked:
    """What the page hands over to be worked, worked here."""
    question = results.preposition_question(FEW, "essential", "tarpaulin", keep=0.5, budget_usd=float("inf"))
    return worked(question, watch=NO_WATCH)


def test_history_is_households_and_tells_what_it_left_out(results):
    # 4,500 people in households of the setting's size; D3 has no commune and D4 is of another country.
    told = results.portfolio(Portfolio("history"))
    size = household_size({}).value
    rows = told.demand.set_index(["scenario_id", "adm2_pcode"])
    assert rows.loc[("D1", "HT0711"), "households"] == pytest.approx(4500 / size)
    assert rows["probability"].unique().tolist() == [0.5]
    assert told.left_out == 2
    assert results.usual_portfolio() == Portfolio("history")


def test_the_case_is_the_snapshots_stock_and_hours(results):
    case = results.preposition_case(FEW, "essential", "tarpaulin")
    stock = results.stock().frame
    assert case.total == pytest.approx(stock.loc[stock["item"] == "tarpaulin", "quantity"].sum())
    assert set(case.warehouses) == set(results.snapshot.frame("warehouses")["warehouse_id"])
    kit = results.kit("essential").set_index("item")["quantity"]
    households = results.portfolio(FEW).demand["households"].sum()
    assert case.quantity.sum() == pytest.approx(households * kit["tarpaulin"])


def test_transfers_lower_the_balance_and_keep_to_their_limits(results):
    told = results.prepositioned(FEW, "essential", "tarpaulin")
    moves = asked_of_the_page(results).moves
    assert told.balance >= 1 - 1e-6
    assert (moves.after.case.stock >= told.actual.case.stock * 0.5 - 1e-6).all()
    if len(moves.rows):
        assert (moves.rows["balance_after"] <= moves.rows["balance_before"] + 1e-9).all()
        assert np.isfinite(moves.rows["cost_usd"]).all()


def test_one_more_warehouse_never_makes_it_worse(results):
    tried = asked_of_the_page(results).candidates["hours_saved"].dropna()
    assert len(tried)
    assert (tried >= -1e-3 * results.prepositioned(FEW, "essential", "tarpaulin").figures["v_optimal"]).all()


def test_the_planner_has_departments_items_and_their_gap(results):
    plan = asked_of_the_page(results).plan.frame
    assert set(plan["percentile"]) == {50.0, 75.0, 95.0}
    assert (plan["gap"] == (plan["to_hold"] - plan["held"]).clip(lower=0)).all()
    by = plan.pivot_table(index=["adm1_pcode", "item"], columns="percentile", values="households")
    assert (by[95.0] >= by[75.0]).all()
    assert (by[75.0] >= by[50.0]).all()


def test_what_is_not_there_is_said(results):
    with pytest.raises(DataProblem, match="not_in_kit"):
        results.preposition_case(FEW, "essential", "gold")
    with pytest.raises(DataProblem, match="bad_portfolio"):
        Portfolio("dreamt")
