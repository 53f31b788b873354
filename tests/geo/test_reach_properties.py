"""Stock reach against a second solver, and what must hold whatever the stock, the kit and the hours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import reference_logistics, reference_ways
from geo import reach_programme
from geo.network import Conditions, travel_hours
from geo.reach import allocate_together, places_together, reach_alone, reach_together
from geo.reach_classes import classes_of
from geo.reach_parts import largest_by_item, optimum
from geo.reach_supply import Supply, need_by_commune
from geo.stock import STOCK
from tests.geo.reach_oracle import CLOSE, WholeProgramme, each_commune, one_place, random_case

BANDS = (2.0, 4.0, 6.0, 8.0, 10.0)
SEEDS = st.integers(0, 10_000)
SOME = settings(max_examples=25, deadline=None, derandomize=True)


def bound_of(supply: Supply, row: pd.Series) -> float:
    """min_i s_i(N(S)) / q_i, from the data and the row's sets alone."""
    warehouses = supply.warehouses.isin(row["binding_warehouses"])
    return float((supply.units[warehouses].sum(axis=0) / supply.kit_quantity).min())


def in_time_of(supply: Supply, row: pd.Series) -> list[str]:
    communes = supply.communes.isin(row["binding_communes"])
    return supply.warehouses[supply.within(row["within_hours"])[:, communes].any(axis=1)].tolist()


def near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-5 * max(1.0, abs(one), abs(other))


@pytest.mark.parametrize("seed", range(25))
def test_the_total_is_that_of_the_whole_programme(seed: int) -> None:
    supply, need = random_case(seed)
    wanted = need_by_commune(need, supply)
    codes = supply.communes.tolist()
    alone = reach_alone(supply, need, one_place(codes), within_hours=BANDS).frame
    together = reach_together(supply, need, one_place(codes), within_hours=BANDS).frame
    capacity = reach_alone(supply, None, one_place(codes), within_hours=BANDS).frame
    for at, band in enumerate(BANDS):
        total = WholeProgramme(supply, wanted, band).total()
        assert alone["households_reached"][at] == pytest.approx(total, abs=CLOSE)
        assert together["households_reached"][at] == pytest.approx(total, abs=CLOSE)
        without_limit = WholeProgramme(supply, np.full(len(codes), 1e9), band).total()
        assert capacity["households_reached"][at] == pytest.approx(without_limit, abs=CLOSE)


@pytest.mark.parametrize("seed", range(25))
def test_the_shares_are_the_lexicographic_max_min(seed: int) -> None:
    supply, need = random_case(seed)
    wanted = need_by_commune(need, supply)
    allocation = allocate_together(supply, need, within_hours=(6.0, 10.0))
    for band in (6.0, 10.0):
        expected = WholeProgramme(supply, wanted, band).fairest()
        np.testing.assert_allclose(allocation.households[band], expected, atol=1e-4)


@pytest.mark.parametrize("seed", range(12))
def test_hall_rows_and_shipments_say_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    supply, need = random_case(seed, communes=9, warehouses=5)
    wanted = need_by_commune(need, supply)
    classes = classes_of(supply.within(6.0), wanted, supply.households)
    by_rows = [optimum(classes, solve).households for solve in (reach_programme.largest, reach_programme.fairest)]
    items_by_rows = largest_by_item(classes)[0]
    monkeypatch.setattr(reach_programme, "HALL_CLASSES", 1)
    monkeypatch.setattr("geo.reach_parts.HALL_CLASSES", 1)
    by_trips = [optimum(classes, solve).households for solve in (reach_programme.largest, reach_programme.fairest)]
    assert by_trips[0].sum() == pytest.approx(by_rows[0].sum(), abs=CLOSE)
    np.testing.assert_allclose(by_trips[1], by_rows[1], atol=1e-4)
    np.testing.assert_allclose(largest_by_item(classes)[0], items_by_rows, atol=CLOSE)


