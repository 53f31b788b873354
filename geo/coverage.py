"""Service coverage of each site: one row a site and standard, with the gap in units and where it comes from."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.coverage_explained import explain_site
from geo.explain import Result
from geo.measuring import REASONS, Floats
from geo.standards import PHASES, Norms
from geo.verdicts import FIRST_REASON, NOT_ASSESSED, SHORT, STATUSES, SiteVerdicts, verdicts_of_sites

__all__ = ["STATUSES", "coverage_of_sites", "site_coverage", "standard_columns"]

_OF_SITE = (
    "place", "site_id", "name", "adm2_pcode", "site_class", "people", "people_estimated", "households", "round",
    "assessed_on", "phase", "phase_assumed",
)  # fmt: skip


def coverage_of_sites(sites: pd.DataFrame, assessments: pd.DataFrame, norms: Norms, *, as_of: str) -> Result:
    """How each open site stands against each standard, by its last assessment round.

    Parameters and errors are those of `verdicts.verdicts_of_sites`; the rows are those of `site_coverage`.
    """
    return site_coverage(verdicts_of_sites(sites, assessments, norms, as_of=as_of))


def site_coverage(verdicts: SiteVerdicts) -> Result:
    """Verdicts as rows that can be read and explained.

    Returns
    -------
    coverage
        One row per open site and standard, in the order of the sites and of the standards: `place` (the site),
        `status` (met, short, not_assessed, not_applicable), `not_assessed_reason`, `phase` held against
        (`phase_assumed`: the age of the site is unknown), `threshold` (`changed`: somebody edited it),
        `measured` in `unit` (NaN: not assessed, a range, or no functional unit at all), `measured_least` and
        `measured_most` (the range told; the figure itself where it is one), `people` (persons, NaN unknown),
        `people_estimated`, `gap` in `gap_unit` (NaN where not assessed or where it needs an unknown number of
        people), the date and round, and the inputs used (`numerator_value`, `denominator_value`, `tested_on`,
        kinds of water points).

    Notes
    -----
    Method: docs/methods.md#service-coverage.
    """
    norms, held = verdicts.norms, verdicts.sites
    columns = _site_columns(verdicts) | standard_columns(norms, len(held))
    columns["threshold"] = _site_by_site(verdicts.thresholds)
    frame = pd.DataFrame(columns | _verdict_columns(verdicts))
    facts = {"as_of": verdicts.as_of, "phase": norms.phase, "household_size": norms.household_size.value,
             "sites_open": len(held), "sites_left_out": verdicts.left_out}  # fmt: skip
    return Result(frame, partial(explain_site, norms.by_key, norms), facts)


def _site_columns(verdicts: SiteVerdicts) -> dict[str, Any]:
    held, norms = verdicts.sites, verdicts.norms
    phase = pd.array(PHASES, dtype="str").take(np.where(held["first_phase"], 0, 1))
    told = held.assign(place=held["site_id"], phase=phase)
    kinds = dict.fromkeys(kind for norm in norms.standards for kind in norm.persons_each)
    each = np.repeat(np.arange(len(held)), len(norms.standards))
    return {name: told[name].array.take(each) for name in (*_OF_SITE, *kinds)}


def standard_columns(norms: Norms, times: int) -> dict[str, Any]:
    """What a row says of its standard, all standards, so many times; `threshold` is NaN where phases may differ."""
    each = np.tile(np.arange(len(norms.standards)), times)
    columns: dict[str, Any] = {
        name: pd.array([getattr(norm, field) for norm in norms.standards], dtype="str").take(each)
        for name, field in (
            ("standard", "key"), ("sector", "sector"), ("set", "set"), ("unit", "unit"), ("gap_unit", "gap_unit"),
        )
    }  # fmt: skip
    for name, field in (("threshold_first", "first_phase"), ("threshold_standard", "standard")):
        columns[name] = np.array([getattr(norm, field) for norm in norms.standards], dtype="float64")[each]
    for name in ("headline", "changed"):
        columns[name] = np.array([getattr(norm, name) for norm in norms.standards], dtype="bool")[each]
    return columns


def _site_by_site(matrix: Any) -> Any:
    """Standards x sites -> one value a site and standard, site after site."""
    return np.ascontiguousarray(matrix.T).ravel()


def _verdict_columns(verdicts: SiteVerdicts) -> dict[str, Any]:
    cells, shape = _site_by_site(verdicts.cells), verdicts.cells.shape
    status = _site_by_site(verdicts.status)
    said = status <= SHORT

    def of(*names: str) -> Floats:
        rows = [next(v for v in (getattr(one, name) for name in names) if v is not None) for one in verdicts.told]
        return np.asarray(_site_by_site(np.array(rows, dtype="float64").reshape(shape)))

    ranged = said | (cells == FIRST_REASON + REASONS.index("band"))
    reason = np.where(status == NOT_ASSESSED, cells - FIRST_REASON, len(REASONS))
    return {
        "measured": np.where(said, of("measured"), np.nan),
        "measured_least": np.where(ranged, of("least", "measured"), np.nan),
        "measured_most": np.where(ranged, of("most", "measured"), np.nan),
        "status": pd.array(STATUSES, dtype="str").take(status),
        "not_assessed_reason": pd.array([*REASONS, None], dtype="str").take(reason),
        "gap": _site_by_site(verdicts.gap),
        "numerator_value": of("numerator"),
        "denominator_value": of("denominator"),
        "tested_on": _dates(verdicts),
    }


def _dates(verdicts: SiteVerdicts) -> Any:
    """The date that a test or an age is reckoned from; none for other kinds."""
    columns = [norm.tested or (norm.measures if norm.kind == "age" else "") for norm in verdicts.norms.standards]
    names = [name for name in dict.fromkeys(columns) if name in verdicts.sites.columns]
    size = len(verdicts.sites)
    pool = pd.concat([*(verdicts.sites[name] for name in names), pd.Series([None], dtype="str")], ignore_index=True)
    starts = {name: at * size for at, name in enumerate(names)}
    at = np.full(verdicts.cells.shape, len(pool) - 1)
    for row, name in enumerate(columns):
        if name in starts:
            at[row] = starts[name] + np.arange(size)
    return pool.array.take(_site_by_site(at))
