"""Zones of shaking: from an earthquake, or from a grid of intensities, to polygons of each class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import to_stored
from geo.frames import ZONES
from geo.isobands import ValueGrid, isobands
from geo.shaking import Quake, check_quake, rupture_line, source_depth_km
from geo.shaking_rules import IntensityEquation, ShakingRules

HAZARD = "earthquake"
_CORNERS = 64  # of a quarter circle: its area is right within 0.01 %
_HALVINGS = 60  # of 10,000 km: far below a millimetre
_REACH_KM = 10_000.0


def shaking_zones(
    quake: Quake, rules: ShakingRules, *, zone_set: str, observed_on: str | None = None, deviations: float = 0.0
) -> pd.DataFrame:
    """Zones of an earthquake, one ring per class that it reaches.

    Parameters
    ----------
    quake
        The earthquake.
    rules
        Equations and class breaks.
    zone_set
        Name of the set.
    observed_on
        Day of the scenario (ISO); None where it has none.
    deviations
        How many standard deviations are added to the median: 0 the median, -1 and 1 the usual low and high.

    Returns
    -------
    zones
        `ZONES` frame without overlaps, the worst class first; empty where nothing reaches the mildest class.

    Raises
    ------
    BadScenario
        As `geo.shaking.check_quake`.

    Notes
    -----
    Method: docs/methods.md#shaking-zones. Intensity falls with distance alone, so the edge of a class is drawn at
    one distance around the epicentre, or around the rupture.
    """
    check_quake(quake, rules)
    equation, line = rules.equations[quake.equation], rupture_line(quake)
    inner: Any = shapely.Polygon()
    rows = []
    for name, least in reversed(list(rules.breaks.items())):
        flat = _flat_km(_reach_km(equation, quake.magnitude, least, deviations), source_depth_km(quake))
        whole = shapely.buffer(line, flat * 1_000, quad_segs=_CORNERS) if flat > 0 else inner
        rows.append((name, shapely.difference(whole, inner)))
        inner = whole
    drawn = [(name, shape) for name, shape in rows if not shapely.is_empty(shape)]
    shapes = to_stored([shape for _, shape in drawn])
    return _zones([name for name, _ in drawn], shapes, zone_set, source=equation.title, observed_on=observed_on)


def _reach_km(equation: IntensityEquation, magnitude: float, least: float, deviations: float) -> float:
    """Distance at which the intensity falls below `least`; 0 where it never reaches it."""
    low, high = 0.0, _REACH_KM
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        told = equation.mmi(magnitude, middle) + deviations * equation.sigma(middle)
        low, high = (middle, high) if told >= least else (low, middle)
    return low


def _flat_km(reach_km: float, depth_km: float) -> float:
    """Distance on the map of what is `reach_km` away from `depth_km` below it; 0 where it does not come up."""
    return float(np.sqrt(max(0.0, reach_km**2 - depth_km**2)))


def zones_of_intensity(
    grid: ValueGrid, rules: ShakingRules, *, zone_set: str, source: str, observed_on: str | None = None
) -> pd.DataFrame:
    """Zones of a grid of intensities in degrees.

    Parameters
    ----------
    grid
        MMI at longitudes and latitudes (EPSG:4326); NaN where nothing is known.
    rules
        Class breaks.
    zone_set, source, observed_on
        What the zones say of themselves.

    Returns
    -------
    zones
        `ZONES` frame without overlaps, the worst class first, at most one row a class.

    Notes
    -----
    Method: docs/methods.md#shaking-zones.
    """
    bands = isobands(grid, tuple(rules.breaks.values()))
    drawn = [(name, band) for name, band in zip(rules.breaks, bands, strict=True) if band is not None][::-1]
    shapes = [band for _, band in drawn]
    return _zones([name for name, _ in drawn], shapes, zone_set, source=source, observed_on=observed_on)


def _zones(names: list[str], shapes: Any, zone_set: str, *, source: str, observed_on: str | None) -> pd.DataFrame:
    told = {
        "zone_set": zone_set, "zone_id": names, "hazard": HAZARD, "hazard_class": names, "source": source,
        "observed_on": observed_on, "geometry": list(shapes),
    }  # fmt: skip
    return ZONES.conform(pd.DataFrame(told, index=range(len(names))))
