"""The dispatch plan: whole units conserve and never exceed; trips and hours by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.dispatch import FLOWS, LOADS, Sending, dispatch_plan, whole_units
from geo.fleet import VehicleType
from geo.reach_fleet import allocate_with_fleet
from geo.reach_supply import Supply, need_by_commune
from tests.geo.fleet_oracle import Case, random_fleet
from tests.geo.reach_oracle import kit_frame, need_frame, random_case, stock_frame, travel_frame

TRUCK = VehicleType(1.0, 100.0)


def sending(case: Case) -> Sending:
    items = pd.DataFrame({"weight_kg": 1000 * case.weight_t, "volume_m3": case.space_m3}, index=list(case.supply.items))
    return Sending("truck", TRUCK, items, "2023-08-31")


def planned(case: Case, need: pd.DataFrame, hours: float):
    solved = allocate_with_fleet(case.supply, need, case.means(), within_hours=(hours,))
    return solved, dispatch_plan(solved, sending(case))


def by_hand(trucks: int) -> Case:
    """100 kits of 0.1 t: NEAR 2 h (own commune), FAR 8 h (6 h road); a truck of 1 t takes 10 kits."""
    supply = Supply.of(
        stock_frame({("W", "kit"): 100}), kit_frame({"kit": 1}), travel_frame({("W", "NEAR"): 2, ("W", "FAR"): 8})
    )
    return Case(supply, np.array([0.1]), np.array([0.1]), {0: (trucks, 1.0, 100.0)} if trucks else {})


def test_the_truck_goes_far_first_and_near_after_it_came_back():
    # 15 kits to FAR want 2 trips, 10 to NEAR 1. Two trucks: both leave for FAR at 0.5 + 1 h and arrive at 8 h; they are
    # back and ready at 0.5 + 1.5 + 12 = 14 h: the one that goes to NEAR leaves at 15 and arrives at 14 + 1.5 = 15.5 h.
    _, plan = planned(by_hand(2), need_frame({"NEAR": 10, "FAR": 15}), 24.0)
    rows = plan.loads.set_index("adm2_pcode")
    assert rows.loc["FAR", ["units", "kg", "trips", "leaves_hour", "arrives_hour"]].tolist() == [15, 1500, 2, 1.5, 8.0]
    assert rows.loc["NEAR", ["units", "trips", "leaves_hour", "arrives_hour"]].tolist() == pytest.approx(
        [10, 1, 15.0, 15.5]
    )
    assert plan.facts["late_trips"] == 0
    assert plan.facts["households"] == {"NEAR": 10.0, "FAR": 15.0}


def test_what_comes_late_because_trucks_are_whole_is_said():
    # One truck, 21.5 h: two trips to FAR are the whole of its time; 10 + 5 kits, and 5 to NEAR share a trip in the
    # programme, not in truth.
    solved, plan = planned(by_hand(1), need_frame({"NEAR": 5, "FAR": 15}), 21.5)
    assert solved.bands[0].optimum.total == pytest.approx(20)
    assert plan.facts["late_trips"] == 1
    assert plan.loads.set_index("adm2_pcode")["late"].to_dict() == {"NEAR": True, "FAR": False}


def test_without_trucks_each_trip_has_its_own_vehicle():
    _, plan = planned(by_hand(0), need_frame({"FAR": 35}), 8.0)
    assert plan.loads[["vehicle_type", "trips", "arrives_hour"]].to_numpy().tolist() == [["truck", 4, 8.0]]
    assert plan.flows[["households", "tonnes"]].to_numpy().tolist() == [[35.0, 3.5]]


def test_households_are_whole_and_the_difference_is_told():
    # 7 blankets, 2 a household: 3.5 in the programme, 3 in the plan with 6 blankets.
    supply = Supply.of(stock_frame({("W", "b"): 7}), kit_frame({"b": 2}), travel_frame({("W", "C"): 2}))
    _, plan = planned(Case(supply, np.array([0.001]), np.array([0.01]), {}), need_frame({"C": 9}), 6.0)
    assert plan.loads["units"].tolist() == [6.0]
    assert [plan.facts[name] for name in ("households_programme", "households_whole", "households_lost")] == [
        3.5,
        3.0,
        0.5,
    ]


def test_without_anything_to_send_the_frames_keep_their_columns():
    _, plan = planned(by_hand(1), need_frame({"FAR": 5}), 1.0)
    assert (list(plan.loads), list(plan.flows)) == (list(LOADS), list(FLOWS))
    assert plan.loads.dtypes.astype(str).to_dict() == LOADS


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_units_are_whole_conserve_and_never_exceed(seed, shared):
    supply, need = random_case(seed)
    case = random_fleet(supply, seed, shared=shared, leg=True)
    solved, plan = planned(case, need, 12.0)
    units = whole_units(solved, solved.bands[-1])
    assert (units == np.round(units)).all()
    assert (units.sum(axis=1) <= supply.units + 1e-6).all()
    complete = pd.Series(plan.facts["households"]).reindex(supply.communes).fillna(0.0).to_numpy(dtype="float64")
    assert (complete <= need_by_commune(need, supply) + 1e-6).all()
    assert (units.sum(axis=0) >= complete[:, None] * supply.kit_quantity[None, :] - 1e-6).all()
    assert plan.loads["units"].sum() == units.sum()
    assert plan.facts["households_lost"] >= -1e-6
    # At most one household a commune by whole households, and one a commune and item by whole units.
    assert plan.facts["households_lost"] <= len(supply.communes) * (1 + len(supply.items))
    by_pair = plan.loads.groupby(["warehouse_id", "adm2_pcode"])[["kg"]].sum()["kg"] / 1000
    flows = plan.flows.set_index(["warehouse_id", "adm2_pcode"])["tonnes"]
    assert by_pair.to_numpy() == pytest.approx(flows.reindex(by_pair.index).to_numpy())
    assert (plan.loads["arrives_hour"] <= 12.0 + 1e-6).where(~plan.loads["late"], other=True).all()
