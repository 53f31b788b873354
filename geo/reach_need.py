"""For whom stock is asked: the households of displaced people, or a planning share of everybody."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.errors import DataProblem
from geo.explain import Explanation, Input, Result, known
from geo.settings import Setting, changes_of

LOW, MIDDLE, HIGH = ESTIMATES = ("low", "middle", "high")
CONTRACT = ("adm2_pcode", "name", "households", "people")


def need_of_displaced(steps: Result, household_size: Setting, bound: str = MIDDLE) -> Result:
    """Households of the people that a shock displaces, by commune.

    Parameters
    ----------
    steps
        The chain by commune (`geo.exposure_needs.with_needs`): `place` (P-code of the commune), `name`, `hazard`,
        `displaced_low`, `displaced_middle` (or `displaced`) and `displaced_high`, one row for each class.
    household_size
        Persons per household.
    bound
        Which of the three estimates, one of `ESTIMATES`.

    Returns
    -------
    need
        `CONTRACT`: `people` displaced, `households` = people / household size; NaN where a class with people has no
        known share. Where several hazards displace people of one commune the worst counts: they are not added.
        Facts: `communes_unknown`, `estimate`.

    Raises
    ------
    DataProblem
        ``reach.unknown_estimate`` for another bound.
    """
    if bound not in ESTIMATES:
        raise DataProblem("reach.unknown_estimate", value=bound, estimates=", ".join(ESTIMATES))
    rows, column = steps.frame, f"displaced_{bound}"
    usual = "displaced" if bound == MIDDLE and column not in steps.frame else column
    displaced = rows[usual].astype("float64")
    sums = rows.assign(people=displaced, unknown=displaced.isna()).groupby(["place", "hazard"], sort=False)
    by_hazard = sums.agg(people=("people", "sum"), unknown=("unknown", "any"), name=("name", "first")).reset_index()
    by_hazard["people"] = by_hazard["people"].mask(by_hazard["unknown"])
    worst = by_hazard.groupby("place", sort=False)
    people = worst["people"].max().mask(worst["unknown"].any())
    frame = pd.DataFrame({"adm2_pcode": people.index.astype("str"), "name": worst["name"].first().to_numpy(),
                          "people": people.to_numpy(dtype="float64")})  # fmt: skip
    frame["households"] = frame["people"] / household_size.value

    def explain_row(row: dict[str, Any]) -> Explanation:
        return _explained(row, household_size, f"households = {usual} / household_size", usual)

    facts = steps.facts | {"communes_unknown": int(frame["people"].isna().sum()), "estimate": bound}
    return Result(frame[[*CONTRACT]], explain_row, facts)


def need_of_share(population: pd.DataFrame, household_size: Setting, share: Setting) -> Result:
    """Households of a planning figure: a share of everybody's, in every commune.

    Parameters
    ----------
    population
        `adm2_pcode`, `name`, `people`; NaN where unknown.
    household_size, share
        Persons per household; share (0-1) in need.

    Returns
    -------
    need
        `CONTRACT`: `people` of the commune, `households` = people / household size x share. Facts: `communes_unknown`.
    """
    frame = population.assign(households=population["people"] / household_size.value * share.value)

    def explain_row(row: dict[str, Any]) -> Explanation:
        return _explained(row, household_size, "households = population / household_size * planning_share",
                          "population", share)  # fmt: skip

    facts = {"communes_unknown": int(frame["people"].isna().sum()), "planning_share": share.value}
    return Result(frame[[*CONTRACT]].reset_index(drop=True), explain_row, facts)


def _explained(row: dict[str, Any], household_size: Setting, formula: str, people: str, *more: Setting) -> Explanation:
    settings = (household_size, *more)
    return Explanation(
        figure="households_in_need",
        formula=formula,
        inputs=(
            Input(people, known(row["people"]), "persons"),
            *(Input(one.key, one.value, one.unit) for one in settings),
        ),
        value=known(row["households"]),
        unit="households",
        clause="docs/methods.md#reach-need",
        source="; ".join(one.source for one in settings),
        status="unverified",
        changes=changes_of(*settings),
    )


def pairs(need: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """(commune, households) of a need, those above 0 and known: hashable, as figures take it."""
    told = need[need["households"] > 0]
    return tuple(zip(told["adm2_pcode"].astype("str"), told["households"].astype("float64").tolist(), strict=True))
