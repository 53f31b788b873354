"""How far a storm surge may stand over low ground near the coast: indicative, for planning only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import metric_xy, to_metric
from geo.errors import BadScenario
from geo.explain import Explanation, Input, known
from geo.settings import changes_of
from geo.wind_rules import MS_PER_KT, Floats, WindRules
from geo.wind_zones import Grid, classed_zones

HAZARD = "storm_surge"
NOTE = "surge.indicative"
_USED = (
    "surge_wind_ms", "surge_base_m", "surge_m_per_ms", "surge_loss_m_per_km", "surge_inland_km", "surge_elevation_m",
)  # fmt: skip


def surge_height_m(wind_ms: Any, rules: WindRules) -> Floats:
    """Height of the surge at the coast.

    Parameters
    ----------
    wind_ms
        Strongest wind, m/s.
    rules
        Figures of the equation.

    Returns
    -------
    height
        0.1023 max(wind - 26.8224, 0) + 1.8288, m; 0 below gale force, NaN where the wind is unknown.

    Notes
    -----
    Method: docs/methods.md#storm-surge (Xu 2010). No effect of the shape of the sea floor.
    """
    wind = np.asarray(wind_ms, dtype="float64")
    above = np.maximum(wind - rules.value("surge_wind_ms"), 0.0)
    height = rules.value("surge_m_per_ms") * above + rules.value("surge_base_m")
    return np.where(wind < rules.classes.least[0] * MS_PER_KT, 0.0, height)


def surge_depth_m(wind_ms: Any, elevation_m: Any, coast_km: Any, rules: WindRules) -> Floats:
    """Depth of water over the ground.

    Parameters
    ----------
    wind_ms, elevation_m, coast_km
        Strongest wind (m/s), height of the ground above the sea (m; below 0 it is sea) and distance to the coast
        (km) of each cell; arrays that broadcast.
    rules
        Figures of the equation.

    Returns
    -------
    depth
        `surge_height_m` less the ground and 0.2 m for each km inland, at least 0, m; 0 on ground above 10 m or
        beyond 50 km; NaN in the sea and where any of the three is unknown.

    Raises
    ------
    BadScenario
        ``surge.shapes_differ`` where the arrays do not fit each other.

    Notes
    -----
    Method: docs/methods.md#storm-surge. Every cell is judged alone: whether water can flow there is not.
    """
    ground, inland = np.asarray(elevation_m, dtype="float64"), np.asarray(coast_km, dtype="float64")
    height = surge_height_m(wind_ms, rules)
    try:
        depth = height - ground - rules.value("surge_loss_m_per_km") * inland
    except ValueError as error:
        told = {"wind": height.shape, "elevation": ground.shape, "coast": inland.shape}
        raise BadScenario("surge.shapes_differ", **{name: str(shape) for name, shape in told.items()}) from error
    dry = (ground > rules.value("surge_elevation_m")) | (inland > rules.value("surge_inland_km"))
    wet = np.where(np.isnan(depth), np.nan, np.where(dry, 0.0, np.maximum(depth, 0.0)))
    return np.where(ground < 0, np.nan, wet)


def coast_distance_km(longitude: Any, latitude: Any, coast: Any) -> Floats:
    """Distance of points to the coast in km (EPSG:32618); NaN without coordinates.

    Parameters
    ----------
    longitude, latitude
        Degrees.
    coast
        Lines, or polygons of land whose outline is the coast (EPSG:4326).

    Raises
    ------
    BadScenario
        ``surge.no_coast`` where there is no line.
    """
    lines = shapely.get_parts(to_metric(np.atleast_1d(np.asarray(coast, dtype=object))))
    lines = np.where(shapely.get_dimensions(lines) == 2, shapely.boundary(lines), lines)
    pieces = _pieces(lines)
    if not len(pieces):
        raise BadScenario("surge.no_coast")
    x, y = metric_xy(longitude, latitude)
    located = np.flatnonzero(~np.isnan(x))
    (of_point, _), away = shapely.STRtree(pieces).query_nearest(
        shapely.points(x[located], y[located]), return_distance=True, all_matches=False
    )
    distance = np.full(len(x), np.nan)
    distance[located[of_point]] = away / 1000
    return distance


def _pieces(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Every piece between two corners of lines, for a quick search."""
    parts = shapely.get_parts(lines)
    corners, of_line = shapely.get_coordinates(parts, return_index=True)
    together = np.flatnonzero(of_line[:-1] == of_line[1:])
    return np.asarray(shapely.linestrings(np.stack([corners[together], corners[together + 1]], axis=1)), dtype=object)


def surge_zones(
    depth_m: Floats, grid: Grid, rules: WindRules, *, zone_set: str, source: str = "", observed_on: str | None = None
) -> pd.DataFrame:
    """Zones of the surge by depth of water, on a grid of cells.

    Parameters
    ----------
    depth_m
        What `surge_depth_m` gave, one row per latitude and one column per longitude of `grid`.
    grid
        Where.
    rules
        Class bounds (unverified).
    zone_set, source, observed_on
        As `wind_zones.swath_zones`.
    """
    told = {"zone_set": zone_set, "hazard": HAZARD, "source": source, "observed_on": observed_on}
    return classed_zones(np.asarray(depth_m, dtype="float64"), grid, rules.surge_classes, told)


def explain_surge(wind_ms: float, elevation_m: float, coast_km: float, rules: WindRules) -> Explanation:
    """Explain the depth of one cell."""
    figures = [rules.settings[name] for name in _USED]
    units = {"wind_ms": (wind_ms, "m/s"), "elevation_m": (elevation_m, "m"), "coast_km": (coast_km, "km")}
    return Explanation(
        figure="surge_depth",
        formula="depth = surge_m_per_ms * max(wind_ms - surge_wind_ms, 0) + surge_base_m - elevation_m"
        " - surge_loss_m_per_km * coast_km",
        inputs=(
            *(Input(name, known(value), unit) for name, (value, unit) in units.items()),
            *(Input(one.key, one.value, one.unit) for one in figures),
        ),
        value=known(float(surge_depth_m(wind_ms, elevation_m, coast_km, rules))),
        unit="m",
        clause="docs/methods.md#storm-surge",
        source="Xu 2010",
        status="unverified",
        notes=(NOTE,),
        changes=changes_of(*figures),
    )
