"""Households of a site that were given relief items after its last assessment: what a distribution adds to coverage.

For a site assessed on day a, an item column c (households with tarpaulins, ...) and the day of the picture t, over the
distributions d to the site with a < moved_on(d) <= t::

    given[c]  = sum over d of the households that slip d served with the item of c (one figure a slip and item)
    answer[c] = min(households, households_with_c(a) + given[c])
    last day  = max(day told at a, moved_on(d) over d)

An answer that was never given stays unknown: those served later do not say how many had it before. Households that
two slips served are counted twice, up to all households of the site: the slips do not say who they were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.site_services import last_rows

ANY = "households_with_nfi"
LAST_DAY = "nfi_distributed_on"  # day of the last distribution, which a slip makes later
COLUMN_OF = {
    "tarpaulin": "households_with_tarpaulins", "blanket": "households_with_blankets",
    "sleeping_mat": "households_with_mats", "kitchen_set": "households_with_kitchen_sets",
    "jerrycan": "households_with_jerrycans", "solar_lamp": "households_with_solar_lamps",
    "hygiene_kit": "households_with_hygiene_kit",
}  # fmt: skip
COLUMNS = ("site_id", "column", "households_given", "movements", "given_on")


def given_since(assessments: pd.DataFrame, distributions: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Households served at each site after its last assessment, by the column of the assessment that they change.

    Parameters
    ----------
    assessments
        `ASSESSMENTS` frame.
    distributions
        `MOVEMENTS` rows of kind ``distribution`` that count, with a `site_id`.
    as_of
        Day of the picture (ISO), inclusive.

    Returns
    -------
    given
        One row per `site_id` and `column`: `households_given`, `movements` (their ids, comma-separated) and
        `given_on` (the last day). A slip serves as many households as its largest line of the item says; lines
        without households served say nothing.

    Notes
    -----
    Method: docs/methods.md#distributions-in-coverage.
    """
    rows = distributions[distributions["households_served"].notna() & distributions["site_id"].notna()]
    sites = pd.Series(rows["site_id"].unique(), dtype="str")
    at = last_rows(sites, assessments, as_of=as_of)
    seen = pd.Series(assessments["assessed_on"].to_numpy()[at], index=sites, dtype="str").where(at >= 0)
    after = (rows["moved_on"] > rows["site_id"].map(seen)) & (rows["moved_on"] <= as_of)
    rows = rows[after.fillna(value=False).astype("bool")]
    rows = rows.assign(slip_of=rows["document"].fillna(rows["movement_id"]), column=rows["item"].map(COLUMN_OF))
    both = pd.concat([rows[rows["column"].notna()], rows.assign(column=ANY)], ignore_index=True)
    slips = both.groupby(["site_id", "column", "slip_of"], as_index=False).agg(
        households_given=("households_served", "max"),
        movements=("movement_id", ", ".join),
        given_on=("moved_on", "max"),
    )
    told = slips.groupby(["site_id", "column"], as_index=False).agg(
        households_given=("households_given", "sum"), movements=("movements", ", ".join), given_on=("given_on", "max")
    )
    return told[list(COLUMNS)]


def with_given(assessments: pd.DataFrame, given: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Assessments in which the last row of each site carries what was given after it (`given_since`).

    The day of the last distribution becomes that of the slips where it is later.
    What was not answered stays unknown; no more households have an item than live there, where that is known.
    """
    if given.empty:
        return assessments
    changed = assessments.reset_index(drop=True).copy()
    for column, rows in given.groupby("column"):
        at = last_rows(rows["site_id"], changed, as_of=as_of)
        answer, households = changed[column].iloc[at].to_numpy(), changed["households"].iloc[at].to_numpy()
        both = pd.Series(answer + rows["households_given"].to_numpy())
        changed.loc[at, column] = both.where(~(both > households), households).to_numpy()
        if column == ANY:
            told = changed[LAST_DAY].iloc[at].fillna("").to_numpy()
            changed.loc[at, LAST_DAY] = [max(pair) for pair in zip(told, rows["given_on"], strict=True)]
    return changed


def with_their_slips(coverage: Result, given: pd.DataFrame, measured: dict[str, str]) -> Result:
    """Coverage whose explanations name the movements that it rests on beside the assessment.

    Parameters
    ----------
    measured
        By standard, the column of the assessment that it reads.
    """
    if given.empty:
        return coverage
    told = given.set_index(["site_id", "column"])

    def explain(row: dict[str, Any]) -> Explanation:
        made = coverage.explain_row(row)
        read = measured.get(row["standard"], "")
        key = (row["site_id"], ANY if read == LAST_DAY else read)
        if key not in told.index:
            return made
        mine = told.loc[key]
        more = (
            Input("households_given", float(mine["households_given"]), "households"),
            Input("given_on", str(mine["given_on"])), Input("movements", str(mine["movements"])),
        )  # fmt: skip
        return replace(made, inputs=(*made.inputs, *more), notes=(*made.notes, "coverage.given"))

    return Result(coverage.frame, explain, {**coverage.facts, "sites_given": given["site_id"].nunique()})