@pytest.mark.parametrize("trips", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_the_sets_prove_the_total(seed: int, trips: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """By duality: total = sum of weight x bound + need of each class times what the sets leave of it (not below 0)."""
    if trips:
        monkeypatch.setattr(reach_programme, "HALL_CLASSES", 1)
    supply, need = random_case(seed, communes=9, warehouses=5)
    classes = classes_of(supply.within(6.0), need_by_commune(need, supply), supply.households)
    found = optimum(classes, reach_programme.largest)
    told = sum((tight.weight * tight.classes for tight in found.sets), np.zeros(len(classes.need)))
    proof = sum(tight.weight * tight.bound for tight in found.sets) + (np.clip(1 - told, 0, 1) * classes.need).sum()
    assert found.households.sum() == pytest.approx(proof, abs=1e-5)
    for tight in found.sets:
        assert tight.bound == pytest.approx(classes.bounds(tight.classes).min(), abs=CLOSE)
        assert found.households[tight.classes].sum() == pytest.approx(tight.bound, abs=1e-5)


@SOME
@given(SEEDS)
def test_every_binding_set_recomputes(seed: int) -> None:
    supply, need = random_case(seed, communes=8)
    codes = supply.communes.tolist()
    together = reach_together(supply, need, each_commune(codes), within_hours=BANDS).frame
    reached = together.set_index(["within_hours", "place"])["households_reached"]
    alone = reach_alone(supply, need, each_commune(codes), within_hours=BANDS).frame
    whole = reach_together(supply, need, one_place(codes), within_hours=BANDS).frame
    named = 0
    for frame, single in ((together, False), (alone, True), (whole, False)):
        for _, row in frame[frame["binding_item"].notna()].iterrows():
            named += 1
            inside = (
                row["households_reached"] if single else reached[row["within_hours"]][row["binding_communes"]].sum()
            )
            assert near(inside, bound_of(supply, row))
            assert row["binding_warehouses"] == in_time_of(supply, row)
            warehouses = supply.warehouses.isin(row["binding_warehouses"])
            item = supply.items.get_loc(row["binding_item"])
            assert near(inside, supply.units[warehouses, item].sum() / supply.kit_quantity[item])
    assert named or (together["bound_by"].isin(["need", "hours"])).all()


@SOME
@given(SEEDS)
def test_a_set_of_a_place_alone_bounds_it_and_often_proves_it(seed: int) -> None:
    supply, need = random_case(seed, communes=8)
    codes, wanted = supply.communes.tolist(), need.set_index("adm2_pcode")["households"]
    result = reach_alone(supply, need, one_place(codes), within_hours=BANDS)
    for _, row in result.frame[result.frame["binding_item"].notna()].iterrows():
        outside = wanted.drop(row["binding_communes"]).sum()
        assert row["households_reached"] <= outside + bound_of(supply, row) + 1e-5
        explained = result.explain(place="HT", within_hours=row["within_hours"])
        if "households_in_need_outside +" in explained.formula:
            assert near(row["households_reached"], outside + bound_of(supply, row))
        elif "set_weight" in explained.formula:
            told = {given.name: given.value for given in explained.inputs}
            sets = range(1, 1 + sum(name.startswith("set_weight") for name in told))
            proof = sum(told[f"set_weight[{at}]"] * told[f"set_households[{at}]"] for at in sets)
            assert near(row["households_reached"], told["households_by_need"] + proof)


@SOME
@given(SEEDS, st.booleans())
def test_alone_no_place_falls_with_a_later_hour(seed: int, capacity: bool) -> None:
    supply, need = random_case(seed)
    for communes in (each_commune(supply.communes.tolist()), one_place(supply.communes.tolist())):
        frame = reach_alone(supply, None if capacity else need, communes, within_hours=BANDS).frame
        steps = frame.groupby("place")["households_reached"].diff().dropna()
        assert (steps >= -CLOSE).all()


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 1_000), st.booleans())
def test_alone_no_department_falls_with_an_opened_way(seed: int, capacity: bool) -> None:
    """On the reference network, with four depots of random stock, eight ways closed, then four of them opened."""
    rng = np.random.default_rng(seed)
    ways, places = reference_ways.reference_ways(), _communes()
    depots = pd.DataFrame({"warehouse_id": list("KLMN"), "adm2_pcode": rng.choice(places["adm2_pcode"], 4)})
    kit = reference_logistics.kit("essential")
    stock = pd.DataFrame(
        [(w, i, float(rng.integers(0, 9_000))) for w in "KLMN" for i in kit["item"]], columns=list(STOCK.by_name)
    )
    need = places[["adm2_pcode"]].assign(households=rng.integers(0, 2_000, len(places)).astype("float64"))
    closed = tuple(rng.choice(ways["way_id"], 8, replace=False))
    before, after = (
        reach_alone(
            _supply(stock, kit, ways, depots, now), None if capacity else need, places, within_hours=(6, 12, 24, 48)
        )
        for now in (closed, closed[:4])
    )
    assert (after.frame["households_reached"] >= before.frame["households_reached"] * (1 - CLOSE) - CLOSE).all()


def test_closing_a_route_changes_the_reach() -> None:
    """Stock in Port-au-Prince alone: without RN2 nobody in Sud is reached in 12 h, Nord as before."""
    ways, places, kit = reference_ways.reference_ways(), _communes(), reference_logistics.kit("essential")
    depots = pd.DataFrame({"warehouse_id": ["K"], "adm2_pcode": ["HT0111"]})
    stock = pd.DataFrame([("K", item, 600.0) for item in kit["item"]], columns=list(STOCK.by_name))
    whole, cut = (
        reach_alone(_supply(stock, kit, ways, depots, now), None, places, within_hours=(12,)).frame.set_index("place")
        for now in ((), ("RN2",))
    )
    # 600 blankets / 3 = 200 households, the least of 300 (tarpaulins, jerrycans), 600 (rope) and 200
    assert whole.loc[["HT03", "HT07"], "households_reached"].tolist() == [200, 200]
    assert cut.loc[["HT03", "HT07"], "households_reached"].tolist() == [200, 0]
    assert cut.loc[["HT03", "HT07"], "bound_by"].tolist() == ["stock", "hours"]


