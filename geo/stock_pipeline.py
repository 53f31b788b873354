"""What is coming: funded, ordered, shipped, at the customs; and what is late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known

COMING = ("ordered", "shipped", "customs")  # counted as expected; what is only funded is not ordered yet
OPEN = ("funded", *COMING)
COLUMNS = (
    "pipeline_id", "item", "quantity", "pipeline_status", "organisation", "donor_organisation", "warehouse_id",
    "ordered_on", "expected_on", "days_late", "households", "observed_on", "source",
)  # fmt: skip
CLAUSE = "docs/methods.md#stock-pipeline"


def pipeline(rows: pd.DataFrame, contents: pd.Series, *, on: str) -> Result:
    """Deliveries that have not come yet, the first expected first.

    Parameters
    ----------
    rows
        `PIPELINE` frame.
    contents
        Units per household of the items of a kit.
    on
        Day (ISO).

    Returns
    -------
    pipeline
        Result with `COLUMNS`: `days_late` since the expected day (0: not late; NaN: no day was told), `households`
        that the delivery alone would serve with its item. Facts: `units` by status, `late`, `undated`.

    Notes
    -----
    Method: docs/methods.md#stock-pipeline.
    """
    coming = rows[rows["pipeline_status"].isin(OPEN)].reset_index(drop=True)
    today = date.fromisoformat(on)
    late = [np.nan if pd.isna(day) else float(max(0, (today - date.fromisoformat(day)).days))
            for day in coming["expected_on"]]  # fmt: skip
    coming = coming.assign(
        days_late=np.array(late, dtype="float64"),
        households=coming["quantity"] / coming["item"].map(contents).astype("float64"),
    ).sort_values(["expected_on", "pipeline_id"], na_position="last", ignore_index=True)
    facts = {
        "on": on, "late": int((coming["days_late"] > 0).sum()), "undated": int(coming["expected_on"].isna().sum()),
        "deliveries": {name: int((coming["pipeline_status"] == name).sum()) for name in OPEN},
    }  # fmt: skip
    return Result(coming[list(COLUMNS)], _explained(on), facts)


def expected(rows: pd.DataFrame) -> pd.DataFrame:
    """Units ordered, shipped or at the customs, by warehouse (null: nobody told where) and item."""
    coming = rows[rows["pipeline_status"].isin(COMING)]
    return coming[["warehouse_id", "item", "quantity"]].reset_index(drop=True)


def _explained(on: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        return Explanation(
            figure="stock_delivery",
            formula="days_late = max(0, usable_on - expected_on); households = quantity / kit_quantity",
            inputs=(
                Input("usable_on", on), Input("expected_on", known(row["expected_on"])),
                Input("days_late", known(row["days_late"]), "days"), Input("quantity", known(row["quantity"]), "units"),
                Input("households", known(row["households"]), "households"),
            ),
            value=known(row["quantity"]), unit="units", clause=CLAUSE, dated=str(known(row["observed_on"]) or on),
            source=str(known(row["source"]) or ""), notes=("stock.kit_unverified",),
        )  # fmt: skip

    return explain
