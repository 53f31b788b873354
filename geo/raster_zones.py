"""Zones from a raster of any hazard: its cells by class of their value, drawn as areas."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cell_grid import CellGrid, grid_of_affine
from geo.crs import check_country, from_any
from geo.errors import BadScenario, WrongCrs
from geo.hazards import Hazard
from geo.isobands import class_of_values
from geo.zone_buffers import GRID_DEGREES, checked_breaks, checked_classes, zones_frame

MOST_BOXES = 80_000  # runs of cells of one class: more is noise, takes long and gives a file that nobody can use
_CELLS_FINE = 16  # an edge so many cells long is divided before it is bent into degrees


class Raster(NamedTuple):
    """Values of cells as a file tells them: what `population_raster.population_raster` also takes."""

    values: NDArray[Any]
    affine: Sequence[float]
    crs: Any
    nodata: float | None = None


def raster_zones(
    raster: Raster,
    breaks: Sequence[float | str],
    classes: Sequence[str],
    *,
    hazard: Hazard,
    zone_set: str,
    source: str = "",
) -> pd.DataFrame:
    """Zones of the cells whose value lies in each class.

    Parameters
    ----------
    raster
        Values (depth of water, intensity, susceptibility) in any reference system that pyproj knows. Blank cells
        (NaN, `nodata`) are in no class.
    breaks
        Rising lower ends of the classes, in the unit of the values. A class holds its lower end and not its upper one;
        the last has no upper end; below the first is no zone.
    classes
        Class of each, the mildest first.
    hazard
        Whose classes.
    zone_set, source
        Name of the set, and who made the raster.

    Returns
    -------
    zones
        `ZONES` frame, one zone a class that any cell is in, the worst first, without overlaps; their edges are those of
        the cells. `name` tells the values.

    Raises
    ------
    WrongCrs
        ``raster_without_crs``, ``crs_not_understood``.
    BadScenario
        ``zones.bad_breaks``, ``zones.class_count``, ``zones.class_order``, ``hazard.unknown_class``,
        ``zones.raster_ragged`` (classes change from cell to cell), ``zones.nothing_left`` (no cell reaches a break),
        ``raster.not_numbers``, and as `geo.cell_grid.grid_of_affine`.
    OutsideCountry
        Where no zone comes near Haiti.

    Notes
    -----
    Method: docs/methods.md#zones-of-a-raster.
    """
    lower = checked_breaks(breaks)
    named = checked_classes(hazard, classes, len(lower), worst_first=False)
    grid = placed_grid(raster)
    found = class_of_values(known_values(raster), lower).reshape(grid.rows, grid.columns)
    boxes = [_boxes(found == at) for at in range(len(lower))]
    if sum(map(len, boxes)) > MOST_BOXES:
        raise BadScenario("zones.raster_ragged", boxes=sum(map(len, boxes)), most=MOST_BOXES)
    shapes = np.array([_outline(told, grid) for told in boxes], dtype=object)
    fine = shapely.segmentize(shapes, _CELLS_FINE * max(abs(grid.dx), abs(grid.dy)))
    drawn = shapely.set_precision(from_any(fine, raster.crs), GRID_DEGREES)
    texts = [f"{low:g}-{high:g}" for low, high in pairwise(lower)] + [f"{lower[-1]:g}+"]
    zones = zones_frame(
        drawn[::-1], named[::-1], hazard=hazard, zone_set=zone_set, source=source, names=texts[::-1]
    )  # fmt: skip
    check_country(zones["geometry"].to_numpy(dtype=object))
    return zones


def placed_grid(raster: Raster) -> CellGrid:
    """Grid of a raster of numbers that says where it lies; errors as `raster_zones`."""
    if raster.crs is None or str(raster.crs).strip() == "":
        raise WrongCrs("raster_without_crs")
    from_any([], raster.crs)
    if not np.issubdtype(raster.values.dtype, np.number) or np.issubdtype(raster.values.dtype, np.complexfloating):
        raise BadScenario("raster.not_numbers", kind=str(raster.values.dtype))
    return grid_of_affine(raster.affine, raster.values.shape)


def known_values(raster: Raster) -> NDArray[np.float64]:
    """Values with NaN where there are none; an infinite one is none."""
    values = raster.values.astype("float64")
    blank = ~np.isfinite(values)
    if raster.nodata is not None:
        blank |= raster.values == raster.nodata
    values[blank] = np.nan
    return values


def _boxes(inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Left, right, top and bottom of rectangles that hold the cells: runs of rows, those of like rows put together."""
    padded = np.zeros((inside.shape[0], inside.shape[1] + 2), dtype="int8")
    padded[:, 1:-1] = inside
    change = np.diff(padded, axis=1)
    (row, left), (_, right) = np.nonzero(change == 1), np.nonzero(change == -1)
    order = np.lexsort((row, right, left))
    row, left, right = row[order], left[order], right[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (np.diff(left) != 0) | (np.diff(right) != 0) | (np.diff(row) != 1)
    last = np.append(first[1:], True)[: len(row)]
    return np.column_stack([left[first], right[first], row[first], row[last] + 1])


def _outline(boxes: NDArray[np.int64], grid: CellGrid) -> Any:
    """Rectangles of cells put together, in the coordinates of the grid."""
    left, right, top, bottom = boxes.T.astype("float64")
    x0, x1 = grid.x0 + left * grid.dx, grid.x0 + right * grid.dx
    y0, y1 = grid.y0 + top * grid.dy, grid.y0 + bottom * grid.dy
    return shapely.union_all(
        shapely.box(np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1))
    )
