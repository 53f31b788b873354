"""The footprint of a cyclone by model, by the radii of its advisory, and by the worse of both.

A made-up storm goes north along 73.5 W from 17.4 to 18.6 N in 12 hours (0.1 degree or 6 nautical miles an hour),
105 kt, 954 hPa, radius of maximum wind 15 nm; its advisory gives 34 kt to 120 nm and 64 kt to 40 nm on all sides.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from data.scenario_files import reckoning, scenario_bytes
from geo.cyclone_footprint import footprint_used, gives_radii
from geo.cyclone_scenario import model_winds, parse_cyclone, winds_of
from geo.errors import BadScenario
from geo.scenario import Scenario, at_point, parse_scenario, scenario_document, zones_of
from geo.wind_zones import first_arrivals

RULES = reckoning()
GLOBE = Geod(ellps="sphere")
TOLD = {"key": "storm", "hazard": "cyclone", "state": "exercise", "source": "made up", "status": "unverified",
        "fictional": True}  # fmt: skip


def position(hour: int, latitude: float, **radii: float) -> dict:
    named = {f"{name}_{q}_nm": value for name, value in radii.items() for q in ("ne", "se", "sw", "nw")}
    return {"valid_at": f"2030-09-01T{hour:02}:00Z", "longitude": -73.5, "latitude": latitude, "wind_kt": 105.0,
            "pressure_hpa": 954.0, "radius_max_wind_nm": 15.0, **named}  # fmt: skip


def storm(choice: str = "", *, radii: bool = True) -> Scenario:
    given = {"r34": 120.0, "r64": 40.0} if radii else {}
    document = TOLD | {"positions": [position(0, 17.4, **given), position(12, 18.6, **given)]}
    return parse_scenario(document | ({"footprint": choice} if choice else {}))


def class_at(scenario: Scenario, longitude: float, latitude: float) -> str:
    return str(at_point(scenario, longitude, latitude, RULES)["hazard_class"])


def test_both_is_taken_where_the_track_gives_radii_and_the_model_elsewhere():
    assert storm().told.footprint_used == "both"
    assert storm(radii=False).told.footprint_used == "model"
    for choice in ("model", "radii", "both"):
        assert storm(choice).told.footprint_used == choice
    half = pd.DataFrame({"r34_ne_nm": [100.0], "r34_se_nm": [np.nan], "r34_sw_nm": [90.0], "r34_nw_nm": [80.0]})
    assert not gives_radii(half)
    assert footprint_used("", half.fillna(1.0)) == "both"


def test_near_the_track_the_model_counts_and_far_from_it_the_radii():
    """At 18.3 N, 110 nm east of the track: within the 34 kt radius, and the model has less than gale force there."""
    x, _, _ = GLOBE.fwd(-73.5, 18.3, 90, 110 * 1852)
    assert [class_at(storm(one), x, 18.3) for one in ("model", "radii", "both")] == [
        "outside", "tropical_storm", "tropical_storm",
    ]  # fmt: skip
    # 12 nm east of it the wind is that of a category; radii alone say category 1 at least
    x, _, _ = GLOBE.fwd(-73.5, 18.3, 90, 12 * 1852)
    model, radii, both = (class_at(storm(one), x, 18.3) for one in ("model", "radii", "both"))
    assert radii == "category_1"
    assert both == model
    assert model in ("category_2", "category_3", "category_4")


def test_a_point_tells_radii_and_the_earlier_arrival():
    x, _, _ = GLOBE.fwd(-73.5, 18.3, 90, 110 * 1852)
    told = at_point(storm(), x, 18.3, RULES)
    assert (told["footprint"], told["radii_kt"], told["category"]) == ("both", 34.0, 0)
    # 120 nm around the eye: 110 nm east of 18.3 N is reached when the eye is sqrt(120^2 - 110^2) = 48 nm south of it,
    # that is at 17.5 N, between the first hour (17.5 N) and the next
    assert told["arrival_34_at"] in ("2030-09-01T01:00Z", "2030-09-01T02:00Z")
    alone = at_point(storm("radii"), x, 18.3, RULES)
    assert (alone["wind_kt"], alone["wind_ms"]) == (None, None)
    near = [at_point(storm(one), -73.5, 18.5, RULES)["arrival_64_at"] for one in ("model", "radii", "both")]
    assert near[2] == min(near[:2])


def test_zones_are_the_worse_of_both_and_share_nothing():
    model, radii, both = (zones_of(storm(one), RULES) for one in ("model", "radii", "both"))
    assert list(radii["hazard_class"]) == ["category_1", "tropical_storm"]
    assert list(both["hazard_class"]) == list(model["hazard_class"])  # the worst first
    whole = [shapely.union_all(zones["geometry"].to_numpy()) for zones in (model, radii, both)]
    assert shapely.area(shapely.difference(whole[0], whole[2])) < 1e-6
    assert shapely.area(shapely.difference(whole[1], whole[2])) < 1e-6
    assert shapely.area(whole[2]) <= shapely.area(whole[0]) + shapely.area(whole[1])
    shapes = both["geometry"].to_numpy()
    shared = [shapely.area(shapely.intersection(a, b)) for at, a in enumerate(shapes) for b in shapes[at + 1 :]]
    assert max(shared) < 1e-9
    west, south, east, north = shapely.bounds(whole[2])
    assert (west, south, east, north) >= (-74.62, 17.88, -71.52, 20.18)  # over Haiti alone
    assert set(both["zone_set"]) == {"storm"}
    assert set(both["observed_on"]) == {"2030-09-01"}


def test_points_and_zones_tell_the_same_classes():
    rng = np.random.default_rng(8)
    at = pd.DataFrame({"longitude": rng.uniform(-74.5, -71.6, 300), "latitude": rng.uniform(18, 20.1, 300)})
    for choice in ("radii", "both"):
        told = winds_of(storm(choice).told, at, RULES.wind).frame["hazard_class"].to_numpy()
        zones = zones_of(storm(choice), RULES)
        points = shapely.points(at["longitude"], at["latitude"])
        found = np.full(len(at), "outside", dtype=object)
        for shape, name in zip(zones["geometry"], zones["hazard_class"], strict=True):
            found[shapely.contains(shape, points)] = name
        assert (told == found).mean() > 0.98  # between the points of the grid the model is linear


def test_arrivals_of_places_are_those_of_the_scenario():
    at = pd.DataFrame({"longitude": [-71.6, -73.5], "latitude": [18.3, 18.5], "adm2_pcode": ["HT0111", "HT0711"]})
    both, model = (first_arrivals(winds_of(storm(one).told, at, RULES.wind).frame) for one in ("both", "model"))
    assert np.isnan(model["arrival_34_hours"][0])
    assert both["arrival_34_hours"][0] >= 0
    assert both["arrival_34_hours"][1] <= model["arrival_34_hours"][1]
    plain = model_winds(storm("both").told, at, RULES.wind).frame
    assert "radii_kt" not in plain.columns


def test_explanations_and_facts_say_what_was_taken():
    at = pd.DataFrame({"longitude": [-72.0], "latitude": [18.3]})
    both = winds_of(storm().told, at, RULES.wind)
    assert both.facts["footprint"] == "both"
    assert both.facts["radii"]["unknown_50"] == 2
    told = both.explain_row(both.frame.iloc[0].to_dict())
    assert {"wind.radii_too", "wind.radii_largest"} <= set(told.notes)
    alone = winds_of(storm("radii").told, at, RULES.wind)
    told = alone.explain_row(alone.frame.iloc[0].to_dict())
    assert (told.value, told.unit) == (34.0, "kt")
    assert "wind.radii_alone" in told.notes


def test_a_point_without_coordinates_stays_unlocated():
    at = pd.DataFrame({"longitude": [np.nan, -73.5], "latitude": [18.3, 18.3]})
    told = winds_of(storm().told, at, RULES.wind).frame
    assert told["hazard_class"].iloc[0] == "unlocated"
    assert np.isnan(told["category"][0])


def test_the_choice_is_kept_and_a_document_without_one_stays_as_it_was():
    assert "footprint" not in scenario_document(storm())
    again = parse_scenario(scenario_document(storm("radii")))
    assert (again.told.footprint, again.digest) == ("radii", storm("radii").digest)
    assert b'footprint = "radii"' in scenario_bytes(again)
    assert storm("model").digest != storm().digest


def test_radii_that_are_not_there_and_unknown_choices_are_refused():
    with pytest.raises(BadScenario, match=r"radii\.none"):
        zones_of(storm("radii", radii=False), RULES)
    with pytest.raises(BadScenario, match="bad_value"):
        parse_cyclone(scenario_document(storm()) | {"footprint": "guess"})


def test_a_storm_that_passes_far_away_has_no_zones():
    far = [position(0, 17.4, r34=60.0), position(12, 18.6, r34=60.0)]
    told = parse_scenario(TOLD | {"positions": [one | {"longitude": -60.0} for one in far]})
    assert told.told.footprint_used == "both"
    assert len(zones_of(told, RULES)) == 0
    assert class_at(told, -73.5, 18.3) == "outside"
