"""The bundled shapes are what the tool makes from its sources, and they keep what docs/methods.md promises."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import shapely

from data import bundled_geography as bundled
from data.catalogue import BUNDLED
from geo import crs
from tools import make_geography


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundled")
    make_geography.make(BUNDLED, folder)
    return folder


@pytest.mark.parametrize("file", ["haiti/communes_schematic.geojson", "natural-earth/departments.geojson"])
def test_made_again_it_is_the_same(made, file):
    again, committed = (json.loads((folder / file).read_text("utf-8"))["features"] for folder in (made, BUNDLED))
    assert [feature["properties"] for feature in again] == [feature["properties"] for feature in committed]
    one, other = (shapely.from_geojson([json.dumps(f["geometry"]) for f in part]) for part in (again, committed))
    # In square degrees, about 10 m2: another machine may round a corner to the next grid point.
    assert shapely.area(shapely.symmetric_difference(one, other)).max() < 1e-9


@pytest.fixture(scope="module")
def shapes():
    return bundled.bundled_boundaries().set_index("adm_pcode")


@pytest.fixture(scope="module")
def points():
    return pd.read_csv(BUNDLED / "haiti" / "commune_points.csv", dtype={"adm2_pcode": "str"}).set_index("adm2_pcode")


@pytest.fixture(scope="module")
def natural_earth():
    return pd.Series(make_geography.read_departments(BUNDLED))


def level(shapes, name):
    return shapes.loc[shapes["adm_level"] == name, "geometry"]


def test_shapes_are_sound_and_without_overlap_or_gap(shapes):
    assert shapely.is_valid(shapes["geometry"]).all()
    assert shapely.coverage_is_valid(level(shapes, "adm2").to_numpy(), gap_width=1e-4)
    assert shapely.coverage_is_valid(level(shapes, "adm1").to_numpy(), gap_width=1e-4)
    assert (len(level(shapes, "adm1")), len(level(shapes, "adm2"))) == (10, 140)


def test_precision(shapes):
    corners = shapely.get_coordinates(shapes["geometry"].to_numpy()) * 1e5
    assert np.abs(corners - np.round(corners)).max() < 1e-6


def test_communes_partition_their_department(shapes):
    communes = level(shapes, "adm2")
    area = pd.Series(crs.area_m2(communes), communes.index)
    departments = level(shapes, "adm1")
    sums = area.groupby(area.index.str[:4]).sum().loc[departments.index]
    assert np.allclose(sums, crs.area_m2(departments), rtol=1e-12)


def test_departments_are_natural_earths(shapes, natural_earth):
    departments = level(shapes, "adm1")
    apart = shapely.symmetric_difference(
        crs.to_metric(departments), crs.to_metric(natural_earth.loc[departments.index])
    )
    # A grid of 1.1 m moves an outline by a quarter of a metre on average.
    assert (shapely.area(apart) / crs.length_m(departments)).max() < 0.5


def test_every_commune_holds_its_point_and_is_not_empty(shapes, points):
    communes = level(shapes, "adm2")
    at = shapely.points(points.loc[communes.index, ["longitude", "latitude"]].to_numpy())
    assert shapely.contains(communes.to_numpy(), at).all()
    assert crs.area_m2(communes).min() > 30e6  # the smallest is 35.8 km2


def test_a_place_on_the_mainland_belongs_to_the_nearest_point_of_its_department(shapes, points):
    """An independent check of the cells: distances to all points, by plain arithmetic in metres."""
    random = np.random.default_rng(7)
    at = shapely.points(random.uniform(-73.2, -72.0, 4_000), random.uniform(18.9, 19.6, 4_000))
    artibonite = shapes.loc["HT05", "geometry"]  # one part, no island
    at = at[shapely.contains(artibonite, at)]
    own = points[points.index.str.startswith("HT05")]
    place = shapely.get_coordinates(crs.to_metric(at))
    seat = np.column_stack(crs.metric_xy(own["longitude"], own["latitude"]))
    distance = np.linalg.norm(place[:, None, :] - seat[None, :, :], axis=2)
    ranked = np.sort(distance, axis=1)
    clear = ranked[:, 1] - ranked[:, 0] > 120  # borders straight in metres bend by some 30 m when drawn in degrees
    inside = shapely.contains(level(shapes, "adm2").loc[own.index].to_numpy()[None, :], at[:, None])
    assert clear.sum() > 500
    assert (inside.argmax(axis=1)[clear] == distance.argmin(axis=1)[clear]).all()


def parts_in_km2(shape):
    return sorted(crs.area_m2(shapely.get_parts(shape)) / 1e6)


def test_islands_keep_to_themselves(shapes, natural_earth):
    def islands(department):
        parts = shapely.get_parts(natural_earth[department])
        return sorted(crs.area_m2(parts) / 1e6)[:-1]

    gonave = shapely.union_all(shapes.loc[["HT0151", "HT0152"], "geometry"])
    assert parts_in_km2(gonave) == pytest.approx(islands("HT01"), rel=1e-4)
    assert parts_in_km2(shapes.loc["HT0912", "geometry"]) == pytest.approx(islands("HT09"), rel=1e-4)  # La Tortue
    assert parts_in_km2(shapes.loc["HT0716", "geometry"]) == pytest.approx(islands("HT07"), rel=1e-4)  # Île à Vache
    # The Cayemites hold no commune point and go to Pestel, whose cell is nearest (as in the official division).
    assert parts_in_km2(shapes.loc["HT0834", "geometry"])[0] == pytest.approx(islands("HT08")[0], rel=1e-4)


def test_a_point_outside_its_department_stops_the_tool(tmp_path):
    shutil.copytree(BUNDLED, tmp_path / "bundled", copy_function=shutil.copyfile)
    table = tmp_path / "bundled" / "haiti" / "commune_points.csv"
    table.write_text(table.read_text("utf-8").replace("HT0111,Port-au-Prince,-72.336", "HT0111,Port-au-Prince,-70.0"))
    with pytest.raises(ValueError, match="HT0111"):
        make_geography.make(tmp_path / "bundled", tmp_path)


@pytest.mark.shared
def test_three_quarters_of_the_area_lie_in_the_right_cell(shapes, shared):
    """The share that the product tells beside schematic shapes, against the official ones."""
    file = shared / "data/boundaries/hti_admbnda_adm2_cnigs_20181129_dv.json"
    features = json.loads(file.read_text("utf-8"))["features"]
    official = pd.Series(
        {f["properties"]["ADM2_PCODE"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}
    )
    metric = crs.to_metric(official)
    common = shapely.area(shapely.intersection(metric, crs.to_metric(level(shapes, "adm2").loc[official.index])))
    assert common.sum() / shapely.area(metric).sum() == pytest.approx(0.755, abs=0.005)
