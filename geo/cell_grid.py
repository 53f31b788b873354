"""A grid of cells, and polygons laid on it: which cells they hold, and which their edges touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import BadScenario

Indices = NDArray[np.int64]
_MARGIN = 1e-6  # of a cell: more than coordinates lose on their way


@dataclass(frozen=True)
class CellGrid:
    """A regular grid of cells, unrotated.

    Parameters
    ----------
    x0, y0
        Outer corner of the first cell of the first row.
    dx, dy
        Width of a column and height of a row with their signs: `dy` is negative where the first row is the
        northernmost.
    columns, rows
        Their numbers.
    """

    x0: float
    y0: float
    dx: float
    dy: float
    columns: int
    rows: int

    @property
    def size(self) -> int:
        """Number of cells."""
        return self.columns * self.rows

    def in_cells(self, x: Any, y: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Coordinates counted in columns and in rows from the corner."""
        return (np.asarray(x) - self.x0) / self.dx, (np.asarray(y) - self.y0) / self.dy

    def cell_of(self, x: Any, y: Any) -> Indices:
        """Number of the cell that holds each point, counted row by row; -1 outside and without coordinates."""
        column, row = (np.floor(told) for told in self.in_cells(x, y))
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)  # NaN is not inside
        found = np.where(inside, row * self.columns + column, -1.0)
        return np.asarray(found, dtype="int64")


def grid_of_affine(affine: Sequence[float], shape: tuple[int, ...]) -> CellGrid:
    """Grid of a raster from the six numbers a, b, c, d, e, f of x = a column + b row + c, y = d column + e row + f.

    Raises
    ------
    BadScenario
        ``raster.not_flat`` (not two dimensions, or an empty one), ``raster.rotated``, ``raster.bad_affine``.
    """
    if len(shape) != 2 or 0 in shape:
        raise BadScenario("raster.not_flat", shape=" x ".join(map(str, shape)))
    told = [float(value) for value in affine[:6]]
    if len(told) < 6 or not np.isfinite(told).all():
        raise BadScenario("raster.bad_affine", affine=", ".join(f"{value:g}" for value in told))
    a, b, c, d, e, f = told
    if b or d:
        raise BadScenario("raster.rotated", affine=", ".join(f"{value:g}" for value in told))
    if not a or not e:
        raise BadScenario("raster.bad_affine", affine=", ".join(f"{value:g}" for value in told))
    return CellGrid(c, f, a, e, columns=shape[1], rows=shape[0])


def grid_around(shapes: Any, step: float) -> CellGrid:
    """Grid of square cells that holds shapes whole, in their coordinates."""
    told = np.asarray(shapes, dtype=object)
    west, south, east, north = shapely.total_bounds(told) if len(told) else [np.nan] * 4
    if not np.isfinite(west):
        return CellGrid(0.0, 0.0, step, step, 1, 1)
    columns, rows = (int(np.ceil(span / step)) + 2 for span in (east - west, north - south))
    return CellGrid(west - step, south - step, step, step, columns, rows)


@dataclass(frozen=True)
class Edges:
    """Edges of the rings of polygons, in cells: from (`x0`, `y0`) up to (`x1`, `y1`), and whose they are."""

    x0: NDArray[np.float64]
    y0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    shape: Indices


def edges_of(shapes: Any, grid: CellGrid) -> Edges:
    """Edges of valid polygons in the coordinates of `grid`; other shapes have none.

    Each edge runs the same way whichever polygon it belongs to, so neighbours reckon with equal numbers.
    """
    told = np.asarray(shapes, dtype=object)
    parts, of_part = shapely.get_parts(told, return_index=True)
    areal = shapely.get_dimensions(parts) == 2
    parts, of_part = parts[areal], of_part[areal]
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = grid.in_cells(xy[:, 0], xy[:, 1])
    joined = ring[1:] == ring[:-1]
    ends = np.column_stack([x[:-1], y[:-1], x[1:], y[1:]])[joined]
    down = ends[:, 1] > ends[:, 3]
    ends[down] = ends[down][:, [2, 3, 0, 1]]
    x0, y0, x1, y1 = ends.T
    return Edges(x0, y0, x1, y1, np.asarray(of_part[of_ring[ring[1:][joined]]], dtype="int64"))


def painted(shapes: Any, grid: CellGrid) -> NDArray[np.int32]:
    """Which polygon holds the centre of each cell.

    Parameters
    ----------
    shapes
        Valid polygons in the coordinates of `grid`; None and other shapes hold nothing.
    grid
        The cells.

    Returns
    -------
    first
        One number a cell, row by row: position of the first polygon that holds its centre, -1 where none does.
        A centre on a common border belongs to one of its neighbours.

    Notes
    -----
    Even-odd rule on the line of centres of each row, all polygons at once.
    """
    runs = _runs(shapes, grid, lines=1)
    start, end = (np.clip(np.ceil(x - 0.5), 0, grid.columns).astype("int64") for x in (runs.start, runs.end))
    run, column = _spread(start, end - start)
    cells = np.full(grid.size, -1, dtype="int32")
    cells[runs.line[run] * grid.columns + column] = runs.shape[run]
    return cells


