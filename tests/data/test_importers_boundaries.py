"""Boundaries as published: the real files of 2018, and every oddity that a release may come with."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data import bundled_geography
from data.importers.boundaries import read_boundaries, read_release
from data.importers.vectors import read_layers
from geo import boundaries, crs
from geo.errors import ImportRejected, OutsideCountry, WrongCrs
from geo.frames import BOUNDARIES

FULL = "hti_admbnda_adm2_cnigs_20181129_dv.json"
LIGHT = "hti_admbnda_adm2_cnigs_20181129.geojson"
SECTIONS = "hti_admbnda_adm3_cnigs_20181129.shp"


def square(west, south=18.5, size=0.1):
    return shapely.box(west, south, round(west + size, 6), round(south + size, 6))


def small(**more):
    """Two communes of one department, in the spelling of 2018."""
    rows = {
        "ADM2_FR": ["Léogâne", "Grand-Goâve"], "ADM2_HT": ["Leyogàn", None], "ADM2_PCODE": ["HT0121", "HT0123"],
        "ADM1_FR": "Ouest", "ADM1_HT": "Lwès", "ADM1_PCODE": "HT01", "ADM0_FR": "Haïti", "ADM0_PCODE": "HT",
        "date": "2017-09-06", "validOn": "2018-11-29",
    }  # fmt: skip
    return gpd.GeoDataFrame({**rows, **more}, geometry=[square(-72.6), square(-72.5)], crs="EPSG:4326")


def written(frame, path, **options):
    frame.to_file(path, **options)
    return path


def zipped(path, *files, folder=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, folder + file.name)
    return path


def codes(problems):
    return [problem.code for problem in problems]


def refused(*paths, **options):
    with pytest.raises(ImportRejected) as told:
        read_boundaries(list(paths), **options)
    return told.value.code


def told_of(frame, level="adm2"):
    """Names and areas by P-code, to compare two readings."""
    rows = frame[frame["adm_level"] == level].set_index("adm_pcode")
    return rows["name_fr"].to_dict(), dict(zip(rows.index, crs.area_m2(rows["geometry"]), strict=True))


# --- the real files


@pytest.fixture(scope="module")
def real(shared):
    found, problems = read_boundaries([shared / "data/boundaries" / FULL])
    assert problems == []
    return found


@pytest.fixture(scope="module")
def sections(shared):
    return read_boundaries([shared / "data/boundaries" / SECTIONS])


@pytest.mark.shared
def test_communes_in_full_resolution(real, shared):
    assert tuple(real.columns) == tuple(BOUNDARIES.by_name)
    assert real.groupby("adm_level").size().to_dict() == {"adm0": 1, "adm1": 10, "adm2": 140}
    assert set(real["boundary_set"]) == {"cod-ab-2018"}
    assert set(real["observed_on"]) == {"2018-11-29"}
    assert set(real["source"]) == {FULL}
    assert shapely.is_valid(real["geometry"]).all()
    departments = real[real["adm_level"] == "adm1"].set_index("adm_pcode")
    assert departments.loc["HT01", ["name_fr", "name_ht", "name_en"]].tolist() == ["Ouest", "Lwès", "West"]
    # The independent reading of departments: the file of departments itself.
    own = gpd.read_file(shared / "data/boundaries/hti_admbnda_adm1_cnigs_20181129_dv.json").set_index("ADM1_PCODE")
    apart = shapely.symmetric_difference(
        crs.to_metric(departments["geometry"]), crs.to_metric(own.loc[departments.index].geometry)
    )
    assert shapely.area(apart).max() < 100  # m2


@pytest.mark.shared
def test_sections_without_cpg_keep_their_letters(sections):
    found, problems = sections
    assert found.groupby("adm_level").size().to_dict() == {"adm0": 1, "adm1": 10, "adm2": 140, "adm3": 570}
    west = found[found["adm_pcode"] == "HT01"].iloc[0]
    assert (west["name_fr"], west["name_ht"]) == ("Ouest", "Lwès")
    assert not found["name_fr"].str.contains("Ã|Â|\ufffd").any()
    assert "letters_assumed" in codes(problems)
    assert not any(problem.blocking for problem in problems)


@pytest.mark.shared
def test_names_with_line_breaks_are_on_one_line(sections):
    found, problems = sections
    names = found.set_index("adm_pcode")["name_fr"]
    assert names["HT0833-01"] == "1re Section Beaumont"
    assert names["HT0134-01"] == "1re Section Plaine Céleste"
    assert names[["HT0833-02", "HT0134-04", "HT0134-05"]].tolist() == [
        "2e Section Chardonnette", "4e Section Boucan Bois Pin", "5e Section Génipailler",
    ]  # fmt: skip
    assert not found["name_fr"].str.contains(r"[\r\n]|  ").any()
    assert {"HT0833-01", "HT0134-01"} <= {
        found.loc[found["name_fr"] == p.value, "adm_pcode"].iloc[0] for p in problems if p.code == "name_cleaned"
    }


@pytest.mark.shared
def test_parts_of_all_levels_fit_together(sections, real):
    found, _ = sections
    area = pd.Series(crs.area_m2(found["geometry"]), found["adm_pcode"])
    for level in ("adm1", "adm2", "adm3"):
        rows = found[found["adm_level"] == level]
        sums = area[rows["adm_pcode"]].groupby(rows["parent_pcode"].to_numpy()).sum()
        assert np.allclose(sums, area[sums.index], rtol=1e-9)
    names, areas = told_of(found)
    own_names, own_areas = told_of(real)
    assert names == own_names
    assert areas == pytest.approx(own_areas, rel=1e-6)


@pytest.mark.shared
def test_communes_and_sections_in_one_call(shared, real):
    folder = shared / "data/boundaries"
    found, _ = read_boundaries([folder / FULL, folder / SECTIONS, (folder / SECTIONS).with_suffix(".dbf")])
    assert found.groupby("adm_level").size().to_dict() == {"adm0": 1, "adm1": 10, "adm2": 140, "adm3": 570}
    by_level = found.groupby("adm_level")["source"].agg(set)
    assert (by_level["adm2"], by_level["adm3"]) == ({FULL}, {SECTIONS})
    assert found["parent_pcode"].dropna().isin(found["adm_pcode"]).all()


@pytest.mark.shared
def test_light_files_of_three_levels(shared, real):
    files = [shared / "data/boundaries" / f"hti_admbnda_adm{n}_cnigs_20181129.geojson" for n in range(3)]
    found, problems = read_boundaries(files)
    assert problems == []
    assert found["source"].nunique() == 3
    assert told_of(found)[0] == told_of(real)[0]
    assert set(found["observed_on"]) == {"2018-11-29"}  # and not validTo, 1899-11-30


@pytest.mark.shared
@pytest.mark.parametrize("way", ["gpkg", "shp", "zip", "utm", "mercator", "no_prj", "topojson", "quantized", "upper"])
def test_the_same_release_in_every_shape(shared, tmp_path, real, way):
    light = gpd.read_file(shared / "data/boundaries" / LIGHT)[["ADM2_FR", "ADM2_PCODE", "ADM1_PCODE", "geometry"]]
    path = _as(way, light, tmp_path)
    found, problems = read_boundaries([path])
    assert told_of(found)[0] == told_of(real)[0]
    direct = dict(zip(light["ADM2_PCODE"], crs.area_m2(light.geometry), strict=True))
    # Quantized coordinates stand on a grid of about 20 m, the file of a GeoJSON on one of 1e-7 degrees.
    assert told_of(found)[1] == pytest.approx(direct, rel=2e-2 if way == "quantized" else 1e-5)
    assert ("crs_assumed" in codes(problems)) == (way in {"no_prj", "topojson", "quantized"})
    assert not any(problem.blocking for problem in problems)


def _as(way, frame, folder):
    if way == "gpkg":
        return written(frame, folder / "communes.gpkg", layer="communes 2018")
    if way == "mercator":
        return written(frame.to_crs(3857), folder / "communes.gpkg")
    if way == "utm":
        return written(frame.to_crs(32618), folder / "communes.geojson")
    if way in {"topojson", "quantized"}:
        path = folder / "communes.json"
        path.write_text(json.dumps(topology(frame, quantized=way == "quantized")), encoding="utf-8")
        return path
    shape = written(frame, folder / "communes.shp", encoding="utf-8")
    if way == "no_prj":
        shape.with_suffix(".prj").unlink()
    if way == "upper":
        for part in folder.glob("communes.*"):
            part.rename(part.with_suffix(part.suffix.upper()))
        return folder / "communes.SHP"
    return zipped(folder / "release.zip", *folder.glob("communes.*"), folder="a/b/") if way == "zip" else shape


def topology(frame, *, quantized):
    """TopoJSON by hand: every ring is an arc of its own; quantized as differences on a grid."""
    west, south, east, north = frame.total_bounds
    grid = 1e4 - 1
    scale = np.array([(east - west) / grid, (north - south) / grid])
    arcs, geometries = [], []
    for row in frame.itertuples():
        polygons = []
        for part in shapely.get_parts(row.geometry):
            rings = [part.exterior, *part.interiors]
            polygons.append([[len(arcs) + n] for n in range(len(rings))])
            arcs += [_arc(ring, (west, south), scale if quantized else None) for ring in rings]
        told = {"ADM2_FR": row.ADM2_FR, "ADM2_PCODE": row.ADM2_PCODE, "ADM1_PCODE": row.ADM1_PCODE}
        geometries.append({"type": "MultiPolygon", "arcs": polygons, "properties": told})
    whole = {"arcs": arcs, "objects": {"communes": {"type": "GeometryCollection", "geometries": geometries}}}
    if quantized:
        whole["transform"] = {"scale": scale.tolist(), "translate": [west, south]}
    return {**whole, "type": "Topology"}


def _arc(ring, origin, scale):
    points = shapely.get_coordinates(ring)
    if scale is None:
        return points.tolist()
    steps = np.round((points - origin) / scale).astype(int)
    return np.vstack([steps[:1], np.diff(steps, axis=0)]).tolist()


@pytest.mark.shared
def test_health_facilities_against_official_shapes(shared, real):
    """A check against life: most points of this list contradict the declared code. All are told, none moved."""
    rows = pd.read_excel(shared / "data/health/haiti-healthsites_hdx.xlsx", skiprows=[1], engine="calamine")
    rows = rows.rename(columns={"adm2code": "adm2_pcode", "LatDD": "latitude", "LongDD": "longitude"})
    rows.index += 3
    rows = rows.dropna(subset=["latitude", "longitude"])[["adm2_pcode", "longitude", "latitude"]]
    # By geopandas, independently: facilities whose point lies in another commune than the declared one.
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs=4326)
    shapes = gpd.read_file(shared / "data/boundaries" / FULL)[["ADM2_PCODE", "geometry"]]
    inside = points.sjoin(shapes, predicate="within")
    apart = set(inside.index[inside["ADM2_PCODE"] != inside["adm2_pcode"]])
    assert (len(rows), len(apart)) == (480, 454)
    for schematic, shapes in ((False, real), (True, bundled_geography.bundled_boundaries())):
        found, problems = boundaries.locate(rows, shapes, bundled_geography.bundled_aliases(), schematic=schematic)
        told = {problem.row for problem in problems if problem.code == "place_disagrees"}
        assert schematic or apart <= told
        assert len(told) > 400
        assert not any(problem.blocking for problem in problems if problem.code == "place_disagrees")
        assert (found["adm2_pcode"] == rows["adm2_pcode"]).all()


# --- columns


def test_lower_case_columns_with_language_columns(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "adm2_name": ["Leogane", "Grand-Goave"], "adm2_name1": ["Léogâne", "Grand-Goâve"],
            "adm2_name2": ["Leyogàn", "Grangwav"], "adm2_pcode": ["HT0121", "HT0123"],
            "adm1_name": "West", "adm1_name1": "Ouest", "adm1_name2": "Lwès", "adm1_pcode": "HT01",
            "lang": "en", "lang1": "fr", "lang2": "ht", "valid_on": "2024-03-01",
        },
        geometry=[square(-72.6), square(-72.5)], crs="EPSG:4326",
    )  # fmt: skip
    found, problems = read_boundaries([written(frame, tmp_path / "hti_admin2.geojson")])
    assert problems == []
    rows = found.set_index("adm_pcode")
    assert rows.loc["HT0121", ["name_fr", "name_ht", "name_en"]].tolist() == ["Léogâne", "Leyogàn", "Leogane"]
    assert rows.loc["HT01", ["name_fr", "name_ht", "name_en"]].tolist() == ["Ouest", "Lwès", "West"]
    assert set(found["boundary_set"]) == {"cod-ab-2024"}


def test_plain_name_columns_of_the_layers_own_level(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "name": ["Léogâne", "Grand-Goâve"], "name1": ["Leyogàn", None], "lang": "fr", "lang1": "ht",
            "adm2_pcode": ["HT0121", "HT0123"], "adm1_pcode": "HT01",
        },
        geometry=[square(-72.6), square(-72.5)], crs="EPSG:4326",
    )  # fmt: skip
    found, _ = read_boundaries([written(frame, tmp_path / "communes_2024.geojson")], boundary_set="mine")
    rows = found.set_index("adm_pcode")
    assert rows.loc["HT0121", ["name_fr", "name_ht"]].tolist() == ["Léogâne", "Leyogàn"]
    assert rows.loc["HT01", "name_fr"] == "HT01"  # no file tells the department's name
    assert set(found["boundary_set"]) == {"mine"}


def test_without_dates_the_file_name_gives_the_year(tmp_path):
    frame = small().drop(columns=["date", "validOn"])
    assert set(read_boundaries([written(frame, tmp_path / "hti_adm2_20231107.geojson")])[0]["boundary_set"]) == {
        "cod-ab-2023"
    }
    found, _ = read_boundaries([written(frame, tmp_path / "communes.geojson")])
    assert set(found["boundary_set"]) == {"cod-ab"}
    assert found["observed_on"].isna().all()


def test_our_own_export_comes_back(tmp_path):
    bundled = bundled_geography.bundled_boundaries()
    path = written(gpd.GeoDataFrame(bundled, geometry="geometry", crs="EPSG:4326"), tmp_path / "all.geojson")
    found, problems = read_boundaries([path], boundary_set="copy")
    assert problems == []
    pd.testing.assert_frame_equal(
        found[["adm_pcode", "adm_level", "parent_pcode", "name_fr", "name_ht", "name_en"]],
        bundled[["adm_pcode", "adm_level", "parent_pcode", "name_fr", "name_ht", "name_en"]],
    )


def departments(**more):
    """Two departments in the spelling of Natural Earth: no P-code, and a column that looks like one."""
    rows = {
        "adm1_code": ["HTI-1388", "HTI-1363"], "code_hasc": ["HT.OU", "HT.SE"], "name": ["Ouest", "Sud-Est"],
        "iso_3166_2": ["HT-", "HT-"],
    }  # fmt: skip
    return gpd.GeoDataFrame({**rows, **more}, geometry=[square(-72.6), square(-72.5)], crs="EPSG:4326")


def test_departments_by_hasc_code(tmp_path):
    release = read_release([written(departments(), tmp_path / "hti.json", driver="GeoJSON")])
    rows = release.rows.set_index("adm_pcode")
    assert release.problems == []
    # The crosswalk of the codes: HT.OU is Ouest, HT01; HT.SE is Sud-Est, HT02. The nation is their union.
    assert rows["name_fr"].to_dict() == {"HT": "HT", "HT01": "Ouest", "HT02": "Sud-Est"}
    assert rows["name_en"].isna().all()
    assert rows.loc["HT", "geometry"].equals(shapely.box(-72.6, 18.5, -72.4, 18.6))
    assert (set(rows["boundary_set"]), release.drawn) == ({"natural-earth-adm1"}, ("adm1",))


def test_a_hasc_code_that_the_crosswalk_lacks_is_told(tmp_path):
    path = written(departments(code_hasc=["HT.XX", "ht.se"]), tmp_path / "hti.geojson")
    found, problems = read_boundaries([path])
    assert found["adm_pcode"].tolist() == ["HT", "HT02"]
    assert [(p.code, p.row, p.column, p.blocking) for p in problems] == [("pcode_missing", 2, "code_hasc", True)]


def test_a_code_of_another_scheme_is_no_pcode(tmp_path):
    path = written(departments().drop(columns="code_hasc"), tmp_path / "hti.geojson")
    assert refused(path) == "no_usable_row"  # adm1_code, HTI-1388, begins with HT and is none


def test_pcodes_come_before_hasc_codes(tmp_path):
    path = written(departments(adm1_pcode=["HT01", "HT02"], code_hasc=["HT.SE", "HT.OU"]), tmp_path / "a.geojson")
    rows = read_boundaries([path])[0].set_index("adm_pcode")
    assert (rows.loc["HT01", "name_en"], set(rows["boundary_set"])) == ("Ouest", {"cod-ab-adm1"})


def test_a_set_of_two_makers_says_so(tmp_path):
    communes = written(small(), tmp_path / "communes_2018.geojson")
    found, _ = read_boundaries([written(departments(), tmp_path / "hti.geojson"), communes])
    assert set(found["boundary_set"]) == {"natural-earth-cod-ab-2018"}
    assert found.groupby("adm_level").size().to_dict() == {"adm0": 1, "adm1": 2, "adm2": 2}


@pytest.mark.shared
def test_natural_earth_against_the_official_departments(shared):
    """Independent of the crosswalk: each department lies for the most part in the official one of its P-code."""
    folder = shared / "data/boundaries"
    release = read_release([folder / "package-natural-earth/hti.json"])
    assert (release.problems, release.drawn) == ([], ("adm1",))
    rows = release.rows[release.rows["adm_level"] == "adm1"].set_index("adm_pcode")
    own = gpd.read_file(folder / "hti_admbnda_adm1_cnigs_20181129_dv.json").set_index("ADM1_PCODE")
    assert set(rows.index) == set(own.index)
    drawn, official = crs.to_metric(rows["geometry"]), crs.to_metric(own.loc[rows.index].geometry)
    assert (shapely.area(shapely.intersection(drawn, official)) / shapely.area(drawn)).min() > 0.9


LEVEL = {
    0: "hti_admbnda_adm0_cnigs_20181129.geojson", 1: "hti_admbnda_adm1_cnigs_20181129.geojson", 2: LIGHT, 3: SECTIONS,
    "1 full": "hti_admbnda_adm1_cnigs_20181129_dv.json", "2 full": FULL, "ne": "package-natural-earth/hti.json",
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize(
    ("given", "name", "sizes"),
    [
        ([0], "cod-ab-2018-adm0", (1, 0, 0, 0)), ([1], "cod-ab-2018-adm1", (1, 10, 0, 0)),
        (["1 full"], "cod-ab-2018-adm1", (1, 10, 0, 0)), (["ne"], "natural-earth-adm1", (1, 10, 0, 0)),
        ([2], "cod-ab-2018", (1, 10, 140, 0)), (["2 full"], "cod-ab-2018", (1, 10, 140, 0)),
        ([3], "cod-ab-2018", (1, 10, 140, 570)), ([0, 1], "cod-ab-2018-adm1", (1, 10, 0, 0)),
        ([1, 2], "cod-ab-2018", (1, 10, 140, 0)), ([0, 2], "cod-ab-2018", (1, 10, 140, 0)),
        ([0, 1, 2], "cod-ab-2018", (1, 10, 140, 0)), ([0, 3], "cod-ab-2018", (1, 10, 140, 570)),
        ([1, 3], "cod-ab-2018", (1, 10, 140, 570)), ([0, 1, 2, 3], "cod-ab-2018", (1, 10, 140, 570)),
        (["1 full", "2 full"], "cod-ab-2018", (1, 10, 140, 0)),
        (["ne", 2], "natural-earth-cod-ab-2018", (1, 10, 140, 0)),
    ],
)  # fmt: skip
def test_each_file_and_each_combination(shared, given, name, sizes):
    """Sizes by level: what the files draw (1, 10, 140, 570) and the levels above it, put together."""
    release = read_release([shared / "data/boundaries" / LEVEL[one] for one in given])
    found = release.rows["adm_level"].value_counts()
    assert tuple(int(found.get(f"adm{n}", 0)) for n in range(4)) == sizes
    assert set(release.rows["boundary_set"]) == {name}
    drawn = {0: "adm0", 1: "adm1", 2: "adm2", 3: "adm3", "1 full": "adm1", "2 full": "adm2", "ne": "adm1"}
    assert release.drawn == tuple(sorted(drawn[one] for one in given))
    assert not any(problem.blocking for problem in release.problems)
    assert release.rows["parent_pcode"].dropna().isin(release.rows["adm_pcode"]).all()


def test_levels_from_sections_alone(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "ADM3_FR": ["1re Section", "2e Section", "1re Section"],
            "ADM3_PCODE": ["HT0121-01", "HT0121-02", "HT0211-01"],
            "ADM2_PCODE": ["HT0121", "HT0121", "HT0211"], "ADM2_FR": ["Léogâne", "Léogâne", "Jacmel"],
            "ADM1_PCODE": ["HT01", "HT01", "HT02"], "ADM1_FR": ["Ouest", "Ouest", "Sud-Est"],
        },
        geometry=[square(-72.6), square(-72.5), square(-72.4)], crs="EPSG:4326",
    )  # fmt: skip
    found, _ = read_boundaries([written(frame, tmp_path / "sections.geojson")])
    rows = found.set_index("adm_pcode")
    assert found["adm_pcode"].tolist() == [
        "HT", "HT01", "HT02", "HT0121", "HT0211", "HT0121-01", "HT0121-02", "HT0211-01",
    ]  # fmt: skip
    assert rows.loc["HT0121", "geometry"].equals(shapely.box(-72.6, 18.5, -72.4, 18.6))
    assert rows.loc["HT", "geometry"].equals(shapely.box(-72.6, 18.5, -72.3, 18.6))
    assert rows["parent_pcode"].fillna("").tolist() == ["", "HT", "HT", "HT01", "HT02", "HT0121", "HT0121", "HT0211"]
    assert rows.loc[["HT01", "HT0211"], "name_fr"].tolist() == ["Ouest", "Jacmel"]


def test_departments_alone_are_a_set_without_communes(tmp_path):
    frame = small().dissolve("ADM1_PCODE").reset_index()[["ADM1_PCODE", "ADM1_FR", "geometry"]]
    alone = written(frame, tmp_path / "adm1.geojson")
    release = read_release([alone])
    assert release.rows["adm_pcode"].tolist() == ["HT", "HT01"]
    assert (set(release.rows["boundary_set"]), release.drawn) == ({"cod-ab-adm1"}, ("adm1",))
    found, problems = read_boundaries([alone, written(small(), tmp_path / "adm2.geojson")])
    assert problems == []
    assert found["adm_level"].tolist() == ["adm0", "adm1", "adm2", "adm2"]


# --- letters


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [
        ("utf-8", None), ("cp1252", None), ("cp1252", "ANSI 1252"), ("iso-8859-1", "ISO-8859-1"),
        ("iso-8859-1", "88591"), ("utf-8", "UTF-8"), ("utf-8", "nonsense"),
    ],
)  # fmt: skip
def test_letters_of_a_shapefile(tmp_path, encoding, cpg):
    path = written(small(), tmp_path / "communes.shp", encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    found, problems = read_boundaries([path])
    rows = found.set_index("adm_pcode")
    assert rows.loc["HT0121", ["name_fr", "name_ht"]].tolist() == ["Léogâne", "Leyogàn"]
    assert rows.loc["HT01", "name_ht"] == "Lwès"
    assert ("letters_assumed" in codes(problems)) == (cpg in {None, "nonsense"})


@pytest.mark.shared
def test_a_cpg_of_latin_letters_is_honoured_in_headers_too(shared):
    """The facilities: points, their .cpg says ISO-8859-1, one header has a letter of it."""
    (layer,), problems = read_layers([shared / "data/health/facilities.shp"])
    assert problems == []
    assert "Catégorie" in layer.columns
    assert set(layer.columns["adm1_ht"].dropna()) >= {"Lwès", "Nò"}
    assert len(layer.shapes) == 480
    assert refused(shared / "data/health/facilities.shp") == "no_areas"


def test_headers_that_are_not_what_the_cpg_says(tmp_path):
    path = written(small().rename(columns={"ADM2_FR": "Catégorie"}), tmp_path / "communes.shp", encoding="cp1252")
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    assert refused(path) == "file_encoding"


# --- reference systems


def test_metres_without_a_reference_system_are_refused(tmp_path):
    path = written(small().to_crs(32618), tmp_path / "communes.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(WrongCrs) as told:
        read_boundaries([path])
    assert told.value.code == "crs_missing"


def test_metres_that_call_themselves_degrees_are_refused(tmp_path):
    frame = small().to_crs(32618).set_crs(4326, allow_override=True)
    with pytest.raises(WrongCrs) as told:
        read_boundaries([written(frame, tmp_path / "communes.shp")])
    assert told.value.code == "not_degrees"


def test_another_country_is_refused(tmp_path):
    frame = small()
    frame.geometry = frame.geometry.translate(80, -5)
    with pytest.raises(OutsideCountry):
        read_boundaries([written(frame, tmp_path / "communes.geojson")])


def test_height_is_dropped(tmp_path):
    frame = small()
    frame.geometry = shapely.force_3d(frame.geometry, 12.5)
    found, _ = read_boundaries([written(frame, tmp_path / "communes.geojson")])
    assert not shapely.has_z(found["geometry"]).any()


# --- rows


def test_an_invalid_ring_is_repaired_and_told(tmp_path):
    frame = small()
    bow = shapely.Polygon([(-72.6, 18.5), (-72.5, 18.6), (-72.5, 18.5), (-72.6, 18.6)])
    frame.geometry = [bow, square(-72.4)]
    found, problems = read_boundaries([written(frame, tmp_path / "communes.geojson")])
    assert [(p.code, p.row, p.value, p.blocking) for p in problems] == [("shape_repaired", 2, "HT0121", False)]
    repaired = found.set_index("adm_pcode").loc["HT0121", "geometry"]
    assert repaired.is_valid
    assert repaired.area == pytest.approx(0.005)  # two triangles, each a quarter of 0.1 x 0.1


def test_rows_that_cannot_be_used_are_named(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "ADM2_FR": ["a", "b", "c", "d", None], "ADM2_PCODE": ["HT0121", None, "DO0101", "HT0123", "HT0122"],
            "ADM1_PCODE": "HT01",
        },
        geometry=[square(-72.6), square(-72.5), square(-72.4), square(-60.0), square(-72.3)], crs="EPSG:4326",
    )  # fmt: skip
    found, problems = read_boundaries([written(frame, tmp_path / "communes.geojson")])
    assert found.loc[found["adm_level"] == "adm2", "adm_pcode"].tolist() == ["HT0121", "HT0122"]
    assert found.set_index("adm_pcode").loc["HT0122", "name_fr"] == "HT0122"
    assert [(p.code, p.row, p.column, p.value, p.blocking) for p in problems] == [
        ("pcode_missing", 3, "ADM2_PCODE", "", True),
        ("foreign_pcode", 4, "ADM2_PCODE", "DO0101", True),
        ("outside_haiti", 5, "", "HT0123", True),
        ("name_missing", 6, "", "HT0122", False),
    ]
    assert problems[2].params == {"file": "communes.geojson", "longitude": -60.0, "latitude": 18.5}


def test_parts_of_a_place_are_put_together_and_a_second_file_is_refused(tmp_path):
    frame = small(ADM2_PCODE="HT0121", ADM2_FR="Léogâne")
    one = written(frame, tmp_path / "one.geojson")
    found, problems = read_boundaries([one])
    whole = found.set_index("adm_pcode").loc["HT0121", "geometry"]
    assert whole.equals(shapely.box(-72.6, 18.5, -72.4, 18.6))
    assert [(p.code, p.value, p.params["parts"], p.blocking) for p in problems] == [
        ("parts_united", "HT0121", 2, False)
    ]
    two = written(small(), tmp_path / "two.geojson")
    found, problems = read_boundaries([one, two])
    assert [(p.code, p.value, p.params["file"], p.blocking) for p in problems] == [
        ("duplicate_pcode", "HT0121", "two.geojson", True),
        ("parts_united", "HT0121", "one.geojson", False),
    ]
    assert found.loc[found["adm_level"] == "adm2", "adm_pcode"].tolist() == ["HT0121", "HT0123"]


def test_a_parent_that_is_not_there_is_told(tmp_path):
    upper = gpd.GeoDataFrame({"ADM1_PCODE": ["HT02"], "ADM1_FR": ["Sud-Est"]}, geometry=[square(-72.0)], crs=4326)
    _, problems = read_boundaries(
        [written(small(), tmp_path / "adm2.geojson"), written(upper, tmp_path / "adm1.geojson")]
    )
    assert codes(problems) == ["unknown_parent", "unknown_parent"]
    assert problems[0].params["parent"] == "HT01"


def test_layers_of_points_and_lines_are_left_aside(tmp_path):
    path = written(small(), tmp_path / "release.gpkg", layer="hti_admin2")
    capitals = small()
    capitals.geometry = shapely.centroid(capitals.geometry.to_numpy())
    written(capitals, path, layer="hti_admincapitals")
    found, problems = read_boundaries([path])
    assert (found["adm_level"] == "adm2").sum() == 2
    assert [(p.code, p.value, p.blocking) for p in problems] == [("layer_skipped", "hti_admincapitals", False)]
    assert set(found["source"]) == {"release.gpkg/hti_admin2"}


# --- files that are refused


def test_no_code_column_no_rows_no_file(tmp_path):
    bare = small()[["ADM2_FR", "geometry"]]
    assert refused(written(bare, tmp_path / "bare.geojson")) == "pcode_column_missing"
    (tmp_path / "void.geojson").write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    assert refused(tmp_path / "void.geojson") == "no_shapes"
    (tmp_path / "empty.geojson").touch()
    assert refused(tmp_path / "empty.geojson") == "file_empty"
    assert refused(tmp_path / "absent.shp") == "file_absent"
    foreign = small(ADM2_PCODE=["DO1", "DO2"])
    assert refused(written(foreign, tmp_path / "foreign.geojson")) == "no_usable_row"
    assert refused(tmp_path / "bare.geojson", boundary_set="schematic") == "boundary_set_reserved"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"adm2_pcode\nHT0111\n", "file_wrong_kind"),
        ("a.pdf", b"%PDF-1.4", "file_wrong_kind"),
        ("a.geojson", b"%PDF-1.4", "file_wrong_kind"),
        ("a.geojson", b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "file_wrong_kind"),
        ("a.json", b'{"rows": []}', "file_wrong_kind"),
        ("a.json", b'{"type": "FeatureCollection", "features": [', "file_corrupt"),
        ("a.json", b"[" * 100_000, "file_wrong_kind"),
        ("a.json", b'{"type":' * 100_000, "file_corrupt"),
        ("a.shp", b"not a shapefile", "shapefile_incomplete"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(200), "file_wrong_kind"),
        ("a.gpkg", b"garbage", "file_corrupt"),
        ("a.zip", b"PK\x03\x04 broken", "file_corrupt"),
    ],
)
def test_wrong_or_broken_files(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == code


def test_a_virtual_path_is_no_file(tmp_path):
    zipped(tmp_path / "a.zip", written(small(), tmp_path / "communes.geojson"))
    assert refused(type(tmp_path)(f"/vsizip/{tmp_path}/a.zip/communes.geojson")) == "file_absent"


def test_a_shapefile_cut_off(tmp_path):
    path = written(small(), tmp_path / "communes.shp")
    path.write_bytes(path.read_bytes()[:120])
    path.with_suffix(".shx").write_bytes(path.with_suffix(".shx").read_bytes()[:60])
    assert refused(path) in {"file_corrupt", "no_shapes"}
    path.with_suffix(".dbf").unlink()
    assert refused(path) == "shapefile_incomplete"


def test_a_geopackage_cut_off(tmp_path):
    path = written(small(), tmp_path / "communes.gpkg")
    path.write_bytes(path.read_bytes()[:8_192])
    assert refused(path) == "file_corrupt"


def archive_of(path, *entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries:
            archive.writestr(entry, content)
    return path


@pytest.mark.parametrize("name", ["../out.geojson", "/etc/out.geojson", "a/../../out.geojson", "C:\\out.geojson"])
def test_an_archive_that_leads_elsewhere(tmp_path, name):
    assert refused(archive_of(tmp_path / "a.zip", (name, "{}"))) == "archive_unsafe"
    assert not (tmp_path.parent / "out.geojson").exists()


def test_an_archive_with_a_link(tmp_path):
    link = zipfile.ZipInfo("communes.geojson")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused(archive_of(tmp_path / "a.zip", (link, "/etc/passwd"))) == "archive_unsafe"


def test_an_archive_that_swells(tmp_path):
    assert refused(archive_of(tmp_path / "a.zip", ("a.geojson", b" " * 50_000_000))) == "file_unpacks_too_large"
    many = [(f"{n}.geojson", "{}") for n in range(2_001)]
    assert refused(archive_of(tmp_path / "b.zip", *many)) == "file_unpacks_too_large"


def test_an_archive_that_lies_about_its_size(tmp_path, monkeypatch):
    """The table of contents is not believed: what comes out is counted."""
    from data.importers import archives

    path = archive_of(tmp_path / "a.zip", ("a.geojson", json.dumps({"type": "FeatureCollection", "x": "y" * 5_000})))
    monkeypatch.setattr(archives, "limits", lambda: {"unpacked_bytes": 1_000})
    monkeypatch.setattr(archives, "check_entries", lambda _: None)
    assert refused(path) == "file_unpacks_too_large"


def test_an_archive_with_a_password(tmp_path):
    path = archive_of(tmp_path / "a.zip", ("a.geojson", "{}"))
    content = bytearray(path.read_bytes())
    content[6] |= 1  # general purpose flag of the local header
    content[content.find(b"PK\x01\x02") + 8] |= 1  # and of the table of contents
    path.write_bytes(bytes(content))
    assert refused(path) == "file_password"


def test_an_archive_of_other_things(tmp_path):
    assert refused(archive_of(tmp_path / "a.zip", ("readme.txt", "x"), ("__MACOSX/a.shp", "x"))) == "file_wrong_kind"


def test_neither_the_source_nor_its_folder_is_touched(tmp_path):
    folder = tmp_path / "read-only"
    folder.mkdir()
    written(small(), folder / "communes.gpkg")
    written(small(), folder / "communes.shp")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    read_boundaries([folder / "communes.gpkg"])
    read_boundaries([folder / "communes.shp"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_two_shapefiles_of_one_name_in_one_archive(tmp_path):
    for folder, code in (("one", "HT0121"), ("two", "HT0123")):
        (tmp_path / folder).mkdir()
        rows = small()
        written(rows[rows["ADM2_PCODE"] == code], tmp_path / folder / "communes.shp")
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for part in sorted(tmp_path.glob("*/communes.*")):
            archive.write(part, part.relative_to(tmp_path))
    found, _ = read_boundaries([tmp_path / "both.zip"])
    assert found.loc[found["adm_level"] == "adm2", "adm_pcode"].tolist() == ["HT0121", "HT0123"]


def test_only_named_formats_may_answer(tmp_path):
    """A file that GDAL would open with another driver is not opened: its content decides."""
    esri = {"type": "FeatureCollection", "geometryType": "esriGeometryPolygon", "features": []}
    (tmp_path / "a.json").write_text(json.dumps(esri), encoding="utf-8")
    assert refused(tmp_path / "a.json") in {"no_shapes", "file_wrong_kind", "file_corrupt"}
    shutil.copyfile(written(small(), tmp_path / "a.fgb", driver="FlatGeobuf"), tmp_path / "b.geojson")
    assert refused(tmp_path / "b.geojson") in {"file_corrupt", "file_wrong_kind"}
