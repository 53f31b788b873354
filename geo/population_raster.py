"""Gridded population: checked, laid over communes, scaled to their official totals. Nobody is lost on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cell_grid import CellGrid, grid_of_affine, painted, shares, touched
from geo.crs import to_any
from geo.errors import BadScenario, WrongCrs
from geo.hazards import repaired

CELLS_MOST = 400_000_000  # 3 GB of float64: what two cores of a small server still hold
_LINES = 16  # along which a cell on a border is measured


@dataclass(frozen=True)
class PopulationRaster:
    """Persons in each cell of a grid, row by row; 0 where nobody is known to live. `crs` is what `grid` is in."""

    people: NDArray[np.float64]
    grid: CellGrid
    crs: Any


def population_raster(
    values: Any, affine: Sequence[float], crs: Any, *, nodata: float | None = None, cells_most: int = CELLS_MOST
) -> PopulationRaster:
    """Check a raster of persons.

    Parameters
    ----------
    values
        Persons in each cell, two dimensions. NaN and `nodata` are cells without people.
    affine
        a, b, c, d, e, f of x = a column + b row + c, y = d column + e row + f: the outer corner of the first cell.
    crs
        Reference system of the raster: anything that pyproj understands.
    nodata
        Value that marks a cell without data.
    cells_most
        Most cells.

    Raises
    ------
    WrongCrs
        ``raster_without_crs``, or ``crs_not_understood``.
    BadScenario
        ``raster.too_large``, ``raster.not_numbers``, ``raster.negative`` (a value below zero that is not `nodata`),
        ``raster.nobody``, and as `geo.cell_grid.grid_of_affine`.
    """
    if crs is None or str(crs).strip() == "":
        raise WrongCrs("raster_without_crs")
    to_any([], crs)
    told = np.asanyarray(values)
    if told.size > cells_most:
        raise BadScenario("raster.too_large", cells=told.size, most=cells_most)
    if not (np.issubdtype(told.dtype, np.integer) or np.issubdtype(told.dtype, np.floating)):
        raise BadScenario("raster.not_numbers", kind=str(told.dtype))
    grid = grid_of_affine(affine, told.shape)
    people = told.astype("float64").ravel()
    blank = ~np.isfinite(people)
    if nodata is not None:
        blank |= told.ravel() == nodata
    people[blank] = 0.0
    if (people < 0).any():
        raise BadScenario("raster.negative", value=float(people.min()), cells=int((people < 0).sum()))
    if not people.sum():
        raise BadScenario("raster.nobody")
    return PopulationRaster(people, grid, crs)


@dataclass(frozen=True)
class PopulationCells:
    """People by cell and commune, ready for any hazard.

    Parameters
    ----------
    communes
        P-codes, in the order that `commune` counts.
    cell, commune, people
        One entry per cell and commune: number of the cell in `grid`, position of the commune, persons.
    nowhere
        Persons of the raster in cells that no commune touches: in no figure.
    covered
        Communes that the raster holds whole; the others have no entry: their people are not known.
    gridded
        Persons of each commune as the raster has them.
    unplaced
        Persons by commune whose cells are not known: an official total where the raster has nobody.
    scaled
        Whether people were scaled to other totals.
    grid, crs
        Of the raster.
    """

    communes: pd.Index
    cell: NDArray[np.int64]
    commune: NDArray[np.int64]
    people: NDArray[np.float64]
    nowhere: float
    covered: NDArray[np.bool_]
    gridded: NDArray[np.float64]
    unplaced: NDArray[np.float64]
    scaled: bool
    grid: CellGrid
    crs: Any

    def by_commune(self) -> NDArray[np.float64]:
        """Persons of each commune, those without a cell included; NaN where the raster does not cover it."""
        told = np.bincount(self.commune, weights=self.people, minlength=len(self.communes))
        return np.where(self.covered, told + self.unplaced, np.nan)


def population_cells(raster: PopulationRaster, boundaries: pd.DataFrame, *, by_centre: bool = False) -> PopulationCells:
    """Lay communes over a raster.

    A cell inside one commune is its; a cell that a border runs through is shared by the communes in proportion to
    its area in each. What lies in no commune (sea) takes no part, so the people of a cell on the coast all belong
    to the commune there.

    Parameters
    ----------
    raster
        The people.
    boundaries
        Communes: `adm_pcode`, `geometry` (EPSG:4326).
    by_centre
        A cell belongs whole to the commune that holds its centre: quicker, and up to about 1 % off by commune.

    Raises
    ------
    BadScenario
        ``raster.elsewhere`` where no commune holds anybody of the raster.

    Notes
    -----
    Method: docs/methods.md#population-raster.
    """
    shapes = to_any(repaired(boundaries["geometry"].where(boundaries["geometry"].notna(), None)), raster.crs)
    cell, commune, share = _shared(shapes, raster, by_centre=by_centre)
    covered = _covered(shapes, raster.grid)
    kept = covered[commune]
    cell, commune, share = cell[kept], commune[kept], share[kept]
    if not len(cell):
        raise BadScenario("raster.elsewhere", bounds=", ".join(f"{value:g}" for value in bounds_of(raster.grid)))
    people = raster.people[cell] * share
    gridded = np.bincount(commune, weights=people, minlength=len(shapes)).astype("float64")
    order = np.argsort(commune, kind="stable")
    return PopulationCells(
        communes=pd.Index(boundaries["adm_pcode"]), cell=cell[order], commune=commune[order], people=people[order],
        nowhere=max(0.0, float(raster.people.sum() - people.sum())), covered=covered,
        gridded=gridded, unplaced=np.zeros(len(shapes)), scaled=False, grid=raster.grid, crs=raster.crs,
    )  # fmt: skip


def _covered(shapes: NDArray[np.object_], grid: CellGrid) -> NDArray[np.bool_]:
    """Shapes whose box lies in a grid, but for the width of a cell."""
    west, south, east, north = bounds_of(grid)
    bounds = shapely.bounds(shapes)  # NaN without a shape: not covered
    wide, high = abs(grid.dx), abs(grid.dy)
    least = (bounds[:, 0] >= west - wide) & (bounds[:, 1] >= south - high)
    return np.asarray(least & (bounds[:, 2] <= east + wide) & (bounds[:, 3] <= north + high), dtype=bool)


def _shared(
    shapes: NDArray[np.object_], raster: PopulationRaster, *, by_centre: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Cell, commune and share of every cell with people; the shares of a cell add up to 1."""
    lived = raster.people > 0
    centre = painted(shapes, raster.grid)
    border = lived & touched(shapes, raster.grid) & (not by_centre)
    whole, cut = np.flatnonzero(lived & ~border & (centre >= 0)), np.flatnonzero(border)
    at, commune, share = shares(shapes, raster.grid, cut, lines=_LINES)
    share = share / np.bincount(at, weights=share, minlength=len(cut))[at]
    return (
        np.concatenate([whole, cut[at]]),
        np.concatenate([centre[whole].astype("int64"), commune]),
        np.concatenate([np.ones(len(whole)), share]),
    )


