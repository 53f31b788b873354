"""Wind profiles against the published points, and the movement, classes and bounds around them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference_storms import wind_rules
from data.reference_tables import hazards
from geo.errors import BadScenario, ReferenceProblem
from geo.wind import (
    HOLLAND_1980,
    HOLLAND_2008,
    HOLLAND_2010,
    HOLLAND_2010_GIVEN,
    MODELS,
    Vortex,
    coriolis,
    holland_b_1980,
    holland_b_2008,
    peak_ms,
    standing_wind_ms,
    vortex_of,
)
from geo.wind_rules import MS_PER_KT, WindRules, parse_wind

RULES = wind_rules()
RADII = np.array([5, 10, 20, 30, 50, 75, 100, 150, 200, 300], dtype=float)

# The published table (climada 6.1.0): 950 hPa in 1010 hPa, 30 km, 18.5 degrees north, density 1.15, m/s.
TABLE = {
    (HOLLAND_2008, 0): [3.419, 23.820, 44.056, 46.954, 43.044, 36.885, 31.938, 24.893, 20.073, 13.739],
    (HOLLAND_2008, 5): [0.173, 15.266, 47.262, 52.672, 46.505, 37.516, 30.890, 22.232, 16.783, 10.212],
    (HOLLAND_2010, 5): [0.265, 15.496, 47.722, 53.361, 47.674, 39.345, 33.393, 26.023, 21.730, 17.000],
    (HOLLAND_1980, 0): [0.000, 3.604, 44.344, 54.379, 44.818, 32.661, 24.788, 15.675, 10.580, 5.206],
}


def one_step(**told: float) -> pd.DataFrame:
    """One step of a track: that of the table, with what `told` changes."""
    held = {
        "pressure_hpa": 950.0, "latitude": 18.5, "translation_ms": 0.0, "tendency_hpa_hour": 0.0, "wind_kt": np.nan,
        "radius_max_wind_km": 30.0,
    }  # fmt: skip
    return pd.DataFrame([{**held, **told}])


@pytest.mark.parametrize(("model", "moved"), TABLE)
def test_profiles_agree_with_the_published_table(model: str, moved: float) -> None:
    steps = one_step(translation_ms=moved, wind_kt=55 / MS_PER_KT if model == HOLLAND_1980 else np.nan)
    told = standing_wind_ms(RADII, vortex_of(steps, RULES, model=model).at(0), RULES)
    np.testing.assert_allclose(told, TABLE[model, moved], atol=5.1e-4)


def test_the_shape_of_the_table_is_that_of_holland_2008_and_1980() -> None:
    assert holland_b_2008(60, 0, 18.5, 0) == pytest.approx(1.18260, abs=5e-6)
    assert holland_b_2008(60, 0, 18.5, 5) == pytest.approx(1.48351, abs=5e-6)
    assert holland_b_1980(55 / 0.9, 60, density=1.15) == pytest.approx(1.94572, abs=5e-6)


def test_each_term_of_the_shape_by_hand() -> None:
    # dp 100: -0.44 + 1; -1 hPa/h: -0.03; 20 degrees: -0.28; 4 m/s: 0.15 x 4^(0.6 x 115 / 215) = 0.15 x 4^0.32093
    expected = -0.44 + 1 - 0.03 - 0.28 + 0.15 * 4 ** (0.6 * 115 / 215) + 1
    assert holland_b_2008(100, -1, -20, 4) == pytest.approx(expected, abs=1e-12)


def test_shape_and_peak_of_the_unit_tests_of_climada() -> None:
    np.testing.assert_allclose(holland_b_1980([35, 40], [15, 30], density=1.15), [2.5, 1.667213], atol=5e-7)
    np.testing.assert_allclose(peak_ms([2.5, 1.67], [15, 30], density=1.15), [34.635341, 40.033421], atol=5e-7)


def test_the_static_profile_of_the_unit_tests_of_climada() -> None:
    radius = np.array([299.45, 291.07, 292.54, 40.665])
    turning = Vortex(HOLLAND_2008, *(np.array(v) for v in (1.486076, 39.12, 40.665, 3.549e-5, np.nan)))
    np.testing.assert_allclose(standing_wind_ms(radius, turning, RULES), [11.28, 11.68, 11.61, 42.41], atol=0.01)
    still = replace(turning, coriolis=np.array(0.0))
    np.testing.assert_allclose(standing_wind_ms(radius, still, RULES), [15.72, 16.04, 15.98, 43.13], atol=0.01)


def test_holland_1980_at_the_points_of_the_domain_file() -> None:
    # 125 kt, 937 hPa, 20 km, 18.3 degrees north: b 2.1862
    vortex = vortex_of(one_step(wind_kt=125, pressure_hpa=937, radius_max_wind_km=20, latitude=18.3), RULES,
                       model=HOLLAND_1980)  # fmt: skip
    assert vortex.b[0] == pytest.approx(2.1862, abs=5e-5)
    told = standing_wind_ms(np.array([10, 20, 40, 60, 100, 150.0]), vortex.at(0), RULES)
    np.testing.assert_allclose(told, [23.034, 63.895, 43.711, 29.282, 16.043, 8.960], atol=0.01)


def test_holland_2010_from_the_wind_given_peaks_at_that_wind_less_the_movement() -> None:
    # 100 kt = 51.444 m/s, moving at 5 m/s: 46.444 m/s at 30 km, and 17 m/s at 300 km.
    vortex = vortex_of(one_step(wind_kt=100, translation_ms=5), RULES, model=HOLLAND_2010_GIVEN)
    told = standing_wind_ms(np.array([30.0, 300.0]), vortex.at(0), RULES)
    np.testing.assert_allclose(told, [100 * MS_PER_KT - 5, 17.0], atol=1e-9)


def test_without_a_wind_the_models_that_want_one_take_the_pressure() -> None:
    given, by_pressure = (vortex_of(one_step(), RULES, model=m) for m in (HOLLAND_2010_GIVEN, HOLLAND_2010))
    assert given.peak_ms[0] == by_pressure.peak_ms[0]


@pytest.mark.parametrize("model", MODELS)
def test_no_deficit_is_no_wind_from_the_pressure(model: str) -> None:
    vortex = vortex_of(one_step(pressure_hpa=1012), RULES, model=model)
    told = standing_wind_ms(RADII, vortex.at(0), RULES)
    np.testing.assert_allclose(told, 0.0, atol=1e-9)


@pytest.mark.parametrize("radius_max", [300.0, 463.0])
def test_a_core_as_wide_as_the_outer_radius_still_has_a_wind(radius_max: float) -> None:
    for model in MODELS:
        vortex = vortex_of(one_step(radius_max_wind_km=radius_max), RULES, model=model)
        told = standing_wind_ms(RADII, vortex.at(0), RULES)
        assert np.isfinite(told).all()
        assert (np.diff(told) >= 0).all()


def test_b_keeps_its_bounds() -> None:
    # A deficit of 1 hPa without movement at 60 degrees: 0.01 - 0.84 + 1 = 0.17, bounded by 0.81.
    assert vortex_of(one_step(pressure_hpa=1009, latitude=60), RULES).b[0] == pytest.approx(0.81)
    fast = one_step(pressure_hpa=900, tendency_hpa_hour=60)
    assert vortex_of(fast, RULES).b[0] == pytest.approx(2.5 * 0.81)


def test_an_unknown_model_is_refused_with_the_accepted_ones() -> None:
    with pytest.raises(BadScenario) as caught:
        vortex_of(one_step(), RULES, model="guess")
    assert caught.value.code == "wind.unknown_model"
    assert caught.value.params == {"value": "guess", "accepted": ", ".join(MODELS)}


def test_the_turning_of_the_earth_is_the_same_on_both_halves() -> None:
    assert coriolis(-18.5) == coriolis(18.5) == pytest.approx(2 * 7.29e-5 * np.sin(np.radians(18.5)))


@given(
    st.floats(880, 1005), st.floats(10, 80), st.floats(0, 35), st.floats(0, 15), st.sampled_from(MODELS),
    st.floats(20, 180),
)  # fmt: skip
def test_winds_are_never_negative_and_fall_away_from_the_strongest(
    pressure: float, radius_max: float, latitude: float, moved: float, model: str, knots: float
) -> None:
    steps = one_step(pressure_hpa=pressure, radius_max_wind_km=radius_max, latitude=latitude, translation_ms=moved,
                     wind_kt=knots)  # fmt: skip
    vortex = vortex_of(steps, RULES, model=model).at(0)
    told = standing_wind_ms(np.linspace(0.05, 300, 1_000), vortex, RULES)
    assert np.isfinite(told).all()
    assert (told >= 0).all()
    if model in (HOLLAND_2008, HOLLAND_1980):  # that of 2010 is bound to 17 m/s at 300 km and may rise to it
        beyond = np.linspace(radius_max, 300, 1_000)
        assert (np.diff(standing_wind_ms(beyond, vortex, RULES)) <= 1e-9).all()


def test_classes_are_the_scale_of_the_hazards_and_hold_their_lower_bound() -> None:
    assert RULES.classes.names == hazards().by_key["cyclone"].classes
    assert RULES.surge_classes.names == hazards().by_key["storm_surge"].classes
    bounds = [34, 64, 83, 96, 113, 137]
    assert list(RULES.classes.least) == bounds
    knots = [33.999, 34, 63.999, 64, 82.999, 83, 95.999, 96, 112.999, 113, 136.999, 137, 300, np.nan]
    assert list(RULES.classes.rank(knots)) == [-1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, -1]
    assert list(RULES.classes.name([10, 64, np.nan], below="outside", unknown="?")) == ["outside", "category_1", "?"]


def document() -> dict:
    setting = {"value": 1, "unit": "m", "period": "none", "source": "s", "status": "verified"}
    told = {"source": "s", "status": "verified"}
    return {
        "settings": {"one": setting}, "classes": {"least_kt": {"a": 1, "b": 2}, **told},
        "surge_classes": {"least_m": {"a": 1}, **told}, "radius_by_pressure": {"hpa": [900, 1000], "nm": [10, 20]},
    }  # fmt: skip


def test_rules_are_read_and_their_faults_named() -> None:
    assert isinstance(parse_wind(document()), WindRules)
    for part in document():
        with pytest.raises(ReferenceProblem) as caught:
            parse_wind({name: value for name, value in document().items() if name != part})
        assert caught.value.params == {"part": part}
    bad = [
        ("classes", {"least_kt": {"a": 2, "b": 2}}, "wind.not_rising"),
        ("classes", {"status": "perhaps"}, "wind.missing_part"),
        ("surge_classes", {"source": ""}, "wind.missing_part"),
        ("radius_by_pressure", {"hpa": [1000, 900]}, "wind.not_rising"),
        ("radius_by_pressure", {"nm": [10]}, "wind.missing_part"),
    ]
    for part, change, code in bad:
        told = document()
        told[part] |= change
        with pytest.raises(ReferenceProblem) as caught:
            parse_wind(told)
        assert caught.value.code == code
