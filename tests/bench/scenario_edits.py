"""Server time of edits on the page of scenarios: a figure of a draft changed, the whole page drawn; an hour of a slider.

Runs in the process of `tests.bench.clicks`. An edit makes a scenario that was never seen before, so zones, people by
class and the map are all reckoned anew.
"""

from __future__ import annotations

from typing import Any

from data.scenario_files import presets
from geo.scenario import Scenario, parse_scenario, scenario_document

HELD, NEXT = "scenario-draft", "scenario-choose-next"  # where components.widgets.scenario_ask keeps draft and choice
CYCLONE, QUAKE = "cyclone-category-4-south", "earthquake-m72-nippes"
EDITS = 9
HOURS = range(24, 51, 2)


def cyclones() -> list[Scenario]:
    """The shipped cyclone, a little stronger each time."""
    document = scenario_document(presets()[CYCLONE])
    return [parse_scenario(document | {"positions": _stronger(document["positions"], n)}) for n in range(1, EDITS + 1)]


def _stronger(positions: list[dict[str, Any]], knots: int) -> list[dict[str, Any]]:
    return [one | {"wind_kt": one["wind_kt"] + knots, "pressure_hpa": one["pressure_hpa"] - knots} for one in positions]


def quakes() -> list[Scenario]:
    """The shipped earthquake, a little deeper each time."""
    document = scenario_document(presets()[QUAKE])
    return [parse_scenario(document | {"depth_km": document["depth_km"] + n}) for n in range(1, EDITS + 1)]


def states(scenarios: list[Scenario]) -> list[dict[str, Any]]:
    """What an edit puts into the session."""
    return [{HELD: ("essai", one), NEXT: "draft"} for one in scenarios]


def hours(scenario: Scenario) -> list[dict[str, Any]]:
    """What moving the slider puts into the session."""
    return [{f"shock-step-{scenario.digest}": step} for step in HOURS]
