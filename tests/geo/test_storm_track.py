"""Tracks of cyclones: what is refused, and where the storm is between two positions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from data.reference_storms import wind_rules
from geo import frames
from geo.errors import BadScenario
from geo.storm_track import (
    STEPS,
    check_track,
    estimated_pressure_hpa,
    hourly,
    positions_of,
    willoughby_radius_km,
)

RULES = wind_rules()
# A sphere on which a minute of arc is a nautical mile.
GLOBE = Geod(a=1.852 * 60 * 180 / np.pi * 1000, f=0)


def track(*rows: tuple, **more: object) -> pd.DataFrame:
    """Positions: (hour of 4 October 2016, longitude, latitude, wind, pressure, radius)."""
    names = ("valid_at", "longitude", "latitude", "wind_kt", "pressure_hpa", "radius_max_wind_nm")
    told = [dict(zip(names, (stamp(row[0]), *row[1:]), strict=False)) for row in rows]
    return frames.TRACKS.conform(pd.DataFrame(told).assign(storm_id="AL142016", **more))


def stamp(hour: object) -> object:
    if not isinstance(hour, int):
        return hour
    return f"2016-10-{4 + hour // 24:02d}T{hour % 24:02d}:00Z"


GOOD = ((0, -74.3, 17.0, 125, 934, 15), (12, -74.3, 18.2, 125, 934, 15))


@pytest.mark.parametrize(
    ("rows", "code", "told"),
    [
        (GOOD[:1], "track.too_few", {"found": 1}),
        ((), "track.too_few", {"found": 0}),
        (((0, np.nan, 17, 100), GOOD[1]), "track.position_missing", {"position": 1}),
        ((GOOD[0], (12, -74, np.nan, 100)), "track.position_missing", {"position": 2}),
        ((GOOD[0], (12, 400, 18, 100)), "track.position_missing", {"position": 2}),
        ((GOOD[0], (12, -74, 88, 100)), "track.over_pole", {"position": 2, "most": 85}),
        ((GOOD[0], (12, -74, -91, 100)), "track.over_pole", {"position": 2, "most": 85}),
        # From 80 north to 80 north on the other side: the shortest way crosses the pole.
        (((0, -74, 80, 50), (40, 106, 80, 50)), "track.over_pole", {"position": 1, "most": 85}),
        ((GOOD[0], ("soon", -74, 18, 100)), "track.time_missing", {"position": 2}),
        ((GOOD[0], (None, -74, 18, 100)), "track.time_missing", {"position": 2}),
        ((GOOD[1], GOOD[0]), "track.times_not_rising", {"position": 2}),
        ((GOOD[0], (0, -74.3, 17.0, 120)), "track.times_not_rising", {"position": 2}),
        ((GOOD[0], ("2017-10-04T00:00Z", -74, 18, 100)), "track.too_long", {"hours": 8760.0, "most": 1000}),
        ((GOOD[0], (12, -74.3, 18.2, 300)), "track.wind_impossible",
         {"position": 2, "value": 300.0, "least": 0.0, "most": 200}),
        (((0, -74.3, 17, -5), GOOD[1]), "track.wind_impossible",
         {"position": 1, "value": -5.0, "least": 0.0, "most": 200}),
        ((GOOD[0], (12, -74.3, 18.2, 100, 700)), "track.pressure_impossible",
         {"position": 2, "value": 700.0, "least": 850, "most": 1060}),
        ((GOOD[0], (12, -74.3, 18.2, 100, 950, 600)), "track.radius_impossible",
         {"position": 2, "value": 600.0, "least": 0.0, "most": 500}),
        ((GOOD[0], (12, -74.3, 18.2)), "track.no_strength", {"position": 2}),
    ],
)  # fmt: skip
def test_what_is_no_track_is_refused_naming_the_position(rows: tuple, code: str, told: dict) -> None:
    with pytest.raises(BadScenario) as caught:
        check_track(track(*rows) if rows else frames.TRACKS.empty(), RULES)
    assert (caught.value.code, caught.value.params) == (code, told)


def test_a_storm_that_would_fly_is_refused() -> None:
    # 10 degrees of latitude, 600 nautical miles, in 6 hours: 100 kt.
    with pytest.raises(BadScenario) as caught:
        check_track(track((0, -74, 10, 100), (6, -74, 20, 100)), RULES)
    assert caught.value.code == "track.too_fast"
    assert caught.value.params == {"position": 2, "knots": pytest.approx(100.0), "most": 80}


@pytest.mark.parametrize("told", [{"step_hours": 0}, {"step_hours": 7}, {"radius": "guess"}])
def test_a_step_or_an_estimate_that_will_not_do_is_refused(told: dict) -> None:
    with pytest.raises(BadScenario) as caught:
        hourly(track(*GOOD), RULES, **told)
    assert caught.value.code == "track.bad_step"


def test_between_two_positions_everything_is_even() -> None:
    # 1.2 degrees of latitude = 72 nautical miles in 12 hours: 6 kt = 3.0867 m/s, due north.
    told = hourly(track((0, -74.3, 17.0, 100, 960, 20), (12, -74.3, 18.2, 124, 936, 14)), RULES)
    assert [*told.columns] == [*STEPS]
    assert len(told) == 13
    sixth = told.iloc[6]
    assert sixth["valid_at"] == "2016-10-04T06:00Z"
    assert sixth["latitude"] == pytest.approx(17.6)
    assert sixth["longitude"] == pytest.approx(-74.3)
    assert sixth["wind_kt"] == pytest.approx(112)
    assert sixth["pressure_hpa"] == pytest.approx(948)
    assert sixth["radius_max_wind_km"] == pytest.approx(17 * 1.852)
    np.testing.assert_allclose(told["translation_ms"], 72 * 1852 / (12 * 3600))
    np.testing.assert_allclose(told["toward_degrees"], 0, atol=1e-9)
    np.testing.assert_allclose(told["tendency_hpa_hour"], [0, *[-2.0] * 12])
    assert set(told["pressure_source"]) == set(told["radius_source"]) == {"given"}


def test_the_last_step_is_at_the_last_position() -> None:
    told = hourly(track((0, -74.3, 17.0, 100, 960), (5, -74.3, 17.5, 100, 960)), RULES, step_hours=2)
    assert list(told["hours"]) == [0, 2, 4, 5]
    deepening = hourly(track((0, -74.3, 17.0, 100, 960), (5, -74.3, 17.5, 100, 950)), RULES, step_hours=2)
    np.testing.assert_allclose(deepening["tendency_hpa_hour"], [0, -2, -2, -2])  # 10 hPa in 5 hours
    assert told["valid_at"].iloc[-1] == "2016-10-04T05:00Z"


@given(st.floats(-100, -40), st.floats(5, 40), st.floats(-6, 6), st.floats(-6, 6))
def test_the_way_is_the_great_circle(longitude: float, latitude: float, across: float, up: float) -> None:
    rows = track((0, longitude, latitude, 100, 950), (24, longitude + across, latitude + up, 100, 950))
    told = hourly(rows, RULES)
    toward, _, metres = GLOBE.inv(longitude, latitude, longitude + across, latitude + up)
    assert told["translation_ms"].iloc[0] == pytest.approx(metres / 86400, rel=1e-9, abs=1e-9)
    for at in (7, 24):
        expected = GLOBE.fwd(longitude, latitude, toward, metres * at / 24)[:2]
        np.testing.assert_allclose(told.loc[at, ["longitude", "latitude"]].astype(float), expected, atol=1e-7)
    if metres > 1_000:
        turn = (told["toward_degrees"].iloc[0] - toward + 180) % 360 - 180
        assert turn == pytest.approx(0, abs=1e-5)
    speed = np.hypot(told["east_ms"], told["north_ms"])
    np.testing.assert_allclose(speed, told["translation_ms"], atol=1e-9)


def test_what_is_not_given_is_estimated_and_named_so() -> None:
    told = hourly(track((0, -74.3, 17.0, 100), (6, -74.3, 17.6, 100, 950, 20), (12, -74.3, 18.2, 110, 940, 18)), RULES)
    # 1026.3401 - 0.05504 x 17 + 0.03536 x 74.3 - 0.7357 x 100 = 954.4616
    assert told["pressure_hpa"].iloc[0] == pytest.approx(954.4617, abs=1e-3)
    # Between 940 (15.727 nm) and 980 (25.742 nm): 15.727 + 14.4617 / 40 x 10.015 = 19.3478 nm
    assert told["radius_max_wind_km"].iloc[0] == pytest.approx(19.3478 * 1.852, abs=1e-3)
    assert list(told["pressure_source"]) == ["estimated"] * 6 + ["given"] * 7
    assert list(told["radius_source"]) == ["pressure_table"] * 6 + ["given"] * 7
    back = hourly(track((0, -74.3, 17.0, 100, 950, 20), (6, -74.3, 17.6, 100)), RULES)
    assert list(back["pressure_source"]) == ["given"] + ["estimated"] * 6
    assert list(back["radius_source"]) == ["given"] + ["pressure_table"] * 6
    other = hourly(track((0, -74.3, 17.0, 100), (12, -74.3, 18.2, 110)), RULES, radius="willoughby_2006")
    assert set(other["radius_source"]) == {"willoughby_2006"}


def test_a_radius_of_zero_in_a_file_is_unknown() -> None:
    told = hourly(track((0, -74.3, 17.0, 100, 950, 0), (12, -74.3, 18.2, 110, 940, 0)), RULES)
    assert set(told["radius_source"]) == {"pressure_table"}
    assert (told["radius_max_wind_km"] > 20).all()


def test_a_wind_that_is_not_known_stays_unknown() -> None:
    told = hourly(track((0, -74.3, 17.0, np.nan, 950), (12, -74.3, 18.2, np.nan, 940)), RULES, radius="willoughby_2006")
    assert told["wind_kt"].isna().all()
    assert set(told["radius_source"]) == {"pressure_table"}


def test_estimates_at_the_published_points() -> None:
    told = willoughby_radius_km([50, 70, 35], [18, 18.5, 19])
    np.testing.assert_allclose(told, [28.977, 21.433, 37.185], atol=5e-4)
    assert estimated_pressure_hpa(0, 0, 0) == pytest.approx(1026.3401)


def test_one_storm_of_many_in_the_order_of_time() -> None:
    rows = pd.concat([track(*GOOD[::-1], advisory="022"), track(*GOOD, advisory="023")])
    told = positions_of(rows, "AL142016", "022")
    assert list(told["valid_at"]) == ["2016-10-04T00:00Z", "2016-10-04T12:00Z"]
    assert set(told["advisory"]) == {"022"}


def test_a_track_over_the_date_line_takes_the_short_way() -> None:
    told = hourly(track((0, 179.5, 15, 100, 950), (12, -179.5, 15, 100, 950)), RULES)
    assert told["translation_ms"].max() < 3
    assert set(np.sign(told["longitude"])) == {1.0, -1.0}
