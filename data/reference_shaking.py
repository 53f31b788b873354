"""Shaking and ground motion: what they are reckoned with, and the earthquakes that are shipped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from data.reference_tables import REFERENCE, document
from geo.ground_motion import Conversions, parse_conversions
from geo.quake_scenario import QuakeScenario, parse_quake
from geo.shaking_rules import ShakingRules, parse_shaking
from geo.shaking_zones import HAZARD

SHAKING_FILE = REFERENCE / "shaking.toml"
SCENARIOS = REFERENCE / "scenarios"


@cache
def shaking_rules() -> ShakingRules:
    """Equations of intensity, class breaks and bounds.

    Raises
    ------
    ReferenceProblem
        As `geo.shaking_rules.parse_shaking`.
    """
    return parse_shaking(document(SHAKING_FILE))


@cache
def conversions() -> Conversions:
    """Conversions of ground motion to intensity, by name.

    Raises
    ------
    ReferenceProblem
        As `geo.ground_motion.parse_conversions`.
    """
    return parse_conversions(document(SHAKING_FILE))


def quake_presets() -> dict[str, QuakeScenario]:
    """Shipped earthquakes by key, all made up.

    Raises
    ------
    BadScenario
        As `geo.quake_scenario.parse_quake`.
    """
    read = (document(path) for path in sorted(SCENARIOS.glob("*.toml")))
    told = (parse_quake(one) for one in read if one.get("hazard") == HAZARD)
    return {one.key: one for one in told}


def read_quake(path: Path) -> QuakeScenario:
    """Read an earthquake of a TOML file; errors as `geo.quake_scenario.parse_quake`."""
    return parse_quake(document(path))
