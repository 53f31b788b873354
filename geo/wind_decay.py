"""How the wind of a cyclone falls while its centre is over land."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.wind import HOLLAND_2008, vortex_of
from geo.wind_rules import MS_PER_KT, Floats, WindRules


def decayed_kt(landfall_kt: Any, hours_inland: Any, rules: WindRules) -> Floats:
    """Strongest wind of a storm some hours after landfall.

    Parameters
    ----------
    landfall_kt
        Strongest wind just before landfall, kt.
    hours_inland
        Hours since landfall, 0 or more.
    rules
        Share of the coast, background wind and rate of decay (unverified).

    Returns
    -------
    wind
        background + (share x landfall - background) e^(-rate x hours), kt; never more than `landfall_kt`.

    Notes
    -----
    Method: docs/methods.md#cyclone-decay (Kaplan and DeMaria 1995).
    """
    landfall = np.asarray(landfall_kt, dtype="float64")
    background = rules.value("decay_background_kt")
    excess = rules.value("decay_coast_share") * landfall - background
    told = background + excess * np.exp(-rules.value("decay_rate_per_hour") * np.asarray(hours_inland, float))
    return np.asarray(np.minimum(told, landfall), dtype="float64")


def hours_inland(steps: pd.DataFrame, land: Any) -> Floats:
    """Hours since the centre came over land, at each step; NaN where it is over the sea.

    Parameters
    ----------
    steps
        What `storm_track.hourly` gave.
    land
        Polygon or array of polygons (EPSG:4326), the shore included.

    Notes
    -----
    The first step over land counts 0: landfall lay up to one step before it, so the decay is rather too small.
    """
    at = shapely.points(steps["longitude"], steps["latitude"])
    over = shapely.intersects(shapely.union_all(land), at)
    hours = steps["hours"].to_numpy(dtype="float64")
    came = over & ~np.concatenate([[False], over[:-1]])
    since = np.maximum.accumulate(np.where(came, np.arange(len(hours)), 0))
    return np.where(over, hours - hours[since], np.nan)


def inland_factor(steps: pd.DataFrame, land: Any, rules: WindRules, *, model: str = HOLLAND_2008) -> Floats:
    """Factor by which the wind of each step falls over land: 1 over the sea, where the track's own strength holds.

    For tracks whose strength does not tell the decay itself (drawn, typed). A best track or an advisory does:
    taken here, it would decay twice.

    Parameters
    ----------
    steps
        What `storm_track.hourly` gave.
    land
        Polygon or array of polygons (EPSG:4326).
    rules
        As `decayed_kt`.
    model
        As `wind.vortex_of`.

    Returns
    -------
    factor
        One value a step, 0 to 1: `decayed_kt` from the strongest wind at the last step before land, over that of
        the step itself; 1 where the track already tells a weaker storm. A track that begins over land counts from
        its first step.

    Notes
    -----
    Method: docs/methods.md#cyclone-decay.
    """
    inland = hours_inland(steps, land)
    over, index = ~np.isnan(inland), np.arange(len(inland))
    at_sea = np.maximum.accumulate(np.where(over, 0, index))
    peak_kt = vortex_of(steps, rules, model=model).peak_ms / MS_PER_KT
    told = decayed_kt(peak_kt[at_sea], np.nan_to_num(inland), rules)
    share = np.divide(told, peak_kt, out=np.ones_like(told), where=peak_kt > 0)
    return np.where(over, np.minimum(1.0, share), 1.0)
