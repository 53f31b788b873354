"""Figures of a site that do not fit its last count, or that no site has."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.quality import Bounds, empty, found
from geo.settings import Setting


def outliers(
    sites: pd.DataFrame, assessments: pd.DataFrame, bounds: Bounds, household_size: Setting, *, as_of: str
) -> pd.DataFrame:
    """People doubled or halved since the count before, water beyond any site's, households of an odd size.

    Parameters
    ----------
    sites
        Open sites as `site_services.with_people` gives them: the assessments in force.
    assessments
        `ASSESSMENTS` frame: every round.
    bounds
        Bounds of data/reference/quality.toml.
    household_size
        Persons per household, for counts of households alone.
    as_of
        Day of the picture (ISO), inclusive.

    Returns
    -------
    findings
        As `quality.found`. `expected` is the count before, or the bound.
    """
    size = sites["individuals"] / sites["households"].where(sites["households"] > 0)
    water = sites["water_litres_person_day"]
    most, high, low = bounds.water_litres_person_day, bounds.household_persons_most, bounds.household_persons_least
    of_size = {"column": "individuals", "against": "households", "value": size.round(2)}
    parts = [
        _jumped(sites, assessments, bounds, household_size, as_of=as_of),
        found(sites, water > most, "sites", "site_id", code="water_high", column="water_litres_person_day",
              value=water, expected=most),
        found(sites, size < low, "sites", "site_id", code="household_small", expected=low, **of_size),
        found(sites, size > high, "sites", "site_id", code="household_large", expected=high, **of_size),
    ]  # fmt: skip
    return pd.concat([empty(), *(part for part in parts if len(part))], ignore_index=True)


def _jumped(
    sites: pd.DataFrame, assessments: pd.DataFrame, bounds: Bounds, household_size: Setting, *, as_of: str
) -> pd.DataFrame:
    before = sites["site_id"].map(_count_before(sites, assessments, household_size, as_of=as_of)).astype("float64")
    people, ratio = sites["people"].to_numpy(dtype="float64"), bounds.people_ratio
    apart = (people >= ratio * before) | (people * ratio <= before)
    large = np.abs(people - before) >= bounds.people_change_persons
    told = {"code": "people_jumped", "column": "people", "against": "count_before"}
    return found(sites, apart & large, "sites", "site_id", value=sites["people"], expected=before, **told)


def _count_before(sites: pd.DataFrame, assessments: pd.DataFrame, household_size: Setting, *, as_of: str) -> pd.Series:
    """Last known people of each site before its assessment in force, by site."""
    last = assessments["site_id"].map(sites.set_index("site_id")["assessed_on"])
    people = assessments["individuals"].fillna(assessments["households"] * household_size.value)
    earlier = (assessments["assessed_on"] < last) & (assessments["assessed_on"] <= as_of) & people.notna()
    told = assessments.assign(people=people)[earlier].sort_values("assessed_on", kind="stable")
    return told.drop_duplicates("site_id", keep="last").set_index("site_id")["people"]
