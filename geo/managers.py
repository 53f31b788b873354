"""Who manages which sites: each manager's sites and people, and the sites without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.site_services import ratio

# Sites by what is told of their manager.
NAMED, UNNAMED, NONE, NOT_TOLD = KINDS = ("named", "unnamed", "none", "not_told")
_METHOD = "docs/methods.md#who-does-what-where"


def managers_of(sites: pd.DataFrame, communes: pd.DataFrame) -> Result:
    """Sites and people of each manager in each place, and of the sites without one.

    Parameters
    ----------
    sites
        Open sites with the answers of their last round (`site_services.with_people`).
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    managers
        One row per place and manager; `managed` says what is told: named, unnamed (the last round found a
        manager that the register does not name), none (it found none), not_told; `manager` is null for the last
        three. `sites`, `sites_share` (0-1 of the place's), `people` (persons, without `sites_without_people`)
        and `people_share` (0-1 of the people known in the place; NaN without any). Named managers come first, the
        one with most sites first.

    Notes
    -----
    A named manager counts as such although the last round says that nobody is present: `sites_not_present` says
    at how many. Method: docs/methods.md#who-does-what-where.
    """
    by_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")
    name = sites["manager_organisation"].str.strip()
    name = name.where(name != "")
    present = sites["management_present"].to_numpy("float64", na_value=np.nan)
    managed = np.select([name.notna(), present == 1, present == 0], [0, 1, 2], 3)
    rows = pd.DataFrame({
        "place": sites["adm2_pcode"].map(by_commune["place"]), "managed": managed, "manager": name, "sites": 1,
        "people": sites["people"].fillna(0.0), "sites_without_people": sites["people"].isna().astype("int64"),
        "sites_not_present": (name.notna() & (present == 0)).astype("int64"),
    })  # fmt: skip
    keys, sums = ["place", "managed", "manager"], ["sites", "people", "sites_without_people", "sites_not_present"]
    frame = rows[rows["place"].notna()].groupby(keys, dropna=False)[sums].sum().reset_index()
    for part in ("sites", "people"):
        whole = frame.groupby("place")[part].transform("sum").to_numpy(dtype="float64")
        frame[f"{part}_share"] = ratio(frame[part].to_numpy(dtype="float64"), whole)
    ascending = [True, True, False, False, True]
    frame = frame.sort_values(["place", "managed", "sites", "people", "manager"], ascending=ascending, kind="stable")
    frame["managed"] = pd.array(KINDS, dtype="str").take(frame["managed"].to_numpy(dtype="int64"))
    named = communes.drop_duplicates("place").set_index("place")["name"]
    frame.insert(1, "name", frame["place"].map(named).array)
    return Result(frame.reset_index(drop=True), _explain, {"sites": int(frame["sites"].sum())})


def _explain(row: dict[str, Any]) -> Explanation:
    counts = ("sites", "sites_without_people", "sites_not_present")
    return Explanation(
        figure="managed_sites",
        formula="people_share = people / people at the open sites of the place",
        inputs=(Input("manager", known(row["manager"])), *(Input(name, known(row[name])) for name in counts),
                *(Input(name, known(row[name]), "share") for name in ("sites_share", "people_share"))),
        value=known(row["people"]),
        unit="persons",
        clause=_METHOD,
        source="sites",
        notes=("coverage.people_missing",) if row["sites_without_people"] else (),
    )  # fmt: skip
