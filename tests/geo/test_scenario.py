"""Scenarios of any hazard: the kind told by the document, points and zones that agree, faults named."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from data.scenario_files import presets, reckoning
from geo.crs import HAITI_BOX
from geo.cyclone_scenario import CycloneScenario
from geo.errors import BadScenario
from geo.footprint import class_of_points, footprint
from geo.frames import TRACKS, ZONES
from geo.hazards import classed
from geo.quake_scenario import QuakeScenario
from geo.scenario import FIGURES, at_point, check_scenario, parse_scenario, scenario_document, zones_of
from geo.scenario_parts import Stamp, document_of_quake, document_of_track, document_of_zones
from geo.shaking import Quake
from geo.zone_scenario import ZoneScenario

RULES = reckoning()
SQUARE = {"type": "Polygon", "coordinates": [[[-73, 18], [-72, 18], [-72, 19], [-73, 19], [-73, 18]]]}
INNER = {"type": "Polygon", "coordinates": [[[-73, 18], [-72.5, 18], [-72.5, 19], [-73, 19], [-73, 18]]]}
QUAKE = Quake(longitude=-73.5, latitude=18.42, magnitude=7.0, depth_km=10.0)
STAMP = Stamp("tried", source="made up", author="tester")


def flood(**changed: Any) -> dict[str, Any]:
    zones = [
        {"zone_id": "1", "hazard_class": "low", "geometry": json.dumps(SQUARE)},
        {"zone_id": "2", "hazard_class": "high", "geometry": json.dumps(INNER), "name": "Artibonite"},
    ]
    told = {"key": "flood-1", "hazard": "flood", "state": "scenario", "source": "made up", "status": "unverified"}
    return told | {"zones": zones} | changed


def track(*rows: tuple[str, str, str, float, float, str | None]) -> pd.DataFrame:
    names = ["storm_id", "advisory", "valid_at", "longitude", "latitude", "position_kind"]
    return TRACKS.conform(pd.DataFrame(list(rows), columns=names).assign(wind_kt=100.0))


def test_the_document_tells_the_kind() -> None:
    assert isinstance(parse_scenario(flood()).told, ZoneScenario)
    assert isinstance(parse_scenario(document_of_quake(QUAKE, STAMP)).told, QuakeScenario)
    kinds = {key: type(one.told) for key, one in presets().items()}
    assert kinds["cyclone-category-4-south"] is CycloneScenario
    assert kinds["tsunami-cap-haitien"] is ZoneScenario
    assert parse_scenario(flood(hazard="cyclone", zones=flood()["zones"])).hazard == "cyclone"  # a swath as zones


def test_a_point_of_zones_lies_in_the_worst_class_that_holds_it() -> None:
    told = parse_scenario(flood())
    found = {lon: at_point(told, lon, 18.5, RULES) for lon in (-72.75, -72.25, -71.5)}
    assert [one["hazard_class"] for one in found.values()] == ["high", "low", "outside"]
    for one in found.values():
        assert [one[name] for name in FIGURES[:-1]] == [None] * 4
        assert (one["hazard"], one["key"], one["state"]) == ("flood", "flood-1", "scenario")


def test_a_point_of_an_earthquake_has_no_wind_and_one_of_a_cyclone_no_intensity() -> None:
    quake = at_point(parse_scenario(document_of_quake(QUAKE, STAMP)), -73.5, 18.42, RULES)
    # the intensity itself is held against its source in test_shaking.py: here only that it arrives
    assert 6.5 < quake["mmi"] < 8.5
    assert quake["mmi_low"] < quake["mmi"] < quake["mmi_high"]
    assert quake["wind_ms"] is quake["wind_kt"] is quake["category"] is None
    storm = at_point(presets()["cyclone-category-4-south"], -73.75, 18.2, RULES)
    assert (storm["category"], storm["hazard_class"], storm["mmi"]) == (4, "category_4", None)
    assert storm["wind_kt"] == pytest.approx(storm["wind_ms"] / 0.514444, rel=1e-5)
    assert storm["arrival_34_at"] < storm["arrival_50_at"] < storm["arrival_64_at"]


def test_far_away_is_outside() -> None:
    assert at_point(presets()["earthquake-m72-nippes"], 20.0, 60.0, RULES)["hazard_class"] == "outside"
    storm = at_point(presets()["cyclone-category-4-south"], -60.0, 40.0, RULES)
    assert (storm["hazard_class"], storm["category"], storm["wind_kt"]) == ("outside", None, 0.0)


@pytest.mark.parametrize("key", sorted(presets()))
def test_zones_and_points_tell_the_same_class_away_from_the_edges(key: str) -> None:
    told = presets()[key]
    laid = footprint(classed(zones_of(told, RULES), RULES.hazards))
    west, south, east, north = HAITI_BOX
    spread = np.random.default_rng(7).uniform([west, south], [east, north], size=(60, 2))
    inside = class_of_points(spread[:, 0], spread[:, 1], laid)
    same = [
        at_point(told, lon, lat, RULES)["hazard_class"] == laid.classes[at]
        for (lon, lat), at in zip(spread, inside, strict=True)
    ]
    assert sum(same) >= 58  # a point on the edge of a class may fall to either side


def test_zones_of_a_stored_scenario_are_the_same_bytes() -> None:
    for one in (*presets().values(), parse_scenario(flood())):
        once, again = (zones_of(told, RULES) for told in (one, parse_scenario(scenario_document(one))))
        assert shapely.to_wkb(once["geometry"].to_numpy()).tolist() == shapely.to_wkb(again["geometry"]).tolist()
        pd.testing.assert_frame_equal(once.drop(columns="geometry"), again.drop(columns="geometry"))


def test_two_scenarios_are_the_same_where_their_documents_are() -> None:
    one, same, later = (parse_scenario(flood(made_on=day)) for day in ("2030-10-01", "2030-10-01", "2030-10-02"))
    assert one == same
    assert hash(one) == hash(same)
    assert one != later
    assert one != "flood-1"
    assert len({one, same, later}) == 2


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"hazard": ""}, "scenario.missing_field", {"field": "hazard"}),
        ({"key": "a b"}, "scenario.bad_value", {"field": "key", "value": "a b"}),
        ({"made_on": "yesterday"}, "scenario.bad_value", {"field": "made_on", "value": "yesterday"}),
        ({"zones": []}, "scenario.missing_field", {"field": "zones"}),
        ({"zones": "all"}, "scenario.bad_value", {"field": "zones", "value": "all"}),
        ({"state": "perhaps"}, "scenario.bad_value", {"field": "state", "value": "perhaps"}),
        ({"fictional": "no"}, "scenario.bad_value", {"field": "fictional", "value": "no"}),
        ({"colour": "red"}, "scenario.unknown_field", {"field": "colour"}),
        ({"zones": [{"zone_id": "1", "hazard_class": "low"}]}, "scenario.missing_field", {"field": "zones.geometry"}),
    ],
)
def test_faults_of_a_document_are_named(change: dict[str, Any], code: str, told: dict[str, str]) -> None:
    with pytest.raises(BadScenario) as caught:
        parse_scenario(flood(**change))
    assert (caught.value.code, caught.value.params) == (code, told)


@pytest.mark.parametrize(
    "geometry",
    ["nothing", '{"type":"Point","coordinates":[-72,18]}', '{"type":"Polygon","coordinates":[]}',
     '{"type":"Polygon","coordinates":[[[600,0],[601,0],[601,1],[600,0]]]}'],
)  # fmt: skip
def test_a_zone_is_an_area_in_degrees(geometry: str) -> None:
    with pytest.raises(BadScenario) as caught:
        parse_scenario(flood(zones=[{"zone_id": "1", "hazard_class": "low", "geometry": geometry}]))
    assert caught.value.params["field"] == "zones.geometry"


def test_a_hazard_or_class_that_nobody_knows_is_refused_before_anything_is_made() -> None:
    for change in ({"hazard": "dragons"}, {"zones": [flood()["zones"][0] | {"hazard_class": "purple"}]}):
        with pytest.raises(BadScenario, match=r"hazard\."):
            check_scenario(parse_scenario(flood(**change)), RULES)
    with pytest.raises(BadScenario) as caught:
        parse_scenario({name: value for name, value in flood().items() if name != "zones"})
    assert caught.value.params == {"field": "zones"}


@pytest.mark.parametrize("point", [(181.0, 18.0), (-72.0, 91.0), (float("nan"), 18.0)])
def test_a_point_is_in_degrees(point: tuple[float, float]) -> None:
    with pytest.raises(BadScenario, match="bad_point"):
        at_point(parse_scenario(flood()), *point, RULES)


def test_a_track_of_many_is_chosen_by_storm_and_advisory() -> None:
    rows = track(
        ("A", "1", "2030-10-01T12:00Z", -73.0, 17.0, "forecast"), ("A", "1", "2030-10-01T00:00Z", -72.0, 16.0, "observed"),
        ("A", "2", "2030-10-02T00:00Z", -73.0, 18.0, "observed"), ("A", "2", "2030-10-02T06:00Z", -73.5, 19.0, "observed"),
        ("B", "1", "2030-10-01T00:00Z", -70.0, 15.0, None), ("B", "1", "2030-10-01T06:00Z", -70.5, 15.5, None),
    )  # fmt: skip
    told = document_of_track(rows, STAMP, storm="A", advisory="1")
    assert [one["longitude"] for one in told["positions"]] == [-72.0, -73.0]  # in the order of time
    assert (told["state"], told["fictional"]) == ("forecast", False)  # one position is a forecast
    assert document_of_track(rows, STAMP, storm="A", advisory="2")["state"] == "observed"
    assert document_of_track(rows, STAMP, storm="B")["state"] == "scenario"  # nobody says that it was seen
    assert document_of_track(rows, Stamp("x", state="exercise"), storm="B")["fictional"]
    for storm, found in (("A", 2), ("C", 0), (None, 3)):
        with pytest.raises(BadScenario) as caught:
            document_of_track(rows, STAMP, storm=storm)
        assert (caught.value.code, caught.value.params["found"]) == ("scenario.which_track", found)


def test_zones_of_several_hazards_are_not_one_scenario() -> None:
    rows = ZONES.conform(
        pd.DataFrame(
            {"zone_set": "z", "zone_id": ["1", "2"], "hazard": ["flood", "landslide"], "hazard_class": "low",
             "geometry": [shapely.box(-73, 18, -72, 19)] * 2}
        )
    )  # fmt: skip
    told = document_of_zones(rows, STAMP, hazard="landslide")
    assert (told["hazard"], [one["zone_id"] for one in told["zones"]]) == ("landslide", ["2"])
    for hazard in (None, "fire"):
        with pytest.raises(BadScenario, match="which_hazard"):
            document_of_zones(rows, STAMP, hazard=hazard)
