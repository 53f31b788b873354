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
    "toilets": (50.0, 20.0, "persons/toilet", "toilets", "verified"),
    "bathing": (50.0, 50.0, "persons/shower", "showers", "verified"),
    "handwashing": (1.0, 1.0, "stations/toilet", "stations", "unverified"),
    "covered_area": (3.5, 3.5, "m2/person", "m2", "verified"),
    "site_area": (45.0, 45.0, "m2/person", "m2", "verified"),
    "household_items": (1.0, 1.0, "share", "households", "unverified"),
    "management": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "committee": (1.0, 1.0, "yes/no", "sites", "unverified"),
    "committee_women": (0.3, 0.5, "share", "sites", "unverified"),
    "feedback": (1.0, 1.0, "yes/no", "sites", "unverified"),
}


def test_the_standards_are_these_and_no_other() -> None:
    told = {
        one.key: (one.first_phase, one.standard, one.unit, one.gap_unit, one.status)
        for one in reference_tables.standards()
    }
    assert told == THRESHOLDS
    assert list(told) == list(THRESHOLDS)


def test_water_points_serve_so_many_each_and_handwashing_has_a_least() -> None:
    by_key = {one.key: one for one in reference_tables.standards()}
    assert by_key["water_points"].persons_each == {"taps": 250.0, "hand_pumps": 500.0, "open_wells": 400.0}
    assert by_key["handwashing"].least == 1.0
    assert by_key["committee_women"].requires == "committee_present"


def test_only_the_site_area_is_not_asked_of_collective_centres() -> None:
    for one in reference_tables.standards():
        asked = {"spontaneous_site", "planned_site"} if one.key == "site_area" else set(SITE_CLASSES)
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
    }
    # 127 977 / 28 415 = 4.5038...
    assert round(127_977 / 28_415, 1) == told["household_size"][0]


LEVELS = ("very_low", "low", "medium", "high", "very_high")


def test_the_hazards_and_the_order_of_their_classes() -> None:
    wind = ("tropical_storm", *(f"category_{n}" for n in range(1, 6)))
    told = {key: one.classes for key, one in reference_tables.hazards().by_key.items()}
    assert told == {
        "flood": LEVELS, "storm_surge": LEVELS, "landslide": LEVELS, "earthquake": LEVELS,
        "cyclone": wind, "access": ("restricted", "closed"),
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
