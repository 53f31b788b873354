"""The track of a cyclone: positions checked, and where the storm is, how strong and how fast, at every hour."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import BadScenario
from geo.great_circles import Directions, angle, bearing, degrees_of, directions, highest_latitude, turned
from geo.wind_rules import KM_PER_NM, MS_PER_KT, Floats, WindRules

KM_PER_RADIAN = KM_PER_NM * 60 * 180 / np.pi  # a nautical mile is a minute of arc
GIVEN, ESTIMATED = "given", "estimated"
PRESSURE_TABLE, WILLOUGHBY = RADIUS_ESTIMATES = ("pressure_table", "willoughby_2006")
STEPS = (
    "valid_at", "hours", "longitude", "latitude", "wind_kt", "pressure_hpa", "pressure_source", "radius_max_wind_km",
    "radius_source", "translation_ms", "toward_degrees", "east_ms", "north_ms", "tendency_hpa_hour",
)  # fmt: skip
# Central pressure where a track gives only the wind: climada 6.1.0, fitted to IBTrACS; hPa, degrees, knots.
_PRESSURE = (1026.3401, -0.05504, -0.03536, -0.7357)
# Willoughby 2006 in stormwindmodel (will7a): km, per m/s, per degree.
_WILLOUGHBY = (46.4, -0.0155, 0.0169)


def positions_of(tracks: pd.DataFrame, storm_id: str, advisory: str) -> pd.DataFrame:
    """Positions of one storm in one advisory (or its best track), in the order of time.

    Parameters
    ----------
    tracks
        `TRACKS` frame.
    storm_id, advisory
        Which.
    """
    told = tracks[(tracks["storm_id"] == storm_id) & (tracks["advisory"] == advisory)]
    return told.sort_values("valid_at", kind="stable").reset_index(drop=True)


def check_track(positions: pd.DataFrame, rules: WindRules) -> None:
    """Refuse positions that are no track of a cyclone.

    Parameters
    ----------
    positions
        `TRACKS` rows of one storm in the order of time.
    rules
        What is possible.

    Raises
    ------
    BadScenario
        With `position`, counted from 1: ``track.too_few``, ``track.position_missing``, ``track.over_pole``,
        ``track.time_missing``, ``track.times_not_rising``, ``track.too_long``, ``track.too_fast``,
        ``track.wind_impossible``, ``track.pressure_impossible``, ``track.radius_impossible``,
        ``track.no_strength`` (neither wind nor pressure).
    """
    if len(positions) < 2:
        raise BadScenario("track.too_few", found=len(positions))
    longitude, latitude = _floats(positions, "longitude"), _floats(positions, "latitude")
    _refuse("track.position_missing", np.isnan(latitude) | ~(np.abs(longitude) <= 360))
    most = rules.value("latitude_most_degrees")
    at = directions(longitude, latitude)
    _refuse("track.over_pole", np.abs(latitude) > most, most=most)
    _refuse("track.over_pole", highest_latitude(at) > most, most=most)
    hours = _hours(positions)
    if hours[-1] > rules.value("track_most_hours"):
        raise BadScenario("track.too_long", hours=float(hours[-1]), most=rules.value("track_most_hours"))
    knots = angle(at) * KM_PER_RADIAN / KM_PER_NM / np.diff(hours)
    fastest = rules.value("speed_most_kt")
    _refuse("track.too_fast", np.concatenate([[False], knots > fastest]), knots=np.append(np.nan, knots), most=fastest)
    _check_strength(positions, rules)


def _check_strength(positions: pd.DataFrame, rules: WindRules) -> None:
    wind, pressure = _floats(positions, "wind_kt"), _floats(positions, "pressure_hpa")
    bounds = {
        "wind_kt": ("track.wind_impossible", 0.0, rules.value("wind_most_kt")),
        "pressure_hpa": (
            "track.pressure_impossible", rules.value("pressure_least_hpa"), rules.value("pressure_most_hpa"),
        ),
        "radius_max_wind_nm": ("track.radius_impossible", 0.0, rules.value("radius_most_nm")),
    }  # fmt: skip
    for column, (code, least, most) in bounds.items():
        values = _floats(positions, column)
        _refuse(code, ~np.isnan(values) & ~((values >= least) & (values <= most)), value=values, least=least, most=most)
    _refuse("track.no_strength", np.isnan(wind) & np.isnan(pressure))


def _refuse(code: str, bad: Any, **told: Any) -> None:
    """Raise for the first bad position; arrays among `told` give its value."""
    if np.any(bad):
        at = int(np.flatnonzero(bad)[0])
        values = {name: float(v[at]) if isinstance(v, np.ndarray) else v for name, v in told.items()}
        raise BadScenario(code, position=at + 1, **values)


def _hours(positions: pd.DataFrame) -> Floats:
    """Hours since the first position."""
    moments = pd.to_datetime(positions["valid_at"], format="ISO8601", utc=True, errors="coerce")
    _refuse("track.time_missing", moments.isna().to_numpy())
    hours = (moments - moments.iloc[0]).dt.total_seconds().to_numpy(dtype="float64") / 3600
    _refuse("track.times_not_rising", np.append(False, np.diff(hours) <= 0))
    return np.asarray(hours, dtype="float64")


def _floats(positions: pd.DataFrame, column: str) -> Floats:
    if column not in positions.columns:
        return np.full(len(positions), np.nan)
    return np.asarray(pd.to_numeric(positions[column], errors="coerce").to_numpy(dtype="float64", na_value=np.nan))


def estimated_pressure_hpa(wind_kt: Any, longitude: Any, latitude: Any) -> Floats:
    """Central pressure where only the wind is known: 1026.3401 - 0.05504 lat - 0.03536 lon - 0.7357 kt (climada)."""
    base, by_latitude, by_longitude, by_knot = _PRESSURE
    told = base + by_latitude * np.asarray(latitude, float) + by_longitude * np.asarray(longitude, float)
    return np.asarray(told + by_knot * np.asarray(wind_kt, float), dtype="float64")


def willoughby_radius_km(wind_ms: Any, latitude: Any) -> Floats:
    """Radius of maximum wind after Willoughby 2006: 46.4 e^(-0.0155 wind + 0.0169 latitude), km."""
    base, by_wind, by_latitude = _WILLOUGHBY
    return np.asarray(base * np.exp(by_wind * np.asarray(wind_ms) + by_latitude * np.abs(latitude)), dtype="float64")


def hourly(
    positions: pd.DataFrame, rules: WindRules, *, step_hours: float = 1.0, radius: str = PRESSURE_TABLE
) -> pd.DataFrame:
    """Where the storm is at every step, how strong and how fast.

    Parameters
    ----------
    positions
        `TRACKS` rows of one storm in the order of time.
    rules
        What is possible, and the radius by pressure.
    step_hours
        Hours between steps; the last step is at the last position.
    radius
        How the radius of maximum wind is estimated where the track gives none: ``pressure_table`` or
        ``willoughby_2006`` (where the wind is unknown too, the table).

    Returns
    -------
    steps
        One row a step with the columns `STEPS`: `hours` since the first position; along the great circle at even
        speed between positions, wind, pressure and radius linear in time; `wind_kt` NaN where it is not known.
        `pressure_source` and `radius_source`: ``given``, or how the value was estimated. `translation_ms` toward
        `toward_degrees` (from north, clockwise). `tendency_hpa_hour`: change since the step before, 0 at the first.

    Raises
    ------
    BadScenario
        As `check_track`, and ``track.bad_step``.

    Notes
    -----
    Method: docs/methods.md#cyclone-tracks.
    """
    check_track(positions, rules)
    if not 1 / 12 <= step_hours <= 6 or radius not in RADIUS_ESTIMATES:
        raise BadScenario("track.bad_step", hours=step_hours, radius=str(radius)[:80])
    at_hours = _hours(positions)
    hours = np.arange(0, at_hours[-1] + 1e-9, step_hours)
    if at_hours[-1] - hours[-1] > 1e-6:
        hours = np.append(hours, at_hours[-1])
    where = _located(positions, at_hours, hours)
    strong = _strengths(positions, rules, radius)
    told = {name: np.interp(hours, at_hours, values) for name, values in strong.values.items()}
    tendency = np.concatenate([[0.0], np.diff(told["pressure_hpa"]) / np.diff(hours)])
    sources = {name: _source_at(source, at_hours, hours) for name, source in strong.sources.items()}
    stamps = _stamps(positions, hours)
    frame = pd.DataFrame({**where, **told, **sources, "tendency_hpa_hour": tendency, "valid_at": stamps})
    return frame[[*STEPS]].astype(dict.fromkeys(("valid_at", "pressure_source", "radius_source"), "str"))


def _stamps(positions: pd.DataFrame, hours: Floats) -> list[str]:
    start = pd.to_datetime(positions["valid_at"].iloc[0], format="ISO8601", utc=True)
    return [f"{start + pd.Timedelta(hours=float(hour)):%Y-%m-%dT%H:%MZ}" for hour in hours]


def _located(positions: pd.DataFrame, at_hours: Floats, hours: Floats) -> dict[str, Floats]:
    """Position and movement at each hour: that of the leg which it begins or lies in."""
    at = directions(_floats(positions, "longitude"), _floats(positions, "latitude"))
    leg = np.clip(np.searchsorted(at_hours, hours, side="right") - 1, 0, len(at_hours) - 2)
    share = (hours - at_hours[leg]) / np.diff(at_hours)[leg]
    now: Directions = turned(at, leg, share)
    speed = angle(at)[leg] * KM_PER_RADIAN * 1000 / (np.diff(at_hours)[leg] * 3600)
    toward = bearing(at, leg, now)
    longitude, latitude = degrees_of(now)
    return {
        "hours": hours, "longitude": longitude, "latitude": latitude, "translation_ms": speed,
        "toward_degrees": np.asarray(np.round(np.degrees(toward), 9) % 360, dtype="float64"),
        "east_ms": speed * np.sin(toward), "north_ms": speed * np.cos(toward),
    }  # fmt: skip


class _Strengths(NamedTuple):
    """Wind, pressure and radius at each position, and where the latter two come from."""

    values: dict[str, Floats]
    sources: dict[str, Any]


def _strengths(positions: pd.DataFrame, rules: WindRules, estimate: str) -> _Strengths:
    wind, pressure, radius_nm = (_floats(positions, name) for name in ("wind_kt", "pressure_hpa", "radius_max_wind_nm"))
    longitude, latitude = _floats(positions, "longitude"), _floats(positions, "latitude")
    by_pressure = np.where(np.isnan(pressure), ESTIMATED, GIVEN)
    pressure = np.where(np.isnan(pressure), estimated_pressure_hpa(wind, longitude, latitude), pressure)
    by_table = np.interp(pressure, rules.radius_hpa, rules.radius_nm) * KM_PER_NM
    by_wind = willoughby_radius_km(wind * MS_PER_KT, latitude)
    use_wind = (estimate == WILLOUGHBY) & ~np.isnan(by_wind)
    known = radius_nm > 0  # a file that writes 0 does not know it
    radius = np.where(known, radius_nm * KM_PER_NM, np.where(use_wind, by_wind, by_table))
    by_radius = np.where(known, GIVEN, np.where(use_wind, WILLOUGHBY, PRESSURE_TABLE))
    values = {"wind_kt": wind, "pressure_hpa": pressure, "radius_max_wind_km": radius}
    return _Strengths(values, {"pressure_source": by_pressure, "radius_source": by_radius})


def _source_at(source: Any, at_hours: Floats, hours: Floats) -> Any:
    """Source of an interpolated value: given only where both positions around it give it."""
    before = np.clip(np.searchsorted(at_hours, hours, side="right") - 1, 0, len(at_hours) - 1)
    after = np.clip(np.searchsorted(at_hours, hours, side="left"), 0, len(at_hours) - 1)
    return np.where(source[before] == GIVEN, source[after], source[before])
