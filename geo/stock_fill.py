"""How full each warehouse is: cubic metres of what it holds, over what it can store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known

COLUMNS = (
    "warehouse_id",
    "stock_m3",
    "storage_volume_m3",
    "fill_share",
    "items_without_volume",
    "units_without_volume",
)
CLAUSE = "docs/methods.md#stock-fill"


def fill(balances: pd.DataFrame, items: pd.DataFrame, warehouses: pd.DataFrame) -> Result:
    """Volume of the stock of each warehouse, reserved and expired too: it stands there.

    Parameters
    ----------
    balances
        `BALANCES` frame; what is held below 0 takes no room.
    items
        `ITEMS` frame: `volume_m3` of one unit.
    warehouses
        `WAREHOUSES` frame: `storage_volume_m3`.

    Returns
    -------
    fill
        Result with `COLUMNS`, one row per warehouse. `stock_m3` is of the items whose volume is known (a least value
        where `items_without_volume` is above 0; NaN where none of what is held has a volume); `fill_share` is NaN where
        either volume is unknown, and may exceed 1.

    Notes
    -----
    Method: docs/methods.md#stock-fill.
    """
    lots = balances[balances["held"] > 0]
    lots = lots.assign(volume=lots["item"].map(items.set_index("item")["volume_m3"]))
    lots["m3"] = lots["held"] * lots["volume"]
    unknown = lots[lots["volume"].isna()]
    grouped = lots.groupby("warehouse_id")
    rows = pd.DataFrame({"warehouse_id": warehouses["warehouse_id"].to_numpy()})
    stock = rows["warehouse_id"].map(grouped["m3"].sum(min_count=1))
    rows["stock_m3"] = stock.where(rows["warehouse_id"].isin(lots["warehouse_id"]), 0.0).astype("float64")
    rows["storage_volume_m3"] = warehouses["storage_volume_m3"].to_numpy(dtype="float64")
    rows["fill_share"] = rows["stock_m3"] / rows["storage_volume_m3"].where(rows["storage_volume_m3"] > 0, np.nan)
    by_place = unknown.groupby("warehouse_id")
    for name, told in (
        ("items_without_volume", by_place["item"].nunique()),
        ("units_without_volume", by_place["held"].sum()),
    ):
        rows[name] = rows["warehouse_id"].map(told).fillna(0).astype("float64")
    return Result(
        rows[list(COLUMNS)], _explained(lots), {"unknown_storage": int(rows["storage_volume_m3"].isna().sum())}
    )


def _explained(lots: pd.DataFrame) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        mine = lots[lots["warehouse_id"] == row["warehouse_id"]].groupby("item")
        inputs = []
        for item, rows in mine:
            inputs.append(Input(f"held[{item}]", float(rows["held"].sum()), "units"))
            inputs.append(Input(f"volume_m3[{item}]", known(rows["volume"].iloc[0]), "m3"))
        inputs += [Input(name, known(row[name]), "m3") for name in ("stock_m3", "storage_volume_m3")]
        return Explanation(
            figure="warehouse_fill", formula="fill_share = sum over items of held x volume_m3 / storage_volume_m3",
            inputs=tuple(inputs), value=known(row["fill_share"]), unit="share", clause=CLAUSE, status="unverified",
            notes=("stock_fill.all_held",) + (("stock_fill.least",) if row["items_without_volume"] > 0 else ()),
        )  # fmt: skip

    return explain
