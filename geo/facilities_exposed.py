"""Health facilities and others inside each class of a hazard's zones, by place; and the class of any points."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.footprint import Footprint, class_of_points, footprint
from geo.hazards import Hazards, classed

# Where people are treated, of the types of `FACILITIES`; the rest (schools, police, water points) is counted with all.
HEALTH_TYPES = ("hospital", "health_centre", "health_post", "mobile_clinic", "pharmacy", "laboratory")
CONTRACT = (
    "place", "name", "hazard", "hazard_class", "facilities", "health", "health_working", "health_partly_working",
    "health_not_working", "health_status_unknown", "beds", "health_without_beds", "by_type",
)  # fmt: skip
_STATUSES = ("working", "partly_working", "not_working")


def points_in_zones(points: pd.DataFrame, zones: pd.DataFrame, hazards: Hazards) -> pd.DataFrame:
    """Class that each point lies in: sites, shelters, warehouses, facilities, anything with coordinates.

    Parameters
    ----------
    points
        `longitude`, `latitude` (EPSG:4326, NaN unknown) and further columns, which are kept.
    zones
        `ZONES` frame of one zone set.
    hazards
        Order of the classes and the words for them.

    Returns
    -------
    points
        The rows once a hazard of the set, with `hazard`, `hazard_class` (on an edge and where zones overlap the worst;
        ``outside``, ``unlocated`` without coordinates) and `rank` (0 the mildest class, -1 in none): to be sorted by.

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.
    """
    told = classed(zones, hazards)
    keys = list(dict.fromkeys(told["hazard"])) or [""]
    return pd.concat([_placed(points, told[told["hazard"] == key], key) for key in keys], ignore_index=True)


def _placed(points: pd.DataFrame, zones: pd.DataFrame, key: str) -> pd.DataFrame:
    laid = footprint(zones)
    at = class_of_points(points["longitude"], points["latitude"], laid)
    ranks = np.array([*laid.ranks, -1, -1], dtype="int64")
    return points.assign(
        hazard=pd.Series(key, index=points.index, dtype="str"),
        hazard_class=pd.Series(np.array(laid.classes, dtype=object)[at], index=points.index, dtype="str"),
        rank=ranks[at],
    )


def facilities_exposed(
    zones: pd.DataFrame, facilities: pd.DataFrame, communes: pd.DataFrame, hazards: Hazards
) -> Result:
    """Facilities in each class of a zone set, by place.

    Parameters
    ----------
    zones
        `ZONES` frame of one zone set (``results.scenario_zones(scenario)`` or the rows of the frame ``zones``). Several
        hazards are reckoned one by one, never added.
    facilities
        `FACILITIES` frame: ``snapshot.frame("facilities")``.
    communes
        What `places.communes_at` gave for a level; facilities of a commune that is not in it are left out.
    hazards
        Order of the classes and the words for them.

    Returns
    -------
    exposed
        `CONTRACT`: one row per place, hazard and class, the worst class first, then ``outside`` and ``unlocated``: over
        the classes everything adds up to the place's facilities. `facilities` of all types; of them `health`
        (`HEALTH_TYPES`) with their state as last told (`health_status_unknown`: nobody told it); `beds` of those whose
        beds are known (NaN where of none), `health_without_beds` the others; `by_type` maps type ("": unknown) to
        number. That a facility lies in a zone does not say that it stopped working. `facts`: `facilities`,
        `facilities_without_place`, `observed_on` (first and last day), and as `exposure.exposure`.

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.

    Notes
    -----
    Method: docs/methods.md#facilities-exposed. Place and class are found as those of sites.
    """
    told = classed(zones, hazards)
    held = facilities[facilities["adm2_pcode"].isin(communes["adm2_pcode"])].reset_index(drop=True)
    keys = list(dict.fromkeys(told["hazard"])) or [""]
    frame = pd.concat([_of_hazard(told[told["hazard"] == key], key, held, communes) for key in keys])
    days = held["observed_on"].dropna()
    facts = {
        "hazards": [key for key in keys if key],
        "zone_sets": sorted(set(zones["zone_set"].dropna())),
        "source": ", ".join(sorted(set(told["source"].dropna()))),
        "facilities": len(held),
        "facilities_without_place": int(facilities["adm2_pcode"].isna().sum()),
        "observed_on": "/".join(dict.fromkeys([days.min(), days.max()])) if len(days) else "",
    }
    return Result(frame[[*CONTRACT]].reset_index(drop=True), partial(_explain, facts), facts)


def _of_hazard(zones: pd.DataFrame, key: str, held: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    laid = footprint(zones)
    codes, places = pd.factorize(communes["place"])
    place_of = pd.Series(codes, index=communes["adm2_pcode"].to_numpy())
    width = len(laid.classes)
    cell = place_of.reindex(held["adm2_pcode"]).to_numpy() * width + _classes(held, laid)
    size = len(places) * width
    rows = {
        "place": pd.Index(places).astype("str").repeat(width),
        "name": communes.drop_duplicates("place")["name"].array.repeat(width),
        "hazard": pd.array([key] * size, dtype="str"),
        "hazard_class": pd.array(list(laid.classes) * len(places), dtype="str"),
    }
    return pd.DataFrame(rows | _counts(held, cell.astype("int64"), size))


def _classes(held: pd.DataFrame, laid: Footprint) -> Any:
    return class_of_points(held["longitude"], held["latitude"], laid)


def _counts(held: pd.DataFrame, cell: Any, size: int) -> dict[str, Any]:
    """Facilities of each cell, of them those of health by state, and their beds."""
    health = held["facility_type"].isin(HEALTH_TYPES).to_numpy()
    status = held["facility_status"].astype("object").where(held["facility_status"].notna(), "")
    beds = held["beds"].to_numpy(dtype="float64", na_value=np.nan)
    told, silent = health & ~np.isnan(beds), health & np.isnan(beds)

    def number(which: Any) -> Any:
        return np.bincount(cell[which], minlength=size).astype("int64")

    with_beds = number(told)
    total = np.bincount(cell[told], weights=beds[told], minlength=size).astype("float64")
    by_type: list[dict[str, int]] = [{} for _ in range(size)]
    kind = held["facility_type"].astype("object").where(held["facility_type"].notna(), "")
    for (at, name), count in held.groupby([cell, kind.to_numpy()]).size().items():
        by_type[at][str(name)] = int(count)
    return {
        "facilities": number(np.ones(len(held), dtype=bool)),
        "health": number(health),
        **{f"health_{name}": number(health & (status == name).to_numpy()) for name in _STATUSES},
        "health_status_unknown": number(health & ~status.isin(_STATUSES).to_numpy()),
        "beds": np.where(with_beds > 0, total, np.where(number(health) > 0, np.nan, 0.0)),
        "health_without_beds": number(silent),
        "by_type": by_type,
    }


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    notes = {
        "facilities.state_as_told": True,
        "facilities.status_missing": row["health_status_unknown"] > 0,
        "facilities.beds_missing": row["health_without_beds"] > 0,
    }
    counted = ("facilities", "health_working", "health_partly_working", "health_not_working", "health_status_unknown",
               "health_without_beds")  # fmt: skip
    return Explanation(
        figure="facilities_exposed",
        formula="health = health_working + health_partly_working + health_not_working + health_status_unknown",
        inputs=(*(Input(name, known(row[name])) for name in counted), Input("beds", known(row["beds"]), "beds")),
        value=known(row["health"]),
        unit="",
        clause="docs/methods.md#facilities-exposed",
        dated=facts["observed_on"],
        source=facts["source"],
        notes=tuple(note for note, holds in notes.items() if holds),
    )
