"""Stock: what the ledger leaves, what of it is usable on a day, and how many complete kits it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.explain import Explanation, Input, Result
from geo.frames import Column, Frame, promised

BALANCES = Frame(
    "balances", "latest", ("warehouse_id", "item", "lot"), "",
    (
        Column("warehouse_id", "code", required=True, refers="warehouses"),
        Column("item", "code", required=True, refers="items", hxl="#item+code"),
        Column("lot", "code"),
        Column("expiry", "date", hxl="#date+expiry"),
        Column("held", "number", "units"),
        Column("reserved", "number", "units"),
    ),
)  # fmt: skip

STOCK = Frame(
    "stock", "latest", ("warehouse_id", "item"), "",
    (
        Column("warehouse_id", "code", required=True, refers="warehouses"),
        Column("item", "code", required=True, refers="items", hxl="#item+code"),
        Column("quantity", "number", "units", least=0, hxl="#item+qty"),
    ),
)  # fmt: skip

_CLAUSE = "docs/methods.md#stock"


def usable_stock(balances: pd.DataFrame, *, on: str) -> Result:
    """Stock that can be sent on a day, by warehouse and item.

    Parameters
    ----------
    balances
        `BALANCES` frame: `held` and `reserved` units of each lot. No `expiry`: the lot does not expire.
    on
        Day (ISO). A lot is usable on its expiry day and not after it.

    Returns
    -------
    stock
        Result with the `STOCK` frame: `quantity` = the sum over lots of held - reserved, where a lot that is
        expired, or of which that is negative, counts 0. A warehouse that has lots of an item keeps its row at
        0. Facts: `on`, `lots`, `expired_lots` (with something held), `negative_lots` (held below 0: stored
        and flagged, never taken from other lots), `overreserved_lots` (more reserved than held).

    Raises
    ------
    MissingColumn
        If `balances` lacks a column that it promises.

    Notes
    -----
    Method: docs/methods.md#stock.
    """
    promised("balances", balances, *BALANCES.by_name)
    lots = BALANCES.conform(balances)
    held, reserved = lots["held"].fillna(0.0), lots["reserved"].fillna(0.0)
    expired = lots["expiry"].notna() & (lots["expiry"].fillna(on) < on)
    lots["quantity"] = (held - reserved).clip(lower=0.0).where(~expired, 0.0)
    stock = lots.groupby(["warehouse_id", "item"], sort=True)["quantity"].sum().reset_index()
    facts = {
        "on": on,
        "lots": len(lots),
        "expired_lots": int((expired & (held > 0)).sum()),
        "negative_lots": int((held < 0).sum()),
        "overreserved_lots": int(((held >= 0) & (reserved > held)).sum()),
    }
    return Result(STOCK.conform(stock), _explain_stock(lots, on), facts)


def kits_complete(stock: pd.DataFrame, kit: pd.DataFrame) -> Result:
    """Complete kits that each warehouse could make up by itself.

    Warehouses complement one another, so these figures are never added and are no reach: that is `geo.reach`.

    Parameters
    ----------
    stock
        `STOCK` frame: usable `quantity` by `warehouse_id` and `item`.
    kit
        `KITS` rows of one kit: `item`, `quantity` per household.

    Returns
    -------
    kits
        Result with one row per `warehouse_id`: `kits_complete` (households, not rounded), `binding_item` (the
        scarcest; the first of the kit's order on a tie) and `by_item` (households by each item alone; an item
        that the warehouse has not is 0).

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it promises.
    DataProblem
        ``empty_kit`` for a kit without contents.

    Notes
    -----
    Method: docs/methods.md#stock.
    """
    contents = kit_contents(kit)
    table = _by_item(stock, contents)
    households = table / contents.to_numpy()
    rows = {
        "warehouse_id": pd.Series(list(table.index), dtype="str"),
        "kits_complete": households.min(axis=1).to_numpy(dtype="float64"),
        "binding_item": pd.Series([contents.index[at] for at in households.to_numpy().argmin(axis=1)], dtype="str"),
        "by_item": pd.Series([dict(zip(contents.index, row, strict=True)) for row in households.to_numpy().tolist()]),
    }
    return Result(pd.DataFrame(rows), _explain_kits(table, contents))


def items_in_kit(stock: pd.DataFrame, kit: pd.DataFrame) -> pd.DataFrame:
    """All usable stock of each item of a kit, and the households that the item alone would serve.

    Parameters
    ----------
    stock
        `STOCK` frame.
    kit
        `KITS` rows of one kit.

    Returns
    -------
    items
        One row per item, in the kit's order: `item`, `quantity` (units in all warehouses), `kit_quantity`
        (per household), `households`.

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it promises.
    DataProblem
        ``empty_kit`` for a kit without contents.
    """
    contents = kit_contents(kit)
    total = _by_item(stock, contents).sum(axis=0).to_numpy()
    rows = {"quantity": total, "kit_quantity": contents.to_numpy(), "households": total / contents.to_numpy()}
    return pd.DataFrame({"item": pd.Series(contents.index, dtype="str"), **rows})


def kit_contents(kit: pd.DataFrame) -> pd.Series:
    """Quantity per household by item, without the items of which the kit holds none.

    Parameters
    ----------
    kit
        `KITS` rows of one kit: `item`, `quantity`.

    Returns
    -------
    contents
        Units per household, indexed by item in the kit's order.

    Raises
    ------
    MissingColumn
        If a column is absent.
    DataProblem
        ``empty_kit`` where nothing is left; ``bad_kit`` for an item that stands twice or has no number;
        ``household_size_missing`` for one that still depends on the size (see `geo.substitutes.for_household`).
    """
    promised("kits", kit, "item", "quantity")
    if "quantity_person" in kit.columns and (kit["quantity_person"] > 0).any():
        raise DataProblem("household_size_missing", item=str(kit.loc[kit["quantity_person"] > 0, "item"].iloc[0]))
    quantity = kit["quantity"].astype("float64")
    bad = kit["item"].duplicated() | ~(quantity >= 0) | ~np.isfinite(quantity)
    if bad.any():
        raise DataProblem("bad_kit", value=str(kit.loc[bad, "item"].iloc[0]))
    contents = pd.Series(quantity.to_numpy(), index=list(kit["item"]), dtype="float64")
    contents = contents[contents > 0]
    if contents.empty:
        raise DataProblem("empty_kit")
    return contents


def _by_item(stock: pd.DataFrame, contents: pd.Series) -> pd.DataFrame:
    """Units by warehouse and item of the kit, 0 where there is none."""
    promised("stock", stock, *STOCK.by_name)
    warehouses = sorted(stock["warehouse_id"].unique())
    units = stock.pivot_table(values="quantity", index="warehouse_id", columns="item", aggfunc="sum")
    return units.reindex(index=warehouses, columns=contents.index).fillna(0.0)


def _explain_stock(lots: pd.DataFrame, on: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        chosen = lots[(lots["warehouse_id"] == row["warehouse_id"]) & (lots["item"] == row["item"])]
        inputs = [Input("usable_on", on)]
        for lot in chosen.itertuples(index=False):
            named = "" if pd.isna(lot.lot) else lot.lot
            inputs.append(Input(f"held[{named}]", float(lot.held), "units"))
            inputs.append(Input(f"reserved[{named}]", float(lot.reserved), "units"))
            inputs.append(Input(f"expiry[{named}]", None if pd.isna(lot.expiry) else lot.expiry))
        return Explanation(
            figure="usable_stock",
            formula="quantity = sum over lots with expiry >= usable_on of max(0, held - reserved)",
            inputs=tuple(inputs),
            value=float(row["quantity"]),
            unit="units",
            clause=_CLAUSE,
            dated=on,
        )

    return explain


def _explain_kits(table: pd.DataFrame, contents: pd.Series) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        inputs = []
        for item, quantity in contents.items():
            units = float(table.loc[row["warehouse_id"], item])
            inputs.append(Input(f"quantity[{item}]", units, "units"))
            inputs.append(Input(f"kit_quantity[{item}]", float(quantity), "per household"))
        return Explanation(
            figure="kits_complete",
            formula="kits_complete = min over items of quantity / kit_quantity",
            inputs=tuple(inputs),
            value=float(row["kits_complete"]),
            unit="households",
            clause=_CLAUSE,
            status="unverified",
            notes=("stock.kit_unverified", "stock.kits_not_added"),
        )

    return explain
