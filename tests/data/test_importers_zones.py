"""Zone files: four formats, shapes repaired and checked, names given where the file has none."""

from __future__ import annotations

import json
import warnings
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely

from data.importers.readers import parser_of
from data.importers.template import vocabulary
from geo.errors import ImportRejected
from geo.frames import FRAMES
from tests.data.import_setting import preview, told

SQUARE = shapely.box(-72.4, 18.5, -72.3, 18.6)
BOW = shapely.Polygon([(-72.3, 18.5), (-72.2, 18.6), (-72.2, 18.5), (-72.3, 18.6)])  # crosses itself
GOOD = {
    "hazard": ["flood", "flood"],
    "hazard_class": ["high", "low"],
    "geometry": [SQUARE, shapely.box(-72.2, 18.5, -72.1, 18.6)],
}


def features(columns: dict[str, list[object]], crs: object = 4326) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, crs=crs)


def written(frame: geopandas.GeoDataFrame, path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a shapefile cuts field names, which is what is tested
        frame.to_file(path)
    return path


@pytest.mark.parametrize("name", ["flood.geojson", "flood.gpkg", "flood.shp"])
def test_formats_give_the_same_rows(name: str, tmp_path: Path) -> None:
    found = preview("zones", written(features(GOOD), tmp_path / name))
    assert found.rows[["zone_set", "zone_id", "hazard", "hazard_class"]].to_numpy().tolist() == [
        ["flood", "1", "flood", "high"],
        ["flood", "2", "flood", "low"],
    ]
    assert found.rows["geometry"].iloc[0].equals(SQUARE)
    assert {(None, "", "zone_set_given"), (None, "", "zone_id_given")} <= set(told(found))


def test_a_zipped_shapefile_in_metres_comes_in_degrees(tmp_path: Path) -> None:
    written(features(GOOD).to_crs(32618), tmp_path / "crue.shp")
    with zipfile.ZipFile(tmp_path / "crue.zip", "w") as archive:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(tmp_path / f"crue{part}", f"folder/crue{part}")
    found = preview("zones", tmp_path / "crue.zip")
    assert found.rows_accepted == 2
    # 1e-9 degree is a tenth of a millimetre: projected and back.
    assert shapely.hausdorff_distance(found.rows["geometry"].iloc[0], SQUARE) < 1e-9


def test_names_in_the_file_are_kept(tmp_path: Path) -> None:
    named = {**GOOD, "zone_set": ["surge", "surge"], "zone_id": ["A", "B"], "name": ["Wòf Jeremi", None]}
    found = preview("zones", written(features(named), tmp_path / "x.geojson"))
    assert found.rows["zone_set"].tolist() == ["surge", "surge"]
    assert found.rows["name"].tolist()[0] == "Wòf Jeremi"
    assert told(found) == []


def test_odd_shapes_by_hand(tmp_path: Path) -> None:
    shapes = [
        SQUARE,
        BOW,
        shapely.Point(-72.3, 18.5),
        shapely.box(2, 48, 3, 49),
        None,
        shapely.box(-72, 19, -71.9, 19.1),
    ]
    odd = {"hazard": ["flood"] * 6, "hazard_class": ["high"] * 5 + [None], "geometry": shapes}
    found = preview("zones", written(features(odd), tmp_path / "odd.geojson"))
    assert [entry for entry in told(found) if entry[0]] == [
        (2, "geometry", "shape_repaired"),
        (3, "geometry", "not_an_area"),
        (4, "geometry", "outside_haiti"),
        (5, "geometry", "required"),
        (6, "hazard_class", "required"),
    ]
    assert found.rows["zone_id"].tolist() == ["1", "2"]
    # The bow of two triangles, each 0.1 wide and 0.05 high at the crossing: 2 x 0.1 x 0.05 / 2.
    assert found.rows["geometry"].iloc[1].area == pytest.approx(0.005)


def test_a_file_without_a_hazard_class_is_refused_by_name(tmp_path: Path) -> None:
    path = written(features({"hazard": ["flood"], "geometry": [SQUARE]}), tmp_path / "x.geojson")
    with pytest.raises(ImportRejected) as caught:
        preview("zones", path)
    assert (caught.value.code, caught.value.params["columns"]) == ("sheet_missing_columns", "hazard_class")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.geojson", b"", "file_empty"),
        ("x.geojson", b"{not json", "file_corrupt"),
        ("x.json", b'{"type": "Nothing"}', "sheet_missing_columns"),
        ("x.gpkg", b"SQLite format 3\x00" + bytes(200), "file_wrong_kind"),
        ("x.zip", b"PK\x03\x04" + bytes(100), "file_corrupt"),
        ("x.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>', "file_wrong_kind"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": []}', "no_shapes"),
    ],
)
def test_other_files_are_refused(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportRejected) as caught:
        preview("zones", tmp_path / name)
    assert caught.value.code == code


def test_a_virtual_dataset_behind_a_shapefile_name_is_not_opened(tmp_path: Path) -> None:
    for part in (".shp", ".shx", ".dbf"):
        (tmp_path / f"x{part}").write_bytes(b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource>")
    with pytest.raises(ImportRejected) as caught:
        preview("zones", tmp_path / "x.shp")
    assert caught.value.code == "file_corrupt"


def test_zones_may_come_as_a_table_with_wkt(tmp_path: Path) -> None:
    path = tmp_path / "zones.csv"
    path.write_text(
        f'zone_set,zone_id,hazard,hazard_class,geometry\nF,1,flood,high,"{SQUARE.wkt}"\nF,2,flood,low,POLYGON\n'
    )
    found = preview("zones", path)
    assert told(found) == [(3, "geometry", "not_a_geometry")]
    assert found.rows["geometry"].iloc[0].equals(SQUARE)
    assert parser_of(path) == "table"


def test_metres_without_a_reference_system_are_not_guessed(tmp_path: Path) -> None:
    written(features(GOOD).to_crs(32618), tmp_path / "x.shp")
    (tmp_path / "x.prj").unlink()
    with pytest.raises(ImportRejected) as caught:
        preview("zones", tmp_path / "x.shp")
    assert caught.value.code == "crs_missing"


def test_degrees_without_a_reference_system_are_taken_and_told(tmp_path: Path) -> None:
    written(features(GOOD), tmp_path / "x.shp")
    (tmp_path / "x.prj").unlink()
    assert (None, "", "crs_assumed") in told(preview("zones", tmp_path / "x.shp"))


def test_field_names_that_a_shapefile_cut_are_understood() -> None:
    assert vocabulary(FRAMES["zones"]).names["hazard cla"][1] == "hazard_class"


def test_a_geojson_says_nothing_of_strange_properties(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"hazard": "flood", "hazard_class": 3, "more": {"a": [1, 2]}},
        "geometry": shapely.geometry.mapping(SQUARE),
    }
    (tmp_path / "x.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    found = preview("zones", tmp_path / "x.geojson")
    assert found.rows["hazard_class"].tolist() == ["3"]
    assert found.unmapped == ("more",)
