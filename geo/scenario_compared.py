"""Two shocks side by side by place: exposed, affected, displaced, in need, and needs by item."""

from __future__ import annotations

import pandas as pd

from geo.explain import Result

SIDES = ("first", "second")
STEPS = ("exposed", "affected", "displaced", "in_need", "public_shelter")
CONTRACT = ("place", "name", "step", *SIDES, "difference")
ITEMS = ("place", "name", "item", "unit", *SIDES, "difference")


def heaviest(steps: Result) -> str:
    """Of several hazards of a shock the one that displaces most people, since hazards are never added; "" for none."""
    rows = steps.frame[steps.frame["step"] == "displaced"]
    sums = rows.groupby("hazard", sort=False)["middle"].sum()
    return str(sums.idxmax()) if len(sums) else ""


def steps_compared(first: Result, second: Result) -> pd.DataFrame:
    """People of each place under two shocks, middle figures.

    Parameters
    ----------
    first, second
        What `chain_steps.chain_steps` gave of each, at one level. Of several hazards the `heaviest` counts.

    Returns
    -------
    compared
        `CONTRACT`: one row per place and step: persons under each, and the second minus the first (NaN where one of
        them is unknown).
    """
    keys = ["place", "name", "step"]
    told = _beside([_of_heaviest(one, one)[[*keys, "middle"]] for one in (first, second)], keys, "middle")
    told = told[told["step"].isin(STEPS)]
    return told.reset_index(drop=True)[[*CONTRACT]]


def needs_compared(first: tuple[Result, Result], second: tuple[Result, Result]) -> pd.DataFrame:
    """Needs of each place under two shocks, middle figures.

    Parameters
    ----------
    first, second
        What `chain_needs.chain_needs` and `chain_steps.chain_steps` gave of each, at one level and for as many days.

    Returns
    -------
    compared
        `ITEMS`: one row per place and item.
    """
    keys = ["place", "name", "item", "unit"]
    rows = [_of_heaviest(needs, steps)[[*keys, "need_middle"]] for needs, steps in (first, second)]
    return _beside(rows, keys, "need_middle")[[*ITEMS]]


def _of_heaviest(told: Result, steps: Result) -> pd.DataFrame:
    return told.frame[told.frame["hazard"] == heaviest(steps)]


def _beside(rows: list[pd.DataFrame], keys: list[str], figure: str) -> pd.DataFrame:
    first, second = (one.rename(columns={figure: side}) for one, side in zip(rows, SIDES, strict=True))
    told = first.merge(second, on=keys, how="outer", sort=False, validate="one_to_one")
    order = {key: at for at, key in enumerate(dict.fromkeys([*map(tuple, first[keys].to_numpy()),
                                                             *map(tuple, second[keys].to_numpy())]))}  # fmt: skip
    at = [order[key] for key in map(tuple, told[keys].to_numpy())]
    told = told.assign(difference=told["second"] - told["first"], at=at).sort_values("at", kind="stable")
    return told.drop(columns="at").reset_index(drop=True)
