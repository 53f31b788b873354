"""Areas of a file for one look at the figures inside them; nothing of them is stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from data.importers import child
from data.importers.limits import limits
from geo.errors import ImportRejected

Area = tuple[str, str]
_GRID = 1e-6  # degrees, about 0.1 m
_SHAPE = "geometry"


def read_areas(path: Path) -> tuple[Area, ...]:
    """Read the polygons of a geographic file.

    Parameters
    ----------
    path
        GeoJSON, KML, GeoPackage, zipped shapefile, ...: what `data.importers.vectors.read_layers` reads, in a process
        of its own.

    Returns
    -------
    areas
        (name, WKT in EPSG:4326) in the order of the file. Polygons are called by the first column that tells them
        apart; those of a file without one by their number.

    Raises
    ------
    ImportRejected
        ``no_areas`` if none is a polygon, ``too_many_areas`` above the limit `areas`, and what the reading raises.
    """
    held = limits()
    sheet = child.parse("features", path, limits=held, wanted="zones")
    columns = pd.DataFrame(dict(zip(sheet["headers"], sheet["columns"], strict=True)), dtype="object")
    if _SHAPE not in columns:
        raise ImportRejected("no_areas")
    shapes = shapely.from_wkb(np.array([one or None for one in columns[_SHAPE]], dtype=object))
    shapes = shapely.set_precision(shapely.make_valid(shapes), _GRID)
    polygons = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    if not polygons.any():
        raise ImportRejected("no_areas")
    if polygons.sum() > held["areas"]:
        raise ImportRejected("too_many_areas", areas=int(polygons.sum()), limit=int(held["areas"]))
    names = _names(columns[polygons].drop(columns=_SHAPE))
    return tuple(zip(names, (str(one) for one in shapely.to_wkt(shapes[polygons], trim=True)), strict=True))


def _names(columns: pd.DataFrame) -> list[str]:
    """The first column of texts that names every row by a name of its own; else numbers."""
    for name in columns:
        told = pd.Series(columns[name], dtype="str").str.strip()
        texts = told.notna() & ~told.str.fullmatch(r"[\d.,\s-]*").fillna(value=False)
        if len(told) and texts.all() and told.is_unique:
            return [str(one) for one in told]
    return [str(at) for at in range(1, len(columns) + 1)]
