"""Standards of the worked spreadsheet, typed from the handbooks; a kind says which formulas a row takes."""

from __future__ import annotations

from dataclasses import dataclass

OPEN_AIR = ("spontaneous_site", "planned_site")


@dataclass(frozen=True)
class Entry:
    """One standard: its thresholds of the two phases, what it reads, and where it is taken from."""

    key: str
    kind: str
    direction: str
    first: float
    standard: float
    unit: str
    gap_unit: str
    source: str
    value: str = ""
    base: str = ""
    least: float = 0.0
    upper: float | None = None
    requires: str = ""
    tested: str = ""
    valid_days: float = 0.0
    low: str = ""
    high: str = ""
    factor: str = ""
    instead: str = ""
    whole: bool = True
    classes: tuple[str, ...] = ()


WASH, SHELTER, CCM = "Sphere 2018, WASH ", "Sphere 2018, Shelter ", "Minimum Standards for Camp Management 2021, "


def _yes(key: str, value: str, source: str, **more: object) -> Entry:
    return Entry(key, "yes_no", "min", 1, 1, "yes/no", "sites", source, value, **more)  # type: ignore[arg-type]


def _no(key: str, value: str, source: str) -> Entry:
    return Entry(key, "yes_no", "max", 0, 0, "yes/no", "sites", source, value)


def _each(key: str, base: str, most: tuple[float, float], units: tuple[str, str], source: str) -> Entry:
    """So many a unit at most, in the two phases; `units` is what is served by one, and its plural."""
    value = "households" if units[0].startswith("households") else "people"
    return Entry(key, "ratio", "max", *most, *units, source, value, base)


def _kit(key: str, value: str, source: str, base: str = "households", gap_unit: str = "households") -> Entry:
    return Entry(key, "share_of", "min", 1, 1, "share", gap_unit, source, value, base)


WATER = (
    Entry("water_quantity", "rate", "min", 7.5, 15, "l/person/day", "litres a day", WASH + "2.1 (15; survival 7.5)",
          "water_litres_person_day", "people", low="water_litres_person_day_least",
          high="water_litres_person_day_most"),
    Entry("water_points", "compound", "max", 250, 250, "persons/tap", "taps",
          WASH + "2.1 (250 a tap, 500 a hand pump, 400 an open well)", "people"),
    Entry("water_distance", "amount", "max", 500, 500, "m", "sites", WASH + "2.1", "water_distance_m",
          low="water_walk_minutes_least", high="water_walk_minutes_most", factor="walking_speed"),
    Entry("water_queue", "amount", "max", 30, 30, "min", "sites", WASH + "2.1 (2018: 30 minutes, not 15)",
          low="water_queue_minutes_least", high="water_queue_minutes_most"),
    Entry("water_ecoli", "test", "max", 10, 10, "CFU/100 ml", "sites", WASH + "2.2", "ecoli_cfu_100ml",
          tested="water_tested_on", valid_days=90),
    Entry("water_chlorine", "test", "min", 0.2, 0.2, "mg/l", "sites", WASH + "2.2 (0.2-0.5)", "chlorine_mg_l",
          upper=0.5, tested="water_tested_on", valid_days=30),
    Entry("water_turbidity", "test", "max", 5, 5, "NTU", "sites", WASH + "2.2", "turbidity_ntu",
          tested="water_tested_on", valid_days=90),
    _no("water_problem", "water_problem", WASH + "2.2"),
    Entry("water_treatment", "share", "min", 1, 1, "share", "sites", WASH + "2.2", "households_treating_water_share"),
)  # fmt: skip

