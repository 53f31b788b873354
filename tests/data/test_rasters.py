"""GeoTIFFs of persons per cell: files written by GDAL, and what cannot be used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from data.importers import geotiffs
from data.importers.limits import limits
from data.rasters import read_population
from geo.errors import DashboardError, ImportRejected
from geo.population_raster import population_cells

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "rasters"
PEOPLE = [10, 20, 30, 40, 1, 2, 3, 4]  # in every file, rows from the north


def test_a_packed_file_in_degrees_comes_whole():
    found = read_population(FIXTURES / "degrees.tif")
    assert found.people.tolist() == [0, *PEOPLE[1:]]  # the first cell is marked as without data
    assert (found.grid.columns, found.grid.rows, found.crs) == (4, 2, "EPSG:4326")
    assert (found.grid.x0, found.grid.y0) == (pytest.approx(-72.4), pytest.approx(18.6))
    assert (found.grid.dx, found.grid.dy) == (pytest.approx(0.1), pytest.approx(-0.1))
    communes = pd.DataFrame({"adm_pcode": ["HT0111"], "geometry": [shapely.box(-72.4, 18.4, -72.2, 18.6)]})
    assert population_cells(found, communes).by_commune().tolist() == pytest.approx([23.0])


def test_other_forms_of_the_same_cells():
    assert read_population(FIXTURES / "whole.tif").people.tolist() == PEOPLE
    tiled = read_population(FIXTURES / "tiled.tif")
    assert tiled.people.reshape(40, 80).tolist() == np.tile(np.reshape(PEOPLE, (2, 4)), (20, 20)).tolist()
    metres = read_population(FIXTURES / "metres.tif")
    assert (metres.crs, metres.grid.dx, metres.grid.x0) == ("EPSG:32618", 300.0, 700_000.0)


def test_a_file_that_names_the_middle_of_its_first_cell():
    grid = read_population(FIXTURES / "point.tif").grid
    assert (grid.x0, grid.y0) == (pytest.approx(-72.4), pytest.approx(18.6))


@pytest.mark.parametrize(
    ("name", "code"),
    [("without_crs.tif", "raster_without_crs"), ("rotated.tif", "raster.rotated"), ("absent.tif", "file_absent")],
)
def test_what_cannot_be_placed_is_refused(name, code):
    with pytest.raises(DashboardError) as caught:
        read_population(FIXTURES / name)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["double.tif", "two_bands.tif", "table.tif"])
def test_what_is_no_grid_of_one_band_is_refused(name, tmp_path):
    path = FIXTURES / name
    if name == "table.tif":
        path = tmp_path / name
        path.write_text("site_id,longitude\nS1,-72.3\n", encoding="ascii")
    with pytest.raises(ImportRejected) as caught:
        geotiffs.parse(path, limits=limits())
    assert caught.value.code == "raster_kind"


def test_a_file_cut_in_half_or_too_large(tmp_path):
    whole = (FIXTURES / "tiled.tif").read_bytes()
    (tmp_path / "cut.tif").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportRejected) as caught:
        read_population(tmp_path / "cut.tif")
    assert caught.value.code in {"file_corrupt", "raster_kind"}
    with pytest.raises(ImportRejected) as caught:
        geotiffs.parse(FIXTURES / "tiled.tif", limits=limits() | {"raster_cells": 3_199})
    assert caught.value.params == {"cells": 3_200, "most": 3_199}
