"""Stock projected month by month: usable now, minus expected use, plus arrivals, minus what expires.

Model, for one item at one place, months k = 1..K after the day t0 (month k: after t(k-1), up to t(k) included):

    available(k) = left(k-1) + arrivals(k)
    used(k)      = min(use_month, available(k)), first expiring first out (FEFO); short(k) = use_month - used(k)
    expired(k)   = what is left of lots whose expiry day is in month k
    left(k)      = available(k) - used(k) - expired(k);   left(0) = usable at t0

Arrivals are deliveries that are ordered, shipped or at the customs and expected in the month; a late one (expected
before t0) and one without a day are left out and told. What arrives is taken not to expire within the K months. Use is
the mean of the months behind; where it is unknown nothing is projected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known

COLUMNS = ("item", "month", "until", "available", "arrivals", "used_expected", "short", "expired", "left")
CLAUSE = "docs/methods.md#stock-projection"
_NEVER = "9999-12-31"


@dataclass(frozen=True)
class Coming:
    """What a projection starts from, of one place.

    Parameters
    ----------
    lots
        `item`, `expiry`, `quantity` usable of each lot.
    arrivals
        `item`, `expected_on`, `quantity` of deliveries that count.
    use_month
        Units a month by item; NaN where unknown.
    """

    lots: pd.DataFrame
    arrivals: pd.DataFrame
    use_month: pd.Series


def projection(coming: Coming, *, on: str, months: int) -> Result:
    """Stock of each item at the end of each month to come.

    Returns
    -------
    projection
        Result with `COLUMNS`, one row per item and month (`month` 0: now). Units; NaN where use is unknown.
        Facts: `late` and `undated` units by item that are left out.

    Notes
    -----
    Method: docs/methods.md#stock-projection.
    """
    ends = [str((pd.Timestamp(on) + pd.DateOffset(months=k)).date()) for k in range(months + 1)]
    rows: list[dict[str, Any]] = []
    dated = coming.arrivals[coming.arrivals["expected_on"].notna()]
    on_time = dated[dated["expected_on"] > on]
    for item, use in coming.use_month.items():
        lots = coming.lots[coming.lots["item"] == item]
        rows += _of_item(str(item), float(use), lots, on_time[on_time["item"] == item], ends)
    told = {
        "late": dated[dated["expected_on"] <= on].groupby("item")["quantity"].sum().to_dict(),
        "undated": coming.arrivals[coming.arrivals["expected_on"].isna()].groupby("item")["quantity"].sum().to_dict(),
    }
    numbers = dict.fromkeys(COLUMNS[3:], "float64")
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"item": "str", "until": "str", **numbers})
    return Result(frame, _explained(coming, on, told), {"on": on, "months": months, **told})


def _of_item(
    item: str, use: float, lots: pd.DataFrame, arrivals: pd.DataFrame, ends: Sequence[str]
) -> list[dict[str, Any]]:
    """One row per month of one item; stock by expiry day, the first to expire first."""
    held = lots.assign(expiry=lots["expiry"].fillna(_NEVER)).groupby("expiry", sort=True)["quantity"].sum().to_dict()
    usable = float(sum(held.values()))
    nothing = np.nan if isnan(use) else 0.0
    now = {"available": usable, "arrivals": 0.0, "used_expected": nothing, "short": nothing, "expired": nothing}
    rows = [{"item": item, "month": 0, "until": ends[0], **now, "left": usable}]
    for month, (begin, end) in enumerate(pairwise(ends), start=1):
        came = float(
            arrivals.loc[(arrivals["expected_on"] > begin) & (arrivals["expected_on"] <= end), "quantity"].sum()
        )
        told = {"item": item, "month": month, "until": end, "arrivals": came}
        if isnan(use):
            rows.append({**told, **dict.fromkeys(("available", "used_expected", "short", "expired", "left"), np.nan)})
            continue
        held[_NEVER] = held.get(_NEVER, 0.0) + came
        available = float(sum(held.values()))
        used = _taken(held, use)
        expired = sum(held.pop(day) for day in [day for day in held if day <= end])
        rows.append({**told, "available": available, "used_expected": used, "short": use - used, "expired": expired,
                     "left": available - used - expired})  # fmt: skip
    return rows


def _taken(held: dict[str, float], wanted: float) -> float:
    """Take from the lots that expire first; returns what was there."""
    left = wanted
    for day in sorted(held):
        taken = min(left, held[day])
        held[day] -= taken
        left -= taken
    return wanted - left


def _explained(coming: Coming, on: str, told: dict[str, Any]) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        item = row["item"]
        inputs = [Input("use_month", known(coming.use_month.get(item, np.nan)), "units/month")]
        inputs += [Input(name, known(row[name]), "units") for name in COLUMNS[3:]]
        inputs += [Input("late_left_out", float(told["late"].get(item, 0.0)), "units"),
                   Input("undated_left_out", float(told["undated"].get(item, 0.0)), "units"),
                   Input("until", row["until"])]  # fmt: skip
        return Explanation(
            figure="stock_projected",
            formula="left = available - used_expected - expired; available = left before + arrivals",
            inputs=tuple(inputs), value=known(row["left"]), unit="units", clause=CLAUSE, dated=on,
            status="unverified", notes=("stock_projection.use", "stock_projection.arrivals"),
        )  # fmt: skip

    return explain
