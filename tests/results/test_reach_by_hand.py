"""Reach, stock and prepositioning of the demonstration by another road: pandas, networkx and scipy from the files."""

from __future__ import annotations

import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.optimize import linprog
from scipy.sparse import coo_array

from data import demo
from data.access import LOCAL
from data.home import ROOT
from data.snapshot import Source
from data.store.store import Store, Told
from geo.journeys import Conditions
from results import Results
from results.reach_trials import ReachQuestion
from results.shock import Shock
from tests.results.by_hand import KIT, hours_of, read, stock_of

BANDS = (6.0, 12.0, 24.0, 48.0, 72.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    return demo.open_or_make(tmp_path_factory.mktemp("demo") / "pare.db")


@pytest.fixture(scope="module")
def asked(store) -> Results:
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


@pytest.fixture(scope="module")
def need() -> dict[str, float]:
    """Households in every commune, all different enough that no two ways of sharing look alike."""
    codes = sorted(pd.read_csv(ROOT / "data" / "bundled" / "haiti" / "commune_points.csv")["adm2_pcode"])
    return {code: float(40 + 13 * (at % 17) + 101 * (at % 3)) for at, code in enumerate(codes)}


@pytest.mark.parametrize("day", ["2022-04-30", "2022-11-15", demo.AS_OF])
def test_stock_of_all_warehouses_is_what_the_movements_leave(store, day):
    told = Results(Source(store).take(audience=LOCAL.role, as_of=day), LOCAL).stock().frame
    told = told.set_index(["warehouse_id", "item"])["quantity"].sort_index()
    pd.testing.assert_series_equal(told, stock_of(day).rename("quantity").sort_index(), check_index_type=False)
    assert told.sum() > 10_000


@pytest.mark.parametrize("rule", ["expiry", "reservations", "counts", "reversals"])
def test_every_rule_changes_some_figure_of_the_demonstration(rule):
    """So none of them stands untested by the comparison above."""
    days = ("2022-04-30", "2022-11-15", demo.AS_OF)
    assert any((stock_of(day) - stock_of(day, rule)).abs().max() > 1 for day in days)


RESTRICTED = [  # what somebody tells of four ways: a convoy, hours of passage, small trucks only, a weak bridge
    {"way_id": "RN2:HT0111:HT0113", "status": "restricted", "restriction": "convoy"},
    {"way_id": "RN2:HT0731:HT0732", "status": "restricted", "restriction": "hours"},
    {"way_id": "RN7:HT0714:HT0833", "status": "restricted", "restriction": "small_trucks"},
    {"way_id": "RN1:HT0117:HT0131", "status": "open", "largest_truck_t": 15.0, "rainy_status": "closed"},
]


@pytest.fixture(scope="module")
def hindered(tmp_path_factory) -> Results:
    store = demo.open_or_make(tmp_path_factory.mktemp("hindered") / "pare.db")
    with store.batch(Told("form", "test", "test", fictional=True)) as batch:
        batch.patch("ways", pd.DataFrame([{**one, "observed_on": demo.AS_OF} for one in RESTRICTED]))
    results = Results(Source(store).take(audience=LOCAL.role), LOCAL)
    assert results.ways().set_index("way_id").loc[[one["way_id"] for one in RESTRICTED], "status"].notna().all()
    return results


@pytest.mark.parametrize("conditions", [
    Conditions(), Conditions(rainy=True), Conditions(profile="normal"), Conditions(air=True, closed=("RN2", "RN1")),
    Conditions(load="pickup"), Conditions(load="small_truck", rainy=True), Conditions(load="large_truck"),
])  # fmt: skip
@pytest.mark.parametrize("which", ["asked", "hindered"])
def test_hours_from_every_warehouse_are_those_of_networkx(request, conditions, which):
    results = request.getfixturevalue(which)
    wanted = hours_of(results.ways(), conditions)
    rows = results.travel(conditions).set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]
    assert set(rows[rows.notna()].index) == {key for key in wanted if key in rows.index}
    assert rows.dropna().to_dict() == pytest.approx({key: wanted[key] for key in rows.dropna().index}, abs=1e-6)


