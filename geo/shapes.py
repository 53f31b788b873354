"""Polygons of places: repaired, put together, made small for a map. Shared borders stay shared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo import crs
from geo.frames import BOUNDARIES, LEVELS

SLIVER_M2 = 10_000.0  # a hole smaller than this between neighbours is a crack of the drawing, not a lake
MAP_GRID_DEGREES = 1e-4  # about 11 m: finer than a pixel at the closest zoom of the base map
_POLYGON, _MULTIPOLYGON = 3, 6


def polygons_of(shapes: Any) -> tuple[Any, Any]:
    """Make every shape a valid polygon or multipolygon.

    Parameters
    ----------
    shapes
        Array or Series of geometries in two dimensions.

    Returns
    -------
    polygons
        Object array; None where no area is left (points, lines, nothing).
    repaired
        True where a ring was invalid and had to be drawn anew.
    """
    sound = np.array(shapes, dtype=object)
    broken = ~(shapely.is_valid(sound) | shapely.is_missing(sound))
    sound[broken] = shapely.make_valid(sound[broken], method="structure", keep_collapsed=False)
    polygons = np.empty(len(sound), dtype=object)
    polygons[:] = [_areas(shape) for shape in sound]
    return polygons, broken & ~shapely.is_missing(polygons)


def _areas(shape: Any) -> Any:
    """The polygons of a shape, lines and points left out; None where there is none."""
    if shape is None or shapely.is_empty(shape):
        return None
    if shapely.get_type_id(shape) in {_POLYGON, _MULTIPOLYGON}:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = parts[shapely.get_type_id(parts) == _POLYGON]
    return shapely.union_all(kept) if len(kept) else None


def dissolved(shapes: Any, groups: Any) -> pd.Series:
    """Put polygons of the same group together.

    Where they fit without overlap or gap (shared borders equal vertex for vertex) the union is exact;
    otherwise they are united and cracks below `SLIVER_M2` are filled.

    Parameters
    ----------
    shapes, groups
        Arrays of equal length: polygons in EPSG:4326 and the code of their group.

    Returns
    -------
    united
        One geometry a group, indexed by its code in order.
    """
    polygons, codes = np.asarray(shapes, dtype=object), np.asarray(groups, dtype=object)
    exact = bool(shapely.coverage_is_valid(polygons))
    united = {
        code: shapely.coverage_union_all(polygons[codes == code]) if exact else _united(polygons[codes == code])
        for code in sorted(set(codes))
    }
    return pd.Series(united, dtype="object")


def _united(polygons: Any) -> Any:
    whole = shapely.get_parts(shapely.union_all(polygons))
    return shapely.union_all([_without_cracks(part) for part in whole])


def _without_cracks(polygon: Any) -> Any:
    holes = [shapely.Polygon(ring) for ring in polygon.interiors]
    kept = [hole.exterior for hole, area in zip(holes, crs.area_m2(holes), strict=True) if area >= SLIVER_M2]
    return shapely.Polygon(polygon.exterior, kept) if len(kept) < len(holes) else polygon


def snapped(shapes: Any, grid_degrees: float) -> Any:
    """Shapes on a grid, with common borders vertex for vertex.

    All outlines are noded together on the grid and cut into faces; each face goes to the shape in which its
    inner point lies, a crack below `SLIVER_M2` to the nearest. So no two shapes overlap.

    Parameters
    ----------
    shapes
        Polygons in EPSG:4326 that share borders, roughly or exactly.
    grid_degrees
        Width of the grid.

    Returns
    -------
    snapped
        Object array of the same length; None where a shape is smaller than the grid.
    """
    given = np.asarray(shapes, dtype=object)
    lines = shapely.unary_union(shapely.boundary(given), grid_size=grid_degrees)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inner = shapely.point_on_surface(faces)
    tree = shapely.STRtree(given)
    owner = tree.nearest(inner)
    hole = shapely.disjoint(inner, given[owner]) & (crs.area_m2(faces) >= SLIVER_M2)
    found = np.full(len(given), None, dtype=object)
    for shape in np.unique(owner[~hole]):
        found[shape] = shapely.coverage_union_all(faces[(owner == shape) & ~hole])
    digits = int(np.ceil(-np.log10(grid_degrees)))
    return shapely.transform(found, lambda xy: np.round(xy, digits))  # multiples of the grid, written shortly


def simplify_for_map(
    boundaries: pd.DataFrame, *, tolerance_m: float = 500.0, levels: tuple[str, ...] = ("adm1", "adm2")
) -> pd.DataFrame:
    """Small shapes for the base map, with shared borders still shared.

    The finest of the levels is simplified as one coverage (Visvalingam-Whyatt, borders moved for both
    neighbours at once), the coarser ones are put together from it, so borders of all levels coincide.
    Shapes that overlap are simplified one by one (Douglas-Peucker).

    Parameters
    ----------
    boundaries
        `BOUNDARIES` frame of one boundary set.
    tolerance_m
        Corners that span a triangle smaller than this squared are left out, in metres.
    levels
        Levels to draw; a level that the frame lacks is left out.

    Returns
    -------
    drawn
        `BOUNDARIES` columns, one row a place of these levels, coarsest first; geometry on a grid of 0.0001
        degree. Not for computing: areas and places come from the full shapes.
    """
    present = [level for level in LEVELS if level in levels and (boundaries["adm_level"] == level).any()]
    if not present:
        return BOUNDARIES.empty()
    rows = boundaries[boundaries["adm_level"].isin(present)].sort_values(["adm_level", "adm_pcode"])
    finest = rows[rows["adm_level"] == present[-1]]
    drawn = _coarser(boundaries, pd.Series(_simplified(finest, tolerance_m), finest["adm_pcode"]), present)
    alone = rows[~rows["adm_pcode"].isin(drawn.index)]  # a place without any part of the finest level
    if len(alone):
        drawn = pd.concat([drawn, pd.Series(_simplified(alone, tolerance_m), alone["adm_pcode"], dtype="object")])
    return BOUNDARIES.conform(rows.assign(geometry=drawn.reindex(rows["adm_pcode"]).to_numpy()))


def _simplified(rows: pd.DataFrame, tolerance_m: float) -> Any:
    """Simplified shapes on the grid of the map; what is too small for it keeps its full shape."""
    metric = crs.to_metric(rows["geometry"])
    if shapely.coverage_is_valid(metric):
        small = shapely.coverage_simplify(metric, tolerance_m)
    else:
        small = shapely.simplify(metric, tolerance_m, preserve_topology=True)
    drawn = snapped(crs.to_stored(small), MAP_GRID_DEGREES)
    return np.where(shapely.is_missing(drawn), rows["geometry"].to_numpy(), drawn)


def _coarser(boundaries: pd.DataFrame, finest: pd.Series, present: list[str]) -> pd.Series:
    """Add the union of its parts for every place above the finest level."""
    parent = boundaries.set_index("adm_pcode")["parent_pcode"]
    found, level = finest, finest
    steps = LEVELS.index(present[-1]) - LEVELS.index(present[0])
    for _ in range(steps):
        above = parent.reindex(level.index).to_numpy(dtype=object)
        known = ~pd.isna(above)
        level = dissolved(level.to_numpy()[known], above[known])
        found = pd.concat([found, level])
    return found
