"""The list of sites as it is taken away: what is stored as it is stored, what is worked out under names of its own.

A file that is taken away, corrected and read back changes the corrected cells alone: an estimate that came back under
the header of a count would be stored as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from components.figures.table import worded
from components.i18n import Words

# Columns of the list that an import reads, and those after them that it leaves out.
STORED = (
    "site_id", "name", "adm2_name", "adm1_name", "site_type", "site_class", "individuals", "households", "assessed_on",
    "toilets_functional", "manager_organisation", "opened_on", "longitude", "latitude",
)  # fmt: skip
# Name in the file -> column of the list.
WORKED_OUT: Mapping[str, str] = {
    "estimated_people": "people", "estimated_people_now": "people_now", "computed_state": "status",
    "computed_access": "access", "computed_services_short": "services_short", "computed_age_days": "age_days",
}  # fmt: skip
COLUMNS = (*STORED, *WORKED_OUT)


def taken_away(sites: pd.DataFrame, tr: Words) -> pd.DataFrame:
    """Columns of the file of sites.

    Parameters
    ----------
    sites
        Open sites with `people` and `people_estimated` (`geo.site_services.with_people`), and the columns of
        `WORKED_OUT`.

    Returns
    -------
    rows
        `STORED` as they are: `individuals` is empty where people are only estimated. `estimated_people` (persons,
        whole) only there; the others of `WORKED_OUT` in words or whole numbers.
    """
    estimated = sites["people"].where(sites["people_estimated"])
    made: dict[str, Callable[[pd.Series], pd.Series]] = {
        "status": lambda values: worded("status", values, tr), "access": lambda values: worded("access", values, tr),
    }  # fmt: skip
    told = {"estimated_people": estimated.round()}
    for name, column in WORKED_OUT.items():
        if name not in told and column in sites:
            told[name] = made[column](sites[column]) if column in made else sites[column].round()
    return sites[[name for name in STORED if name in sites]].assign(**told)