def _communes() -> pd.DataFrame:
    """Communes of the sketch by department."""
    ways = reference_ways.reference_ways()
    codes = pd.concat([ways["from_pcode"], ways["to_pcode"]]).drop_duplicates().sort_values(ignore_index=True)
    return pd.DataFrame({"adm2_pcode": codes, "place": codes.str[:4], "name": codes.str[:4]})


def _supply(
    stock: pd.DataFrame, kit: pd.DataFrame, ways: pd.DataFrame, depots: pd.DataFrame, closed: tuple[str, ...]
) -> Supply:
    speeds = reference_logistics.speeds()
    travel = travel_hours(ways, depots, _communes(), speeds=speeds, conditions=Conditions(closed=closed))
    return Supply.of(stock, kit, travel)


@SOME
@given(SEEDS, st.integers(0, 3), st.integers(0, 2), st.floats(1, 50))
def test_no_place_alone_and_no_nation_together_falls_with_more_stock(
    seed: int, warehouse: int, item: int, more: float
) -> None:
    supply, need = random_case(seed)
    units = supply.units.copy()
    units[warehouse, item] += more
    richer = Supply(supply.warehouses, supply.communes, supply.items, units, supply.kit_quantity, supply.hours)
    communes, nation = each_commune(supply.communes.tolist()), one_place(supply.communes.tolist())
    for answer, places in ((reach_alone, communes), (reach_alone, nation), (reach_together, nation)):
        before, after = (answer(given, need, places, within_hours=BANDS).frame for given in (supply, richer))
        assert (after["households_reached"] >= before["households_reached"] - CLOSE).all()


@SOME
@given(SEEDS)
def test_together_places_add_up_and_the_nation_never_falls(seed: int) -> None:
    supply, need = random_case(seed, communes=8)
    codes = supply.communes.tolist()
    halves = pd.DataFrame({"adm2_pcode": codes, "place": ["A", "B"] * 4, "name": ["a", "b"] * 4})
    allocation = allocate_together(supply, need, within_hours=BANDS)
    nation = places_together(allocation, one_place(codes)).frame["households_reached"]
    for communes in (each_commune(codes), halves):
        frame = places_together(allocation, communes).frame
        sums = frame.groupby("within_hours")["households_reached"].sum().to_numpy()
        np.testing.assert_allclose(sums, nation, rtol=1e-9, atol=1e-9)
        in_need = frame.groupby("within_hours")["households_in_need"].sum()
        np.testing.assert_allclose(in_need, need["households"].sum())
    assert (nation.diff().dropna() >= -CLOSE).all()


@SOME
@given(SEEDS)
def test_alone_is_at_least_together_and_each_item_at_least_the_kit(seed: int) -> None:
    supply, need = random_case(seed, communes=8)
    codes = supply.communes.tolist()
    halves = pd.DataFrame({"adm2_pcode": codes, "place": ["A", "B"] * 4, "name": ["a", "b"] * 4})
    for communes in (each_commune(codes), halves, one_place(codes)):
        alone = reach_alone(supply, need, communes, within_hours=BANDS).frame
        together = reach_together(supply, need, communes, within_hours=BANDS).frame
        assert (alone["households_reached"] >= together["households_reached"] - CLOSE).all()
        least = alone["by_item"].map(lambda by_item: min(by_item.values()))
        assert (least >= alone["households_reached"] - CLOSE).all()
        capacity = reach_alone(supply, None, communes, within_hours=BANDS).frame
        assert (capacity["households_reached"] >= alone["households_reached"] - CLOSE).all()


@SOME
@given(SEEDS)
def test_who_can_not_be_served_better_is_said_with_the_right_word(seed: int) -> None:
    supply, need = random_case(seed)
    codes = supply.communes.tolist()
    frame = reach_alone(supply, need, one_place(codes), within_hours=(*BANDS, 1_000.0)).frame
    ever = frame["households_reached"].iloc[-1]
    for _, row in frame.iterrows():
        if near(row["households_reached"], row["households_in_need"]):
            assert row["bound_by"] == "need"
        elif ever > row["households_reached"] + 1e-4:
            assert row["bound_by"] == "hours"
        elif row["binding_item"] == row["binding_item"]:
            assert row["bound_by"] == "stock"


@SOME
@given(SEEDS, st.permutations(range(6)))
def test_the_order_of_the_communes_does_not_matter(seed: int, order: list[int]) -> None:
    supply, need = random_case(seed)
    turned = Supply(
        supply.warehouses, supply.communes[order], supply.items, supply.units, supply.kit_quantity,
        supply.hours[:, order],
    )  # fmt: skip
    communes = each_commune(supply.communes.tolist())
    one, other = (reach_together(given, need, communes, within_hours=BANDS).frame for given in (supply, turned))
    np.testing.assert_allclose(one["households_reached"], other["households_reached"], atol=1e-4)
