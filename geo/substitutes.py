"""Substitutes of kit items, and kits by household size: stock and kit as the figures of reach take them.

A substitute s stands in for one item i at one ratio r (units of s that replace one of i)::

    usable[w, i] := usable[w, i] + sum over s for i, s not in the kit, of usable[w, s] / r[s]
    quantity[i]  := quantity[i] + quantity_person[i] x household_size

Each substitute serves one item, so the items of a kit still separate: no unit is counted for two of them. A substitute
that the kit itself holds is not counted for another item; substitutes of substitutes are not followed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.frames import promised
from geo.stock import STOCK


def with_substitutes(stock: pd.DataFrame, kit: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Usable stock in units of the kit's items: substitutes counted at their ratio, and no longer as themselves.

    Parameters
    ----------
    stock
        `STOCK` frame.
    kit
        `KITS` rows of one kit.
    items
        `ITEMS` frame: `substitute_for`, `substitute_ratio`. Without a ratio, or with one that is not above 0, an item
        replaces nothing.

    Returns
    -------
    stock
        `STOCK` frame, one row per warehouse and item; what is no substitute of a kit item as it was.

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it promises.
    """
    for name, frame, columns in (("stock", stock, STOCK.by_name), ("kits", kit, ("item",))):
        promised(name, frame, *columns)
    told = substitutes(kit, items)
    if told.empty:
        return stock
    ratio = stock["item"].map(told["substitute_ratio"]).astype("float64").fillna(1.0)
    main = stock["item"].map(told["substitute_for"]).astype("str")
    counted = stock.assign(item=main.where(main.notna(), stock["item"]), quantity=stock["quantity"] / ratio)
    return STOCK.conform(counted.groupby(["warehouse_id", "item"], as_index=False)["quantity"].sum(min_count=1))


def substitutes(kit: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Items that stand in for one of the kit: `substitute_for`, `substitute_ratio`, by item."""
    if not {"substitute_for", "substitute_ratio"} <= set(items.columns):
        return pd.DataFrame(columns=["substitute_for", "substitute_ratio"])
    of_kit = set(kit["item"])
    fits = items["substitute_for"].isin(of_kit) & ~items["item"].isin(of_kit) & (items["substitute_ratio"] > 0)
    return items[fits].set_index("item")[["substitute_for", "substitute_ratio"]]


def for_household(kit: pd.DataFrame, household_size: float) -> pd.DataFrame:
    """Kit of a household of so many persons: `quantity` holds what depends on its size too, `quantity_person` is blank.

    Raises
    ------
    DataProblem
        ``household_size_missing`` where an item depends on the size and it is no number above 0.
    """
    if "quantity_person" not in kit.columns:
        return kit
    each = kit["quantity_person"].astype("float64").fillna(0.0)
    if (each > 0).any() and not (np.isfinite(household_size) and household_size > 0):
        raise DataProblem("household_size_missing", item=str(kit.loc[each > 0, "item"].iloc[0]))
    more = np.where(each > 0, each * household_size, 0.0)
    return kit.assign(quantity=kit["quantity"] + more, quantity_person=np.nan)
