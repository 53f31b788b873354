"""Vehicles of a register or a file as one value."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import DataProblem, MissingColumn
from geo.fleet import ANYWHERE, Fleet, Vehicles, VehicleType, fleet_of

TYPES = {"truck": VehicleType(10.0, 33.0), "coaster": VehicleType(40.0, 100.0)}


def rows(*told: dict) -> pd.DataFrame:
    return pd.DataFrame(list(told))


def test_a_row_has_its_own_payload_or_that_of_its_type():
    fleet = fleet_of(rows(
        {"vehicle_type": "truck", "vehicles": 2, "warehouse_id": "M1"},
        {"vehicle_type": "truck", "vehicles": 1, "warehouse_id": None, "payload_t": 8.0},
        {"vehicle_type": "coaster", "vehicles": 3},
    ), TYPES)  # fmt: skip
    assert set(fleet.vehicles) == {
        Vehicles("truck", "M1", 2, 10.0, 33.0), Vehicles("truck", ANYWHERE, 1, 8.0, 33.0),
        Vehicles("coaster", ANYWHERE, 3, 40.0, 100.0),
    }  # fmt: skip
    assert [one.mode for one in fleet.of("sea")] == ["sea"]


def test_the_same_fleet_is_one_value_however_it_is_written():
    two = rows({"vehicle_type": "truck", "number": 1}, {"vehicle_type": "truck", "number": 1})
    assert fleet_of(two, TYPES) == fleet_of(rows({"vehicle_type": "truck", "number": 2}), TYPES)
    assert hash(fleet_of(two, TYPES)) == hash(Fleet((Vehicles("truck", "", 2, 10.0, 33.0),)))
    assert fleet_of(two, TYPES).with_more(Vehicles("truck", "", 3, 10.0, 33.0)).vehicles[0].number == 5


def test_an_unknown_number_is_neither_none_nor_any():
    fleet = fleet_of(rows({"vehicle_type": "truck", "vehicles": None}, {"vehicle_type": "truck", "vehicles": 0}), TYPES)
    assert fleet == Fleet((), 1)


def test_vehicles_count_on_the_days_they_are_available_ends_included():
    one = rows(
        {"vehicle_type": "truck", "vehicles": 1, "available_from": "2023-08-10", "available_until": "2023-08-31"}
    )
    told = {
        day: len(fleet_of(one, TYPES, on=day).vehicles)
        for day in ("2023-08-09", "2023-08-10", "2023-08-31", "2023-09-01")
    }
    assert list(told.values()) == [0, 1, 1, 0]


@pytest.mark.parametrize(("row", "code"), [
    ({"vehicle_type": "charrette", "vehicles": 1}, "fleet.unknown_type"),
    ({"vehicle_type": "truck", "vehicles": 1.5}, "fleet.bad_number"),
    ({"vehicle_type": "truck", "vehicles": -1}, "fleet.bad_number"),
    ({"vehicle_type": "truck", "vehicles": "deux"}, "fleet.bad_number"),
    ({"vehicle_type": "truck", "vehicles": 1, "payload_t": "inf"}, "fleet.bad_number"),
])  # fmt: skip
def test_what_is_wrong_is_said(row, code):
    with pytest.raises(DataProblem) as told:
        fleet_of(rows(row), TYPES)
    assert told.value.code == code


def test_a_column_that_lacks_is_named():
    with pytest.raises(MissingColumn):
        fleet_of(rows({"vehicle_type": "truck"}), TYPES)
