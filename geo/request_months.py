"""Requests by month: households asked for, approved and reached. People are never added over activities."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import REQUESTS

# What is counted: the day that says in which month, and the households.
COUNTED = {
    "requested": ("received_on", "households"),
    "approved": ("approved_on", "households_approved"),
    "distributed": ("distributed_on", "households_reported"),
}
MONTHS = (
    "year_month", "requests_received", "households_requested", "requests_approved", "households_approved",
    "requests_distributed", "households_distributed", "requests_refused", "distributed_unknown",
)  # fmt: skip


def request_months(told: pd.DataFrame) -> Result:
    """Households of requests by month.

    Parameters
    ----------
    told
        Frame of `geo.requests.requests_on`.

    Returns
    -------
    months
        Result with one row a month (``YYYY-MM``) in which something happened, the newest first: the number of
        requests that were received, approved, refused and distributed in it, and their households. Households of
        several requests are added: who is served by two counts twice, so it is a sum of allocations, and no number of
        people is made of it. `distributed_unknown` counts distributions that tell no households.

    Notes
    -----
    Method: docs/methods.md#request-months.
    """
    parts = []
    for name, (day, households) in COUNTED.items():
        keyed = told[told[day].notna()]
        keyed = keyed.assign(year_month=keyed[day].str[:7], unknown=keyed[households].isna())
        parts.append(keyed.groupby("year_month").agg(**{
            f"requests_{'received' if name == 'requested' else name}": ("request_id", "size"),
            f"households_{name}": (households, lambda told: told.sum(min_count=1)),
            **({"distributed_unknown": ("unknown", "sum")} if name == "distributed" else {}),
        }))  # fmt: skip
    refused = told[(told["state"] == "refused") & told["observed_on"].notna()]
    parts.append(refused.assign(year_month=refused["observed_on"].str[:7]).groupby("year_month")
                 .agg(requests_refused=("request_id", "size")))  # fmt: skip
    frame = pd.concat(parts, axis=1).rename_axis("year_month").reset_index()
    counts = [name for name in MONTHS if name.startswith("requests_") or name == "distributed_unknown"]
    frame = frame.assign(**{name: frame[name].fillna(0.0) for name in counts})
    frame = frame.reindex(columns=list(MONTHS)).astype({"year_month": "str", **dict.fromkeys(MONTHS[1:], "float64")})
    return Result(frame.sort_values("year_month", ascending=False, ignore_index=True), _explain)


def _explain(row: dict[str, Any]) -> Explanation:
    households = ("households_requested", "households_approved")
    counts = ("year_month", "requests_received", "requests_distributed", "distributed_unknown")
    units = {**dict.fromkeys(counts, ""), **dict.fromkeys(households, "households")}
    return Explanation(
        figure="households_distributed",
        formula="sum of households_reported over the requests whose distributed_on lies in the month",
        inputs=tuple(Input(name, known(row[name]), unit) for name, unit in units.items()),
        value=known(row["households_distributed"]),
        unit="households",
        clause="docs/methods.md#request-months",
        dated=row["year_month"],
        source=REQUESTS.name,
        notes=("requests.never_added",),
    )
