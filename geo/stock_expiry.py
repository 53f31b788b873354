"""What expires when: lots past their date, and those that pass it within two windows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.stock_rules import StockRules

WINDOWS = ("expired", "window_1", "window_2")
COLUMNS = ("warehouse_id", "item", "lot", "expiry", "held", "reserved", "days_to_expiry", "expiry_window", "households")
CLAUSE = "docs/methods.md#stock-expiry"


def expiring(balances: pd.DataFrame, contents: pd.Series, rules: StockRules, *, on: str) -> Result:
    """Lots that have expired, or expire within the second window; the first to expire first.

    Parameters
    ----------
    balances
        `BALANCES` frame.
    contents
        Units per household of the items of a kit (`geo.stock.kit_contents`).
    rules
        Its `expiry_window_1` and `expiry_window_2` in days from `on`, ends included. The second holds what the first
        does not.
    on
        Day (ISO). A lot is usable on its expiry day and not after it.

    Returns
    -------
    lots
        Result with `COLUMNS`, one row a lot of which something is held: `days_to_expiry` (below 0: that long ago),
        `expiry_window` of `WINDOWS`, `households` that the lot alone would serve with its item (NaN: not in the kit).
        Facts by window: `lots`, `households` (the most that one item of the kit gives up: items of a kit complement
        one another and are not added), `undated` lots held.

    Notes
    -----
    Method: docs/methods.md#stock-expiry.
    """
    held = balances[balances["held"] > 0]
    rows = held[held["expiry"].notna()].reset_index(drop=True)
    today = date.fromisoformat(on)
    days = np.array([(date.fromisoformat(day) - today).days for day in rows["expiry"]], dtype="float64")
    first, second = rules.of("expiry_window_1"), max(rules.of("expiry_window_1"), rules.of("expiry_window_2"))
    rows = rows.assign(days_to_expiry=days)
    rows["expiry_window"] = pd.Series(np.select([days < 0, days <= first], WINDOWS[:2], WINDOWS[2]), dtype="str")
    rows["households"] = rows["held"] / rows["item"].map(contents).astype("float64")
    rows = rows[rows["days_to_expiry"] <= second].sort_values(["expiry", "warehouse_id", "item"], ignore_index=True)
    facts = {
        "on": on, "window_1": first, "window_2": second, "undated": int(held["expiry"].isna().sum()),
        "lots": {name: int((rows["expiry_window"] == name).sum()) for name in WINDOWS},
        "households": {name: _households(rows[rows["expiry_window"] == name]) for name in WINDOWS},
    }  # fmt: skip
    return Result(rows[list(COLUMNS)], _explained(contents, rules, on), facts)


def _households(rows: pd.DataFrame) -> float:
    """Households that could not get one item any more: the largest over the items of the kit; NaN without any."""
    by_item = rows.groupby("item")["households"].sum(min_count=1).dropna()
    return float(by_item.max()) if len(by_item) else float("nan")


def _explained(contents: pd.Series, rules: StockRules, on: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        kit = contents.get(row["item"])
        return Explanation(
            figure="stock_expiring", formula="days_to_expiry = expiry - day; households = held / kit_quantity",
            inputs=(
                Input("usable_on", on), Input("expiry", row["expiry"]),
                Input("days_to_expiry", row["days_to_expiry"], "days"),
                Input("expiry_window_1", rules.of("expiry_window_1"), "days"),
                Input("expiry_window_2", rules.of("expiry_window_2"), "days"),
                Input("held", known(row["held"]), "units"), Input("reserved", known(row["reserved"]), "units"),
                Input("kit_quantity", None if kit is None else float(kit), "per household"),
            ),
            value=known(row["households"]), unit="households", clause=CLAUSE, dated=on, status="unverified",
            notes=("stock.kit_unverified", "stock_expiry.not_added"),
        )  # fmt: skip

    return explain
