"""The indicative surge: published points, unknown ground, and zones of depth."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data import reference_tables
from data.reference_storms import wind_rules
from geo.crs import metric_xy, to_metric
from geo.errors import BadScenario
from geo.hazards import classed
from geo.surge import coast_distance_km, explain_surge, surge_depth_m, surge_height_m, surge_zones
from geo.wind_zones import grid_over

RULES = wind_rules()


def test_the_surge_at_the_published_points() -> None:
    np.testing.assert_allclose(surge_height_m([26.8224, 50, 64], RULES), [1.829, 4.200, 5.632], atol=5e-4)


def test_below_gale_force_there_is_no_surge_and_an_unknown_wind_stays_unknown() -> None:
    told = surge_height_m([0, 17.4, 17.5, np.nan], RULES)
    np.testing.assert_allclose(told, [0, 0, 1.8288, np.nan])


def test_depth_by_hand() -> None:
    # 50 m/s: 4.2000 m. Ground at 1 m, 2 km inland: 4.2000 - 1 - 0.4 = 2.8000.
    height = 0.1023 * (50 - 26.8224) + 1.8288
    told = surge_depth_m(50, [1, 0, 10, 10.1, 0, 0, 5, -1, np.nan, 1], [2, 0, 0, 0, 50, 50.1, 0, 0, 0, np.nan], RULES)
    nan = np.nan
    np.testing.assert_allclose(told, [height - 1.4, height, 0, 0, 0, 0, 0, nan, nan, nan], atol=1e-12)


def test_ground_that_is_known_to_be_high_is_dry_only_with_a_known_wind() -> None:
    assert np.isnan(surge_depth_m(np.nan, 1.0, 1.0, RULES))
    assert surge_depth_m(0.0, 1.0, 1.0, RULES) == 0


@given(st.floats(0, 90), st.floats(0, 90), st.floats(0, 12), st.floats(0, 60))
def test_more_wind_is_never_less_water_and_never_negative(wind: float, more: float, ground: float, away: float) -> None:
    low, high = (float(surge_depth_m(w, ground, away, RULES)) for w in (wind, wind + more))
    assert 0 <= low <= high


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadScenario) as caught:
        surge_depth_m(np.ones((2, 3)), np.ones((4, 5)), np.ones((4, 5)), RULES)
    assert caught.value.code == "surge.shapes_differ"
    assert caught.value.params == {"wind": "(2, 3)", "elevation": "(4, 5)", "coast": "(4, 5)"}


def test_distance_to_the_coast_is_that_of_shapely_on_the_whole_line() -> None:
    land = shapely.Polygon([(-74, 18), (-72, 18.1), (-72, 19), (-73, 18.6), (-74, 19)],
                           [[(-73.6, 18.2), (-73.5, 18.2), (-73.5, 18.3)]])  # fmt: skip
    draw = np.random.default_rng(5)
    x, y = draw.uniform(-74.5, -71.5, 50), draw.uniform(17.5, 19.5, 50)
    told = coast_distance_km(np.append(x, np.nan), np.append(y, 18.0), land)
    line = shapely.boundary(to_metric([land])[0])
    expected = shapely.distance(shapely.points(*metric_xy(x, y)), line) / 1000
    np.testing.assert_allclose(told[:-1], expected)
    assert np.isnan(told[-1])
    lines = coast_distance_km(x, y, [shapely.boundary(land)])
    np.testing.assert_allclose(lines, expected)


def test_no_coast_is_refused() -> None:
    with pytest.raises(BadScenario, match=r"surge\.no_coast"):
        coast_distance_km([0.0], [0.0], [shapely.Polygon()])


def test_zones_of_depth_stand_in_the_scale_of_the_surge() -> None:
    # A beach that rises from 0 to 4 m toward the north under 1.8288 m + 1.0 m of water.
    grid = grid_over((-74, 18, -73.9, 18.1), spacing_degrees=0.01)
    ground = np.repeat(np.linspace(0, 4, len(grid.latitude))[:, None], len(grid.longitude), axis=1)
    wind = 26.8224 + 1.0 / 0.1023
    depth = surge_depth_m(wind, ground, 0.0, RULES)
    zones = surge_zones(depth, grid, RULES, zone_set="tried", source="made up", observed_on="2030-10-01")
    assert list(zones["hazard_class"]) == ["high", "medium", "low", "very_low"]
    assert set(zones["hazard"]) == {"storm_surge"}
    assert len(classed(zones, reference_tables.hazards())) == 4
    # 1.5 m of water is reached where the ground is 1.3288 m: a share of 0.3322 of the way.
    north = shapely.bounds(zones["geometry"][0])[3]
    assert north == pytest.approx(18 + 0.1 * 1.3288 / 4, abs=1e-6)


def test_sea_and_unknown_ground_are_in_no_zone() -> None:
    grid = grid_over((-74, 18, -73.9, 18.1), spacing_degrees=0.05)
    zones = surge_zones(np.full((3, 3), np.nan), grid, RULES, zone_set="tried")
    assert len(zones) == 0


def test_the_explanation_recomputes_and_says_indicative() -> None:
    told = explain_surge(50, 1, 2, RULES)
    held = {one.name: one.value for one in told.inputs}
    again = held["surge_m_per_ms"] * (held["wind_ms"] - held["surge_wind_ms"]) + held["surge_base_m"]
    again -= held["elevation_m"] + held["surge_loss_m_per_km"] * held["coast_km"]
    assert told.value == pytest.approx(again)
    assert told.notes == ("surge.indicative",)
    assert told.status == "unverified"
    assert explain_surge(50, np.nan, 2, RULES).value is None
