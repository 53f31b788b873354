"""Tables of places and of the people in them: boundaries, population, displacement."""

from __future__ import annotations

from geo.frames.frame import OBSERVED, Column, Frame, choice, count, text

LEVELS = ("adm0", "adm1", "adm2", "adm3")
NOT_REPORTED = "not_reported"
REASONS = ("conflict", "insecurity", "natural_disaster", "other", NOT_REPORTED)
ASSESSMENT_TYPES = ("baseline", "site_assessment", NOT_REPORTED)

BOUNDARIES = Frame(
    "boundaries", "latest", ("boundary_set", "adm_pcode"), "observed_on",
    (
        Column("boundary_set", "code", required=True),
        Column("adm_pcode", "code", required=True, hxl="#adm+code"),
        Column("adm_level", "choice", required=True, choices=LEVELS),
        Column("parent_pcode", "code"),
        text("name_fr", required=True, hxl="#adm+name+i_fr"),
        text("name_ht", hxl="#adm+name+i_ht"),
        text("name_en", hxl="#adm+name+i_en"),
        Column("geometry", "geometry", required=True),
        text("source"), OBSERVED,
    ),
)  # fmt: skip

POPULATION = Frame(
    "population", "series", ("population_set", "adm_pcode"), "observed_on",
    (
        Column("population_set", "code", required=True),
        Column("adm_pcode", "code", required=True, hxl="#adm+code"),
        Column("adm_level", "choice", required=True, choices=LEVELS),
        Column("population", "number", "persons", required=True, least=0, most=20_000_000, hxl="#population"),
        Column("population_f", "number", "persons", least=0, most=20_000_000, hxl="#population+f"),
        Column("population_m", "number", "persons", least=0, most=20_000_000, hxl="#population+m"),
        Column("year", "integer", "year", least=1950, most=2100, hxl="#date+year"),
        text("source"), OBSERVED,
    ),
)  # fmt: skip

# One row a place, day, operation, reason, origin and kind of assessment: rows of one place and day are summed,
# rows of different operations or levels never.
DISPLACEMENT = Frame(
    "displacement", "series",
    ("operation", "adm_pcode", "observed_on", "displacement_reason", "origin_pcode", "assessment_type"), "observed_on",
    (
        Column("adm_pcode", "code", required=True, hxl="#adm2+code", refers="boundaries", was=("adm2_pcode",)),
        Column("adm_level", "choice", choices=LEVELS),
        Column("observed_on", "date", required=True, hxl="#date+reported"),
        Column("operation", "code", required=True, given="unspecified", hxl="#operation+name"),
        Column("round", "integer", least=0, most=500, hxl="#round+code"),
        choice("displacement_reason", *REASONS, required=True, given=NOT_REPORTED, hxl="#cause+type"),
        Column("origin_pcode", "code", required=True, given=NOT_REPORTED, hxl="#adm1+code+origin"),
        choice("assessment_type", *ASSESSMENT_TYPES, required=True, given=NOT_REPORTED, hxl="#assessment+type"),
        count("individuals", "persons", 5_000_000, hxl="#affected+idps+ind"),
        count("households", "households", 1_500_000, hxl="#affected+idps+hh"),
        count("females", "persons", 5_000_000, hxl="#affected+f+idps"),
        count("males", "persons", 5_000_000, hxl="#affected+idps+m"),
        count("site_individuals", "persons", 2_000_000),
        count("host_family_individuals", "persons", 2_000_000, hxl="#affected+host_families+idps"),
    ),
)  # fmt: skip
