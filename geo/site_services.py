"""What is known of each open site, and how each kind of standard is measured on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.settings import Setting
from geo.standards import VOCABULARY, Standard

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Counts: TypeAlias = NDArray[np.int64]
Answers: TypeAlias = Mapping[str, Floats]


@dataclass(frozen=True)
class Verdict:
    """One standard measured on every site; all arrays have one value a site.

    `known` says whether the answers decide; `met` and `gap` mean nothing where they do not. `measured` is NaN
    where the figure does not exist (no unit at all). `numerator`, `denominator` are the inputs used.
    """

    measured: Floats
    known: Flags
    met: Flags
    gap: Floats
    numerator: Floats
    denominator: Floats


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
    seen = assessments[assessments["assessed_on"] <= as_of]
    last = seen.sort_values("assessed_on", kind="stable").drop_duplicates("site_id", keep="last")
    undated = (sites["status"] == "closed") & sites["closed_on"].isna()
    closed = undated | (sites["closed_on"] <= as_of)
    to_come = (sites["opened_on"] > as_of) & ~sites["site_id"].isin(last["site_id"])
    kept = sites[~closed & ~to_come].reset_index(drop=True)
    told = last.set_index("site_id").reindex(kept["site_id"]).reset_index(drop=True)
    return pd.concat([kept, told], axis=1)


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


def answers_of(sites: pd.DataFrame) -> Answers:
    """Return the numbers of `with_people` as float arrays by column; yes is 1, no 0, blank NaN.

    `individuals` are the people of the site, counted or estimated.
    """
    told = {
        name: sites[name].to_numpy(dtype="float64", na_value=np.nan)
        for name, column in VOCABULARY.items()
        if column.kind in ("integer", "number", "share", "boolean")
    }
    return {**told, "individuals": sites["people"].to_numpy(dtype="float64")}


def measure(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    """Measure one standard on every site; see docs/methods.md#service-coverage for the rule of each kind."""
    if standard.kind == "ratio":
        return _BY_DIRECTION[standard.direction](standard, threshold, answers)
    return _BY_KIND[standard.kind](standard, threshold, answers)


def _most_each(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    """At most so many persons a unit: the units wanted are whole."""
    people, units = answers[standard.numerator], answers[standard.denominator]
    wanted = np.ceil(people / threshold)
    return Verdict(
        measured=ratio(people, units),
        known=~np.isnan(people) & ~np.isnan(units),
        met=units >= wanted,
        gap=np.maximum(0.0, wanted - units),
        numerator=people,
        denominator=units,
    )


def _least_each(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    """At least so much a person, household or unit; `least` in any case, so fewer than that is short."""
    held, base = answers[standard.numerator], answers[standard.denominator]
    wanted = np.fmax(standard.least, threshold * base)
    if VOCABULARY[standard.numerator].kind == "integer":
        wanted = np.ceil(wanted)
    return Verdict(
        measured=ratio(held, np.maximum(base, standard.least / threshold)),
        known=~np.isnan(held) & (~np.isnan(base) | (held < standard.least)),
        met=held >= wanted,
        gap=np.maximum(0.0, wanted - held),
        numerator=held,
        denominator=base,
    )


def _rate(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    """A figure a person and day: what lacks is counted for all people of the site."""
    value, people = answers[standard.measures], answers["individuals"]
    met = value >= threshold
    lacking = people * np.maximum(0.0, threshold - value)
    gap = np.where(met, 0.0, lacking)
    return Verdict(value, ~np.isnan(value), met, gap, value, people)


def _share(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    """A share; known to be short, without a share, where what it is a share of does not exist."""
    value = answers[standard.measures]
    base = answers[standard.requires] if standard.requires else np.full_like(value, np.nan)
    met = value >= threshold
    return Verdict(value, ~np.isnan(value) | (base == 0), met, (~met).astype("float64"), value, base)


def _yes_no(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    value = answers[standard.measures]
    met = value >= threshold
    blank = np.full_like(value, np.nan)
    return Verdict(value, ~np.isnan(value), met, (~met).astype("float64"), value, blank)


def _compound(standard: Standard, threshold: float, answers: Answers) -> Verdict:
    """Several kinds of units: the kinds known may prove it met; short only when all kinds are known."""
    people = answers[standard.numerator]
    served = np.array([each * answers[kind] for kind, each in standard.persons_each.items()])
    blank = np.isnan(served)
    each = standard.persons_each[standard.denominator]
    # an edited threshold moves all kinds alike; with the handbook's own figure the factor is exactly 1
    capacity = np.nansum(served, axis=0) * (threshold / each)
    met = (capacity >= people) & ~blank.all(axis=0)
    return Verdict(
        measured=ratio(people, capacity / threshold),
        known=~np.isnan(people) & (met | ~blank.any(axis=0)),
        met=met,
        gap=np.maximum(0.0, np.ceil((people - capacity) / threshold)),
        numerator=people,
        denominator=capacity / threshold,
    )


def ratio(part: Floats, base: Floats) -> Floats:
    """Divide; NaN where the base is zero or unknown."""
    quotient: Floats = np.divide(part, base, out=np.full(len(part), np.nan), where=base > 0)
    return quotient


_Measure: TypeAlias = Callable[[Standard, float, Answers], Verdict]
_BY_DIRECTION: dict[str, _Measure] = {"max": _most_each, "min": _least_each}
_BY_KIND: dict[str, _Measure] = {"rate": _rate, "share": _share, "yes_no": _yes_no, "compound": _compound}
