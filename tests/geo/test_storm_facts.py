"""How near a storm comes and when, which advisories there are, and the way that was gone: on a square of land."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import shapely

from data.reference_storms import wind_rules
from geo.frames import TRACKS
from geo.storm_facts import advisories, approach, is_instant, way_gone
from geo.storm_track import hourly

LAND = shapely.box(-73, 18, -72, 19)
DEGREE_KM = 60 * 1.852  # of latitude


def track(*rows: tuple[str, float, float], storm: str = "S1", advisory: str = "001", kind: str = "forecast"):
    told = [
        {"storm_id": storm, "advisory": advisory, "valid_at": at, "longitude": lon, "latitude": lat, "wind_kt": 80.0,
         "position_kind": kind}
        for at, lon, lat in rows
    ]  # fmt: skip
    return TRACKS.conform(pd.DataFrame(told))


def steps(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return hourly(track(*rows), wind_rules())


def test_over_land_it_arrives_in_the_first_hour_over_land():
    # north along 72.5 W from 16 N, four degrees in 48 hours: a degree in 12 hours, so 18 N after 24
    near = approach(steps(("2023-01-01T00:00Z", -72.5, 16.0), ("2023-01-03T00:00Z", -72.5, 20.0)), LAND)
    assert (near.nearest_km, near.over_land) == (0.0, True)
    assert near.hours == pytest.approx(24, abs=1)
    assert near.at.startswith("2023-01-02T0")


def test_beside_the_land_it_arrives_where_it_is_nearest():
    # from 17 N, 75 W to 17 N, 70 W in 50 hours: the great circle is highest half way, on the meridian of the land:
    # tan(latitude) = tan 17 / cos 2.5, 17.0153 N, so 0.9847 degrees from the edge at 18 N, after 25 hours
    near = approach(steps(("2023-01-01T00:00Z", -75.0, 17.0), ("2023-01-03T02:00Z", -70.0, 17.0)), LAND)
    assert near.nearest_km == pytest.approx(0.9847 * DEGREE_KM, rel=0.001)
    assert not near.over_land
    assert near.hours == 25


def test_where_it_still_comes_nearer_when_the_forecast_ends_nobody_knows_when():
    near = approach(steps(("2023-01-01T00:00Z", -72.5, 14.0), ("2023-01-02T00:00Z", -72.5, 16.0)), LAND)
    assert near.nearest_km == pytest.approx(2 * DEGREE_KM, rel=0.01)
    assert math.isnan(near.hours)
    assert near.at == ""


def test_what_goes_away_has_arrived():
    near = approach(steps(("2023-01-01T00:00Z", -72.5, 20.0), ("2023-01-02T00:00Z", -72.5, 24.0)), LAND)
    assert near.hours == 0


def test_the_newest_advisory_of_each_storm_and_no_best_track():
    rows = pd.concat([
        track(("2023-01-01T00:00Z", -70, 15), ("2023-01-02T00:00Z", -71, 16), advisory="001"),
        track(("2023-01-01T12:00Z", -70, 15), ("2023-01-03T00:00Z", -71, 16), advisory="002"),
        track(("2022-12-30T00:00Z", -60, 12), ("2022-12-31T00:00Z", -61, 12), storm="S2", kind="exercise"),
        track(("2022-01-01T00:00Z", -70, 15), storm="S3", advisory="best_track", kind="observed"),
    ])  # fmt: skip
    told = advisories(rows)
    assert told[["storm_id", "advisory", "newest", "exercise", "positions"]].to_numpy().tolist() == [
        ["S1", "002", True, False, 2], ["S1", "001", False, False, 2], ["S2", "001", True, True, 2],
    ]  # fmt: skip
    assert advisories(TRACKS.empty()).empty


def test_the_way_gone_takes_the_last_source_of_each_hour_and_nothing_later():
    rows = pd.concat([
        track(("2023-01-01T00:00Z", -70, 15), advisory="001", kind="observed"),
        track(("2023-01-02T00:00Z", -71, 16), advisory="002", kind="observed"),
        track(("2023-01-02T00:00Z", -71.5, 16), advisory="003", kind="observed"),
        track(("2023-01-03T00:00Z", -72, 17), advisory="003", kind="observed"),
        track(("2023-01-01T12:00Z", -72, 17), advisory="001", kind="forecast"),
    ])  # fmt: skip
    gone = way_gone(rows, "S1", "2023-01-02T00:00Z")
    assert gone[["valid_at", "longitude"]].to_numpy().tolist() == [
        ["2023-01-01T00:00Z", -70],
        ["2023-01-02T00:00Z", -71.5],
    ]


@pytest.mark.parametrize(
    ("text", "fits"),
    [("2016-10-04T12:00Z", True), ("2016-10-04T12:00", False), ("2016-13-04T12:00Z", False), ("hier", False)],
)
def test_an_instant_is_told_in_full(text, fits):
    assert is_instant(text) is fits
