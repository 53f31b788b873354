"""Which polygon holds each of millions of points: looked up on a grid, tested exactly only beside the edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cell_grid import CellGrid, grid_around, painted, touched

STEP_DEGREES = 0.001  # about 100 m: of points over Haiti, few lie beside the edge of a section
_NONE, _EDGE = -1, -2
_PIECE = 1 << 16  # points at a time: what is worked on stays close to the processor


@dataclass(frozen=True)
class PlaceIndex:
    """Polygons ready to be asked for millions of points; made by `place_index`.

    Parameters
    ----------
    shapes
        The polygons.
    grid, cells
        Cells, and what each is: position of the polygon that holds all of it, -1 none, -2 to be tested.
    """

    shapes: NDArray[np.object_]
    grid: CellGrid
    cells: NDArray[np.int32]

    def of(self, x: Any, y: Any) -> NDArray[np.int64]:
        """Position of the polygon that holds each point, its edge included; the first where there are several.

        Parameters
        ----------
        x, y
            Coordinates of the points in the reference system of the polygons.

        Returns
        -------
        place
            -1 where no polygon holds the point, or it has no coordinates.

        Notes
        -----
        Method: docs/methods.md#points-in-places. Equals testing every point against every polygon.
        """
        at_x, at_y = np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64")
        found = np.empty(len(at_x), dtype="int64")
        for start in range(0, len(at_x), _PIECE):
            piece = slice(start, start + _PIECE)
            cell = self.grid.cell_of(at_x[piece], at_y[piece])
            found[piece] = np.where(cell >= 0, self.cells[cell], _NONE)
        near = np.flatnonzero(found == _EDGE)
        found[near] = self._tested(at_x[near], at_y[near])
        return found

    def _tested(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Test points one by one."""
        none = len(self.shapes)
        first = np.full(len(x), none)
        of_point, of_shape = shapely.STRtree(self.shapes).query(shapely.points(x, y), predicate="intersects")
        np.minimum.at(first, of_point, of_shape)
        return np.where(first == none, _NONE, first)


def place_index(shapes: Any, *, step: float = STEP_DEGREES) -> PlaceIndex:
    """Make polygons ready to be asked for millions of points.

    Parameters
    ----------
    shapes
        Valid polygons of one reference system; None holds no point.
    step
        Width of a cell, in their coordinates. It moves time, never a result.
    """
    told = np.asarray(shapes, dtype=object)
    grid = grid_around(told, step)
    cells = painted(told, grid)
    cells[touched(told, grid)] = _EDGE
    return PlaceIndex(told, grid, cells)
