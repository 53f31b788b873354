"""Reach with trucks and legs: worked by hand, against scipy on whole programmes, and its prices against differences."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DashboardError, DataProblem
from geo.reach import reach_alone, reach_together
from geo.reach_fleet import allocate_with_fleet, places_with_fleet, reach_alone_with_fleet
from geo.reach_fleet_words import binding_frame, by_need
from geo.reach_supply import Supply, need_by_commune
from geo.watch import Watch
from tests.geo.fleet_oracle import Case, most, random_fleet
from tests.geo.reach_oracle import (
    each_commune,
    kit_frame,
    need_frame,
    one_place,
    random_case,
    stock_frame,
    travel_frame,
)

BANDS = (4.0, 8.0, 12.0, 30.0)
SEEDS = st.integers(0, 10_000)
NEAR, FAR = "HT0101", "HT0102"


def by_hand(trucks: int = 1, leg: float | None = None) -> Case:
    """One warehouse with 100 kits of 0.1 t; NEAR is its own commune (2 h), FAR 6 hours of road away (8 h)."""
    supply = Supply.of(
        stock_frame({("W", "kit"): 100}), kit_frame({"kit": 1}), travel_frame({("W", NEAR): 2, ("W", FAR): 8})
    )
    arcs = {(0, 1)} if leg is not None else set()
    one = {0: (trucks, 1.0, 100.0)} if trucks else {}
    return Case(supply, np.array([0.1]), np.array([0.1]), one, None, leg or 0.0, arcs)


def total(case: Case, need: dict[str, float], hours: float):
    return (
        allocate_with_fleet(case.supply, need_frame(need), case.means(), within_hours=(hours,)).bands[0].optimum.total
    )


def test_one_truck_of_a_tonne_goes_as_often_as_the_hours_allow():
    # A truck takes 10 kits a trip. FAR is reached after 8 h; the next arrival is loading 1 + unloading 0.5 + road 12 h
    # later: 21.5 h, then 35 h. NEAR: 2 h, then every 1.5 h: 3.5, 5, 6.5, 8.
    far = {FAR: 1000.0}
    assert [total(by_hand(), far, hours) for hours in (7.9, 8.0, 21.4, 21.5, 35.0)] == pytest.approx(
        [0, 10, 10, 20, 30]
    )
    assert total(by_hand(), {NEAR: 1000.0}, 8.0) == pytest.approx(50)
    assert total(by_hand(2), far, 8.0) == pytest.approx(20)


def test_a_truck_shares_its_time_among_communes():
    # Within 8 h: 5 trips to NEAR or 1 to FAR. Only 12 households need at NEAR: 12/50 of the truck's time, the other
    # 38/50 bring 7.6 to FAR.
    assert total(by_hand(), {NEAR: 12.0, FAR: 100.0}, 8.0) == pytest.approx(19.6)


def test_a_leg_carries_its_tonnes_a_day():
    # 0.6 t a day: within 8 h 0.2 t, 2 kits; within 48 h 1.2 t, 12 kits. No truck is given: none is needed.
    case = by_hand(0, leg=0.6)
    assert total(case, {FAR: 50.0}, 8.0) == pytest.approx(2)
    assert total(case, {FAR: 50.0}, 48.0) == pytest.approx(12)
    assert total(case, {FAR: 50.0, NEAR: 20.0}, 48.0) == pytest.approx(32)


def test_what_stops_it_is_named():
    def stopped(case: Case, need: dict[str, float], hours: float):
        asked, places = need_frame(need), one_place([NEAR, FAR])
        free = reach_together(case.supply, asked, places, within_hours=(hours,))
        solved = allocate_with_fleet(case.supply, asked, case.means(), within_hours=(hours,))
        return places_with_fleet(solved, free, places).frame.iloc[0]

    truck = stopped(by_hand(), {FAR: 50.0}, 8.0)
    assert (truck["bound_by"], truck["binding_vehicles"], truck["reached_without_limits"]) == ("fleet", ["W"], 50.0)
    leg = stopped(by_hand(0, leg=0.6), {FAR: 50.0}, 8.0)
    assert (leg["bound_by"], leg["binding_way"]) == ("leg", "S1")
    assert stopped(by_hand(50), {FAR: 50.0}, 7.0)["bound_by"] == "hours"
    stock = stopped(by_hand(50), {FAR: 500.0}, 8.0)
    assert (stock["bound_by"], stock["binding_item"], stock["binding_warehouses"]) == ("stock", "kit", ["W"])
    assert stopped(by_hand(50), {FAR: 50.0}, 8.0)["bound_by"] == "need"


def test_households_first_hours_second():
    # 10 kits in time of both, trucks for all: any 10 households are as many, the nearer take less time.
    case = by_hand(100)
    case = replace(case, supply=replace(case.supply, units=np.array([[10.0]])))
    solved = allocate_with_fleet(case.supply, need_frame({NEAR: 8.0, FAR: 8.0}), case.means(), within_hours=(8.0,))
    assert solved.bands[0].optimum.households == pytest.approx([8.0, 2.0])


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("shared", "leg"), [(False, False), (True, False), (True, True)])
def test_totals_are_those_of_the_whole_programme(seed, shared, leg):
    supply, need = random_case(seed)
    case = random_fleet(supply, seed, shared=shared, leg=leg)
    wanted = need_by_commune(need, supply)
    solved = allocate_with_fleet(supply, need, case.means(), within_hours=BANDS)
    for band in solved.bands:
        assert band.optimum.total == pytest.approx(most(case, wanted, band.within_hours), abs=1e-5)
        assert band.optimum.households.sum() == pytest.approx(band.optimum.total, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_without_limits_it_is_reach_itself(seed):
    supply, need = random_case(seed)
    plenty = dict.fromkeys(range(len(supply.warehouses)), (1_000_000, 1.0, 10.0))
    means = replace(random_fleet(supply, seed), trucks=plenty).means()
    for places in (one_place(list(supply.communes)), each_commune(list(supply.communes))):
        for asked in (need, None):
            free = reach_alone(supply, asked, places, within_hours=BANDS)
            told, _ = reach_alone_with_fleet(supply, asked, places, means, free, within_hours=BANDS)
            for column in ("households_reached", "reached_share"):
                assert told.frame[column].to_numpy() == pytest.approx(
                    free.frame[column].to_numpy(), abs=1e-6, nan_ok=True
                )
            assert list(told.frame["bound_by"]) == list(free.frame["bound_by"])
    nation = one_place(list(supply.communes))
    free = reach_together(supply, need, nation, within_hours=BANDS)
    told = places_with_fleet(allocate_with_fleet(supply, need, means, within_hours=BANDS), free, nation)
    assert told.frame["households_reached"].to_numpy() == pytest.approx(
        free.frame["households_reached"].to_numpy(), abs=1e-5
    )
    assert list(told.frame["bound_by"]) == list(free.frame["bound_by"])


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_more_time_or_one_more_truck_never_lowers_the_nation_and_limits_never_raise_it(seed):
    supply, need = random_case(seed)
    case = random_fleet(supply, seed, shared=True, leg=True)
    solved = allocate_with_fleet(supply, need, case.means(), within_hours=BANDS)
    totals = [band.optimum.total for band in solved.bands]
    assert all(late >= soon - 1e-6 for soon, late in pairwise(totals))
    more = replace(case, shared=(3, 0.4, 2.0))
    after = allocate_with_fleet(supply, need, more.means(), within_hours=BANDS, start=solved.bases)
    assert all(new.optimum.total >= old - 1e-6 for new, old in zip(after.bands, totals, strict=True))
    free = reach_together(supply, need, one_place(list(supply.communes)), within_hours=BANDS).frame
    assert all(free["households_reached"] >= np.array(totals) - 1e-5)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_warm_start_gives_the_same(seed):
    supply, need = random_case(seed)
    case = random_fleet(supply, seed, shared=True, leg=True)
    before = allocate_with_fleet(
        supply, need.assign(households=need["households"] * 1.3), case.means(), within_hours=BANDS
    )
    cold = allocate_with_fleet(supply, need, case.means(), within_hours=BANDS)
    warm = allocate_with_fleet(supply, need, case.means(), within_hours=BANDS, start=before.bases)
    for one, other in zip(cold.bands, warm.bands, strict=True):
        assert one.optimum.total == pytest.approx(other.optimum.total, abs=1e-6)
        spent = [
            float((band.problem.hours[band.optimum.shipped[:2]] * band.optimum.shipped[3]).sum())
            for band in (one, other)
        ]
        assert spent[0] == pytest.approx(spent[1], abs=1e-3)


@pytest.mark.parametrize("seed", range(30))
def test_prices_prove_the_total_and_are_the_finite_differences(seed):
    supply, need = random_case(seed, communes=5, warehouses=3)
    case = random_fleet(supply, seed)
    wanted = need_by_commune(need, supply)
    solved = allocate_with_fleet(supply, need, case.means(), within_hours=(12.0,))
    band, rows = solved.bands[0], binding_frame(solved)
    assert rows["households"].sum() + by_need(band) == pytest.approx(band.optimum.total, abs=1e-6)
    for number, limit in enumerate(band.problem.limits.limits):
        if limit.available > 0:
            up, down = (_with(case, limit.which, limit.unit, step) for step in (STEP, -STEP))
            _between(band.optimum.limit_price[number], *(most(one, wanted, 12.0) for one in (up, case, down)))
    for w, i in zip(*np.nonzero(supply.units), strict=True):
        up, down = (_with_stock(case, int(w), int(i), step) for step in (STEP, -STEP))
        price = band.optimum.stock_price[w, i] / supply.kit_quantity[i]
        _between(price, *(most(one, wanted, 12.0) for one in (up, case, down)))


STEP = 1e-4


def _between(price: float, above: float, at: float, below: float) -> None:
    """Where the optimum has a corner, any price between the differences upwards and downwards is right."""
    assert (above - at) / STEP - 1e-3 <= price <= (at - below) / STEP + 1e-3


def _with_stock(case: Case, warehouse: int, item: int, step: float) -> Case:
    units = case.supply.units.copy()
    units[warehouse, item] += step
    return replace(case, supply=replace(case.supply, units=units))


def _with(case: Case, warehouse: str, unit: str, step: float) -> Case:
    """The same with a little more payload, in all, at one warehouse."""
    at = list(case.supply.warehouses).index(warehouse)
    number, tonnes, space = case.trucks[at]
    told = (number, tonnes + step / number, space) if unit == "t" else (number, tonnes, space + step / number)
    return replace(case, trucks={**case.trucks, at: told})


def test_an_explanation_adds_up_to_its_figure():
    supply, need = random_case(3)
    case, places = random_fleet(supply, 3), one_place(list(supply.communes))
    free = reach_together(supply, need, places, within_hours=(12.0,))
    told = places_with_fleet(allocate_with_fleet(supply, need, case.means(), within_hours=(12.0,)), free, places)
    explained = told.explain(place="HT", within_hours=12)
    inputs = {one.name: one.value for one in explained.inputs}
    scarce = [name[len("price") :] for name in inputs if name.startswith("price[")]
    proof = inputs["households_by_need"] + sum(inputs[f"price{name}"] * inputs[f"available{name}"] for name in scarce)
    assert proof == pytest.approx(inputs["households_reached[all]"], abs=1e-6)
    assert explained.value == pytest.approx(proof, abs=1e-5)


def test_work_is_cancelled_and_says_so():
    supply, need = random_case(5)
    watch = Watch(cancelled=lambda: True)
    with pytest.raises(DashboardError) as told:
        allocate_with_fleet(supply, need, random_fleet(supply, 5).means(), within_hours=BANDS, watch=watch)
    assert told.value.code == "reach.cancelled"


def test_out_of_time_a_longer_band_is_at_least_the_shorter():
    supply, need = random_case(5)
    case, seen = random_fleet(supply, 5), []
    watch = Watch(progress=seen.append, left=lambda: 60.0 if not seen else 0.0)  # over once the first band is told
    solved = allocate_with_fleet(supply, need, case.means(), within_hours=(4.0, 12.0), watch=watch)
    assert [band.complete for band in solved.bands] == [True, False]
    assert solved.bands[1].optimum.total == solved.bands[0].optimum.total
    assert seen == [0.5, 1.0]
    nation = one_place(list(supply.communes))
    free = reach_together(supply, need, nation, within_hours=(4.0, 12.0))
    assert places_with_fleet(solved, free, nation).facts["incomplete_hours"] == [12.0]


def test_a_need_is_asked_for():
    supply, _ = random_case(1)
    with pytest.raises(DataProblem, match="need_missing"):
        allocate_with_fleet(supply, None, random_fleet(supply, 1).means(), within_hours=BANDS)