SANITATION = (
    _each("toilets", "toilets_functional", (50, 20), ("persons/toilet", "toilets"),
          WASH + "p. 118 (50 in the first phase, then 20)"),
    _yes("toilets_separated", "toilets_separated", WASH + "3.2"),
    Entry("toilets_women_men", "ratio", "min", 3, 3, "toilets/toilet", "toilets", WASH + "p. 118 (3 to 1)",
          "toilets_women", "toilets_men"),
    _kit("toilets_lockable", "toilets_lockable", WASH + "3.2", "toilets_functional", "toilets"),
    _kit("toilets_lit", "toilets_lit", WASH + "3.2", "toilets_functional", "toilets"),
    Entry("toilet_distance", "amount", "max", 50, 50, "m", "sites", WASH + "3.2", "toilet_distance_m"),
    Entry("toilet_water_distance", "amount", "min", 30, 30, "m", "sites", WASH + "3.1",
          low="toilet_water_distance_m_least", high="toilet_water_distance_m_most"),
    _no("desludging", "desludging_due", WASH + "3.3"),
    _each("bathing", "showers", (50, 50), ("persons/shower", "showers"), WASH + "2.1"),
    Entry("handwashing", "ratio", "min", 1, 1, "stations/toilet", "stations", WASH + "1.2 (at least one a site)",
          "handwashing_stations", "toilets_functional", least=1),
    Entry("soap", "amount", "min", 1, 1, "share", "sites", WASH + "1.2", low="soap_access_share_least",
          high="soap_access_share_most"),
    _each("laundry", "laundry_facilities", (100, 100), ("persons/facility", "facilities"), WASH + "2.1"),
    _each("waste_bins", "waste_bins", (40, 10), ("households/bin", "bins"), WASH + "5.2 (40, in the longer term 10)"),
    Entry("waste_collection", "amount", "min", 2, 2, "per week", "sites", "IndiKit 117 (twice a week)",
          "waste_collections_week"),
    _kit("hygiene_kits", "households_with_hygiene_kit", WASH + "1.2"),
    _kit("menstrual_kits", "women_with_menstrual_kit", WASH + "1.3", "females_18_59", "persons"),
)  # fmt: skip

HOUSING = (
    Entry("covered_area", "ratio", "min", 3.5, 3.5, "m2/person", "m2", SHELTER + "3", "covered_area_m2", "people",
          whole=False),
    Entry("site_area", "ratio", "min", 45, 45, "m2/person", "m2", SHELTER + "2 (camp-type)", "area_m2", "people",
          whole=False, classes=OPEN_AIR),
    Entry("without_shelter", "share_of", "max", 0, 0, "share", "households", SHELTER + "3",
          "households_without_shelter", "households", instead="people_without_shelter_share"),
    Entry("in_tents", "share_of", "max", 1, 0, "share", "households", SHELTER + "3 (tents are of the first phase)",
          "households_in_tents", "households", instead="people_in_tents_share"),
    Entry("household_items", "ratio", "min", 1, 1, "share", "households", SHELTER + "4", "households_with_nfi",
          "households"),
    Entry("items_recent", "age", "max", 365, 365, "days", "sites", SHELTER + "4", "nfi_distributed_on"),
    _yes("fire_breaks", "fire_breaks", SHELTER + "2", classes=OPEN_AIR),
)  # fmt: skip

CAMP = (
    _yes("management", "management_present", CCM + "1"),
    _yes("committee", "committee_present", CCM + "2"),
    Entry("committee_women", "share", "min", 0.3, 0.5, "share", "sites", CCM + "2 (half, at the least 30 %)",
          "committee_women_share", requires="committee_present"),
    _yes("feedback", "feedback_mechanism", CCM + "2"),
    _yes("feedback_used", "feedback_used", CCM + "2.3", requires="feedback_mechanism"),
    _yes("lighting", "lighting", CCM + "3.1"),
    Entry("fire_points", "amount", "min", 1, 1, "points", "sites", CCM + "3.1", "fire_points"),
    Entry("safety_incidents", "amount", "max", 0, 0, "incidents", "sites", CCM + "3.1", "safety_incidents"),
    _no("eviction", "eviction_threat", CCM + "5"),
    _yes("service_health", "service_health", CCM + "4.1"),
)  # fmt: skip

ENTRIES = WATER + SANITATION + HOUSING + CAMP
