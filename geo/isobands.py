"""Values on a regular grid of points as polygons between class breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import QhullError

from geo.errors import BadScenario


@dataclass(frozen=True)
class ValueGrid:
    """Values at the crossings of a regular grid.

    Parameters
    ----------
    x, y
        Coordinates of its columns and of its rows, each rising.
    values
        One row per `y`, one column per `x`; NaN where nothing is known.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: NDArray[np.float64]


def class_of_values(values: Any, breaks: Sequence[float]) -> NDArray[np.int64]:
    """Class of each value: 0 from the first break on, 1 from the second, and so on.

    A class holds its lower break and not its upper one; -1 is below the first break, and where a value is NaN.

    Parameters
    ----------
    values
        Any shape.
    breaks
        Lower ends of the classes, rising.
    """
    told = np.asarray(values, dtype="float64")
    found = np.searchsorted(np.asarray(breaks, dtype="float64"), told, side="right") - 1
    return np.asarray(np.where(np.isnan(told), -1, found), dtype="int64")


def isobands(grid: ValueGrid, breaks: Sequence[float]) -> NDArray[np.object_]:
    """One polygon per class: where the value, linear between the points of the grid, lies in it.

    Parameters
    ----------
    grid
        The values. Of a cell with one NaN the half away from it is drawn, with more nothing.
    breaks
        Lower ends of the classes, rising; the last class has no upper end.

    Returns
    -------
    bands
        One (multi)polygon per break in the coordinates of the grid, None where no value reaches the class. No two
        share any area.

    Notes
    -----
    Method: docs/methods.md#shaking-zones.
    """
    drawn = contourpy.contour_generator(
        grid.x, grid.y, np.ma.masked_invalid(grid.values), fill_type=contourpy.FillType.OuterOffset
    )
    # what draws takes the upper end of a band into it and not the lower one: one digit lower it is the other way
    ends = [*np.nextafter(np.asarray(breaks, dtype="float64"), -np.inf), np.inf]
    bands = np.empty(len(breaks), dtype=object)
    bands[:] = [_band(*drawn.filled(low, high)) for low, high in pairwise(ends)]
    return bands


def _band(points: list[Any], offsets: list[Any]) -> Any:
    """Polygons with their holes, put together; None where there is no area."""
    rings = [[xy[a:b] for a, b in pairwise(at)] for xy, at in zip(points, offsets, strict=True)]
    drawn = [shapely.Polygon(outer, holes) for outer, *holes in rings]
    whole = shapely.union_all(shapely.make_valid(drawn, method="structure", keep_collapsed=False)) if drawn else None
    return None if whole is None or shapely.is_empty(whole) else whole


def gridded(x: Any, y: Any, values: Any, *, step: float) -> ValueGrid:
    """Values at scattered points on a regular grid, linear over the triangles between them.

    Parameters
    ----------
    x, y, values
        One value a point; points without a value are left out.
    step
        Distance of the points of the grid, in the unit of `x`.

    Returns
    -------
    grid
        NaN outside the hull of the points.

    Raises
    ------
    BadScenario
        ``raster.too_few_points`` where fewer than three points have a value, or all lie on a line.
    """
    told = np.column_stack([np.asarray(column, dtype="float64") for column in (x, y, values)])
    told = told[np.isfinite(told).all(axis=1)]
    try:
        surface = LinearNDInterpolator(told[:, :2], told[:, 2])
    except (QhullError, ValueError) as error:
        raise BadScenario("raster.too_few_points", points=len(told)) from error
    (west, south), (east, north) = told[:, :2].min(axis=0), told[:, :2].max(axis=0)
    columns, rows = np.arange(west, east + step, step), np.arange(south, north + step, step)
    return ValueGrid(columns, rows, surface(*np.meshgrid(columns, rows)))
