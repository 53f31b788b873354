"""What the people of each place need, by item: low, middle and high, with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.impact_chain import chain_by_place, needs_by_item
from geo.impact_rates import BOUNDS, Need, Rates
from geo.settings import Setting, changes_of

CONTRACT = ("place", "name", "hazard", "item", "unit", "per_day", "days", *(f"need_{bound}" for bound in BOUNDS),
            "classes_unknown", "source", "status")  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """For how many days; persons a household; the settings that may have been changed, by name."""

    days: int
    household_size: Setting
    settings: Mapping[str, Setting]


def chain_needs(chain: Result, rates: Rates, asked: Asked) -> Result:
    """Needs by place, hazard and item.

    Parameters
    ----------
    chain
        What `impact_chain.impact_chain` gave of an exposure.
    rates
        Shares and needs that it was reckoned with.
    asked
        For how long, and what somebody changed.

    Returns
    -------
    needs
        `CONTRACT`: `need_low`, `need_middle`, `need_high` in `unit`, for `days` where `per_day`, else once; NaN where
        the people are unknown. `classes_unknown`: classes with people that are in no sum. Hazards are never added.

    Raises
    ------
    BadScenario
        ``chain.days`` for fewer than one day.

    Notes
    -----
    need = basis x quantity (x days); basis: people of a step, or its households. Method: docs/methods.md#impact-chain.
    """
    sums = chain_by_place(chain)
    names = chain.frame.drop_duplicates("place").set_index("place")["name"]
    rows = needs_by_item(sums, rates, asked.household_size, days=asked.days)
    rows = rows.assign(name=rows["place"].map(names), days=asked.days)
    rows = rows.merge(sums[["place", "hazard", "classes_unknown"]], on=["place", "hazard"])
    order = {place: at for at, place in enumerate(sums["place"])}
    rows = rows.sort_values("place", key=lambda told: told.map(order), kind="stable", ignore_index=True)
    told = rows[[*CONTRACT]].astype(
        dict.fromkeys(("place", "name", "hazard", "item", "unit", "source", "status"), "str")
    )
    by_key = {need.key: need for need in rates.needs}
    return Result(told, partial(_explain, by_key, asked, sums, chain.facts), chain.facts | {"needs_days": asked.days})


def _explain(
    needs: Mapping[str, Need], asked: Asked, sums: pd.DataFrame, facts: Mapping[str, Any], row: dict[str, Any]
) -> Explanation:
    need = needs[row["item"]]
    step, _, kind = need.basis.rpartition("_")
    here = sums[(sums["place"] == row["place"]) & (sums["hazard"] == row["hazard"])].iloc[0]
    households, daily = kind == "households", need.period == "day"
    inputs = [Input(f"{step}[{bound}]", known(here[f"{step}_{bound}"]), "persons") for bound in BOUNDS]
    inputs.append(Input("need_quantity", need.quantity, need.unit))
    inputs += [Input("household_size", asked.household_size.value, asked.household_size.unit)] if households else []
    inputs += [Input("needs_days", float(asked.days), "days")] if daily else []
    inputs += [Input(f"need[{bound}]", known(row[f"need_{bound}"]), need.unit) for bound in ("low", "high")]
    mine = [one for name, one in asked.settings.items() if name == f"chain.needs.{need.key}"]
    notes = {"schematic": bool(facts.get("schematic")), "unverified": need.status != "verified",
             "chain.classes_unknown": row["classes_unknown"] > 0}  # fmt: skip
    return Explanation(
        figure="chain_need",
        formula=f"need = {step}{' / household_size' if households else ''} * need_quantity{' * days' if daily else ''}",
        inputs=tuple(inputs),
        value=known(row["need_middle"]),
        unit=need.unit,
        clause="docs/methods.md#impact-chain",
        dated=str(facts.get("observed_on") or ""),
        source=need.source,
        status=need.status,
        notes=tuple(note for note, holds in notes.items() if holds),
        changes=changes_of(*mine, *([asked.household_size] if households else [])),
    )
