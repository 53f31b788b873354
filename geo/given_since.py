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

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.site_services import Counts, last_rows

ANY = "households_with_nfi"
LAST_DAY = "nfi_distributed_on"  # day of the last distribution, which a slip makes later
COLUMN_OF = {
    "tarpaulin": "households_with_tarpaulins", "blanket": "households_with_blankets",
    "sleeping_mat": "households_with_mats", "kitchen_set": "households_with_kitchen_sets",
    "jerrycan": "households_with_jerrycans", "solar_lamp": "households_with_solar_lamps",
    "hygiene_kit": "households_with_hygiene_kit",
}  # fmt: skip
_READ = ("site_id", "item", "households_served", "movement_id", "moved_on", "document")
COLUMNS = ("site_id", "column", "households_given", "movements", "given_on")


def given_since(assessments: pd.DataFrame, distributions: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Households served at each site after its last assessment, by the column of the assessment that they change.

    Parameters
    ----------
    assessments
        `ASSESSMENTS` frame.
    distributions
        `MOVEMENTS` rows of kind ``distribution`` that count, with a `site_id` (`geo.given_requests` adds those of
        requests).
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
    rows = distributions[[*_READ]]  # of a frame of thirty columns, before any row is taken
    rows = rows[rows["households_served"].notna() & rows["site_id"].notna()]
    sites = pd.Series(rows["site_id"].unique(), dtype="str")
    at = _last_of(sites, assessments, as_of=as_of)
    seen = pd.Series(assessments["assessed_on"].to_numpy()[at], index=sites, dtype="str").where(at >= 0)
    after = (rows["moved_on"] > rows["site_id"].map(seen)) & (rows["moved_on"] <= as_of)
    rows = rows[after.fillna(value=False).astype("bool")]
    slips: dict[tuple[str, str], dict[str, list[Any]]] = {}
    slip_of = rows["document"].fillna(rows["movement_id"])
    names = ("site_id", "item", "households_served", "movement_id", "moved_on")
    for slip, site, item, served, movement, day in zip(slip_of, *(rows[name] for name in names), strict=True):
        for column in (COLUMN_OF.get(item), ANY):
            if column:
                slips.setdefault((site, column), {}).setdefault(slip, []).append((served, movement, day))
    told = [
        (site, column, sum(max(line[0] for line in lines) for lines in mine.values()),
         ", ".join(line[1] for lines in mine.values() for line in lines),
         max(line[2] for lines in mine.values() for line in lines))
        for (site, column), mine in sorted(slips.items())
    ]  # fmt: skip
    dtypes = dict.fromkeys(COLUMNS, "str") | {"households_given": "float64"}
    return pd.DataFrame(told, columns=list(COLUMNS)).astype(dtypes)


def with_given(assessments: pd.DataFrame, given: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Assessments in which the last row of each site carries what was given after it (`given_since`).

    The day of the last distribution becomes that of the slips where it is later.
    What was not answered stays unknown; no more households have an item than live there, where that is known.
    """
    if given.empty:
        return assessments
    changed = assessments.reset_index(drop=True)  # shares its columns until one is put in their place
    sites = pd.Index(given["site_id"].unique())
    last = _last_of(pd.Series(sites, dtype="str"), changed, as_of=as_of)
    for column, rows in given.groupby("column"):
        at = last[sites.get_indexer(rows["site_id"])]
        answer, households = (changed[name].to_numpy(dtype="float64")[at] for name in (column, "households"))
        both = answer + rows["households_given"].to_numpy(dtype="float64")
        values = changed[column].to_numpy(dtype="float64", copy=True)
        values[at] = np.where(both > households, households, both)
        changed[column] = values
        if column == ANY:
            days = changed[LAST_DAY].to_numpy(dtype=object, copy=True)
            days[at] = [max(told, day) if isinstance(told, str) else day
                        for told, day in zip(days[at], rows["given_on"], strict=True)]  # fmt: skip
            changed[LAST_DAY] = pd.Series(days, dtype="str")
    return changed


def _last_of(sites: pd.Series, assessments: pd.DataFrame, *, as_of: str) -> Counts:
    """Position of the last row of each of a few sites; -1 where there is none."""
    mine = np.flatnonzero(assessments["site_id"].isin(sites).to_numpy(dtype="bool"))
    found = last_rows(sites, assessments[["site_id", "assessed_on"]].iloc[mine], as_of=as_of)
    return np.where(found >= 0, np.append(mine, -1)[found], -1)


def with_their_slips(coverage: Result, given: Callable[[], pd.DataFrame], measured: dict[str, str]) -> Result:
    """Coverage whose explanations name the movements that it rests on beside the assessment.

    Parameters
    ----------
    given
        Gives `given_since`, asked for when something is explained.
    measured
        By standard, the column of the assessment that it reads.
    """

    def explain(row: dict[str, Any]) -> Explanation:
        made, told = coverage.explain_row(row), given().set_index(["site_id", "column"])
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

    return Result(coverage.frame, explain, coverage.facts)
