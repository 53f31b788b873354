"""What cannot be, through the terminal and the functions behind the page: one clear sentence, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.i18n import LANGUAGES, Words
from data.made_zones import Wanted, read_shapes, zones_around, zones_of_raster
from data.rasters import read_population, read_raster
from data.scenario_files import read_scenario, reckoning
from data.scenario_uploads import pasted_track, rows_of
from geo.errors import DashboardError
from geo.scenario import check_scenario, parse_scenario
from geo.scenario_parts import Stamp, document_of_quake, document_of_track
from geo.shaking import Quake
from tests.commands.conftest import run, write
from tests.data.made_raster import claiming, geotiff

STORMS = Path(__file__).parent.parent / "fixtures" / "storms"
NAN = float("nan")
BOW = {"type": "Polygon", "coordinates": [[[-72.5, 19], [-72.4, 19.1], [-72.4, 19], [-72.5, 19.1], [-72.5, 19]]]}
OVER_DATE_LINE = {"type": "Polygon", "coordinates": [[[179, 18], [-179, 18], [-179, 19], [179, 19], [179, 18]]]}
DEPTHS = Wanted("flood", (1,), ("high",))


def position(hour: int, longitude: float, latitude: float, wind_kt: float = 90) -> dict[str, Any]:
    at = f"2030-10-01T{hour:02}:00Z"
    return {"valid_at": at, "longitude": longitude, "latitude": latitude, "wind_kt": wind_kt}


def cyclone(*positions: dict[str, Any]) -> dict[str, Any]:
    return {"key": "k", "hazard": "cyclone", "state": "scenario", "source": "s", "status": "unverified",
            "positions": list(positions)}  # fmt: skip


def zoned(shape: Any) -> dict[str, Any]:
    text = shape if isinstance(shape, str) else json.dumps(shape)
    zone = {"zone_id": "Z1", "hazard_class": "high", "geometry": text}
    return {"key": "k", "hazard": "flood", "state": "scenario", "source": "s", "status": "unverified", "zones": [zone]}


def quake(**figures: float) -> dict[str, Any]:
    told = {"magnitude": 7.0, "longitude": -73.0, "latitude": 18.4, "depth_km": 10.0} | figures
    return document_of_quake(Quake(**told), Stamp("k"))


def told_by(act: Callable[[], Any]) -> DashboardError:
    """The error of something refused, worded whole in three languages."""
    with pytest.raises(DashboardError) as caught:
        act()
    for lang in LANGUAGES:
        sentence = Words(lang).error(caught.value)
        assert caught.value.code not in sentence, (lang, sentence)
        assert "{" not in sentence.replace('{"', ""), (lang, sentence)
    return caught.value


FIRST, LAST = position(0, -72, 17), position(12, -73, 18)
DOCUMENTS = {
    "over the pole": (cyclone(position(0, -72, 85), position(12, 100, 85)), "track.over_pole"),
    "across the date line": (cyclone(position(0, 179.5, 17), position(12, -179.5, 18)), "track.far"),
    "east in place of west": (cyclone(position(0, 72, 17), position(12, 73, 18)), "track.far"),
    "the same time twice": (cyclone(FIRST, position(0, -73, 18)), "track.times_not_rising"),
    "back in time": (cyclone(LAST, FIRST), "track.times_not_rising"),
    "a time that is none": (cyclone(FIRST, LAST | {"valid_at": "tomorrow"}), "track.time_missing"),
    "no longitude": (cyclone(FIRST | {"longitude": NAN}, LAST), "track.position_missing"),
    "no wind": (cyclone(FIRST | {"wind_kt": NAN}, LAST), "track.no_strength"),
    "endless wind": (cyclone(FIRST | {"wind_kt": float("inf")}, LAST), "track.wind_impossible"),
    "wind below nothing": (cyclone(FIRST | {"wind_kt": -5}, LAST), "track.wind_impossible"),
    "wind in words": (cyclone(FIRST | {"wind_kt": "strong"}, LAST), "scenario.bad_value"),
    "one position": (cyclone(FIRST), "track.too_few"),
    "no position": (cyclone(), "scenario.missing_field"),
    "a leap": (cyclone(FIRST, position(1, -60, 40)), "track.too_fast"),
    "magnitude 12": (quake(magnitude=12), "quake.magnitude"),
    "negative depth": (quake(depth_km=-1), "quake.depth"),
    "epicentre far away": (quake(longitude=73), "quake.far"),
    "magnitude not a number": (quake(magnitude=NAN), "scenario.bad_value"),
    "endless depth": (quake(depth_km=float("inf")), "scenario.bad_value"),
    "crossing ring": (zoned(BOW), "zones.crosses_itself"),
    "zone over the date line": (zoned(OVER_DATE_LINE), "zones.date_line"),
    "zone beyond the globe": (zoned({"type": "Polygon", "coordinates": [[[179, 18], [181, 18], [181, 19], [179, 18]]]}),
                              "scenario.bad_value"),
    "zone not a number": (zoned('{"type":"Polygon","coordinates":[[[NaN,1],[2,1],[2,2],[NaN,1]]]}'),
                          "scenario.bad_value"),
    "empty zone": (zoned({"type": "Polygon", "coordinates": []}), "scenario.bad_value"),
    "a point as a zone": (zoned({"type": "Point", "coordinates": [-72, 19]}), "scenario.bad_value"),
    "no zone": (zoned(BOW) | {"zones": []}, "scenario.missing_field"),
    "nothing at all": ({}, "scenario.missing_field"),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_that_cannot_be(name):
    document, code = DOCUMENTS[name]
    assert told_by(lambda: check_scenario(parse_scenario(document), reckoning())).code == code


RASTERS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "in another system than it says": (
        lambda at: geotiff(at, [[3.0]], (780_000, 2_060_000), 1_000), "outside_country",
    ),
    "of another country": (lambda at: geotiff(at, [[3.0]], (2, 48), 0.1), "outside_country"),
    "without a system": (lambda at: geotiff(at, [[3.0]], (-72.5, 19), 0.1, epsg=0), "raster_without_crs"),
    "of a system that is none": (lambda at: geotiff(at, [[3.0]], (-72.5, 19), 0.1, epsg=29_999), "crs_not_understood"),
    "of nothing known": (lambda at: geotiff(at, [[NAN]], (-72.5, 19), 0.1), "zones.nothing_left"),
    "below the first break": (lambda at: geotiff(at, [[0.5]], (-72.5, 19), 0.1), "zones.nothing_left"),
    "that claims 2 GB in its header": (lambda at: claiming(at, 20_000, 26_000), "raster_cells"),
    "of 2 GB": (lambda at: claiming(at, 20_000, 26_000, file_bytes=2_080_000_000), "file_too_large"),
    "without a place": (lambda at: claiming(at, 6_000, 6_000), "raster_unplaced"),
    "that is a text": (lambda at: at.write_text("depth\n1\n") and at, "raster_kind"),
    "that is empty": (lambda at: at.write_bytes(b"") or at, "file_empty"),
    "that is not there": (lambda at: at, "file_absent"),
}  # fmt: skip


@pytest.mark.parametrize("name", RASTERS)
def test_rasters_that_cannot_be(name, tmp_path):
    make, code = RASTERS[name]
    path = make(tmp_path / "r.tif")
    assert told_by(lambda: zones_of_raster(read_raster(path), DEPTHS)).code == code
    out = tmp_path / "x.toml"
    refused = run("scenario", "build", "zones", "--raster", path, "--breaks", "1", "--hazard", "flood", "-o", out)
    assert (refused.exit_code, refused.stdout, len(refused.stderr.strip().splitlines())) == (1, "", 1)
    assert not out.exists()


@pytest.mark.parametrize("name", ["without a system", "that claims 2 GB in its header", "of 2 GB", "that is a text"])
def test_a_population_that_cannot_be(name, tmp_path, with_demo):
    make, code = RASTERS[name]
    path = make(tmp_path / "r.tif")
    assert told_by(lambda: read_population(path)).code == code
    refused = run("exposure", "--scenario", "flood", "--population", path)
    assert (refused.exit_code, refused.stdout, len(refused.stderr.strip().splitlines())) == (2, "", 1)


def test_a_raster_cut_in_half(tmp_path):
    whole = geotiff(tmp_path / "r.tif", np.ones((400, 400)), (-73, 19), 0.001).read_bytes()
    (tmp_path / "cut.tif").write_bytes(whole[: len(whole) // 2])
    assert told_by(lambda: read_raster(tmp_path / "cut.tif")).code in {"file_corrupt", "raster_kind"}


@pytest.mark.parametrize("share", [0.25, 0.5, 0.75, 0.9])
def test_an_advisory_cut_anywhere_makes_no_scenario(share, tmp_path):
    whole = (STORMS / "advisory_month_change.txt").read_text(encoding="utf-8")
    cut = tmp_path / "cut.txt"
    cut.write_text(whole[: int(len(whole) * share)], encoding="utf-8")
    out = tmp_path / "x.toml"
    refused = run("scenario", "build", "cyclone", "--from", cut, "-o", out)
    assert (refused.exit_code, refused.stdout, len(refused.stderr.strip().splitlines())) == (1, "", 1)
    assert "NNNN" in refused.stderr
    assert not out.exists()
    for act in (lambda: rows_of("tracks", "a.txt", cut.read_bytes()), lambda: pasted_track(cut.read_text())):
        assert told_by(act).code == "scenario.advisory_cut"


def test_a_whole_advisory_and_one_of_an_exercise_are_taken(tmp_path):
    for name in ("advisory_month_change.txt", "advisory_exercise.txt"):
        looked = rows_of("tracks", name, (STORMS / name).read_bytes())
        assert "advisory_cut" not in {one.code for one in looked.problems}
        assert run("scenario", "build", "cyclone", "--from", STORMS / name, "-o", tmp_path / "x.toml").exit_code == 0


def feature(path: Path, shape: Any) -> Path:
    told = {"type": "Feature", "properties": {"hazard": "flood", "hazard_class": "high"}, "geometry": shape}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [told]}), encoding="utf-8")
    return path


def tracks(*positions: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"storm_id": "A"} | one for one in positions]


FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "crossing ring": (lambda at: feature(at / "z.geojson", BOW), "--repair"),
    "zone over the date line": (lambda at: feature(at / "z.geojson", OVER_DATE_LINE), "longitudes"),
    "zone elsewhere": (
        lambda at: feature(at / "z.geojson", {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}),
        "hors d'Haïti",
    ),
    "a point": (lambda at: feature(at / "z.geojson", {"type": "Point", "coordinates": [-72, 19]}), "polygone"),
    "no shape": (lambda at: feature(at / "z.geojson", None), "aucune forme"),
    "half a file": (lambda at: (at / "z.geojson").write_text('{"type": "Feat') and at / "z.geojson", "abîmé"),
    "an empty file": (lambda at: (at / "z.geojson").write_text("") or at / "z.geojson", "vide"),
    "over the pole": (
        lambda at: write(at / "t.csv", tracks(position(0, -72, 85), position(12, 100, 85))), "pôle",
    ),
    "across the date line": (
        lambda at: write(at / "t.csv", tracks(position(0, 179.5, 17), position(12, -179.5, 18))), "longitude",
    ),
    "the same time twice": (lambda at: write(at / "t.csv", tracks(FIRST, FIRST, LAST)), "Ligne 3"),
    "no latitude": (lambda at: write(at / "t.csv", tracks(FIRST | {"latitude": NAN}, LAST)), "latitude"),
    "an empty table": (lambda at: write(at / "t.csv", tracks(FIRST)[:0]), "vide"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_files_that_cannot_be_give_no_scenario(name, tmp_path):
    make, said = FILES[name]
    path, out = make(tmp_path), tmp_path / "x.toml"
    verb = ("cyclone", "--from") if path.suffix == ".csv" else ("zones",)
    refused = run("scenario", "build", *verb, path, "-o", out)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) <= 2  # what is wrong, and that nothing is written
    assert not out.exists()


def test_a_file_is_not_touched_by_a_scenario_that_cannot_be(tmp_path):
    out = tmp_path / "x.toml"
    assert run("scenario", "build", "earthquake", "--preset", "earthquake-m72-nippes", "-o", out).exit_code == 0
    before = out.read_bytes()
    for verb in (("cyclone", "--from", feature(tmp_path / "z.geojson", BOW)), ("zones", tmp_path / "z.geojson")):
        assert run("scenario", "build", *verb, "-o", out).exit_code == 1
        assert out.read_bytes() == before


def test_a_crossing_ring_is_taken_where_the_repair_is_accepted(tmp_path):
    out = tmp_path / "x.toml"
    path = feature(tmp_path / "z.geojson", BOW)
    assert run("scenario", "build", "zones", path, "--repair", "-o", out).exit_code == 0
    assert read_scenario(out).told.zones["geometry"].iloc[0].is_valid


def test_rows_out_of_order_in_a_file_are_put_in_order(tmp_path):
    looked = rows_of("tracks", "t.csv", write(tmp_path / "t.csv", tracks(LAST, FIRST)).read_bytes())
    document = document_of_track(looked.rows, Stamp("k", source="s"))
    assert [one["valid_at"] for one in document["positions"]] == ["2030-10-01T00:00Z", "2030-10-01T12:00Z"]


def test_shapes_to_measure_from(tmp_path):
    empty = tmp_path / "e.geojson"
    empty.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert told_by(lambda: read_shapes(empty)).code in {"no_shapes", "zones.no_shape"}
    wanted = Wanted("flood", ("1", "far"), ("high", "low"))
    assert told_by(lambda: zones_around([None], wanted)).code == "zones.bad_breaks"
    assert told_by(lambda: zones_around([None], wanted._replace(breaks=(1, 2)))).code == "zones.no_shape"
    assert told_by(lambda: zones_around([None], wanted._replace(hazard="locusts"))).code == "hazard.unknown"
    out = tmp_path / "x.toml"
    for told in (("--around", "nan,18", "--km", "1"), ("--around", "there", "--km", "1"), ("--around", "-72,18"),
                 ("--around", "-72,18", "--km", "3,1"), ("--around", "-72,18", "--km", "1", "--classes", "purple"),
                 ("--around", "-72,18", "--km", "1", "--buffer-of", empty), ()):  # fmt: skip
        refused = run("scenario", "build", "zones", *told, "--hazard", "flood", "-o", out)
        assert (refused.exit_code, refused.stdout, len(refused.stderr.strip().splitlines())) == (1, "", 1)
    assert not out.exists()


@pytest.mark.shared
def test_the_real_advisory_is_taken_whole_and_refused_in_half(shared, with_demo, tmp_path):
    whole = shared / "data" / "feeds" / "nhc_tcm_example.txt"
    out = tmp_path / "lee.toml"
    assert run("scenario", "build", "cyclone", "--from", whole, "-o", out).exit_code == 0
    assert read_scenario(out).told.footprint_used == "both"
    shown = json.loads(run("scenario", "show", out, "--at", "-61.7,22.5", "--json").stdout)
    assert (shown["footprint"], shown["radii_kt"]) == ("both", 64.0)  # 64 kt reaches 40 nm to the north-east
    exposed = json.loads(run("exposure", "--scenario", out, "--level", "adm0", "--json").stdout)
    assert [row["hazard_class"] for row in exposed] == ["outside", "unlocated"]  # Lee passed far from Haiti
    before = out.read_bytes()
    half = tmp_path / "half.txt"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert run("scenario", "build", "cyclone", "--from", half, "-o", out).exit_code == 1
    assert out.read_bytes() == before
