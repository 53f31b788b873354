"""A cyclone at one step of its track: the classes of its wind then, or of all its winds so far."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.crs import HAITI_BOX
from geo.cyclone_footprint import MODEL, RADII, zones_with_radii
from geo.cyclone_scenario import HAZARD, CycloneScenario, radii_of, steps_of
from geo.errors import BadScenario
from geo.wind_decay import inland_factor
from geo.wind_field import wind_field
from geo.wind_rules import MS_PER_KT, Floats, WindRules
from geo.wind_zones import Grid, classed_zones, grid_over


def zones_at_step(
    scenario: CycloneScenario, step: int, rules: WindRules, *, land: Any, so_far: bool, spacing_degrees: float
) -> pd.DataFrame:
    """Zones of each wind class over Haiti at one step.

    Parameters
    ----------
    scenario
        The cyclone.
    step
        Which row of `cyclone_scenario.steps_of`.
    rules
        Equations' figures and class bounds.
    land
        Polygons (EPSG:4326) over which the wind falls where the scenario says so.
    so_far
        The strongest winds of this step and all before it, instead of those of this step.
    spacing_degrees
        Distance between the points of the grid.

    Returns
    -------
    zones
        `ZONES` frame without overlaps, the worst class first; empty where no point of Haiti has gale force. At the last
        step and so far they are the zones of the whole scenario. Radii of an advisory count as the scenario says.

    Raises
    ------
    BadScenario
        As `storm_track.hourly`; ``wind.no_step`` for a step that the track does not have.

    Notes
    -----
    Method: docs/methods.md#cyclone-winds.
    """
    steps = steps_of(scenario, rules)
    if not 0 <= step < len(steps):
        raise BadScenario("wind.no_step", value=step, steps=len(steps))
    hour, used = float(steps["hours"].iloc[step]), scenario.footprint_used
    told = {"zone_set": scenario.key, "source": scenario.source, "observed_on": str(steps["valid_at"].iloc[step])[:10]}
    model = None
    if used != RADII:
        grid = grid_over(HAITI_BOX, spacing_degrees=spacing_degrees)
        most = _strongest_ms(scenario, range(0 if so_far else step, step + 1), grid, rules, land=land)
        model = classed_zones(most / MS_PER_KT, grid, rules.classes, {"hazard": HAZARD, **told})
    if model is not None and used == MODEL:
        return model
    areas = radii_of(scenario, rules).frame
    areas = areas[areas["hours"] <= hour] if so_far else areas[areas["hours"] == hour]
    return zones_with_radii(model, areas.reset_index(drop=True), rules, **told)


def _strongest_ms(scenario: CycloneScenario, which: range, grid: Grid, rules: WindRules, *, land: Any) -> Floats:
    """Strongest wind of some steps at every point of a grid, from the wind field."""
    steps = steps_of(scenario, rules)
    factor = inland_factor(steps, land, rules, model=scenario.model) if scenario.inland_decay else None
    points = grid.points()
    at = points["longitude"].to_numpy(), points["latitude"].to_numpy()
    field = wind_field(*at, steps, rules, model=scenario.model, factor=factor)
    most = np.zeros(len(points))
    for step in which:
        near, winds = field.at(step)
        most[near] = np.maximum(most[near], winds)
    return most
