"""The wind field of a cyclone over many points, beside the same winds reckoned pair by pair."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.reference_storms import wind_rules
from geo.storm_track import KM_PER_RADIAN, hourly
from geo.wind import Vortex, standing_wind_ms, vortex_of
from geo.wind_field import wind_field
from geo.wind_swath import sweep, wind_swath
from geo.wind_zones import grid_over, swath_zones
from tests.bench.engine import Times, timed
from tests.bench.report import CannotMeasure, Figure

STEPS, POINTS = 120, 30_000
REPEATS = 9
HAITI = (-74.6, 17.9, -71.5, 20.2)


def track() -> pd.DataFrame:
    """A made-up storm that takes 119 hours past Haiti, most of them within reach."""
    return pd.DataFrame(
        {
            "valid_at": ["2030-10-01T00:00Z", "2030-10-05T23:00Z"],
            "longitude": [-72.0, -75.0], "latitude": [16.0, 21.0],
            "wind_kt": [125.0, 125.0], "pressure_hpa": [934.0, 934.0],
        }
    )  # fmt: skip


def points(count: int) -> pd.DataFrame:
    """Points all over the country."""
    draw = np.random.default_rng(11)
    west, south, east, north = HAITI
    return pd.DataFrame({"longitude": draw.uniform(west, east, count), "latitude": draw.uniform(south, north, count)})


def plain(at: pd.DataFrame, steps: pd.DataFrame) -> np.ndarray:
    """Strongest winds by whole arrays of steps and points: haversine, bearing, two components, the largest.

    The usual way with numpy; it shares the profile with the product and nothing else.
    """
    rules = wind_rules()
    lon, lat, lon0, lat0 = (
        np.radians(held[name].to_numpy()) for held in (at, steps) for name in ("longitude", "latitude")
    )
    east, south = lon[None] - lon0[:, None], lat0[:, None]
    half = np.sin((lat[None] - south) / 2) ** 2 + np.cos(south) * np.cos(lat[None]) * np.sin(east / 2) ** 2
    away = 2 * np.arcsin(np.sqrt(half)) * KM_PER_RADIAN
    toward = np.arctan2(
        np.sin(east) * np.cos(lat[None]),
        np.cos(south) * np.sin(lat[None]) - np.sin(south) * np.cos(lat[None]) * np.cos(east),
    )
    one = vortex_of(steps, rules)
    told = (one.b, one.deficit_hpa, one.radius_max_km, one.coriolis, one.peak_ms)
    wind = standing_wind_ms(away, Vortex(one.model, *(values[:, None] for values in told)), rules)
    fading = np.minimum(1.0, one.radius_max_km[:, None] / away)
    x = -wind * np.cos(toward) + fading * steps["east_ms"].to_numpy()[:, None]
    y = wind * np.sin(toward) + fading * steps["north_ms"].to_numpy()[:, None]
    strongest: np.ndarray = np.where(away <= rules.value("reach_km"), np.hypot(x, y), 0.0).max(axis=0)
    return strongest


def measured() -> dict[str, Times]:
    """Time the field alone, the swath with classes and arrivals, the zones of a grid, and the yardstick."""
    rules, at = wind_rules(), points(POINTS)
    steps = hourly(track(), rules)
    swath = wind_swath(at, steps, rules).frame
    if len(steps) != STEPS or not np.allclose(swath["wind_ms"], plain(at, steps), atol=1e-5):
        raise CannotMeasure("the wind field and its yardstick do not agree")
    hours = steps["hours"].to_numpy()
    grid = grid_over(HAITI, spacing_degrees=0.0155)
    on_grid = wind_swath(grid.points(), steps, rules).frame
    return {
        "field": timed([lambda: sweep(wind_field(at["longitude"], at["latitude"], steps, rules), hours)] * REPEATS),
        "swath": timed([lambda: wind_swath(at, hourly(track(), rules), rules)] * REPEATS),
        "zones": timed([lambda: swath_zones(on_grid, grid, rules, zone_set="bench")] * REPEATS),
        "plain": timed([lambda: plain(at, steps)] * 3),
        "pass": timed([lambda: at.to_numpy().sum()] * REPEATS),
    }


def figures(seen: dict[str, Times]) -> list[Figure]:
    """Return the lines of the table."""
    what = f"{STEPS} hourly steps over {POINTS:,} points"
    floor = f"one pass over the points takes {seen['pass'].median:.2f} ms"
    return [
        Figure(
            f"Wind field of {what}: strongest wind and three arrivals", "ms", seen["field"].median,
            seen["plain"].median, at_most=300,
            note=f"{seen['field'].note}; the yardstick is numpy on whole arrays, the strongest wind alone; {floor}",
        ),
        Figure(
            f"The same from the typed track to classes and times of {POINTS:,} rows", "ms", seen["swath"].median,
            seen["plain"].median, note=seen["swath"].note,
        ),
        Figure("Zones of all wind classes from a grid of about as many points", "ms", seen["zones"].median,
               note=seen["zones"].note),
    ]  # fmt: skip


if __name__ == "__main__":
    for one in figures(measured()):
        print(f"{one.what}: {one.value:.0f} {one.unit}, yardstick {one.yardstick or float('nan'):.0f}; {one.note}")