def shares(shapes: Any, grid: CellGrid, wanted: Indices, *, lines: int) -> tuple[Indices, Indices, Any]:
    """How much of some cells each polygon covers.

    Parameters
    ----------
    shapes, grid
        As `painted`.
    wanted
        Numbers of the cells, rising.
    lines
        Each row of cells is cut along as many lines: lengths are exact along a row, sampled across it.

    Returns
    -------
    cell, shape, share
        One entry for each cell and polygon that share an area: position in `wanted`, position of the polygon, and
        the part of the cell (0-1), if it is more than a millionth.
    """
    runs = _runs(shapes, grid, lines=lines)
    start, end = (np.clip(x, 0, grid.columns) for x in (runs.start, runs.end))
    first = np.floor(start).astype("int64")
    run, column = _spread(first, np.ceil(end).astype("int64") - first)
    number = np.full(grid.size, -1)
    number[wanted] = np.arange(len(wanted))
    cell = number[runs.line[run] // lines * grid.columns + column]
    run, column, cell = (told[cell >= 0] for told in (run, column, cell))
    length = np.minimum(end[run], column + 1) - np.maximum(start[run], column)
    count = len(np.asarray(shapes, dtype=object))
    pairs, at = np.unique(cell * count + runs.shape[run], return_inverse=True)
    share = np.bincount(at, weights=length / lines, minlength=len(pairs)).astype("float64")
    found, shape = np.divmod(pairs, max(count, 1))
    some = share > _MARGIN  # less is a border along the edge of a cell, drawn in other digits
    return found[some], shape[some], share[some]


@dataclass(frozen=True)
class _Runs:
    """Pieces of lines along the rows inside polygons: number of the line, from and to in columns, whose it is.

    The first polygon comes last.
    """

    line: Indices
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    shape: Indices


def _runs(shapes: Any, grid: CellGrid, *, lines: int) -> _Runs:
    edges = edges_of(shapes, grid)
    low, high = (np.clip(np.ceil(y * lines - 0.5), 0, grid.rows * lines) for y in (edges.y0, edges.y1))
    edge, line = _spread(low.astype("int64"), (high - low).astype("int64"))
    slope = (edges.x1 - edges.x0)[edge] / (edges.y1 - edges.y0)[edge]  # an edge along a row crosses no line
    x = edges.x0[edge] + ((line + 0.5) / lines - edges.y0[edge]) * slope
    order = np.lexsort((x, line, edges.shape[edge]))[::-1]
    ends, starts = order[::2], order[1::2]
    return _Runs(line[starts], x[starts], x[ends], edges.shape[edge[starts]])


def _spread(first: Indices, lengths: Indices) -> tuple[Indices, Indices]:
    """Whose each number is, and the numbers: from `first` on, as many as its length."""
    whose = np.repeat(np.arange(len(lengths)), lengths)
    return whose, first[whose] + _counted(lengths)


def touched(shapes: Any, grid: CellGrid) -> NDArray[np.bool_]:
    """Cells, row by row, that the edge of any polygon runs through or comes near to (a millionth of a cell)."""
    edges = edges_of(shapes, grid)
    low = np.floor(edges.y0 - _MARGIN).astype("int64")
    edge, row = _spread(low, np.floor(edges.y1 + _MARGIN).astype("int64") - low + 1)
    height = (edges.y1 - edges.y0)[edge]
    slope = np.divide((edges.x1 - edges.x0)[edge], height, out=np.zeros(len(edge)), where=height > 0)
    ends = [_at(edges, edge, slope, row + side) for side in (-_MARGIN, 1 + _MARGIN)]
    flat = height == 0
    ends = [np.where(flat, whole[edge], x) for whole, x in zip((edges.x0, edges.x1), ends, strict=True)]
    left = np.clip(np.floor(np.minimum(*ends) - _MARGIN), 0, grid.columns).astype("int64")
    right = np.clip(np.floor(np.maximum(*ends) + _MARGIN), -1, grid.columns - 1).astype("int64")
    width = np.where((row >= 0) & (row < grid.rows), np.maximum(0, right - left + 1), 0)
    cells = np.zeros(grid.size, dtype=bool)
    cells[_spread(row * grid.columns + left, width)[1]] = True
    return cells


def _at(edges: Edges, edge: Indices, slope: Any, y: Any) -> NDArray[np.float64]:
    """Where edges are at a height, held to their ends."""
    held = np.clip(y, edges.y0[edge], edges.y1[edge])
    return np.asarray(edges.x0[edge] + (held - edges.y0[edge]) * slope, dtype="float64")


def _counted(lengths: Indices) -> Indices:
    """0, 1, 2, ... anew for each run of the given length."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)
