"""A cyclone as data: read, written back, run; the shipped one; and the real files."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from data import bundled_geography
from data.importers.storms import parse
from data.reference_storms import SCENARIOS, cyclone_presets, read_cyclone, wind_rules
from geo import frames
from geo.cyclone_scenario import cyclone_document, parse_cyclone, steps_of, winds_of
from geo.errors import BadScenario
from geo.storm_track import hourly, positions_of
from geo.wind_radii import radii_arrivals, radii_footprints, radii_zones
from geo.wind_swath import wind_swath
from geo.wind_zones import commune_points, first_arrivals, grid_over, swath_zones

RULES = wind_rules()
SOUTH = "cyclone-category-4-south"
HAITI = (-74.6, 17.9, -71.5, 20.2)


def document() -> dict:
    return tomllib.loads((SCENARIOS / f"{SOUTH}.toml").read_text(encoding="utf-8"))


def land() -> shapely.Geometry:
    shapes = bundled_geography.bundled_boundaries()
    return shapely.union_all(shapes.loc[shapes["adm_level"] == "adm1", "geometry"].to_numpy())


def test_the_shipped_cyclone_is_made_up_says_so_and_is_a_category_4_on_the_southern_peninsula() -> None:
    preset = cyclone_presets()[SOUTH]
    assert preset.fictional
    assert preset.state == "scenario"
    assert preset.status == "unverified"
    shapes = bundled_geography.bundled_boundaries()
    communes = shapes[shapes["adm_level"] == "adm2"]
    at = commune_points(communes, grid_over(HAITI, spacing_degrees=0.1))
    told = winds_of(preset, at, RULES, land=land())
    assert told.facts["scenario"]["fictional"]
    assert told.facts["decay"]
    worst = first_arrivals(told.frame).set_index("adm2_pcode")["hazard_class"]
    assert set(worst.unique()) >= {"category_4", "category_3", "tropical_storm"}
    assert "category_5" not in set(worst)
    assert set(worst[worst == "category_4"].index.str[:4]) <= {"HT07", "HT08", "HT10"}  # Sud, Grand'Anse, Nippes
    assert worst[worst.index.str.startswith("HT03")].isin(["tropical_storm", "outside"]).all()  # the north is spared


def test_a_scenario_written_and_read_is_the_same() -> None:
    preset = cyclone_presets()[SOUTH]
    again = parse_cyclone(cyclone_document(preset))
    assert cyclone_document(again) == cyclone_document(preset)
    pd.testing.assert_frame_equal(again.positions, preset.positions)
    assert read_cyclone(SCENARIOS / f"{SOUTH}.toml").key == SOUTH


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"key": ""}, "scenario.missing_field", {"field": "key"}),
        ({"positions": []}, "scenario.missing_field", {"field": "positions"}),
        ({"positions": "here"}, "scenario.bad_value", {"field": "positions", "value": "here"}),
        ({"positions": [1, 2]}, "scenario.bad_value", {"field": "positions", "value": "[1, 2]"}),
        ({"colour": "red"}, "scenario.unknown_field", {"field": "colour"}),
        ({"hazard": "earthquake"}, "scenario.bad_value", {"field": "hazard", "value": "earthquake"}),
        ({"state": "perhaps"}, "scenario.bad_value", {"field": "state", "value": "perhaps"}),
        ({"status": "sure"}, "scenario.bad_value", {"field": "status", "value": "sure"}),
        ({"model": "guess"}, "scenario.bad_value", {"field": "model", "value": "guess"}),
        ({"radius": "guess"}, "scenario.bad_value", {"field": "radius", "value": "guess"}),
        ({"step_hours": "one"}, "scenario.bad_value", {"field": "step_hours", "value": "one"}),
        ({"step_hours": True}, "scenario.bad_value", {"field": "step_hours", "value": "True"}),
    ],
)
def test_faults_of_a_document_are_named(change: dict, code: str, told: dict) -> None:
    with pytest.raises(BadScenario) as caught:
        parse_cyclone(document() | change)
    assert (caught.value.code, caught.value.params) == (code, told)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"latitude": None}, "scenario.missing_field", "positions.latitude"),
        ({"colour": 1}, "scenario.unknown_field", "positions.colour"),
        ({"wind_kt": "strong"}, "scenario.bad_value", "wind_kt"),
    ],
)
def test_faults_of_a_position_are_named(change: dict, code: str, field: str) -> None:
    told = document()
    first = told["positions"][0] | change
    told["positions"][0] = {name: value for name, value in first.items() if value is not None}
    with pytest.raises(BadScenario) as caught:
        parse_cyclone(told)
    assert (caught.value.code, caught.value.params["field"]) == (code, field)


def test_decay_without_land_is_refused_and_without_decay_needs_none() -> None:
    at = pd.DataFrame({"longitude": [-73.8], "latitude": [18.2]})
    with pytest.raises(BadScenario, match=r"scenario\.no_land"):
        winds_of(cyclone_presets()[SOUTH], at, RULES)
    still = parse_cyclone(document() | {"inland_decay": False})
    assert not winds_of(still, at, RULES).facts["decay"]


def test_a_stored_scenario_gives_the_same_bytes_again() -> None:
    at = grid_over(HAITI, spacing_degrees=0.2).points()
    ways = [cyclone_presets()[SOUTH], parse_cyclone(cyclone_document(cyclone_presets()[SOUTH]))]
    once, again = (winds_of(one, at, RULES, land=land()).frame.to_json().encode() for one in ways)
    assert once == again


# --- The real files --------------------------------------------------------------------------------------------


def read(path: Path) -> pd.DataFrame:
    sheet = parse(path, limits={"table_rows": 1e6, "table_columns": 500})
    frame = pd.DataFrame(dict(zip(sheet["headers"], sheet["columns"], strict=True)))
    for name in frame.columns:
        if frames.TRACKS.by_name[name].kind == "number":
            frame[name] = pd.to_numeric(frame[name])
    return frames.TRACKS.conform(frame)


@pytest.mark.shared
def test_the_real_advisory_goes_through_to_zones_and_arrivals(shared: Path) -> None:
    told = read(shared / "data" / "feeds" / "nhc_tcm_example.txt")
    lee = positions_of(told, "AL132023", "022")
    assert len(lee) == 9
    footprints = radii_footprints(lee, RULES)
    assert footprints.facts == {"positions": 9, "unknown_34": 0, "unknown_50": 0, "unknown_64": 2}
    zones = radii_zones(footprints.frame, RULES, zone_set="lee")
    assert list(zones["hazard_class"]) == ["category_1", "tropical_storm"]
    # At the issue 22.1 N 61.7 W: the 64 kt wind reaches 40 nm to the north-east, not 50.
    at = pd.DataFrame({"longitude": [-61.7 + 0.5, -61.7 + 0.65], "latitude": [22.1 + 0.4, 22.1 + 0.55]})
    arrivals = radii_arrivals(at, footprints.frame)
    assert arrivals["arrival_64_hours"][0] == 0
    assert arrivals["arrival_64_hours"][1] != 0
    winds = wind_swath(at, hourly(lee, RULES), RULES)
    assert winds.facts["pressure_sources"] == ["estimated", "given"]
    assert (winds.frame["wind_kt"] > 64).any()


@pytest.mark.shared
def test_matthew_of_the_real_table_reaches_the_south_as_a_major_hurricane(shared: Path) -> None:
    told = read(shared / "data" / "hazards" / "hurrmatthew.csv")
    storm = positions_of(told, told["storm_id"].iloc[0], "best_track")
    near = storm[storm["valid_at"].between("2016-10-02", "2016-10-06")].reset_index(drop=True)
    grid = grid_over(HAITI, spacing_degrees=0.1)
    swath = wind_swath(grid.points(), hourly(near, RULES), RULES).frame
    assert len(swath_zones(swath, grid, RULES, zone_set="matthew")) >= 4
    at = pd.DataFrame({"longitude": [-74.3, -72.34], "latitude": [18.35, 18.54]})  # Les Anglais; Port-au-Prince
    west, capital = wind_swath(at, hourly(near, RULES), RULES).frame["wind_kt"]
    assert west > 96
    assert 34 <= capital < 64


@pytest.mark.shared
def test_rows_of_hurdat_run(shared: Path) -> None:
    told = read(shared / "data" / "hazards" / "sample_hurdat.txt")
    runs = 0
    for storm_id in told["storm_id"].unique():
        storm = positions_of(told, storm_id, "best_track")
        if len(storm) > 1:
            steps = hourly(storm, RULES)
            swath = wind_swath(steps[["longitude", "latitude"]], steps, RULES).frame
            assert np.isfinite(swath["wind_ms"]).all()
            runs += 1
    assert runs


def test_an_hour_of_the_shipped_cyclone_is_where_it_should_be() -> None:
    steps = steps_of(cyclone_presets()[SOUTH], RULES).set_index("valid_at")
    noon = steps.loc["2030-10-02T12:00Z"]
    assert (noon["longitude"], noon["latitude"]) == pytest.approx((-73.6, 17.9))
    assert noon["wind_kt"] == 130
