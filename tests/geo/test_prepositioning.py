"""Prepositioning against worked examples, linprog, spopt and itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import preposition_best, preposition_programme
from geo.errors import DashboardError, DataProblem, MissingColumn
from geo.preposition_best import best_of
from geo.preposition_case import case_of
from geo.preposition_cuts import Budget
from geo.preposition_value import value_of
from geo.prepositioning import one_more_warehouse, preposition
from geo.watch import Watch
from tests.geo.preposition_oracle import best_allocation, one_disaster

HOURS = pd.DataFrame(
    [("A", "P", 2.0), ("A", "Q", 10.0), ("B", "P", 8.0), ("B", "Q", 3.0)], columns=["warehouse_id", "place", "hours"]
)


def worked(second, stock=(100, 0)):
    """Warehouse A has 100. Either P needs 60, or Q needs `second`; both as likely."""
    held = pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": stock})
    demand = pd.DataFrame([("one", "P", 60), ("two", "Q", second)], columns=["scenario_id", "place", "quantity"])
    return case_of(held, HOURS, demand)


def test_worked_by_hand_enough_stock():
    # V(A) = .5 x 60 x 2 + .5 x 80 x 10 = 460. Best: 80 in B serve Q in 3 h (120); the 20 of A serve P in 2 h (20), 40
    # come from B in 8 h (160): 300.
    told = preposition(worked(80)).figures
    assert told["v_actual"] == pytest.approx(460, abs=1e-9)
    assert told["v_optimal"] == pytest.approx(300, abs=1e-6)
    assert told["balance"] == pytest.approx(1.533333, abs=1e-6)
    assert told["fraction_served"] == 1
    assert told["demand_covered_share_actual"] == told["demand_covered_share_optimal"] == 1
    assert told["expected_hours_per_unit"] == pytest.approx(460 / 70)


def test_worked_by_hand_not_enough_stock_and_nothing_hidden():
    # Q needs 150 and 100 come: unmet 50 x .5 = 25. V(A) = 60 + .5 x 100 x 10 = 560. Best: all in B: 240 + 150 = 390.
    told = preposition(worked(150))
    figures = told.figures
    assert figures["v_actual"] == pytest.approx(560)
    assert figures["v_optimal"] == pytest.approx(390)
    assert figures["balance"] == pytest.approx(1.435897, abs=1e-6)
    assert told.actual.expected_unmet == pytest.approx(25)
    assert figures["fraction_served"] == 0.5
    assert figures["demand_covered_share_actual"] == pytest.approx(80 / 105)
    assert told.best.value.case.stock == pytest.approx([0, 100])


def test_stock_that_is_as_good_as_any_stays_where_it_is():
    # P is served from A in 2 h and Q from B in 3 h, the least there is: that 50 of A might as well stand in B moves nothing.
    told = preposition(worked(80, stock=(150, 90)))
    assert told.figures["balance"] == pytest.approx(1)
    assert told.best.value.case.stock.tolist() == [150, 90]


def test_scaling_covers_all_but_counts_the_served_without_it():
    # Q is brought down to 100: V(A) = 60 + 500. Still only one of two disasters is served.
    told = preposition(worked(150), scale_demand=True)
    assert told.figures["demand_covered_share_actual"] == 1
    assert told.figures["fraction_served"] == 0.5
    assert told.figures["v_actual"] == pytest.approx(560)
    assert "preposition.scaled" in told.metrics().explain(metric="balance").notes


def test_one_more_unit_by_hand():
    # Enough stock: a unit in B serves Q in 3 h instead of 10, half of the time. Not enough: one in A is 10 h more and
    # half a unit more covered (.5 x 10); one in B serves in 3 h.
    enough = preposition(worked(80)).warehouses().frame.set_index("warehouse_id")
    assert enough.loc["A", "more_hours"] == 0
    assert enough.loc["B", "more_hours"] == pytest.approx(-3.5)
    short = preposition(worked(150)).warehouses().frame.set_index("warehouse_id")
    assert list(short["more_covered"]) == [0.5, 0.5]
    assert list(short["more_hours"]) == pytest.approx([5.0, 1.5])


def test_a_disaster_of_two_places_by_hand():
    # P and Q at once need 60 each of A 70, B 30. Q gets the 30 of B (90 h) and 10 of A (100 h), P 60 of A (120 h): 310.
    # 20 of Q are unmet. One more in A: Q, 10 h. One more in B: Q, 3 h.
    held = pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": [70, 30]})
    demand = pd.DataFrame([("k", "P", 60), ("k", "Q", 60)], columns=["scenario_id", "place", "quantity"])
    value = value_of(case_of(held, HOURS, demand))
    assert (value.expected_unmet, value.expected_hours) == pytest.approx((20, 310))
    covered, hours = value.more
    assert covered == pytest.approx([1, 1])
    assert hours == pytest.approx([10, 3])
    assert value.served.tolist() == [False]


def test_no_way_is_unmet_and_a_disaster_that_demands_nothing_is_served():
    hours = HOURS.assign(hours=[2, np.nan, 8, np.nan])
    demand = pd.DataFrame([("one", "P", 60), ("two", "Q", 80), ("none", "P", 0)],
                          columns=["scenario_id", "place", "quantity"])  # fmt: skip
    held = pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": [100, 0]})
    value = value_of(case_of(held, hours, demand))
    assert value.expected_unmet == pytest.approx(80 / 3)
    assert value.served.tolist() == [True, False, True]


def test_probabilities_may_leave_room_for_no_disaster():
    demand = pd.DataFrame([("one", "P", 60, 0.1), ("two", "Q", 80, 0.2)],
                          columns=["scenario_id", "place", "quantity", "probability"])  # fmt: skip
    held = pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": [100, 0]})
    assert value_of(case_of(held, HOURS, demand)).expected_hours == pytest.approx(0.1 * 120 + 0.2 * 800)


def case_from(draw_seed, *, gaps, places=4, warehouses=3, disasters=4):
    draw = np.random.default_rng(draw_seed)
    hours = np.round(draw.uniform(1, 30, (places, warehouses)), 2)
    hours[draw.uniform(size=hours.shape) < gaps] = np.nan
    demand = np.round(draw.lognormal(3, 1, (disasters, places)) * (draw.uniform(size=(disasters, places)) < 0.6), 1)
    demand[:, 0] += 1
    stock = np.round(draw.exponential(60, warehouses) * (draw.uniform(size=warehouses) < 0.8), 1)
    chance = draw.dirichlet(np.ones(disasters))
    held = pd.DataFrame({"warehouse_id": [f"W{i}" for i in range(warehouses)], "quantity": stock})
    ways = pd.DataFrame(
        [(f"W{i}", f"J{j}", hours[j, i]) for j in range(places) for i in range(warehouses)],
        columns=["warehouse_id", "place", "hours"],
    )
    wanted = pd.DataFrame(
        [(f"K{k}", f"J{j}", demand[k, j], chance[k]) for k in range(disasters) for j in range(places)],
        columns=["scenario_id", "place", "quantity", "probability"],
    )
    return case_of(held, ways, wanted), np.where(np.isnan(hours), np.inf, hours), demand, chance, stock


@given(seed=st.integers(0, 10_000), gaps=st.sampled_from([0.0, 0.3]))
@settings(max_examples=60, deadline=None)
def test_every_disaster_is_served_as_linprog_does(seed, gaps):
    case, hours, demand, chance, stock = case_from(seed, gaps=gaps)
    value = value_of(case)
    wanted = [one_disaster(row, hours, stock) for row in demand]
    unmet = np.bincount(case.of, weights=value.unmet, minlength=len(demand))
    told = np.bincount(case.of, weights=value.hours, minlength=len(demand))
    assert unmet == pytest.approx([one[0] for one in wanted], abs=1e-6)
    assert told == pytest.approx([one[1] for one in wanted], rel=1e-6, abs=1e-5)
    assert value.expected_hours == pytest.approx(chance @ np.array([one[1] for one in wanted]), rel=1e-6, abs=1e-5)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_one_more_unit_is_the_finite_difference(seed):
    case, *_ = case_from(seed, gaps=0.0)
    value, step = value_of(case), 1e-5
    covered, hours = value.more
    for at in range(len(case.stock)):
        more = value_of(case.holding(case.stock + step * np.eye(len(case.stock))[at]))
        less = value_of(case.holding(np.clip(case.stock - step * np.eye(len(case.stock))[at], 0, None)))
        weighed = [(one.expected_hours + one.penalty * one.expected_unmet) for one in (less, value, more)]
        right = (weighed[2] - weighed[1]) / step
        dual = hours[at] - value.penalty * covered[at]
        left = (weighed[1] - weighed[0]) / step if case.stock[at] > step else -np.inf
        assert left - 1e-2 <= dual <= right + 1e-2  # where the two are one, the dual is it


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_the_best_allocation_is_that_of_linprog_by_either_way(seed, gaps, monkeypatch):
    case, hours, demand, chance, stock = case_from(seed, gaps=gaps)
    if not stock.sum():
        pytest.fail("an instance without stock shows nothing")
    unmet, told = best_allocation(demand, chance, hours, stock.sum(), [None] * len(stock))
    actual = value_of(case)
    for small in (15_000, 0):
        monkeypatch.setattr(preposition_best, "_SMALL", small)
        best = best_of(actual)
        assert best.value.expected_unmet == pytest.approx(unmet, abs=1e-5)
        assert best.value.expected_hours == pytest.approx(told, rel=1e-3)
        assert best.least_hours <= best.value.expected_hours + 1e-6
    monkeypatch.undo()
    assert best_of(actual).value.expected_hours == pytest.approx(told, rel=1e-5, abs=1e-4)


@given(seed=st.integers(0, 10_000), gaps=st.sampled_from([0.0, 0.3]))
@settings(max_examples=30, deadline=None)
def test_the_balance_is_at_least_one_where_both_cover_the_same(seed, gaps):
    case, *_ = case_from(seed, gaps=gaps)
    told = preposition(case)
    figures = told.figures
    assert figures["demand_covered_share_optimal"] >= figures["demand_covered_share_actual"] - 1e-9
    assert figures["v_least"] <= figures["v_optimal"] + 1e-6
    if abs(figures["demand_covered_share_optimal"] - figures["demand_covered_share_actual"]) < 1e-9:
        assert np.isnan(told.balance) or told.balance >= 1 - 1e-6


@given(seed=st.integers(0, 10_000), more=st.floats(0, 200), at=st.integers(0, 2))
@settings(max_examples=30, deadline=None)
def test_more_stock_never_covers_less(seed, more, at):
    case, *_ = case_from(seed, gaps=0.3)
    before, after = value_of(case), value_of(case.holding(case.stock + more * np.eye(3)[at]))
    assert after.expected_unmet <= before.expected_unmet + 1e-7
    if abs(after.expected_unmet - before.expected_unmet) < 1e-9:
        assert after.expected_hours <= before.expected_hours + 1e-6


def test_one_place_and_many_places_say_the_same():
    """A disaster of one place, and the same with a place beside it that needs next to nothing and has no way."""
    draw = np.random.default_rng(4)
    hours = draw.uniform(1, 30, (1, 12))
    held = pd.DataFrame({"warehouse_id": range(12), "quantity": draw.exponential(20, 12).round(1)}).astype(
        {"warehouse_id": "str"}
    )
    ways = pd.DataFrame([(str(i), "P", hours[0, i]) for i in range(12)], columns=["warehouse_id", "place", "hours"])
    demand = pd.DataFrame([("a", "P", 90.0), ("b", "P", 300.0)], columns=["scenario_id", "place", "quantity"])
    beside = pd.concat([demand, demand.assign(place="Q", quantity=1e-6)])
    one, two = value_of(case_of(held, ways, demand)), value_of(case_of(held, ways, beside))
    assert one.expected_hours == pytest.approx(two.expected_hours)
    assert one.expected_unmet == pytest.approx(two.expected_unmet, abs=1e-5)
    assert one.more[1] == pytest.approx(two.more[1], abs=1e-6)


def test_ways_that_come_in_later_give_the_same(monkeypatch):
    case, hours, demand, _, stock = case_from(3, gaps=0.0, places=12, warehouses=14, disasters=6)
    whole = value_of(case)
    monkeypatch.setattr(preposition_programme, "_FASTEST", 1)
    monkeypatch.setattr(preposition_programme, "_COLUMNS", 40)
    few = value_of(case)
    assert few.expected_hours == pytest.approx(whole.expected_hours)
    assert few.unmet.sum() == pytest.approx(whole.unmet.sum())
    assert whole.expected_unmet == pytest.approx(
        case.probability @ [one_disaster(row, hours, stock)[0] for row in demand], abs=1e-6
    )


def test_room_and_floor_bound_the_best_allocation_and_too_little_room_is_refused():
    capacity = pd.DataFrame({"warehouse_id": ["B"], "quantity": [30]})
    case = worked(150)
    bounded = case_of(pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": [100, 0]}), HOURS,
                      pd.DataFrame([("one", "P", 60), ("two", "Q", 150)], columns=["scenario_id", "place", "quantity"]),
                      capacity)  # fmt: skip
    assert preposition(bounded).best.value.case.stock == pytest.approx([70, 30])
    both = pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": [40, 30]})
    with pytest.raises(DataProblem, match="no_room"):
        preposition(case_of(pd.DataFrame({"warehouse_id": ["A"], "quantity": [100]}), HOURS,
                            pd.DataFrame([("k", "P", 60)], columns=["scenario_id", "place", "quantity"]), both))  # fmt: skip
    # A unit costs 2 to move and 40 may be spent: 20 units go.
    price = np.array([[np.nan, 2.0], [2.0, np.nan]])
    found = best_of(value_of(case), budget=Budget(price, 40.0))
    assert found.value.case.stock == pytest.approx([80, 20], abs=1e-3)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_p_median_of_spopt_is_the_best_single_warehouse():
    """With room for all of the demand in one warehouse and one unit of stock for each, both models ask one question."""
    import pulp
    from spopt.locate import PMedian

    draw = np.random.default_rng(6)
    hours, demand = draw.uniform(1, 20, (6, 4)), draw.integers(1, 30, 6).astype("float64")
    told = []
    for i in range(4):
        held = pd.DataFrame({"warehouse_id": [str(i)], "quantity": [demand.sum()]})
        ways = pd.DataFrame(
            [(str(i), str(j), hours[j, i]) for j in range(6)], columns=["warehouse_id", "place", "hours"]
        )
        wanted = pd.DataFrame({"scenario_id": "k", "place": [str(j) for j in range(6)], "quantity": demand})
        told.append(value_of(case_of(held, ways, wanted)).expected_hours)
    model = PMedian.from_cost_matrix(hours, demand, p_facilities=1)
    solved = model.solve(pulp.HiGHS(msg=False))
    assert min(told) == pytest.approx(solved.problem.objective.value())


def test_one_more_warehouse_by_hand():
    # C is 1 h from both. Best with it: P 60 and Q 80, one at a time, all from C: 30 + 40 = 70 instead of 300.
    told = preposition(worked(80))
    candidates = pd.DataFrame([("C", "P", 1.0), ("C", "Q", 1.0)], columns=["warehouse_id", "place", "hours"])
    row = one_more_warehouse(told, candidates).iloc[0]
    assert row["hours_saved"] == pytest.approx(230, abs=1e-6)
    assert row["best_quantity"] >= 80 - 1e-6


def test_cancelled_and_out_of_time(monkeypatch):
    with pytest.raises(DashboardError, match=r"preposition\.cancelled"):
        preposition(worked(80), watch=Watch(cancelled=lambda: True))
    monkeypatch.setattr(preposition_best, "_SMALL", 0)
    case, *_ = case_from(1, gaps=0.0, disasters=9)
    shares = []
    told = best_of(value_of(case), Watch(progress=shares.append, left=lambda: 0.0))
    assert told.least_hours <= told.value.expected_hours
    assert shares
    assert all(0 <= share <= 1 for share in shares)
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [("stock", "quantity", -1.0, "bad_number"), ("hours", "hours", -1.0, "bad_number"),
     ("demand", "quantity", np.nan, "bad_number"), ("demand", "probability", 0.9, "bad_probability"),
     ("hours", "place", "P", "twice")],
)  # fmt: skip
def test_faults_are_told(table, column, value, code):
    tables = {
        "stock": pd.DataFrame({"warehouse_id": ["A", "B"], "quantity": [100.0, 0.0]}), "hours": HOURS.copy(),
        "demand": pd.DataFrame([("one", "P", 60.0), ("two", "Q", 80.0)], columns=["scenario_id", "place", "quantity"]),
    }  # fmt: skip
    tables[table][column] = value
    with pytest.raises(DataProblem) as told:
        case_of(**tables)
    assert told.value.code == f"preposition.{code}"


def test_a_missing_column_is_told_and_export_columns_are_read():
    held = pd.DataFrame({"warehouse_id": ["A"], "quantity": [1]})
    demand = pd.DataFrame([("k", "P", 1)], columns=["scenario_id", "adm2_pcode", "quantity"])
    with pytest.raises(MissingColumn):
        case_of(held, HOURS.drop(columns="hours"), demand)
    named = HOURS.rename(columns={"place": "adm2_pcode", "hours": "travel_hours"})
    assert value_of(case_of(held, named, demand)).expected_hours == pytest.approx(2)


def test_explanations_hold_both_covered_shares_beside_the_balance():
    told = preposition(worked(150)).metrics("2023-08-31").explain(metric="balance")
    inputs = {one.name: one.value for one in told.inputs}
    assert inputs["v_actual"] / inputs["v_optimal"] == pytest.approx(told.value)
    assert {"demand_covered_share_actual", "demand_covered_share_optimal"} <= set(inputs)
    assert told.dated == "2023-08-31"


def test_the_worst_disaster_comes_first():
    told = preposition(worked(150)).disasters()
    assert told.iloc[0][["scenario_id", "unmet"]].tolist() == ["two", 50]
    places = preposition(worked(150)).places().set_index("place")
    assert places.loc["Q", "unmet"] == pytest.approx(25)
