"""Net safe capacity worked by hand: shelters around the flood of the small Haiti, one for every term."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import reference_tables
from data.reference_shelters import shelter_rules
from geo import frames
from geo.errors import BadScenario
from geo.explain import Result
from geo.places import communes_at
from geo.safe_capacity import TERMS, Event, safe_capacity
from geo.shelter_balance import balance_by_place
from tests.geo import small_haiti

RULES = shelter_rules()
HAZARDS = reference_tables.hazards()
NAN = np.nan
DRY, HIGH = small_haiti.at(788, 2055), small_haiti.at(781, 2052)
# 300 places, 600 m2 (400 short, 171.4 longer), 10 toilets (500, 200), 15 000 l (1 000, 500 over two days): 300 bind
SOUND = {"name": "Sound", "adm2_pcode": "HT0111", **DRY, "capacity_persons": 300, "floor_area_m2": 600, "toilets": 10,
         "water_storage_litres": 15_000, "structure_status": "good", "shelter_status": "available",
         "occupancy_persons": 0}  # fmt: skip


def shelters(*changed: dict[str, Any]) -> pd.DataFrame:
    rows = [{"shelter_id": f"A{n}", **SOUND, **one} for n, one in enumerate(changed)]
    return frames.SHELTERS.conform(pd.DataFrame(rows))


def event(**told: Any) -> Event:
    return Event(small_haiti.zones(), HAZARDS, **told)


def one(stay: str = "short", on: str = "", zones: pd.DataFrame | None = None, **changed: Any) -> pd.Series:
    held = Event(small_haiti.zones() if zones is None else zones, HAZARDS, on)
    return safe_capacity(shelters(changed), held, RULES, stay=stay).frame.iloc[0]


def quake(label: str) -> pd.DataFrame:
    return small_haiti.zones().assign(hazard="seisme", hazard_class=label)


@pytest.mark.parametrize(
    ("changed", "safe", "net", "term"),
    [
        ({}, 300, 300, "declared"),
        ({"occupancy_persons": 120}, 300, 180, "declared"),
        ({"occupancy_persons": 350}, 300, -50, "declared"),  # fifty too many
        ({"floor_area_m2": 150}, 100, 100, "floor_area"),  # 150 / 1.5
        ({"capacity_persons": NAN}, 400, 400, "floor_area"),  # 600 / 1.5
        ({"toilets": 4}, 200, 200, "toilets"),  # 4 x 50
        ({"toilets": NAN, "toilets_women": 2, "toilets_men": 1}, 150, 150, "toilets"),
        ({"toilets": 0}, 0, 0, "toilets"),
        ({"water_storage_litres": 1_500}, 100, 100, "water"),  # 1 500 / (7.5 x 2)
        ({"water_storage_litres": 1_500, "water_on_site": True}, 300, 300, "declared"),
        ({"capacity_persons": NAN, "floor_area_m2": NAN}, NAN, NAN, "unknown"),
        ({"occupancy_persons": NAN}, 300, 300, "declared"),  # not opened: nobody is told to be in it
        ({"occupancy_persons": NAN, "shelter_status": "open"}, 300, NAN, "declared"),
        ({"shelter_status": "full", "occupancy_persons": 250}, 300, 0, "full"),
        ({"shelter_status": "full", "occupancy_persons": 320}, 300, -20, "full"),
        ({"shelter_status": "closed"}, 0, 0, "closed"),
        ({"shelter_status": "damaged", "occupancy_persons": 40}, 0, -40, "structure_unsafe"),
        ({"structure_status": "poor"}, 0, 0, "structure_unsafe"),
        ({"structure_tag": "yellow"}, 0, 0, "structure_unsafe"),
        ({"suitable_flood": False}, 0, 0, "structure_unsafe"),
        ({"suitable_earthquake": False}, 300, 300, "declared"),  # no earthquake here
        ({"structure_status": "not_assessed"}, 0, 0, "structure_unassessed"),
        ({"structure_status": None, "structure_tag": "green"}, 300, 300, "declared"),
        ({**HIGH}, 0, 0, "inside_hazard"),
        ({**HIGH, "occupancy_persons": 80}, 0, -80, "inside_hazard"),  # they must move
        ({"flood_prone": True}, 0, 0, "inside_hazard"),
        ({"longitude": NAN, "latitude": NAN}, NAN, NAN, "unlocated"),
        ({"occupied_by_idps": True, "occupancy_persons": 500}, 0, 0, "occupied_by_idps"),
        ({"shelter_status": "occupied_by_idps", **HIGH}, 0, 0, "occupied_by_idps"),
    ],
)
def test_every_term_by_hand(changed, safe, net, term):
    row = one(**changed)
    np.testing.assert_allclose([row["safe_capacity"], row["net_safe_capacity"]], [safe, net])
    assert row["binding_term"] == term
    assert row["binding_term"] in TERMS


def test_both_densities_are_shown_and_the_stay_says_which_counts():
    row = one("longer")
    assert row["capacity_short_stay"] == 400
    assert row["capacity_longer_stay"] == pytest.approx(600 / 3.5)
    assert row["net_safe_capacity"] == pytest.approx(600 / 3.5)  # toilets 10 x 20 = 200, water 15 000 / 30 = 500
    assert row["binding_term"] == "floor_area"
    assert row["capacity_toilets"] == 200
    assert row["declared_capacity"] == 300
    with pytest.raises(BadScenario, match=r"shelters\.unknown_stay"):
        one("for ever")


def test_what_is_not_known_is_named_and_makes_the_figure_an_upper_bound():
    row = one(toilets=NAN, water_storage_litres=NAN, occupancy_persons=NAN)
    assert row["unknown_terms"] == "toilets, water, occupancy"
    assert row["net_safe_capacity"] == 300
    told = safe_capacity(shelters({"toilets": NAN}), event(), RULES)
    assert "shelters.at_most" in told.explain(shelter_id="A0").notes


def test_an_unassessed_structure_stands_apart():
    row = one(structure_status="not_assessed", occupancy_persons=30)
    assert (row["safe_capacity"], row["net_safe_capacity"], row["unassessed_capacity"]) == (0, -30, 300)
    assert one()["unassessed_capacity"] == 0
    assert one(structure_status="not_assessed", **HIGH)["unassessed_capacity"] == 0  # in the water anyway


def test_places_that_house_displaced_people_are_in_no_figure_but_the_declared_one():
    row = one(occupied_by_idps=True, structure_status="not_assessed")
    assert (row["safe_capacity"], row["net_safe_capacity"], row["unassessed_capacity"]) == (0, 0, 0)
    told = safe_capacity(shelters({"occupied_by_idps": True}), event(), RULES).explain(shelter_id="A0")
    assert told.notes[0] == "shelters.not_available_idps"
    assert told.value == 0


def test_after_a_shock_only_an_inspection_since_then_counts():
    strong, worst = quake("vii"), quake("ix")
    inside = {**HIGH, "structure_assessed_on": "2023-06-01"}
    assert one(zones=strong, **inside)["binding_term"] == "declared"  # foreseen: the state as it stands
    assert one(zones=strong, on="2023-08-14", **inside)["binding_term"] == "structure_unassessed"
    seen = inside | {"structure_assessed_on": "2023-08-14"}
    assert one(zones=strong, on="2023-08-14", **seen)["binding_term"] == "declared"
    assert one(zones=quake("vi"), on="2023-08-14", **inside)["binding_term"] == "declared"
    assert one(zones=worst, on="2023-08-14", **seen)["binding_term"] == "inside_hazard"
    assert one(zones=strong, on="2023-08-14", **{**inside, **DRY})["binding_term"] == "declared"


def test_in_the_wind_the_building_decides_and_not_the_place():
    wind = small_haiti.zones().assign(hazard="cyclone", hazard_class="4")
    assert one(zones=wind, **HIGH)["binding_term"] == "declared"
    assert one(zones=wind, longitude=NAN, latitude=NAN)["net_safe_capacity"] == 300
    assert one(zones=wind, suitable_cyclone=False)["binding_term"] == "structure_unsafe"
    both = pd.concat([wind, small_haiti.zones()], ignore_index=True)  # the water counts too
    row = one(zones=both, **HIGH)
    assert row["binding_term"] == "inside_hazard"
    assert row["classes_by_hazard"] == {"cyclone": "category_4", "flood": "high"}


def test_without_zones_the_structure_alone_decides():
    none = small_haiti.zones().iloc[:0]
    assert one(zones=none, **HIGH)["net_safe_capacity"] == 300
    assert one(zones=none, structure_status="poor")["net_safe_capacity"] == 0


def test_an_empty_register_and_the_input_are_left_as_they_are():
    empty = safe_capacity(frames.SHELTERS.empty(), event(), RULES).frame
    full = shelters({})
    before = full.copy(deep=True)
    assert list(empty.columns) == list(safe_capacity(full, event(), RULES).frame.columns)
    pd.testing.assert_frame_equal(full, before)


def balance(level: str, *changed: dict[str, Any]) -> Result:
    held = safe_capacity(shelters(*changed), event(), RULES)
    expected = pd.DataFrame({"adm2_pcode": ["HT0111", "HT0111", "HT0131"], "people_expected": [100.0, 150.0, NAN]})
    return balance_by_place(held, expected, communes_at(small_haiti.places(), level), RULES)


MIXED = (
    {"occupancy_persons": 100},  # 300 - 100 = 200
    {**HIGH, "occupancy_persons": 80},  # -80
    {"structure_status": "not_assessed"},  # 0, 300 apart
    {"occupied_by_idps": True},  # 0, in no figure
    {"capacity_persons": NAN, "floor_area_m2": NAN},  # unknown
    {"adm2_pcode": "HT0131"},  # 300 in another commune
)


def test_the_balance_of_a_commune_by_hand():
    row = balance("adm2", *MIXED).frame.set_index("place").loc["HT0111"]
    told = row[["shelters", "shelters_usable", "shelters_unknown", "shelters_unassessed", "shelters_occupied_by_idps"]]
    assert told.tolist() == [5, 1, 1, 1, 1]
    assert (row["declared_capacity"], row["shelters_without_capacity"]) == (1200, 1)
    assert (row["safe_capacity"], row["net_safe_capacity"], row["unassessed_capacity"]) == (300, 120, 300)
    assert (row["people_expected"], row["balance"]) == (250, -130)  # 200 - 80 - 250


def test_unknown_people_and_places_without_shelters():
    frame = balance("adm2", *MIXED).frame.set_index("place")
    assert np.isnan(frame.loc["HT0131", "balance"])
    assert frame.loc["HT0131", "communes_without_expected"] == 1
    assert frame.loc["HT0611", "net_safe_capacity"] == 0  # no shelter: no place
    assert pd.isna(frame.loc["HT0611", "binding_term"])
    whole = balance("adm0", *MIXED)
    assert whole.frame["balance"].iloc[0] == 420 - 250
    assert "shelters.expected_missing" in whole.explain(place="HT").notes


def test_nobody_known_and_some_unknown_is_no_zero():
    expected = pd.DataFrame({"adm2_pcode": ["HT0111", "HT0131"], "people_expected": [0.0, NAN]})
    held = safe_capacity(shelters(*MIXED), event(), RULES)
    told = {
        level: balance_by_place(held, expected, communes_at(small_haiti.places(), level), RULES).frame.set_index(
            "place"
        )
        for level in ("adm0", "adm2")
    }
    assert told["adm0"].loc["HT", ["people_expected", "balance"]].isna().all()
    assert told["adm2"].loc["HT0111", "people_expected"] == 0


draws = st.fixed_dictionaries(
    {
        "capacity_persons": st.one_of(st.just(NAN), st.integers(0, 900)),
        "floor_area_m2": st.one_of(st.just(NAN), st.integers(0, 900)),
        "toilets": st.one_of(st.just(NAN), st.integers(0, 20)),
        "water_storage_litres": st.one_of(st.just(NAN), st.integers(0, 9000)),
        "occupancy_persons": st.one_of(st.just(NAN), st.integers(0, 600)),
        "structure_status": st.sampled_from([*frames.STRUCTURES, None]),
        "shelter_status": st.sampled_from([*frames.SHELTER_STATUSES, None]),
        "occupied_by_idps": st.sampled_from([True, False, None]),
        "adm2_pcode": st.sampled_from(["HT0111", "HT0131", "HT0711"]),
        "longitude": st.sampled_from([DRY["longitude"], HIGH["longitude"], NAN]),
    }
)


@settings(max_examples=25)
@given(st.lists(draws, min_size=1, max_size=8))
def test_bounds_and_sums_hold_whatever_the_register(rows):
    held = safe_capacity(shelters(*rows), event(), RULES).frame
    known = held[held["safe_capacity"].notna() & held["net_safe_capacity"].notna()]
    assert (known["net_safe_capacity"] <= known["safe_capacity"]).all()
    declared = known["declared_capacity"].fillna(np.inf)
    assert (known["safe_capacity"] <= declared).all()
    assert (held.loc[held["binding_term"] == "occupied_by_idps", "net_safe_capacity"] == 0).all()
    longer = safe_capacity(shelters(*rows), event(), RULES, stay="longer").frame
    assert not (longer["safe_capacity"] > held["safe_capacity"] + 1e-9).any()
    sums = [balance(level, *rows).frame for level in ("adm2", "adm1", "adm0")]
    for column in ("shelters", "safe_capacity", "net_safe_capacity", "declared_capacity", "unassessed_capacity"):
        totals = [frame[column].sum() for frame in sums]
        np.testing.assert_allclose(totals, totals[0], atol=1e-9)
