"""Tables of the sites of displaced people and of what an assessment finds there.

Ranges (`_least`, `_most`) hold answers given in bands: a band is a range, never a false number.
"""

from __future__ import annotations

from geo.frames.frame import (
    ADM2,
    CONFIDENCE,
    LAT,
    LON,
    OBSERVED,
    Column,
    Frame,
    amount,
    choice,
    count,
    flag,
    share,
    text,
)

SITE_TYPES = ("school", "open_air", "church", "public_building", "private_building", "other")
SITE_CLASSES = ("spontaneous_site", "planned_site", "collective_centre")
NOT_ASSESSED = ("not_visited", "not_asked", "no_access")
OWNERSHIPS = ("public", "private", "church", "ancestral", "other")
WATER_SOURCES = (
    "tap", "hand_pump", "open_well", "bladder", "tanker", "kiosk", "vendor", "spring", "rainwater", "surface_water",
    "other",
)  # fmt: skip
MANAGEMENT_TYPES = ("government", "un_agency", "international_ngo", "national_ngo", "community", "other", "none")
AGES = ("under_1", "1_5", "6_17", "18_59", "60_over")
SECTORS = (
    "wash", "shelter_nfi", "cccm", "health", "mhpss", "protection", "gbv", "education", "food", "nutrition", "cash",
    "livelihoods", "logistics", "movement", "coordination", "other",
)  # fmt: skip
# Sectors of which an assessment says whether somebody serves the site.
SERVED = (
    "wash", "shelter_nfi", "health", "mhpss", "protection", "gbv", "education", "food", "cash", "livelihoods",
    "movement",
)  # fmt: skip
# Relief items that an assessment counts by household; as in data/reference/kits.toml.
ITEMS_RECEIVED = ("tarpaulins", "blankets", "mats", "kitchen_sets", "jerrycans", "solar_lamps")
NEEDS = ("food", "water", "shelter", "health", "nfi", "hygiene", "education", "livelihoods", "protection", "cash")

SITES = Frame(
    "sites", "latest", ("site_id",), "observed_on",
    (
        Column("site_id", "code", required=True, hxl="#loc+site+code"),
        text("name", hxl="#loc+site+name"),
        ADM2, LON, LAT,
        Column("site_type", "choice", choices=SITE_TYPES, hxl="#loc+site+type"),
        Column("site_class", "choice", choices=SITE_CLASSES),
        Column("opened_on", "date", hxl="#date+start"),
        Column("closed_on", "date", hxl="#date+end"),
        text("closed_reason"),
        Column("status", "choice", choices=("active", "closed"), hxl="#status+site"),
        text("manager_organisation", hxl="#org+impl"),
        amount("area_m2", "m2", 5_000_000),
        OBSERVED,
        Column("adm3_pcode", "code", hxl="#adm3+code", refers="boundaries"),
        choice("ownership", *OWNERSHIPS), CONFIDENCE,
    ),
    ours=True,
)  # fmt: skip

_WATER = (
    amount("water_litres_person_day_least", "l/person/day", 300),
    amount("water_litres_person_day_most", "l/person/day", 300),
    choice("water_source", *WATER_SOURCES),
    amount("water_distance_m", "m", 20_000),
    amount("water_walk_minutes_least", "min", 600), amount("water_walk_minutes_most", "min", 600),
    amount("water_queue_minutes_least", "min", 600), amount("water_queue_minutes_most", "min", 600),
    Column("water_tested_on", "date"),
    amount("ecoli_cfu_100ml", "CFU/100 ml", 100_000), amount("chlorine_mg_l", "mg/l", 10),
    amount("turbidity_ntu", "NTU", 5_000),
    flag("water_problem"), share("households_treating_water_share"),
)  # fmt: skip

_SANITATION = (
    count("toilets_total", "toilets", 5_000),
    choice("toilets_state", "working", "poor", "unusable"),
    flag("toilets_separated"), count("toilets_women", "toilets", 5_000), count("toilets_men", "toilets", 5_000),
    count("toilets_lockable", "toilets", 5_000), count("toilets_lit", "toilets", 5_000),
    amount("toilet_distance_m", "m", 5_000),
    amount("toilet_water_distance_m_least", "m", 5_000), amount("toilet_water_distance_m_most", "m", 5_000),
    Column("desludged_on", "date"), flag("desludging_due"), flag("open_defecation"), flag("showers_separated"),
    amount("soap_access_share_least", "share", 1), amount("soap_access_share_most", "share", 1),
    count("laundry_facilities", "facilities", 5_000),
    count("waste_bins", "bins", 5_000), amount("waste_collections_week", "per week", 50),
    flag("drainage_adequate"), flag("vector_control"), flag("hygiene_promotion"),
    count("households_with_hygiene_kit", "households", 60_000),
    count("women_with_menstrual_kit", "persons", 250_000), flag("wash_committee"),
)  # fmt: skip

