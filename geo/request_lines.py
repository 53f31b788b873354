"""Lines of requests: what is asked, approved, reserved and released, and which warehouse could serve it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.settings import Setting, changes_of
from geo.stock import kit_contents
from geo.substitutes import for_household

RESERVES, UNRESERVES, RELEASES = "reserve", "unreserve", ("release", "distribution")
KEY = ["request_id", "item"]
METHOD = "docs/methods.md#requests"
SERVING = ("warehouse_id", "item", "quantity", "usable", "short", "enough")


def request_lines(items: pd.DataFrame, moved: pd.DataFrame) -> Result:
    """Lines of requests with what the ledger says of them.

    Parameters
    ----------
    items
        `REQUEST_ITEMS` frame: units asked (`quantity`) and approved (`quantity_approved`) by request and item.
    moved
        `MOVEMENTS` rows in force that name a request: reservations, their ends, releases, distributions.

    Returns
    -------
    lines
        Result with one row per `request_id` and `item`: the columns of `REQUEST_ITEMS`; `reserved` (units that are
        kept for it now: reserve - unreserve), `released` (units that left the warehouse for it), `left` (approved -
        released, 0 at least; NaN where nothing is approved), `not_approved` (units asked and not approved; NaN where
        nobody decided) and `released_last` (day of the last release, null without one). A line that only the ledger
        knows has its row, asked and approved unknown.

    Notes
    -----
    Method: docs/methods.md#requests.
    """
    kind, quantity = moved["kind"], moved["quantity"]
    signed = moved.assign(
        reserved=quantity.where(kind == RESERVES, 0.0) - quantity.where(kind == UNRESERVES, 0.0),
        released=quantity.where(kind.isin(RELEASES), 0.0), released_last=moved["moved_on"].where(kind.isin(RELEASES)),
    )  # fmt: skip
    sums = signed.groupby(KEY)[["reserved", "released"]].sum()
    days = signed.dropna(subset=["released_last"]).groupby(KEY)["released_last"].max()
    keyed = items.set_index(KEY)
    rows = keyed.reindex(keyed.index.union(sums.index)) if len(sums) else keyed
    told = rows.assign(**{name: sums[name].reindex(rows.index).fillna(0.0) for name in ("reserved", "released")})
    told["left"] = (told["quantity_approved"] - told["released"]).clip(lower=0.0)
    told["not_approved"] = (told["quantity"] - told["quantity_approved"]).clip(lower=0.0)
    told["released_last"] = days.reindex(rows.index).astype("str") if len(days) else pd.Series(None, rows.index, "str")
    return Result(told.reset_index(), _explain_line)


def _explain_line(row: dict[str, Any]) -> Explanation:
    names = ("quantity", "quantity_approved", "released")
    return Explanation(
        figure="request_reserved",
        formula="reserved = sum(reserve) - sum(unreserve); left = max(0, quantity_approved - released)",
        inputs=tuple(Input(name, known(row[name]), "units") for name in names),
        value=known(row["reserved"]),
        unit="units",
        clause=METHOD,
        source="movements",
    )


def reserved_at(moved: pd.DataFrame) -> pd.DataFrame:
    """Where the lines of requests are reserved, and where they left from.

    Parameters
    ----------
    moved
        As in `request_lines`.

    Returns
    -------
    places
        One row per `request_id`, `item` and `warehouse_id` of which anything was reserved or left: `reserved` (units
        that are kept now) and `released`; the most units first within a line.
    """
    kind, quantity = moved["kind"], moved["quantity"]
    signed = moved.assign(
        reserved=quantity.where(kind == RESERVES, 0.0) - quantity.where(kind == UNRESERVES, 0.0),
        released=quantity.where(kind.isin(RELEASES), 0.0),
    )  # fmt: skip
    sums = signed.groupby([*KEY, "warehouse_id"], as_index=False)[["reserved", "released"]].sum()
    sums = sums[sums[["reserved", "released"]].ne(0).any(axis=1)]
    most = sums.assign(units=sums["reserved"] + sums["released"])
    order = most.sort_values([*KEY, "units", "warehouse_id"], ascending=[True, True, False, True], ignore_index=True)
    return order.drop(columns="units")


def needed(kit: pd.DataFrame, households: float, size: Setting) -> Result:
    """Units of each item of a kit that so many households need, whole units, rounded up.

    Parameters
    ----------
    kit
        `KITS` rows of one kit: `item`, `quantity` of a household, and `quantity_person` of each of its members.
    households
        Number of households.
    size
        Persons of a household, as the setting in force.

    Returns
    -------
    needed
        Result with one row an item: `item`, `quantity`, `quantity_person` (0 where it does not depend on the size),
        `households` and `units` = ceil(households x (quantity + quantity_person x household size)).

    Raises
    ------
    DataProblem
        ``household_size_missing`` as `geo.substitutes.for_household`, and as `geo.stock.kit_contents`.

    Notes
    -----
    Method: docs/methods.md#requests.
    """
    units = kit_lines(kit_contents(for_household(kit, size.value)), households)
    told = kit.set_index("item").reindex(units.index)
    each = told["quantity_person"] if "quantity_person" in told else pd.Series(0.0, told.index)
    rows = pd.DataFrame({"item": units.index, "quantity": told["quantity"].to_numpy(dtype="float64"),
                         "quantity_person": each.astype("float64").fillna(0.0).to_numpy(),
                         "households": float(households), "units": units.to_numpy()})  # fmt: skip
    return Result(rows, _explain_needed(size), {"by_person": bool((rows["quantity_person"] > 0).any())})


def _explain_needed(size: Setting) -> Any:
    def explain(row: dict[str, Any]) -> Explanation:
        return Explanation(
            figure="request_needed",
            formula="units = ceil(households * (kit_quantity + quantity_person * household_size))",
            inputs=(
                Input("households", float(row["households"]), "households"),
                Input("kit_quantity", float(row["quantity"]), "per household"),
                Input("quantity_person", float(row["quantity_person"]), "per person"),
                Input("household_size", size.value, size.unit),
            ),
            value=float(row["units"]), unit="units", clause=METHOD, source="kits", status="unverified",
            changes=changes_of(size),
        )  # fmt: skip

    return explain


def kit_lines(contents: pd.Series, households: float) -> pd.Series:
    """Units of each item that so many households need, whole units, rounded up.

    Parameters
    ----------
    contents
        Units per household by item (`geo.stock.kit_contents`).
    households
        Number of households.
    """
    return np.ceil((contents * households).round(6)).astype("float64")


def serving(lines: pd.DataFrame, stock: pd.DataFrame) -> Result:
    """Which warehouse could serve the lines of one request, from what is usable and kept for nobody.

    Parameters
    ----------
    lines
        `item` and `quantity` (units still to be found) of one request.
    stock
        `STOCK` frame (`geo.stock.usable_stock`): usable units, reservations of all requests taken off.

    Returns
    -------
    serving
        Result with one row per warehouse that has some of an item, and item: `quantity` (asked), `usable`, `short`
        (units that are missing there), `enough` (bool). Those that have enough first, then the most usable first.
        The fact `whole` lists the warehouses that have enough of every line; `nowhere` the items of which all
        warehouses together have too little.

    Notes
    -----
    Method: docs/methods.md#requests.
    """
    asked = lines.dropna(subset=["quantity"]).groupby("item")["quantity"].sum()
    asked = asked[asked > 0]
    here = stock[stock["item"].isin(asked.index) & (stock["quantity"] > 0)]
    rows = here.rename(columns={"quantity": "usable"}).assign(quantity=here["item"].map(asked).astype("float64"))
    rows["short"] = (rows["quantity"] - rows["usable"]).clip(lower=0.0)
    rows["enough"] = rows["short"] == 0
    order = ["item", "enough", "usable", "warehouse_id"]
    told = rows.sort_values(order, ascending=[True, False, False, True], kind="stable", ignore_index=True)
    enough = told[told["enough"]].groupby("warehouse_id")["item"].nunique()
    total = told.groupby("item")["usable"].sum().reindex(asked.index).fillna(0.0)
    facts = {
        "whole": sorted(enough[enough == len(asked)].index) if len(asked) else [],
        "nowhere": sorted(asked.index[total < asked]),
    }
    return Result(told[list(SERVING)], _explain_serving, facts)


def _explain_serving(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="request_short",
        formula="short = max(0, quantity - usable); usable = sum over lots not expired of max(0, held - reserved)",
        inputs=(Input("quantity", float(row["quantity"]), "units"), Input("usable", float(row["usable"]), "units")),
        value=float(row["short"]),
        unit="units",
        clause=METHOD,
        source="movements",
    )
