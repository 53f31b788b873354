"""Evacuation shelters through the store: safe places, people expected and who goes where, on the small Haiti by hand.

The flood of `small_haiti` and four shelters, of 400 declared places (or as told):

- A1 in HT0111 at 781 km east: in the high class, so no place is safe;
- A2 in HT0711: structure not assessed;
- A3 in HT0711 houses displaced people: not available;
- A4 in HT0711 at 636 km east: 400 places, open, 30 people in it: 370 net; in the low class of the flood, until a test
  moves it: no shelter stands in water, so 0 - 30 = -30 net.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.access import LOCAL, Actor
from data.home import store_path
from data.kept_scenarios import keep
from data.reference_shelters import impact_rates
from data.snapshot import Source
from data.store.store import Store, Told
from geo import frames
from geo.errors import NotAllowed
from geo.scenario import parse_scenario
from geo.scenario_parts import Stamp, document_of_quake
from geo.shaking import Quake
from results import Results
from tests.geo import small_haiti

SET = "flood-small"


def shelters(**changed: float) -> pd.DataFrame:
    safe = {"adm2_pcode": "HT0711", "shelter_type": "school", "capacity_persons": 400, "structure_status": "good",
            "observed_on": "2023-06-01"}  # fmt: skip
    more = [
        {**safe, "shelter_id": "A3", "name": "École des Cayes", **small_haiti.at(633, 2025), "occupied_by_idps": True},
        {**safe, "shelter_id": "A4", "name": "Lycée des Cayes", **small_haiti.at(636, 2025), "occupied_by_idps": False,
         "shelter_status": "open", "occupancy_persons": 30, **changed},
    ]  # fmt: skip
    return pd.concat([small_haiti.shelters(), frames.SHELTERS.conform(pd.DataFrame(more))], ignore_index=True)


def made(**changed: float) -> Store:
    """The small Haiti in the store of PARE_HOME."""
    store = Store(store_path())
    tables = {"sites": small_haiti.sites(), "assessments": small_haiti.assessments(), "shelters": shelters(**changed),
              "warehouses": small_haiti.warehouses(), "zones": small_haiti.zones(), "boundaries": small_haiti.boundaries(),
              "population": small_haiti.population(),
              "settings": pd.DataFrame([("as_of", small_haiti.AS_OF), ("boundary_set", "small"),
                                        ("population_set", "small")], columns=["setting", "value"])}  # fmt: skip
    with store.batch(Told("demo", "demo", "small Haiti", fictional=True)) as batch:
        for name, rows in tables.items():
            batch.patch(name, rows)
    return store


@pytest.fixture
def asked(tmp_path, monkeypatch) -> Results:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    return results(made())


def results(store: Store, role: Actor = LOCAL) -> Results:
    return Results(Source(store).take(audience=role.role, as_of=small_haiti.AS_OF), role)


def test_people_expected_by_hand(asked):
    # exposed x displaced x public shelters (0.225), middle shares of a flood: low 0.02, medium 0.08, high 0.2
    # HT0111: a quarter high and a quarter low of 100,000: 25,000 x 0.2 x 0.225 + 25,000 x 0.02 x 0.225
    # HT0131: a tenth medium of 40,000; HT0711: half low of 60,000; HT0712 has no known people, but none in the flood
    told = asked.people_for_shelters(SET).set_index("adm2_pcode")["people_expected"]
    assert told.to_dict() == pytest.approx(
        {"HT0111": 1_125 + 112.5, "HT0131": 72.0, "HT0611": 0.0, "HT0711": 135.0, "HT0712": 0.0}, rel=1e-6
    )
    assert impact_rates().goes_to["public_shelter"].middle == 0.225


def test_without_a_shock_people_are_unknown_and_the_building_decides(asked):
    held = asked.safe_capacity().frame.set_index("shelter_id")
    assert held["binding_term"].to_dict() == {
        "A1": "declared", "A2": "structure_unassessed", "A3": "occupied_by_idps", "A4": "declared",
    }  # fmt: skip
    assert held["net_safe_capacity"].tolist() == [400, 0, 0, 370]
    nation = asked.shelter_balance("adm0").frame.iloc[0]
    assert nation["net_safe_capacity"] == 770
    assert np.isnan(nation["people_expected"])
    assert np.isnan(nation["balance"])
    assert nation["communes_without_expected"] == 5


def test_the_balance_under_the_flood_by_hand(asked):
    held = asked.safe_capacity(SET).frame.set_index("shelter_id")
    assert held.loc[["A1", "A4"], "binding_term"].tolist() == ["inside_hazard", "inside_hazard"]
    assert held.loc[["A1", "A4"], "net_safe_capacity"].tolist() == [0, -30]  # the 30 in A4 must move
    rows = asked.shelter_balance("adm1", SET).frame.set_index("place")
    assert rows["balance"].to_dict() == pytest.approx({"HT01": -1_309.5, "HT06": 0.0, "HT07": -30 - 135.0}, rel=1e-6)
    assert rows["declared_capacity"].to_dict() == {"HT01": 400, "HT06": 0, "HT07": 800}
    communes = asked.shelter_balance("adm2", SET).frame
    nation = asked.shelter_balance("adm0", SET).frame.iloc[0]
    for name in ("shelters", "declared_capacity", "net_safe_capacity", "people_expected", "balance"):
        assert communes[name].sum() == pytest.approx(rows[name].sum()) == pytest.approx(nation[name])


def test_a_longer_stay_needs_more_room(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    asked = results(made(floor_area_m2=350))
    # 350 m2 hold 233.3 for a short stay and 100 for a longer one; 30 are in it
    short, longer = (
        asked.safe_capacity("", stay).frame.set_index("shelter_id").loc["A4"] for stay in ("short", "longer")
    )
    assert [short["net_safe_capacity"], longer["net_safe_capacity"]] == pytest.approx([350 / 1.5 - 30, 70])
    assert [short["binding_term"], longer["binding_term"]] == ["floor_area", "floor_area"]


def test_who_goes_where_by_hand(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    asked = results(made(**small_haiti.at(634.5, 2025.5)))  # half a kilometre outside the flood: 370 places
    # The 135 of HT0711 stand on the 50 points 635.5 ... 639.5 E, 2020.5 ... 2029.5 N of its flooded half: 2.7 each.
    # 2 km with a detour of 1.3 are 1.54 km: the points 1.00, 1.41 and 1.41 km away come, 8.1 people.
    sent = asked.sent_to_shelters(SET)
    left = asked.left_over(sent, "optimal", "adm2").frame.set_index("place")
    assert left["people_expected"].sum() == pytest.approx(1_237.5 + 72 + 135, rel=1e-6)
    cayes = left.loc["HT0711"]
    assert cayes[["allocated", "unserved"]].tolist() == pytest.approx([8.1, 126.9], rel=1e-5)
    assert cayes["unserved_none_within_reach"] == pytest.approx(126.9, rel=1e-5)
    assert cayes["person_km"] == pytest.approx(2.7 * 1.3 * (1 + 2 * 2**0.5), rel=1e-3)
    assert left.loc["HT0111", "unserved_unsafe"] > 0  # A1 stands in the water
    assert left.loc["HT0131", "unserved_none_within_reach"] == pytest.approx(72, rel=1e-6)
    taken = asked.taken(sent, "optimal").set_index("shelter_id")
    assert taken["allocated"].to_dict() == pytest.approx({"A1": 0, "A2": 0, "A3": 0, "A4": 8.1}, rel=1e-5)
    assert sent.difference.set_index("rule").loc["difference", "unserved"] == pytest.approx(0)
    # a walk of 60 km brings everybody of Les Cayes
    far = asked.left_over(asked.sent_to_shelters(SET, "short", 60.0), "nearest", "adm2").frame.set_index("place")
    assert far.loc["HT0711", "allocated"] == pytest.approx(135, rel=1e-6)


def test_zones_of_a_file_stand_in_for_those_of_the_store(asked):
    file = small_haiti.zones().assign(zone_set="file")
    other = asked.with_zones(file)
    assert other.shelter_balance("adm1", "file").frame.equals(asked.shelter_balance("adm1", SET).frame)
    assert other.snapshot.scope != asked.snapshot.scope
    assert set(asked.zone_sets()["zone_set"]) == {SET}


def test_three_figures_of_the_register(asked):
    told = asked.shelters_in_use().frame.set_index("figure")
    assert told["value"].to_dict() == {"shelters_opened": 1, "shelters_hosting": 1, "people_hosted": 30}
    assert told["unknown"].to_dict() == {"shelters_opened": 3, "shelters_hosting": 3, "people_hosted": 3}
    assert asked.shelters_in_use("HT01").frame["value"].isna().all()  # nobody said: unknown, not zero
    assert asked.shelters_in_use().explain(figure="people_hosted").value == 30


def test_partners_get_nothing(asked, tmp_path):
    partner = results(Store(store_path()), Actor("somebody", "partner"))
    for ask in (partner.register, partner.safe_capacity, lambda: partner.shelter_balance("adm1")):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize(("state", "term"), [("observed", "structure_unassessed"), ("scenario", "declared")])
def test_after_an_earthquake_that_happened_shelters_are_looked_at_again(tmp_path, monkeypatch, state, term):
    """M 7.0 at 10 km under A4, whose inspection has no day: from MMI VII, and below IX."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    store, here = made(), small_haiti.at(636, 2025)
    quake = Quake(magnitude=7.0, depth_km=10.0, **here)
    told = document_of_quake(quake, Stamp(key="shaken", state=state, source="test"))
    keep(store, LOCAL, parse_scenario(told | {"occurred_on": "2023-08-20", "made_on": "2023-08-21"}))
    row = results(store).safe_capacity("shaken").frame.set_index("shelter_id").loc["A4"]
    assert row["classes_by_hazard"]["earthquake"] in ("medium", "high")
    assert row["binding_term"] == term
