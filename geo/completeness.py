"""How much of a form is filled: by column, and by who fills it."""

from __future__ import annotations

import pandas as pd

from geo.frames import ASSESSMENTS

COLUMNS = tuple(name for name in ASSESSMENTS.by_name if name not in {*ASSESSMENTS.key, "round", "not_assessed_reason"})


def completeness(sites: pd.DataFrame, who: pd.Series) -> pd.DataFrame:
    """Share of the assessments in force that fill each column.

    Parameters
    ----------
    sites
        Open sites as `site_services.open_sites` gives them; a site without any assessment counts nowhere.
    who
        Who is answerable for each site's assessment, on the index of `sites`; null reads "".

    Returns
    -------
    completeness
        One row a `partner` and `column`: `records` (assessments in force), `filled`, `filled_share` (0-1).
    """
    rows = sites[sites["assessed_on"].notna()]
    partner = who.reindex(rows.index).astype("str").fillna("").rename("partner")
    filled = rows[list(COLUMNS)].notna().astype("float64").groupby(partner, sort=True)
    told = filled.sum().reset_index().melt(id_vars="partner", var_name="column", value_name="filled")
    told["records"] = told["partner"].map(filled.size()).astype("float64")
    told["filled_share"] = told["filled"] / told["records"]
    kinds = {"partner": "str", "column": "str", "filled": "float64"}
    return told[["partner", "column", "records", "filled", "filled_share"]].astype(kinds)
