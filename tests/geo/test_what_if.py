"""What changes make of the frames, by hand, and what no change may do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataProblem
from geo.frames import VEHICLES, WAREHOUSES, WAYS
from geo.network import Conditions, Handling, Speeds, travel_hours
from geo.reach import reach_alone, reach_together
from geo.reach_supply import Supply
from geo.stock import STOCK
from geo.what_if import MOST_CHANGES, Change, Logistics, changed, new_warehouse, trips_a_day

SPEEDS = Speeds(
    {"national": 30.0, "sea": 12.0}, {"emergency": Handling(1.0, 2.0, 1.0, {"sea": 8.0})},
    restricted_factor=2.0, rainy_factor=1.5,
)  # fmt: skip
KIT = pd.DataFrame({"item": ["tarpaulin", "rope"], "quantity": [2.0, 1.0]})
COMMUNES = pd.DataFrame({"adm2_pcode": ["A", "B", "C"]})
PLACES = COMMUNES.assign(place="HT", name="Haïti")


def small() -> Logistics:
    """W1 in A holds 100 tarpaulins and 50 ropes, W2 in C holds 10 tarpaulins. A -60 km- B -60 km (closed)- C."""
    stock = pd.DataFrame([("W1", "tarpaulin", 100.0), ("W1", "rope", 50.0), ("W2", "tarpaulin", 10.0)],
                         columns=["warehouse_id", "item", "quantity"])  # fmt: skip
    warehouses = pd.DataFrame({"warehouse_id": ["W1", "W2"], "name": ["Un", "Deux"], "adm2_pcode": ["A", "C"]})
    ways = pd.DataFrame({
        "way_id": ["R1:A:B", "R1:B:C"], "route": ["R1", "R1"], "mode": "road", "way_class": "national",
        "from_pcode": ["A", "B"], "to_pcode": ["B", "C"], "length_km": [60.0, 60.0], "status": ["open", "closed"],
        "restriction": [None, "convoy"],
    })  # fmt: skip
    return Logistics(STOCK.conform(stock), WAREHOUSES.conform(warehouses), WAYS.conform(ways), VEHICLES.empty(),
                     COMMUNES)  # fmt: skip


def supply(one: Logistics) -> Supply:
    travel = travel_hours(one.ways, one.warehouses, one.communes, speeds=SPEEDS, conditions=Conditions())
    return Supply.of(one.stock, KIT, travel)


def hours(one: Logistics, warehouse: str, commune: str) -> float:
    told = supply(one)
    return float(told.hours[told.warehouses.get_loc(warehouse), told.communes.get_loc(commune)])


def units(one: Logistics, warehouse: str, item: str) -> float:
    rows = one.stock[(one.stock["warehouse_id"] == warehouse) & (one.stock["item"] == item)]
    return float(rows["quantity"].sum())


def test_closing_and_opening_change_the_hours():
    # 60 km at 30 km/h are 2 h, and 4 h of handling.
    assert hours(small(), "W1", "B") == 6.0
    assert hours(small(), "W1", "C") == np.inf
    assert hours(changed(small(), [Change("open", "R1")]), "W1", "C") == 8.0
    assert hours(changed(small(), [Change("open", "R1:B:C")]), "W1", "C") == 8.0
    assert hours(changed(small(), [Change("close", "R1:A:B")]), "W1", "B") == np.inf
    # in the order of the list: what is opened and closed again is closed
    assert hours(changed(small(), [Change("open", "R1"), Change("close", "R1:B:C")]), "W1", "C") == np.inf


def test_opening_lifts_the_restriction():
    opened = changed(small(), [Change("open", "R1:B:C")]).ways
    assert opened["restriction"].isna().all()
    assert small().ways["restriction"].tolist()[1] == "convoy"  # what went in is untouched


def test_stock_that_is_moved_is_there_and_no_longer_here():
    after = changed(small(), [Change("move", "tarpaulin", 30.0, "W1", "W2")])
    assert (units(after, "W1", "tarpaulin"), units(after, "W2", "tarpaulin")) == (70.0, 40.0)
    assert units(small(), "W1", "tarpaulin") == 100.0
    whole = changed(small(), [Change("move", "rope", 50.0, "W1", "W2")])
    assert (units(whole, "W1", "rope"), units(whole, "W2", "rope")) == (0.0, 50.0)


def test_more_than_is_there_is_not_moved_and_the_error_says_how_much_there_is():
    with pytest.raises(DataProblem) as told:
        changed(small(), [Change("move", "tarpaulin", 11.0, "W2", "W1")])
    assert told.value.code == "what_if.not_there"
    assert (told.value.params["there"], told.value.params["warehouse"]) == (10.0, "Deux")
    # what came first counts: 10 and 1 more
    after = changed(small(), [Change("add", "tarpaulin", 1.0, "", "W2"), Change("move", "tarpaulin", 11.0, "W2", "W1")])
    assert units(after, "W1", "tarpaulin") == 111.0


def test_a_new_warehouse_takes_stock_and_serves_its_commune():
    new = new_warehouse("C")
    after = changed(small(), [Change("warehouse", "Trois", 0.0, "", "C"), Change("move", "rope", 5.0, "W1", new)])
    assert units(after, new, "rope") == 5.0
    assert hours(after, new, "C") == 4.0
    # W2's 10 tarpaulins and these 5 ropes make 5 kits in C: without the new warehouse there is no rope.
    reached = [reach_alone(supply(one), None, PLACES[PLACES["adm2_pcode"] == "C"], within_hours=[24.0]).frame
               for one in (small(), after)]  # fmt: skip
    assert [float(rows["households_reached"].iloc[0]) for rows in reached] == [0.0, 5.0]
    assert len(changed(after, [Change("warehouse", "Trois", 0.0, "", "C")]).warehouses) == len(after.warehouses)


def test_a_boat_is_a_sea_leg():
    # 120 km at 12 km/h are 10 h, port handling 8 h, dispatch 4 h.
    assert hours(changed(small(), [Change("boat", "", 120.0, "A", "C")]), "W1", "C") == 22.0
    twice = [Change("boat", "", 120.0, "A", "C"), Change("boat", "", 60.0, "A", "C")]
    assert hours(changed(small(), twice), "W1", "C") == 17.0  # the last one of a leg is the one that there is


def test_vehicles_are_rows_of_the_register():
    after = changed(small(), [Change("vehicle", "truck", 3.0, "W1"), Change("vehicle", "pickup", 1.0)])
    assert after.vehicles["vehicles"].tolist() == [3, 1]
    assert after.vehicles["warehouse_id"].isna().tolist() == [False, True]
    assert after.vehicles["vehicle_id"].is_unique


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("close", "R9"), "unknown_way"),
        (Change("burn", "R1"), "what_if.unknown_kind"),
        (Change("move", "rope", 0.0, "W1", "W2"), "what_if.bad_units"),
        (Change("add", "rope", float("nan"), "", "W2"), "what_if.bad_units"),
        (Change("add", "rope", 1.0, "", "W9"), "what_if.unknown_warehouse"),
        (Change("move", "rope", 1.0, "W1", "W1"), "what_if.same_place"),
        (Change("move", "bucket", 1.0, "W1", "W2"), "what_if.not_there"),
        (Change("warehouse", "X", 0.0, "", "Z"), "what_if.unknown_commune"),
        (Change("boat", "", 10.0, "A", "A"), "what_if.same_place"),
        (Change("boat", "", -1.0, "A", "B"), "what_if.bad_units"),
        (Change("vehicle", "truck", 1.0, "W9"), "what_if.unknown_warehouse"),
    ],
)
def test_what_cannot_be_done_is_refused(change: Change, code: str):
    with pytest.raises(DataProblem) as told:
        changed(small(), [change])
    assert told.value.code == code


def test_there_is_an_end_to_the_list():
    with pytest.raises(DataProblem) as told:
        changed(small(), [Change("open", "R1")] * (MOST_CHANGES + 1))
    assert told.value.code == "what_if.too_many"


STEPS = st.one_of(
    st.builds(lambda item, units, ends: Change("move", item, units, *ends), st.sampled_from(KIT["item"].tolist()),
              st.floats(0.5, 60), st.permutations(["W1", "W2"])),
    st.builds(lambda item, units, end: Change("add", item, units, "", end), st.sampled_from(KIT["item"].tolist()),
              st.floats(0.5, 60), st.sampled_from(["W1", "W2"])),
    st.builds(Change, st.sampled_from(["open", "close"]),
              st.sampled_from(["R1", "R1:A:B", "R1:B:C"])),
)  # fmt: skip


@given(st.lists(STEPS, max_size=5))
def test_moving_keeps_the_sum_of_each_item_and_adding_raises_it(steps: list[Change]):
    before, total = small(), {"tarpaulin": 110.0, "rope": 50.0}
    for step in steps:
        after = _made([step], before)
        if step.kind == "add":
            total[step.what] += step.units
        before = after
    for item, units_now in total.items():
        held = before.stock.loc[before.stock["item"] == item, "quantity"]
        assert float(held.sum()) == pytest.approx(units_now)
        assert (held >= -1e-9).all()


def total_together(one: Logistics, need: pd.DataFrame) -> np.ndarray:
    rows = reach_together(supply(one), need, PLACES, within_hours=(6.0, 12.0, 24.0)).frame
    return rows["households_reached"].to_numpy()


NEEDS = st.lists(st.floats(0, 80), min_size=3, max_size=3)


@given(NEEDS, st.lists(STEPS, max_size=3), st.sampled_from(["tarpaulin", "rope"]), st.floats(1, 50),
       st.sampled_from(["W1", "W2"]))  # fmt: skip
def test_more_stock_never_lowers_the_nation(needs, steps, item, more, where):
    need = COMMUNES.assign(households=needs)
    start = _made(steps)
    after = changed(start, [Change("add", item, more, "", where)])
    assert (total_together(after, need) >= total_together(start, need) - 1e-5).all()


@given(NEEDS, st.lists(STEPS, max_size=3), st.sampled_from(["R1", "R1:A:B", "R1:B:C"]))
def test_closing_never_raises_the_nation_and_opening_never_lowers_it(needs, steps, way):
    need = COMMUNES.assign(households=needs)
    start = _made(steps)
    now = total_together(start, need)
    assert (total_together(changed(start, [Change("close", way)]), need) <= now + 1e-5).all()
    assert (total_together(changed(start, [Change("open", way)]), need) >= now - 1e-5).all()


def _made(steps: list[Change], start: Logistics | None = None) -> Logistics:
    """Changes in turn, without those that cannot be made."""
    one = small() if start is None else start
    for step in steps:
        try:
            one = changed(one, [step])
        except DataProblem:
            one = replace(one)  # what cannot be moved stays
    return one


def test_a_boat_carries_what_it_is_told_a_day():
    way = changed(small(), [Change("boat", "barge", 120.0, "A", "C", 28.0, 70.0)]).ways.iloc[-1]
    assert (way["vessel"], way["capacity_t_day"], way["capacity_m3_day"]) == ("barge", 28.0, 70.0)
    untold = changed(small(), [Change("boat", "", 120.0, "A", "C")]).ways.iloc[-1]
    assert untold[["capacity_t_day", "capacity_m3_day"]].isna().all()  # unknown is never zero
    for wrong, code in ((("", 0.0, None), "what_if.bad_units"), (("raft", 1.0, 1.0), "what_if.unknown_vessel")):
        with pytest.raises(DataProblem) as told:
            changed(small(), [Change("boat", wrong[0], 10.0, "A", "B", *wrong[1:])])
        assert told.value.code == code


def test_voyages_a_day_are_there_and_back_with_both_ports():
    # 120 km at 12 km/h: 10 h, 2 h in port: 12 h one way, 24 h there and back.
    assert trips_a_day(120.0, 12.0, 2.0) == 1.0
