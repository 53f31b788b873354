"""The gap list: what is missing at each site and place to reach the standards, what it costs, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.gap_costs import CURRENCY, Means, costs

_OF_SITE = (
    "place", "site_id", "name", "adm2_pcode", "standard", "sector", "status", "not_assessed_reason", "measured",
    "threshold", "unit", "people", "gap", "gap_unit", "assessed_on",
)  # fmt: skip
_SUMS = ("gap", "units", "cost_usd", "cost_usd_day")
_COUNTS = ("sites_short", "sites_gap_unknown", "sites_not_assessed", "sites_without_people")
_METHOD = "docs/methods.md#closing-the-gap"


def gaps_of_sites(rows: pd.DataFrame, means: Mapping[str, Means]) -> Result:
    """What each site lacks of each standard.

    Parameters
    ----------
    rows
        Site rows of `coverage.coverage_of_sites`.
    means
        What closes the gap of each standard, by its key.

    Returns
    -------
    gaps
        One row per site and standard that is short or not assessed: the site's row, and of
        `gap_costs.costs` what the gap wants and costs. `gap` and `units` are NaN where not assessed or where the
        gap needs an unknown number of people (`gap_known` says so): unknown is never 0.

    Notes
    -----
    Method: docs/methods.md#closing-the-gap. Costs: data/reference/costs.toml.
    """
    lacking = rows[rows["status"].isin(("short", "not_assessed"))]
    kept = lacking[[name for name in _OF_SITE if name in lacking]].reset_index(drop=True)
    told = costs(kept["gap"], kept["standard"], means)
    frame = pd.concat([kept.assign(gap_known=kept["gap"].notna()), told], axis=1)
    frame["in_total"] |= ~_held(frame, rows, means)
    return Result(frame, partial(_explain, means), {"currency": CURRENCY})


def _held(gaps: pd.DataFrame, rows: pd.DataFrame, means: Mapping[str, Means]) -> pd.Series:
    """Whether the means of another standard hold these: only at a site where the other's gap is known."""
    within = gaps["standard"].map({key: one.within for key, one in means.items() if one.within})
    some = within.notna()
    known_there = rows[rows["gap"].notna() & rows["standard"].isin(within[some].unique())]
    others = pd.MultiIndex.from_frame(known_there[["site_id", "standard"]])
    held = pd.Series(data=False, index=gaps.index)
    held[some] = pd.MultiIndex.from_arrays([gaps.loc[some, "site_id"], within[some]]).isin(others)
    return held


def gaps_of_places(sites: Result, communes: pd.DataFrame) -> Result:
    """What the sites of each place lack together, by standard.

    Parameters
    ----------
    sites
        What `gaps_of_sites` gave.
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    gaps
        One row per place and standard with a site that is short or not assessed. `gap`, `units`, `cost_usd` and
        `cost_usd_day` are sums over sites, NaN where none is known; whole units are counted site by site, so
        sites add up to communes and communes to departments. `lead_days` is the longest. `sites_short`, of them
        `sites_gap_unknown`; `sites_not_assessed`; `people_short` (persons at short sites, without
        `sites_without_people` whose number is unknown).

    Notes
    -----
    Method: docs/methods.md#closing-the-gap.
    """
    rows = _placed(sites.frame, communes)
    short = rows["status"] == "short"
    rows = rows.assign(
        people_short=rows["people"].where(short).fillna(0.0), sites_short=short,
        sites_gap_unknown=short & ~rows["gap_known"], sites_not_assessed=~short,
        sites_without_people=short & rows["people"].isna(),
    )  # fmt: skip
    grouped = rows.groupby(["place", "standard"], sort=False, observed=True)
    first = grouped[["place_name", "sector", "means", "gap_unit", "covers", "unit_cost_usd"]].first()
    frame = pd.concat(
        [first.rename(columns={"place_name": "name"}), grouped[list(_SUMS)].sum(min_count=1),
         grouped["lead_days"].max(), grouped["in_total"].all(), grouped["people_short"].sum(),
         grouped[list(_COUNTS)].sum().astype("int64")],
        axis=1,
    ).reset_index()  # fmt: skip
    frame["cost_known"] = frame["cost_usd"].notna() | frame["cost_usd_day"].notna()
    means: Mapping[str, Means] = sites.explain_row.args[0] if isinstance(sites.explain_row, partial) else {}
    return Result(frame, partial(_explain, means), {**sites.facts, "sites_elsewhere": _elsewhere(sites.frame, rows)})


