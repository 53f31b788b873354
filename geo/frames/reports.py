"""Table of situation reports: what a person wrote in each, and what is needed to reckon its figures again."""

from __future__ import annotations

from geo.frames.alerts import CENTRES
from geo.frames.frame import OBSERVED, Column, Frame, choice, count, flag, text

NATIONAL, DEPARTMENT = REPORTING = CENTRES[:2]  # centres that write situation reports: COUN, COUD
WRITTEN = ("highlights", "weather", "needs", "actions")  # what a person writes, in the order of the report

# A correction is a revision of the same number. Figures are not kept: they are reckoned again as known at a seq.
SITUATION_REPORTS = Frame(
    "situation_reports", "series", ("emergency", "centre", "place", "number", "revision"), "observed_on",
    (
        Column("emergency", "code", required=True, hxl="#crisis+code"),
        choice("centre", *REPORTING, required=True),
        Column("place", "code", required=True, hxl="#adm+code"),
        Column("number", "integer", required=True, least=1, most=10_000),
        Column("revision", "integer", required=True, least=0, most=1_000),
        Column("period_from", "instant", "Haiti", hxl="#date+start"),
        Column("period_until", "instant", "Haiti", hxl="#date+end"),
        text("highlights"), text("weather"), text("needs"), text("actions"),
        Column("needs_from", "code"), count("needs_days", "days", 366),
        flag("exercise"), text("written_by", hxl="#org+author"),
        Column("issued_at", "instant", "Haiti", hxl="#date+issued"),
        Column("known_at", "integer", least=0, most=1_000_000_000), Column("sha256", "code"), OBSERVED,
    ),
)  # fmt: skip
