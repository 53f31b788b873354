"""Rasters from files: gridded population, and values of any hazard."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np

from data.importers import child, files
from data.importers.limits import limits
from geo.population_raster import PopulationRaster, population_raster
from geo.raster_zones import Raster


def read_raster(path: Path) -> Raster:
    """Read a GeoTIFF of one band, in a process of its own.

    Raises
    ------
    ImportRejected
        ``file_absent``, ``file_empty``, ``file_too_large``, ``parse_memory``, ``parse_timeout``, ``file_corrupt``, and
        as `data.importers.geotiffs.parse`.
    """
    files.check_size(path)
    return raster_told(child.parse("raster", path, limits=limits()))


def raster_told(told: dict[str, Any]) -> Raster:
    """Raster of what `data.importers.geotiffs.parse` returns."""
    values = np.frombuffer(b64decode(told["values"]), dtype=told["dtype"]).reshape(told["shape"])
    nodata = told["nodata"]
    if nodata is not None and values.dtype == np.float32:
        nodata = float(np.float32(nodata))  # as the cells hold it
    return Raster(values, told["affine"], told["crs"], nodata)


def read_population(path: Path) -> PopulationRaster:
    """Read a GeoTIFF of persons per cell.

    Raises
    ------
    ImportRejected
        As `read_raster`.
    WrongCrs, BadScenario
        As `geo.population_raster.population_raster`.
    """
    told = read_raster(path)
    return population_raster(told.values, told.affine, told.crs, nodata=told.nodata)
