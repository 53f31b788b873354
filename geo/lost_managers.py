"""Sites that lost their manager, by the rounds, the register, the activities that ended, and access that was lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.partners import ACTIVE, OVER, UNKNOWN, activity_states
from geo.site_status import NOT_REACHABLE

LOST_BY = ASSESSMENT, ACTIVITY, ACCESS, REGISTER = ("assessment", "activity", "access", "register")
SECTOR = "cccm"
RESIDENT = "resident"
_SAID = ["site_id", "lost_by", "managed_on", "unmanaged_on", "by"]


def lost_managers(
    sites: pd.DataFrame,
    assessments: pd.DataFrame,
    *,
    as_of: str,
    before: pd.DataFrame | None = None,
    services: pd.DataFrame | None = None,
    states: pd.DataFrame | None = None,
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
    services
        `SERVICES` frame: camp management activities that ended.
    states
        What `site_status.site_status` gave: access lost by events or rounds.

    Returns
    -------
    lost
        One row per site, the one with most people first: `lost_by` (``assessment``: present in an earlier round,
        absent in the last; ``activity``: every camp management activity told of the site is over; ``access``: nobody
        can get there since the last sign of a manager who does not live there; ``register``: the name was taken
        out), `managed_on` (last sign of a manager, null unknown), `unmanaged_on` (first sign of none after it;
        both null for the register), `manager` as last named. Of several sources the first that told it. A last
        row that does not tell is no loss, nor is an activity that ended where a later round finds a manager, where
        another activity goes on or nobody told whether it does, or where the register names somebody else.

    Notes
    -----
    Method: docs/methods.md#who-does-what-where.
    """
    rounds = assessments[assessments["assessed_on"] <= as_of].sort_values("assessed_on", kind="stable")
    told = _activities(services, as_of)
    said = pd.concat([_by_round(rounds, told), _by_activity(sites, rounds, told),
                      _by_access(sites, rounds, told, states), _by_name(sites, before)])  # fmt: skip
    order = {name: rank for rank, name in enumerate(LOST_BY)}
    said = said.assign(_day=said["unmanaged_on"].fillna("9999"), _rank=said["lost_by"].map(order))
    said = said.sort_values(["_day", "_rank"], kind="stable")
    first = said.drop_duplicates("site_id").set_index("site_id")
    by = said.dropna(subset=["by"]).drop_duplicates("site_id").set_index("site_id")["by"]
    columns = ["site_id", "name", "adm2_pcode", "people", "manager_organisation"]
    frame = sites.loc[sites["site_id"].isin(first.index), columns].reset_index(drop=True)
    mine = first.reindex(frame["site_id"])
    frame = frame.rename(columns={"manager_organisation": "manager"})
    frame["manager"] = _name(frame["manager"]).fillna(frame["site_id"].map(by).astype("str"))
    for name in ("managed_on", "unmanaged_on", "lost_by"):
        frame[name] = mine[name].astype("str").array
    return frame.sort_values(["people", "site_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _name(names: pd.Series) -> pd.Series:
    told = names.astype("str").str.strip()
    return told.where(told != "")


def _activities(services: pd.DataFrame | None, as_of: str) -> pd.DataFrame:
    """Camp management activities told of sites up to the day: `state`, `last_on` (their last day, where it is over)."""
    if services is None:
        names = ["site_id", "organisation", "organisation_name", "started_on", "ended_on", "observed_on", "state"]
        return pd.DataFrame(columns=[*names, "told_on"], dtype="str")
    seen = services[~(services["observed_on"] > as_of).fillna(value=False)]
    mine = seen[(seen["sector"] == SECTOR) & seen["site_id"].notna()]
    told = mine.assign(state=activity_states(mine, as_of=as_of))
    ended = told["ended_on"].where(told["ended_on"] < as_of)
    return told.assign(ended_on=ended, told_on=ended.fillna(told["observed_on"]))


def _by_round(rounds: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Sites whose last row finds no manager: the last date with one and the first without one after it."""
    present = rounds["management_present"].to_numpy("float64", na_value=np.nan)
    day = rounds.set_index("site_id")["assessed_on"]
    was = day[present == 1].groupby(level=0).max()
    # dates are ISO: a site never managed gets one after every other
    since = pd.Series(day.index).map(was).astype("object").fillna("9999")
    gone = day[(present == 0) & (since.to_numpy() < day.to_numpy(dtype="object"))].groupby(level=0).min()
    last = pd.Series(present, index=day.index).groupby(level=0, sort=True).tail(1)
    lost = last.index[(last == 0).to_numpy()].intersection(was.index)
    begun = told[told["state"] == ACTIVE].groupby("site_id")["started_on"].max().reindex(lost)
    again = (begun > gone.reindex(lost)).fillna(value=False).to_numpy(dtype=bool)  # somebody came since
    kept = lost[~again]
    return _said(kept, ASSESSMENT, was.reindex(kept), gone.reindex(kept))


def _by_activity(sites: pd.DataFrame, rounds: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Sites of which every activity told is over, no later round finds a manager, and nobody else is named."""
    going_on = told.loc[told["state"].isin((ACTIVE, UNKNOWN)), "site_id"]
    over = told[(told["state"] == OVER) & ~told["site_id"].isin(going_on) & told["site_id"].isin(sites["site_id"])]
    last = over.sort_values("told_on", kind="stable").drop_duplicates("site_id", keep="last").set_index("site_id")
    named = _name(sites.set_index("site_id")["manager_organisation"]).reindex(last.index).str.casefold()
    same = named.isna()
    for column in ("organisation", "organisation_name"):
        same |= (named == _name(last[column]).str.casefold()).fillna(value=False)
    found = _last_found(rounds).reindex(last.index)
    later = (found > last["told_on"]).fillna(value=False)
    kept = last[same.to_numpy(dtype=bool) & ~later.to_numpy(dtype=bool) & last["told_on"].notna()]
    after = (pd.to_datetime(kept["ended_on"]) + pd.Timedelta(days=1)).dt.strftime("%Y-%m-%d")
    by = _name(kept["organisation_name"]).fillna(kept["organisation"])
    return _said(kept.index, ACTIVITY, kept["ended_on"], after.astype("str").fillna(kept["told_on"]), by)


def _by_access(
    sites: pd.DataFrame, rounds: pd.DataFrame, told: pd.DataFrame, states: pd.DataFrame | None
) -> pd.DataFrame:
    """Sites that nobody can reach since the last sign of a manager who does not live there."""
    if states is None:
        return _said(pd.Index([]), ACCESS)
    cut = states[(states["access"] == NOT_REACHABLE) & states["access_since"].notna()]
    since = cut[cut["site_id"].isin(sites["site_id"])].set_index("site_id")["access_since"]
    active = told[told["state"] == ACTIVE]
    by = _name(active["organisation_name"]).fillna(active["organisation"]).groupby(active["site_id"]).first()
    by = _name(sites.set_index("site_id")["manager_organisation"]).reindex(since.index).fillna(by.reindex(since.index))
    rows = rounds[rounds["management_present"].notna()].drop_duplicates("site_id", keep="last").set_index("site_id")
    found = rows["management_present"].astype("float64").reindex(since.index)
    managed = (found == 1) | (found.isna() & by.notna())
    modes = rounds[rounds["management_mode"].notna()].drop_duplicates("site_id", keep="last").set_index("site_id")
    lives_there = modes["management_mode"].reindex(since.index) == RESIDENT
    signs = pd.concat([_last_found(rounds), active.groupby("site_id")["observed_on"].max()])
    seen = signs.dropna().groupby(level=0).max().reindex(since.index)
    later = (seen >= since).fillna(value=False)
    kept = since.index[(managed & ~lives_there.fillna(value=False) & ~later).to_numpy(dtype=bool)]
    return _said(kept, ACCESS, seen.reindex(kept), since.reindex(kept), by.reindex(kept))


def _last_found(rounds: pd.DataFrame) -> pd.Series:
    """Last day on which a round found a manager, by site."""
    present = rounds["management_present"].to_numpy("float64", na_value=np.nan) == 1
    return rounds[present].groupby("site_id")["assessed_on"].max()


def _by_name(sites: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Sites whose manager was taken out of the register."""
    if before is None:
        return _said(pd.Index([]), REGISTER)
    then = _name(before.drop_duplicates("site_id").set_index("site_id")["manager_organisation"])
    blank = sites.loc[_name(sites["manager_organisation"]).isna(), "site_id"]
    was = then.reindex(blank).dropna()
    return _said(was.index, REGISTER, by=was)


def _said(
    ids: pd.Index, lost_by: str, managed: pd.Series | None = None, unmanaged: pd.Series | None = None,
    by: pd.Series | None = None,
) -> pd.DataFrame:  # fmt: skip
    parts = {"managed_on": managed, "unmanaged_on": unmanaged, "by": by}
    frame = pd.DataFrame({"site_id": pd.Series(list(ids), dtype="str"), "lost_by": lost_by})
    for name, told in parts.items():
        frame[name] = pd.Series([None] * len(frame) if told is None else list(told), dtype="str")
    return frame[_SAID]
