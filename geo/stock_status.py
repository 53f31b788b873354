"""Is there enough of each item, and where? Use per month, months of stock, status, what is missing and too much.

Model, for an item i at a place p (a warehouse, a department, the nation), over the last N months:

    use_month  = used / N                    used: units released to partners and distributed
    minimum    = minimum_months x use_month, or the fixed minimum of the item for each warehouse of p
    maximum    = maximum_months x use_month, or the fixed minimum where there is one
    months_of_stock = usable / use_month
    status     = rupture where usable = 0; under-stocked below the minimum; over-stocked above the maximum;
                 else well stocked; not evaluated where use is unknown and no fixed minimum was set
    excess     = usable - maximum where that is above 0 and the maximum is in months of use (whole units, down)
    missing_units = minimum - coming where coming = usable + in_transit + expected is below it (whole units, up)

Use is unknown where the ledger of the item there is younger than N months, or nothing was issued in them: what did not
move is no proof that nothing is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import promised
from geo.stock_rules import StockRules

STATUSES = ("rupture", "understocked", "well_stocked", "overstocked", "not_evaluated")
SUMMED = ("held", "usable", "reserved", "in_transit", "expected", "used")
COLUMNS = (
    "held", "usable", "reserved", "in_transit", "expected", "used", "use_month", "months_of_stock", "minimum_units",
    "maximum_units", "stock_status", "excess", "missing_units", "begun", "warehouses",
)  # fmt: skip
WHERE = ("warehouse_id", "item")
CLAUSE = "docs/methods.md#stock-status"


@dataclass(frozen=True)
class Sources:
    """What a status is made of; each frame by `warehouse_id` and `item`, units in the column named.

    Parameters
    ----------
    balances
        `BALANCES` frame: `held`, `reserved` by lot.
    stock
        `STOCK` frame: usable `quantity` on the day.
    used
        `quantity` released and distributed in the window.
    begun
        `begun`: first day of the ledger of the item there (ISO).
    in_transit
        `quantity` on the way to the warehouse.
    expected
        `quantity` ordered, shipped or at the customs; `warehouse_id` is null where nobody told it.
    """

    balances: pd.DataFrame
    stock: pd.DataFrame
    used: pd.DataFrame
    begun: pd.DataFrame
    in_transit: pd.DataFrame
    expected: pd.DataFrame


def window_first(on: str, months: float) -> str:
    """First day (ISO) of the months that end on a day."""
    whole = int(months)
    days = round((months - whole) * 30)
    start = pd.Timestamp(on) - pd.DateOffset(months=whole, days=days) + pd.DateOffset(days=1)
    return str(start.date())


def by_warehouse(sources: Sources) -> pd.DataFrame:
    """Quantities of every item in every warehouse that has, had or awaits it.

    Returns
    -------
    rows
        `warehouse_id` (null: expected, nobody told where), `item`, `SUMMED` (0 where there is none) and `begun`
        (null where the ledger has nothing).

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it needs.
    """
    parts = {
        "held": (sources.balances, "held"), "reserved": (sources.balances, "reserved"),
        "usable": (sources.stock, "quantity"), "used": (sources.used, "quantity"),
        "in_transit": (sources.in_transit, "quantity"), "expected": (sources.expected, "quantity"),
    }  # fmt: skip
    told = [_summed(frame, column, name) for name, (frame, column) in parts.items()]
    rows = pd.concat(told, axis=1).fillna(0.0).reindex(columns=list(SUMMED)).reset_index()
    begun = sources.begun.groupby(list(WHERE))["begun"].min()
    keys = pd.MultiIndex.from_frame(rows[list(WHERE)])
    rows["begun"] = pd.Series(begun.reindex(keys).to_numpy(), index=rows.index, dtype="str")
    rows["warehouse_id"] = rows["warehouse_id"].where(rows["warehouse_id"] != "", None).astype("str")
    return rows


def stock_status(rows: pd.DataFrame, place: pd.Series, rules: StockRules, *, on: str) -> Result:
    """Status of each item at each place.

    Parameters
    ----------
    rows
        As `by_warehouse` gives them.
    place
        Place of each row of `rows` (same index): its own warehouse, its department, the nation. Null: nowhere.
    rules
        Limits in force.
    on
        Day (ISO) that the window of use ends on.

    Returns
    -------
    status
        Result with one row per `place` and `item`: `COLUMNS`. Sums over places conserve. NaN is unknown.
        Facts: `on`, `first` (of the window), `use_months`, `nowhere` (units expected that no place was told for).

    Notes
    -----
    Method: docs/methods.md#stock-status.
    """
    frame = rows.assign(place=place, warehouses=rows["warehouse_id"].notna().astype("float64"))
    nowhere = float(frame.loc[frame["place"].isna(), "expected"].sum())
    frame = frame[frame["place"].notna()]
    how: dict[str, str] = {**dict.fromkeys(SUMMED, "sum"), "begun": "min", "warehouses": "sum"}
    placed = frame.groupby(["place", "item"], sort=True).agg(how).reset_index()
    first = window_first(on, rules.of("use_months"))
    told = _judged(placed, rules, first)
    facts = {"on": on, "first": first, "use_months": rules.of("use_months"), "nowhere": nowhere}
    return Result(told[["place", "item", *COLUMNS]], _explained(rules, on, first), facts)


def _judged(rows: pd.DataFrame, rules: StockRules, first: str) -> pd.DataFrame:
    limits = [rules.limits(item) for item in rows["item"]]
    fixed = np.array([one.minimum_units for one in limits], dtype="float64") * rows["warehouses"].to_numpy()
    known_use = rows["begun"].notna() & (rows["begun"].fillna("9999") <= first) & (rows["used"] > 0)
    use = (rows["used"] / rules.of("use_months")).where(known_use)
    months = {name: np.array([getattr(one, name) for one in limits], dtype="float64")
              for name in ("minimum_months", "maximum_months")}  # fmt: skip
    by_use = np.isnan(fixed)
    least = np.where(by_use, use * months["minimum_months"], fixed)
    most = np.where(by_use, use * months["maximum_months"], fixed)
    usable = rows["usable"].to_numpy()
    coming = usable + rows["in_transit"].to_numpy() + rows["expected"].to_numpy()
    told = np.select(
        [np.isnan(least), (usable <= 0) & (least > 0), usable < least, by_use & (usable > most)],
        ["not_evaluated", "rupture", "understocked", "overstocked"], "well_stocked",
    )  # fmt: skip
    unknown = np.isnan(least)
    return rows.assign(
        use_month=use, months_of_stock=rows["usable"] / use, minimum_units=least, maximum_units=most, stock_status=told,
        excess=np.where(unknown | ~by_use, np.nan, np.floor(np.maximum(0.0, usable - most))),
        missing_units=np.where(unknown, np.nan, np.where(coming < least, np.ceil(least - coming), 0.0)),
    ).astype({"stock_status": "str"})  # fmt: skip


def _summed(frame: pd.DataFrame, column: str, name: str) -> pd.Series:
    promised(name, frame, *WHERE, column)
    keys = [frame["warehouse_id"].fillna("").astype("str"), frame["item"].astype("str")]
    return frame[column].astype("float64").groupby(keys).sum().rename(name).rename_axis(list(WHERE))


def _explained(rules: StockRules, on: str, first: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        limits = rules.limits(row["item"])
        inputs = [Input(name, known(row[name]), "units") for name in ("usable", "reserved", "in_transit", "expected")]
        inputs += [Input("used", known(row["used"]), "units"), Input("used_from", first), Input("used_until", on),
                   Input("use_months", rules.of("use_months"), "months"),
                   Input("use_month", known(row["use_month"]), "units/month"),
                   Input("months_of_stock", known(row["months_of_stock"]), "months")]  # fmt: skip
        if np.isnan(limits.minimum_units):
            inputs += [Input("minimum_months", limits.minimum_months, "months"),
                       Input("maximum_months", limits.maximum_months, "months")]  # fmt: skip
        else:
            inputs += [Input("fixed_minimum", limits.minimum_units, "units"), Input("warehouses", row["warehouses"])]
        inputs += [Input(name, known(row[name]), "units") for name in _LEVELS]
        return Explanation(
            figure="stock_status",
            formula=_FORMULA,
            inputs=tuple(inputs),
            value=str(row["stock_status"]),
            unit="",
            clause=CLAUSE,
            dated=on,
            status=rules.status(row["item"]),
            notes=_notes(row, first),
            changes=rules.changes(row["item"]),
        )

    return explain


_LEVELS = ("minimum_units", "maximum_units", "missing_units")
_FORMULA = (
    "use_month = used / use_months; minimum = minimum_months x use_month (or fixed);"
    " months_of_stock = usable / use_month;"
    " missing_units = max(0, minimum - usable - in_transit - expected)"
)


def _notes(row: dict[str, Any], first: str) -> tuple[str, ...]:
    if not pd.isna(row["use_month"]):
        return ("stock_status.use", "stock_status.limits")
    young = pd.isna(row["begun"]) or str(row["begun"]) > first
    return ("stock_status.young" if young else "stock_status.unused", "stock_status.limits")
