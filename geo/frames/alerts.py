"""Tables of an emergency: what was declared, which centres are active, what communes report."""

from __future__ import annotations

from geo.frames.frame import ADM2, OBSERVED, Column, Frame, choice, count, text

SERIES = ("vigilance", "alerte")  # by whom: the weather office (UHM), the civil protection (SPGRD, DGPC)
COLOURS = ("green", "yellow", "orange", "red")  # of a vigilance, mildest first
PHASES = ("lifted", "pre_alert", "alert", "emergency")  # of an alerte, mildest first
CENTRES = ("national", "department", "commune", "local")  # COUN, COUD, COUC, COUL
ACTIVATION_STATES = ("none", "watch", "partial", "total")
WARNED_OF = (
    "cyclone", "heavy_rain", "flood", "storm_surge", "rough_sea", "thunderstorm", "landslide", "earthquake", "tsunami",
    "drought",
)  # fmt: skip

_ISSUED = Column("issued_at", "instant", "Haiti", required=True, hxl="#date+issued")

# `entered_by` is a function ("officier de permanence, COUN"), never a person.
# Two dated series that are never mixed: a vigilance is a colour, an alerte is a phase.
ALERTS = Frame(
    "alerts", "series", ("series", "adm1_pcode", "hazard", "issued_at"), "observed_on",
    (
        Column("series", "choice", choices=SERIES, required=True),
        Column("adm1_pcode", "code", required=True, hxl="#adm1+code"),
        choice("hazard", *WARNED_OF, required=True, hxl="#crisis+type"), _ISSUED,
        choice("level", *COLOURS, *PHASES, required=True, hxl="#severity"),
        Column("valid_from", "instant", "Haiti", hxl="#date+start"),
        Column("valid_until", "instant", "Haiti", hxl="#date+end"),
        text("issuer", hxl="#org+issuer"), text("bulletin"), text("entered_by"), text("note"), text("source"),
        OBSERVED,
    ),
)  # fmt: skip

ACTIVATIONS = Frame(
    "activations", "series", ("centre", "place", "issued_at"), "observed_on",
    (
        Column("centre", "choice", choices=CENTRES, required=True),
        Column("place", "code", required=True, hxl="#adm+code"), _ISSUED,
        choice("activation", *ACTIVATION_STATES, required=True, hxl="#status"),
        text("issuer", hxl="#org+issuer"), text("entered_by"), text("note"), text("source"), OBSERVED,
    ),
)  # fmt: skip

# What a commune reports of an event is cumulative: the last report replaces the ones before it.
IMPACTS = Frame(
    "impacts", "series", ("emergency", "adm2_pcode", "reported_at"), "observed_on",
    (
        Column("emergency", "code", required=True, hxl="#crisis+code"), ADM2,
        Column("reported_at", "instant", "Haiti", required=True, hxl="#date+reported+time"),
        count("deaths", "persons", 500_000, hxl="#affected+killed"),
        count("missing", "persons", 500_000, hxl="#affected+missing"),
        count("injured", "persons", 1_000_000, hxl="#affected+injured"),
        count("families_affected", "households", 2_000_000, hxl="#affected+hh"),
        count("people_affected", "persons", 12_000_000, hxl="#affected"),
        count("houses_flooded", "houses", 1_000_000), count("houses_damaged", "houses", 1_000_000),
        count("houses_destroyed", "houses", 1_000_000), count("schools_damaged", "schools", 20_000),
        count("health_facilities_damaged", "facilities", 2_000), count("rivers_in_flood", "rivers", 500),
        count("ways_cut", "ways", 1_000), count("shelters_opened", "shelters", 2_000),
        count("shelters_hosting", "shelters", 2_000), count("families_in_shelters", "households", 500_000),
        count("people_in_shelters", "persons", 2_000_000),
        text("source"), text("entered_by"), text("note"), OBSERVED,
    ),
)  # fmt: skip
