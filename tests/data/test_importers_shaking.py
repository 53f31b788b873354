"""Shaking that others computed: ShakeMap grids and contours, ground motions at points, wind radii as zones."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from data.importers import shakemaps
from data.importers.limits import limits
from data.importers.readers import parser_of
from data.importers.shakemap_grids import read_grid
from data.importers.shaking_forms import form_of
from data.reference_shaking import conversions, shaking_rules
from data.reference_tables import hazards
from geo.crs import area_m2
from geo.errors import ImportRejected
from geo.footprint import class_of_points, footprint
from geo.ground_motion import mmi_of_motion, pga_cm_s2
from geo.hazards import classed
from geo.isobands import class_of_values
from tests.data.import_setting import every, places, told

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "shaking"
LATEST = ["zone_set", "hazard", "hazard_class", "source", "observed_on", "name"]
# The grids fall from 8 at -72.6 to 4 at -72.2, the same in every row: classes change at -72.55, -72.45, -72.35, -72.25.
BANDS = {"high": (-72.6, -72.55), "medium": (-72.55, -72.45), "low": (-72.45, -72.35), "very_low": (-72.35, -72.25)}


def one(path):
    (found,) = every(path, places=places())
    return found


def check_bands(rows, digits=1e-9):
    for label, shape in zip(rows["hazard_class"], rows["geometry"], strict=True):
        west, east = BANDS[label]
        assert shapely.hausdorff_distance(shape, shapely.box(west, 18.3, east, 18.6)) < digits


def test_a_grid_becomes_zones():
    found = one(FIXTURES / "grid_v4.xml")
    assert told(found) == []
    assert found.rows["hazard_class"].tolist() == list(BANDS)
    first = found.rows.iloc[0][LATEST].tolist()
    assert first == ["shakemap_zz0001_v3", "earthquake", "high", "ShakeMap zz0001 v3", "2020-01-01", "Invented"]
    check_bands(found.rows)


def test_fields_are_read_by_name_and_a_scenario_says_so():
    found = one(FIXTURES / "grid_v35.xml")  # acceleration, velocity, intensity: another order
    check_bands(found.rows)
    assert told(found) == [(None, "", "shaking_scenario")]
    assert found.rows["observed_on"].isna().all()


def test_without_intensity_it_is_made_from_the_acceleration():
    # 40, 20, 10, 5, 1 %g: 7.997, 6.883, 5.769, 4.655, 3.322 by Worden 2012 (98.1 x 0.1 = 9.81 cm/s2: 1.78 + 1.55 x 0.9917).
    grid = read_grid(FIXTURES / "grid_pga_only.xml")
    mmi = mmi_of_motion(pga_cm_s2(grid.fields["pga"][0], grid.fields["pga"][1], conversions()),
                        conversions().find("worden_2012", "pga"), conversions())  # fmt: skip
    np.testing.assert_allclose(mmi[0], [7.997, 6.883, 5.769, 4.655, 3.317], atol=5.1e-4)
    found = one(FIXTURES / "grid_pga_only.xml")
    assert [problem.value for problem in found.problems] == ["PGA"]
    assert found.rows["hazard_class"].tolist() == list(BANDS)
    # 7.5 is crossed between -72.6 (7.997) and -72.5 (6.883): 0.497 / 1.114 of the way.
    assert shapely.bounds(found.rows["geometry"].iloc[0])[2] == pytest.approx(-72.6 + 0.1 * 0.497 / 1.1138, abs=1e-4)


def test_contours_become_the_same_zones():
    found = one(FIXTURES / "cont_mmi.json")
    check_bands(found.rows, 2e-2)  # to a step of the grid between the lines, and its diagonal at the corners
    assert told(found) == [(None, "", "shaking_from_contours")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("grid_cut.xml", "file_corrupt"), ("grid_entities.xml", "xml_declares"),
        ("grid_short.xml", "shakemap_incomplete"), ("cont_pgv.json", "shakemap_no_intensity"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used_are_refused(name, code):
    with pytest.raises(ImportRejected) as caught:
        one(FIXTURES / name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('name="MMI"', 'name="SVEL"', None), ('nlon="5"', 'nlon="50000000"', "shakemap_incomplete"),
        ('nlon="5"', 'nlon="0"', "shakemap_incomplete"), ('nlon="5"', 'nlon="five"', "file_corrupt"),
        ("<grid_specification", "<grid_specified", "file_corrupt"), ('index="3"', 'index="x"', "file_corrupt"),
        (" 8 9.9 9.9", " 8 9.9 ?", "file_corrupt"), (" 8 9.9 9.9", " 2 9.9 9.9", None),
    ],
)  # fmt: skip
def test_odd_grids_are_told_and_never_fall_over(old, new, code, tmp_path):
    path = tmp_path / "grid.xml"
    text = (FIXTURES / "grid_v4.xml").read_text(encoding="ascii")
    assert old in text
    path.write_text(text.replace(old, new), encoding="ascii")
    if code is None:
        assert shakemaps.parse(path, limits=limits())["rows"]
        return
    with pytest.raises(ImportRejected) as caught:
        shakemaps.parse(path, limits=limits())
    assert caught.value.code == code


def test_shaking_too_weak_for_a_zone_is_said(tmp_path):
    path = tmp_path / "weak.xml"
    text = (FIXTURES / "grid_v4.xml").read_text(encoding="ascii")
    for label in ("8", "7", "6", "5", "4"):
        text = text.replace(f" {label} 9.9 9.9", " 2 9.9 9.9")
    path.write_text(text, encoding="ascii")
    with pytest.raises(ImportRejected) as caught:
        one(path)
    assert caught.value.code == "shaking_none"


def test_every_model_of_ground_motions_is_a_set_of_its_own():
    found = one(FIXTURES / "motions.csv")
    assert [p.code for p in found.problems] == ["shaking_converted", "shaking_models"]
    sets = found.rows.groupby("zone_set", sort=False)["hazard_class"].agg(list).to_dict()
    # The second model has half the acceleration: 20 %g at most, 6.883.
    assert sets == {"motions_firstmodel": list(BANDS), "motions_secondmodel": ["medium", "low", "very_low"]}
    assert found.rows["observed_on"].unique().tolist() == ["2020-01-01"]
    assert found.rows["source"].iloc[0] == "FirstModel; Worden et al. 2012"


def test_files_are_told_by_their_first_bytes(tmp_path):
    forms = {path.name: form_of(path.read_bytes()[:4096]) for path in sorted(FIXTURES.iterdir())}
    assert {name for name, form in forms.items() if form == "grid"} == {
        name for name in forms if name.startswith("grid") and name.endswith(".xml")
    }
    assert forms["cont_mmi.json"] == forms["cont_pgv.json"] == "contours"
    assert forms["motions.csv"] == "motions"
    assert form_of(b'<?xml version="1.0"?><gpx>') == ""
    assert form_of(b"site_id,lon,lat\n") == ""
    assert parser_of(FIXTURES / "grid_v4.xml") == "shaking"
    other = tmp_path / "ways.json"
    other.write_bytes(b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "LineString"}}]}')
    assert parser_of(other) == "features"


def test_radii_of_the_hurricane_center_are_zones(tmp_path):
    circles = [shapely.Point(-72.4, 18.5).buffer(size) for size in (0.9, 0.5, 0.3)]
    sides = {name: [90.0, 50.0, 30.0] for name in ("NE", "SE", "SW", "NW")}
    columns = {"RADII": [34.0, 50.0, 64.0], "STORMID": ["al992020"] * 3, "TAU": [0.0, 0.0, 12.0], **sides}
    path = tmp_path / "al992020_001_forecastradii.shp"
    geopandas.GeoDataFrame(columns, geometry=circles, crs=4326).to_file(path)
    found = one(path)
    assert found.rows["hazard"].tolist() == ["cyclone"] * 3
    assert found.rows["hazard_class"].tolist() == ["tropical_storm", "tropical_storm", "category_1"]
    assert found.rows["zone_set"].unique().tolist() == ["al992020_001_forecastradii"]


# --- the real grids


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "model", "worst"),
    [("20100112_M7.0_Haiti/gmf_median_PGA_17.csv", "CauzziEtAl2014", ""),
     ("20210814_M7.2_Haiti/gmf_median_PGA_33.csv", "BooreEtAl2014", "very_high")],
)  # fmt: skip
def test_real_ground_motions_come_in_and_hold_their_points(shared, name, model, worst):
    path = shared / "data" / "hazards" / "gem-earthquake-scenarios" / name
    found = one(path)
    mine = found.rows[found.rows["zone_set"].str.endswith(f"_{model.lower()}")].reset_index(drop=True)
    assert not worst or mine["hazard_class"].iloc[0] == worst
    # Read again independently: each point of the file lies in the zone of its own class, but near a border.
    with path.open(encoding="utf-8") as stream:
        next(stream)
        rows = [(float(r["lon"]), float(r["lat"]), float(r[model])) for r in csv.DictReader(stream)]
    x, y, g = np.array(rows).T
    log = np.log10(g * 981)
    mmi = np.where(log <= 1.57, 1.78 + 1.55 * log, -1.60 + 3.70 * log)
    rules = shaking_rules()
    at = class_of_values(mmi, tuple(rules.breaks.values()))
    laid = footprint(classed(mine, hazards()))
    drawn = np.array(laid.classes)[class_of_points(x, y, laid)]
    expected = np.array([*rules.breaks, "outside"])[at]
    assert (drawn == expected).mean() > 0.97  # points closer to each other than a step of the grid
    assert area_m2(mine["geometry"]).min() > 0


def test_the_parser_runs_alone():
    sheet = shakemaps.parse(FIXTURES / "grid_v4.xml", limits=limits())
    assert sheet["headers"][-1] == "geometry"
    assert sheet["rows"] == [1, 2, 3, 4]
