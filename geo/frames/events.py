"""Table of what happens at sites between two rounds of assessment: who came, who left, what was lost or closed."""

from __future__ import annotations

from geo.frames.frame import Column, Frame, choice, count, flag, text

EVENT_KINDS = (
    "new_site", "arrivals", "departures", "emptied", "eviction", "eviction_threat", "closure", "relocation", "fire",
    "flood", "attack", "access_lost", "access_regained",
)  # fmt: skip
UNMOVED = ("eviction_threat", "access_lost", "access_regained")  # kinds by which nobody moves
DESTINATIONS = ("known", "unknown", "not_applicable")
CONFIDENCES = ("low", "medium", "high")
SENSITIVITIES = ("low", "moderate", "high", "severe")

# People are those that the source reports. Who did something is never told here: no armed group has a name.
EVENTS = Frame(
    "events", "latest", ("event_id",), "occurred_on",
    (
        Column("event_id", "code", required=True),
        Column("occurred_on", "date", required=True, hxl="#date+occurred"),
        choice("event_kind", *EVENT_KINDS, required=True, hxl="#event+type"),
        Column("site_id", "code", refers="sites", hxl="#loc+site+code"),
        Column("adm2_pcode", "code", hxl="#adm2+code", refers="boundaries"),
        count("people_in", "persons", 250_000), count("people_out", "persons", 250_000),
        choice("destination", *DESTINATIONS),
        Column("destination_site_id", "code", refers="sites"),
        Column("destination_pcode", "code", hxl="#adm2+code+destination"),
        flag("confirmed"), choice("confidence", *CONFIDENCES), choice("sensitivity", *SENSITIVITIES),
        Column("occurred_at", "instant", "Haiti"), text("source"), text("note"),
    ),
)  # fmt: skip
