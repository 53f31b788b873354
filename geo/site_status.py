"""What has become of each site, whether anybody can get there, since when, and who says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.event_walk import TO_SITES, UNCONFIRMED
from geo.explain import Explanation, Input, Result, known
from geo.freshness import last_confirmed
from geo.settings import Setting
from geo.site_events import SiteEvents

STATES = OPEN, EMPTIED, CLOSED, RELOCATED, MERGED, UNKNOWN = (
    "open", "emptied", "closed", "relocated", "merged", "unknown",
)  # fmt: skip
ACCESS = REACHABLE, RESTRICTED, NOT_REACHABLE, NOT_TOLD = ("reachable", "restricted", "not_reachable", "unknown")
# Kinds of events after which a site is empty or elsewhere, and those by which somebody lives there (again).
ENDING = {"emptied": EMPTIED, "closure": EMPTIED, "relocation": RELOCATED}
LIVING = ("new_site", "arrivals")
OF_ACCESS = {"access_lost": NOT_REACHABLE, "access_regained": REACHABLE, "attack": RESTRICTED}
_SIGN = ["site_id", "day", "state", "source", "rank"]


def site_status(
    sites: pd.DataFrame, assessments: pd.DataFrame, told: SiteEvents, confirmations: pd.DataFrame, *, seen_days: Setting
) -> Result:
    """Status and access of every site, as nobody typed them.

    Parameters
    ----------
    sites
        `SITES` frame.
    assessments
        `ASSESSMENTS` frame.
    told
        `site_events.site_events` for these sites; its day is the day of the status.
    confirmations
        `CONFIRMATIONS` frame up to that day.
    seen_days
        How long the last sign of a site speaks for it, in days (inclusive).

    Returns
    -------
    states
        One row a site: `site_id`, `name`, `adm2_pcode`, `status` (one of `STATES` without ``merged``),
        `status_since` (ISO, null unknown), `status_source` (``register``, ``events``, ``assessments``,
        ``confirmations``), `access` (one of `ACCESS`), `access_since`, `access_source`, `last_seen_on` (last day on
        which anybody saw it).

    Notes
    -----
    Method: docs/methods.md#events-between-rounds. Unconfirmed events say nothing. Merged records are `merged_sites`.
    """
    day = told.as_of
    visits = assessments[(assessments["assessed_on"] <= day)]
    sure = told.events[told.events["applied"] != UNCONFIRMED]
    life = _last(life_signs(assessments, told), sites["site_id"])
    access = _last(_access(visits, sure), sites["site_id"])
    frame = sites[["site_id", "name", "adm2_pcode"]].reset_index(drop=True)
    frame["last_seen_on"] = _last_seen(sites, visits, sure, confirmations)
    frame = frame.assign(**_status(sites.reset_index(drop=True), life, frame["last_seen_on"], day, seen_days))
    frame["access"] = access["state"].fillna(NOT_TOLD).astype("str").array
    frame["access_since"], frame["access_source"] = access["since"].array, access["source"].array
    counts = frame["status"].value_counts().to_dict() | {"as_of": day, "seen_days": seen_days.value}
    return Result(frame, _explain, counts)


def merged_sites(identity: pd.DataFrame) -> pd.DataFrame:
    """Records of sites that are one with another now.

    Parameters
    ----------
    identity
        Decisions about who is who: `table_name`, `old_id`, `new_id`, `decision`, `active`, `committed_at`.

    Returns
    -------
    merged
        `site_id` (the former record), `merged_into`, `status` (``merged``), `status_since` (day of the decision).
    """
    rows = identity[(identity["table_name"] == "sites") & (identity["decision"] == "same")]
    rows = rows[rows["active"].astype("bool")].drop_duplicates("old_id")
    return pd.DataFrame({
        "site_id": rows["old_id"].astype("str"), "merged_into": rows["new_id"].astype("str"),
        "status": pd.Series(MERGED, index=rows.index, dtype="str"),
        "status_since": rows["committed_at"].astype("str").str[:10],
    }).reset_index(drop=True)  # fmt: skip


def _signs(rows: pd.DataFrame, day: str, state: Any, source: str, rank: int) -> pd.DataFrame:
    """Signs of one source; of one day a higher rank is the later word."""
    told = pd.DataFrame({"site_id": rows["site_id"], "day": rows[day], "state": state, "source": source, "rank": rank})
    return told[told["site_id"].notna()].astype({"site_id": "str", "day": "str", "state": "str", "source": "str"})


def life_signs(assessments: pd.DataFrame, told: SiteEvents) -> pd.DataFrame:
    """Days on which sites were found inhabited, empty or gone. A count comes after the events of its day.

    Parameters
    ----------
    assessments
        `ASSESSMENTS` frame.
    told
        `site_events.site_events`; only confirmed events are signs, and nothing after its day.

    Returns
    -------
    signs
        `site_id`, `day` (ISO), `state` (``open``, ``emptied``, ``relocated``), `source`, `rank`: of one day a higher
        rank is the later word.
    """
    visits = assessments[(assessments["assessed_on"] <= told.as_of)]
    sure = told.events[told.events["applied"] != UNCONFIRMED]
    people = visits["individuals"].fillna(visits["households"])
    counted = visits[people.notna()]
    empty = np.where(people[people.notna()] > 0, OPEN, EMPTIED)
    ended = sure[sure["event_kind"].isin(list(ENDING)) & _ends(sure)]
    begun = sure[sure["event_kind"].isin(LIVING) | (sure["people_in"] > 0).fillna(value=False)]
    gone_to = sure[(sure["went_to"] == TO_SITES) & (sure["left"] > 0)]
    goals = gone_to[["destination_site_id", "occurred_on"]].rename(columns={"destination_site_id": "site_id"})
    return pd.concat([
        _signs(ended, "occurred_on", ended["event_kind"].map(ENDING), "events", 0),
        _signs(begun, "occurred_on", OPEN, "events", 1), _signs(goals, "occurred_on", OPEN, "events", 1),
        _signs(counted, "assessed_on", empty, "assessments", 2),
    ], ignore_index=True)  # fmt: skip


def _ends(sure: pd.DataFrame) -> pd.Series:
    """Emptied and closed sites end; a relocation only where it does not say that some people moved."""
    return (sure["event_kind"] != "relocation") | sure["people_out"].isna()


def _access(visits: pd.DataFrame, sure: pd.DataFrame) -> pd.DataFrame:
    """Days on which somebody got there, or could not. The worse word of a day comes last."""
    reason = visits["not_assessed_reason"]
    refused = visits[reason == "no_access"]
    there = visits[reason.isna() & ~visits["collection_method"].isin(["by_phone", "key_informants"])]
    hard = there["site_accessible"].eq(other=False).fillna(value=False).to_numpy(dtype=bool)
    happened = sure[sure["event_kind"].isin(list(OF_ACCESS))]
    states = happened["event_kind"].map(OF_ACCESS)
    worse = [ACCESS.index(state) for state in states]
    return pd.concat([
        _signs(there, "assessed_on", np.where(hard, RESTRICTED, REACHABLE), "assessments", 0).assign(rank=hard + 0),
        _signs(refused, "assessed_on", NOT_REACHABLE, "assessments", 2),
        _signs(happened, "occurred_on", states, "events", 0).assign(rank=worse),
    ], ignore_index=True)  # fmt: skip


def _last(signs: pd.DataFrame, sites: pd.Series) -> pd.DataFrame:
    """The last sign of each site, and since when it has been said without a break: `state`, `since`, `source`."""
    rows = signs[signs["day"].notna()].sort_values(["site_id", "day", "rank"], kind="stable", ignore_index=True)
    begins = (rows["site_id"] != rows["site_id"].shift()) | (rows["state"] != rows["state"].shift())
    first = rows[begins].drop_duplicates("site_id", keep="last").set_index("site_id")
    kept = first[["state", "day", "source"]].rename(columns={"day": "since"})
    return kept.reindex(sites).astype("str").reset_index(drop=True)


def _last_seen(sites: pd.DataFrame, visits: pd.DataFrame, sure: pd.DataFrame, confirmations: pd.DataFrame) -> pd.Series:
    """Last day on which somebody saw each site; a round that did not find it saw nothing."""
    ids = sites["site_id"].reset_index(drop=True)
    found = visits[visits["not_assessed_reason"].isna()].groupby("site_id")["assessed_on"].max()
    events = sure.groupby("site_id")["occurred_on"].max()
    days = [ids.map(found), ids.map(events), last_confirmed(confirmations, "sites", ids),
            sites["observed_on"].reset_index(drop=True)]  # fmt: skip
    # ISO dates compare as texts; what is unknown comes before every day
    return pd.concat([one.astype("str").fillna("") for one in days], axis=1).max(axis=1).replace("", None).astype("str")


def _status(sites: pd.DataFrame, life: pd.DataFrame, seen: pd.Series, as_of: str, seen_days: Setting) -> dict[str, Any]:
    """Closed by the register, else what the last sign says, else open as long as the site was seen of late."""
    closed_on = sites["closed_on"]
    closed = (closed_on <= as_of) | ((sites["status"] == "closed") & closed_on.isna())
    ended = life["state"].isin([EMPTIED, RELOCATED])
    since = np.datetime64(as_of) - np.timedelta64(int(seen_days.value), "D")
    lately = (seen >= str(since)).fillna(value=False)
    order = [mask.fillna(value=False).to_numpy(dtype=bool) for mask in (closed, ended, ~lately)]
    begun = life["since"].fillna(sites["opened_on"])
    parts = {
        "status": ([CLOSED, life["state"], UNKNOWN], OPEN),
        "status_since": ([closed_on, life["since"], seen], begun),
        "status_source": (["register", life["source"], "register"], life["source"].fillna("register")),
    }
    return {
        name: pd.Series(np.select(order, [_objects(one, len(sites)) for one in said], _objects(other, len(sites))),
                        dtype="object").astype("str")
        for name, (said, other) in parts.items()
    }  # fmt: skip


def _objects(told: Any, size: int) -> Any:
    return told.astype("object").to_numpy() if isinstance(told, pd.Series) else np.full(size, told, dtype=object)


def _explain(row: dict[str, Any]) -> Explanation:
    names = ("status_since", "status_source", "access", "access_since", "access_source", "last_seen_on")
    return Explanation(
        figure="site_status",
        formula="status = closed by the register, else the last confirmed sign, else unknown where unseen",
        inputs=tuple(Input(name, known(row[name])) for name in names),
        value=known(row["status"]),
        unit="",
        clause="docs/methods.md#events-between-rounds",
        dated=str(known(row["status_since"]) or ""),
        source=str(known(row["status_source"]) or "sites"),
        status="unverified" if row["status"] == UNKNOWN else "verified",
    )
