"""A file of shapes or a raster -> zones by distance or by value, as plain JSON.

Runs in the parsing process (data/importers/child.py): ten thousand lines that all cross each other, or forty million
cells of noise, are read in a moment and take all the memory only when areas are made of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from data.importers import features, geotiffs
from data.made_zones import Wanted, shapes_told, zones_around, zones_of_raster
from data.rasters import raster_told
from geo.errors import ImportRejected


def parse(path: Path, *, limits: dict[str, float], wanted: list[Any], raster: bool) -> dict[str, Any]:
    """Read a file and make zones of it.

    Parameters
    ----------
    path
        The file.
    limits
        As those of `features.parse` and `geotiffs.parse`.
    wanted
        The values of a `data.made_zones.Wanted`.
    raster
        Whether it is a GeoTIFF; else it is a file of shapes.

    Returns
    -------
    zones
        Rows by column under ``rows``; the geometry as hexadecimal WKB.

    Raises
    ------
    ImportRejected, WrongCrs, BadScenario, OutsideCountry
        As `features.parse` and `data.made_zones.zones_around`, or `geotiffs.parse` and
        `data.made_zones.zones_of_raster`.
    """
    hazard, breaks, classes, *rest = wanted
    told = Wanted(hazard, tuple(breaks), tuple(classes), *rest)
    try:
        if raster:
            zones = zones_of_raster(raster_told(geotiffs.parse(path, limits=limits)), told)
        else:
            zones = zones_around(shapes_told(features.parse(path, limits=limits, wanted="zones")), told)
    except shapely.errors.GEOSException as error:  # shapes are checked before: what is left is want of memory
        raise ImportRejected("parse_memory") from error
    return rows_told(zones)


def rows_told(zones: pd.DataFrame) -> dict[str, Any]:
    """Rows of a `ZONES` frame by column under ``rows``; the geometry as hexadecimal WKB."""
    shapes = shapely.to_wkb(zones["geometry"].to_numpy(dtype=object), hex=True)
    texts = zones[["zone_set", "zone_id", "hazard", "hazard_class", "name", "source"]].astype("object")
    rows = texts.where(texts.notna(), None).assign(geometry=shapes)
    return {"rows": rows.to_dict("list")}
