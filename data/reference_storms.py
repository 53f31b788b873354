"""Winds of cyclones: what they are reckoned with, and the scenarios that are shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from data.reference_tables import REFERENCE, document
from geo.cyclone_scenario import HAZARD, CycloneScenario, parse_cyclone
from geo.wind_rules import WindRules, parse_wind

SCENARIOS = REFERENCE / "scenarios"


@cache
def wind_rules() -> WindRules:
    """Equations' figures, class bounds and limits of a track, before anybody edits them.

    Raises
    ------
    ReferenceProblem
        As `geo.wind_rules.parse_wind`.
    """
    return parse_wind(document(REFERENCE / "wind.toml"))


def cyclone_presets() -> dict[str, CycloneScenario]:
    """Shipped cyclones by key, all made up.

    Raises
    ------
    BadScenario
        As `geo.cyclone_scenario.parse_cyclone`.
    """
    read = (document(path) for path in sorted(SCENARIOS.glob("*.toml")))
    told = (parse_cyclone(one) for one in read if one.get("hazard") == HAZARD)
    return {one.key: one for one in told}


def read_cyclone(path: Path) -> CycloneScenario:
    """Read a cyclone of a TOML file; errors as `geo.cyclone_scenario.parse_cyclone`."""
    return parse_cyclone(document(path))
