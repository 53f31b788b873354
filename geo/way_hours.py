"""Which ways can be taken under some conditions, and how many hours each takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import DataProblem
from geo.frames import WAYS, promised
from geo.journeys import LOADS, USUAL, Conditions, Handling, Speeds
from geo.open_hours import mean_wait_hours, mean_wait_of_window

WEEK_HOURS = 168.0
# From best to worst: a way that has two statuses has the worse.
RANK = {"open": 0, "restricted": 1, "closed": 2}
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def open_ways(ways: pd.DataFrame, speeds: Speeds, conditions: Conditions = USUAL) -> pd.DataFrame:
    """Ways that can be taken, each with its hours.

    Parameters
    ----------
    ways
        `WAYS` frame. A blank status counts as open; a way of unknown length or class cannot be timed and is
        left out.
    speeds
        Speeds and handling times.
    conditions
        Closures, air, season, profile and load.

    Returns
    -------
    open_ways
        `WAYS` columns; `state` (``open`` or ``restricted`` under the conditions); `way_hours` = `moving_hours`
        (length / speed, times the factors) + `leg_hours` (port or airstrip) + `wait_hours` (departures of the week,
        hours of passage).

    Raises
    ------
    MissingColumn
        If `ways` lacks a column that it promises.
    DataProblem
        ``unknown_way`` for a closure that is neither a way nor a route, ``unknown_profile`` for a profile
        without handling times, ``unknown_load`` for another load class.

    Notes
    -----
    Method: docs/methods.md#ways.
    """
    promised("ways", ways, "way_id", "route", "mode", "way_class", "from_pcode", "to_pcode", "length_km", "status")
    rows = WAYS.conform(ways)
    if conditions.load not in LOADS:
        raise DataProblem("unknown_load", value=conditions.load, loads=", ".join(LOADS))
    rows = rows.assign(state=_state(rows, conditions))
    timed = rows.assign(**_parts(rows, speeds, conditions))
    timed["way_hours"] = timed["moving_hours"] + timed["leg_hours"] + timed["wait_hours"]
    usable = timed["way_hours"].notna() & (rows["state"] != "closed") & _lets_in(rows, speeds, conditions)
    if not conditions.air:
        usable &= rows["mode"] != "air"
    return timed[usable].reset_index(drop=True)


def handling_of(speeds: Speeds, conditions: Conditions) -> Handling:
    """Handling of the profile; raises DataProblem ``unknown_profile``."""
    if conditions.profile not in speeds.handling:
        raise DataProblem("unknown_profile", value=conditions.profile, profiles=", ".join(speeds.handling))
    return speeds.handling[conditions.profile]


def named_ways(ways: pd.DataFrame, names: Iterable[str]) -> pd.Series:
    """Which rows are of the named ways and routes; raises DataProblem ``unknown_way`` for a name that is neither."""
    told = list(names)
    if not told:
        return pd.Series(data=False, index=ways.index)
    of_way, of_route = ways["way_id"].isin(told), ways["route"].isin(told)
    known = set(ways.loc[of_way, "way_id"]) | set(ways.loc[of_route, "route"])
    for value in told:
        if value not in known:
            raise DataProblem("unknown_way", value=value)
    return of_way | of_route


def _state(ways: pd.DataFrame, conditions: Conditions) -> pd.Series:
    """Status under the conditions: the worse of today's and, in the rainy season, the season's."""
    rank = np.nan_to_num(_by(ways["status"], RANK))
    if conditions.rainy:
        rank = np.maximum(rank, np.nan_to_num(_by(ways["rainy_status"], RANK)))
    rank[named_ways(ways, conditions.opened).to_numpy()] = RANK["open"]
    rank[named_ways(ways, conditions.closed).to_numpy()] = RANK["closed"]
    return pd.Series(np.array(list(RANK), dtype=object)[rank.astype(np.int64)], index=ways.index, dtype="str")


def _parts(ways: pd.DataFrame, speeds: Speeds, conditions: Conditions) -> dict[str, Floats]:
    road, restricted = (ways["mode"] == "road").to_numpy(), (ways["state"] == "restricted").to_numpy()
    factor = np.where(restricted, speeds.restricted_factor, 1.0)
    if conditions.rainy:
        rain = _by(ways["way_class"], speeds.rainy_class_factor)
        factor *= np.where(road, np.where(np.isnan(rain), speeds.rainy_factor, rain), 1.0)
    moving = ways["length_km"].to_numpy(dtype=np.float64) / _kmh(ways, speeds, conditions.load, road) * factor
    legs = handling_of(speeds, conditions).leg_hours
    own = _by(ways["vessel"], legs)
    leg = np.where(road, 0.0, np.nan_to_num(np.where(np.isnan(own), _by(ways["mode"], legs), own)))
    return {"moving_hours": moving, "leg_hours": leg, "wait_hours": _wait(ways, speeds, restricted)}


def _kmh(ways: pd.DataFrame, speeds: Speeds, load: str, road: Flags) -> Floats:
    by_class = _by(ways["way_class"], {**speeds.kmh, **speeds.load_kmh.get(load, {})})
    own = _by(ways["vessel"], speeds.kmh)
    return np.where(road | np.isnan(own), by_class, own)


def _wait(ways: pd.DataFrame, speeds: Speeds, restricted: Flags) -> Floats:
    """Half the time between departures, and the mean wait for the hours of passage of a restricted way.

    Departures that are not told add nothing: the vessel leaves when it is loaded.
    """
    leaves = ways["departures_week"].where(ways["departures_week"] > 0).to_numpy(dtype=np.float64)
    wait = np.nan_to_num(WEEK_HOURS / (2 * leaves))
    codes, texts = pd.factorize(ways["open_hours"])
    told = np.array([*map(mean_wait_hours, texts), np.nan])[codes]
    by_hour = restricted & ((ways["restriction"] == "hours").to_numpy() | ~np.isnan(told))
    usual = mean_wait_of_window(speeds.daily_window_hours)
    shut: Floats = np.where(by_hour, np.where(np.isnan(told), usual, told), 0.0)
    return np.asarray(wait + shut, dtype=np.float64)


def _by(values: pd.Series, table: Mapping[str, float]) -> Floats:
    """What a table tells of each value; NaN where it tells nothing."""
    codes, names = pd.factorize(values)
    told: Floats = np.array([*(table.get(name, np.nan) for name in names), np.nan], dtype=np.float64)
    return np.asarray(told[codes], dtype=np.float64)


def _lets_in(ways: pd.DataFrame, speeds: Speeds, conditions: Conditions) -> pd.Series:
    """Whether a way lets the vehicle in: its largest truck, small trucks only, and any departure at all."""
    load = conditions.load
    small = ways["state"].eq("restricted") & ways["restriction"].eq("small_trucks").fillna(value=False)
    weight = speeds.load_t.get(load, np.nan)
    heavy = ways["largest_truck_t"].lt(weight).fillna(value=False)
    heavy &= ~named_ways(ways, conditions.opened)
    heavy |= small & ways["largest_truck_t"].isna() & (LOADS.index(load) > LOADS.index("small_truck"))
    return ~(heavy & ways["mode"].eq("road")) & ~ways["departures_week"].eq(0).fillna(value=False)
