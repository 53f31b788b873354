"""Zones made from what people have: shapes of a file with distances, or a raster with breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data.importers import child, files
from data.importers.limits import limits
from data.reference_tables import hazards
from data.scenario_files import reckoning
from geo.errors import BadScenario
from geo.hazards import Hazard
from geo.raster_zones import Raster, raster_zones
from geo.zone_buffers import buffered_zones, nearest_worst

SHAPE = "geometry"


class Wanted(NamedTuple):
    """What zones are made of.

    Parameters
    ----------
    hazard
        Key or word of data/reference/hazards.toml.
    breaks
        Distances in km (rising ends), or values of the raster (rising lower ends); texts that are numbers will do.
    classes
        Class of each break in its order: for distances the worst first, for values the mildest. None: the worst of the
        hazard.
    zone_set, source
        Name of the set, and whence it is.
    land_only
        Of distances: only what lies on the shipped outline of the country.
    """

    hazard: str
    breaks: tuple[float | str, ...]
    classes: tuple[str, ...] = ()
    zone_set: str = "zones"
    source: str = ""
    land_only: bool = False


def read_shapes(path: Path) -> NDArray[np.object_]:
    """Points, lines and areas of a geographic file (EPSG:4326), in a process of its own.

    Raises
    ------
    BadScenario
        ``zones.no_shape`` where it holds none.
    ImportRejected, WrongCrs
        As `data.importers.features.parse`.
    """
    files.check_size(path)
    return shapes_told(child.parse("features", path, limits=limits(), wanted="zones"))  # any shape comes as it is


def shapes_told(sheet: dict[str, Any]) -> NDArray[np.object_]:
    """Shapes of what `data.importers.features.parse` returns; errors as `read_shapes`."""
    columns = dict(zip(sheet["headers"], sheet["columns"], strict=True))
    shapes = shapely.from_wkb(np.array([one or None for one in columns.get(SHAPE, [])], dtype=object))
    if not len(shapes) or shapely.is_missing(shapes).all():
        raise BadScenario("zones.no_shape")
    return np.asarray(shapes, dtype=object)


def zones_around(shapes: Any, wanted: Wanted) -> pd.DataFrame:
    """`ZONES` by distance from shapes (EPSG:4326); errors as `geo.zone_buffers.buffered_zones` and `Hazards.find`."""
    hazard = hazards().find(wanted.hazard)
    return buffered_zones(
        shapes, wanted.breaks, _classes(hazard, wanted), hazard=hazard, zone_set=wanted.zone_set, source=wanted.source,
        within=reckoning().land if wanted.land_only else None,
    )  # fmt: skip


def zones_of_raster(raster: Raster, wanted: Wanted) -> pd.DataFrame:
    """`ZONES` of a raster's cells; errors as `geo.raster_zones.raster_zones` and `Hazards.find`."""
    hazard = hazards().find(wanted.hazard)
    classes = wanted.classes or _classes(hazard, wanted)[::-1]
    return raster_zones(
        raster, wanted.breaks, classes, hazard=hazard, zone_set=wanted.zone_set, source=wanted.source
    )  # fmt: skip


def _classes(hazard: Hazard, wanted: Wanted) -> tuple[str, ...]:
    """Classes as told, else the worst of the hazard, the worst first."""
    return wanted.classes or nearest_worst(hazard, len(wanted.breaks))
