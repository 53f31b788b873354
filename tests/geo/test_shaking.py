"""Intensity of earthquakes against published values, by hand, and the zones drawn from it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from data.reference_shaking import quake_presets, shaking_rules
from data.reference_tables import hazards
from geo.crs import area_m2
from geo.errors import BadScenario
from geo.footprint import class_of_points, footprint
from geo.frames import ZONES
from geo.hazards import classed
from geo.quake_scenario import parse_quake, quake_document, shaking_of, zones_of_quake
from geo.shaking import BELOW, Quake, check_quake, distances_km, quake_notes, shaking_at
from geo.shaking_zones import shaking_zones

RULES = shaking_rules()
POINT, RUPTURE = RULES.equations["point"], RULES.equations["rupture"]
NIPPES = Quake(-73.48, 18.43, 7.2, 10.0)
LONG = Quake(-73.48, 18.43, 7.2, 10.0, strike_deg=90.0, length_km=60.0)

# Values of another implementation of the same two equations, to the four decimals it printed.
R = (5, 10, 20, 30, 50, 75, 100, 150, 200)
TABLE = [
    (RUPTURE, 7.0, (7.9579, 7.5709, 6.9606, 6.5465, 5.9996, 5.5567, 5.2404, 4.7930, 4.4751)),
    (RUPTURE, 7.2, (8.0059, 7.6825, 7.1186, 6.7173, 6.1778, 5.7373, 5.4218, 4.9751, 4.6574)),
    (RUPTURE, 8.0, (8.0521, 7.9373, 7.6277, 7.3295, 6.8606, 6.4458, 6.1397, 5.6999, 5.3846)),
    (POINT, 6.0, (7.8628, 7.2488, 6.4047, 5.8626, 5.1604, 4.6280, 4.2486, 3.7129, 3.3324)),
    (POINT, 7.0, (8.2206, 8.0344, 7.5722, 7.1583, 6.5369, 6.0324, 5.6633, 5.1349, 4.7570)),
    (POINT, 7.2, (8.2464, 8.1127, 7.7430, 7.3780, 6.7945, 6.3049, 5.9413, 5.4171, 5.0407)),
]
SIGMA = [
    (RUPTURE, (0.9472, 0.9390, 0.9116, 0.8786, 0.8222, 0.7803, 0.7583, 0.7388, 0.7309)),
    (POINT, (1.1732, 1.1307, 1.0299, 0.9562, 0.8842, 0.8516, 0.8384, 0.8284, 0.8248)),
]


@pytest.mark.parametrize(("equation", "magnitude", "expected"), TABLE)
def test_intensity_agrees_to_four_decimals(equation, magnitude, expected):
    np.testing.assert_allclose(equation.mmi(magnitude, R), expected, atol=5.1e-5)


@pytest.mark.parametrize(("equation", "expected"), SIGMA)
def test_spread_agrees_to_four_decimals(equation, expected):
    np.testing.assert_allclose(equation.sigma(R), expected, atol=5.1e-5)


def test_m72_at_25_km():
    assert RUPTURE.mmi(7.2, 25.0).round(4) == 6.9019
    assert POINT.mmi(7.2, 25.0).round(4) == 7.5551


def written_again(magnitude: float, km: float) -> float:
    """The hypocentral equation once more, in plain arithmetic."""
    near = -0.209 + 2.042 * math.exp(magnitude - 5)
    told = 2.085 + 1.428 * magnitude - 1.402 * math.log(math.sqrt(km * km + near * near))
    return told + (0.078 * math.log(km / 50) if km > 50 else 0.0)


@given(st.floats(4.0, 9.0), st.floats(0.0, 600.0), st.floats(0.0, 600.0))
def test_shaking_falls_with_distance_and_so_does_its_upper_bound(magnitude, one, other):
    near, far = sorted((one, other))
    assert POINT.mmi(magnitude, near) == pytest.approx(written_again(magnitude, near), abs=1e-9)
    for equation in (POINT, RUPTURE):
        for deviations in (0, 1):  # the spread falls too: the lower bound may rise by a hair close to the source
            told = [float(equation.mmi(magnitude, km) + deviations * equation.sigma(km)) for km in (near, far)]
            assert told[0] >= told[1] - 1e-9


def test_distance_to_the_hypocentre_by_hand():
    # 3 - 4 - 5 below and aside: a point 40 km away on the ellipsoid, 30 km deep, is 50 km away.
    east, north, _ = Geod(ellps="WGS84").fwd(-73.0, 18.5, 90.0, 40_000)
    away = distances_km(Quake(-73.0, 18.5, 7.0, 30.0), [-73.0, east, None], [18.5, north, 18.5])
    assert away[0] == pytest.approx(30.0)
    assert away[1] == pytest.approx(50.0, rel=2e-3)  # planar distances are right within 0.12 %
    assert np.isnan(away[2])


def test_distance_to_a_rupture_by_hand():
    # 60 km of rupture along a parallel: 30 km east of the epicentre is its end, 50 km east is 20 km beyond it,
    # and 10 km north of the epicentre is 10 km away although the hypocentre is 10 km deep.
    fwd = Geod(ellps="WGS84").fwd
    told = [fwd(LONG.longitude, LONG.latitude, *way)[:2] for way in ((90, 29_990), (90, 50_000), (0, 10_000))]
    away = distances_km(LONG, *zip(*told, strict=True))
    np.testing.assert_allclose(away, [0.0, 20.0, 10.0], atol=0.05)
    deep = Quake(LONG.longitude, LONG.latitude, 7.2, 10.0, 90.0, 60.0, 7.5)
    assert distances_km(deep, *told[2])[()] == pytest.approx(math.hypot(10.0, 7.5), abs=0.05)


def test_strike_is_counted_from_north():
    fwd = Geod(ellps="WGS84").fwd
    north = Quake(-72.2, 19.8, 7.6, 10.0, 0.0, 100.0)
    at = [fwd(-72.2, 19.8, way, 50_000)[:2] for way in (0, 90, 180)]
    away = distances_km(north, *zip(*at, strict=True))
    np.testing.assert_allclose(away, [0, 50, 0], atol=0.1)


def places(*rows):
    return pd.DataFrame(rows, columns=["place", "longitude", "latitude"])


def test_result_shows_the_spread_and_explains_itself():
    told = shaking_at(places(("here", -73.48, 18.43), ("far", -71.8, 20.0), ("nowhere", None, None)), NIPPES, RULES)
    frame = told.frame.set_index("place")
    assert frame.loc["here", "mmi"] == pytest.approx(8.1127, abs=5e-5)  # right above 10 km
    assert frame.loc["here", "mmi_high"] - frame.loc["here", "mmi"] == pytest.approx(1.1307, abs=5e-5)
    assert frame.loc["here", "hazard_class"] == "high"  # VIII: 7.5 up to 8.5
    assert frame.loc["far", "hazard_class"] == "very_low"
    assert frame.loc["nowhere", ["mmi", "hazard_class"]].isna().all()
    said = told.explain(place="here").as_record()
    assert said["value"] == frame.loc["here", "mmi"]
    assert {one["name"]: one["value"] for one in said["inputs"]}["mmi_low"] == frame.loc["here", "mmi_low"]
    assert said["notes"] == ["shaking.no_soil", "shaking.point_of_large"]
    assert said["formula"].startswith("mmi = 2.085 + 1.428 M - 1.402 ln")
    assert told.explain(place="nowhere").value is None


def test_a_weak_earthquake_is_below_every_class():
    told = shaking_at(places(("here", -73.48, 18.43)), Quake(-72.0, 19.5, 3.0, 30.0), RULES)
    assert told.frame["hazard_class"].tolist() == [BELOW]
    assert len(shaking_zones(Quake(-72.0, 19.5, 3.0, 30.0), RULES, zone_set="x")) == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"magnitude": 12.0}, "quake.magnitude"), ({"magnitude": float("nan")}, "quake.magnitude"),
        ({"depth_km": -1.0}, "quake.depth"), ({"depth_km": 701.0}, "quake.depth"),
        ({"latitude": 91.0}, "quake.epicentre"), ({"longitude": float("nan")}, "quake.epicentre"),
        ({"longitude": 2.35, "latitude": 48.85}, "quake.far"), ({"strike_deg": 90.0}, "quake.rupture_half"),
        ({"length_km": 60.0}, "quake.rupture_half"), ({"strike_deg": 361.0, "length_km": 60.0}, "quake.strike"),
        ({"strike_deg": 90.0, "length_km": 0.0}, "quake.length"),
        ({"strike_deg": 90.0, "length_km": 60.0, "top_depth_km": 11.0}, "quake.top_depth"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(change, code):
    asked = {"longitude": -73.48, "latitude": 18.43, "magnitude": 7.2, "depth_km": 10.0} | change
    for attempt in (check_quake, lambda quake, rules: shaking_zones(quake, rules, zone_set="x")):
        with pytest.raises(BadScenario) as caught:
            attempt(Quake(**asked), RULES)
        assert caught.value.code == code


def test_caveats_say_where_the_equation_is_weak():
    assert "shaking.outside_fit" in quake_notes(Quake(-72, 19, 8.1, 10, 95, 150), RULES)
    assert "shaking.deep" in quake_notes(Quake(-72, 19, 6.5, 80), RULES)
    assert quake_notes(Quake(-72, 19, 6.0, 10), RULES) == ("shaking.no_soil",)


# --- zones


def test_zones_are_rings_of_the_radius_that_the_equation_gives():
    zones = shaking_zones(NIPPES, RULES, zone_set="nippes")
    assert list(zones.columns) == list(ZONES.by_name)
    assert zones["hazard_class"].tolist() == ["high", "medium", "low", "very_low"]
    # Class low begins at 5.5. POINT.mmi(7.2, 139.4) by the plain arithmetic above is 5.5 within 0.001.
    reach = next(km for km in np.arange(50, 300, 0.01) if written_again(7.2, km) < 5.5)
    flat = math.sqrt(reach**2 - 10**2)
    within = area_m2([shapely.union_all(zones["geometry"].to_numpy()[:3])])[0]
    assert within == pytest.approx(math.pi * flat**2 * 1e6, rel=4e-3)
    assert zones["source"].iloc[0] == POINT.title


@pytest.mark.parametrize("quake", [NIPPES, LONG, Quake(-72.2, 19.87, 7.6, 12.0, 95.0, 100.0)])
def test_a_point_is_in_the_zone_of_its_class(quake):
    zones = classed(shaking_zones(quake, RULES, zone_set="x"), hazards())
    draw = np.random.default_rng(5)
    x, y = draw.uniform(-75, -71, 4_000), draw.uniform(17.5, 20.5, 4_000)
    laid = footprint(zones)
    found = np.array([*laid.classes])[class_of_points(x, y, laid)]
    told = shaking_at(pd.DataFrame({"longitude": x, "latitude": y}), quake, RULES).frame
    expected = told["hazard_class"].where(told["hazard_class"] != BELOW, "outside").to_numpy()
    breaks = np.array([*RULES.breaks.values()])
    near = np.abs(told["mmi"].to_numpy()[:, None] - breaks).min(axis=1) < 0.003  # corners of the drawn circle
    assert (found == expected)[~near].all()
    assert (~near).mean() > 0.98


def test_zones_do_not_overlap_and_low_lies_in_high():
    for quake in (NIPPES, LONG):
        low, middle, high = (shaking_zones(quake, RULES, zone_set="x", deviations=d) for d in (-1.0, 0.0, 1.0))
        for zones in (low, middle, high):
            shapes = zones["geometry"].to_numpy()
            assert area_m2([shapely.union_all(shapes)])[0] == pytest.approx(area_m2(shapes).sum(), rel=1e-9)
        sizes = [area_m2([shapely.union_all(zones["geometry"].to_numpy())])[0] for zones in (low, middle, high)]
        assert sizes == sorted(sizes)


def test_the_same_scenario_gives_the_same_bytes():
    once, again = (shapely.to_wkb(shaking_zones(LONG, RULES, zone_set="x")["geometry"].to_numpy()) for _ in range(2))
    assert once.tolist() == again.tolist()


# --- scenarios


def test_shipped_earthquakes_run_and_read_back():
    presets = quake_presets()
    assert set(presets) == {"earthquake-m72-nippes", "earthquake-m76-cap-haitien"}
    for preset in presets.values():
        assert preset.fictional
        assert preset.status == "unverified"
        assert parse_quake(quake_document(preset)) == preset
        assert zones_of_quake(preset, RULES)["hazard_class"].iloc[0] == "high"
        told = shaking_of(preset, places(("here", preset.quake.longitude, preset.quake.latitude)), RULES)
        assert told.facts["scenario"]["state"] == "scenario"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"magnitude": None}, "scenario.missing_field"), ({"magnitude": "strong"}, "scenario.bad_value"),
        ({"magnitude": True}, "scenario.bad_value"), ({"wind_kt": 100}, "scenario.unknown_field"),
        ({"hazard": "cyclone"}, "scenario.bad_value"), ({"state": "forecast"}, "scenario.bad_value"),
        ({"occurred_on": "yesterday"}, "scenario.bad_value"), ({"source": ""}, "scenario.missing_field"),
    ],
)  # fmt: skip
def test_a_document_that_cannot_be_read_names_its_field(change, code):
    document = quake_document(quake_presets()["earthquake-m72-nippes"]) | change
    with pytest.raises(BadScenario) as caught:
        parse_quake(document)
    assert caught.value.code == code
    assert caught.value.params["field"] == next(iter(change))