def costs_of_places(sites: Result, communes: pd.DataFrame) -> Result:
    """The costed list of each place: what all known gaps cost together and what is not in that sum.

    Parameters
    ----------
    sites, communes
        As `gaps_of_places`.

    Returns
    -------
    costs
        One row per place: `cost_usd` (paid once) and `cost_usd_day` (paid every day), never added to each other,
        over the gaps whose unit cost is known and which no other means hold already; NaN where none is known.
        `lead_days` is the longest lead time. Beside them what the sums lack: `standards_short`, of them
        `standards_cost_unknown`; `sites_short`, and `sites_gap_unknown`: sites of which a gap is unknown, by
        people, answers or visit.

    Notes
    -----
    Method: docs/methods.md#closing-the-gap.
    """
    rows = _placed(sites.frame, communes)
    added = rows["in_total"]
    lacking = (rows["status"] == "short") & ~(rows["units"] == 0)
    rows = rows.assign(
        cost_usd=rows["cost_usd"].where(added), cost_usd_day=rows["cost_usd_day"].where(added),
        standards_short=rows["standard"].where(lacking),
        # the unit cost is what lacks; where the gap lacks the site is counted below
        standards_cost_unknown=rows["standard"].where(lacking & added & rows["unit_cost_usd"].isna()),
        sites_short=rows["site_id"].where(lacking), sites_gap_unknown=rows["site_id"].where(~rows["gap_known"]),
    )  # fmt: skip
    grouped = rows.groupby("place", sort=False, observed=True)
    counted = ["standards_short", "standards_cost_unknown", "sites_short", "sites_gap_unknown"]
    frame = pd.concat(
        [grouped["place_name"].first().rename("name"), grouped[["cost_usd", "cost_usd_day"]].sum(min_count=1),
         grouped["lead_days"].max(), grouped[counted].nunique().astype("int64")],
        axis=1,
    ).reset_index()  # fmt: skip
    return Result(frame, _explain_costs, {**sites.facts, "sites_elsewhere": _elsewhere(sites.frame, rows)})


def _placed(rows: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Rows of the sites that lie in a place, with the place instead of the site; its name as `place_name`."""
    by_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")
    told = rows.assign(
        place=rows["adm2_pcode"].map(by_commune["place"]), place_name=rows["adm2_pcode"].map(by_commune["name"])
    )
    return told[told["place"].notna()]


def _elsewhere(rows: pd.DataFrame, placed: pd.DataFrame) -> int:
    return int(rows["site_id"].nunique() - placed["site_id"].nunique())


def _explain(means: Mapping[str, Means], row: dict[str, Any]) -> Explanation:
    one = means.get(str(row["standard"]))
    whole = "sites_short" in row
    parts = "sum over sites of " if whole else ""
    unknown = (row["sites_gap_unknown"] + row["sites_not_assessed"]) if whole else not row["gap_known"]
    inputs: tuple[Input, ...] = (Input("gap", known(row["gap"]), row["gap_unit"]),)
    if one:
        inputs += (Input("covers", one.covers.value, row["gap_unit"]),
                   Input("unit_cost_usd", known(one.unit_cost.value), CURRENCY),
                   Input("cost_usd", known(row["cost_usd"]), CURRENCY),
                   Input("cost_usd_day", known(row["cost_usd_day"]), f"{CURRENCY}/day"),
                   Input("lead_days", known(row["lead_days"]), "days"))  # fmt: skip
    inputs += tuple(Input(name, known(row[name])) for name in _COUNTS if whole)
    notes = {"gap.unknown": bool(unknown), "gap.cost_unknown": not row["cost_known"],
             "gap.every_day": bool(one and one.unit_cost.period == "day"),
             "gap.held_within": not row["in_total"]}  # fmt: skip
    wanted = "ceil(gap / covers)" if one else "gap"
    return Explanation(
        figure="gap_units",
        formula=f"units = {parts}{wanted}; cost = units * unit_cost_usd",
        inputs=inputs,
        value=known(row["units"]),
        unit=one.means if one else row["gap_unit"],
        clause=one.unit_cost.source if one else _METHOD,
        dated=str(known(row.get("assessed_on")) or ""),
        source="assessments",
        status="unverified" if one else "verified",
        notes=tuple(note for note, holds in notes.items() if holds),
        changes=one.changes if one else (),
    )


def _explain_costs(row: dict[str, Any]) -> Explanation:
    lacking = ("standards_short", "standards_cost_unknown", "sites_short", "sites_gap_unknown")
    return Explanation(
        figure="gap_cost",
        formula="cost_usd = sum over sites and standards of units * unit_cost_usd",
        inputs=(Input("cost_usd_day", known(row["cost_usd_day"]), f"{CURRENCY}/day"),
                Input("lead_days", known(row["lead_days"]), "days"),
                *(Input(name, known(row[name])) for name in lacking)),
        value=known(row["cost_usd"]),
        unit=CURRENCY,
        clause=_METHOD,
        source="assessments",
        status="unverified",
        notes=tuple(note for note, holds in (("gap.unknown", row["sites_gap_unknown"]),
                                             ("gap.cost_unknown", row["standards_cost_unknown"])) if holds),
    )  # fmt: skip
