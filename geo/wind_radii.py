"""The radii of gale and hurricane winds that an advisory gives by quadrant, as areas on the map."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result
from geo.frames import ZONES
from geo.great_circles import degrees_of, directions, east_north
from geo.hazards import repaired
from geo.storm_track import KM_PER_RADIAN, hourly
from geo.wind_rules import ARRIVALS_KT, KM_PER_NM, Floats, WindRules

QUADRANTS = ("ne", "se", "sw", "nw")
COLUMNS = ("valid_at", "hours", "wind_kt", "geometry")
HAZARD = "cyclone"
_CORNERS = 24  # of a quarter circle: its radius is right within 0.03 %


def radii_footprints(positions: pd.DataFrame, rules: WindRules, *, step_hours: float = 1.0) -> Result:
    """Area of each wind at every step of a track.

    Parameters
    ----------
    positions
        `TRACKS` rows of one storm in the order of time: `r34_ne_nm` and the like.
    rules
        What `storm_track.hourly` reads.
    step_hours
        Hours between steps.

    Returns
    -------
    footprints
        One row a step and threshold that has an area: `valid_at` (UTC), `hours` since the first position,
        `wind_kt` (34, 50 or 64: at least this wind, somewhere in the quadrant), `geometry` (EPSG:4326; each
        quadrant a quarter circle). Radii are linear in time between two positions that both give them; elsewhere
        they are unknown and no area is drawn. `facts`: `positions`, and how many of them do not give each wind
        (`unknown_34`, ...).

    Raises
    ------
    BadScenario
        As `storm_track.hourly`, and ``radii.none`` where no position gives any radius.

    Notes
    -----
    Method: docs/methods.md#cyclone-radii.
    """
    steps = hourly(positions, rules, step_hours=step_hours)
    at = pd.to_datetime(positions["valid_at"], format="ISO8601", utc=True)
    at_hours = ((at - at.iloc[0]).dt.total_seconds() / 3600).to_numpy()
    rows, facts = [], {"positions": len(positions)}
    for knots in ARRIVALS_KT:
        told = np.column_stack([_radii(positions, knots, quadrant) for quadrant in QUADRANTS])
        facts[f"unknown_{knots}"] = int(np.isnan(told).any(axis=1).sum())
        between = np.column_stack([_between(steps["hours"].to_numpy(), at_hours, radii) for radii in told.T])
        there = np.flatnonzero(np.nan_to_num(between).max(axis=1) > 0)
        shapes = [_shape(steps.iloc[n], between[n]) for n in there]
        rows.append(steps.iloc[there][["valid_at", "hours"]].assign(wind_kt=float(knots), geometry=shapes))
    if facts["positions"] and all(facts[f"unknown_{knots}"] == len(positions) for knots in ARRIVALS_KT):
        raise BadScenario("radii.none")
    frame = pd.concat(rows, ignore_index=True)[[*COLUMNS]].astype({"geometry": "object"})
    return Result(frame, _explain, facts)


def _radii(positions: pd.DataFrame, knots: int, quadrant: str) -> Floats:
    name = f"r{knots}_{quadrant}_nm"
    if name not in positions.columns:
        return np.full(len(positions), np.nan)
    return np.asarray(positions[name].to_numpy(dtype="float64", na_value=np.nan))


def _between(hours: Floats, at_hours: Floats, radii: Floats) -> Floats:
    """Radii at each hour; NaN unless known at both positions around it, or at the one that it is."""
    told = np.interp(hours, at_hours, np.nan_to_num(radii))
    known = np.interp(hours, at_hours, np.isnan(radii).astype("float64")) < 1e-9
    return np.where(known, told, np.nan)


def _shape(step: pd.Series, radii_nm: Floats) -> Any:
    """Four quarter circles on the globe; an unknown quadrant is left out beside known ones."""
    centre = directions([step["longitude"]], [step["latitude"]])
    east, north = east_north(centre)
    bearing = np.radians(np.add.outer(np.arange(4) * 90.0, np.linspace(0, 90, _CORNERS + 1)))
    arc = np.nan_to_num(radii_nm)[:, None] * KM_PER_NM / KM_PER_RADIAN * np.ones_like(bearing)
    out = np.sin(arc)[..., None] * (np.sin(bearing)[..., None] * east[0] + np.cos(bearing)[..., None] * north[0])
    edge = (np.cos(arc)[..., None] * centre[0] + out).reshape(-1, 3)
    return repaired([shapely.Polygon(np.column_stack(degrees_of(edge)))])[0]


def radii_zones(
    footprints: pd.DataFrame, rules: WindRules, *, zone_set: str, source: str = "", observed_on: str | None = None
) -> pd.DataFrame:
    """Zones of a whole track: where gale and hurricane winds come at any step.

    Parameters
    ----------
    footprints
        Frame of `radii_footprints`.
    rules
        Class bounds.
    zone_set, source, observed_on
        Name of the set, who issued the advisory, and its day.

    Returns
    -------
    zones
        `ZONES` frame without overlaps, the worst class first: within the 64 kt radii the class is category 1,
        **at least**: an advisory gives no radius above. The 50 kt radii lie in the class of a tropical storm.
    """
    covered: Any = shapely.Polygon()
    rows = []
    told = footprints.assign(hazard_class=rules.classes.name(footprints["wind_kt"], below="", unknown=""))
    for name in reversed(rules.classes.names):
        whole = shapely.union_all(told.loc[told["hazard_class"] == name, "geometry"].to_numpy(dtype=object))
        left = shapely.difference(whole, covered)
        if not shapely.is_empty(left):
            rows.append({"hazard_class": name, "zone_id": name, "geometry": left})
        covered = shapely.union(covered, whole)
    shared = {"zone_set": zone_set, "hazard": HAZARD, "source": source, "observed_on": observed_on}
    columns = ["zone_set", "zone_id", "hazard", "hazard_class", "geometry", "source", "observed_on"]
    return ZONES.conform(pd.DataFrame([row | shared for row in rows], columns=columns))


def radii_arrivals(points: pd.DataFrame, footprints: pd.DataFrame) -> pd.DataFrame:
    """When each point first lies within the radii of each wind.

    Parameters
    ----------
    points
        `longitude`, `latitude` in degrees, and further columns, which are kept.
    footprints
        Frame of `radii_footprints`.

    Returns
    -------
    arrivals
        The rows of `points` with `arrival_34_hours`, `arrival_34_at` and the same for 50 and 64 kt: the first step
        whose area holds the point; NaN where none does, or where the point has no coordinates.
    """
    told = points.reset_index(drop=True)
    at = shapely.points(*(told[name].to_numpy(dtype="float64", na_value=np.nan) for name in ("longitude", "latitude")))
    tree = shapely.STRtree(np.where(told[["longitude", "latitude"]].isna().any(axis=1), None, at))
    for knots in ARRIVALS_KT:
        steps = footprints[footprints["wind_kt"] == knots].reset_index(drop=True)
        of_step, of_point = tree.query(steps["geometry"].to_numpy(dtype=object), predicate="intersects")
        first = pd.Series(of_step, index=of_point).groupby(level=0).min().reindex(told.index)
        told[f"arrival_{knots}_hours"] = first.map(steps["hours"].astype("float64"))
        told[f"arrival_{knots}_at"] = first.map(steps["valid_at"]).astype("str")
    return told


def _explain(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="wind_radii",
        formula="area = quarter circles of the radii by quadrant",
        inputs=(Input("hours", float(row["hours"]), "hours"), Input("wind_kt", float(row["wind_kt"]), "kt")),
        value=float(row["wind_kt"]),
        unit="kt",
        clause="docs/methods.md#cyclone-radii",
        dated=str(row["valid_at"])[:10],
        source="advisory",
        notes=("wind.radii_largest",),
    )
