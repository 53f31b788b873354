"""Zones built in the terminal by distance and from a raster, and people from a population raster."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.commands.conftest import run, told
from tests.data.made_raster import geotiff

RIVER = {"type": "LineString", "coordinates": [[-72.80, 19.25], [-72.50, 19.12]]}


def river_file(path: Path) -> Path:
    feature = {"type": "Feature", "properties": {"name": "river"}, "geometry": RIVER}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def build(*arguments: object) -> dict:
    return told("scenario", "build", "zones", *arguments)


def shown(out: Path, longitude: float, latitude: float) -> str:
    return told("scenario", "show", out, "--at", f"{longitude},{latitude}")["hazard_class"]


def test_distances_from_a_line_of_a_file(tmp_path):
    river, out = river_file(tmp_path / "river.geojson"), tmp_path / "river-flood.toml"
    made = build("--buffer-of", river, "--km", "1,3,5", "--hazard", "inondation", "-o", out)
    assert (made["key"], made["hazard"], made["state"]) == ("river-flood", "flood", "scenario")
    document = tomllib.loads(out.read_text(encoding="utf-8"))
    assert [one["hazard_class"] for one in document["zones"]] == ["very_high", "high", "medium"]  # the worst three
    assert document["source"] == "river.geojson: 1,3,5 km"
    # 0.01 degree of latitude is 1.107 km: 0.0045 lies some 0.5 km, 0.018 some 1.8 km, 0.04 some 4 km off the middle
    found = [shown(out, -72.65, 19.185 + off) for off in (0.0045, 0.018, 0.04, 0.06)]
    assert found == ["very_high", "high", "medium", "outside"]
    content = out.read_bytes()
    build("--buffer-of", river, "--km", "1,3,5", "--hazard", "inondation", "-o", out)
    assert out.read_bytes() == content


def test_distances_from_a_point_with_classes_of_ones_own_and_on_the_land_alone(tmp_path):
    out = tmp_path / "fire.toml"
    build("--around", "-72.34,18.55", "--km", "0.5,1", "--classes", "fort,faible", "--hazard", "incendie", "-o", out)
    assert tomllib.loads(out.read_text(encoding="utf-8"))["hazard"] == "fire"
    assert [shown(out, -72.34, 18.55 + off) for off in (0.004, 0.007, 0.02)] == ["high", "low", "outside"]
    cut = tmp_path / "cut.toml"
    build("--around", "-72.2,19.745", "--km", "2", "--land-only", "--hazard", "tsunami", "-o", cut)
    assert shown(cut, -72.2, 19.735) == "very_high"
    assert shown(cut, -72.2, 19.755) == "outside"  # at sea


def test_values_of_a_raster(tmp_path):
    depth = geotiff(tmp_path / "depth.tif", [[0.1, 0.6, 2.5], [0.0, -9999, 1.0]], (-72.6, 19.2), 0.1, nodata="-9999")
    out = tmp_path / "depth.toml"
    build("--raster", depth, "--breaks", "0.5,1,2", "--classes", "low,medium,high", "--hazard", "flood", "-o", out)
    at = [(-72.55, 19.15), (-72.45, 19.15), (-72.35, 19.15), (-72.45, 19.05), (-72.35, 19.05)]
    assert [shown(out, *point) for point in at] == ["outside", "low", "high", "outside", "medium"]
    metres = geotiff(tmp_path / "metres.tif", [[3.0]], (780_000, 2_060_000), 5_000, epsg=32618)
    build("--raster", metres, "--breaks", "1", "--hazard", "flood", "-o", out)
    assert shown(out, -72.32, 18.6) == "very_high"


@pytest.fixture
def everywhere(tmp_path) -> Path:
    """One person in every cell of a hundredth of a degree over Haiti."""
    return geotiff(tmp_path / "people.tif", np.ones((240, 330)), (-74.7, 20.3), 0.01)


def test_people_of_a_raster_take_the_place_of_those_by_area(with_demo, tmp_path, everywhere):
    out = tmp_path / "z.toml"
    build("--preset", "flood-artibonite", "-o", out)
    plain, scaled = (
        told("exposure", "--scenario", out, "--level", "adm1", "--population", everywhere, *more, "--explain")
        for more in ((), ("--scaled",))
    )
    by_area = told("exposure", "--scenario", out, "--level", "adm1")
    keys = [(row["place"], row["hazard_class"]) for row in by_area]
    assert [(row["place"], row["hazard_class"]) for row in scaled] == keys
    assert [row["sites"] for row in scaled] == [row["sites"] for row in by_area]  # sites stay
    # scaled: every department has its official total, as by area; the classes partition it
    official, of_grid = ({}, {})
    for row, other in zip(by_area, scaled, strict=True):
        official[row["place"]] = official.get(row["place"], 0) + row["people"]
        of_grid[row["place"]] = of_grid.get(row["place"], 0) + other["people"]
    assert of_grid == pytest.approx(official)
    assert sum(row["people"] for row in plain) < 60_000  # one a cell of about 1.15 km2 on 27 000 km2
    told_row = next(row for row in scaled if row["place"] == "HT05" and row["hazard_class"] == "high")
    assert told_row["people"] > 0
    assert "people.tif" in told_row["explanation"]["source"]
    assert {"exposure.cells", "exposure.scaled"} <= set(told_row["explanation"]["notes"])
    assert told_row["displaced"] <= told_row["affected"] <= told_row["people"]
    assert told_row["state"] == "scenario"


def test_a_stored_set_takes_a_population_too(with_demo, everywhere):
    rows = told("exposure", "--scenario", "flood", "--level", "adm0", "--population", everywhere, "--scaled")
    assert sum(row["people"] for row in rows) == pytest.approx(11_899_555)
    assert all(row["people_with_sites"] == pytest.approx(row["people"]) for row in rows)  # counted within, as shipped


def test_scaling_without_a_grid_is_refused(with_demo):
    refused = run("exposure", "--scenario", "flood", "--scaled")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--population" in refused.stderr
