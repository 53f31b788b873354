"""Who lives at each site now: the last count, and what confirmed events between rounds say since then."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.event_walk import APPLIED, NO_FIGURE, NO_SITE, OUT, UNCONFIRMED, UNKNOWN
from geo.explain import Explanation, Input, Result, known
from geo.site_events import SiteEvents, counted_since

FLOWS = ("people_in", "people_from_sites", "people_out", *OUT, "in_later_count", "from_recounted",
         "people_out_above_count", "left_untold", "left_at_closure", "at_uncounted",
         "destination_unknown_before")  # fmt: skip
EVENTS_COUNTED = ("events_applied", "events_unconfirmed", "events_without_figure")
SUMS = ("people_counted", *FLOWS, "people_now", *EVENTS_COUNTED)
FORMULA = (
    "people_now = people_counted + people_in + people_from_sites - people_out + people_out_above_count "
    "- left_untold - left_at_closure - at_uncounted"
)
METHOD = "docs/methods.md#events-between-rounds"
_OF_EVENT = {"came": "people_in", "left": "people_out"}


def people_now(sites: pd.DataFrame, told: SiteEvents) -> Result:
    """People of each site now, and where those went who left since its last count.

    Parameters
    ----------
    sites
        `SITES` frame.
    told
        What `site_events` gives for it.

    Returns
    -------
    people
        One row a site, and one a commune with events that name no site of the register (`site_id` null):
        `place` (the site), `name`, `adm2_pcode`, `open`, `counted_on`, `people_counted` (last count, NaN none),
        `people_estimated`, `people_in` (arrivals from elsewhere), `people_from_sites` (from sites of the register),
        `people_out` (as reported) and its parts by destination, `in_later_count` (of `to_sites`: went where a later
        count holds them), `from_recounted` (of `people_from_sites`: their site was counted again since),
        `people_out_above_count` (more left than were known), `left_untold` (the site was emptied, of these nobody
        said that they left), `left_at_closure` (there when the register closed the site), `at_uncounted` (came where
        nobody knows how many live), `people_now` (NaN unknown), `destination_unknown_before` (left before the last
        count, still no destination; in no sum of `people_now`), `events_applied`, `events_unconfirmed`,
        `events_without_figure`, `last_event_on`. Persons throughout.

    Notes
    -----
    ``people_now`` follows the formula `FORMULA` in every row, unknown counting as nothing there.
    Method: docs/methods.md#events-between-rounds.
    """
    frame = _with_sums(_base(sites, told), told)
    closed = ~frame["open"] & frame["site_id"].notna()
    frame["left_at_closure"] = frame["people_now"].where(closed, 0.0).fillna(0.0)
    frame["people_now"] = frame["people_now"].mask(closed, 0.0)
    return Result(frame, partial(_explain_site, told), _facts(frame, told))


def _facts(frame: pd.DataFrame, told: SiteEvents) -> dict[str, Any]:
    """Sums, all unconfirmed events, and those who left where neither site nor commune is told."""
    rows = told.events
    nowhere = rows["applied"].eq(NO_SITE) & rows["adm2_pcode"].isna()
    sums = {name: float(frame[name].sum()) for name in SUMS}
    apart = {"events_unconfirmed": int((rows["applied"] == UNCONFIRMED).sum()),
             "people_out_nowhere": float(rows["left"].where(nowhere).sum())}  # fmt: skip
    return {"as_of": told.as_of, **sums, **apart}


def _base(sites: pd.DataFrame, told: SiteEvents) -> pd.DataFrame:
    """Sites, then the communes of events that name none, with their last count."""
    stray = told.events.loc[_stray(told, sites["site_id"]), "adm2_pcode"].dropna().drop_duplicates()
    rows = pd.concat([sites[["site_id", "name", "adm2_pcode"]], pd.DataFrame({"adm2_pcode": stray})], ignore_index=True)
    closed = (sites["closed_on"] <= told.as_of) | ((sites["status"] == "closed") & sites["closed_on"].isna())
    open_ = np.append(~closed.to_numpy(dtype="bool", na_value=False), np.zeros(len(stray), dtype=bool))
    site = rows["site_id"]
    counted = site.map(told.last["people"])
    return rows.assign(
        place=site.fillna(rows["adm2_pcode"]).astype("str"), open=open_,
        counted_on=site.map(told.last["assessed_on"]).astype("str"), people_counted=counted.astype("float64"),
        people_estimated=site.map(told.last["people_estimated"]).eq(other=True),
        people_now=site.map(told.people).where(site.isin(told.people.index), counted).astype("float64"),
    )  # fmt: skip


def _with_sums(base: pd.DataFrame, told: SiteEvents) -> pd.DataFrame:
    """Sums over the events since each site's last count, and over those before it that stay open."""
    rows = told.events
    place = rows["site_id"].where(~_stray(told, base["site_id"]), rows["adm2_pcode"])
    since = rows["applied"].isin([APPLIED, NO_SITE, NO_FIGURE])
    since &= ~counted_since(told.last, place, rows["occurred_on"])
    sums: dict[Hashable, pd.Series] = {
        "people_in": rows["came"].where(since), "people_out": rows["left"].where(since),
        "destination_unknown_before": rows["left"].where(~since & (rows["went_to"] == UNKNOWN)),
        **{name: rows["left"].where(since & (rows["went_to"] == name)) for name in OUT},
        **{name: rows[name].where(since) for name in ("people_out_above_count", "left_untold", "at_uncounted")},
        "events_applied": (rows["applied"] == APPLIED).astype("float64"),
        "events_unconfirmed": (rows["applied"] == UNCONFIRMED).astype("float64"),
        "events_without_figure": (since & (rows["applied"] == NO_FIGURE)).astype("float64"),
    }  # fmt: skip
    total = pd.DataFrame(sums).groupby(place).sum().reindex(base["place"]).fillna(0.0).reset_index(drop=True)
    for name, part in _transferred(told, place).items():
        more = base["place"].map(part).fillna(0.0).astype("float64")
        total[name] = total[name] + more if name in total else more
    seen = rows.groupby(place)["occurred_on"].max()
    frame = pd.concat([base, total], axis=1).assign(last_event_on=base["place"].map(seen).astype("str"))
    return frame.assign(**{name: frame[name].astype("int64") for name in EVENTS_COUNTED})


