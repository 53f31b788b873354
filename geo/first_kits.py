"""How soon a first complete kit can come to each commune, from where, and which item comes last."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.reach_supply import Supply

FIRST_DTYPES: dict[str, str] = {
    "adm2_pcode": "str", "first_kit_hours": "float64", "last_item": "str", "last_warehouse": "str",
    "first_stock_hours": "float64", "nearest_warehouse": "str",
}  # fmt: skip
_CLAUSE = "docs/methods.md#first-kits"
_DECIMALS = 4


def first_kits(supply: Supply) -> Result:
    """Hours until a first complete kit, and until any usable stock of the kit, can be in each commune.

    Parameters
    ----------
    supply
        `Supply.of(stock, kit, travel)`. How much there is does not matter, only that there is some.

    Returns
    -------
    first
        Result with one row per commune: `first_kit_hours` = max over items of min over warehouses with some of it of
        the travel hours (NaN where some item never comes), `last_item` and `last_warehouse` (the item that comes
        last, and from where; null where it never comes), `first_stock_hours` and `nearest_warehouse` (the nearest
        warehouse with some of any item; NaN and null where none is connected).

    Notes
    -----
    Method: docs/methods.md#first-kits. Items of a kit may come from different warehouses.
    """
    items = len(supply.items)
    communes = len(supply.communes)
    soonest = np.full((items, communes), np.inf)
    source = np.full((items, communes), -1)
    for item in range(items):
        holding = np.flatnonzero(supply.units[:, item] > 0)
        if len(holding):
            at = supply.hours[holding].argmin(axis=0)
            source[item] = holding[at]
            soonest[item] = supply.hours[holding[at], np.arange(communes)]
    rows = _rows(supply, soonest, source)
    return Result(rows, _explained(supply, soonest, source))


def _rows(supply: Supply, soonest: np.ndarray, source: np.ndarray) -> pd.DataFrame:
    every = np.arange(len(supply.communes))
    last, first = soonest.argmax(axis=0), soonest.argmin(axis=0)
    kit_hours, stock_hours = soonest[last, every], soonest[first, every]
    known, connected = np.isfinite(kit_hours), np.isfinite(stock_hours)
    held = {
        "adm2_pcode": list(supply.communes),
        "first_kit_hours": np.where(known, kit_hours, np.nan),
        "last_item": [str(supply.items[at]) if ok else None for at, ok in zip(last, known, strict=True)],
        "last_warehouse": _named(supply, source[last, every], known),
        "first_stock_hours": np.where(connected, stock_hours, np.nan),
        "nearest_warehouse": _named(supply, source[first, every], connected),
    }
    return pd.DataFrame({name: pd.Series(held[name], dtype=kind) for name, kind in FIRST_DTYPES.items()})


def _named(supply: Supply, at: np.ndarray, told: np.ndarray) -> list[str | None]:
    return [str(supply.warehouses[one]) if ok else None for one, ok in zip(at, told, strict=True)]


def _explained(supply: Supply, soonest: np.ndarray, source: np.ndarray) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        at = supply.communes.get_loc(row["adm2_pcode"])
        inputs = []
        for item, name in enumerate(supply.items):
            hours = float(soonest[item, at])
            ever = bool(np.isfinite(hours))
            inputs.append(Input(f"travel_hours[{name}]", round(hours, _DECIMALS) if ever else None, "hours"))
            if ever:
                inputs.append(Input(f"warehouse[{name}]", str(supply.warehouses[source[item, at]])))
        value = float(row["first_kit_hours"])
        return Explanation(
            figure="first_kit_hours",
            formula="first_kit_hours = max_i(min_w(travel_hours[w] where quantity[w, i] > 0))",
            inputs=tuple(inputs),
            value=None if np.isnan(value) else value,
            unit="hours",
            clause=_CLAUSE,
            dated=supply.dated,
            source="data/reference/kits.toml, data/reference/speeds.toml",
            status="unverified",
            notes=("reach.ways_unverified", "stock.kit_unverified"),
        )

    return explain
