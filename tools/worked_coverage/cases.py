"""Twelve invented sites of three communes, and three that must be left out, with what assessments said of them.

Each stands for a case; its `case` says which. Dates are reckoned from AS_OF. A blank answer is absent.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

AS_OF = "2024-06-15"
SETTINGS = (
    ("as_of", AS_OF, "day", "invented"),
    ("phase", "auto", "auto, first or standard", "invented"),
    ("household_size", 4.5, "persons/household", "DTM Haiti round 3 (127,977 persons in 28,415 households)"),
    ("first_phase_months", 6, "months", "planning figure, unverified"),
    ("walking_speed", 66.667, "m/min", "planning figure, 4 km/h, unverified"),
    ("served_by_tap", 250, "persons/tap", "Sphere 2018, WASH 2.1"),
    ("served_by_pump", 500, "persons/hand pump", "Sphere 2018, WASH 2.1"),
    ("served_by_well", 400, "persons/open well", "Sphere 2018, WASH 2.1"),
)
NATION, DEPARTMENTS, COMMUNES = "HT", ("HT01", "HT07"), ("HT0111", "HT0131", "HT0711")
SITE_COLUMNS = ("site_id", "name", "adm2_pcode", "site_class", "opened_on", "closed_on", "status", "area_m2", "case")

SITES: tuple[tuple[Any, ...], ...] = (
    ("W01", "Place du Seuil", "HT0111", "planned_site", "2023-02-01", None, "active", 45_000,
     "every answer exactly at its threshold; an older and a later row that do not count"),
    ("W02", "École du Pas", "HT0111", "collective_centre", "2022-11-20", None, "active", 45_000,
     "every answer just beyond its threshold; a chlorine test one day too old; what is not asked of its class"),
    ("W03", "Terrain Muet", "HT0111", "spontaneous_site", AS_OF, None, "active", 20_000,
     "never visited; opened on the very day"),
    ("W04", "Ravine Barrée", "HT0131", "spontaneous_site", "2024-07-01", None, "active", 12_150,
     "no access in its last round, an older row; estimated people; area at its threshold; assessed before it opens"),
    ("W05", "Lycée Vide", "HT0131", "collective_centre", "2023-03-01", None, "active", None,
     "zero people, and no unit; no committee, so no women in it; chlorine exactly at its upper bound"),
    ("W06", "Camp des Fourchettes", "HT0131", "spontaneous_site", "2022-08-01", None, "active", 30_000,
     "bands that straddle; units that lack by a fraction; chlorine above its upper bound; a share instead of a count"),
    ("W07", "Village Clair", "HT0711", "planned_site", "2021-06-01", None, "active", 50_000,
     "bands all good; some kinds of water points unknown; a test without a date"),
    ("W08", "Camp Sec", "HT0711", "spontaneous_site", "2024-03-01", None, "active", 9_000,
     "first phase; bands all bad, one of them open above; more households in tents than there are"),
    ("W09", "Place des Latrines", "HT0711", "spontaneous_site", "2022-10-10", None, "active", 36_000,
     "broken toilets (40 stand, 10 work); an old water test; a figure that overrules its band"),
    ("W10", "Camp Neuf", "HT0131", "planned_site", "2023-12-16", None, "active", 20_000,
     "first phase by one day: met now and short of the standard; a test and a distribution of the very day"),
    ("W11", "Terrain Sans Classe", "HT0711", None, "2023-12-15", None, "active", 40_000,
     "unknown class; people from households; a band told backwards; a test of the future; six months old to the day"),
    ("W12", "Centre Contradictoire", "HT0711", "collective_centre", None, None, "active", None,
     "people and households unknown, age unknown; a form that contradicts itself"),
    ("X13", "Camp Fermé", "HT0111", "spontaneous_site", "2022-01-10", AS_OF, "closed", 9_999, "closed on the day: out"),
    ("X14", "Camp Fermé Sans Date", "HT0131", "spontaneous_site", "2022-01-10", None, "closed", 9_999,
     "closed without a date: out"),
    ("X15", "Camp À Venir", "HT0711", "planned_site", "2024-09-01", None, "active", 9_999, "yet to open: out"),
)  # fmt: skip

_AT_THRESHOLD: dict[str, Any] = {
    "individuals": 1_000, "households": 220, "females": 520, "males": 480, "females_18_59": 260,
    "water_litres_person_day": 15, "taps": 2, "hand_pumps": 1, "open_wells": 0, "water_distance_m": 500,
    "water_queue_minutes_least": 15, "water_queue_minutes_most": 30, "water_tested_on": "2024-05-16",
    "ecoli_cfu_100ml": 10, "chlorine_mg_l": 0.2, "turbidity_ntu": 5, "water_problem": False,
    "households_treating_water_share": 1, "toilets_total": 50, "toilets_functional": 50, "toilets_separated": True,
    "toilets_women": 36, "toilets_men": 12, "toilets_lockable": 50, "toilets_lit": 50, "toilet_distance_m": 50,
    "toilet_water_distance_m_least": 30, "toilet_water_distance_m_most": 50, "desludging_due": False, "showers": 20,
    "handwashing_stations": 50, "soap_access_share_least": 1, "soap_access_share_most": 1, "laundry_facilities": 10,
    "waste_bins": 22, "waste_collections_week": 2, "households_with_hygiene_kit": 220,
    "women_with_menstrual_kit": 260, "covered_area_m2": 3_500, "households_without_shelter": 0,
    "households_in_tents": 0, "households_with_nfi": 220, "nfi_distributed_on": "2023-06-16", "fire_breaks": True,
    "management_present": True, "committee_present": True, "committee_women_share": 0.5, "feedback_mechanism": True,
    "feedback_used": True, "lighting": True, "fire_points": 1, "safety_incidents": 0, "eviction_threat": False,
    "service_health": True,
}  # fmt: skip

_BEYOND: dict[str, Any] = {
    "individuals": 1_001, "households": 221, "females_18_59": 260,
    "water_litres_person_day": 14.9, "taps": 2, "hand_pumps": 1, "open_wells": 0, "water_distance_m": 501,
    "water_queue_minutes_least": 30, "water_queue_minutes_most": 60, "water_tested_on": "2024-05-15",
    "ecoli_cfu_100ml": 10.5, "chlorine_mg_l": 0.3, "turbidity_ntu": 5.1, "water_problem": True,
    "households_treating_water_share": 0.99, "toilets_total": 50, "toilets_functional": 50,
    "toilets_separated": False, "toilets_women": 35, "toilets_men": 12, "toilets_lockable": 49, "toilets_lit": 50,
    "toilet_distance_m": 50.5, "toilet_water_distance_m_least": 15, "toilet_water_distance_m_most": 30,
    "desludging_due": True, "showers": 20, "handwashing_stations": 49, "soap_access_share_least": 0.5,
    "soap_access_share_most": 0.99, "laundry_facilities": 10, "waste_bins": 22, "waste_collections_week": 1.5,
    "households_with_hygiene_kit": 220, "women_with_menstrual_kit": 259, "covered_area_m2": 3_500,
    "households_without_shelter": 1, "households_in_tents": 1, "households_with_nfi": 220,
    "nfi_distributed_on": "2023-06-15", "fire_breaks": False, "management_present": False,
    "committee_present": True, "committee_women_share": 0.49, "feedback_mechanism": True, "feedback_used": False,
    "lighting": False, "fire_points": 0, "safety_incidents": 1, "eviction_threat": True, "service_health": False,
}  # fmt: skip

_NOBODY: dict[str, Any] = {
    "individuals": 0, "households": 0, "females_18_59": 0, "water_litres_person_day": 0, "taps": 0, "hand_pumps": 0,
    "open_wells": 0, "water_tested_on": "2024-06-01", "chlorine_mg_l": 0.5, "toilets_total": 6,
    "toilets_functional": 0, "toilets_women": 0, "toilets_men": 0, "toilets_lockable": 0, "toilets_lit": 0,
    "showers": 0, "handwashing_stations": 0, "laundry_facilities": 0, "waste_bins": 0,
    "households_with_hygiene_kit": 0, "women_with_menstrual_kit": 0, "covered_area_m2": 600,
    "people_without_shelter_share": 0, "households_in_tents": 0, "households_with_nfi": 0, "management_present": True,
    "committee_present": False, "feedback_mechanism": False, "fire_points": 0,
}  # fmt: skip

_STRADDLING: dict[str, Any] = {
    "not_assessed_reason": "not_asked", "individuals": 610, "households": 136,
    "water_litres_person_day_least": 10, "water_litres_person_day_most": 20, "taps": 1, "hand_pumps": 1,
    "water_walk_minutes_least": 5, "water_walk_minutes_most": 10, "water_queue_minutes_least": 15,
    "water_queue_minutes_most": 60, "water_tested_on": "2024-06-01", "ecoli_cfu_100ml": 0, "chlorine_mg_l": 0.8,
    "turbidity_ntu": 4.9, "toilets_total": 31, "toilets_functional": 31, "toilet_water_distance_m_least": 20,
    "toilet_water_distance_m_most": 40, "showers": 12, "handwashing_stations": 31, "soap_access_share_least": 0.5,
    "soap_access_share_most": 1, "laundry_facilities": 6, "waste_bins": 13, "covered_area_m2": 2_000,
    "people_without_shelter_share": 0.1, "households_in_tents": 0, "management_present": True,
}  # fmt: skip

_GOOD_BANDS: dict[str, Any] = {
    "individuals": 900, "households": 200, "females_18_59": 240, "water_litres_person_day_least": 15,
    "water_litres_person_day_most": 20, "taps": 1, "water_walk_minutes_most": 5, "water_queue_minutes_least": 0,
    "water_queue_minutes_most": 30, "chlorine_mg_l": 0.3, "toilets_total": 45, "toilets_functional": 45,
    "toilets_women": 30, "toilets_men": 10, "toilets_lockable": 45, "toilets_lit": 30,
    "toilet_water_distance_m_least": 30, "toilet_water_distance_m_most": 50, "showers": 18,
    "handwashing_stations": 46, "soap_access_share_least": 1, "soap_access_share_most": 1, "waste_bins": 5,
    "households_with_hygiene_kit": 150, "women_with_menstrual_kit": 100, "covered_area_m2": 3_600,
    "households_in_tents": 20, "households_with_nfi": 200, "fire_breaks": True,
    "committee_present": True, "committee_women_share": 0.45, "feedback_mechanism": True, "safety_incidents": 0,
}  # fmt: skip

_BAD_BANDS: dict[str, Any] = {
    "individuals": 400, "households": 90, "water_litres_person_day_least": 5, "water_litres_person_day_most": 7,
    "taps": 1, "hand_pumps": 0, "open_wells": 0, "water_walk_minutes_least": 30, "water_walk_minutes_most": 60,
    "water_queue_minutes_least": 60, "toilets_total": 6, "toilets_functional": 6,
    "toilet_water_distance_m_least": 0, "toilet_water_distance_m_most": 15, "showers": 2,
    "handwashing_stations": 0, "soap_access_share_least": 0, "soap_access_share_most": 0.5, "waste_bins": 2,
    "covered_area_m2": 700, "households_in_tents": 95, "committee_present": True, "committee_women_share": 0.25,
    "feedback_mechanism": False, "eviction_threat": True,
}  # fmt: skip

_BROKEN: dict[str, Any] = {
    "individuals": 800, "households": 178, "water_litres_person_day": 16, "water_litres_person_day_least": 10,
    "water_litres_person_day_most": 20, "taps": 4, "hand_pumps": 0, "open_wells": 0,
    "water_queue_minutes_least": 20, "water_queue_minutes_most": 20, "water_tested_on": "2023-12-01",
    "ecoli_cfu_100ml": 0, "chlorine_mg_l": 0.3, "turbidity_ntu": 1, "toilets_total": 40, "toilets_functional": 10,
    "toilets_separated": True, "toilets_lockable": 10, "toilets_lit": 4, "showers": 16, "handwashing_stations": 10,
    "covered_area_m2": 2_800, "households_with_nfi": 100, "nfi_distributed_on": "2022-12-01",
    "management_present": True, "lighting": True,
}  # fmt: skip

_FIRST_PHASE: dict[str, Any] = {
    "individuals": 450, "households": 100, "water_litres_person_day": 10, "taps": 1, "hand_pumps": 0,
    "open_wells": 1, "toilets_total": 14, "toilets_functional": 12, "showers": 9, "handwashing_stations": 3,
    "waste_bins": 3, "covered_area_m2": 1_575, "households_without_shelter": 4, "households_in_tents": 60,
    "households_with_nfi": 99, "committee_present": True, "committee_women_share": 0.4, "feedback_mechanism": True,
    "feedback_used": True, "water_queue_minutes_most": 15, "water_tested_on": AS_OF,
    "turbidity_ntu": 5, "nfi_distributed_on": AS_OF, "females": 240,
}  # fmt: skip

_CLASS_UNKNOWN: dict[str, Any] = {
    "households": 150, "water_litres_person_day_least": 20, "water_litres_person_day_most": 10, "taps": 3,
    "hand_pumps": 0, "open_wells": 0, "water_tested_on": "2024-07-01", "chlorine_mg_l": 0.3, "toilets_total": 30,
    "toilets_functional": 30, "showers": 13, "covered_area_m2": 2_362.5, "households_with_nfi": 140,
    "nfi_distributed_on": "2024-07-01", "females": 350, "males": 330,
}  # fmt: skip

_CONTRADICTORY: dict[str, Any] = {
    "water_litres_person_day": 8, "taps": 2, "hand_pumps": 0, "open_wells": 0, "toilets_total": 0,
    "toilets_functional": 1, "toilets_separated": True, "showers": 3, "handwashing_stations": 1,
    "covered_area_m2": 900, "households_without_shelter": 4, "people_without_shelter_share": 0.1,
    "people_in_tents_share": 0.2,
    "committee_present": False, "committee_women_share": 0.6, "feedback_mechanism": False, "feedback_used": True,
}  # fmt: skip

_FULL = {"individuals": 9_999, "households": 2_222, "toilets_functional": 1, "showers": 1, "management_present": False}

# site, day, round, answers; in no order, as rows come
ANSWERS: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("W04", "2024-05-02", 8, {"not_assessed_reason": "no_access", "households": 60, "handwashing_stations": 1}),
    ("W01", "2024-06-16", 9, {"individuals": 1, "toilets_functional": 0}),
    ("W01", AS_OF, 8, _AT_THRESHOLD),
    ("W01", "2024-02-10", 6, {"individuals": 2_000, "households": 400, "toilets_functional": 5, "showers": 3}),
    ("W02", "2024-06-10", 8, _BEYOND),
    ("W04", "2024-01-15", 6, {"individuals": 300, "toilets_functional": 20, "water_litres_person_day": 20}),
    ("W05", "2024-05-20", 8, _NOBODY),
    ("W06", "2024-05-21", 8, _STRADDLING),
    ("W07", "2024-05-22", 8, _GOOD_BANDS),
    ("W08", "2024-05-23", 8, _BAD_BANDS),
    ("W09", "2024-05-24", 8, _BROKEN),
    ("W10", "2024-05-25", 8, _FIRST_PHASE),
    ("W11", "2024-05-26", 8, _CLASS_UNKNOWN),
    ("W12", "2024-05-27", 8, _CONTRADICTORY),
    ("X13", "2024-04-10", 7, _FULL),
    ("X14", "2024-04-11", 7, _FULL),
)
# Displaced people with host families: commune, day, people; in no order, a later blank says nothing
HOSTS: tuple[tuple[str, str, int | None], ...] = (
    ("HT0111", "2024-06-15", 6_000), ("HT0111", "2024-06-16", 7_000), ("HT0111", "2024-01-31", 5_000),
    ("HT0131", "2024-03-31", 800), ("HT0131", "2024-05-31", None),
)  # fmt: skip
ANSWER_COLUMNS = ("not_assessed_reason", *dict.fromkeys(
    name for *_, told in ANSWERS for name in told if name != "not_assessed_reason"
))  # fmt: skip
FLAGS = frozenset(name for *_, told in ANSWERS for name, value in told.items() if isinstance(value, bool))


def cell(value: Any) -> Any:
    """A value as a spreadsheet holds it: a date that is written as text becomes a day."""
    if isinstance(value, str) and len(value) == len(AS_OF) and value[4] == value[7] == "-":
        return datetime.combine(date.fromisoformat(value), datetime.min.time())
    return value
