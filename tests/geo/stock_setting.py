"""Limits and rows that the tests of stock stand on: small numbers, worked by hand."""

from __future__ import annotations

import pandas as pd

from geo.settings import Setting
from geo.stock_rules import StockRules
from geo.stock_status import Sources, by_warehouse, stock_status

ON = "2023-08-31"


def setting(key: str, value: float, unit: str = "months") -> Setting:
    return Setting(key, value, unit, "none", "test", "verified")


def rules(**own: dict[str, float]) -> StockRules:
    """Use over 3 months, at least 2, at most 6 months of it; windows of 30 and 90 days; `own` limits by item."""
    general = {"use_months": 3, "minimum_months": 2, "maximum_months": 6, "expiry_window_1": 30,
               "expiry_window_2": 90, "projection_months": 3}  # fmt: skip
    by_item = {item: {name: setting(name, value) for name, value in told.items()} for item, told in own.items()}
    return StockRules({name: setting(name, value) for name, value in general.items()}, by_item)


def amounts(*rows: tuple[str | None, str, float], column: str = "quantity") -> pd.DataFrame:
    """Rows of (warehouse, item, units)."""
    frame = pd.DataFrame(list(rows), columns=["warehouse_id", "item", column])
    return frame.astype({"warehouse_id": "str", "item": "str", column: "float64"})


def status(
    usable: pd.DataFrame, used: pd.DataFrame, *, begun: str = "2023-01-01", coming: pd.DataFrame | None = None,
    held_to: StockRules | None = None, place: pd.Series | None = None,
):  # fmt: skip
    """Status of places (warehouses unless told) of which stock is usable, and how much of it was used in the window."""
    nothing = amounts()
    told = usable[["warehouse_id", "item"]].assign(begun=begun)
    balances = usable.rename(columns={"quantity": "held"}).assign(reserved=0.0)
    sources = Sources(balances, usable, used, told, nothing, nothing if coming is None else coming)
    rows = by_warehouse(sources)
    return stock_status(rows, rows["warehouse_id"] if place is None else place, held_to or rules(), on=ON)
