"""People with host families beside people at sites, commune by commune."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.measuring import ratio

UNTOLD = "unspecified"  # operation of rows that name none
METHOD = "docs/methods.md#host-families-and-displacement-series"


def last_host_families(displacement: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Last known people with host families of each place.

    Parameters
    ----------
    displacement
        `DISPLACEMENT` frame.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    host
        On `adm_pcode`: `host_people` (persons), `host_on` (ISO), `host_operation`, `host_round` (NaN untold). Of its
        newest day rows of one operation add up; of several operations the largest sum stands: never their sum.
    """
    told = displacement[(displacement["observed_on"] <= as_of) & displacement["host_family_individuals"].notna()]
    newest = told[told["observed_on"] == told.groupby("adm_pcode")["observed_on"].transform("max")]
    how = {"host_people": ("host_family_individuals", "sum"), "host_on": ("observed_on", "max"),
           "host_round": ("round", "max")}  # fmt: skip
    sums = newest.groupby(["adm_pcode", "operation"]).agg(**how).reset_index()
    ranked = sums.sort_values("host_people", kind="stable").drop_duplicates("adm_pcode", keep="last")
    types = {"host_people": "float64", "host_round": "float64"}
    return ranked.rename(columns={"operation": "host_operation"}).set_index("adm_pcode").sort_index().astype(types)


def host_and_sites(communes: pd.DataFrame, host: pd.DataFrame, at_sites: pd.DataFrame) -> Result:
    """People with host families and at sites, commune by commune.

    Parameters
    ----------
    communes
        `adm2_pcode`, `name_fr`, one row a commune that is asked for.
    host
        What `last_host_families` gives.
    at_sites
        Rows of `people_now.people_of_places` at the level of communes.

    Returns
    -------
    people
        One row a commune with a figure or a site: `place`, `name`, `host_people`, `host_on`, `host_operation`,
        `host_round`; `sites` (open), `sites_without_people`, `people_now` (persons at sites, NaN where the register
        has no site there); `displaced` (both, NaN where either is unknown), `host_share` (0-1, of both). Most people
        first. The facts are sums over communes: `host_people`, `people_now`, and how many communes have no host
        figure (`communes_without_host_figure`).
    """
    sites = at_sites.set_index("place").reindex(communes["adm2_pcode"])
    told = host.reindex(communes["adm2_pcode"])
    open_ = sites["sites"].fillna(0.0)
    here = sites["people_now"].where((open_ > 0) & (sites["sites_without_people"] < open_)).to_numpy(dtype="float64")
    hosted = told["host_people"].to_numpy(dtype="float64")
    frame = pd.DataFrame({
        "place": communes["adm2_pcode"].array, "name": communes["name_fr"].array, "host_people": hosted,
        "host_on": told["host_on"].array, "host_operation": told["host_operation"].array,
        "host_round": told["host_round"].array, "sites": open_.astype("int64").array,
        "sites_without_people": sites["sites_without_people"].fillna(0.0).astype("int64").array,
        "people_now": here, "displaced": hosted + here, "host_share": ratio(hosted, hosted + here),
    }).astype({"host_on": "str", "host_operation": "str"})  # fmt: skip
    kept = frame[frame["host_people"].notna() | (frame["sites"] > 0)]
    ranked = kept.assign(_all=kept[["host_people", "people_now"]].sum(axis=1)).sort_values(
        ["_all", "place"], ascending=[False, True], ignore_index=True
    )
    sums = {name: float(kept[name].sum(min_count=1)) for name in ("host_people", "people_now")}
    facts = {**sums, "communes_without_host_figure": int(frame["host_people"].isna().sum()), "communes": len(frame)}
    return Result(ranked.drop(columns="_all"), _explain_host, facts)


def _explain_host(row: dict[str, Any]) -> Explanation:
    told = {"host_operation": known(row["host_operation"]), "host_round": known(row["host_round"])}
    return Explanation(
        figure="host_and_sites",
        formula="displaced = host_people + people_now",
        inputs=(*(Input(name, known(row[name]), "persons") for name in ("host_people", "people_now")),
                *(Input(name, value) for name, value in told.items() if value not in (None, UNTOLD)),
                Input("sites", float(row["sites"]), "sites"),
                Input("sites_without_people", float(row["sites_without_people"]), "sites"),
                Input("host_share", known(row["host_share"]), "share")),
        value=known(row["displaced"]),
        unit="persons",
        clause=METHOD,
        dated=str(known(row["host_on"]) or ""),
        source="displacement",
    )  # fmt: skip
