"""When people must leave at the latest: before the wind on foot, and before a tsunami to ground that stays dry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import metric_xy, to_metric
from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.hazards import repaired
from geo.measuring import Floats
from geo.shelter_allocation import Allocation
from geo.shelter_rules import ShelterRules

_USED = ("walking_speed", "slow_walking_speed", "boarding_minutes")
_MINUTE = "%Y-%m-%dT%H:%MZ"


def longest_walks(held: Allocation, communes: pd.DataFrame) -> pd.DataFrame:
    """Longest walk of anybody who is sent, by place: `place`, `walk_km` (NaN where nobody is)."""
    of_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    used = held.flow > 0
    place = held.people["adm2_pcode"].map(of_commune).to_numpy()[held.pairs.person[used]]
    longest = pd.Series(held.pairs.metres[used] / 1000, dtype="float64").groupby(place).max()
    places = communes["place"].drop_duplicates().reset_index(drop=True)
    return pd.DataFrame({"place": places, "walk_km": longest.reindex(places).to_numpy(dtype="float64")})


def latest_departure(places: pd.DataFrame, rules: ShelterRules, *, now: str = "") -> Result:
    """Last moment at which people may leave, by place.

    Parameters
    ----------
    places
        `place`, `arrival_at` (instant: when winds of the speed of the rules arrive; null where they never do),
        `walk_km` (longest walk to a shelter; NaN where nobody reaches one). Further columns are kept.
    rules
        Speeds and the time to set off.
    now
        Instant to compare with; "" for none.

    Returns
    -------
    departure
        The rows with `walk_minutes`, `slow_walk_minutes`, `leave_by`, `slow_leave_by` (instants, rounded down to
        the minute; null without arrival or walk) and `state`: ``no_arrival``, ``no_shelter``, ``late`` (now is after
        `leave_by`), ``late_for_slow``, else ``in_time``.

    Raises
    ------
    BadScenario
        ``departure.instant`` for what is no instant, ``departure.walk`` for a walk below 0.

    Notes
    -----
    leave_by = arrival_at - boarding - walk_km / speed. Method: docs/methods.md#latest-departure.
    """
    rows = places.reset_index(drop=True)
    arrival, walk = _instants(rows["arrival_at"]), rows["walk_km"].to_numpy(dtype="float64", na_value=np.nan)
    if (walk < 0).any() or np.isinf(walk).any():
        raise BadScenario("departure.walk", value=float(walk[(walk < 0) | np.isinf(walk)][0]))
    minutes = {"": walk / rules["walking_speed"] * 60, "slow_": walk / rules["slow_walking_speed"] * 60}
    limits = {kind: arrival - pd.to_timedelta(rules["boarding_minutes"] + far, unit="min")
              for kind, far in minutes.items()}  # fmt: skip
    at = _instants(pd.Series([now or None], dtype="str")).iloc[0]
    state = np.select(
        [arrival.isna(), np.isnan(walk), (at > limits[""]).to_numpy(), (at > limits["slow_"]).to_numpy()],
        ["no_arrival", "no_shelter", "late", "late_for_slow"], default="in_time",
    )  # fmt: skip
    frame = rows.assign(
        **{f"{kind}walk_minutes": far for kind, far in minutes.items()},
        **{f"{kind}leave_by": limit.dt.floor("min").dt.strftime(_MINUTE).astype("str")
           for kind, limit in limits.items()},
        state=pd.Series(state, dtype="str"),
    )  # fmt: skip
    return Result(frame, partial(_explain, rules), {"now": now, "wind_kt": rules["departure_wind"]})


def _instants(told: pd.Series) -> pd.Series:
    try:
        return pd.to_datetime(told, utc=True, format="ISO8601")
    except (ValueError, TypeError) as error:
        raise BadScenario("departure.instant", value=str(told.dropna().iloc[0])[:80]) from error


def _explain(rules: ShelterRules, row: dict[str, Any]) -> Explanation:
    figures = [rules.figures[key] for key in (*_USED, "departure_wind")]
    late = row["state"].startswith("late")
    return Explanation(
        figure="leave_by",
        formula="leave_by = arrival_at - boarding_minutes - walk_km / walking_speed",
        inputs=(
            Input("arrival_at", known(row["arrival_at"])), Input("walk_km", known(row["walk_km"]), "km"),
            *(Input(one.key, one.value, one.unit) for one in figures),
            Input("slow_leave_by", known(row["slow_leave_by"])),
        ),
        value=known(row["leave_by"]),
        unit="",
        clause="docs/methods.md#latest-departure",
        source="data/reference/shelter-rules.toml",
        status=rules.status_of(*_USED),
        notes=("departure.late",) if late else (),
        changes=rules.changes,
    )  # fmt: skip


@dataclass(frozen=True)
class Wave:
    """A tsunami.

    Parameters
    ----------
    inundation, land
        Polygons of EPSG:4326: what is flooded, and all land. Ground of `land` outside `inundation` stays dry.
    arrival_minutes
        From the shock to the first wave.
    """

    inundation: Any
    land: Any
    arrival_minutes: float


def dry_ground(people: pd.DataFrame, wave: Wave, rules: ShelterRules) -> pd.DataFrame:
    """Whether people reach ground above the inundation limit before the wave.

    Parameters
    ----------
    people
        `longitude`, `latitude`; further columns are kept.
    wave
        Zones, land, arrival. Buildings inside the limit are no target, whatever they are.
    rules
        Speeds, detour, and minutes until people walk.

    Returns
    -------
    refuge
        The rows with `refuge_km` (walk to the nearest dry ground: straight line times the detour factor; 0 outside
        the limit, NaN without a point or where no ground is dry), `walk_minutes`, `slow_walk_minutes`,
        `minutes_left`, `slow_minutes_left` (arrival - alert - walk; below zero: too late) and `state`: ``unlocated``,
        ``outside``, ``reachable``, ``reachable_not_slow``, ``out_of_reach``.

    Raises
    ------
    BadScenario
        ``departure.arrival`` for an arrival below 0 or unknown.

    Notes
    -----
    Planar in EPSG:32618. Method: docs/methods.md#latest-departure.
    """
    if not 0 <= wave.arrival_minutes < np.inf:
        raise BadScenario("departure.arrival", value=wave.arrival_minutes)
    far = _to_dry(people, wave) * rules["detour_factor"] / 1000
    walk, slow = (far / rules[key] * 60 for key in ("walking_speed", "slow_walking_speed"))
    spare = wave.arrival_minutes - rules["tsunami_alert_minutes"]
    unlocated = (people["longitude"].isna() | people["latitude"].isna()).to_numpy(dtype="bool")
    state = np.select(
        [unlocated, far == 0, slow <= spare, walk <= spare],
        ["unlocated", "outside", "reachable", "reachable_not_slow"], default="out_of_reach",
    )  # fmt: skip
    return people.reset_index(drop=True).assign(
        refuge_km=far, walk_minutes=walk, slow_walk_minutes=slow, minutes_left=spare - walk,
        slow_minutes_left=spare - slow, state=pd.Series(state, dtype="str"),
    )  # fmt: skip


def _to_dry(people: pd.DataFrame, wave: Wave) -> Floats:
    """Metres in a straight line from each point to dry ground."""
    wet = shapely.union_all(to_metric(repaired(wave.inundation)))
    dry = shapely.difference(shapely.union_all(to_metric(repaired(wave.land))), wet)
    x, y = metric_xy(people["longitude"], people["latitude"])
    far = np.where(np.isnan(x), np.nan, 0.0)
    shapely.prepare(wet)
    inside = np.flatnonzero(shapely.intersects_xy(wet, np.nan_to_num(x, nan=np.inf), np.nan_to_num(y, nan=np.inf)))
    far[inside] = np.nan
    edges = _segments(dry)
    if len(edges) and len(inside):
        points = shapely.points(x[inside], y[inside])
        (at, _), metres = shapely.STRtree(edges).query_nearest(points, return_distance=True, all_matches=False)
        far[inside[at]] = metres
    return far


def _segments(shape: Any) -> Any:
    """Every stretch of the outline of a polygon as a line of two points."""
    xy, ring = shapely.get_coordinates(shapely.get_parts(shapely.boundary(shape)), return_index=True)
    same = ring[1:] == ring[:-1]
    return shapely.linestrings(np.stack([xy[:-1][same], xy[1:][same]], axis=1)) if same.any() else np.zeros(0, object)


STATES = ("reachable", "reachable_not_slow", "out_of_reach")


def refuge_by_place(refuge: pd.DataFrame, communes: pd.DataFrame, rules: ShelterRules) -> Result:
    """People inside a tsunami's inundation limit by whether they reach dry ground, by place.

    Parameters
    ----------
    refuge
        What `dry_ground` gave for rows with `adm2_pcode` and `people` (persons, NaN unknown).
    communes
        What `places.communes_at` gave for a level.
    rules
        The rules it was reckoned with.

    Returns
    -------
    refuge
        One row per place with people inside: `people_inside` = `people_reachable` + `people_reachable_not_slow` +
        `people_out_of_reach` (persons; NaN where those of a point are unknown), `refuge_km` (longest walk),
        `minutes_left` (of the longest walk; NaN where no ground is dry), `rows_without_people`.

    Notes
    -----
    Method: docs/methods.md#latest-departure.
    """
    of_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    inside = refuge[refuge["state"].isin(STATES)]
    rows = inside.assign(place=inside["adm2_pcode"].map(of_commune))
    for state in STATES:
        rows[f"people_{state}"] = rows["people"].where(rows["state"] == state, 0.0)
    grouped = rows.groupby("place", sort=True)
    frame = grouped[[f"people_{state}" for state in STATES]].sum()
    frame.insert(0, "people_inside", frame.sum(axis=1))
    frame["refuge_km"], frame["minutes_left"] = grouped["refuge_km"].max(), grouped["minutes_left"].min()
    frame["rows_without_people"] = rows["people"].isna().groupby(rows["place"]).sum().astype("int64")
    figures = [name for name in frame.columns if name.startswith("people_")]
    frame[figures] = frame[figures].mask(frame["rows_without_people"] > 0)
    names = communes.drop_duplicates("place").set_index("place")["name"]
    told = frame.reset_index().assign(name=lambda held: held["place"].map(names)).astype({"place": "str"})
    return Result(told, partial(_explain_refuge, rules), {})


def _explain_refuge(rules: ShelterRules, row: dict[str, Any]) -> Explanation:
    figures = [rules.figures[key] for key in ("walking_speed", "slow_walking_speed", "detour_factor",
                                              "tsunami_alert_minutes")]  # fmt: skip
    return Explanation(
        figure="people_out_of_reach",
        formula="minutes_left = arrival - tsunami_alert_minutes - refuge_km / walking_speed; out of reach: below 0",
        inputs=(
            *(Input(name, known(row[name]), "persons")
              for name in ("people_inside", *(f"people_{state}" for state in STATES))),
            Input("refuge_km", known(row["refuge_km"]), "km"), Input("minutes_left", known(row["minutes_left"]), "min"),
            *(Input(one.key, one.value, one.unit) for one in figures),
        ),
        value=known(row["people_out_of_reach"]),
        unit="persons",
        clause="docs/methods.md#latest-departure",
        source="data/reference/shelter-rules.toml",
        status=rules.status_of(*(one.key for one in figures)),
        notes=("unverified",),
        changes=rules.changes,
    )  # fmt: skip
