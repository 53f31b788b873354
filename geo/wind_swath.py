"""What a cyclone brings to each point: its strongest wind, the class of it, and when gale and hurricane winds come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.explain import Explanation, Input, Result, known
from geo.footprint import OUTSIDE, UNLOCATED
from geo.great_circles import directions
from geo.settings import changes_of
from geo.storm_track import GIVEN, KM_PER_RADIAN
from geo.wind import HOLLAND_2008, HOLLAND_2010, HOLLAND_2010_GIVEN
from geo.wind_field import WindField, wind_field
from geo.wind_rules import ARRIVALS_KT, MS_PER_KT, Floats, WindRules

USED = ("environment_pressure_hpa", "air_density_kg_m3", "translation_share", "reach_km")
BELOW_SHARE = 0.1  # a wind this much below that of the track, one class or so, is said


@dataclass(frozen=True)
class Swath:
    """Strongest wind of every point and when it comes; hours count from the first step.

    Parameters
    ----------
    wind_ms, peak_step
        Strongest wind and its step; 0 and -1 where the storm never comes within reach.
    arrivals
        Threshold in knots -> hours until it is first reached, NaN where it never is.
    """

    wind_ms: Floats
    peak_step: NDArray[np.int64]
    arrivals: dict[int, Floats]


def sweep(field: WindField, hours: Floats) -> Swath:
    """Run through all steps of a field.

    Parameters
    ----------
    field
        What `wind_field` gave.
    hours
        Hours of its steps.

    Notes
    -----
    The moment of arrival is linear between the step that first reaches the threshold and the one before it; a
    wind that is there at the first step arrives at its hour.
    """
    size = field.points.shape[1]
    most, peak = np.zeros(size), np.full(size, -1, dtype="int64")
    arrivals = {knots: np.full(size, np.nan) for knots in ARRIVALS_KT}
    past: tuple[NDArray[np.int64], Floats] = (np.empty(0, dtype="int64"), np.empty(0))
    for step, (near, winds) in enumerate(field.steps()):
        so_far = most[near]
        stronger = np.flatnonzero(winds > so_far)
        now, so_far, at = winds[stronger], so_far[stronger], near[stronger]
        for knots, arrived in arrivals.items():
            first = (so_far < knots * MS_PER_KT) & (now >= knots * MS_PER_KT)
            if first.any():
                before = _wind_at(past, at[first], size)
                share = (knots * MS_PER_KT - before) / (now[first] - before) if step else 1.0
                start = hours[max(step - 1, 0)]
                arrived[at[first]] = start + share * (hours[step] - start)
        most[at], peak[at] = now, step
        past = near, winds
    return Swath(most, peak, arrivals)


def _wind_at(step: tuple[NDArray[np.int64], Floats], points: NDArray[np.int64], size: int) -> Floats:
    """Winds of one step at some points; 0 beyond its reach."""
    winds = np.zeros(size)
    winds[step[0]] = step[1]
    return np.asarray(winds[points])


def wind_swath(
    points: pd.DataFrame, steps: pd.DataFrame, rules: WindRules, *, model: str = HOLLAND_2008,
    factor: Floats | None = None,
) -> Result:  # fmt: skip
    """Strongest wind, class and arrival of gale and hurricane winds at each point.

    Parameters
    ----------
    points
        One row a point: `longitude`, `latitude` (degrees, NaN unknown) and any further columns, which are kept.
    steps
        What `storm_track.hourly` gave.
    rules
        Equations' figures and class bounds.
    model
        As `wind.vortex_of`.
    factor
        By which the wind of each step is multiplied (`wind_decay.inland_factor`); None: no decay over land.

    Returns
    -------
    swath
        The rows of `points` with: `wind_ms`, `wind_kt` (one-minute sustained, 10 m; 0 beyond the reach of the
        storm, NaN without coordinates); `hazard_class` (``outside`` below gale force, ``unlocated`` without
        coordinates); `category` (0 tropical storm, 1 to 5, NaN outside); `peak_at` (UTC); `arrival_34_hours`,
        `arrival_34_at`, the same for 50 and 64 kt (NaN where they never come); and what the peak was reckoned
        from.

    Raises
    ------
    BadScenario
        ``wind.unknown_model``.

    Notes
    -----
    Method: docs/methods.md#cyclone-winds.
    """
    everywhere = points[["longitude", "latitude"]].to_numpy(dtype="float64", na_value=np.nan).T
    located = np.flatnonzero(~np.isnan(everywhere).any(axis=0))
    at = everywhere[0, located], everywhere[1, located]
    field = wind_field(*at, steps, rules, model=model, factor=factor)
    hours = steps["hours"].to_numpy(dtype="float64")
    swept = sweep(field, hours)
    told = _columns(swept, steps, rules) | _peaks(swept, field, at, steps)
    frame = points.reset_index(drop=True)
    for name, values in told.items():
        frame[name] = _spread(values, located, len(frame))
    frame["hazard_class"] = pd.Series(frame["hazard_class"].where(frame["wind_ms"].notna(), UNLOCATED), dtype="str")
    facts = _facts(steps, field, rules, model)
    return Result(frame, partial(_explain, rules, facts), facts)


def _spread(values: Any, at: NDArray[np.int64], size: int) -> pd.Series:
    """Values of the located points on all points, unknown elsewhere."""
    series = pd.Series(values)
    return series if len(at) == size else pd.Series(series.to_numpy(), index=at).reindex(range(size))


def _columns(swept: Swath, steps: pd.DataFrame, rules: WindRules) -> dict[str, Any]:
    knots = swept.wind_ms / MS_PER_KT
    rank = rules.classes.rank(knots)
    start = pd.to_datetime(steps["valid_at"].iloc[0], format="ISO8601", utc=True)
    told = {
        "wind_ms": swept.wind_ms,
        "wind_kt": knots,
        "hazard_class": pd.array(rules.classes.name(knots, below=OUTSIDE, unknown=UNLOCATED), dtype="str"),
        "category": np.where(rank < 0, np.nan, rank),
        "peak_at": _stamps(start, steps["hours"].to_numpy()[swept.peak_step], swept.peak_step >= 0),
    }
    for limit, hours in swept.arrivals.items():
        told |= {f"arrival_{limit}_hours": hours, f"arrival_{limit}_at": _stamps(start, hours, ~np.isnan(hours))}
    return told


def _stamps(start: pd.Timestamp, hours: Floats, there: NDArray[np.bool_]) -> Any:
    """Instants to the minute, rounded down: nobody is told a later moment; unknown where not `there`."""
    minutes = np.floor(np.where(there, hours, 0.0) * 60 + 1e-6).astype("int64")
    moments = np.datetime64(start.tz_localize(None), "m") + minutes.astype("timedelta64[m]")
    told, at = np.unique(moments, return_inverse=True)
    texts = pd.array([f"{text}Z" for text in np.datetime_as_string(told)], dtype="str").take(at)
    return pd.Series(texts).where(there)


def _peaks(swept: Swath, field: WindField, at: tuple[Floats, Floats], steps: pd.DataFrame) -> dict[str, Floats]:
    """Where the storm was and what it was at each point's strongest wind; NaN where it never came within reach."""
    step, never = swept.peak_step, swept.peak_step < 0
    halves = np.linalg.norm(directions(*at) - field.centres[step], axis=1) / 2
    vortex = field.vortex
    told = {
        "peak_distance_km": 2 * np.arcsin(np.minimum(1.0, halves)) * KM_PER_RADIAN,
        "peak_b": vortex.b[step], "peak_deficit_hpa": vortex.deficit_hpa[step],
        "peak_radius_max_wind_km": vortex.radius_max_km[step],
        "peak_translation_ms": steps["translation_ms"].to_numpy()[step], "peak_factor": field.factor[step],
    }  # fmt: skip
    return {name: np.where(never, np.nan, values) for name, values in told.items()}


