"""Distributions that partners reported of their requests, as lines beside the slips of the ledger."""

from __future__ import annotations

import pandas as pd

from geo.frames import FRAMES


def with_requests(slips: pd.DataFrame, requests: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Distributions of slips, and those that partners reported of requests whose slips tell none.

    Parameters
    ----------
    slips
        `MOVEMENTS` rows of kind ``distribution``.
    requests
        `REQUESTS` frame: those with a site, a day of distribution and `households_reported` count.
    items
        `REQUEST_ITEMS` frame: items of which something was approved (`quantity_approved`, units).

    Returns
    -------
    distributions
        `MOVEMENTS` rows: the slips, then one line per request and item with the id of the request as its movement and
        its document. It serves as many households as the partner reported, but no more than the units approved: a
        household that got the item got at least one. A request that a slip names counts by its slips alone.
    """
    told = requests[requests["site_id"].notna() & requests["distributed_on"].notna()]
    told = told[told["households_reported"].notna() & ~told["request_id"].isin(slips["request_id"].dropna())]
    if told.empty:
        return slips
    given = items.loc[items["quantity_approved"] > 0, ["request_id", "item", "quantity_approved"]]
    lines = told[["request_id", "site_id", "organisation", "distributed_on", "households_reported"]].merge(given)
    made = pd.DataFrame({
        "movement_id": lines["request_id"], "document": lines["request_id"], "request_id": lines["request_id"],
        "moved_on": lines["distributed_on"], "counterpart": lines["organisation"], "site_id": lines["site_id"],
        "item": lines["item"], "quantity": lines["quantity_approved"],
        "households_served": lines[["households_reported", "quantity_approved"]].min(axis=1),
    }).assign(kind="distribution")  # fmt: skip
    return pd.concat([slips, FRAMES["movements"].conform(made).reindex(columns=slips.columns)], ignore_index=True)
