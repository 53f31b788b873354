"""Contingency planner: what a department would have to hold for a disaster of a given rank, and what it lacks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.explain import Explanation, Input, Result, known
from geo.frames import promised

PERCENTILES = (50.0, 75.0, 95.0)
_CLAUSE = "docs/methods.md#contingency"


def contingency(
    demand: pd.DataFrame, kit: pd.DataFrame, stock: pd.DataFrame, items: pd.DataFrame,
    *, percentiles: tuple[float, ...] = PERCENTILES,
) -> Result:  # fmt: skip
    """Stock to hold, gap and purchases by department, percentile and item of a kit.

    Parameters
    ----------
    demand
        `scenario_id`, `adm2_pcode`, `households`, and `probability` (without it each disaster is as likely).
    kit
        `item`, `quantity` per household.
    stock
        Usable units of the department: `adm1_pcode`, `item`, `quantity`.
    items
        `item`, `weight_kg`, `volume_m3`, `unit_cost_usd` (NaN unknown), `pack_units` (NaN: sold by the piece).
    percentiles
        Ranks, 0 to 100, among the disasters that strike the department.

    Returns
    -------
    plan
        One row per `adm1_pcode`, `percentile` and `item`: `disasters` (that strike the department), `households` (of
        the disaster of that rank), `kit_quantity`, `to_hold` (units), `held`, `gap` (units lacking), `to_buy` (the gap
        in whole packs), `kg`, `m3`, `cost_usd` (NaN where weight, volume or cost is not known). Departments that no
        disaster strikes have no row. Facts: `unknown_cost`, `unknown_weight`, `unknown_volume`: items without.

    Raises
    ------
    MissingColumn
        If a frame lacks a column.
    DataProblem
        ``preposition.bad_percentile`` outside 0-100.

    Notes
    -----
    The percentile is the smallest demand d of a disaster that strikes the department with P(demand <= d | struck) at
    least the rank: one that the portfolio holds, never one in between. Departments are planned each alone: their
    stocks to hold are not added, because one disaster seldom strikes them all. Method: docs/methods.md#contingency.
    """
    promised("demand", demand, "scenario_id", "adm2_pcode", "households")
    for rank in percentiles:
        if not 0 < rank <= 100:
            raise DataProblem("preposition.bad_percentile", value=rank)
    ranked = _ranked(demand, percentiles)
    needed = kit.loc[kit["quantity"] > 0, ["item", "quantity"]].rename(columns={"quantity": "kit_quantity"})
    rows = ranked.merge(needed, how="cross")
    held = stock.groupby(["adm1_pcode", "item"])["quantity"].sum().rename("held").reset_index()
    rows = rows.merge(held, on=["adm1_pcode", "item"], how="left").fillna({"held": 0.0})
    facts = items.reindex(columns=["item", "weight_kg", "volume_m3", "unit_cost_usd", "pack_units"])
    rows = rows.merge(facts, on="item", how="left")
    rows["to_hold"] = np.ceil(np.round(rows["households"] * rows["kit_quantity"], 6))
    rows["gap"] = (rows["to_hold"] - rows["held"]).clip(lower=0.0)
    pack = rows["pack_units"].where(rows["pack_units"] > 0, 1.0)
    rows["to_buy"] = np.ceil(np.round(rows["gap"] / pack, 6)) * pack
    for name, column in (("kg", "weight_kg"), ("m3", "volume_m3"), ("cost_usd", "unit_cost_usd")):
        rows[name] = np.where(rows["to_buy"] == 0, 0.0, rows["to_buy"] * rows[column])
    ours = facts[facts["item"].isin(needed["item"])]
    of = {"weight": "weight_kg", "volume": "volume_m3", "cost": "unit_cost_usd"}
    unknown = {f"unknown_{name}": sorted(ours.loc[ours[column].isna(), "item"]) for name, column in of.items()}
    columns = ["adm1_pcode", "percentile", "item", "disasters", "households", "kit_quantity", "to_hold", "held", "gap",
               "to_buy", "kg", "m3", "cost_usd"]  # fmt: skip
    return Result(rows[columns].reset_index(drop=True), _explain, unknown)


def purchases(plan: pd.DataFrame, *, percentile: float) -> pd.DataFrame:
    """What each department would have to buy for one percentile, with its sums.

    Returns
    -------
    purchases
        `adm1_pcode`, `item`, `to_buy` (units), `kg`, `m3`, `cost_usd`, of what is above 0; NaN where not known.
    """
    rows = plan[(plan["percentile"] == percentile) & (plan["to_buy"] > 0)]
    return rows[["adm1_pcode", "item", "to_buy", "kg", "m3", "cost_usd"]].reset_index(drop=True)


def _ranked(demand: pd.DataFrame, percentiles: tuple[float, ...]) -> pd.DataFrame:
    told = demand.assign(adm1_pcode=demand["adm2_pcode"].str[:4])
    chance = told["probability"] if "probability" in told else pd.Series(1.0, index=told.index)
    told = told.assign(probability=chance)
    sums = told.groupby(["adm1_pcode", "scenario_id"]).agg(
        households=("households", "sum"), probability=("probability", "first")
    )
    sums = sums[(sums["households"] > 0) & (sums["probability"] > 0)].reset_index()
    rows = []
    for department, struck in sums.groupby("adm1_pcode", sort=True):
        one = struck.sort_values("households", kind="stable")
        reached = one["probability"].cumsum().to_numpy() / one["probability"].sum()
        for rank in percentiles:
            at = min(int(np.searchsorted(reached, rank / 100 - 1e-12)), len(one) - 1)
            rows.append((department, rank, len(one), float(one["households"].iloc[at])))
    return pd.DataFrame(rows, columns=["adm1_pcode", "percentile", "disasters", "households"])


def _explain(row: dict[str, Any]) -> Explanation:
    inputs = (
        Input("disasters", float(row["disasters"])), Input("households", float(row["households"]), "households"),
        Input("kit_quantity", float(row["kit_quantity"]), "per household"), Input("held", float(row["held"]), "units"),
        Input("to_buy", float(row["to_buy"]), "units"),
    )  # fmt: skip
    return Explanation("contingency", "gap = max(0, households * kit_quantity - held)", inputs, known(row["gap"]),
                       "units", _CLAUSE, status="unverified", notes=("preposition.each_alone",))  # fmt: skip
