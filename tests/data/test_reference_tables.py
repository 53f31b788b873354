"""Each number of the reference tables, repeated here: a changed number must be changed twice."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import reference_tables
from geo.frames import POPULATION, SITE_CLASSES

# key: first phase, standard, unit, gap unit, status; from the Sphere Handbook 2018 and the Minimum Standards
# for Camp Management 2021 as docs/methods.md cites them
THRESHOLDS = {
    "water_quantity": (7.5, 15.0, "l/person/day", "litres a day", "verified"),
    "water_points": (250.0, 250.0, "persons/tap", "taps", "verified"),
    "water_distance": (500.0, 500.0, "m", "sites", "verified"),
    "water_queue": (30.0, 30.0, "min", "sites", "verified"),
    "water_ecoli": (10.0, 10.0, "CFU/100 ml", "sites", "unverified"),
    "water_chlorine": (0.2, 0.2, "mg/l", "sites", "unverified"),
    "water_turbidity": (5.0, 5.0, "NTU", "sites", "unverified"),
    "water_problem": (0.0, 0.0, "yes/no", "sites", "unverified"),
    "water_treatment": (1.0, 1.0, "share", "sites", "unverified"),
    "toilets": (50.0, 20.0, "persons/toilet", "toilets", "verified"),
    "toilets_separated": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "toilets_women_men": (3.0, 3.0, "toilets/toilet", "toilets", "verified"),
    "toilets_lockable": (1.0, 1.0, "share", "toilets", "unverified"),
    "toilets_lit": (1.0, 1.0, "share", "toilets", "unverified"),
    "toilet_distance": (50.0, 50.0, "m", "sites", "unverified"),
    "toilet_water_distance": (30.0, 30.0, "m", "sites", "unverified"),
    "desludging": (0.0, 0.0, "yes/no", "sites", "unverified"),
    "open_defecation": (0.0, 0.0, "yes/no", "sites", "unverified"),
    "bathing": (50.0, 50.0, "persons/shower", "showers", "verified"),
    "bathing_separated": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "handwashing": (1.0, 1.0, "stations/toilet", "stations", "unverified"),
    "soap": (1.0, 1.0, "share", "sites", "unverified"),
    "laundry": (100.0, 100.0, "persons/facility", "facilities", "verified"),
    "waste_bins": (40.0, 10.0, "households/bin", "bins", "unverified"),
    "waste_collection": (2.0, 2.0, "per week", "sites", "unverified"),
    "drainage": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "vector_control": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "hygiene_promotion": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "hygiene_kits": (1.0, 1.0, "share", "households", "unverified"),
    "menstrual_kits": (1.0, 1.0, "share", "persons", "unverified"),
    "wash_committee": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "covered_area": (3.5, 3.5, "m2/person", "m2", "verified"),
    "site_area": (45.0, 45.0, "m2/person", "m2", "verified"),
    "without_shelter": (0.0, 0.0, "share", "households", "unverified"),
    "in_tents": (1.0, 0.0, "share", "households", "unverified"),
    "makeshift": (0.0, 0.0, "share", "households", "unverified"),
    "household_items": (1.0, 1.0, "share", "households", "unverified"),
    "kits_complete": (1.0, 1.0, "share", "households", "unverified"),
    "items_recent": (365.0, 365.0, "days", "sites", "unverified"),
    "tarpaulins": (1.0, 1.0, "share", "households", "unverified"),
    "blankets": (1.0, 1.0, "share", "households", "unverified"),
    "mats": (1.0, 1.0, "share", "households", "unverified"),
    "kitchen_sets": (1.0, 1.0, "share", "households", "unverified"),
    "jerrycans": (1.0, 1.0, "share", "households", "unverified"),
    "solar_lamps": (1.0, 1.0, "share", "households", "unverified"),
    "mosquito_nets": (1.0, 1.0, "share", "sites", "unverified"),
    "private_area": (1.0, 1.0, "share", "sites", "unverified"),
    "safe_cooking": (1.0, 1.0, "share", "sites", "unverified"),
    "electricity": (1.0, 1.0, "share", "sites", "unverified"),
    "fire_breaks": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "management": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "committee": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "committee_women": (0.3, 0.5, "share", "sites", "unverified"),
    "committee_from_site": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "committee_disability": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "committee_youth": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "feedback": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "feedback_used": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "information_point": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "hotline": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "registration": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "site_plan": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "site_improvements": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "lighting": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "accessible": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "fire_points": (1.0, 1.0, "points", "sites", "unverified"),
    "safety_incidents": (0.0, 0.0, "incidents", "sites", "unverified"),
    "security": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "women_safe": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "men_safe": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "children_safe": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "community_centre": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "exit_plan": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "eviction": (0.0, 0.0, "yes/no", "sites", "unverified"),
    "service_wash": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_shelter_nfi": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_health": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_mhpss": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_protection": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_gbv": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_education": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_food": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_cash": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_livelihoods": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "service_movement": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "health_walk": (60.0, 60.0, "min", "sites", "unverified"),
}


OF_SHELTERS = {
    "evacuation_area": (1.5, 3.5, "m2/person", "m2", "unverified"),
    "evacuation_toilets": (50.0, 20.0, "persons/toilet", "toilets", "unverified"),
    "evacuation_toilets_women_men": (3.0, 3.0, "toilets/toilet", "toilets", "unverified"),
    "evacuation_bathing": (50.0, 50.0, "persons/shower", "showers", "unverified"),
    "evacuation_water": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "evacuation_water_stored": (7.5, 15.0, "l/person", "l", "unverified"),
    "evacuation_women_space": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "evacuation_ramp": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "evacuation_electricity": (1.0, 1.0, "yes/no", "sites", "unverified"),
}
HEADLINES = (
    "water_quantity", "water_points", "toilets", "bathing", "handwashing", "covered_area", "site_area",
    "household_items", "management", "committee", "committee_women", "feedback",
)  # fmt: skip


def test_the_standards_are_these_and_no_other() -> None:
    told = {
        one.key: (one.first_phase, one.standard, one.unit, one.gap_unit, one.status)
        for one in reference_tables.standards()
    }
    assert told == THRESHOLDS
    assert list(told) == list(THRESHOLDS)
    assert tuple(one.key for one in reference_tables.standards() if one.headline) == HEADLINES


def test_the_profile_of_activated_shelters_is_asked_of_no_site() -> None:
    told = {
        one.key: (one.first_phase, one.standard, one.unit, one.gap_unit, one.status)
        for one in reference_tables.shelter_standards()
    }
    assert told == OF_SHELTERS
    assert {one.applies_to for one in reference_tables.shelter_standards()} == {("activated_shelter",)}


def test_tests_of_water_age_and_minutes_become_metres() -> None:
    by_key = {one.key: one for one in reference_tables.standards()}
    valid = {key: one.valid_days for key, one in by_key.items() if one.kind == "test"}
    assert valid == {"water_ecoli": 90, "water_chlorine": 30, "water_turbidity": 90}
    assert by_key["water_chlorine"].upper == 0.5
    assert {one.tested for one in by_key.values() if one.kind == "test"} == {"water_tested_on"}
    assert (by_key["water_distance"].band_factor, by_key["water_distance"].factor) == ("walking_speed", 66.667)


def test_water_points_serve_so_many_each_and_handwashing_has_a_least() -> None:
    by_key = {one.key: one for one in reference_tables.standards()}
    assert by_key["water_points"].persons_each == {"taps": 250.0, "hand_pumps": 500.0, "open_wells": 400.0}
    assert by_key["handwashing"].least == 1.0
    assert by_key["committee_women"].requires == "committee_present"


def test_only_site_area_and_fire_breaks_are_not_asked_of_collective_centres() -> None:
    for one in reference_tables.standards():
        of_open = one.key in ("site_area", "fire_breaks")
        asked = {"spontaneous_site", "planned_site"} if of_open else set(SITE_CLASSES)
        assert asked == set(one.applies_to) & set(SITE_CLASSES), one.key


@pytest.mark.shared
@pytest.mark.parametrize(
    ("row", "key", "phase"),
    [
        ("water_l_pppd_min", "water_quantity", "standard"),
        ("water_l_pppd_survival", "water_quantity", "first"),
        ("people_per_tap_max", "water_points", "standard"),
        ("people_per_toilet_max", "toilets", "standard"),
        ("people_per_toilet_max_first_phase", "toilets", "first"),
        ("people_per_bathing_max", "bathing", "standard"),
        ("handwash_station_per_shared_toilet_min", "handwashing", "standard"),
        ("people_per_laundry_max", "laundry", "standard"),
        ("water_point_distance_m_max", "water_distance", "standard"),
        ("water_queue_min_max", "water_queue", "standard"),
        ("toilet_distance_m_max", "toilet_distance", "standard"),
        ("frc_mg_l_min", "water_chlorine", "standard"),
        ("turbidity_ntu_max", "water_turbidity", "standard"),
        ("faecal_cfu_100ml_max", "water_ecoli", "standard"),
        ("waste_100l_hh_max_short", "waste_bins", "first"),
        ("waste_100l_hh_max_long", "waste_bins", "standard"),
        ("covered_m2_pp_min", "covered_area", "standard"),
        ("site_m2_pp_min", "site_area", "standard"),
    ],
)
def test_the_standards_agree_with_the_indicator_table(shared: Path, row: str, key: str, phase: str) -> None:
    table = pd.read_csv(shared / "tables" / "sphere_indicators.csv").set_index("key")
    norm = next(one for one in reference_tables.standards() if one.key == key)
    assert norm.threshold(phase) == table.loc[row, "value"]
    assert norm.direction == table.loc[row, "direction"]
    assert norm.sector == table.loc[row, "domain"]
    assert norm.status == table.loc[row, "status"].lower()


@pytest.mark.shared
def test_the_upper_bound_of_chlorine_and_the_ratio_of_toilets_agree_with_the_indicator_table(shared: Path) -> None:
    table = pd.read_csv(shared / "tables" / "sphere_indicators.csv").set_index("key")
    by_key = {one.key: one for one in reference_tables.standards()}
    assert by_key["water_chlorine"].upper == table.loc["frc_mg_l_max", "value"]
    assert "3:1 F:M" in table.loc["people_per_toilet_max", "unit"]
    assert (by_key["toilets_women_men"].standard, by_key["toilets_women_men"].status) == (3, "verified")
    (area,) = (one for one in reference_tables.shelter_standards() if one.key == "evacuation_area")
    assert area.first_phase == table.loc["evac_shelter_m2_pp_short", "value"]
    assert area.standard == table.loc["covered_m2_pp_min", "value"]


@pytest.mark.shared
def test_the_kinds_of_water_points_agree_with_the_indicator_table(shared: Path) -> None:
    table = pd.read_csv(shared / "tables" / "sphere_indicators.csv").set_index("key")["value"]
    norm = next(one for one in reference_tables.standards() if one.key == "water_points")
    assert norm.persons_each == {
        "taps": table["people_per_tap_max"],
        "hand_pumps": table["people_per_handpump_max"],
        "open_wells": table["people_per_open_well_max"],
    }


def test_the_settings_are_these() -> None:
    told = {key: (one.value, one.unit, one.status) for key, one in reference_tables.settings().items()}
    assert told == {
        "household_size": (4.5, "persons/household", "verified"),
        "assessed_share_hatched": (0.5, "share", "verified"),
        "first_phase_months": (6, "months", "unverified"),
        "walking_distance": (2000.0, "m", "unverified"),
        "walking_speed": (66.667, "m/min", "unverified"),  # 4 km/h: 4000 / 60
        "sites_in_population": (1.0, "share", "unverified"),
        "people_spread": (0.0, "share", "unverified"),
        "planning_share": (0.05, "share", "unverified"),
        "stock_hazard_rank": (2.0, "classes", "unverified"),
        "transfer_keep_share": (0.25, "share", "unverified"),
        "transfer_usd_tonne_hour": (12.0, "USD per tonne and hour", "unverified"),
        "reach_solve_seconds": (60.0, "s", "verified"),
        "preposition_solve_seconds": (240.0, "s", "verified"),
    }
    # 127 977 / 28 415 = 4.5038...
    assert round(127_977 / 28_415, 1) == told["household_size"][0]


LEVELS = ("very_low", "low", "medium", "high", "very_high")


def test_the_hazards_and_the_order_of_their_classes() -> None:
    wind = ("tropical_storm", *(f"category_{n}" for n in range(1, 6)))
    told = {key: one.classes for key, one in reference_tables.hazards().by_key.items()}
    assert told == {
        "flood": LEVELS, "storm_surge": LEVELS, "landslide": LEVELS, "earthquake": LEVELS,
        "cyclone": wind, "tsunami": LEVELS, "fire": LEVELS, "access": ("restricted", "closed"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hazard", "labels", "classes"),
    [
        ("flood", ("faible", "moyen", "fort"), ("low", "medium", "high")),
        ("Inondation", ("low", "medium", "high"), ("low", "medium", "high")),
        ("inondasyon", ("fèb", "mwayen", "fò"), ("low", "medium", "high")),
        ("landslide", ("1", "2", "3", "4", "5"), LEVELS),
        ("Glissement de terrain", (1, 2.0, "3.0", " 4 ", "Niveau 5"), LEVELS),
        ("storm_surge", ("Très faible", "FAIBLE", "Modéré", "Élevé", "TRÈS FORT"), LEVELS),
        ("Séisme", ("V", "MMI VI", "vii", "MMI-8", "IX"), LEVELS),
        ("ouragan", ("TS", "Cat. 1", "5"), ("tropical_storm", "category_1", "category_5")),
        ("access", ("Accès restreint", "fermé"), ("restricted", "closed")),
    ],
)
def test_the_words_of_files_are_understood(hazard: str, labels: tuple[object, ...], classes: tuple[str, ...]) -> None:
    found = reference_tables.hazards().find(hazard)
    assert tuple(found.class_of(label) for label in labels) == classes


def test_the_doubtful_populations_are_those_of_the_bundled_table() -> None:
    doubts = reference_tables.population_doubts()
    bundled = pd.read_csv(reference_tables.REFERENCE.parent / "bundled" / "haiti" / "haiti_communes.csv")
    known = bundled.set_index("adm2_pcode")["population"]
    assert list(doubts["adm_pcode"]) == ["HT0116", "HT0131", "HT0142"]
    assert list(doubts["population"]) == [3_987, 129_879, 65_302] == list(known[doubts["adm_pcode"]])
    assert set(doubts["year"]) == {2024} == set(bundled["year"])


def test_only_the_doubtful_figure_itself_is_marked() -> None:
    rows = [("HT0116", 2024, 3_987), ("HT0116", 2024, 41_000), ("HT0116", 2019, 36_453), ("HT0111", 2024, 926_906)]
    population = POPULATION.conform(
        pd.DataFrame(rows, columns=["adm_pcode", "year", "population"]).assign(population_set="x")
    )
    assert reference_tables.with_doubts(population)["doubtful"].tolist() == [True, False, False, False]
    assert "doubtful" not in population.columns
