"""What an advisory says of Haiti: how near the storm comes and when, and the way it has gone until then."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.frames import TRACKS
from geo.great_circles import directions
from geo.storm_track import KM_PER_RADIAN

OBSERVED = "observed"
_INSTANT = re.compile(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\dZ")
BEST_TRACK = TRACKS.by_name["advisory"].given
_EDGE_DEGREES = 0.02  # of the outline between two of its points: the distance is right within about a kilometre


@dataclass(frozen=True)
class Approach:
    """When and how near.

    Parameters
    ----------
    nearest_km
        Least distance of the centre from the land; 0 over land.
    hours
        Hours from the first position to arrival: the first hour over land, else the nearest one. NaN where the
        storm still comes nearer when the track ends.
    at
        That moment (UTC); "" where it is unknown.
    over_land
        Whether the centre crosses the land.
    """

    nearest_km: float
    hours: float
    at: str
    over_land: bool


def approach(steps: pd.DataFrame, land: Any) -> Approach:
    """How near a storm comes to the land, and when it arrives.

    Parameters
    ----------
    steps
        What `storm_track.hourly` gave.
    land
        Polygons (EPSG:4326).

    Notes
    -----
    Great-circle distances to the outline. Method: docs/methods.md#triggers.
    """
    longitude, latitude = steps["longitude"].to_numpy(dtype="float64"), steps["latitude"].to_numpy(dtype="float64")
    edge = shapely.get_coordinates(shapely.segmentize(shapely.boundary(land), _EDGE_DEGREES))
    chords = directions(longitude, latitude) @ directions(edge[:, 0], edge[:, 1]).T
    distance = np.arccos(np.clip(chords.max(axis=1), -1, 1)) * KM_PER_RADIAN
    inside = np.asarray(shapely.intersects_xy(land, longitude, latitude), dtype=bool)
    distance = np.where(inside, 0.0, distance)
    at = int(np.argmin(distance))
    still_coming = at == len(steps) - 1 and not inside.any()
    row = steps.iloc[at]
    return Approach(
        float(distance[at]), float("nan") if still_coming else float(row["hours"]),
        "" if still_coming else str(row["valid_at"]), bool(inside.any()),
    )  # fmt: skip


def advisories(tracks: pd.DataFrame) -> pd.DataFrame:
    """Every advisory of every storm, the newest first: its first position says when it was issued.

    Parameters
    ----------
    tracks
        `TRACKS` frame. A best track is no advisory.

    Returns
    -------
    advisories
        `storm_id`, `name`, `advisory`, `issued_at` (UTC), `positions`, `exercise` (whether any position is of an
        exercise), `newest` (whether it is the last of its storm).
    """
    rows = tracks[tracks["advisory"] != BEST_TRACK].sort_values("valid_at", kind="stable")
    grouped = rows.groupby(["storm_id", "advisory"], sort=True)
    told = grouped.agg(
        name=("name", "first"), issued_at=("valid_at", "first"), positions=("valid_at", "size"),
        exercise=("position_kind", lambda kinds: bool((kinds == "exercise").any())),
    ).reset_index()  # fmt: skip
    told = told.sort_values(["issued_at", "advisory"], ascending=False, kind="stable", ignore_index=True)
    columns = ["storm_id", "name", "advisory", "issued_at", "positions", "exercise"]
    return told[columns].assign(newest=~told["storm_id"].duplicated()).astype({"exercise": "bool", "newest": "bool"})


def way_gone(tracks: pd.DataFrame, storm_id: str, until: str) -> pd.DataFrame:
    """Where a storm was seen until a moment (UTC, included): of each hour what the last source of it says."""
    rows = tracks[(tracks["storm_id"] == storm_id) & (tracks["position_kind"] == OBSERVED)]
    rows = rows[rows["valid_at"] <= until].sort_values(["valid_at", "advisory"], kind="stable")
    return rows.drop_duplicates("valid_at", keep="last").reset_index(drop=True)


def is_instant(text: str) -> bool:
    """Whether a text is a moment as tables hold it: UTC, to the minute ("2016-10-04T12:00Z")."""
    return _INSTANT.fullmatch(text) is not None
