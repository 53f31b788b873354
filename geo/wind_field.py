"""The wind of a moving cyclone at many points: the standing vortex and its movement added as vectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.great_circles import directions, east_north
from geo.storm_track import KM_PER_RADIAN
from geo.wind import HOLLAND_2008, Vortex, standing_wind_ms, vortex_of
from geo.wind_rules import Floats, WindRules

_NEAREST_KM = 0.05  # nearer the centre than this a profile is taken at this distance


@dataclass(frozen=True)
class WindField:
    """Winds of one storm at fixed points.

    Parameters
    ----------
    points
        Unit vectors of the points, one column each.
    centres, across
        Of each step: unit vector of the centre, and the vector whose product with a point is the movement along
        the turning wind there, m/s times the sine of its angle from the centre.
    moved_ms
        Movement that is added, at each step.
    vortex
        The standing storm at each step.
    factor
        By which all wind of a step is multiplied (decay over land).
    rules
        Reach of the wind, density of the air, outer wind.
    """

    points: Floats
    centres: Floats
    across: Floats
    moved_ms: Floats
    vortex: Vortex
    factor: Floats
    rules: WindRules

    def __len__(self) -> int:
        return len(self.centres)

    def steps(self) -> Iterator[tuple[NDArray[np.int64], Floats]]:
        """At each step, the points within reach of the storm and their winds in m/s; elsewhere there is none."""
        for step in range(len(self)):
            yield self.at(step)

    def at(self, step: int) -> tuple[NDArray[np.int64], Floats]:
        """The points within reach at one step and their winds in m/s."""
        chord2 = 2.0 - 2.0 * (self.centres[step] @ self.points)
        most = 2.0 * np.sin(self.rules.value("reach_km") / KM_PER_RADIAN / 2)
        near = np.flatnonzero(chord2 <= most * most)
        if not len(near):
            return near, np.empty(0)
        along = self.across[step] @ self.points
        if len(near) < len(chord2):
            chord2, along = chord2[near], along[near]
        return near, self._winds(step, np.maximum(chord2, 1e-15), along)

    def _winds(self, step: int, chord2: Floats, along: Floats) -> Floats:
        wind = moving_wind_ms(chord2, along, self.vortex.at(step), self.moved_ms[step], self.rules)
        return np.asarray(wind * self.factor[step], dtype="float64")


def moving_wind_ms(chord2: Floats, along: Floats, vortex: Vortex, moved_ms: Any, rules: WindRules) -> Floats:
    """Wind of a moving storm at points, by the law of cosines.

    Parameters
    ----------
    chord2
        Square of the straight distance of each point from the centre on the unit sphere, more than 0.
    along
        Product of `WindField.across` with each point.
    vortex, moved_ms
        The standing storm and its movement that is added, of shapes that broadcast with `chord2`.
    rules
        Density of the air, outer wind and radius.
    """
    radius = np.sqrt(chord2) * (1.0 + chord2 / 24.0) * KM_PER_RADIAN  # arc of a chord, right to 1e-8 at 300 km
    np.maximum(radius, _NEAREST_KM, out=radius)
    wind = standing_wind_ms(radius, vortex, rules)
    fading = np.minimum(1.0, vortex.radius_max_km / radius)
    # |wind along the circle + fading x movement|, by the law of cosines
    along = along / np.sqrt(chord2 * (1.0 - chord2 / 4.0))
    moved = fading * moved_ms
    total = wind * wind + 2.0 * wind * fading * along + moved * moved
    return np.asarray(np.sqrt(np.maximum(total, 0.0)), dtype="float64")


def wind_field(
    longitude: Any, latitude: Any, steps: pd.DataFrame, rules: WindRules, *, model: str = HOLLAND_2008,
    factor: Floats | None = None,
) -> WindField:  # fmt: skip
    """Lay out the winds of a storm at points.

    Parameters
    ----------
    longitude, latitude
        Points in degrees; all known.
    steps
        What `storm_track.hourly` gave.
    rules
        Reach, share of the movement that is added, and what `wind.vortex_of` reads.
    model
        As `wind.vortex_of`.
    factor
        By which the wind of each step is multiplied (`wind_decay.inland_factor`); None for 1.

    Raises
    ------
    BadScenario
        ``wind.unknown_model``.

    Notes
    -----
    Method: docs/methods.md#cyclone-winds. North of the equator the wind turns anticlockwise. The movement fades
    beyond the radius of maximum wind as radius of maximum wind / distance (Mouton and Nordbeck 1999).
    """
    centres = directions(steps["longitude"], steps["latitude"])
    east, north = east_north(centres)
    share = rules.value("translation_share")
    turning = np.where(steps["latitude"].to_numpy() < 0, -share, share)[:, None]
    east_ms, north_ms = (steps[name].to_numpy()[:, None] for name in ("east_ms", "north_ms"))
    return WindField(
        points=np.ascontiguousarray(directions(longitude, latitude).T),
        centres=centres,
        across=turning * (north_ms * east - east_ms * north),
        moved_ms=share * steps["translation_ms"].to_numpy(),
        vortex=vortex_of(steps, rules, model=model),
        factor=np.ones(len(steps)) if factor is None else np.asarray(factor, dtype="float64"),
        rules=rules,
    )
