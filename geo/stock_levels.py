"""Stock that partners declare without movements: the newest level of each place and item, weighted by its age.

For a level of q units, a days old, with the ages F (counts in full up to it) and N (counts nothing from it on)::

    w(a) = 1                    for a <= F
           (N - a) / (N - F)    for F < a < N
           0                    for a >= N
    weighted = w(a) x q

It stands beside the ledger and is never added to usable stock: nobody who plans may send what another holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import ReferenceProblem
from geo.explain import Explanation, Input, Result, known
from geo.frames import FRAMES
from geo.settings import Setting

KEY = ["organisation", "adm2_pcode", "item"]


@dataclass(frozen=True)
class LevelAges:
    """Up to which age (days) a declared level counts in full, and from which on it counts nothing.

    Raises
    ------
    ReferenceProblem
        ``stock_levels.order`` if the second is not above the first.
    """

    full: Setting
    none: Setting

    def __post_init__(self) -> None:
        if not self.none.value > self.full.value:
            raise ReferenceProblem("stock_levels.order", full=self.full.value, none=self.none.value)

    def weight(self, days: pd.Series) -> pd.Series:
        """Weight (0-1) of a level so many days old."""
        between = (self.none.value - days) / (self.none.value - self.full.value)
        return between.clip(lower=0.0, upper=1.0)


def stock_levels(levels: pd.DataFrame, ages: LevelAges, *, on: str) -> Result:
    """Newest declared level of each partner, commune and item, with its age and weight.

    Parameters
    ----------
    levels
        `STOCK_LEVELS` frame; rows of a later day than `on` say nothing.
    ages
        How age weighs.
    on
        Day of the picture (ISO).

    Returns
    -------
    declared
        Result with one row per `organisation`, `adm2_pcode` and `item`: the columns of the level, `days` since it was
        declared, `weight` (0-1), `weighted` (units) and `usable` (units: `weighted`, 0 where it has expired or is
        reserved by its owner). Facts: `levels`, `outdated` (weight 0), `expired`, `reserved`.

    Notes
    -----
    Method: docs/methods.md#declared-stock. Ages: data/reference/stock-levels.toml.
    """
    rows = FRAMES["stock_levels"].conform(levels)
    rows = rows[rows["observed_on"] <= on].sort_values("observed_on", kind="stable")
    newest = rows.drop_duplicates(KEY, keep="last").sort_values(KEY, ignore_index=True)
    last = date.fromisoformat(on)
    days = pd.Series([(last - date.fromisoformat(day)).days for day in newest["observed_on"]], dtype="float64")
    weight = ages.weight(days)
    weighted = weight * newest["quantity"]
    expired = (newest["expiry"] < on).fillna(value=False).astype("bool")
    kept = (newest["availability"] == "reserved").fillna(value=False).astype("bool")
    usable = weighted.where(~(expired | kept), np.where(weighted.isna(), np.nan, 0.0))
    facts = {
        "on": on, "levels": len(newest), "outdated": int((weight <= 0).sum()), "expired": int(expired.sum()),
        "reserved": int(kept.sum()),
    }  # fmt: skip
    told = newest.assign(days=days, weight=weight, weighted=weighted, usable=usable)
    return Result(told, _explained(ages, on), facts)


def _explained(ages: LevelAges, on: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        return Explanation(
            figure="declared_stock",
            formula="weighted = quantity x min(1, max(0, (none_days - days) / (none_days - full_days)))",
            inputs=(
                Input("quantity", known(row["quantity"]), "units"),
                Input("days", float(row["days"]), "days"),
                Input("full_days", ages.full.value, "days"),
                Input("none_days", ages.none.value, "days"),
                Input("observed_on", str(row["observed_on"])),
                Input("usable_on", on),
            ),
            value=known(row["weighted"]),
            unit="units",
            clause="docs/methods.md#declared-stock",
            dated=str(row["observed_on"]),
            source=str(known(row["source"]) or row["organisation"]),
            status="unverified",
            notes=("stock.declared_beside",),
            changes=tuple(one.change for one in (ages.full, ages.none) if one.change),
        )

    return explain
