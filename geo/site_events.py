"""Events between rounds: which of them change the people of today, and where those who left went."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo import event_walk
from geo.event_walk import Row, Walk
from geo.settings import Setting
from geo.site_services import with_people


@dataclass(frozen=True)
class SiteEvents:
    """What happened up to a day.

    Parameters
    ----------
    events
        One row an event, oldest first: see `site_events`.
    transfers
        One row for those who left on a day for a site of the register: `at` (its event),
        `origin`, `goal`, `day`, `people`, `uncounted`.
    last
        Last count of each site: `assessed_on`, `people`, `people_estimated`, on `site_id`.
    people
        People of every site that an event touched, on `site_id` (NaN unknown).
    as_of
        The day (ISO).
    """

    events: pd.DataFrame
    transfers: pd.DataFrame
    last: pd.DataFrame
    people: pd.Series
    as_of: str


def counts_of(assessments: pd.DataFrame, household_size: Setting, *, as_of: str) -> pd.DataFrame:
    """Every assessment that counts people, up to a day.

    Parameters
    ----------
    assessments
        `ASSESSMENTS` frame.
    household_size
        Persons per household, where only households were counted.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    counts
        `site_id`, `assessed_on`, `people` (persons), `people_estimated`, by site and day. A round that brought no
        figure is no count: the one before stays.
    """
    seen = with_people(assessments[assessments["assessed_on"] <= as_of], household_size)
    told = seen.loc[seen["people"].notna(), ["site_id", "assessed_on", "people", "people_estimated"]]
    return told.sort_values(["site_id", "assessed_on"], kind="stable", ignore_index=True)


def site_events(events: pd.DataFrame, sites: pd.DataFrame, counts: pd.DataFrame, *, as_of: str) -> SiteEvents:
    """Walk through the events up to a day, and say of each one what became of it.

    Parameters
    ----------
    events
        `EVENTS` frame.
    sites
        `SITES` frame.
    counts
        What `counts_of` gives.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    told
        `events` has the columns of `EVENTS` and: `name` and `adm2_pcode` of the site, `applied` (``applied``;
        ``in_count``: the site was counted on that day or later; ``unconfirmed``; ``no_people``: it moves nobody;
        ``no_figure``: nobody can say how many; ``no_site``: it names no site of the register), `went_to` (one of
        `event_walk.OUT`; null where nobody left), `left` and `came` (persons as reported; of a whole site without a
        figure those known there; NaN where nobody can say), `matched` (arrivals that a departure of the day told
        already), `people_out_above_count`, `left_untold`, `at_uncounted` (persons, see `people_now`).

    Notes
    -----
    Method: docs/methods.md#events-between-rounds.
    """
    seen = events[events["occurred_on"] <= as_of]
    seen = seen.sort_values(["occurred_on", "occurred_at", "event_id"], kind="stable", ignore_index=True)
    ids = frozenset(sites["site_id"])
    last = counts.drop_duplicates("site_id", keep="last").set_index("site_id")
    seen["went_to"] = event_walk.destinations(seen, ids)
    moving, sure = event_walk.moves(seen), seen["confirmed"].fillna(value=False).astype("bool")
    walk = Walk(_days(counts, seen), ids)
    walk.go(_rows(seen[moving & sure]))
    flows = pd.DataFrame.from_dict(walk.flows, orient="index", columns=list(event_walk.FLOWS))
    flows = flows.astype("float64").reindex(seen.index)
    placed = _placed(seen, sites)
    told = placed.join(flows).assign(applied=_applied(placed, flows, moving, sure & seen["site_id"].isin(ids), last))
    told["applied"] = told["applied"].mask(~sure, event_walk.UNCONFIRMED)
    transfers = pd.DataFrame(walk.transfers, columns=list(event_walk.Transfer._fields))
    transfers = transfers.astype({"people": "float64", "uncounted": "float64"})
    reached = sorted({*seen.loc[moving & sure, "site_id"].dropna(), *transfers["goal"]} & ids)
    people = pd.Series([walk.people_on(site, as_of) for site in reached], index=reached, dtype="float64")
    return SiteEvents(told, transfers, last, people, as_of)


def counted_since(last: pd.DataFrame, sites: pd.Series, days: pd.Series) -> pd.Series:
    """Whether each site's last count was on a day or later; no for what was never counted."""
    counted = sites.map(last["assessed_on"]).astype("str")
    return (days.astype("str") <= counted).fillna(value=False).astype("bool")


def _days(counts: pd.DataFrame, events: pd.DataFrame) -> dict[str, tuple[list[str], list[float]]]:
    """Days of counting and people of the sites that events speak of."""
    spoken = {*events["site_id"].dropna(), *events["destination_site_id"].dropna()}
    mine = counts[counts["site_id"].isin(list(spoken))]
    return {
        str(site): (rows["assessed_on"].tolist(), rows["people"].tolist()) for site, rows in mine.groupby("site_id")
    }


def _rows(seen: pd.DataFrame) -> list[Row]:
    names = ["occurred_on", "event_kind", "site_id", "people_out", "people_in", "went_to", "destination_site_id"]
    texts = seen[["site_id", "went_to", "destination_site_id"]].astype("object").fillna("")
    return [Row(at, *told) for at, *told in seen.assign(**texts)[names].itertuples(name=None)]


def _placed(events: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Events with the name of their site, and its commune where they tell none."""
    of = sites.drop_duplicates("site_id").set_index("site_id")
    commune = events["site_id"].map(of["adm2_pcode"])
    return events.assign(
        name=events["site_id"].map(of["name"]).astype("str"),
        adm2_pcode=commune.fillna(events["adm2_pcode"]).astype("str"),
    )


def _applied(
    events: pd.DataFrame, flows: pd.DataFrame, moving: pd.Series, listed: pd.Series, last: pd.DataFrame
) -> pd.Series:
    untold = flows[["left", "came"]].isna().any(axis=1) | events[["people_in", "people_out"]].isna().all(axis=1) & (
        flows["left"].fillna(0.0) == 0
    )
    order = [~moving, ~listed, untold, counted_since(last, events["site_id"], events["occurred_on"])]
    names = [event_walk.NO_PEOPLE, event_walk.NO_SITE, event_walk.NO_FIGURE, event_walk.IN_COUNT]
    masks = [mask.to_numpy(dtype=bool) for mask in order]
    return pd.Series(np.select(masks, names, event_walk.APPLIED), index=events.index, dtype="str")
