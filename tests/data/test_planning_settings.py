"""Payloads, tolerances of drawn roads, rates of the made catalogue and costs of items: changed, the figure changes."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from data import settings
from data.access import LOCAL
from data.importers.fleet import read_fleet
from data.item_costs import cost_settings, with_costs
from data.reference_fleet import vehicle_settings, vehicle_types
from data.reference_logistics import items
from data.reference_prepositioning import catalogue_rules, made_settings
from data.reference_ways import joining, joining_settings
from data.settings_catalogue import editables
from data.store.store import Store
from geo.errors import DataProblem, ReferenceProblem
from geo.settings import Said


@pytest.mark.parametrize("held", [vehicle_settings, joining_settings, made_settings, cost_settings])
def test_each_says_unit_period_source_and_status_and_that_somebody_changed_it(held):
    name, shipped = next(iter(held().items()))
    for one in held().values():
        assert "" not in (one.unit, one.period, one.source)
        assert one.status in ("verified", "unverified")
    value = 1.0 if math.isnan(shipped.value) else shipped.value + 0.5
    told = held({name: str(value)}, {name: Said("Rose", "2023-08-31", "vu sur place")})[name]
    assert (told.value, told.source, told.status) == (value, "settings", "unverified")
    assert told.change is not None
    assert told.change.said.by == "Rose"
    for text in ("beaucoup", "-1", "1e9"):
        with pytest.raises(ReferenceProblem, match="bad_setting"):
            held({name: text})


def test_a_changed_payload_is_that_of_a_fleet_file_too(tmp_path: Path):
    told = {"vehicle.truck.payload_t": "8"}
    assert (vehicle_types()["truck"].payload_t, vehicle_types(told)["truck"].payload_t) == (10, 8)
    assert vehicle_types(told)["truck"].payload_m3 == 33
    file = tmp_path / "fleet.csv"
    file.write_text("vehicle_type,number\ntruck,3\n", encoding="utf-8")
    (group,) = read_fleet(file, pd.Series([], dtype="str"), told).vehicles
    assert group.payload_t == 8


def test_a_changed_tolerance_is_that_of_the_network():
    assert (joining().end_snap_m, joining({"joining.end_snap": "35"}).end_snap_m) == (20, 35)
    assert joining({"joining.end_snap": "35"}).place_snap_km == 10


def test_changed_rates_are_those_of_the_catalogue():
    # shipped: faults 0.04 + 0.03; floods 0.8+0.5+0.6+0.4+0.8+0.4+0.6+0.4+0.5+0.4 = 5.4; cyclones 0.92
    shipped = catalogue_rules().per_year
    assert shipped == pytest.approx({"cyclone": 0.92, "earthquake": 0.07, "flood": 5.4})
    told = {"made.fault.enriquillo": "0.1", "made.flood.HT08": "1.4", "made.cyclone_per_year": "2"}
    assert catalogue_rules(told).per_year == pytest.approx({"cyclone": 2, "earthquake": 0.13, "flood": 6.4})
    strongest = catalogue_rules({"made.fault_most.septentrional": "7.5"}).faults
    assert {one.key: one.most for one in strongest} == {"enriquillo": 7.6, "septentrional": 7.5}
    assert "made.earthquake_length_base" not in editables({})  # a published relation, no planning figure


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"made.flood_share_least": "0.5"}, "catalogue.order"),  # above the most, 0.15
        ({"made.earthquake_magnitude_least": "7.8"}, "catalogue.order"),  # above the strongest of Enriquillo, 7.6
        (
            {
                name: "0"
                for name in made_settings()
                if name.startswith(("made.flood.", "made.fault.", "made.cyclone_per"))
            },
            "catalogue.no_event",
        ),
    ],
)
def test_rates_that_do_not_fit_together_are_refused_when_they_are_saved(tmp_path: Path, told, code: str):
    store = Store(tmp_path / "pare.db")
    with pytest.raises(DataProblem, match=code.replace(".", r"\.")):
        settings.change_together(store, LOCAL, told, reason="essai", author="Rose")
    assert store.head() == 0


def test_a_cost_goes_before_that_of_the_list_of_items_and_nobody_set_one():
    rows = items().assign(unit_cost_usd=[float(n) for n in range(len(items()))])
    assert with_costs(rows, {}) is rows
    told = with_costs(rows, {"item_cost.tarpaulin": "17.5", "item_cost.rope": "0"}).set_index("item")["unit_cost_usd"]
    assert (told["tarpaulin"], told["rope"]) == (17.5, 0)
    assert told["blanket"] == rows.set_index("item")["unit_cost_usd"]["blanket"]
    assert all(math.isnan(one.value) and one.source == "nobody set it" for one in cost_settings().values())
