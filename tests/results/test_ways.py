"""Ways through the store: journeys, history, critical ways, drawn roads, and nothing of it without a right."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from data.access import Actor
from data.home import store_path
from data.reference_ways import corridors, reference_ways
from data.snapshot import Source
from data.store.store import Store, Told
from geo.crs import length_m
from geo.errors import NotAllowed
from geo.journeys import Conditions
from results import Results, at_once

COORDINATOR = Actor("Rose", "coordinator")
DEPOTS = [{"warehouse_id": "W1", "name": "Dépôt A", "adm2_pcode": "HT0111", "observed_on": "2024-01-01"},
          {"warehouse_id": "W2", "name": "Dépôt B", "adm2_pcode": "HT0711", "observed_on": "2024-01-01"}]  # fmt: skip
ITEMS = ("tarpaulin", "rope", "blanket", "jerrycan")


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    held = Store(store_path())
    add(held, "warehouses", *DEPOTS)
    add(held, "movements", *(
        {"document": f"d{n}{item}", "line": 1, "moved_on": "2024-01-02", "kind": "receipt", "warehouse_id": depot,
         "item": item, "quantity": 100}
        for n, depot in enumerate(("W1", "W2")) for item in ITEMS
    ))  # fmt: skip
    return held


def add(store: Store, name: str, *rows: dict[str, object]) -> None:
    with store.batch(Told("form", "Rose", "visite", fictional=True)) as batch:
        getattr(batch, "move" if name == "movements" else "patch")(*(
            [pd.DataFrame(list(rows))] if name == "movements" else [name, pd.DataFrame(list(rows))]
        ))  # fmt: skip


def asked(store: Store, keep=at_once) -> Results:
    return Results(Source(store).take(audience="coordinator", as_of="2024-06-01"), COORDINATOR, keep)


def test_a_journey_and_its_hours_in_the_table(store):
    told = asked(store).travel_path("W1", "HT0811")
    hours = asked(store).travel().set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]
    assert told.facts["hours"] == pytest.approx(hours["W1", "HT0811"])
    assert told.frame["start"].iloc[0] == "Port-au-Prince"
    assert told.facts["passes"] == ["Martissant"]
    closed = asked(store).travel_path("W1", "HT0811", Conditions(closed=("RN2:HT0111:HT0113",)))
    assert closed.facts["hours"] == pytest.approx(told.facts["alternative_hours"]["RN2:HT0111:HT0113"])


def test_critical_ways_have_names_and_conserve_the_households(store):
    told = asked(store).critical_ways("essential")
    rows = told.frame
    assert {"way", "route", "corridor"} == set(rows["kind"])
    assert (rows["households"] + rows["households_cut_off"] <= told.facts["households"] + 1e-6).all()
    martissant = rows[rows["name"] == "Martissant"].iloc[0]
    alone = rows[rows["name"] == "RN2:HT0111:HT0113"].iloc[0]
    assert martissant["household_hours"] == pytest.approx(alone["household_hours"])
    assert (alone["start"], alone["end"]) == ("Port-au-Prince", "Carrefour")
    assert rows["worst_name"].notna().all()


def test_history_tells_names(store):
    add(store, "ways", {"way_id": "RN2:HT0111:HT0113", "status": "closed", "reason": "inondation", "source": "DGPC",
                        "observed_on": "2024-05-30"})  # fmt: skip
    rows = asked(store).way_events()
    assert rows[["start", "end", "status", "days"]].values.tolist() == [["Port-au-Prince", "Carrefour", "closed", 2.0]]
    assert asked(store).critical_ways("essential").facts["tried"] > 0


def test_without_drawn_roads_travel_is_the_sketch(store):
    joined = asked(store).roads_joined()
    assert joined.facts["drawn"] == 0
    assert joined.islands.empty
    assert asked(store).roads() is None


def test_drawn_roads_take_the_place_of_the_sketch_and_statuses_do_not_node_them_again(store):
    """A straight road from Port-au-Prince's point to Carrefour's: travel is its length, whatever the sketch says."""
    points = asked(store).commune_places().set_index("adm2_pcode")[["longitude", "latitude"]]
    line = shapely.LineString([points.loc["HT0111"], points.loc["HT0113"]])
    km = float(length_m([line])[0]) / 1000
    add(store, "ways", {"way_id": "osm1", "route": "RN2", "mode": "road", "way_class": "national", "length_km": km,
                        "geometry": line, "from_pcode": "HT0111", "to_pcode": "HT0113", "observed_on": "2024-02-01"})  # fmt: skip
    kept: dict[object, object] = {}
    made = []

    def keep(_view, key, compute):
        if key not in kept:
            kept[key] = compute()
            made.append(key[0])
        return kept[key]

    hours = asked(store, keep).travel().set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]
    assert hours["W1", "HT0113"] == pytest.approx(4 + km / 30, abs=1e-3)
    add(store, "ways", {"way_id": "osm1", "status": "restricted", "observed_on": "2024-03-01"})
    slower = asked(store, keep).travel().set_index(["warehouse_id", "adm2_pcode"])["travel_hours"]
    assert slower["W1", "HT0113"] == pytest.approx(4 + 2 * km / 30, abs=1e-3)
    assert made.count("road_network") == 1
    assert asked(store).roads_joined().facts["drawn"] == 1
    path = asked(store).travel_path("W1", "HT0113")
    assert path.frame["way_id"].dropna().tolist() == ["osm1"]


def test_nobody_without_a_right_sees_a_way(store):
    nobody = Actor("x", "nobody")
    shown = Results(Source(store).take(audience="nobody"), nobody)
    for ask in (shown.way_list, shown.way_events, shown.roads_joined, lambda: shown.critical_ways("essential")):
        with pytest.raises(NotAllowed):
            ask()


def test_every_corridor_says_its_source_and_names_ways_of_the_sketch():
    told = corridors()
    assert {"Martissant", "Canaan", "Cabaret", "Mirebalais", "Lascahobas", "Moron"} <= set(told["name"])
    assert (told["figure_status"] == "unverified").all()
    ways = reference_ways().set_index("way_id")
    assert ways.loc["S-Sud:HT0111:HT1011", "vessel"] == "barge"
    assert ways.loc["RN1:HT0131:HT0142", "passes"] == "Canaan; Cabaret"
    assert ways[["capacity_t_day", "departures_week", "largest_truck_t"]].isna().all(axis=None)
