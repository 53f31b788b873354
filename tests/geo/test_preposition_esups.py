"""The published case data of ESUPS (Madagascar), through the functions of the product: values of the design's test 1."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.preposition_case import case_of
from geo.prepositioning import preposition

pytestmark = pytest.mark.shared


def esups(shared, item):
    """64 disasters, 27 depots; hours = 24 + 1.1 x driving hours, demand = (affected - 10) / persons per item, a row."""
    folder = shared / "data" / "esups"
    stock = pd.read_csv(folder / "inventory" / "actual.csv")
    alias = pd.read_csv(folder / "depotMapping.csv").set_index("gglAddressAsciiMapFrom")["gglAddressAsciiMapTo"]
    stock = stock[stock["ItemName"] == item]
    held = pd.DataFrame({"warehouse_id": stock["gglAddress"].map(alias), "quantity": stock["Total"]})
    matrix = pd.read_csv(folder / "distanceMatrix.csv")
    hours = pd.DataFrame({
        "warehouse_id": matrix["depotGglAddressAscii"], "place": matrix["disasterGglAddressAscii"],
        "hours": 24 + 1.1 * matrix["drivingTime_hrs"],
    })  # fmt: skip
    kinds = pd.read_csv(folder / "disasterTypeSelection.csv")
    past = pd.read_csv(folder / "disasters.csv")
    past = past[past["Type"].isin(kinds.loc[kinds["include"] == 1, "disasterType"])]
    persons = pd.read_csv(folder / "personsPerItem.csv").drop_duplicates("Item").set_index("Item")["PersonsPerItem"]
    demand = pd.DataFrame({
        "scenario_id": past["DisasterID"], "place": past["gglAddress"],
        "quantity": (past["TotAffected"] - 10).clip(lower=0) / persons[item],
    })  # fmt: skip
    return case_of(held, hours.drop_duplicates(["warehouse_id", "place"]), demand)


@pytest.mark.parametrize(
    ("item", "actual", "best", "balance"),
    [("Buckets", 642513.460, 611899.881, 1.050), ("Tarpaulins", 334255.749, 324385.393, 1.030)],
)
def test_the_published_case(shared, item, actual, best, balance):
    case = esups(shared, item)
    assert (len(case.disasters), len(case.warehouses)) == (64, 27)
    told = preposition(case, scale_demand=True)
    assert told.figures["v_actual"] == pytest.approx(actual, abs=5e-4)
    assert told.figures["v_optimal"] == pytest.approx(best, abs=5e-4)
    assert told.balance == pytest.approx(balance, abs=5e-4)
    assert told.figures["demand_covered_share_actual"] == pytest.approx(1)
    assert told.figures["demand_covered_share_optimal"] == pytest.approx(1)
    assert told.figures["fraction_served"] < 1  # of the demand as it is


def test_unscaled_nothing_is_hidden(shared):
    told = preposition(esups(shared, "Tarpaulins")).figures
    assert told["demand_covered_share_actual"] == pytest.approx(told["demand_covered_share_optimal"])
    assert told["demand_covered_share_actual"] < 1
    assert told["balance"] >= 1