_SHELTER = (
    share("people_without_shelter_share"), share("people_in_tents_share"), share("people_makeshift_share"),
    share("people_indoors_share"),
    count("households_without_shelter", "households", 60_000), count("households_in_tents", "households", 60_000),
    count("households_makeshift", "households", 60_000),
    flag("fire_breaks"), count("fire_points", "points", 1_000), Column("nfi_distributed_on", "date"),
    count("kits_complete_households", "households", 60_000), text("materials_needed"),
    *(count(f"households_with_{item}", "households", 60_000) for item in ITEMS_RECEIVED),
    share("households_with_electricity_share"), share("households_with_safe_cooking_share"),
    share("households_with_private_area_share"), share("households_with_mosquito_net_share"),
)  # fmt: skip

_MANAGEMENT = (
    choice("management_type", *MANAGEMENT_TYPES), choice("management_mode", "resident", "mobile"),
    Column("management_since", "date"),
    flag("committee_from_site"), flag("committee_disability"), flag("committee_youth"),
    flag("feedback_used"), flag("information_point"), flag("hotline_displayed"), flag("registration"),
    flag("site_plan"), flag("site_improvements"), flag("lighting"), flag("site_accessible"),
    count("safety_incidents", "incidents", 1_000), flag("security_present"),
    flag("women_feel_safe"), flag("men_feel_safe"), flag("children_feel_safe"),
    flag("community_centre"), flag("exit_plan"), flag("eviction_threat"),
)  # fmt: skip

_PEOPLE = (
    count("females", "persons", 250_000, hxl="#affected+f+idps"),
    count("males", "persons", 250_000, hxl="#affected+idps+m"),
    *(count(f"females_{age}", "persons", 250_000) for age in AGES),
    *(count(f"males_{age}", "persons", 250_000) for age in AGES),
    count("pregnant_women", "persons", 60_000), count("breastfeeding_women", "persons", 60_000),
    count("people_with_disability", "persons", 60_000), count("people_with_chronic_illness", "persons", 60_000),
    count("people_with_specific_needs", "persons", 60_000),
    count("households_headed_by_women", "households", 60_000),
    count("households_headed_by_children", "households", 60_000),
    count("households_headed_by_older", "households", 60_000),
    Column("origin_pcode", "code"), Column("first_arrival_on", "date"), Column("last_arrival_on", "date"),
    choice("displacement_reason", "conflict", "insecurity", "natural_disaster", "other", "not_reported"),
    choice("intention", "stay", "return", "move_elsewhere", "undecided"),
)  # fmt: skip

_SERVICES = (
    *(flag(f"service_{sector}") for sector in SERVED),
    flag("school_attendance"), flag("health_on_site"),
    amount("health_walk_minutes_least", "min", 600), amount("health_walk_minutes_most", "min", 600),
    flag("market_access"), flag("phone_network"),
    *(flag(f"need_{need}") for need in NEEDS),
    count("key_informants", "persons", 500),
    choice("collection_method", "on_site", "by_phone", "key_informants", "other"),
)  # fmt: skip

ASSESSMENTS = Frame(
    "assessments", "series", ("site_id", "assessed_on"), "assessed_on",
    (
        Column("site_id", "code", required=True, hxl="#loc+site+code", refers="sites"),
        Column("assessed_on", "date", required=True, hxl="#date+reported"),
        Column("round", "integer", least=0, most=500, hxl="#round+code"),
        Column("not_assessed_reason", "choice", choices=NOT_ASSESSED),
        count("households", "households", 60_000, hxl="#affected+idps+hh"),
        count("individuals", "persons", 250_000, hxl="#affected+idps+ind"),
        amount("water_litres_person_day", "l/person/day", 300),
        count("taps", "taps", 2_000), count("hand_pumps", "hand pumps", 500),
        count("open_wells", "open wells", 500),
        count("toilets_functional", "toilets", 5_000), count("showers", "showers", 5_000),
        count("handwashing_stations", "stations", 5_000),
        amount("covered_area_m2", "m2", 1_000_000),
        count("households_with_nfi", "households", 60_000),
        flag("management_present"), flag("committee_present"),
        share("committee_women_share"),
        flag("feedback_mechanism"),
        *_PEOPLE, *_WATER, *_SANITATION, *_SHELTER, *_MANAGEMENT, *_SERVICES,
    ),
)  # fmt: skip
