"""How far each site falls short of each standard, as a degree from 0 (met) to 1 (nothing at all)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.site_services import Flags, Floats
from geo.standards import Standard

# Shares handed in by site: whether more of it makes a site more severe.
FACTORS = {"hazard_exposure_share": True, "stock_reach_share": False}
_OF_SITE = ("site_id", "name", "adm2_pcode", "people", "people_estimated", "assessed_on")


@dataclass(frozen=True)
class Terms:
    """What a severity score is made of; sites down, terms across.

    Parameters
    ----------
    sites
        One row per site: `site_id`, `name`, `adm2_pcode`, `people` (NaN unknown), `people_estimated`,
        `assessed_on`.
    keys
        Keys of the terms: standards, then factors.
    least, most
        Bounds of each degree, 0-1; equal where the answer is a number, 0 and 1 where nothing is known.
    assessed, applicable
        Whether the degree is known, and whether the term is asked of the site at all.
    """

    sites: pd.DataFrame
    keys: tuple[str, ...]
    least: Floats
    most: Floats
    assessed: Flags
    applicable: Flags


def degrees(rows: pd.DataFrame, standards: Iterable[Standard]) -> pd.DataFrame:
    """Degree of shortfall of each row.

    Parameters
    ----------
    rows
        Site rows of `coverage.coverage_of_sites`.
    standards
        The standards they were held against.

    Returns
    -------
    degrees
        Same index, `least` and `most` (0-1). Met: 0. Short: of a most, 1 - threshold / measured; of a least,
        1 - measured / threshold; 1 for a yes/no, for no unit at all (short without a figure) and for a most of
        0. Answers in bands: the degrees of the two ends. Not assessed: 0 and 1. Not applicable: NaN.

    Notes
    -----
    Method: docs/methods.md#priorities.
    """
    by_key = {norm.key: norm for norm in standards}
    code, keys = pd.factorize(rows["standard"])
    norms = [by_key[str(key)] for key in keys]
    most = np.array([norm.direction == "max" for norm in norms], dtype=bool)[code]
    plain = np.array([norm.kind == "yes_no" for norm in norms], dtype=bool)[code]
    upper = np.array([np.nan if norm.upper is None else norm.upper for norm in norms])[code]
    threshold, measured = _floats(rows, "threshold"), _floats(rows, "measured")
    ends = [np.where(np.isnan(measured), _floats(rows, f"measured_{end}"), measured) for end in ("least", "most")]
    told = np.array([_degree(end, threshold, upper, most=most) for end in ends])
    # short without a figure: nobody may fall short by less than a site that has nothing at all
    told = np.where(plain | np.isnan(told), 1.0, told)
    status = rows["status"].to_numpy(dtype="object")
    bounds = {"least": (0.0, told.min(axis=0), 0.0), "most": (0.0, told.max(axis=0), 1.0)}
    cases = [status == "met", status == "short", status == "not_assessed"]
    return pd.DataFrame({name: np.select(cases, list(each), np.nan) for name, each in bounds.items()}, index=rows.index)


def _floats(rows: pd.DataFrame, name: str) -> Floats:
    return np.asarray(rows[name], dtype="float64") if name in rows else np.full(len(rows), np.nan)


def _degree(measured: Floats, threshold: Floats, upper: Floats, *, most: Flags) -> Floats:
    over = most | (measured > upper)
    bound = np.where(most, threshold, upper)
    above = 1.0 - np.divide(bound, measured, out=np.zeros_like(measured), where=measured > 0)
    below = 1.0 - np.divide(measured, threshold, out=np.zeros_like(measured), where=threshold > 0)
    return np.asarray(np.where(np.isnan(measured), np.nan, np.clip(np.where(over, above, below), 0.0, 1.0)))


def terms_of(
    rows: pd.DataFrame, standards: Iterable[Standard], keys: Iterable[str], factors: pd.DataFrame | None = None
) -> Terms:
    """Lay the degrees out by site and term.

    Parameters
    ----------
    rows, standards
        As `degrees`.
    keys
        Keys of the standards that are in the score, in their order.
    factors
        `site_id` and any of `FACTORS` (0-1, NaN unknown); a stock that reaches a site makes it less severe.

    Returns
    -------
    terms
        Every site of `rows`, in its order, by standard and then by the factors there are.
    """
    wanted = pd.Index(list(dict.fromkeys(keys)))
    site, ids = pd.factorize(rows["site_id"])
    term = wanted.get_indexer(rows["standard"])
    kept = term >= 0
    told = degrees(rows[kept], standards)
    shape = len(ids), len(wanted)
    least, most = np.full(shape, np.nan), np.full(shape, np.nan)
    at = site[kept], term[kept]
    least[at], most[at] = told["least"], told["most"]
    assessed = np.zeros(shape, dtype=bool)
    assessed[at] = rows["status"][kept].isin(("met", "short"))
    sites = rows.drop_duplicates("site_id")[list(_OF_SITE)].reset_index(drop=True)
    named, shares = _factors(sites["site_id"], factors)
    known = ~np.isnan(shares)
    return Terms(
        sites=sites,
        keys=(*wanted, *named),
        least=np.hstack([np.nan_to_num(least), np.where(known, shares, 0.0)]),
        most=np.hstack([np.nan_to_num(most), np.where(known, shares, 1.0)]),
        assessed=np.hstack([assessed, known]),
        applicable=np.hstack([~np.isnan(least), np.ones_like(known)]),
    )


def _factors(site_ids: pd.Series, factors: pd.DataFrame | None) -> tuple[list[str], Floats]:
    named = [name for name in FACTORS if factors is not None and name in factors]
    if factors is None or not named:
        return [], np.empty((len(site_ids), 0))
    told = factors.drop_duplicates("site_id").set_index("site_id")[named].reindex(site_ids).to_numpy(dtype="float64")
    worse = np.array([FACTORS[name] for name in named])
    return named, np.clip(np.where(worse, told, 1.0 - told), 0.0, 1.0)
