"""An elevation raster and a cyclone -> zones of the indicative surge, as plain JSON.

Runs in the parsing process (data/importers/child.py), as a raster of noise takes all the memory when areas are made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.importers import geotiffs
from data.importers.made_areas import rows_told
from data.rasters import raster_told
from data.surge_made import surge_of_cyclone
from geo.scenario import parse_scenario


def parse(path: Path, *, limits: dict[str, float], document: dict[str, Any], source: str) -> dict[str, Any]:
    """Read an elevation and make zones of it.

    Parameters
    ----------
    path
        GeoTIFF of metres above the sea.
    limits
        As those of `geotiffs.parse`.
    document
        The cyclone, as `geo.scenario.scenario_document` gives it.
    source
        What the zones say of where they come from.

    Returns
    -------
    zones
        As `data.importers.made_areas.parse`.

    Raises
    ------
    ImportRejected, WrongCrs, BadScenario
        As `geotiffs.parse` and `data.surge_made.surge_of_cyclone`.
    """
    elevation = raster_told(geotiffs.parse(path, limits=limits))
    return rows_told(surge_of_cyclone(parse_scenario(document), elevation, zone_set="surge", source=source))
