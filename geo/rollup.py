"""Service coverage of groups of sites: section, commune, department, nation, type, class, manager, polygon."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.coverage import STATUSES, standard_columns
from geo.explain import Result
from geo.host_families import last_host_families
from geo.measuring import Counts, Floats, ratio
from geo.rollup_explained import explain_place
from geo.rollup_sums import GROUPS, OF_SITE, Sums, columns_of, sums_of
from geo.site_groups import Groups
from geo.standards import Norms
from geo.verdicts import SiteVerdicts

CONTRACT = (
    "place", "name", "standard", "sector", "unit", "threshold", "measured", "status",
    "people_total", "people_met", "people_short", "people_unknown", "people_not_applicable", "sites_without_people",
    "coverage_share", "coverage_low", "coverage_high", "assessed_share", "idp_total_place", "gap", "gap_unit",
)  # fmt: skip


def coverage_of_groups(verdicts: SiteVerdicts, groups: Groups) -> Result:
    """How the people at the sites of each group stand against each standard.

    Parameters
    ----------
    verdicts
        What `verdicts.verdicts_of_sites` gave.
    groups
        Which group each of those sites falls in.

    Returns
    -------
    coverage
        One row per group with at least one open site, and standard. `people_*` are persons at sites of each
        status; `people_unknown` is split by reason (`people_not_visited`, ...). Sites whose people are unknown
        are in none of them (`sites_without_people`). `coverage_share` is met / (met + short); `coverage_low` and
        `coverage_high` are its bounds when the sites not assessed were all short or all met; `assessed_share`
        is what is assessed of the people whom the standard applies to: all 0-1, NaN without people. `measured`
        is NaN. `people_female`, `people_male` (and `_met`, `_short` of both) add up the sites that told them
        (`sites_sex_told`), NaN where none did; `households_*` likewise (`sites_without_households`). `gap` is
        the sum over sites, NaN where no site's gap is known; `sites_gap_unknown` counts short sites that it
        lacks. `threshold` is NaN where sites of both phases are held against different ones.
        `idp_total_place` is NaN: only places of communes have figures of host families.

    Notes
    -----
    Method: docs/methods.md#service-coverage.
    """
    sums = sums_of(verdicts, groups.codes, len(groups.places))
    return _result(verdicts, sums, groups.places, groups.names, groups.facts)


def coverage_of_places(verdicts: SiteVerdicts, communes: pd.DataFrame, displacement: pd.DataFrame) -> Result:
    """Coverage of the places of a level, with the displaced people that it does not speak for.

    Parameters
    ----------
    verdicts
        What `verdicts.verdicts_of_sites` gave.
    communes
        What `places.communes_at` gave for a level: sites of other communes are left out and counted.
    displacement
        `DISPLACEMENT` frame: displaced people with host families, by commune.

    Returns
    -------
    coverage
        As `coverage_of_groups`. `idp_total_place` adds the last known host family figures of the place's
        communes, NaN where none is known; `communes_without_host_figure` counts the unknown ones.
    """
    codes, places = pd.factorize(communes["place"])
    index, base = _by_commune(verdicts)
    at = pd.Index(communes["adm2_pcode"]).get_indexer(index)
    into = np.where(at >= 0, codes[at], -1) if len(codes) else np.full(len(at), -1)
    names = communes["name"].array.take(np.unique(codes, return_index=True)[1]) if len(codes) else []
    figures = _host_families(verdicts, displacement).reindex(communes["adm2_pcode"]).to_numpy()
    known = ~np.isnan(figures)
    host = np.bincount(codes, weights=np.nan_to_num(figures), minlength=len(places))
    counted = np.bincount(codes[known], minlength=len(places))
    missing = np.bincount(codes[~known], minlength=len(places))
    more = {"host": np.where(counted > 0, host, np.nan), "communes_without_host_figure": missing}
    elsewhere = base.of_site[into < 0, OF_SITE.index("sites_total")].sum()
    facts = {"sites_elsewhere": int(elsewhere)}
    merged = base.merged(into.astype("int64"), len(places))
    return _result(verdicts, merged, pd.Index(places, dtype="str"), pd.Index(names, dtype="str"), facts, **more)


def _by_commune(verdicts: SiteVerdicts) -> tuple[pd.Index, Sums]:
    """Communes of the sites and their sums, made once: every administrative level is added up from them."""
    if "communes" not in verdicts.kept:
        codes, index = pd.factorize(verdicts.sites["adm2_pcode"], sort=True)
        verdicts.kept["communes"] = pd.Index(index), sums_of(verdicts, codes, len(index))
    held: tuple[pd.Index, Sums] = verdicts.kept["communes"]
    return held


def _result(
    verdicts: SiteVerdicts, sums: Sums, places: pd.Index, names: pd.Index, facts: dict[str, Any], **more: Any
) -> Result:
    """Sums as rows: groups that have sites, all standards each."""
    norms = verdicts.norms
    present = np.flatnonzero(sums.of_site[:, OF_SITE.index("sites_total")] > 0)
    held = columns_of(sums.only(present))
    each = np.repeat(present, len(norms.standards))
    host = more.pop("host", np.full(len(places), np.nan))
    columns: dict[str, Any] = {
        "place": places.array.take(each),
        "name": names.array.take(each),
        **standard_columns(norms, len(present)),
        "threshold": _thresholds(held, norms, len(present)),
        "measured": np.full(len(each), np.nan),
        "status": _status(*(held[f"sites_{group}"] for group in GROUPS[:3])),
        **held,
        **_shares(*(held[f"people_{group}"] for group in GROUPS[:3])),
        "idp_total_place": held["people_total"] + host[each],
        **{name: values[each] for name, values in more.items()},
    }
    frame = pd.DataFrame({name: columns[name] for name in dict.fromkeys((*CONTRACT, *columns))}, copy=False)
    told = {"as_of": verdicts.as_of, "phase": norms.phase, "household_size": norms.household_size.value,
            "sites_open": len(verdicts.sites), "sites_left_out": verdicts.left_out, **facts}  # fmt: skip
    return Result(frame, partial(explain_place, norms.by_key, norms), told)


def site_rows_as_contract(sites: Result) -> Result:
    """The rows of `coverage.coverage_of_sites` in the columns of `coverage_of_places`, a site being the place.

    Shares are 1 or 0 (NaN without people, or where the standard is not asked); `idp_total_place` is the people
    of the site. Where a site's people are unknown every `people_*` is NaN: such a site is in no sum. The
    explanation of a row is the site's own.
    """
    rows = sites.frame
    people = rows["people"].fillna(0.0)
    told: dict[str, Any] = {"people_total": people, "people_estimated": people * rows["people_estimated"]}
    for status, group in zip(STATUSES, GROUPS, strict=True):
        told[f"people_{group}"] = people * (rows["status"] == status)
    told["sites_without_people"] = rows["people"].isna().astype("int64")
    told["idp_total_place"] = rows["people"]
    told |= _shares(*(told[f"people_{group}"].to_numpy() for group in GROUPS[:3]))
    counted = [name for name in told if name.startswith("people_")]
    frame = rows.assign(**told | {name: told[name].where(rows["people"].notna()) for name in counted})
    more = [name for name in frame.columns if name not in CONTRACT]
    return Result(frame[[*CONTRACT, *more]], sites.explain_row, sites.facts)


def _thresholds(held: dict[str, Any], norms: Norms, places: int) -> Floats:
    """The threshold in force for all sites of a group; NaN where they are held against two."""
    first, every = held["sites_first_phase"], held["sites_total"]
    of_first, of_standard = (
        np.tile(np.array([getattr(norm, name) for norm in norms.standards], dtype="float64"), places)
        for name in ("first_phase", "standard")
    )
    same = (first == 0) | (of_first == of_standard)
    return np.select([same, first == every], [of_standard, of_first], np.nan)


def _shares(met: Floats, short: Floats, unknown: Floats) -> dict[str, Floats]:
    """Coverage and its interval; NaN where nobody is concerned."""
    concerned = met + short + unknown
    return {
        "coverage_share": ratio(met, met + short),
        "coverage_low": ratio(met, concerned),
        "coverage_high": ratio(met + unknown, concerned),
        "assessed_share": ratio(met + short, concerned),
    }


def _status(met: Counts, short: Counts, unknown: Counts) -> Any:
    """Short where any site is; met where all that are asked are; not applicable where none is asked."""
    code = np.select([short > 0, met + unknown == 0, unknown == 0], [1, 3, 0], 2)
    return pd.array(STATUSES, dtype="str").take(code)


def _host_families(verdicts: SiteVerdicts, displacement: pd.DataFrame) -> pd.Series:
    """Last known people with host families, by commune; made once for a displacement frame."""
    frame, figures = verdicts.kept.get("host", (None, None))
    if frame is not displacement:
        figures = last_host_families(displacement, as_of=verdicts.as_of)["host_people"]
        verdicts.kept["host"] = displacement, figures
    return figures
