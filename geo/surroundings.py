"""What stands near a site: shelters, facilities, warehouses and other sites, nearest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import metric_xy, to_stored
from geo.explain import Explanation, Input, known
from geo.settings import Setting

COLUMNS = ("kind", "id", "name", "sort", "state", "capacity_persons", "longitude", "latitude")
WATER = "water_point"
_METHOD = "docs/methods.md#the-sheet-of-a-site"
_SOURCES = {"site": "sites", "shelter": "shelters", "warehouse": "warehouses"}
SHOWN, LEAST_M = 8, 400.0  # neighbours that a map reaches; how far it always reaches


def points(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Everything that has a place on a map, as rows of one shape.

    Parameters
    ----------
    tables
        Any of ``sites``, ``shelters``, ``facilities``, ``warehouses``, as the vocabulary has them.

    Returns
    -------
    points
        `kind` (site, shelter, facility, water_point, warehouse), `id`, `name`, `sort` (type of site or facility),
        `state` (status of a facility, structure of a shelter), `capacity_persons` (NaN unknown), `longitude`,
        `latitude` (degrees). What has no point is not there.
    """
    parts = [_part(name, rows) for name, rows in tables.items()]
    told = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return told[told["longitude"].notna() & told["latitude"].notna()].reset_index(drop=True)


def within_walk(
    held: pd.DataFrame, longitude: float, latitude: float, *, distance_m: float, speed: float
) -> pd.DataFrame:
    """Points no farther than one walks.

    Parameters
    ----------
    held
        Rows of `points`.
    longitude, latitude
        Where somebody stands (degrees).
    distance_m
        How far (metres in a straight line, in EPSG:32618), inclusive.
    speed
        Metres walked in a minute.

    Returns
    -------
    near
        The rows with `distance_m` and `walk_minutes` (in a straight line: a path is longer), nearest first; none
        where the place itself is unknown.
    """
    if np.isnan(longitude) or np.isnan(latitude) or held.empty:
        return held.iloc[:0].assign(distance_m=pd.Series(dtype="float64"), walk_minutes=pd.Series(dtype="float64"))
    x, y = metric_xy(held["longitude"], held["latitude"])
    at_x, at_y = metric_xy([longitude], [latitude])
    far = np.hypot(x - at_x[0], y - at_y[0])
    told = held.assign(distance_m=far, walk_minutes=far / speed)
    near = told[told["distance_m"] <= distance_m]
    return near.sort_values(["distance_m", "kind", "id"], kind="stable", ignore_index=True)


def near_explained(walk: Mapping[str, Setting], row: dict[str, Any]) -> Explanation:
    """Explain the distance of one row of `within_walk`.

    Parameters
    ----------
    walk
        `walking_distance` (m) and `walking_speed` (m/min) in force.
    row
        Its columns.
    """
    settings_ = [walk[name] for name in ("walking_distance", "walking_speed")]
    return Explanation(
        figure="walk_minutes",
        formula="distance_m = line in EPSG:32618 <= walking_distance; walk_minutes = distance_m / walking_speed",
        inputs=(Input("distance_m", known(row["distance_m"]), "m"),
                *(Input(name, one.value, one.unit) for name, one in walk.items() if one in settings_)),
        value=known(row["walk_minutes"]),
        unit="min",
        clause=_METHOD,
        source=_SOURCES.get(str(row["kind"]), "facilities"),
        status="verified" if all(one.status == "verified" for one in settings_) else "unverified",
    )  # fmt: skip


def in_zone(site: Mapping[str, Any], row: dict[str, Any]) -> Explanation:
    """Explain that a zone holds the point of a site: the worst class of the set that does."""
    return Explanation(
        figure="site_in_zone",
        formula="hazard_class = worst class of zone_set whose zone contains (longitude, latitude)",
        inputs=(Input("longitude", known(site["longitude"]), "degrees"),
                Input("latitude", known(site["latitude"]), "degrees"),
                *(Input(name, known(row[name])) for name in ("zone_set", "hazard"))),
        value=known(row["hazard_class"]),
        unit="",
        clause="docs/methods.md#exposure",
        dated=str(known(row["observed_on"]) or ""),
        source=str(known(row["source"]) or "zones"),
    )  # fmt: skip


def _part(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    kind, key, sort, state = {
        "sites": ("site", "site_id", "site_type", "status"),
        "shelters": ("shelter", "shelter_id", "shelter_type", "structure_status"),
        "facilities": ("facility", "facility_id", "facility_type", "facility_status"),
        "warehouses": ("warehouse", "warehouse_id", "", ""),
    }[name]
    blank = pd.Series(None, index=rows.index, dtype="str")
    told = {"kind": pd.Series(kind, index=rows.index, dtype="str"), "id": rows[key], "name": rows["name"],
            "sort": rows.get(sort, blank), "state": rows.get(state, blank),
            "capacity_persons": rows.get("capacity_persons", pd.Series(np.nan, index=rows.index)),
            "longitude": rows["longitude"], "latitude": rows["latitude"]}  # fmt: skip
    part = pd.DataFrame(told).reset_index(drop=True)
    if name == "facilities":
        part["kind"] = part["kind"].mask((part["sort"] == WATER).fillna(value=False), WATER)
    return part


def window(
    longitude: float, latitude: float, distances_m: pd.Series
) -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east corners (latitude first, degrees) of a map on one place that shows its neighbours.

    Parameters
    ----------
    longitude, latitude
        The middle (degrees).
    distances_m
        Distances of the neighbours (metres), nearest first: the map reaches `SHOWN` of them, at least `LEAST_M` far.
    """
    held = distances_m.head(SHOWN)
    half = max(LEAST_M, 1.1 * float(held.max())) if len(held) else LEAST_M
    x, y = metric_xy([longitude], [latitude])
    ends = to_stored(shapely.points([x[0] - half, x[0] + half], [y[0] - half, y[0] + half]))
    west, east = shapely.get_x(ends)
    south, north = shapely.get_y(ends)
    return (float(south), float(west)), (float(north), float(east))
