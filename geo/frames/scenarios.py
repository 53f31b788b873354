"""Table of kept scenarios: what each is reckoned from, as a document, beside the zones that it made."""

from __future__ import annotations

from geo.frames.frame import OBSERVED, Column, Frame, choice, flag, text

# Stored and never edited: its zones are rows of `zones` of the same batch, under the same key.
SCENARIOS = Frame(
    "scenarios", "latest", ("zone_set",), "observed_on",
    (
        Column("zone_set", "code", required=True), text("scenario_title"), Column("hazard", "code", required=True),
        choice("scenario_state", "observed", "forecast", "scenario", "exercise", required=True), flag("fictional"),
        text("source"), choice("source_status", "verified", "unverified"), text("author"), Column("made_on", "date"),
        text("scenario_toml", required=True), Column("digest", "code", required=True), OBSERVED,
    ),
)  # fmt: skip
