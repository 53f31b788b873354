"""From the winds at the points of a grid to zones of each class, and to the first arrival in each place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import BadScenario
from geo.frames import ZONES
from geo.isobands import ValueGrid, isobands
from geo.wind_rules import ARRIVALS_KT, Classes, Floats, WindRules

HAZARD = "cyclone"
MOST_POINTS = 4_000_000  # a sweep of them takes about half a minute
FIRST = [f"arrival_{knots}_{part}" for knots in ARRIVALS_KT for part in ("hours", "at")]


@dataclass(frozen=True)
class Grid:
    """A regular grid of points in degrees: its longitudes and its latitudes, each rising."""

    longitude: Floats
    latitude: Floats

    def points(self) -> pd.DataFrame:
        """`longitude` and `latitude` of all points, row by row from the south-west."""
        x, y = np.meshgrid(self.longitude, self.latitude)
        return pd.DataFrame({"longitude": x.ravel(), "latitude": y.ravel()})


def grid_over(bounds: tuple[float, float, float, float], *, spacing_degrees: float) -> Grid:
    """Grid of points that covers a box, its far edges included.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees.
    spacing_degrees
        Distance between points; 0.02 degrees are about 2.1 km in Haiti.

    Raises
    ------
    BadScenario
        ``wind.bad_grid`` for an empty box, a spacing that is not positive, or too many points.
    """
    west, south, east, north = bounds
    wide, high = ((east - west) / spacing_degrees, (north - south) / spacing_degrees) if spacing_degrees > 0 else (0, 0)
    if not (wide > 0 and high > 0) or (wide + 2) * (high + 2) > MOST_POINTS:
        raise BadScenario("wind.bad_grid", spacing=spacing_degrees, most=MOST_POINTS)
    columns, rows = int(np.ceil(wide - 1e-9)), int(np.ceil(high - 1e-9))
    across, up = (np.arange(count + 1, dtype="float64") * spacing_degrees for count in (columns, rows))
    return Grid(np.asarray(west + across, dtype="float64"), np.asarray(south + up, dtype="float64"))


def swath_zones(
    swath: pd.DataFrame, grid: Grid, rules: WindRules, *, zone_set: str, source: str = "",
    observed_on: str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Zones of each wind class from the strongest winds on a grid.

    Parameters
    ----------
    swath
        Frame of `wind_swath` for the points of `grid`, in their order.
    grid
        Where.
    rules
        Class bounds.
    zone_set, source, observed_on
        Name of the set, where it comes from, and the day of the scenario (ISO).

    Returns
    -------
    zones
        `ZONES` frame, one polygon a class that is reached, the worst first, without overlaps; between the points of
        the grid the wind is linear. Empty where no point has gale force.

    Notes
    -----
    Method: docs/methods.md#cyclone-classes.
    """
    told = {"zone_set": zone_set, "hazard": HAZARD, "source": source, "observed_on": observed_on}
    return classed_zones(swath["wind_kt"].to_numpy(dtype="float64"), grid, rules.classes, told)


def classed_zones(values: Floats, grid: Grid, classes: Classes, told: dict[str, Any]) -> pd.DataFrame:
    """`ZONES` frame of the classes of values on a grid, worst first; `told` holds the columns that all rows share."""
    drawn = isobands(ValueGrid(grid.longitude, grid.latitude, values.reshape(len(grid.latitude), -1)), classes.least)
    rows = [
        told | {"zone_id": name, "hazard_class": name, "geometry": shape}
        for name, shape in zip(classes.names, drawn, strict=True) if shape is not None
    ]  # fmt: skip
    columns = [*told, "zone_id", "hazard_class", "geometry"]
    return ZONES.conform(pd.DataFrame(rows[::-1], columns=columns))


def commune_points(boundaries: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """Points of a grid in each commune, and one point inside each commune whatever the grid.

    Parameters
    ----------
    boundaries
        `adm_pcode` and `geometry` (EPSG:4326); rows without a shape are left out.
    grid
        The points.

    Returns
    -------
    points
        `adm2_pcode`, `longitude`, `latitude`. A point on a shared edge stands once for each commune.
    """
    held = boundaries[boundaries["geometry"].notna()]
    shapes = held["geometry"].to_numpy(dtype=object)
    points = grid.points()
    at = shapely.points(points["longitude"], points["latitude"])
    of_shape, of_point = shapely.STRtree(at).query(shapes, predicate="intersects")
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    codes = held["adm_pcode"].to_numpy()
    return pd.DataFrame(
        {
            "adm2_pcode": np.concatenate([codes, codes[of_shape]]),
            "longitude": np.concatenate([inside[:, 0], points["longitude"].to_numpy()[of_point]]),
            "latitude": np.concatenate([inside[:, 1], points["latitude"].to_numpy()[of_point]]),
        }
    ).astype({"adm2_pcode": "str"})


def first_arrivals(swath: pd.DataFrame, *, by: str = "adm2_pcode") -> pd.DataFrame:
    """Strongest wind in each place, and when gale and hurricane winds first come to any of its points.

    Parameters
    ----------
    swath
        Frame of `wind_swath` or `wind_radii.radii_arrivals` with a column of places.
    by
        That column.

    Returns
    -------
    arrivals
        One row a place in the order of its code: `points`, `arrival_34_hours`, `arrival_34_at` and the same for
        50 and 64 kt (NaN: never); with winds also `wind_ms`, `wind_kt`, `hazard_class`, `category` of the point
        with the strongest.
    """
    grouped = swath.groupby(by, sort=True)
    told = grouped[FIRST].min()  # instants of one form are in the order of time as text
    told.insert(0, "points", grouped.size())
    if "wind_ms" in swath.columns:
        strongest = swath.sort_values("wind_ms", ascending=False, kind="stable", na_position="last")
        at = strongest.drop_duplicates(by).set_index(by)
        told = told.join(at[["wind_ms", "wind_kt", "hazard_class", "category"]])
    return told.reset_index()
