"""Reach before and after changes, place by place: what is gained, what is lost, who is left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.reach_programme import TOLERANCE

COMPARED_DTYPES: dict[str, str] = {
    "place": "str", "name": "str", "within_hours": "float64", "households_in_need": "float64",
    "households_before": "float64", "households_after": "float64", "households_gained": "float64",
    "households_left_before": "float64", "households_left_after": "float64",
    "bound_by_before": "str", "bound_by_after": "str",
}  # fmt: skip
_KEY = ["place", "within_hours"]


def reach_compared(before: Result, after: Result) -> Result:
    """Two results of `geo.reach` of the same question, side by side.

    Parameters
    ----------
    before, after
        Of the same places, hours, kit and need.

    Returns
    -------
    compared
        Result with one row per place and hours that both have: `households_in_need` (NaN for capacity),
        `households_before`, `households_after`, `households_gained` = after - before (0 within the tolerance of the
        programmes; negative: lost), `households_left_before` and `_after` = in need - reached (NaN for capacity),
        `bound_by_before` and `_after`.

    Notes
    -----
    Method: docs/methods.md#reach-what-if. As the figures that it is made from, *alone* the rows are never added.
    """
    rows = before.frame.merge(after.frame, on=_KEY, suffixes=("_x", "_y"))
    then, now = rows["households_reached_x"], rows["households_reached_y"]
    gained = (now - then).where((now - then).abs() > TOLERANCE * np.maximum(1.0, np.maximum(now, then)), 0.0)
    need = rows["households_in_need_y"]
    held = {
        "place": rows["place"], "name": rows["name_x"], "within_hours": rows["within_hours"],
        "households_in_need": need, "households_before": then, "households_after": now, "households_gained": gained,
        "households_left_before": (need - then).clip(lower=0.0), "households_left_after": (need - now).clip(lower=0.0),
        "bound_by_before": rows["bound_by_x"], "bound_by_after": rows["bound_by_y"],
    }  # fmt: skip
    frame = pd.DataFrame({name: held[name].astype(kind) for name, kind in COMPARED_DTYPES.items()})
    return Result(frame, lambda row: _explained(row, (before, after)), after.facts)


def _explained(row: dict[str, Any], of: tuple[Result, Result]) -> Explanation:
    """The difference, with the explanation of what is reached after the changes."""
    told = of[1].explain(place=row["place"], within_hours=row["within_hours"])
    inputs = (
        Input("households_after", known(row["households_after"]), "households"),
        Input("households_before", known(row["households_before"]), "households"),
        Input("within_hours", float(row["within_hours"]), "hours"),
    )
    return Explanation(
        figure="households_gained",
        formula="households_gained = households_after - households_before",
        inputs=inputs,
        value=float(row["households_gained"]),
        unit="households",
        clause="docs/methods.md#reach-what-if",
        dated=told.dated,
        source=told.source,
        status=told.status,
        notes=("what_if.nothing_stored", "what_if.moved_at_once", *told.notes),
    )
