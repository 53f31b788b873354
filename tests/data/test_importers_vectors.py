"""Geographic files for any table: KML, KMZ and GPX beside the others, several layers, hostile files, roads."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely

from data.held_against import ways
from data.importers import child, land_files
from data.importers.archives import DRIVERS, SKIPPED
from data.importers.boundaries import read_boundaries
from data.importers.limits import limits
from data.importers.population import read_population
from data.importers.xml_columns import without_html
from geo import crs
from geo.errors import ImportRejected
from geo.frames import FRAMES
from geo.road_network import Joining, road_network
from tests.data.import_setting import places, preview, told

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "vectors"


def sheet(path, wanted):
    """The features that the parsing process gives, and the codes of its notes."""
    found = child.parse("features", FIXTURES / path, limits=limits(), wanted=wanted)
    rows = pd.DataFrame(dict(zip(found["headers"], found["columns"], strict=True)), index=found["rows"])
    return rows.astype("str"), [note["code"] for note in found["notes"]]


def refused(path, wanted="sites"):
    with pytest.raises(ImportRejected) as caught:
        child.parse("features", path, limits=limits(), wanted=wanted)
    return caught.value.code


# --- KML and KMZ


def test_kml_folders_are_one_list_of_points():
    rows, notes = sheet("sites.kml", "sites")
    assert rows["Name"].tolist() == ["Lekòl A", "Lakou B", "Wout", "Plas C"]
    assert rows["folder"].tolist() == ["Ouest", "Ouest", "Ouest", "Sid"]
    assert rows["site_id"].fillna("").tolist() == ["S-1", "S-2", "", "S-3"]
    assert rows["households"].fillna("").tolist() == ["24", "", "", ""]
    # The triangle's and the square's own points are not asked: the square of 0.1 degree has its middle at -72.25, 18.55.
    assert rows["longitude"].fillna("").tolist() == ["-72.35", "-72.25", "", "-73.75"]
    assert rows["latitude"].fillna("").tolist() == ["18.55", "18.55", "", "18.2"]
    assert notes == ["links_not_followed", "layer_not_read", "point_of_area", "shape_not_a_point"]


def test_kml_description_is_plain_text():
    rows, _ = sheet("sites.kml", "sites")
    assert rows["description"].iloc[0] == "Lekòl piblik 120 moun & plis"
    assert without_html("<p>a&nbsp;&lt;b&gt;</p><script>x()</script> 3 < 4") == "a <b> 3 < 4"


def test_kml_fields_that_only_draw_are_left_out():
    rows, _ = sheet("sites.kml", "sites")
    assert set(rows) == {"Name", "description", "site_id", "households", "folder", "longitude", "latitude"}


def test_kmz_is_read_like_the_kml_in_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.kmz", "w") as archive:
        archive.write(FIXTURES / "sites.kml", "doc.kml")
        archive.writestr("files/icon.png", b"\x89PNG")
    found = preview("sites", tmp_path / "x.kmz", places=places())
    same = preview("sites", FIXTURES / "sites.kml", places=places())
    assert found.rows.equals(same.rows)
    assert found.rows["adm2_pcode"].tolist() == ["HT0111", "HT0112"]


def test_a_link_of_a_kml_is_not_followed(tmp_path):
    asked = []

    class Told(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        text = (FIXTURES / "sites.kml").read_text().replace("127.0.0.1:9", f"127.0.0.1:{server.server_port}")
        (tmp_path / "x.kml").write_text(text)
        child.parse("features", tmp_path / "x.kml", limits=limits(), wanted="sites")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_two_folders_of_one_name_are_both_read(tmp_path):
    text = (FIXTURES / "sites.kml").read_text().replace("<name>Sid</name>", "<name>Ouest</name>")
    (tmp_path / "x.kml").write_text(text)
    rows, _ = sheet(tmp_path / "x.kml", "sites")
    assert rows["site_id"].dropna().tolist() == ["S-1", "S-2", "S-3"]


# --- GPX


def test_gpx_gives_points_or_lines():
    points, notes = sheet("trip.gpx", "sites")
    assert points[["name", "longitude", "latitude"]].to_numpy().tolist() == [
        ["S-1", "-72.35", "18.55"], ["S-2", "-72.36", "18.56"]
    ]  # fmt: skip
    # 02:30 UTC on 1 May is 22:30 on 30 April in Haiti.
    assert points["observed_on"].fillna("").tolist() == ["2024-04-30", ""]
    assert notes == ["layer_not_read", "layer_not_read"]
    lines, notes = sheet("trip.gpx", "ways")
    assert lines["name"].tolist() == ["Plan", "RN2"]
    assert shapely.get_type_id(shapely.from_wkb(lines["geometry"].tolist())).tolist() == [1, 5]
    assert notes == ["layer_not_read"]


# --- hostile files


def test_entities_are_refused_before_gdal_sees_them():
    assert refused(FIXTURES / "entities.kml") == "xml_declares"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.kml", b"<html><body/></html>", "file_wrong_kind"),
        ("x.kml", b"<kml", "file_corrupt"),
        ("x.kml", b"kml", "file_corrupt"),
        ("x.gpx", b"<?xml version='1.0'?><OGRVRTDataSource/>", "file_wrong_kind"),
        ("x.gpx", "<!DOCTYPE gpx><gpx/>".encode("utf-16"), "xml_declares"),
        ("x.kml", b"<kml xmlns='http://www.opengis.net/kml/2.2'><Document/></kml>", "no_shapes"),
    ],
)
def test_xml_that_is_something_else(name, content, code, tmp_path):
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name) == code


def test_the_parsing_process_knows_no_other_driver():
    told_there = subprocess.run(
        [sys.executable, "-c", "import pyogrio, json; print(json.dumps(sorted(pyogrio.list_drivers())))"],
        env={**os.environ, "GDAL_SKIP": SKIPPED}, capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(told_there.stdout) == sorted(DRIVERS)


def test_a_trigger_in_a_geopackage_does_not_run(tmp_path):
    path = tmp_path / "x.gpkg"
    geopandas.GeoDataFrame({"site_id": ["A"], "geometry": [shapely.Point(-72.35, 18.55)]}, crs=4326).to_file(path)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE seen (n)")
        database.execute("CREATE VIEW v AS SELECT * FROM x")
        database.execute("CREATE TRIGGER t INSTEAD OF UPDATE ON v BEGIN INSERT INTO seen VALUES (1); END")
    database.close()
    before = path.read_bytes()
    rows, _ = sheet(path, "sites")
    assert rows["site_id"].tolist() == ["A"]
    assert path.read_bytes() == before


# --- layers and attributes


def test_the_layer_that_fits_the_table_is_read_and_the_other_told(tmp_path):
    path = tmp_path / "two.gpkg"
    points = {"site_id": ["A", "B"], "name": ["a", "b"], "geometry": shapely.points([-72.35, -72.25], [18.55, 18.55])}
    area = {"hazard": ["flood"], "hazard_class": ["high"], "geometry": [shapely.box(-72.4, 18.5, -72.3, 18.6)]}
    geopandas.GeoDataFrame(points, crs=4326).to_crs(32618).to_file(path, layer="sites")
    geopandas.GeoDataFrame(area, crs=4326).to_file(path, layer="crue")
    sites, zones = preview("sites", path, places=places()), preview("zones", path)
    assert sites.rows["site_id"].tolist() == ["A", "B"]
    assert sites.rows["longitude"].tolist() == pytest.approx([-72.35, -72.25], abs=1e-7)  # metres and back
    assert zones.rows["hazard_class"].tolist() == ["high"]
    assert all((None, "", "layer_not_read") in told(found) for found in (sites, zones))


def test_the_shape_counts_before_an_attribute_of_its_name(tmp_path):
    point = {"site_id": ["A"], "longitude": ["999"], "geometry": [shapely.Point(-72.35, 18.55)]}
    geopandas.GeoDataFrame(point, crs=4326).to_file(tmp_path / "x.geojson")
    rows, _ = sheet(tmp_path / "x.geojson", "sites")
    assert rows.iloc[0][["longitude_attribute", "longitude", "latitude"]].tolist() == ["999", "-72.35", "18.55"]


def test_a_table_without_a_place_gets_the_shape_as_text(tmp_path):
    shutil.copy(FIXTURES / "roads.geojson", tmp_path / "x.geojson")
    rows, _ = sheet(tmp_path / "x.geojson", "")
    assert rows["geometry"].notna().all()
    assert "longitude" in sheet(FIXTURES / "trip.gpx", "")[0]


# --- roads


def test_roads_of_a_map_export():
    found = preview("ways", FIXTURES / "roads.geojson", places=places())
    rows = found.rows.set_index("way_id")
    assert found.layout == "ways_osm"
    assert (found.rows_read, found.rows_accepted) == (4, 3)
    assert (3, "highway", "row_of_another_kind") in told(found)  # a footway
    assert rows["way_class"].to_dict() == {"101": "national", "102": "communal", "104": "departmental"}
    assert rows["route"].fillna("").tolist() == ["RN2", "", "RD204"]
    # Both ends in the squares of the three communes; 104 ends at -72.10, off the land of this small country.
    assert rows[["from_pcode", "to_pcode"]].fillna("").to_numpy().tolist() == [
        ["HT0111", "HT0112"], ["HT0111", "HT0111"], ["HT0111", ""]
    ]  # fmt: skip
    # 0.1 degree of longitude at 18.55 north, by the ellipsoid: 0.1 x 105.57 km; 104 is 0.21 degree.
    assert rows["length_km"].tolist() == pytest.approx([10.557, 1.0557, 22.17], rel=0.002)
    assert rows["length_km"].tolist() == pytest.approx((crs.length_m(rows["geometry"]) / 1000).tolist(), abs=0.001)


def test_ends_of_roads_are_not_placed_by_schematic_boundaries():
    found = preview("ways", FIXTURES / "roads.geojson", places=places(schematic=True))
    assert found.rows[["from_pcode", "to_pcode"]].isna().all(axis=None)
    assert (None, "", "way_ends_unknown") in told(found)
    assert found.rows["length_km"].notna().all()


def test_bridges_and_tunnels_keep_their_level():
    """A layer where one is told, else a bridge is one above; then only the roads of one level meet."""
    found = preview("ways", FIXTURES / "roads_bridge.geojson", places=places())
    rows = found.rows.set_index("way_id")
    levels = rows["way_level"].astype("Float64").fillna(0).astype(int).to_dict()
    assert levels == {"201": 0, "202": 1, "203": 2, "204": 0, "205": -1}
    network = road_network(found.rows, joining=Joining(end_snap_m=20, place_snap_km=10, island_km=1))
    assert network is not None
    parts = {way: set(network.component[network.pieces.one[network.pieces.line == at]].tolist())
             for at, way in enumerate(network.way_id)}  # fmt: skip
    assert parts["201"] == parts["204"] == {0}
    assert {0} not in (parts["202"], parts["203"], parts["205"])


def test_a_drawn_way_may_be_new_without_its_ends():
    found = preview("ways", FIXTURES / "roads.geojson", places=places())
    assert ways([], found).rows_accepted == found.rows_accepted
    bare = preview("ways", FIXTURES / "trip.gpx", places=places())  # neither mode nor class
    refused = ways([], bare)
    assert refused.rows_accepted == 0
    assert {code for _, _, code in told(refused)} >= {"way_without_class"}
    assert "unknown_reference" not in {code for _, _, code in told(refused)}


def test_a_line_of_one_place_is_no_road(tmp_path):
    file = tmp_path / "roads.geojson"
    lines = [[[-72.34, 18.54], [-72.35, 18.54]], [[-72.34, 18.54], [-72.34, 18.54]]]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"osm_id": str(at), "highway": "primary"},
         "geometry": {"type": "LineString", "coordinates": line}} for at, line in enumerate(lines)
    ]}), encoding="utf-8")  # fmt: skip
    found = preview("ways", file, places=places())
    assert (2, "geometry", "line_without_length") in told(found)
    assert found.rows_accepted == 1


def test_lines_without_codes_keep_theirs_from_file_to_file(tmp_path):
    first = preview("ways", FIXTURES / "trip.gpx", places=places())
    shutil.copy(FIXTURES / "trip.gpx", tmp_path / "other.gpx")
    again = preview("ways", tmp_path / "other.gpx", places=places())
    assert first.rows["way_id"].tolist() == again.rows["way_id"].tolist()
    assert first.rows["way_id"].is_unique
    assert (None, "", "way_id_given") in told(first)


# --- boundaries and population in the parsing process


def test_boundaries_and_population_come_the_same_from_the_parsing_process(tmp_path):
    rows = {"ADM2_FR": ["Léogâne"], "ADM2_PCODE": ["HT0121"], "ADM1_PCODE": ["HT01"], "validOn": "2018-11-29"}
    shape = shapely.box(-72.6, 18.5, -72.5, 18.6)
    geopandas.GeoDataFrame(rows, geometry=[shape], crs=4326).to_file(tmp_path / "b.geojson")
    found, problems = land_files.boundaries([tmp_path / "b.geojson"], boundary_set="small")
    direct, same = read_boundaries([tmp_path / "b.geojson"], boundary_set="small")
    assert problems == same
    assert found.drop(columns="geometry").equals(direct.drop(columns="geometry"))
    assert all(one.equals(other) for one, other in zip(found["geometry"], direct["geometry"], strict=True))
    assert found.dtypes.equals(FRAMES["boundaries"].empty().dtypes)

    (tmp_path / "p.csv").write_text("ADM2_PCODE,T_TL\nHT0121,100.57\nHT0122,\n")
    found, problems = land_files.population(tmp_path / "p.csv", year=2024)
    direct, same = read_population(tmp_path / "p.csv", year=2024)
    assert problems == same
    assert [problem.code for problem in problems] == ["required"]
    assert found.equals(direct)


def test_what_was_found_survives_a_refusal(tmp_path):
    (tmp_path / "p.csv").write_text("ADM2_PCODE,T_TL\nHT0121,many\n")
    with pytest.raises(ImportRejected) as caught:
        land_files.population(tmp_path / "p.csv", year=2024)
    assert caught.value.code == "no_usable_row"
    assert [problem.code for problem in caught.value.problems] == ["not_a_number"]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["hti_admbnda_adm2_cnigs_20181129.geojson", "hti_admbnda_adm3_cnigs_20181129.shp"])
def test_real_boundaries_in_the_parsing_process(name, shared):
    found, problems = land_files.boundaries([shared / "data/boundaries" / name])
    direct, same = read_boundaries([shared / "data/boundaries" / name])
    assert problems == same
    assert found.drop(columns="geometry").equals(direct.drop(columns="geometry"))


@pytest.mark.shared
def test_real_facilities_as_points(shared):
    rows, _ = sheet(shared / "data/health/facilities.shp", "facilities")
    direct = geopandas.read_file(shared / "data/health/facilities.shp")
    assert len(rows) == len(direct) == 480
    assert pd.to_numeric(rows["longitude"]).tolist() == pytest.approx(direct.geometry.x.tolist(), abs=1e-7)
    assert "Catégorie" in rows
