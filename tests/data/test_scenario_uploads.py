"""Files and texts that a scenario is made from: whole or not at all, with a clear code for what is wrong."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest
import shapely
from pandas.testing import assert_frame_equal

from data import scenario_uploads
from data.importers.limits import limits
from data.made_zones import Wanted, zones_around, zones_of_raster
from data.rasters import read_raster
from data.scenario_files import presets, scenario_bytes
from data.scenario_uploads import TEXT_MOST, areas_of, pasted_track, rows_of, scenario_of, surge_of
from data.surge_made import surge_of_cyclone
from geo.errors import BadScenario, ImportRejected
from tests.data.made_raster import geotiff

FIXTURES = Path(__file__).parents[1] / "fixtures"


def content(folder: str, name: str) -> bytes:
    return (FIXTURES / folder / name).read_bytes()


def test_an_advisory_is_positions_whether_it_is_a_file_or_pasted():
    name = "advisory_month_change.txt"
    of_file = rows_of("tracks", name, content("storms", name))
    pasted = pasted_track(content("storms", name).decode())
    assert len(of_file.rows) == 4
    assert of_file.refused == 0
    assert of_file.rows.equals(pasted.rows)
    assert (of_file.name, pasted.name) == (name, "")


def test_a_file_with_a_refused_row_gives_no_rows_at_all():
    name = "hurdat_odd_line.txt"
    told = rows_of("tracks", name, content("storms", name))
    assert told.rows.empty
    assert told.refused == 1
    assert told.problems[0].blocking


def test_a_list_without_storms_is_in_order_and_empty():
    told = rows_of("tracks", "active_none.json", content("storms", "active_none.json"))
    assert told.rows.empty
    assert (told.refused, [one.code for one in told.problems]) == (0, ["no_active_storm"])


def test_a_map_of_shaking_is_zones():
    told = rows_of("zones", "grid_v4.xml", content("shaking", "grid_v4.xml"))
    assert set(told.rows["hazard"]) == {"earthquake"}


@pytest.mark.parametrize("name", ["grid_cut.xml", "grid_short.xml", "grid_entities.xml"])
def test_a_map_cut_in_half_or_hostile_is_refused(name):
    with pytest.raises(ImportRejected):
        rows_of("zones", name, content("shaking", name))


@pytest.mark.parametrize(
    ("text", "code"), [("Bonjour.", "scenario.no_advisory"), ("x" * (TEXT_MOST + 1), "scenario.text_too_long")]
)
def test_a_text_that_is_no_advisory_is_refused(text, code):
    with pytest.raises(BadScenario) as told:
        pasted_track(text)
    assert told.value.code == code


def test_an_advisory_cut_in_half_is_refused_or_gives_only_whole_positions():
    text = content("storms", "advisory_month_change.txt").decode()
    for part in range(1, 8):
        try:
            told = pasted_track(text[: len(text) * part // 8])
        except (BadScenario, ImportRejected):
            continue
        assert told.rows[["longitude", "latitude", "valid_at"]].notna().all(axis=None)


def test_a_scenario_file_is_read_back_whatever_it_is_called():
    scenario = presets()["earthquake-m72-nippes"]
    assert scenario_of("../.. /é?.toml", scenario_bytes(scenario)) == scenario


HOSTILE = {
    "20,000 dots in a key": b".".join([b"a"] * 20_000) + b" = 1",
    "lists in lists": b"a = " + b"[" * 50_000,
    "a table in a table in a table": b".".join([b"a"] * 12) + b" = 1",
    "a number of 5,000 digits": b"a = " + b"9" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_scenario_that_takes_gigabytes_to_parse_takes_none_of_ours(name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((BadScenario, ImportRejected)) as told:
        scenario_of("x.toml", HOSTILE[name])
    assert told.value.code in {"scenario.not_toml", "parse_memory"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # kB; in this process it took 1.5 GB


def test_a_scenario_file_of_50_mb_is_refused_before_it_is_read():
    with pytest.raises(BadScenario) as told:
        scenario_of("x.toml", b"#" * 50_000_000)
    assert told.value.code == "scenario.too_large"


def test_areas_of_a_file_are_those_of_its_shapes(tmp_path):
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'
    line = '{"type":"LineString","coordinates":[[-73.5,18.3],[-73.3,18.3]]}'
    wanted = Wanted("flood", ("1", "3"), zone_set="crue", source="DGPC")
    told = areas_of("a.geojson", (text % line).encode(), wanted, raster=False)
    assert_frame_equal(told, zones_around([shapely.from_geojson(line)], wanted))
    path = geotiff(tmp_path / "a.tif", [[0.0, 1.0], [2.0, 2.0]], (-73.5, 18.5), 0.01)
    told = areas_of("a.tif", path.read_bytes(), wanted, raster=True)
    assert_frame_equal(told, zones_of_raster(read_raster(path), wanted))


def test_the_surge_of_an_upload_is_that_of_its_cells(tmp_path):
    cyclone = presets()["cyclone-category-4-south"]
    path = geotiff(tmp_path / "relief.tif", [[1.0, 2.0, 10.1], [0.5, 30.0, 3.0]], (-73.77, 18.21), 0.02)
    told = surge_of("relief.tif", path.read_bytes(), cyclone)
    source = "cyclone-category-4-south, relief.tif"
    assert_frame_equal(told, surge_of_cyclone(cyclone, read_raster(path), zone_set="surge", source=source))
    assert set(told["hazard"]) == {"storm_surge"}


def test_a_surge_over_high_ground_or_of_no_cyclone_is_refused(tmp_path):
    high = geotiff(tmp_path / "high.tif", [[400.0, 500.0]], (-73.77, 18.21), 0.02).read_bytes()
    for key, code in (("cyclone-category-4-south", "surge.no_low_ground"),
                      ("earthquake-m72-nippes", "surge.not_a_cyclone")):  # fmt: skip
        with pytest.raises(ImportRejected) as told:
            surge_of("high.tif", high, presets()[key])
        assert told.value.code == code


def test_what_takes_too_much_memory_or_cannot_be_says_so(monkeypatch):
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":%s}]}'
    point = (text % '{"type":"Point","coordinates":[-73.5,18.3]}').encode()
    with pytest.raises(ImportRejected) as told:
        areas_of("a.geojson", point, Wanted("flood", ("3", "1")), raster=False)
    assert told.value.code == "zones.bad_breaks"
    # Each of 3,000 lines crosses almost every other: two million crossings, some gigabytes once they are put together.
    lines = [f"[[{-73.5 + n / 1e4},18.2],[{-73.2 - n / 1e4},{18.5 + n / 1e5}]]" for n in range(3_000)]
    web = (text % f'{{"type":"MultiLineString","coordinates":[{",".join(lines)}]}}').encode()
    monkeypatch.setattr(
        scenario_uploads, "limits", lambda: limits() | {"parse_memory_bytes": 900e6, "parse_seconds": 20}
    )
    with pytest.raises(ImportRejected) as told:
        areas_of("a.geojson", web, Wanted("flood", ("1",)), raster=False)
    assert told.value.code in {"parse_memory", "parse_timeout"}


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"a = ", b"key = 'x'", b""])
def test_a_file_that_is_no_scenario_is_refused(bad):
    with pytest.raises(BadScenario):
        scenario_of("x.toml", bad)
