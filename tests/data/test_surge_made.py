"""Zones of the indicative surge: a small elevation by hand, its sea and its edges, the coast, and what is refused."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest
import shapely

from data import surge_made
from data.scenario_files import presets, read_scenario, reckoning
from data.surge_made import coast, surge_depths
from geo.crs import metric_xy, to_metric
from geo.raster_zones import Raster
from geo.scenario import at_point
from tests.commands.conftest import run, told
from tests.data.made_raster import geotiff

PRESET = "cyclone-category-4-south"
CORNER, CELL = (-73.77, 18.21), 0.02  # the middles are points of the grid of winds: -73.76 and on, 18.20 and on
# Les Cayes: the plain behind the bay. Rows from the north; 10.1 m is no low ground, -9999 is unknown, -3 m is sea.
GROUND = [[1.0, 2.0, 10.1], [0.5, -9999.0, -3.0]]


def elevation(values: object = GROUND) -> Raster:
    return Raster(np.array(values, dtype="float32"), (CELL, 0, CORNER[0], 0, -CELL, CORNER[1]), "EPSG:4326", -9999.0)


def by_hand(longitude: float, latitude: float, ground: float) -> float:
    """Depth with the wind of the scenario at the point and the distance by shapely on the whole lines."""
    wind = at_point(presets()[PRESET], longitude, latitude, reckoning())["wind_ms"]
    x, y = metric_xy([longitude], [latitude])
    away = min(shapely.distance(to_metric(coast()), shapely.Point(x[0], y[0]))) / 1000
    return max(0.0, 0.1023 * (wind - 26.8224) + 1.8288 - ground - 0.2 * away)


def test_depth_of_cells_by_hand() -> None:
    depth = surge_depths(presets()[PRESET], elevation())
    wanted = [[by_hand(-73.76, 18.2, 1), by_hand(-73.74, 18.2, 2), np.nan],
              [by_hand(-73.76, 18.18, 0.5), np.nan, np.nan]]  # fmt: skip
    assert wanted[0][0] > 1
    np.testing.assert_allclose(depth, wanted, atol=1e-6)


def test_a_cell_of_no_height_is_sea_off_the_outline_and_ground_on_it() -> None:
    # -73.76 18.20 lies on the outline, -73.74 17.98 in the bay south of it
    sea = [[0.0]] + [[np.nan]] * 10 + [[0.0]]
    depth = surge_depths(presets()[PRESET], elevation(sea))
    assert not shapely.intersects_xy(reckoning().land, -73.76, 18.21 - 0.23)
    assert depth[0, 0] > 0
    assert np.isnan(depth[11, 0])


def test_many_cells_are_judged_as_few(monkeypatch) -> None:
    whole = surge_depths(presets()[PRESET], elevation())
    monkeypatch.setattr(surge_made, "_AT_ONCE", 1)
    np.testing.assert_array_equal(surge_depths(presets()[PRESET], elevation()), whole)


def test_the_coast_has_no_land_border() -> None:
    lines = shapely.union_all(coast())
    assert shapely.distance(lines, shapely.Point(-71.75, 18.95)) > 0.5  # Belladère, by the border
    assert shapely.distance(lines, shapely.Point(-72.79, 18.43)) < 0.25
    outline = shapely.boundary(reckoning().land)
    assert shapely.covers(outline.buffer(1e-9), lines)
    for x, y in ((-71.757, 19.71), (-71.776, 18.039)):
        assert shapely.distance(lines, shapely.Point(x, y)) < 1e-3


def test_zones_from_the_terminal(tmp_path) -> None:
    dem, out = geotiff(tmp_path / "dem.tif", GROUND, CORNER, CELL, nodata="-9999"), tmp_path / "surge.toml"
    made = told("scenario", "build", "surge", "--preset", PRESET, "--elevation", dem, "-o", out)
    assert (made["key"], made["hazard"], made["state"]) == ("surge", "storm_surge", "scenario")
    assert "indicati" in made["note"].lower()
    document = tomllib.loads(out.read_text(encoding="utf-8"))
    assert document["source"] == f"{PRESET}, dem.tif: Xu 2010 (surge.indicative)"
    assert (document["fictional"], document["author"]) == (True, "terminal")
    classes = reckoning().wind.surge_classes
    wanted = classes.names[int(classes.rank([by_hand(-73.76, 18.2, 1)])[0])]
    assert at_point(read_scenario(out), -73.76, 18.2, reckoning())["hazard_class"] == wanted
    assert at_point(read_scenario(out), -73.72, 18.2, reckoning())["hazard_class"] == "outside"  # at 10.1 m
    # the same from the file of a cyclone, with what is said of it
    cyclone, again = tmp_path / "cyclone.toml", tmp_path / "again.toml"
    told("scenario", "build", "cyclone", "--preset", PRESET, "--state", "exercise", "-o", cyclone)
    said = ("--author", "DPC", "--source", "CNIGS")
    made = told("scenario", "build", "surge", cyclone, "--elevation", dem, *said, "-o", again)
    assert made["state"] == "exercise"
    read = tomllib.loads(again.read_text(encoding="utf-8"))
    assert (read["author"], read["source"]) == ("DPC", "CNIGS: Xu 2010 (surge.indicative)")
    assert [one["geometry"] for one in read["zones"]] == [one["geometry"] for one in document["zones"]]


def test_metres_of_the_zone_are_taken(tmp_path) -> None:
    x, y = metric_xy([-73.76], [18.2])
    corner = (x[0] - 500, y[0] + 500)
    dem, out = geotiff(tmp_path / "metres.tif", [[1.0]], corner, 1000, epsg=32618), tmp_path / "metres.toml"
    told("scenario", "build", "surge", "--preset", PRESET, "--elevation", dem, "-o", out)
    assert at_point(read_scenario(out), -73.76, 18.2, reckoning())["hazard_class"] != "outside"


BAD = {
    "elsewhere": (lambda at: geotiff(at, [[1.0]], (2.0, 48.0), 0.1), "près d'Haïti"),
    "elsewhere in metres": (lambda at: geotiff(at, [[1.0, 0.0]], (450_000, 5_400_000), 30, epsg=32631), "près d'Haïti"),
    "other side of the world": (lambda at: geotiff(at, [[0.0]], (700_000, 5_400_000), 30, epsg=32750), "près d'Haïti"),
    "high": (lambda at: geotiff(at, [[900.0]], CORNER, CELL), "près d'Haïti"),
    "dry": (lambda at: geotiff(at, [[10.0]], (-72.2, 19.74), CELL), "Aucune zone"),
    "without a system": (lambda at: geotiff(at, [[1.0]], CORNER, CELL, epsg=0), "système"),
    "no raster": (lambda at: at.write_text("z") and at, "GeoTIFF"),
}


@pytest.mark.parametrize("name", BAD)
def test_elevations_that_will_not_do(name, tmp_path) -> None:
    make, sentence = BAD[name]
    dem, out = make(tmp_path / "dem.tif"), tmp_path / "no.toml"
    refused = run("scenario", "build", "surge", "--preset", PRESET, "--elevation", dem, "-o", out)
    assert refused.exit_code == 1
    assert sentence in refused.stderr
    assert not out.exists()


def test_what_is_no_cyclone_is_refused(tmp_path) -> None:
    dem, quake = geotiff(tmp_path / "dem.tif", GROUND, CORNER, CELL), tmp_path / "quake.toml"
    told("scenario", "build", "earthquake", "--preset", "earthquake-m72-nippes", "-o", quake)
    for origin in ([quake], ["--preset", "earthquake-m72-nippes"], []):
        refused = run("scenario", "build", "surge", *origin, "--elevation", dem, "-o", tmp_path / "no.toml")
        assert refused.exit_code == 1
        assert refused.stderr.strip()
    refused = run("scenario", "build", "surge", quake, "--elevation", dem, "-o", tmp_path / "no.toml")
    assert "cyclone" in refused.stderr
