"""What a cyclone's footprint is drawn from: the model of its wind, the radii of its advisory, or the worse of both."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import HAITI_BOX
from geo.explain import Explanation, Input, Result, known
from geo.footprint import OUTSIDE, UNLOCATED
from geo.frames import ZONES
from geo.hazards import flatten
from geo.wind_radii import QUADRANTS, radii_arrivals, radii_zones
from geo.wind_rules import ARRIVALS_KT, Floats, WindRules

FOOTPRINTS = (MODEL, RADII, BOTH) = ("model", "radii", "both")
_WINDS = ("wind_ms", "wind_kt", "category")


def gives_radii(positions: pd.DataFrame) -> bool:
    """Whether any position of a track gives a radius of 34, 50 or 64 kt in all four quadrants."""
    for knots in ARRIVALS_KT:
        names = [f"r{knots}_{quadrant}_nm" for quadrant in QUADRANTS]
        if set(names) <= set(positions.columns) and positions[names].notna().all(axis=1).any():
            return True
    return False


def footprint_used(choice: str, positions: pd.DataFrame) -> str:
    """The choice, or where there is none: both where the track gives radii, else the model.

    Radii alone end at 64 kt, so everything stronger would count as category 1: that is never taken unasked.
    """
    return choice or (BOTH if gives_radii(positions) else MODEL)


def with_radii(swath: Result, footprints: Result, rules: WindRules, *, alone: bool) -> Result:
    """Winds at points with what the radii say of them.

    Parameters
    ----------
    swath
        What `wind_swath.wind_swath` gave.
    footprints
        What `wind_radii.radii_footprints` gave for the same track.
    rules
        Class bounds.
    alone
        Radii alone: winds of the model become unknown.

    Returns
    -------
    swath
        The rows with `radii_kt`: the strongest of 34, 50 and 64 kt within whose radii the point ever lies (NaN: none).
        `hazard_class` and `category` are the worse of model and radii, arrivals the earlier. `wind_ms` and `wind_kt`
        stay those of the model (NaN where radii stand alone).
    """
    rows = swath.frame
    told = radii_arrivals(rows[["longitude", "latitude"]], footprints.frame)
    reached = np.full(len(rows), np.nan)
    for knots in ARRIVALS_KT:
        reached = np.where(told[f"arrival_{knots}_hours"].notna(), knots, reached)
    rank = rules.classes.rank(reached)
    if not alone:
        rank = np.maximum(rank, rows["category"].fillna(-1.0).to_numpy(dtype="int64"))
    located = rows["hazard_class"].to_numpy(dtype=object) != UNLOCATED
    classes = np.array([*rules.classes.names, OUTSIDE], dtype=object)[rank]
    frame = rows.assign(
        hazard_class=pd.Series(np.where(located, classes, UNLOCATED), index=rows.index, dtype="str"),
        category=np.where(located & (rank >= 0), rank, np.nan), radii_kt=reached,
        **_arrivals(rows, told, alone=alone),
        **(dict.fromkeys(_WINDS[:2], np.nan) if alone else {}),
    )  # fmt: skip
    facts = swath.facts | {"radii": footprints.facts}
    return Result(frame, partial(_explain, swath, alone=alone), facts)


def _arrivals(rows: pd.DataFrame, told: pd.DataFrame, *, alone: bool) -> dict[str, Any]:
    """The earlier moment of model and radii, or that of the radii."""
    found: dict[str, Any] = {}
    for knots in ARRIVALS_KT:
        hours, at = f"arrival_{knots}_hours", f"arrival_{knots}_at"
        radii: Floats = told[hours].to_numpy(dtype="float64", na_value=np.nan)
        model: Floats = np.full(len(rows), np.nan) if alone else rows[hours].to_numpy(dtype="float64", na_value=np.nan)
        earlier = np.fmin(radii, model)
        by_radii = radii == earlier  # NaN: neither
        found[hours] = earlier
        moments = told[at].where(by_radii, rows[at]).where(~np.isnan(earlier)).to_numpy(dtype=object)
        found[at] = pd.Series(moments, index=rows.index).astype("str")
    return found


def _explain(swath: Result, row: dict[str, Any], *, alone: bool) -> Explanation:
    model = swath.explain_row(row)
    radius = Input("radii_kt", known(row["radii_kt"]), "kt")
    if alone:
        said = ("wind.radii_alone", "wind.radii_largest")
        return replace(
            model, formula="class = that of the radii by quadrant", inputs=(radius,), notes=said, source="advisory",
            value=known(row["radii_kt"]), unit="kt", clause="docs/methods.md#cyclone-radii", changes=(),
        )  # fmt: skip
    return replace(
        model, formula=f"{model.formula}; class = worse of wind and radii", inputs=(*model.inputs, radius),
        notes=(*model.notes, "wind.radii_too", "wind.radii_largest"),
    )  # fmt: skip


def zones_with_radii(
    model: pd.DataFrame | None, footprints: pd.DataFrame, rules: WindRules, *, zone_set: str, source: str,
    observed_on: str,
) -> pd.DataFrame:  # fmt: skip
    """Zones over Haiti by radii, or where each place has the worse of the model's class and that of the radii.

    Parameters
    ----------
    model
        `wind_zones.swath_zones`; None: radii alone.
    footprints
        Frame of `wind_radii.radii_footprints`.
    rules
        Class bounds.
    zone_set, source, observed_on
        As `wind_zones.swath_zones`.

    Returns
    -------
    zones
        `ZONES` frame without overlaps, the worst class first; empty where nothing reaches Haiti.
    """
    told = {"zone_set": zone_set, "source": source, "observed_on": observed_on}
    drawn = radii_zones(footprints, rules, **told)
    clipped = shapely.intersection(drawn["geometry"].to_numpy(dtype=object), shapely.box(*HAITI_BOX))
    drawn = drawn.assign(geometry=pd.Series(clipped, index=drawn.index, dtype="object"))[~shapely.is_empty(clipped)]
    both = drawn if model is None else pd.concat([model, drawn], ignore_index=True)
    ranks = {name: at for at, name in enumerate(rules.classes.names)}
    flat = flatten(both.assign(rank=both["hazard_class"].map(ranks).astype("int64")).reset_index(drop=True))
    return ZONES.conform(flat.drop(columns="rank").assign(zone_id=flat["hazard_class"], **told))
