"""The leading figures of the stock page: what is short, what expires, what is late, what is on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.stock_status import STATUSES

CLAUSE = "docs/methods.md#stock-status"
SHORT = ("rupture", "understocked")
_PLANNED = ("items_short", "lots_to_watch")  # they stand on limits that somebody set


def stock_headlines(
    status: pd.DataFrame, lots: pd.DataFrame, deliveries: pd.DataFrame, transit: pd.DataFrame, *, on: str
) -> Result:
    """Four counts of the places that are looked at.

    Parameters
    ----------
    status
        Rows of `geo.stock_status.stock_status` by warehouse.
    lots
        Rows of `geo.stock_expiry.expiring`.
    deliveries
        Rows of `geo.stock_pipeline.pipeline`.
    transit
        Rows of `geo.transit.in_transit`.

    Returns
    -------
    headlines
        Result with `figure` and `value`: ``items_short`` (pairs of warehouse and item in rupture or under-stocked),
        ``lots_to_watch`` (expired, or within the first window), ``deliveries_late``, ``shipments_on_the_way``.
    """
    states = status["stock_status"].value_counts().reindex(STATUSES, fill_value=0)
    windows = lots["expiry_window"].value_counts()
    open_ = transit[transit["on_the_way"] > 0]
    told: dict[str, Mapping[str, float]] = {
        "items_short": {name: float(states[name]) for name in STATUSES},
        "lots_to_watch": {name: float(windows.get(name, 0)) for name in ("expired", "window_1", "window_2")},
        "deliveries_late": {"late": float((deliveries["days_late"] > 0).sum()), "coming": float(len(deliveries)),
                            "undated": float(deliveries["expected_on"].isna().sum())},
        "shipments_on_the_way": {"shipments": float(open_["shipment"].nunique()),
                                 "units": float(open_["on_the_way"].sum())},
    }  # fmt: skip
    values = {
        "items_short": float(states[list(SHORT)].sum()),
        "lots_to_watch": float(windows.reindex(["expired", "window_1"], fill_value=0).sum()),
        "deliveries_late": told["deliveries_late"]["late"],
        "shipments_on_the_way": told["shipments_on_the_way"]["shipments"],
    }
    frame = pd.DataFrame({"figure": list(values), "value": list(values.values())})
    return Result(frame, _explained(told, on), {"on": on})


_FORMULAS = {
    "items_short": "rupture + understocked",
    "lots_to_watch": "expired + window_1",
    "deliveries_late": "count of deliveries with expected_on < usable_on",
    "shipments_on_the_way": "count of shipments with on_the_way > 0",
}


def _explained(told: Mapping[str, Mapping[str, float]], on: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        name = str(row["figure"])
        inputs = [Input(f"stock_{one}", value) for one, value in told[name].items()]
        return Explanation(
            figure=name, formula=_FORMULAS[name], inputs=(*inputs, Input("usable_on", on)), value=float(row["value"]),
            unit="", clause=CLAUSE, dated=on,
            status="unverified" if name in _PLANNED else "verified",
        )  # fmt: skip

    return explain
