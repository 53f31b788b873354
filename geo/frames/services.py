"""Tables of who serves whom and of what is asked once: services, facilities, observations of any theme."""

from __future__ import annotations

from geo.frames.frame import ADM2, CONFIDENCE, LAT, LON, OBSERVED, Column, Frame, choice, count, text
from geo.frames.sites import SECTORS

FACILITY_TYPES = (
    "hospital", "health_centre", "health_post", "mobile_clinic", "pharmacy", "laboratory", "school", "police",
    "community_centre", "water_point", "other",
)  # fmt: skip
ORGANISATION_TYPES = (
    "government", "un_agency", "international_ngo", "national_ngo", "red_cross", "donor", "private", "other"
)  # fmt: skip

# Who does what where (3W, 4W). Reached people are of one activity: they overlap, and are never summed over activities.
SERVICES = Frame(
    "services", "latest", ("service_id",), "observed_on",
    (
        Column("service_id", "code", required=True),
        choice("sector", *SECTORS, required=True, hxl="#sector+cluster"),
        text("activity", hxl="#activity"),
        Column("organisation", "code", required=True, hxl="#org+acronym"),
        text("organisation_name", hxl="#org+name"),
        choice("organisation_type", *ORGANISATION_TYPES, hxl="#org+type"),
        ADM2, Column("site_id", "code", refers="sites", hxl="#loc+site+code"),
        choice("activity_status", "planned", "ongoing", "completed", "suspended", hxl="#status+activity"),
        Column("started_on", "date", hxl="#date+start"), Column("ended_on", "date", hxl="#date+end"),
        count("people_targeted", "persons", 12_000_000, hxl="#targeted"),
        count("people_reached", "persons", 12_000_000, hxl="#reached"),
        text("source"), OBSERVED,
    ),
)  # fmt: skip

FACILITIES = Frame(
    "facilities", "latest", ("facility_id",), "observed_on",
    (
        Column("facility_id", "code", required=True, hxl="#loc+code+facility"),
        text("name", hxl="#loc+facility+name"), ADM2, LON, LAT,
        choice("facility_type", *FACILITY_TYPES, hxl="#loc+facility+type"),
        text("category"), text("operator", hxl="#org+impl"),
        choice("facility_status", "working", "partly_working", "not_working"),
        count("beds", "beds", 5_000), CONFIDENCE, OBSERVED,
    ),
    ours=True,
)  # fmt: skip

# Answers of a thematic assessment or a damage report (EDAB), one row an indicator: what no other table holds.
OBSERVATIONS = Frame(
    "observations", "series", ("theme", "subject_id", "indicator", "observed_on"), "observed_on",
    (
        Column("theme", "code", required=True), choice("subject", "site", "shelter", "commune", required=True),
        Column("subject_id", "code", required=True),
        Column("adm2_pcode", "code", hxl="#adm2+code", refers="boundaries"), LON, LAT,
        Column("indicator", "code", required=True, hxl="#indicator+code"), text("label", hxl="#indicator+name"),
        Column("value", "number", hxl="#indicator+value+num"), text("answer", hxl="#indicator+value+text"),
        text("unit"), Column("observed_on", "date", required=True, hxl="#date+reported"), text("source"),
    ),
)  # fmt: skip
