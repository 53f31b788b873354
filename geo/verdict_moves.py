"""Which verdicts change when a threshold does: sites and people, by what they were and what they become."""

from __future__ import annotations

import pandas as pd

KEY = ["site_id", "standard"]
MOVED = ["standard", "was", "becomes"]


def verdict_moves(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Sites and people whose verdict changes between two coverages of the same sites.

    Parameters
    ----------
    before, after
        Rows of `coverage.site_coverage` (or of its groups by site): `site_id`, `standard`, `status`, `people`
        (NaN unknown).

    Returns
    -------
    moves
        One row per standard and change of verdict, the most people first: `standard`, `was`, `becomes`, `sites`,
        `people` (persons after the change, those known), `sites_without_people`. A row that only one side has is no
        change.

    Notes
    -----
    Method: docs/methods.md#changing-a-threshold.
    """
    names = ["site_id", "standard", "status", "people"]
    both = before[names[:3]].merge(after[names], on=KEY, suffixes=("_was", ""), validate="one_to_one")
    moved = both[both["status_was"] != both["status"]].rename(columns={"status_was": "was", "status": "becomes"})
    moved = moved.assign(unknown=moved["people"].isna())
    how = {"sites": ("site_id", "size"), "people": ("people", "sum"), "sites_without_people": ("unknown", "sum")}
    told = moved.groupby(MOVED, observed=True).agg(**how).reset_index()
    told = told.astype({"standard": "str", "was": "str", "becomes": "str", "people": "float64", "sites": "int64",
                        "sites_without_people": "int64"})  # fmt: skip
    return told.sort_values(["people", "sites", *MOVED], ascending=[False, False, True, True, True], ignore_index=True)
