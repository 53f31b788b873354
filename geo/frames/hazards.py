"""Tables of what threatens and where people may go: zones, storm tracks, past disasters, evacuation shelters."""

from __future__ import annotations

from geo.frames.frame import ADM2, CONFIDENCE, LAT, LON, OBSERVED, Column, Frame, amount, choice, count, flag, text

SHELTER_TYPES = ("school", "church", "community_hall", "hospital", "public_building", "other")
STRUCTURES = ("good", "fair", "poor", "not_assessed")
SHELTER_STATUSES = ("available", "open", "full", "closed", "damaged", "occupied_by_idps")
DISASTERS = (
    "cyclone", "flood", "earthquake", "tsunami", "landslide", "drought", "epidemic", "fire", "insecurity", "other"
)  # fmt: skip
RESPONSIBLES = (
    "casec", "asec", "town_hall", "ccpc", "school_head", "clergy", "health_head", "shelter_manager", "other"
)  # fmt: skip
REHABILITATIONS = ("none_needed", "needed", "planned", "under_way", "done")
# People in a shelter by sex and age: under 18, 18 to 59, 60 and over; then those of whom a disability is told.
OCCUPANTS = ("girls", "boys", "women", "men", "older_women", "older_men")
STORM_CLASSES = ("TD", "TS", "HU", "EX", "SD", "SS", "LO", "WV", "DB", "PTC")
RADII = tuple(f"r{knots}_{quadrant}_nm" for knots in (34, 50, 64) for quadrant in ("ne", "se", "sw", "nw"))

SHELTERS = Frame(
    "shelters", "latest", ("shelter_id",), "observed_on",
    (
        Column("shelter_id", "code", required=True, hxl="#loc+code"),
        text("name", hxl="#loc+name"), ADM2, LON, LAT,
        Column("shelter_type", "choice", choices=SHELTER_TYPES, hxl="#loc+type"),
        count("capacity_persons", "persons", 20_000, hxl="#capacity+num"),
        amount("floor_area_m2", "m2", 100_000),
        Column("structure_status", "choice", choices=STRUCTURES),
        count("toilets", "toilets", 500), flag("occupied_by_idps"), OBSERVED,
        text("owner_organisation", hxl="#org+owner"), count("rooms", "rooms", 500),
        choice("roof", "concrete", "sheet_metal", "other"),
        text("structure_evaluator"), Column("structure_assessed_on", "date"),
        choice("structure_tag", "green", "yellow", "red"),
        flag("suitable_cyclone"), flag("suitable_flood"), flag("suitable_earthquake"), flag("suitable_tsunami"),
        flag("flood_prone"), count("toilets_women", "toilets", 500), count("toilets_men", "toilets", 500),
        count("showers", "showers", 500), flag("water_on_site"), amount("water_storage_litres", "l", 1_000_000),
        flag("electricity"), flag("kitchen"), flag("ramp"), flag("women_space"), amount("road_distance_m", "m", 50_000),
        choice("shelter_status", *SHELTER_STATUSES, hxl="#status"),
        count("occupancy_persons", "persons", 20_000, hxl="#capacity+used"),
        count("occupancy_households", "households", 5_000),
        Column("occupancy_at", "instant", "Haiti"), CONFIDENCE,
        *(count(f"occupancy_{who}", "persons", 20_000) for who in OCCUPANTS),
        count("occupancy_with_disability", "persons", 20_000),
        choice("responsible_function", *RESPONSIBLES),
        *(choice(f"{what}_state", *STRUCTURES) for what in ("roof", "water", "toilets")),
        choice("rehabilitation_status", *REHABILITATIONS), text("rehabilitation_works"),
        amount("rehabilitation_cost_usd", "USD", 10_000_000), Column("rehabilitated_on", "date"),
    ),
    ours=True,
)  # fmt: skip

ZONES = Frame(
    "zones", "latest", ("zone_set", "zone_id"), "observed_on",
    (
        Column("zone_set", "code", required=True), Column("zone_id", "code", required=True),
        Column("hazard", "code", required=True), Column("hazard_class", "code", required=True),
        text("name"), Column("geometry", "geometry", required=True), text("source"), OBSERVED,
    ),
)  # fmt: skip

# Positions of a storm: those of an advisory are dated by its issue, those of a best track by themselves.
TRACKS = Frame(
    "tracks", "series", ("storm_id", "advisory", "valid_at"), "observed_on",
    (
        Column("storm_id", "code", required=True), Column("advisory", "code", required=True, given="best_track"),
        Column("valid_at", "instant", "UTC", required=True, earliest=1851), text("name"),
        choice("storm_class", *STORM_CLASSES),
        choice("position_kind", "observed", "forecast", "scenario", "exercise"),
        Column("longitude", "number", "degrees", required=True, least=-180, most=180, hxl="#geo+lon"),
        Column("latitude", "number", "degrees", required=True, least=-90, most=90, hxl="#geo+lat"),
        Column("wind_kt", "number", "kt", least=0, most=220), Column("gust_kt", "number", "kt", least=0, most=270),
        Column("pressure_hpa", "number", "hPa", least=850, most=1_060),
        amount("radius_max_wind_nm", "nm", 500),
        *(amount(name, "nm", 1_000) for name in RADII),
        text("source"), Column("observed_on", "date", hxl=OBSERVED.hxl, earliest=1851),
    ),
)  # fmt: skip

# Past disasters, one row a disaster and place: rows of one disaster are summed.
PORTFOLIO = Frame(
    "portfolio", "latest", ("disaster_id", "place"), "observed_on",
    (
        Column("disaster_id", "code", required=True), Column("place", "code", required=True, given="country"),
        choice("disaster_type", *DISASTERS, hxl="#crisis+type"), text("name", hxl="#crisis+name"),
        Column("country_iso3", "code", hxl="#country+code"),
        Column("adm2_pcode", "code", hxl="#adm2+code", refers="boundaries"), LON, LAT,
        Column("year", "integer", "year", least=1900, most=2100, hxl="#date+year"),
        Column("month", "integer", "month", least=1, most=12),
        count("people_affected", "persons", 400_000_000, hxl="#affected"),
        count("people_homeless", "persons", 50_000_000), count("deaths", "persons", 5_000_000, hxl="#affected+killed"),
        text("source"), Column("observed_on", "date", hxl=OBSERVED.hxl, earliest=1900),
    ),
)  # fmt: skip
