"""Kits in boxes: an item that stands for a kit is its contents, and how many more kits a warehouse can put together.

An item whose code is that of a kit is that kit, assembled. For usable stock u, kits b with quantity q[b, i] per kit::

    unboxed[w, i] = u[w, i] + sum over b of u[w, b] x q[b, i]        for every item i that is no kit itself

The row of b goes: nothing is counted twice. With n boxes of the kit asked for, min over i of (u[i] + n q[i]) / q[i] =
n + min over i of u[i] / q[i]: each box is one complete kit, beside those that the loose items make.

    assemblable[w] = floor(min over i of u[w, i] / q[i]), limited by the item with the least
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.frames import promised
from geo.stock import STOCK


def unboxed(stock: pd.DataFrame, kits: pd.DataFrame) -> pd.DataFrame:
    """Usable stock with assembled kits as the items that they hold.

    Parameters
    ----------
    stock
        `STOCK` frame.
    kits
        `KITS` rows of every kit, for a household of one size (`geo.substitutes.for_household`): `kit`, `item`,
        `quantity`.

    Returns
    -------
    stock
        `STOCK` frame, one row per warehouse and item; kits that no item stands for change nothing.

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it promises.

    Notes
    -----
    Method: docs/methods.md#boxed-kits. A kit within a kit is not opened.
    """
    promised("stock", stock, *STOCK.by_name)
    promised("kits", kits, "kit", "item", "quantity")
    boxed = stock["item"].isin(set(kits["kit"]))
    if not boxed.any():
        return stock
    parts = stock[boxed].rename(columns={"item": "kit", "quantity": "boxes"}).merge(
        kits[["kit", "item", "quantity"]], on="kit", how="inner"
    )  # fmt: skip
    held = parts.assign(quantity=parts["boxes"] * parts["quantity"])[list(STOCK.by_name)]
    both = pd.concat([stock[~boxed], held[held["quantity"].notna()]], ignore_index=True)
    return STOCK.conform(both.groupby(["warehouse_id", "item"], as_index=False)["quantity"].sum(min_count=1))


def assemblable(usable: pd.Series, contents: Mapping[str, float]) -> tuple[int, str]:
    """Whole kits that usable stock (units by item) makes up, and the item that limits them (the first on a tie)."""
    each = {item: float(usable.get(item, 0.0)) / quantity for item, quantity in contents.items()}
    least = min(each, key=lambda item: each[item])
    return int(np.floor(max(0.0, each[least]))), least
