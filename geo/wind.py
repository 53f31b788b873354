"""Winds around the centre of a cyclone: the profiles of Holland, whose strength the central pressure tells.

Winds are one-minute sustained winds at 10 m in m/s, distances in km, pressures in hPa. Every function takes
numbers or arrays that broadcast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import BadScenario
from geo.wind_rules import MS_PER_KT, Floats, WindRules

HOLLAND_2008, HOLLAND_2010, HOLLAND_2010_GIVEN, HOLLAND_1980 = MODELS = (
    "holland_2008", "holland_2010", "holland_2010_given", "holland_1980",
)  # fmt: skip
_EARTH_ROTATION = 7.29e-5  # rad/s
_PA = 100.0
_B_1980 = (1.0, 2.5)  # bounds of b at gradient level


@dataclass(frozen=True)
class Vortex:
    """The winds of a storm that stands still, at one moment or at many.

    Parameters
    ----------
    model
        One of `MODELS`.
    b
        Shape: how peaked the wind is.
    deficit_hpa
        Pressure around the storm less that of its centre, hPa.
    radius_max_km
        Distance of the strongest wind from the centre.
    coriolis
        2 x 7.29e-5 x sin |latitude|, 1/s.
    peak_ms
        Strongest wind without movement (of Holland 2010).
    """

    model: str
    b: Floats
    deficit_hpa: Floats
    radius_max_km: Floats
    coriolis: Floats
    peak_ms: Floats

    def at(self, step: int) -> Vortex:
        """One moment of many."""
        told = (self.b, self.deficit_hpa, self.radius_max_km, self.coriolis, self.peak_ms)
        return Vortex(self.model, *(values[step] for values in told))


def holland_b_2008(deficit_hpa: Any, tendency_hpa_hour: Any, latitude: Any, translation_ms: Any) -> Floats:
    """Shape b of Holland 2008, before any bound.

    Parameters
    ----------
    deficit_hpa
        Pressure around the storm less that of its centre, hPa.
    tendency_hpa_hour
        Change of the central pressure, hPa an hour; negative where the storm deepens.
    latitude
        Degrees.
    translation_ms
        How fast the storm moves, m/s.

    Returns
    -------
    b
        -4.4e-5 dp2 + 0.01 dp + 0.03 dpc/dt - 0.014 |latitude| + 0.15 vt^(0.6 (1 - dp / 215)) + 1.

    Notes
    -----
    Method: docs/methods.md#cyclone-winds.
    """
    deficit, moved = np.asarray(deficit_hpa, float), np.asarray(translation_ms, float)
    movement = 0.15 * moved ** (0.6 * (1 - deficit / 215))
    b = -4.4e-5 * deficit**2 + 0.01 * deficit + 0.03 * np.asarray(tendency_hpa_hour, float)
    return np.asarray(b - 0.014 * np.abs(latitude) + movement + 1.0, dtype="float64")


def holland_b_1980(gradient_ms: Any, deficit_hpa: Any, *, density: float) -> Floats:
    """Shape b of Holland 1980 from the strongest gradient wind: v2 e density / dp, between 1 and 2.5."""
    deficit = np.asarray(deficit_hpa, float) * _PA
    squared = np.asarray(gradient_ms, float) ** 2 * np.e * density
    b = np.divide(squared, deficit, out=np.full(np.broadcast(squared, deficit).shape, np.inf), where=deficit > 0)
    return np.asarray(np.clip(b, _B_1980[0], _B_1980[1]), dtype="float64")


def peak_ms(b: Any, deficit_hpa: Any, *, density: float) -> Floats:
    """Strongest wind of a profile without the turning of the earth: sqrt(b dp / (density e)), m/s."""
    return np.asarray(np.sqrt(np.asarray(b) * np.asarray(deficit_hpa) * _PA / (density * np.e)), dtype="float64")


def coriolis(latitude: Any) -> Floats:
    """2 x 7.29e-5 x sin |latitude|, 1/s."""
    return np.asarray(2 * _EARTH_ROTATION * np.sin(np.radians(np.abs(latitude))), dtype="float64")


def vortex_of(steps: pd.DataFrame, rules: WindRules, *, model: str = HOLLAND_2008) -> Vortex:
    """The standing vortex at each step of a track.

    Parameters
    ----------
    steps
        What `storm_track.hourly` gave.
    rules
        Pressure around the storm, density of the air, bounds.
    model
        ``holland_2008`` and ``holland_2010``: strength from the central pressure. ``holland_2010_given`` and
        ``holland_1980``: from the wind of the track less its movement; where the track has no wind, from the
        pressure.

    Raises
    ------
    BadScenario
        ``wind.unknown_model``, naming the models accepted.
    """
    if model not in MODELS:
        raise BadScenario("wind.unknown_model", value=str(model)[:80], accepted=", ".join(MODELS))
    density, factor = rules.value("air_density_kg_m3"), rules.value("gradient_factor")
    held = {name: steps[name].to_numpy(dtype="float64") for name in _READ}
    deficit = np.maximum(rules.value("environment_pressure_hpa") - held["pressure_hpa"], 0.0)
    moved = held["translation_ms"]
    b = holland_b_2008(deficit, held["tendency_hpa_hour"], held["latitude"], moved)
    b = np.clip(b, _B_1980[0] * factor**2, _B_1980[1] * factor**2)
    peak = peak_ms(b, deficit, density=density)
    if model in (HOLLAND_2010_GIVEN, HOLLAND_1980):
        given = np.maximum(held["wind_kt"] * MS_PER_KT - rules.value("translation_share") * moved, 0.0)
        peak = np.where(np.isnan(given), peak, given)
    if model == HOLLAND_1980:
        b = holland_b_1980(peak / factor, deficit, density=density)
    return Vortex(model, b, deficit, held["radius_max_wind_km"], coriolis(held["latitude"]), peak)


_READ = ("pressure_hpa", "latitude", "translation_ms", "tendency_hpa_hour", "wind_kt", "radius_max_wind_km")


def standing_wind_ms(radius_km: Any, vortex: Vortex, rules: WindRules) -> Floats:
    """Wind of a standing storm at some distances from its centre.

    Parameters
    ----------
    radius_km
        Distances from the centre, km, more than 0.
    vortex
        The storm at one moment, or one that broadcasts with `radius_km`.
    rules
        Density of the air, outer wind and radius of Holland 2010.

    Returns
    -------
    wind
        m/s, at the surface. Holland 1980 and 2008 with the turning of the earth, Holland 2010 without.

    Notes
    -----
    Method: docs/methods.md#cyclone-winds.
    """
    radius = np.asarray(radius_km, dtype="float64")
    scaled = np.exp(vortex.b * np.log(vortex.radius_max_km / radius))
    if vortex.model in (HOLLAND_2010, HOLLAND_2010_GIVEN):
        return np.asarray(_holland_2010(radius, scaled, vortex, rules), dtype="float64")
    turning = radius * (500.0 * vortex.coriolis)  # r f / 2, with r in metres
    pushed = vortex.b * (vortex.deficit_hpa * _PA / rules.value("air_density_kg_m3")) * scaled * np.exp(-scaled)
    wind = np.maximum(np.sqrt(pushed + turning * turning) - turning, 0.0)  # what rounding leaves is no wind
    return np.asarray(wind * rules.value("gradient_factor") if vortex.model == HOLLAND_1980 else wind, dtype="float64")


def _holland_2010(radius: Floats, scaled: Floats, vortex: Vortex, rules: WindRules) -> Floats:
    """Peak x (scaled e^(1 - scaled))^x; x is 0.5 to the strongest wind and from there linear to the outer wind."""
    outer_km = rules.value("outer_radius_km")
    outer = (vortex.radius_max_km / outer_km) ** vortex.b
    peak = np.maximum(vortex.peak_ms, 1e-9)  # no wind at all has no logarithm
    at_outer = np.log(rules.value("outer_wind_ms") / peak) / np.minimum(np.log(outer) + 1 - outer, -1e-9)
    beyond = np.maximum(0.0, radius - vortex.radius_max_km) / np.maximum(outer_km - vortex.radius_max_km, 1e-9)
    power = np.clip(0.5 + beyond * (at_outer - 0.5), 0.0, 0.5)
    return np.asarray(vortex.peak_ms * np.exp(power * (np.log(scaled) + 1 - scaled)), dtype="float64")