def _facts(steps: pd.DataFrame, field: WindField, rules: WindRules, model: str) -> dict[str, Any]:
    given = steps["wind_kt"].max()
    return {
        "model": model,
        "steps": len(steps),
        "first_at": steps["valid_at"].iloc[0],
        "last_at": steps["valid_at"].iloc[-1],
        "track_peak_kt": known(given),
        "standing_peak_kt": float((field.vortex.peak_ms * field.factor).max() / MS_PER_KT),
        "radius_sources": sorted(set(steps["radius_source"])),
        "pressure_sources": sorted(set(steps["pressure_source"])),
        "decay": bool((field.factor < 1).any()),
        "class_rule": "least_inclusive_next_exclusive",
        "class_source": rules.classes.source,
    }


def _notes(facts: dict[str, Any]) -> tuple[str, ...]:
    given, made = facts["track_peak_kt"], facts["standing_peak_kt"]
    said = {
        "wind.peak_given": facts["model"] == HOLLAND_2010_GIVEN,
        "wind.outer_wind": facts["model"] in (HOLLAND_2010, HOLLAND_2010_GIVEN),
        "wind.radius_estimated": facts["radius_sources"] != [GIVEN],
        "wind.pressure_estimated": facts["pressure_sources"] != [GIVEN],
        "wind.below_given": not facts["decay"] and given is not None and made < (1 - BELOW_SHARE) * given,
    }
    return tuple(note for note, holds in said.items() if holds)


def _explain(rules: WindRules, facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    figures = [rules.settings[name] for name in USED]
    units = {
        "peak_distance_km": "km", "peak_b": "", "peak_deficit_hpa": "hPa", "peak_radius_max_wind_km": "km",
        "peak_translation_ms": "m/s", "peak_factor": "share",
    }  # fmt: skip
    return Explanation(
        figure="wind_swath",
        formula="wind_ms = max over steps (peak_factor * |vortex(peak_distance_km) + movement|)",
        inputs=(
            *(Input(name, known(row[name]), unit) for name, unit in units.items()),
            *(Input(one.key, one.value, one.unit) for one in figures),
        ),
        value=known(row["wind_ms"]),
        unit="m/s",
        clause="docs/methods.md#cyclone-winds",
        dated=facts["first_at"][:10],
        source=facts["model"],
        status="verified" if all(one.status == "verified" for one in figures) else "unverified",
        notes=_notes(facts),
        changes=changes_of(*figures),
    )
