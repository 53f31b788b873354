"""What is known of each open site: its last answers, its people, its place, its phase."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.measuring import Counts, Flags, Floats, ratio
from geo.settings import Setting
from geo.standards import ASKED_PHASES, FIRST_PHASE_MONTHS, Norms

__all__ = ["Counts", "Flags", "Floats", "open_sites", "ratio", "site_people", "with_people", "with_phase"]


def open_sites(sites: pd.DataFrame, assessments: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Sites that are open on a date, each with the answers of its last round up to then.

    Parameters
    ----------
    sites
        `SITES` frame. Out: `closed_on` up to `as_of`, closed without a date, and what opens after `as_of` and was
        never assessed before.
    assessments
        `ASSESSMENTS` frame. The last row by `assessed_on` counts; its blanks stay blank, no older answer is
        taken.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    open
        One row per open site: the columns of both frames, `assessed_on` null for a site without a row.
    """
    last = last_rows(sites["site_id"], assessments, as_of=as_of)
    undated = (sites["status"] == "closed") & sites["closed_on"].isna()
    closed = undated | (sites["closed_on"] <= as_of)
    to_come = ((sites["opened_on"] > as_of).to_numpy(dtype="bool", na_value=False)) & (last < 0)
    stays = ~closed.to_numpy(dtype="bool", na_value=False) & ~to_come
    kept = sites[stays].reset_index(drop=True)
    answers = assessments.reset_index(drop=True).drop(columns="site_id")
    told = answers.reindex(last[stays]).reset_index(drop=True)
    return pd.concat([kept, told], axis=1)


def last_rows(site_ids: pd.Series, assessments: pd.DataFrame, *, as_of: str) -> Counts:
    """Position, among the assessments, of the last row of each site up to a date; -1 where there is none."""
    on = assessments["assessed_on"]
    seen = np.flatnonzero((on <= as_of).to_numpy(dtype="bool", na_value=False))
    codes, _ = pd.factorize(on.iloc[seen], sort=True)
    in_time = seen[np.argsort(codes, kind="stable")]
    site = pd.Index(site_ids).get_indexer(assessments["site_id"].iloc[in_time])
    last = np.full(len(site_ids), -1, dtype="int64")
    last[site[site >= 0]] = in_time[site >= 0]  # of several rows of a site the last one stays
    return last


def with_people(open_: pd.DataFrame, household_size: Setting) -> pd.DataFrame:
    """Add how many people live at each site.

    Returns
    -------
    sites
        Further columns `people` (persons: `individuals`, else `households` x the setting; NaN where both are
        unknown) and `people_estimated` (bool: the second way was taken).
    """
    individuals, households = open_["individuals"], open_["households"]
    estimated = individuals.isna() & households.notna()
    people = individuals.where(~estimated, households * household_size.value)
    return open_.assign(people=people, people_estimated=estimated)


def with_phase(sites: pd.DataFrame, norms: Norms, *, as_of: str) -> pd.DataFrame:
    """Add in which phase each site is held.

    Parameters
    ----------
    sites
        Sites with `opened_on`.
    norms
        Their `phase`; for "auto" the setting `first_phase_months`.
    as_of
        Date (ISO).

    Returns
    -------
    sites
        Further columns `first_phase` (bool) and `phase_assumed` (bool: the age is unknown, so the phase is
        "standard"). In "auto" a site is in its first phase when it opened after the same day so many months ago.

    Raises
    ------
    DataProblem
        ``standard.unknown_phase``.
    """
    if norms.phase not in ASKED_PHASES:
        raise DataProblem("standard.unknown_phase", phase=norms.phase, phases=", ".join(ASKED_PHASES))
    if norms.phase != "auto":
        return sites.assign(first_phase=norms.phase == "first", phase_assumed=False)
    since = months_before(as_of, int(norms.figure(FIRST_PHASE_MONTHS)))
    opened = sites["opened_on"]
    young = (opened > since).to_numpy(dtype="bool", na_value=False)
    return sites.assign(first_phase=young, phase_assumed=opened.isna().to_numpy())


def months_before(day: str, months: int) -> str:
    """Return the same day so many months earlier; the last day of that month where it is shorter."""
    then = date.fromisoformat(day)
    year, month = divmod(then.year * 12 + then.month - 1 - months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    longest = (following - date(year, month + 1, 1)).days
    return date(year, month + 1, min(then.day, longest)).isoformat()


def site_people(sites: pd.DataFrame, assessments: pd.DataFrame, household_size: Setting, *, as_of: str) -> pd.DataFrame:
    """Open sites with their place, point and people: what `exposure.Exposed` asks for.

    Returns
    -------
    sites
        `site_id`, `name`, `adm2_pcode`, `longitude`, `latitude`, `people` (persons, NaN unknown),
        `people_estimated`, `assessed_on`; one row per open site. Parameters as `open_sites`, `with_people`.
    """
    held = with_people(open_sites(sites, assessments, as_of=as_of), household_size)
    kept = ("site_id", "name", "adm2_pcode", "longitude", "latitude", "people", "people_estimated", "assessed_on")
    return held[list(kept)]
