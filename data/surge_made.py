"""Zones of the indicative surge of a cyclone, over an elevation that somebody gives."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.reference_tables import REFERENCE, document
from data.scenario_files import reckoning
from geo import surge
from geo.cell_grid import CellGrid, painted
from geo.crs import HAITI_BOX, from_any, in_haiti_box, to_any
from geo.cyclone_scenario import CycloneScenario, model_winds
from geo.errors import BadScenario
from geo.isobands import ValueGrid
from geo.raster_zones import Raster, known_values, placed_grid, raster_zones
from geo.scenario import SPACING_DEGREES, Scenario
from geo.wind_rules import Floats
from geo.wind_zones import grid_over

_AT_ONCE = 250_000  # cells whose places are held as shapes at the same time


@cache
def coast() -> NDArray[np.object_]:
    """Lines of the shipped outline of the country without its land border (EPSG:4326)."""
    told = document(REFERENCE / "wind.toml")["land_border"]
    rings = shapely.get_exterior_ring(shapely.get_parts(reckoning().land))
    main = int(np.argmax(shapely.get_num_coordinates(rings)))
    corners = shapely.get_coordinates(rings[main])[:-1]
    ends = [int(np.argmin(np.hypot(*(corners - told[name]).T))) for name in ("north", "south")]
    low, high = min(ends), max(ends)
    arcs = corners[low : high + 1], np.concatenate([corners[high:], corners[: low + 1]])
    west = min(arcs, key=lambda arc: float(arc[:, 0].min()))  # the border is the eastern way round
    return np.asarray([shapely.linestrings(west), *np.delete(rings, main)], dtype=object)


def surge_of_cyclone(scenario: Scenario, elevation: Raster, *, zone_set: str, source: str = "") -> pd.DataFrame:
    """Zones of depth of water of the cyclone's surge.

    Parameters
    ----------
    scenario
        A cyclone.
    elevation
        Metres above the sea, in any reference system.
    zone_set, source
        As `geo.raster_zones.raster_zones`.

    Returns
    -------
    zones
        `ZONES` frame of hazard ``storm_surge`` by the classes of depth of data/reference/wind.toml; their edges are
        those of the cells.

    Raises
    ------
    BadScenario
        ``surge.not_a_cyclone``, ``surge.dry`` (no cell reaches the first class), as `surge_depths` and
        `raster_zones`.
    WrongCrs
        As `raster_zones`.

    Notes
    -----
    Method: docs/methods.md#storm-surge. Indicative, for planning alone.
    """
    rules, hazards = reckoning().wind, reckoning().hazards
    depth = surge_depths(scenario, elevation)
    classes = rules.surge_classes
    if not (depth >= classes.least[0]).any():  # NaN is below
        raise BadScenario("surge.dry", least=classes.least[0])
    return raster_zones(
        Raster(depth, elevation.affine, elevation.crs), classes.least, classes.names,
        hazard=hazards.find(surge.HAZARD), zone_set=zone_set, source=source,
    )  # fmt: skip


def surge_depths(scenario: Scenario, elevation: Raster) -> Floats:
    """Depth of water in each cell, m; NaN where the ground is unknown, in the sea, above 10 m or outside Haiti's box.

    Raises
    ------
    BadScenario
        ``surge.not_a_cyclone``; ``surge.no_low_ground`` where no cell of 0 to 10 m lies in the box around Haiti; as
        `geo.cyclone_scenario.model_winds` and `geo.cell_grid.grid_of_affine`.
    WrongCrs
        As `geo.raster_zones.raster_zones`.

    Notes
    -----
    Method: docs/methods.md#storm-surge.
    """
    told = scenario.told
    if not isinstance(told, CycloneScenario):
        raise BadScenario("surge.not_a_cyclone", hazard=scenario.hazard)
    rules = reckoning().wind
    cells = placed_grid(elevation)
    ground = known_values(elevation).ravel()
    low = np.flatnonzero((ground >= 0) & (ground <= rules.value("surge_elevation_m")))
    low = low[~_sea(ground[low], low, cells, elevation.crs)]
    grid, depth, met = _winds(told), np.full(ground.shape, np.nan), False
    for some in np.array_split(low, len(low) // _AT_ONCE + 1):
        longitude, latitude = _centres(some, cells, elevation.crs)
        near = in_haiti_box(longitude, latitude)
        if near.any():
            met = True
            at, place = some[near], (longitude[near], latitude[near])
            away = surge.coast_distance_km(*place, coast())
            depth[at] = surge.surge_depth_m(_nearest(grid, *place), ground[at], away, rules)
    if not met:
        raise BadScenario("surge.no_low_ground", most=rules.value("surge_elevation_m"))
    return depth.reshape(cells.rows, cells.columns)


def _sea(ground: Floats, at: NDArray[np.int64], cells: CellGrid, crs: Any) -> NDArray[np.bool_]:
    """Cells of exactly 0 m off the shipped outline: many elevations write the sea so."""
    held = painted(to_any([reckoning().land], crs), cells)[at] >= 0
    return np.asarray((ground == 0) & ~held, dtype=bool)


def _centres(at: NDArray[np.int64], cells: CellGrid, crs: Any) -> tuple[Floats, Floats]:
    """Longitude and latitude of the middles of cells."""
    row, column = np.divmod(at, cells.columns)
    x, y = cells.x0 + (column + 0.5) * cells.dx, cells.y0 + (row + 0.5) * cells.dy
    degrees = shapely.get_coordinates(from_any(shapely.points(x, y), crs))
    return degrees[:, 0], degrees[:, 1]


def _winds(told: CycloneScenario) -> ValueGrid:
    """Strongest wind of the field, m/s, on the grid on which a cyclone's zones are drawn."""
    grid = grid_over(HAITI_BOX, spacing_degrees=SPACING_DEGREES)
    swath = model_winds(told, grid.points(), reckoning().wind, land=reckoning().land).frame
    winds = swath["wind_ms"].to_numpy(dtype="float64").reshape(len(grid.latitude), len(grid.longitude))
    return ValueGrid(grid.longitude, grid.latitude, winds)


def _nearest(grid: ValueGrid, longitude: Floats, latitude: Floats) -> Floats:
    """Value at the nearest point of the grid."""
    column = np.rint((longitude - grid.x[0]) / SPACING_DEGREES).astype("int64")
    row = np.rint((latitude - grid.y[0]) / SPACING_DEGREES).astype("int64")
    return np.asarray(grid.values[row, column], dtype="float64")
