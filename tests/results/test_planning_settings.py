"""A changed payload, rate, tolerance or cost is in the figures of the next picture, and a trial says so before."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import shapely

from data import settings
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store, Told
from geo.explain import Result
from geo.preposition_portfolio import Portfolio
from geo.preposition_work import worked
from geo.watch import NO_WATCH
from results import Results
from results.reach_trials import ReachQuestion

DAY = "2024-06-01"
COSTS = {"tarpaulin": 18.0, "rope": 5.0, "blanket": 10.0, "jerrycan": 2.5}


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    held = Store(store_path())
    with held.batch(Told("form", "Rose", "visite", fictional=True)) as batch:
        batch.patch("warehouses", pd.DataFrame(
            [{"warehouse_id": "W1", "name": "Dépôt A", "adm2_pcode": "HT0111", "observed_on": "2024-01-01"}]
        ))  # fmt: skip
        batch.patch("vehicles", pd.DataFrame(
            [{"vehicle_id": "V1", "vehicle_type": "truck", "vehicles": 2, "warehouse_id": "W1", "observed_on": "2024-01-01"}]
        ))  # fmt: skip
        batch.move(pd.DataFrame(
            [{"document": item, "line": 1, "moved_on": "2024-01-02", "kind": "receipt", "warehouse_id": "W1",
              "item": item, "quantity": 4_000} for item in COSTS]
        ))  # fmt: skip
    return held


def asked(store: Store) -> Results:
    return Results(Source(store).take(audience=LOCAL.role, as_of=DAY), LOCAL)


def change(store: Store, values: dict[str, float]) -> None:
    texts = {name: str(value) for name, value in values.items()}
    settings.change_together(store, LOCAL, texts, reason="essai", author="Rose")


def test_a_payload_is_that_of_the_fleet_and_of_the_loads(store: Store):
    # essential kit: 2 tarpaulins 4.2 kg + 1 rope 1 kg + 3 blankets 1.5 kg + 2 jerrycans 0.2 kg = 14.3 kg;
    # 0.02 + 0.003 + 0.03 + 0.004 = 0.057 m3. 1,000 kits: 14.3 t and 57 m3: trucks of 10 t and 33 m3 go twice for
    # either; of 4 t they go 4 times (14.3 / 4 = 3.6).
    tries = (("vehicle.truck.payload_t", 4.0),)
    moves = asked(store).trip_moves(tries).set_index("vehicle_type")
    assert moves.loc["truck"].tolist() == [2, 4]
    assert (moves["before"] == moves["after"]).drop("truck").all()
    question = ReachQuestion("essential", within=(24.0,), need=(("HT0111", 1_000.0),), mode="together")
    before = asked(store).dispatch(question, 24.0)
    change(store, dict(tries))
    assert asked(store).fleet_in_force().vehicles[0].payload_t == 4
    after = asked(store).dispatch(question, 24.0)
    trips = [plan.loads.drop_duplicates("load")["trips"].sum() for plan in (before, after)]
    assert trips == [2, 4]


def test_rates_are_those_of_the_catalogue(store: Store):
    tries = {"made.cyclone_per_year": 2.0, "made.flood.HT08": 1.4}
    moves = asked(store).made_moves(tuple(tries.items())).set_index("hazard")
    assert moves["before"].to_dict() == pytest.approx({"cyclone": 0.92, "earthquake": 0.07, "flood": 5.4})
    change(store, tries)
    made = asked(store).portfolio(Portfolio("made", events=30, seed=1))
    assert made.per_year == pytest.approx(moves["after"].to_dict())
    assert made.per_year == pytest.approx({"cyclone": 2, "earthquake": 0.07, "flood": 6.4})


def test_a_tolerance_is_that_of_the_roads(store: Store):
    """Two roads on one line, 100 m of latitude apart (0.0009 degrees): joined at 150 m, not at the shipped 20 m."""
    lines = [
        shapely.LineString([(-72.33, 18.5), (-72.33, 18.55)]),
        shapely.LineString([(-72.33, 18.5509), (-72.33, 18.6)]),
    ]
    with store.batch(Told("form", "Rose", "visite", fictional=True)) as batch:
        batch.patch("ways", pd.DataFrame(
            [{"way_id": f"r{n}", "mode": "road", "way_class": "national", "geometry": line, "observed_on": "2024-02-01"}
             for n, line in enumerate(lines)]
        ))  # fmt: skip
    assert len(asked(store).roads_joined().islands) == 1
    change(store, {"joining.end_snap": 150.0})
    assert asked(store).roads_joined().islands.empty


def purchases(results: Results) -> Result:
    """The contingency plan that the page shows."""
    few = Portfolio("made", events=30, seed=1)
    question = results.preposition_question(few, "essential", "tarpaulin", keep=0.0, budget_usd=math.inf)
    return worked(question, watch=NO_WATCH).plan


def test_costs_are_those_of_the_purchases(store: Store):
    plan = purchases(asked(store))
    assert plan.facts["unknown_cost"] == sorted(COSTS)
    assert plan.frame.loc[plan.frame["to_buy"] > 0, "cost_usd"].isna().all()
    tries = {f"item_cost.{item}": usd for item, usd in COSTS.items()}
    before, after = asked(store).kit_cost_moves(tuple(tries.items()))
    assert math.isnan(before)
    assert after == pytest.approx(2 * 18 + 5 + 3 * 10 + 2 * 2.5)
    change(store, tries)
    rows = purchases(asked(store))
    assert rows.facts["unknown_cost"] == []
    assert rows.frame["cost_usd"].tolist() == pytest.approx(
        (rows.frame["to_buy"] * rows.frame["item"].map(COSTS)).tolist()
    )