def _stray(told: SiteEvents, sites: pd.Series) -> pd.Series:
    """Whether an event that moves people, or would if it were confirmed, names no site of the register."""
    rows = told.events
    return rows["applied"].eq(NO_SITE) | (rows["applied"].eq(UNCONFIRMED) & ~rows["site_id"].isin(sites.dropna()))


def _transferred(told: SiteEvents, place: pd.Series) -> Mapping[str, pd.Series]:
    """What transfers between sites add at either end, by site."""
    rows = told.transfers
    after = {side: ~counted_since(told.last, rows[side], rows["day"]) for side in ("origin", "goal")}
    came, went = rows["people"].where(after["goal"]), rows["people"].where(after["origin"] & ~after["goal"])
    return {
        "people_from_sites": came.groupby(rows["goal"]).sum(),
        "from_recounted": came.where(~after["origin"]).groupby(rows["goal"]).sum(),
        "in_later_count": went.groupby(rows["at"].map(place)).sum(),
        "at_uncounted": rows["uncounted"].where(after["goal"]).groupby(rows["goal"]).sum(),
    }


def people_of_places(sites: pd.DataFrame, communes: pd.DataFrame) -> Result:
    """Sums of `people_now` over places.

    Parameters
    ----------
    sites
        Rows of `people_now`.
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    people
        One row a place: `place`, `name`, `sites` (open), `sites_without_people` (open, unknown now), and the sums of
        `SUMS`; `people_counted_open` are the last counts of the open sites alone. People who went from one place to
        another are at the place that they went to.
    """
    by_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    rows = sites[[*SUMS]].assign(
        place=sites["adm2_pcode"].map(by_commune), sites=sites["open"].astype("int64"),
        sites_without_people=(sites["open"] & sites["people_now"].isna()).astype("int64"),
        people_counted_open=sites["people_counted"].where(sites["open"]),
    )  # fmt: skip
    frame = rows.groupby("place", sort=True).sum().reset_index()
    names = communes.drop_duplicates("place").set_index("place")["name"]
    frame.insert(1, "name", frame["place"].map(names).array)
    days = _days(sites.assign(place=rows["place"]))
    return Result(frame, partial(_explain_place, days), {name: float(frame[name].sum()) for name in SUMS})


def _days(sites: pd.DataFrame) -> dict[str, str]:
    """First and last day of what each place's people are made of: counts, and events since ("first/last")."""
    told = pd.concat([sites[["place", name]].set_axis(["place", "day"], axis=1)
                      for name in ("counted_on", "last_event_on")]).dropna()  # fmt: skip
    span = told.groupby("place")["day"].agg(["min", "max"])
    return {str(place): "/".join(dict.fromkeys(days)) for place, *days in span.itertuples(name=None)}


def _explain_site(told: SiteEvents, row: dict[str, Any]) -> Explanation:
    events = told.events[told.events["site_id"] == row["site_id"]]
    if known(row["site_id"]) is None:
        events = told.events[(told.events["applied"] == NO_SITE)
                             & (told.events["adm2_pcode"] == row["adm2_pcode"])]  # fmt: skip
    each = [
        Input(f"{name}[{one['occurred_on']} {one['event_id']}]", float(one[flow]), "persons")
        for one in events.to_dict("records") if one["applied"] in (APPLIED, NO_SITE)
        for flow, name in _OF_EVENT.items() if known(one[flow])
    ]  # fmt: skip
    return _explained(row, tuple(each), str(known(row["counted_on"]) or ""))


def _explain_place(days: Mapping[str, str], row: dict[str, Any]) -> Explanation:
    return _explained(row, (), days.get(str(row["place"]), ""))


def _explained(row: dict[str, Any], each: tuple[Input, ...], dated: str) -> Explanation:
    parts = [name for name in FLOWS if name != "people_now" and known(row[name])]
    notes = {
        "events.unconfirmed": row["events_unconfirmed"], "events.without_figure": row["events_without_figure"],
        "events.above_count": row["people_out_above_count"], "events.destination_unknown": row["destination_unknown"],
        "events.uncounted": row["at_uncounted"], "people_estimated": row.get("people_estimated"),
    }  # fmt: skip
    return Explanation(
        figure="people_now",
        formula=FORMULA,
        inputs=(Input("people_counted", known(row["people_counted"]), "persons"), *each,
                *(Input(name, known(row[name]), "persons") for name in parts),
                *(Input(name, float(row[name])) for name in EVENTS_COUNTED)),
        value=known(row["people_now"]),
        unit="persons",
        clause=METHOD,
        dated=dated,
        source="events",
        notes=tuple(note for note, holds in notes.items() if holds),
    )  # fmt: skip
