"""Service coverage of places: what the sites of a commune, department, metropolis or nation add up to."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.coverage import STATUSES, standard_columns
from geo.explain import Explanation, Input, Result, known
from geo.site_services import Counts, Flags, Floats, ratio
from geo.standards import Norms, Standard

CONTRACT = (
    "place", "name", "standard", "sector", "unit", "threshold", "measured", "status",
    "people_total", "people_met", "people_short", "people_unknown", "people_not_applicable", "sites_without_people",
    "coverage_share", "coverage_low", "coverage_high", "assessed_share", "idp_total_place", "gap", "gap_unit",
)  # fmt: skip
_GROUPS = ("met", "short", "unknown", "not_applicable")  # STATUSES, in the words of the contract


def coverage_of_places(
    sites: Result, communes: pd.DataFrame, displacement: pd.DataFrame, norms: Norms, *, as_of: str
) -> Result:
    """How the people at the sites of each place stand against each standard.

    Parameters
    ----------
    sites
        What `coverage.coverage_of_sites` gave, with the same `norms` and `as_of`.
    communes
        What `places.communes_at` gave for a level: sites of other communes are left out and counted.
    displacement
        `DISPLACEMENT` frame: displaced people with host families, by commune.
    norms
        The standards, the phase in force and the household size.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    coverage
        One row per place with at least one open site, and standard. `people_*` are persons at sites of each
        status; sites whose people are unknown are in none of them (`sites_without_people`). `coverage_share`
        is met / (met + short); `coverage_low` and `coverage_high` are its bounds when the sites not assessed
        were all short or all met; `assessed_share` is what is assessed of the people whom the standard
        applies to: all 0-1, NaN without people. `measured` is NaN. `idp_total_place` adds the last known host
        family figures of the place's communes, NaN where none is known; `communes_without_host_figure`
        counts the unknown ones. `gap` is the sum over sites, NaN where no site's gap is known;
        `sites_gap_unknown` counts short sites that it lacks.

    Notes
    -----
    Method: docs/methods.md#service-coverage.
    """
    codes, places = pd.factorize(communes["place"])
    commune = pd.Index(communes["adm2_pcode"])
    rows = sites.frame.assign(_place=_looked_up(codes, commune.get_indexer(sites.frame["adm2_pcode"])))
    inside = rows[rows["_place"] >= 0]
    frame = _places_frame(inside, pd.Index(places), norms)
    named = communes.drop_duplicates("place").set_index("place")["name"]
    frame["name"] = named.reindex(frame["place"]).astype("str").array
    host = _host_families(communes, displacement, as_of=as_of).reindex(frame["place"])
    frame["communes_without_host_figure"] = host["missing"].to_numpy(dtype="int64")
    frame["idp_total_place"] = frame["people_total"] + host["people"].to_numpy(dtype="float64")
    more = [name for name in frame.columns if name not in CONTRACT]
    facts = {**sites.facts, "sites_elsewhere": int(rows.loc[rows["_place"] < 0, "site_id"].nunique())}
    return Result(frame[[*CONTRACT, *more]], partial(_explain, {n.key: n for n in norms.standards}), facts)


def site_rows_as_contract(sites: Result) -> Result:
    """The rows of `coverage.coverage_of_sites` in the columns of `coverage_of_places`, a site being the place.

    Shares are 1 or 0 (NaN without people, or where the standard is not asked); `idp_total_place` is the people
    of the site. Where a site's people are unknown every `people_*` is NaN: such a site is in no sum. The
    explanation of a row is the site's own.
    """
    rows = sites.frame
    people = rows["people"].fillna(0.0)
    told: dict[str, Any] = {"people_total": people, "people_estimated": people * rows["people_estimated"]}
    for status, group in zip(STATUSES, _GROUPS, strict=True):
        told[f"people_{group}"] = people * (rows["status"] == status)
    told["sites_without_people"] = rows["people"].isna().astype("int64")
    told["idp_total_place"] = rows["people"]
    told |= _shares(*(told[f"people_{group}"].to_numpy() for group in _GROUPS[:3]))
    counted = [name for name in told if name.startswith("people_")]
    frame = rows.assign(**told | {name: told[name].where(rows["people"].notna()) for name in counted})
    more = [name for name in frame.columns if name not in CONTRACT]
    return Result(frame[[*CONTRACT, *more]], sites.explain_row, sites.facts)


def _looked_up(codes: Counts, at: Counts) -> Counts:
    return np.where(at >= 0, codes[at], -1) if len(codes) else np.full(len(at), -1)


def _places_frame(rows: pd.DataFrame, places: pd.Index, norms: Norms) -> pd.DataFrame:
    """Sum site rows by place and standard; every array below runs over places, then standards."""
    keys = pd.Index([norm.key for norm in norms.standards])
    present = np.unique(rows["_place"].to_numpy(dtype="int64"))
    at = np.searchsorted(present, rows["_place"]) * len(keys) + keys.get_indexer(rows["standard"])
    size = len(present) * len(keys)
    totals = _totals(rows, at, size)
    sites = [totals[f"sites_{group}"] for group in _GROUPS[:3]]
    columns = {
        "place": places.take(np.repeat(present, len(keys))).astype("str"),
        **standard_columns(norms, len(present)),
        "measured": np.full(size, np.nan),
        "status": _status(*sites),
        **totals,
        **_shares(*(totals[f"people_{group}"] for group in _GROUPS[:3])),
        **_dates(rows, at, size),
    }
    return pd.DataFrame(columns)


def _totals(rows: pd.DataFrame, at: Counts, size: int) -> dict[str, Any]:
    people, gap = rows["people"].to_numpy(), rows["gap"].to_numpy()
    unknown = np.isnan(people)
    status = pd.Index(STATUSES).get_indexer(rows["status"])
    totals: dict[str, Any] = {
        "people_total": _sum(at, size, np.where(unknown, 0.0, people)),
        "people_estimated": _sum(at, size, np.where(rows["people_estimated"] & ~unknown, people, 0.0)),
        "sites_total": _count(at, size, np.ones(len(rows), dtype="bool")),
        "sites_without_people": _count(at, size, unknown),
    }
    for code, group in enumerate(_GROUPS):
        totals[f"people_{group}"] = _sum(at, size, np.where((status == code) & ~unknown, people, 0.0))
        totals[f"sites_{group}"] = _count(at, size, status == code)
    told = _count(at, size, ~np.isnan(gap))
    totals["gap"] = np.where(told > 0, _sum(at, size, np.nan_to_num(gap)), np.nan)
    totals["sites_gap_unknown"] = totals["sites_short"] + totals["sites_met"] - told
    return totals


def _sum(at: Counts, size: int, values: Floats) -> Floats:
    return np.bincount(at, weights=values, minlength=size).astype("float64")


def _count(at: Counts, size: int, holds: Flags) -> Counts:
    return np.bincount(at[holds], minlength=size).astype("int64")


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


def _dates(rows: pd.DataFrame, at: Counts, size: int) -> dict[str, Any]:
    """First and last assessment among the sites that were met or short."""
    said = rows["status"].isin(STATUSES[:2]).to_numpy() & rows["assessed_on"].notna().to_numpy()
    days, order = np.unique(rows["assessed_on"].to_numpy(dtype="object")[said].astype("U10"), return_inverse=True)
    first, last = np.full(size, len(days)), np.full(size, -1)
    np.minimum.at(first, at[said], order)
    np.maximum.at(last, at[said], order)
    days_or_none = pd.array([*days, None], dtype="str")
    return {"assessed_from": days_or_none.take(first),
            "assessed_to": days_or_none.take(np.where(last < 0, len(days), last))}  # fmt: skip


def _host_families(communes: pd.DataFrame, displacement: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """By place: `people` with host families (NaN where none is known) and `missing` communes."""
    told = displacement[(displacement["observed_on"] <= as_of) & displacement["host_family_individuals"].notna()]
    newest = told["observed_on"] == told.groupby("adm_pcode")["observed_on"].transform("max")
    # Rows of one operation add up; of several operations on one day the largest stands: never their sum.
    sums = told[newest].groupby(["adm_pcode", "operation"])["host_family_individuals"].sum()
    figure = sums.groupby(level="adm_pcode").max().reindex(communes["adm2_pcode"])
    by_place = pd.DataFrame({"place": communes["place"].to_numpy(), "people": figure.to_numpy()})
    grouped = by_place.assign(missing=by_place["people"].isna()).groupby("place", sort=False)
    return pd.DataFrame({"people": grouped["people"].sum(min_count=1), "missing": grouped["missing"].sum()})


def _explain(norms: dict[str, Standard], row: dict[str, Any]) -> Explanation:
    norm = norms[row["standard"]]
    persons = [f"people_{group}" for group in _GROUPS] + ["people_total", "people_estimated", "idp_total_place"]
    shares = ["coverage_low", "coverage_high", "assessed_share"]
    sites = ["sites_total", "sites_without_people", "communes_without_host_figure"]
    dates = (known(row["assessed_from"]), known(row["assessed_to"]))
    return Explanation(
        figure=f"service.{norm.key}",
        formula="coverage_share = people_met / (people_met + people_short); "
                "coverage_low = people_met / (people_met + people_short + people_unknown); "
                "coverage_high = (people_met + people_unknown) / (people_met + people_short + people_unknown); "
                "gap = sum(gap of each site)",
        inputs=(*(Input(name, known(row[name]), "persons") for name in persons),
                *(Input(name, known(row[name]), "share") for name in shares),
                *(Input(name, known(row[name])) for name in sites),
                Input("threshold", row["threshold"], norm.unit), Input("gap", known(row["gap"]), norm.gap_unit)),
        value=known(row["coverage_share"]),
        unit="share",
        clause=norm.source,
        dated="/".join(dict.fromkeys(str(date) for date in dates if date)),
        source="assessments",
        status=norm.status,
        notes=tuple(note for note, count in (
            ("people_estimated", row["people_estimated"]), ("coverage.people_missing", row["sites_without_people"]),
            ("coverage.gap_incomplete", row["sites_gap_unknown"] or row["sites_unknown"]),
        ) if count),
    )  # fmt: skip
