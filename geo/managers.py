"""Who manages which sites: each manager's sites and people, the sites without one, and those that lost it."""

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


def lost_managers(
    sites: pd.DataFrame, assessments: pd.DataFrame, *, as_of: str, before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Sites that had a manager and have none any more.

    Parameters
    ----------
    sites
        Open sites (`site_id`, `name`, `adm2_pcode`, `people`, `manager_organisation`).
    assessments
        `ASSESSMENTS` frame, all rounds.
    as_of
        Date (ISO), inclusive.
    before
        `SITES` frame of an earlier day or record: a manager named there and blank now was taken out by statement,
        as a blank in a file never empties a name.

    Returns
    -------
    lost
        One row per site, the one with most people first: `lost_by` (``assessment``: present in an earlier round,
        absent in the last; ``register``: the name was taken out), `managed_on` (last round with a manager),
        `unmanaged_on` (first round without, after it; both null for the register), `manager` as last named. A
        last row that does not tell is no loss.
    """
    was, gone = _last_managed(assessments[assessments["assessed_on"] <= as_of])
    frame = sites[["site_id", "name", "adm2_pcode", "people", "manager_organisation"]].assign(
        managed_on=sites["site_id"].map(was).astype("str"), unmanaged_on=sites["site_id"].map(gone).astype("str")
    )
    by_round, by_name = frame["managed_on"].notna(), pd.Series(data=False, index=frame.index)
    if before is not None:
        named = sites["site_id"].map(before.drop_duplicates("site_id").set_index("site_id")["manager_organisation"])
        by_name = frame["manager_organisation"].isna() & named.notna()
        frame["manager_organisation"] = frame["manager_organisation"].where(~by_name, named)
    frame["lost_by"] = pd.array(np.where(by_round, "assessment", "register"), dtype="str")
    lost = frame[by_round | by_name].rename(columns={"manager_organisation": "manager"})
    return lost.sort_values(["people", "site_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _last_managed(assessments: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """By site whose last row finds no manager: the last date with one and the first without one after it."""
    rows = assessments.sort_values("assessed_on", kind="stable")
    present = rows["management_present"].to_numpy("float64", na_value=np.nan)
    day = rows.set_index("site_id")["assessed_on"]
    was = day[present == 1].groupby(level=0).max()
    # dates are ISO: a site never managed gets one after every other
    since = pd.Series(day.index).map(was).astype("object").fillna("9999")
    gone = day[(present == 0) & (since.to_numpy() < day.to_numpy(dtype="object"))].groupby(level=0).min()
    last = pd.Series(present, index=day.index).groupby(level=0, sort=True).tail(1)
    lost = last.index[(last == 0).to_numpy()].intersection(was.index)
    return was.reindex(lost), gone.reindex(lost)


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
