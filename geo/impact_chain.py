"""From exposed to affected, displaced and in need: low, middle and high, never mixing denominators."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.footprint import OUTSIDE, UNLOCATED
from geo.impact_rates import BOUNDS, GOES_TO, RECORD, Rates
from geo.settings import Setting

STEPS = ("affected", "displaced", "in_need")
FIGURES = tuple(f"{step}_{bound}" for step in (*STEPS, *GOES_TO) for bound in BOUNDS)


def impact_chain(exposed: pd.DataFrame, rates: Rates) -> Result:
    """People affected, displaced and in need in each class, with their range.

    Parameters
    ----------
    exposed
        `place`, `hazard`, `hazard_class`, `people` (persons exposed, NaN unknown), as `exposure.exposure` gives it;
        further columns are kept.
    rates
        The shares.

    Returns
    -------
    chain
        The rows with `affected_low`, `affected_middle`, `affected_high`, the same of ``displaced``, ``in_need`` and
        of where displaced people go (``public_shelter``, ``relatives_hosts``, ``other``): persons. 0 outside the
        zones; NaN where people are unknown or unlocated, or where no share is known for the class. In each row and
        bound displaced <= affected <= people and in_need <= affected; the middle destinations add up to displaced.

    Raises
    ------
    BadScenario
        ``chain.people`` for fewer than no people.

    Notes
    -----
    affected = people x share, displaced = people x share, in_need = affected x share, destination = displaced x
    share. Method: docs/methods.md#impact-chain. Shares: data/reference/impact-rates.toml.
    """
    rows = exposed.reset_index(drop=True)
    people = rows["people"].to_numpy(dtype="float64", na_value=np.nan)
    if (people < 0).any():
        raise BadScenario("chain.people", value=float(np.nanmin(people)))
    keys = list(zip(rows["hazard"], rows["hazard_class"], strict=True))
    told: dict[str, Any] = {}
    for bound in BOUNDS:
        for step in ("affected", "displaced"):
            told[f"{step}_{bound}"] = people * np.array(
                [_share(rates, step, key, bound) for key in keys], dtype="float64"
            )
        told[f"in_need_{bound}"] = told[f"affected_{bound}"] * rates.in_need[bound]
        for name in GOES_TO:
            told[f"{name}_{bound}"] = told[f"displaced_{bound}"] * rates.goes_to[name][bound]
    facts = {"classes_without_rate": sorted({f"{h}.{c}" for h, c in keys if _rateless(rates, (h, c))})}
    frame = rows.assign(**{name: told[name] for name in FIGURES})
    return Result(frame, partial(_explain, rates), facts)


def _rateless(rates: Rates, key: tuple[str, str]) -> bool:
    return key not in rates.affected and key[1] not in (OUTSIDE, UNLOCATED)


def _share(rates: Rates, step: str, key: tuple[str, str], bound: str) -> float:
    if key[1] == OUTSIDE:
        return 0.0
    held = getattr(rates, step).get(key)
    return np.nan if held is None else held[bound]


def chain_by_place(chain: Result) -> pd.DataFrame:
    """Sum the classes of each place and hazard.

    Returns
    -------
    sums
        `place`, `hazard`, `people_exposed` (inside a class of the zones), the figures of `impact_chain` (of what is
        known; NaN where nothing is, 0 where nobody is met) and `classes_unknown`: classes inside the zones whose
        people or shares are unknown, and people without a place, in no sum. Hazards are never added.
    """
    rows = chain.frame
    located = ~rows["hazard_class"].isin([OUTSIDE, UNLOCATED])
    # Rows that may hold people whom the hazard meets; where there is none, nobody is met: that is known.
    met = (rows["people"] != 0) & (rows["hazard_class"] != OUTSIDE)
    counted = rows.assign(people_exposed=rows["people"], unknown=met & rows["affected_middle"].isna(), met=met)
    keys = ["place", "hazard"]
    flags = counted.groupby(keys, sort=False)[["unknown", "met"]].sum()
    sums = counted[met].groupby(keys, sort=False)[list(FIGURES)].sum(min_count=1).reindex(flags.index)
    exposed = counted[met & located].groupby(keys, sort=False)["people_exposed"].sum(min_count=1).reindex(flags.index)
    whole = pd.concat([exposed, sums], axis=1).where(flags["met"] > 0, 0.0)
    return whole.assign(classes_unknown=flags["unknown"].astype("int64")).reset_index()


def needs_by_item(sums: pd.DataFrame, rates: Rates, household_size: Setting, *, days: int) -> pd.DataFrame:
    """What the people of each place need over some days.

    Parameters
    ----------
    sums
        What `chain_by_place` gave.
    rates
        What one person or household needs.
    household_size
        Persons a household.
    days
        For how many days: daily needs count so often, others once.

    Returns
    -------
    needs
        One row per place, hazard and item: `item`, `unit`, `per_day` (True where counted by day), `need_low`,
        `need_middle`, `need_high` (NaN unknown), `source`, `status`.

    Raises
    ------
    BadScenario
        ``chain.days`` for fewer than one day.
    """
    if days < 1:
        raise BadScenario("chain.days", value=days)
    parts = []
    for need in rates.needs:
        step, _, kind = need.basis.rpartition("_")
        times = need.quantity * (days if need.period == "day" else 1)
        size = household_size.value if kind == "households" else 1.0
        told = {f"need_{bound}": sums[f"{step}_{bound}"] / size * times for bound in BOUNDS}
        part = sums[["place", "hazard"]].assign(item=need.key, unit=need.unit, per_day=need.period == "day", **told)
        parts.append(part.assign(source=need.source, status=need.status))
    return pd.concat(parts, ignore_index=True)


def beside_records(sums: pd.DataFrame, rates: Rates) -> pd.DataFrame:
    """Put what was reported of past events beside the sums over all places, each beside its own hazard.

    Returns
    -------
    records
        `event`, `hazard`, `figure`, `people` (as reported), `source`, `modelled_low`, `modelled_middle`,
        `modelled_high` (NaN where `sums` do not hold that hazard), `ratio` (modelled middle to record).
    """
    told = pd.DataFrame([dict(one) for one in rates.records], columns=list(RECORD))
    whole = sums.groupby("hazard")[list(FIGURES)].sum(min_count=1)
    for bound in BOUNDS:
        told[f"modelled_{bound}"] = [
            float(whole.loc[hazard, f"{figure}_{bound}"]) if hazard in whole.index else np.nan
            for hazard, figure in zip(told["hazard"], told["figure"], strict=True)
        ]
    return told.assign(ratio=told["modelled_middle"] / told["people"])


def _explain(rates: Rates, row: dict[str, Any]) -> Explanation:
    key = (row["hazard"], row["hazard_class"])
    inputs = [Input("people", known(row["people"]), "persons")]
    for step, held in (("affected", rates.affected.get(key)), ("displaced", rates.displaced.get(key))):
        inputs += [Input(f"{step}_share[{bound}]", held[bound], "share") for bound in BOUNDS] if held else []
    inputs += [Input(f"in_need_share[{bound}]", rates.in_need[bound], "share") for bound in BOUNDS]
    told = [(step, bound) for step in (*STEPS, *GOES_TO) for bound in BOUNDS if bound != "middle"]
    inputs += [Input(f"{step}[{bound}]", known(row[f"{step}_{bound}"]), "persons") for step, bound in told]
    rated = rates.displaced.get(key)
    return Explanation(
        figure="displaced",
        formula="affected = people * affected_share; displaced = people * displaced_share; "
        "in_need = affected * in_need_share",
        inputs=tuple(inputs),
        value=known(row["displaced_middle"]),
        unit="persons",
        clause="docs/methods.md#impact-chain",
        source=rated.source if rated else "",
        status="unverified",
        notes=("unverified",) if rated else ("chain.no_rate",),
    )
