"""People of a commune put on its populated places instead of evenly over its area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.explain import Explanation, Input, Result
from geo.footprint import Footprint, class_of_points
from geo.settings import Setting
from geo.site_services import Counts, Floats

KEY = "people_spread"
COLUMN = "communes_without_places"
FORMULA = (
    "people = sum(population * ((1 - people_spread) * area_in_class_m2 / place_area_m2"
    " + people_spread * weight_of_places_in_class / weight_of_places))"
)


@dataclass(frozen=True)
class Spread:
    """Which part of the people of a commune lives at its populated places, and where these are.

    Parameters
    ----------
    settlements
        Populated places: `longitude`, `latitude` (EPSG:4326), `population` (persons: only a weight; NaN, 0 and below
        do not count).
    setting
        Setting ``people_spread``: share (0-1) of the people put on places; 0: all by area, 1: all by places.
    """

    settlements: pd.DataFrame
    setting: Setting


def spread_share(by_area: Floats, shapes: Any, spread: Spread, laid: Footprint) -> tuple[Floats, Floats]:
    """Share of each commune's people in each class, by area and by populated places.

    Parameters
    ----------
    by_area
        One row per commune and one column per class of `laid`; each row adds up to 1.
    shapes
        Communes in EPSG:4326; None where a commune has no shape.
    spread
        The places and the part of the people on them.
    laid
        The footprint.

    Returns
    -------
    share
        As `by_area`; each row adds up to 1. A commune without a place with people in its shape keeps `by_area`.
    without
        1 for each commune that has a shape and kept `by_area` for want of a place, 0 for others.

    Notes
    -----
    Method: docs/methods.md#exposure. A place belongs to the commune whose shape holds it (the first on a shared edge),
    its class is that of its point. Wider zones never have fewer people: neither part does.
    """
    places, commune, weight = _placed(shapes, spread.settlements)
    found = class_of_points(places["longitude"], places["latitude"], laid)
    held = np.zeros_like(by_area)
    np.add.at(held, (commune, found), weight)
    whole = held.sum(axis=1)
    some = whole > 0
    at_places = np.divide(held, whole[:, None], out=by_area.copy(), where=some[:, None])
    part = spread.setting.value
    bare = ~some & np.array([shape is not None for shape in shapes], dtype="bool")
    return (1.0 - part) * by_area + part * at_places, bare.astype("float64")


def _placed(shapes: Any, settlements: pd.DataFrame) -> tuple[pd.DataFrame, Counts, Floats]:
    """Places that count and lie in a commune, the position of that commune, and their weight."""
    counted = settlements[(settlements["population"] > 0) & settlements["longitude"].notna()]
    points = shapely.points(counted["longitude"].to_numpy("float64"), counted["latitude"].to_numpy("float64"))
    told = np.asarray(shapes, dtype=object)
    first = np.full(len(counted), len(told))
    of_point, of_shape = shapely.STRtree(told).query(points, predicate="intersects")
    np.minimum.at(first, of_point, of_shape)
    inside = first < len(told)
    kept = counted[inside]
    return kept, first[inside], kept["population"].to_numpy("float64")


def with_spread(exposed: Result, spread: Spread) -> Result:
    """Say in the facts and in every explanation how people were put on places.

    Parameters
    ----------
    exposed
        Exposure whose people were reckoned with `spread_share`, with its `communes_without_places`.
    spread
        The places and the part of the people on them.
    """
    facts = exposed.facts | {KEY: spread.setting.value}
    return Result(exposed.frame, partial(_explain, exposed, spread.setting), facts)


def _explain(exposed: Result, setting: Setting, row: dict[str, Any]) -> Explanation:
    told = exposed.explain_row(row)
    if not setting.value:
        return replace(told, changes=(*told.changes, *([setting.change] if setting.change else [])))
    without = int(row[COLUMN])
    inputs = (Input(KEY, setting.value, "share"), Input(COLUMN, without, ""))
    notes = ["exposure.people_at_places", *(["exposure.without_places"] if without else [])]
    return replace(
        told,
        formula=FORMULA,
        inputs=(*told.inputs, *inputs),
        notes=(*told.notes, *notes),
        changes=(*told.changes, *([setting.change] if setting.change else [])),
    )
