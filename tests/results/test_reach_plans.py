"""Reach with trucks for the need of a shock, through the results: the demonstration, and who may ask."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from data import demo
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Told
from geo.errors import DashboardError, NotAllowed
from geo.fleet import Fleet, Vehicles
from geo.reach_work import worked
from geo.snapshot import Snapshot
from geo.watch import Watch
from results import Results
from results.reach_plans import NO_FLEET
from results.reach_trials import ReachQuestion
from results.reach_work import FleetWork
from results.shock import Shock

FLOOD = Shock("flood", zone_set="flood")
TRUCKS = Fleet((Vehicles("truck", "MAG-01", 2, 10.0, 33.0),))


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Source:
    return Source(demo.open_or_make(tmp_path_factory.mktemp("demo") / "pare.db"))


@pytest.fixture
def asked(source) -> Results:
    return Results(source.take(audience=LOCAL.role), LOCAL)


@pytest.fixture
def question(asked) -> ReachQuestion:
    return ReachQuestion("essential", "together", asked.need_pairs(asked.need_of_shock(FLOOD)))


def test_the_need_of_a_shock_is_the_displaced_of_its_exposure_as_households(asked):
    need = asked.need_of_shock(FLOOD)
    exposed = asked.exposure_needs("flood", "adm2", 1).frame
    displaced = exposed.groupby(["place", "hazard"])["displaced"].sum().groupby("place").max()
    assert need.frame.set_index("adm2_pcode")["people"].to_dict() == pytest.approx(displaced.to_dict())
    assert need.frame["households"].sum() == pytest.approx(displaced.sum() / 4.5)
    stored = asked.snapshot.frame("zones")
    same = asked.need_of_zones(stored[stored["zone_set"] == "flood"].reset_index(drop=True))
    assert same.frame["households"].tolist() == pytest.approx(need.frame["households"].tolist())


def test_a_planning_figure_is_a_share_of_all_households(asked):
    usual, double = asked.need_planned().frame, asked.need_planned(0.1).frame
    assert double["households"].sum() == pytest.approx(2 * usual["households"].sum())  # shipped: 5 %
    assert usual["households"].sum() == pytest.approx(usual["people"].sum() / 4.5 * 0.05)


def test_stock_in_the_hazard_is_left_out_from_the_class_that_the_setting_names(asked):
    rows = asked.facilities_of(FLOOD).warehouses
    assert set(asked.warehouses_in_hazard(FLOOD)) == set(rows.loc[rows["rank"] >= 2, "warehouse_id"])  # as shipped
    any_class = Results(replace(asked.snapshot, settings={**asked.snapshot.settings, "stock_hazard_rank": "0"}), LOCAL)
    hit = any_class.warehouses_in_hazard(FLOOD)
    assert hit
    assert set(hit) == set(rows["warehouse_id"])
    never = Results(replace(asked.snapshot, settings={**asked.snapshot.settings, "stock_hazard_rank": "99"}), LOCAL)
    assert never.warehouses_in_hazard(FLOOD) == ()


def test_without_trucks_and_known_legs_it_is_reach_itself(asked, question):
    free, told = asked.reach_of(question, "adm1"), asked.reach_with_fleet(question, "adm1", NO_FLEET)
    pd.testing.assert_frame_equal(free.frame, told.frame)


@pytest.mark.parametrize("mode", ["alone", "together"])
def test_trucks_lower_reach_and_say_so(asked, question, mode):
    asking = replace(question, mode=mode)
    free, told = asked.reach_of(asking, "adm1").frame, asked.reach_with_fleet(asking, "adm1", TRUCKS).frame
    assert list(told["place"]) == list(free["place"])
    assert told["reached_without_limits"].tolist() == pytest.approx(free["households_reached"].tolist())
    assert told["households_reached"].sum() < free["households_reached"].sum() - 1
    assert "fleet" in set(told["bound_by"])
    left = told["households_in_need"] - told["households_reached"]
    assert told["households_left"].tolist() == pytest.approx(left.clip(lower=0).tolist())


def test_loads_are_of_the_same_optimum_and_carry_names(asked, question):
    plan = asked.dispatch(question, 24.0, TRUCKS)
    nation = asked.reach_with_fleet(replace(question, within=(24.0,)), "adm0", TRUCKS).frame.iloc[0]
    assert plan.facts["households_programme"] == pytest.approx(nation["households_reached"], rel=1e-6)
    assert 0 <= plan.facts["households_lost"] < 0.05 * plan.facts["households_programme"]
    assert set(plan.loads["warehouse_id"]) == {"MAG-01"}  # the only one with trucks
    assert plan.loads["name_fr"].notna().all()
    assert plan.flows["adm2_name"].notna().all()
    stock = asked.stock().frame
    sent = plan.loads.groupby("item")["units"].sum()
    held = stock[stock["warehouse_id"] == "MAG-01"].set_index("item")["quantity"]
    assert (sent <= held.reindex(sent.index) + 1e-6).all()


def test_what_binds_is_priced(asked, question):
    rows = asked.what_binds(replace(question, within=(6.0,)), TRUCKS)
    assert set(rows["kind"]) >= {"fleet"}
    assert (rows["households_per_unit"] > 0).all()


def test_the_register_of_vehicles_is_read_on_the_day(tmp_path):
    store = demo.open_or_make(tmp_path / "pare.db")
    rows = pd.DataFrame([
        {"vehicle_id": "T1", "vehicle_type": "truck", "vehicles": 2, "warehouse_id": "MAG-01", "payload_t": 7.0, "observed_on": demo.AS_OF},
        {"vehicle_id": "T2", "vehicle_type": "truck", "vehicles": 9, "payload_t": 6.0, "available_until": "2020-01-01", "observed_on": demo.AS_OF},
    ])  # fmt: skip
    with store.batch(Told("test", "test", "test", fictional=True)) as batch:
        batch.patch("vehicles", rows)
    told = Results(Source(store).take(audience=LOCAL.role), LOCAL)
    mine = [one for one in told.fleet_in_force().vehicles if one.payload_t in (6.0, 7.0)]
    assert mine == [Vehicles("truck", "MAG-01", 2, 7.0, 33.0)]


@pytest.mark.parametrize("role", ["public", "donor"])
def test_nobody_below_partner_asks(source, role):
    with pytest.raises(NotAllowed):
        Results(source.take(audience=role), Actor(role, role)).fleet_in_force()


def test_work_that_was_done_elsewhere_is_what_the_figures_read(source, question):
    kept: dict[object, object] = {}

    def keep(_view: Snapshot, key: Hashable, compute: Callable[[], Any]) -> Any:
        if key not in kept:
            kept[key] = compute()
        return kept[key]

    asked = Results(source.take(audience=LOCAL.role), LOCAL, keep)
    here = Results(source.take(audience=LOCAL.role), LOCAL)
    for level in ("", "adm1"):
        one = replace(question, mode="alone" if level else "together", within=(12.0, 24.0))
        work = FleetWork(one, TRUCKS, (), level)
        assert asked.fleet_limits(work)
        assert not asked.fleet_work_known(work)
        sent = pickle.loads(pickle.dumps(asked.fleet_question(work)))  # as it goes to the worker
        found = worked(sent, watch=Watch(left=lambda: 60.0))
        asked.hold_fleet_work(work, pickle.loads(pickle.dumps(found)))
        assert asked.fleet_work_known(work)
        rows = [
            each.reach_with_fleet(one, "adm1", TRUCKS).frame["households_reached"].tolist() for each in (asked, here)
        ]
        assert rows[0] == pytest.approx(rows[1])
    assert not asked.fleet_limits(FleetWork(question, NO_FLEET))


def test_work_whose_time_is_over_says_so(asked, question):
    over = Watch(left=lambda: -1.0)
    with pytest.raises(DashboardError, match="out_of_time"):
        worked(asked.fleet_question(FleetWork(question, TRUCKS)), watch=over)
    slow = Results(replace(asked.snapshot, settings={**asked.snapshot.settings, "reach_solve_seconds": "5"}), LOCAL)
    assert (asked.solve_seconds().value, slow.solve_seconds().value) == (60.0, 5.0)
