"""What may be shown to whom. One rule until accounts exist: everything to the coordinator, nothing to others."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import pandas as pd
import shapely

from geo.crs import metric_xy, to_stored
from geo.errors import NotAllowed

COORDINATOR = "coordinator"
SENSITIVITY = "sensitivity"
BELOW = ("low", "moderate")  # what others than the coordinator may see of a table that tells its sensitivity

Shown = TypeVar("Shown")


def disclosed(value: Shown, audience: str) -> Shown:
    """Let a figure through to an audience, or nothing of it.

    Raises
    ------
    NotAllowed
        ``figures.view`` for every audience but the coordinator: the default is deny.
    """
    if audience != COORDINATOR:
        raise NotAllowed("figures.view", reason="audience_has_no_release")
    return value


def coarsened(longitude: Any, latitude: Any, *, grid_m: float) -> tuple[Any, Any]:
    """Points as partners see them: the middle of the square of a fixed grid that each lies in.

    The grid does not move with the data or the day, so that asking again averages nothing.

    Parameters
    ----------
    longitude, latitude
        Degrees; NaN unknown.
    grid_m
        Side of a square in metres, in EPSG:32618.

    Returns
    -------
    points
        Longitude and latitude in degrees to 3 decimals (about 100 m); NaN where the point is unknown. A point is
        at most 0.71 of `grid_m` (and the rounding) away; the middle may lie in a neighbouring commune or the sea.
    """
    x, y = metric_xy(longitude, latitude)
    known = ~np.isnan(x)
    middle = to_stored(shapely.points((np.floor(x[known] / grid_m) + 0.5) * grid_m,
                                      (np.floor(y[known] / grid_m) + 0.5) * grid_m))  # fmt: skip
    east, north = np.full(len(x), np.nan), np.full(len(x), np.nan)
    east[known], north[known] = np.round(shapely.get_x(middle), 3), np.round(shapely.get_y(middle), 3)
    return east, north


def without_sensitive(rows: pd.DataFrame, audience: str) -> pd.DataFrame:
    """Return the rows of a table that an audience may see: only those told to be of low or moderate sensitivity.

    The coordinator sees all. What does not tell its sensitivity is for the coordinator: the default is deny. A table
    without the column `sensitivity` stays as it is.
    """
    if audience == COORDINATOR or SENSITIVITY not in rows.columns:
        return rows
    return rows[rows[SENSITIVITY].isin(BELOW)].reset_index(drop=True)
