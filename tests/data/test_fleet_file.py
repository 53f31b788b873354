"""A fleet file, and what vehicles carry as shipped."""

from __future__ import annotations

import pandas as pd
import pytest

from data.importers.fleet import read_fleet
from data.reference_fleet import default_vehicle, vehicle_types
from geo.errors import DataProblem, ImportRejected
from geo.fleet import MODES, Vehicles

WAREHOUSES = pd.Series(["MAG-01", "MAG-02"])


def written(tmp_path, text: str):
    path = tmp_path / "fleet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_a_fleet(tmp_path):
    text = "vehicle_type,number,warehouse_id,payload_t,payload_m3\ntruck,3,MAG-01,,\nsmall_truck,2,,3,\n"
    fleet = read_fleet(written(tmp_path, text), WAREHOUSES)
    assert set(fleet.vehicles) == {
        Vehicles("truck", "MAG-01", 3, 10.0, 33.0), Vehicles("small_truck", "", 2, 3.0, 16.0),
    }  # fmt: skip


@pytest.mark.parametrize(("text", "code"), [
    ("vehicle_type,number\nchar,1\n", "fleet.unknown_type"),
    ("vehicle_type,number\ntruck,un\n", "fleet.bad_number"),
    ("vehicle_type,number\ntruck,\n", "fleet.bad_number"),
    ("vehicle_type,number,warehouse_id\ntruck,1,NULLE-PART\n", "fleet.unknown_warehouse"),
])  # fmt: skip
def test_what_is_wrong_is_said(tmp_path, text, code):
    with pytest.raises(DataProblem) as told:
        read_fleet(written(tmp_path, text), WAREHOUSES)
    assert told.value.code == code


def test_a_column_that_lacks_is_named(tmp_path):
    with pytest.raises(ImportRejected) as told:
        read_fleet(written(tmp_path, "vehicle_type\ntruck\n"), WAREHOUSES)
    assert told.value.params["columns"] == "number"


def test_every_type_has_its_payload_as_the_table_of_the_methods_says():
    told = {kind: (one.payload_t, one.payload_m3) for kind, one in vehicle_types().items()}
    assert told == {
        "pickup": (1, 2.5), "small_truck": (3.5, 16), "truck": (10, 33), "large_truck": (25, 67),
        "coaster": (40, 100), "barge": (200, 600), "helicopter": (2, 12), "plane": (1.2, 6),
    }  # fmt: skip
    assert set(told) == set(MODES)
    assert default_vehicle() == "truck"
