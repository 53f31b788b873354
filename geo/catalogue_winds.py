"""Cyclones of the made catalogue: straight tracks past Haiti, and the strongest wind of each at points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from geo.catalogue_rules import CatalogueRules
from geo.crs import HAITI_BOX
from geo.measuring import Floats
from geo.storm_track import KM_PER_RADIAN
from geo.wind import Vortex
from geo.wind_field import moving_wind_ms, wind_field
from geo.wind_rules import KM_PER_NM, MS_PER_KT, WindRules

_STORMS = 64  # reckoned together
_SPEED = (1.5, 15.0)  # m/s: bounds of what is drawn


def draw_cyclones(count: int, rules: CatalogueRules, draw: np.random.Generator) -> pd.DataFrame:
    """Draw storms by their nearest point, movement and central pressure.

    Returns
    -------
    storms
        `longitude`, `latitude` (a point on the track, evenly over Haiti and the distance around it), `heading_deg`
        (towards, clockwise from north), `speed_ms`, `pressure_hpa`.
    """
    west, south, east, north = HAITI_BOX
    margin = np.degrees(rules.value("cyclone_near_km") / KM_PER_RADIAN)
    speed = np.exp(draw.normal(np.log(rules.value("cyclone_speed_ms")), rules.value("cyclone_speed_spread"), count))
    return pd.DataFrame(
        {
            "longitude": draw.uniform(west - margin, east + margin, count),
            "latitude": draw.uniform(south - margin, north + margin, count),
            "heading_deg": draw.normal(
                rules.value("cyclone_heading_deg"), rules.value("cyclone_heading_spread_deg"), count
            ) % 360,
            "speed_ms": np.clip(speed, *_SPEED),
            "pressure_hpa": np.interp(draw.uniform(0, 1, count), rules.pressure_quantile, rules.pressure_hpa),
        }
    )  # fmt: skip


def strongest_winds_kt(storms: pd.DataFrame, points: pd.DataFrame, rules: CatalogueRules, wind: WindRules) -> Floats:
    """Strongest wind of each storm at each point: one row a storm, knots, 0 beyond its reach.

    Notes
    -----
    Straight tracks at even speed, hour by hour, of one central pressure: no storm deepens, and none decays over land,
    so winds inland are rather too strong. Profile and movement as docs/methods.md#cyclone-winds.
    """
    half = int(rules.value("cyclone_hours"))
    hours = np.arange(-half, half + 1, dtype="float64")
    told = [_winds(storms.iloc[at : at + _STORMS], points, hours, wind) for at in range(0, len(storms), _STORMS)]
    return np.concatenate(told) if told else np.zeros((0, len(points)))


def _winds(storms: pd.DataFrame, points: pd.DataFrame, hours: Floats, rules: WindRules) -> Floats:
    steps = _steps(storms, hours, rules)
    field = wind_field(points["longitude"], points["latitude"], steps, rules)
    chord2 = np.maximum(2.0 - 2.0 * (field.centres @ field.points), 1e-15)
    vortex = _columns(field.vortex)
    winds = moving_wind_ms(chord2, field.across @ field.points, vortex, field.moved_ms[:, None], rules)
    most = 2.0 * np.sin(rules.value("reach_km") / KM_PER_RADIAN / 2)
    winds[chord2 > most * most] = 0.0
    strongest = winds.reshape(len(storms), len(hours), -1).max(axis=1)
    return np.asarray(strongest / MS_PER_KT)


def _columns(vortex: Vortex) -> Vortex:
    """One row a step, so that it broadcasts with points."""
    names = ("b", "deficit_hpa", "radius_max_km", "coriolis", "peak_ms")
    return replace(vortex, **{name: getattr(vortex, name)[:, None] for name in names})


def _steps(storms: pd.DataFrame, hours: Floats, rules: WindRules) -> pd.DataFrame:
    """All hours of all storms, one storm after the other, as `storm_track.hourly` gives those of one."""
    count = len(hours)
    repeated = {name: np.repeat(storms[name].to_numpy(dtype="float64"), count) for name in storms.columns}
    heading, speed = np.radians(repeated["heading_deg"]), repeated["speed_ms"]
    km = np.tile(hours, len(storms)) * speed * 3.6
    latitude = repeated["latitude"] + np.degrees(km * np.cos(heading) / KM_PER_RADIAN)
    middle = np.cos(np.radians((latitude + repeated["latitude"]) / 2))
    longitude = repeated["longitude"] + np.degrees(km * np.sin(heading) / KM_PER_RADIAN / middle)
    radius = np.interp(repeated["pressure_hpa"], rules.radius_hpa, rules.radius_nm) * KM_PER_NM
    return pd.DataFrame(
        {
            "longitude": longitude, "latitude": latitude, "pressure_hpa": repeated["pressure_hpa"],
            "translation_ms": speed, "east_ms": speed * np.sin(heading), "north_ms": speed * np.cos(heading),
            "tendency_hpa_hour": 0.0, "wind_kt": np.nan, "radius_max_wind_km": radius,
        }
    )  # fmt: skip