class Country:
    """Stock, hours and needs as plain tables, and the programme of docs/methods.md#stock-reach by linprog."""

    def __init__(self, stock: pd.Series, hours: dict[tuple[str, str], float], need: dict[str, float]) -> None:
        self.stock, self.hours, self.need = stock, hours, need

    def most(self, within: float, places: list[str]) -> float:
        """Largest number of households with a complete kit in some communes, who have all stock for themselves."""
        arcs = [(w, c) for (w, c), hours in self.hours.items() if hours <= within + 1e-9 and c in set(places)]
        warehouses = sorted({w for w, _ in arcs})
        row, column, value, right = [], [], [], []
        size = len(places) + len(arcs) * len(KIT)
        for i, (item, each) in enumerate(KIT.items()):
            base, at = len(right), {c: j for j, c in enumerate(places)}
            row += [base + j for j in range(len(places))]
            column += range(len(places))
            value += [each] * len(places)
            right += [0.0] * len(places)
            depot = {w: len(right) + j for j, w in enumerate(warehouses)}
            right += [float(self.stock.get((w, item), 0.0)) for w in warehouses]
            for n, (w, c) in enumerate(arcs):
                shipped = len(places) + i * len(arcs) + n
                row += [base + at[c], depot[w]]
                column += [shipped, shipped]
                value += [-1.0, 1.0]
        upper = coo_array((value, (row, column)), shape=(len(right), size)).tocsr()
        goal = np.concatenate([-np.ones(len(places)), np.zeros(size - len(places))])
        bounds = [(0.0, self.need[c]) for c in places] + [(0.0, None)] * (size - len(places))
        solved = linprog(goal, upper, right, bounds=bounds, method="highs")
        assert solved.success
        return -solved.fun

    def flow(self, item: str, within: float, households: dict[str, float]) -> float:
        """Households of these that one item alone can reach: the largest flow through warehouses to communes."""
        graph = nx.DiGraph()
        for (w, c), hours in self.hours.items():
            if hours <= within + 1e-9 and households.get(c, 0.0) > 0:
                graph.add_edge("all", w, capacity=float(self.stock.get((w, item), 0.0)) / KIT[item])
                graph.add_edge(w, c)
                graph.add_edge(c, "served", capacity=households[c])
        return float(nx.maximum_flow_value(graph, "all", "served")) if graph else 0.0


@pytest.fixture(scope="module")
def country(asked, need) -> Country:
    return Country(stock_of(demo.AS_OF), hours_of(asked.ways()), need)


@pytest.mark.parametrize("department", ["HT01", "HT03", "HT08"])
def test_reach_of_a_department_alone_is_that_of_linprog_and_by_item_the_largest_flow(asked, country, department):
    rows = asked.reach_of(ReachQuestion("essential", "alone", tuple(country.need.items())), "adm1").frame
    rows = rows[rows["place"] == department].set_index("within_hours")
    places = [code for code in country.need if code.startswith(department)]
    assert list(rows.index) == list(BANDS)
    for within in BANDS:
        assert rows.loc[within, "households_reached"] == pytest.approx(country.most(within, places), rel=1e-6)
        alone = {item: country.flow(item, within, {c: country.need[c] for c in places}) for item in KIT}
        assert rows.loc[within, "by_item"] == pytest.approx(alone, rel=1e-6)


@pytest.mark.parametrize("within", [6.0, 24.0])
def test_all_together_is_the_largest_total_and_every_item_can_be_shipped(asked, country, within):
    question = ReachQuestion("essential", "together", tuple(country.need.items()), within=(within,))
    nation, communes = (asked.reach_of(question, level).frame for level in ("adm0", "adm2"))
    assert nation["households_reached"].iloc[0] == pytest.approx(country.most(within, list(country.need)), rel=1e-6)
    shared = communes.set_index("place")["households_reached"]
    assert shared.sum() == pytest.approx(nation["households_reached"].iloc[0])
    for item in KIT:
        assert country.flow(item, within, shared.to_dict()) == pytest.approx(shared.sum(), rel=1e-6)


def warehouses_in_water(least: str) -> set[str]:
    """Warehouses whose point lies in a zone of the flood of a class or worse, by shapely from the files."""
    order = ["very_low", "low", "medium", "high", "very_high"]
    zones = json.loads((demo.FOLDER / "zones.geojson").read_text(encoding="utf-8"))["features"]
    shapes = [shapely.geometry.shape(one["geometry"]) for one in zones if one["properties"]["zone_set"] == "flood"
              and order.index(one["properties"]["hazard_class"]) >= order.index(least)]  # fmt: skip
    rows = read("warehouses")
    points = shapely.points(rows["longitude"], rows["latitude"])
    return {name for name, point in zip(rows["warehouse_id"], points, strict=True)
            if any(shape.intersects(point) for shape in shapes)}  # fmt: skip


def test_stock_that_stands_in_the_flood_is_not_counted(asked, country):
    shock = Shock("flood", zone_set="flood")
    hit = warehouses_in_water("medium")  # the shipped rule: from the third mildest class on
    assert hit
    assert set(asked.warehouses_in_hazard(shock)) == hit
    dry = Country(country.stock[~country.stock.index.get_level_values(0).isin(hit)], country.hours, country.need)
    question = ReachQuestion("essential", "together", tuple(country.need.items()), within=(12.0,),
                             without=asked.warehouses_in_hazard(shock))  # fmt: skip
    told = asked.reach_of(question, "adm0").frame["households_reached"].iloc[0]
    assert told == pytest.approx(dry.most(12.0, list(country.need)), rel=1e-6)
    assert told < country.most(12.0, list(country.need)) - 1
