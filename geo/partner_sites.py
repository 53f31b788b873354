"""At how many sites each organisation is, by sector: the matrix of who does what."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.partners import ACTIVE, UNKNOWN

_KEYS = ["organisation", "sector"]


def partner_sites(told: pd.DataFrame) -> Result:
    """Sites and communes in which each organisation is active, by sector.

    Parameters
    ----------
    told
        What `partners.partners` gave, of the places that are asked.

    Returns
    -------
    partner_sites
        One row per `organisation` and `sector`: `organisation_name`, `sites` (different sites at which it is
        active), `communes` (different communes of the sites and of rows that name a commune only), `sites_unsure`
        (further sites of which nobody told whether it is still there), `people_reached_most` (persons of the one
        largest activity). Organisations with most sites first. A site with several sectors is in the row of each:
        rows of one organisation do not add up to its sites.

    Notes
    -----
    Method: docs/methods.md#who-does-what-where.
    """
    active, unsure = told[told["activity_state"] == ACTIVE], told[told["activity_state"] == UNKNOWN]
    rows = pd.concat([active, unsure])
    grouped = rows.groupby(_KEYS, sort=True)
    frame = grouped.agg(organisation_name=("organisation_name", "first"), observed_on=("observed_on", "max"))
    count = {"sites": active.groupby(_KEYS)["site_id"], "communes": active.groupby(_KEYS)["adm2_pcode"]}
    for name, column in count.items():
        frame[name] = column.nunique().reindex(frame.index).fillna(0).astype("int64")
    seen = pd.MultiIndex.from_frame(active[[*_KEYS, "site_id"]])
    further = unsure[~pd.MultiIndex.from_frame(unsure[[*_KEYS, "site_id"]]).isin(seen)]
    unknown = further.groupby(_KEYS)["site_id"].nunique()
    frame["sites_unsure"] = unknown.reindex(frame.index).fillna(0).astype("int64")
    frame["people_reached_most"] = active.groupby(_KEYS)["people_reached_most"].max().reindex(frame.index)
    frame = frame.reset_index()
    most = frame.groupby("organisation")["sites"].transform("max")
    order = ["_most", "organisation", "sector"]
    ranked = frame.assign(_most=-most).sort_values(order, kind="stable", ignore_index=True).drop(columns="_most")
    facts = {"organisations": int(ranked["organisation"].nunique())}
    return Result(ranked.assign(place=ranked["organisation"]), _explain, facts)


def _explain(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="partner_sites",
        formula="sites = number of different site_id where activity_state = active",
        inputs=(Input("organisation", known(row["organisation"])), Input("sector", known(row["sector"])),
                *(Input(name, known(row[name])) for name in ("communes", "sites_unsure")),
                Input("people_reached_most", known(row["people_reached_most"]), "persons")),
        value=known(row["sites"]),
        unit="sites",
        clause="docs/methods.md#who-does-what-where",
        dated=str(known(row["observed_on"]) or ""),
        source="services",
        notes=("partner.never_summed",),
    )  # fmt: skip