def bounds_of(grid: CellGrid) -> tuple[float, float, float, float]:
    """Least x, least y, most x and most y of a grid."""
    ends = [(grid.x0, grid.x0 + grid.columns * grid.dx), (grid.y0, grid.y0 + grid.rows * grid.dy)]
    (west, east), (south, north) = (sorted(pair) for pair in ends)
    return west, south, east, north


def scaled_to(cells: PopulationCells, population: pd.DataFrame) -> PopulationCells:
    """Scale people so that each commune adds up to its official total.

    Parameters
    ----------
    cells
        People as the raster has them.
    population
        `adm_pcode`, `population` (persons; NaN, or no row: the commune keeps what the raster says).

    Returns
    -------
    scaled
        Where the raster has nobody in a commune that has people, they are `unplaced`.
    """
    told = population.set_index("adm_pcode")["population"].reindex(cells.communes)
    official = told.to_numpy(dtype="float64", na_value=np.nan)
    now = np.bincount(cells.commune, weights=cells.people, minlength=len(cells.communes))
    official = np.where(np.isnan(official), now, official)
    factor = np.divide(official, now, out=np.ones(len(now)), where=now > 0)
    unplaced = np.where((now > 0) | ~cells.covered, 0.0, official)
    return replace(cells, people=cells.people * factor[cells.commune], unplaced=unplaced, scaled=True)


def area_of_zones(shapes: Any, crs: Any) -> NDArray[np.object_]:
    """Zones of EPSG:4326 made valid, in the reference system of a raster."""
    return to_any(repaired(shapes), crs)
