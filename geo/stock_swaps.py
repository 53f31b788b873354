"""Excess here, need there: what neighbours could give each other before anything is ordered.

Rule ``worst_first_nearest_giver`` (a heuristic, no optimum): for each item, the place with the fewest months of stock
receives first, then the next. Givers are asked in this order: those of the same department, then by travel hours; one
that no open way joins is not asked. A giver gives at most what it has above its own maximum, in whole packs where the
size of a pack is known; nobody receives more than it misses to its minimum. Where neighbours do not give all of that,
the rest up to the maximum is to be ordered:

    to_order = maximum - usable - in_transit - expected - transfer_in   where missing_units > transfer_in, else 0
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import promised

RULE = "worst_first_nearest_giver"
COLUMNS = ("item", "from_warehouse", "to_warehouse", "quantity", "travel_hours", "same_department", "load_kg",
           "load_m3")  # fmt: skip
NEEDED = ("place", "item", "excess", "missing_units", "months_of_stock", "usable")
CLAUSE = "docs/methods.md#stock-status"


def swaps(status: pd.DataFrame, travel: pd.DataFrame, departments: Mapping[str, str], items: pd.DataFrame) -> Result:
    """Transfers between warehouses by the rule of this module.

    Parameters
    ----------
    status
        Rows of `geo.stock_status.stock_status` with warehouses as places.
    travel
        `TRAVEL` frame with a `warehouse_id`, and `to_warehouse` in place of the commune: hours between warehouses,
        NaN where no way is open.
    departments
        Department (P-code) of each warehouse.
    items
        `ITEMS` frame: `pack_units`, `weight_kg`, `volume_m3`.

    Returns
    -------
    swaps
        Result with `COLUMNS`, one row a transfer, in the order in which they were made. Facts: `rule`.
        For every item and warehouse: given <= excess, received <= missing_units.

    Raises
    ------
    MissingColumn
        If `status` lacks a column that it needs.
    """
    promised("stock_status", status, *NEEDED)
    about = items.set_index("item")
    hours = travel.set_index(["warehouse_id", "to_warehouse"])["travel_hours"].to_dict()
    made: list[dict[str, Any]] = []
    for item, rows in status.groupby("item", sort=True):
        pack = about["pack_units"].get(item, np.nan)
        made += _of_item(rows, hours, departments, 1.0 if pd.isna(pack) else float(pack))
    frame = pd.DataFrame(made, columns=list(COLUMNS[:6]))
    for name, of_one in (("load_kg", "weight_kg"), ("load_m3", "volume_m3")):
        frame[name] = frame["quantity"] * frame["item"].map(about[of_one])
    texts = dict.fromkeys(("item", "from_warehouse", "to_warehouse"), "str")
    numbers = dict.fromkeys(("quantity", "travel_hours", "load_kg", "load_m3"), "float64")
    return Result(frame.astype({**texts, **numbers, "same_department": "bool"}), _explained(status), {"rule": RULE})


def after_swaps(status: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """Add to each row what transfers bring it and take from it, and what is left to order.

    Returns
    -------
    status
        With `transfer_in`, `transfer_out` and `to_order` (whole units, up; NaN where `missing_units` is).
    """
    keys = pd.MultiIndex.from_frame(status[["place", "item"]])
    moved = {}
    for column, side in (("transfer_in", "to_warehouse"), ("transfer_out", "from_warehouse")):
        sums = made.groupby([side, "item"])["quantity"].sum()
        moved[column] = sums.reindex(keys).fillna(0.0).to_numpy(dtype="float64")
    there = status[["usable", "in_transit", "expected"]].sum(axis=1).to_numpy() + moved["transfer_in"]
    short = status["missing_units"].to_numpy() - moved["transfer_in"]
    to_order = np.where(short > 0, np.ceil(status["maximum_units"].to_numpy() - there), short * 0.0)
    return status.assign(**moved, to_order=to_order)


def _of_item(
    rows: pd.DataFrame, hours: Mapping[tuple[str, str], float], departments: Mapping[str, str], pack: float
) -> list[dict[str, Any]]:
    spare = {row.place: row.excess for row in rows.itertuples() if row.excess >= pack}
    takers = rows[rows["missing_units"] > 0].sort_values(["months_of_stock", "usable", "place"], na_position="first")
    made = []
    for taker in takers.itertuples():
        lack = taker.missing_units
        home = departments.get(taker.place)
        near = sorted(
            (departments.get(giver) != home, way, giver)
            for giver in spare
            if (way := hours.get((giver, taker.place), np.nan)) == way  # NaN: no way is open
        )
        for elsewhere, way, giver in near:
            given = np.floor(min(lack, spare[giver]) / pack) * pack
            if given > 0:
                told = (taker.item, giver, taker.place, given, way, not elsewhere)
                made.append(dict(zip(COLUMNS[:6], told, strict=True)))
                lack, spare[giver] = lack - given, spare[giver] - given
    return made


def _explained(status: pd.DataFrame) -> Callable[[dict[str, Any]], Explanation]:
    told = status.set_index(["place", "item"])

    def explain(row: dict[str, Any]) -> Explanation:
        giver, taker = (told.loc[(row[side], row["item"])] for side in ("from_warehouse", "to_warehouse"))
        inputs = (
            Input("usable[from]", known(giver["usable"]), "units"),
            Input("maximum_units[from]", known(giver["maximum_units"]), "units"),
            Input("excess[from]", known(giver["excess"]), "units"),
            Input("usable[to]", known(taker["usable"]), "units"),
            Input("months_of_stock[to]", known(taker["months_of_stock"]), "months"),
            Input("missing_units[to]", known(taker["missing_units"]), "units"),
            Input("travel_hours", known(row["travel_hours"]), "h"),
        )
        return Explanation(
            figure="stock_swap",
            formula="quantity = min(excess[from], missing_units[to]) in whole packs",
            inputs=inputs,
            value=float(row["quantity"]), unit="units", clause=CLAUSE, status="unverified",
            notes=("stock_status.swap_rule",),
        )  # fmt: skip

    return explain
