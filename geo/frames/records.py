"""Tables of what people decided about the data: settings, confirmations, who is who, what is withheld, mappings."""

from __future__ import annotations

from geo.frames.frame import LAT, LON, OBSERVED, Column, Frame, amount, choice, flag, text

SETTINGS = Frame(
    "settings",
    "latest",
    ("setting",),
    "observed_on",
    (Column("setting", "code", required=True), text("value", required=True), text("reason"), OBSERVED),
)

# "Still true": somebody looked and nothing changed. Who it was is the author of the batch. `confirmed_by` is a
# function, told where a second person is asked for (a bulletin of `alerts`).
CONFIRMATIONS = Frame(
    "confirmations", "series", ("table_name", "record_id", "confirmed_on"), "confirmed_on",
    (
        Column("table_name", "code", required=True), Column("record_id", "code", required=True),
        Column("confirmed_on", "date", required=True), text("confirmed_by"), text("note"),
    ),
)  # fmt: skip

# Two records that look alike and are two: never offered again. That two are one is a row of `identity`.
DISTINCTIONS = Frame(
    "distinctions", "latest", ("table_name", "left_id", "right_id"), "observed_on",
    (
        Column("table_name", "code", required=True), Column("left_id", "code", required=True),
        Column("right_id", "code", required=True), flag("distinct"), text("reason"), OBSERVED,
    ),
)  # fmt: skip

# Places that nobody may show, whatever source names them: by id, by name in a commune, or by a circle.
WITHHELD = Frame(
    "withheld", "latest", ("withheld_id",), "observed_on",
    (
        Column("withheld_id", "code", required=True), choice("table_name", "sites", "shelters", "warehouses",
                                                             "facilities", required=True),
        Column("record_id", "code"), text("name"), Column("adm2_pcode", "code", refers="boundaries"), LON, LAT,
        amount("radius_m", "m", 20_000), flag("withheld"), text("reason"), OBSERVED,
    ),
)  # fmt: skip

# How the columns of one sender's file are read, as somebody corrected them: next month is one click.
MAPPINGS = Frame(
    "mappings", "latest", ("sender", "layout"), "observed_on",
    (
        Column("sender", "code", required=True), Column("layout", "code", required=True),
        Column("table_name", "code", required=True), text("columns", required=True), OBSERVED,
    ),
)  # fmt: skip
