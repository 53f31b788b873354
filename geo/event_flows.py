"""What the events of a period moved: people in and out by kind, and from which commune to which, or to nobody knows."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from geo.event_walk import NO_FIGURE, OUT, TO_COMMUNES, TO_SITES, UNCONFIRMED, UNKNOWN
from geo.explain import Explanation, Input, Result, known
from geo.frames.events import EVENT_KINDS

ALL = "all"
FLOWS = ("people_in", "matched", "people_out", *OUT)
APART = ("people_in_unconfirmed", "people_out_unconfirmed")
COUNTS = ("events", "events_without_figure", "events_unconfirmed")
BETWEEN = ("origin", "goal", "went_to", "people", "events")
METHOD = "docs/methods.md#flows-between-rounds"
FORMULA = "people_out = to_sites + to_communes + destination_unknown + destination_not_applicable"


def flows_by_kind(events: pd.DataFrame) -> Result:
    """People that events moved, by kind, and a last row ``all`` of all of them.

    Parameters
    ----------
    events
        Rows of `site_events.site_events`, of the place and the days that are asked for.

    Returns
    -------
    flows
        One row a kind that happened, in the order of `EVENT_KINDS`: `event_kind`, `events` (confirmed),
        `events_without_figure` (of them, those that move people nobody can count), `events_unconfirmed`; of confirmed
        ones `people_in` (arrived from elsewhere), `matched` (arrivals that a departure of the day told already: in
        no sum), `people_out` (left, as reported; of a whole site without a figure those known there) and its parts by
        destination: `to_sites`, `to_communes`, `destination_unknown`, `destination_not_applicable`; apart from all
        of them `people_in_unconfirmed`, `people_out_unconfirmed`, as reported. Persons.

    Notes
    -----
    An event counts in the period in which it happened, also where the site was counted again since: these are flows,
    not the people of today. Method: docs/methods.md#flows-between-rounds.
    """
    sure = events["applied"] != UNCONFIRMED
    left, came = events["left"].where(sure), events["came"].where(sure)
    rows = pd.DataFrame({
        "event_kind": events["event_kind"], "events": sure.astype("int64"),
        "events_without_figure": (events["applied"] == NO_FIGURE).astype("int64"),
        "events_unconfirmed": (~sure).astype("int64"),
        "people_in": came, "matched": events["matched"].where(sure), "people_out": left,
        **{name: left.where(events["went_to"] == name) for name in OUT},
        "people_in_unconfirmed": events["people_in"].where(~sure),
        "people_out_unconfirmed": events["people_out"].where(~sure),
    })  # fmt: skip
    whole = pd.concat([rows, rows.assign(event_kind=ALL)], ignore_index=True)
    sums = whole.groupby("event_kind").sum().reindex([*EVENT_KINDS, ALL]).dropna(how="all")
    frame = sums.rename_axis("event_kind").reset_index().astype({"event_kind": "str", **dict.fromkeys(COUNTS, "int64")})
    facts = {name: float(sums[name].get(ALL, 0.0)) for name in (*COUNTS, *FLOWS, *APART)}
    return Result(frame, partial(_explain, events), facts)


def flows_between(events: pd.DataFrame, commune_of_site: pd.Series) -> pd.DataFrame:
    """From which commune to which people left, as far as confirmed events tell it.

    Parameters
    ----------
    events
        Rows of `site_events.site_events`.
    commune_of_site
        P-code of the commune of each site, on `site_id`.

    Returns
    -------
    flows
        Columns `BETWEEN`: `origin` and `goal` (P-codes of communes; null where nobody tells), `went_to` (one of
        `event_walk.OUT`), `people` (persons who left), `events`; most people first. The sum over all rows is that of
        `people_out`: those whose destination is unknown are rows of their own.
    """
    rows = events[(events["applied"] != UNCONFIRMED) & (events["left"] > 0)]
    named = rows["destination_site_id"].map(commune_of_site).astype("str").fillna(rows["destination_pcode"])
    goal = named.where(rows["went_to"].isin([TO_SITES, TO_COMMUNES]))
    told = pd.DataFrame({"origin": rows["adm2_pcode"], "goal": goal.astype("str"), "went_to": rows["went_to"],
                         "people": rows["left"], "events": 1})  # fmt: skip
    sums = told.groupby(["origin", "goal", "went_to"], dropna=False, as_index=False).sum()
    ranked = sums.sort_values(["people", "origin", "goal"], ascending=[False, True, True], ignore_index=True)
    return ranked.astype({"origin": "str", "goal": "str", "went_to": "str", "people": "float64", "events": "int64"})


def _explain(events: pd.DataFrame, row: dict[str, Any]) -> Explanation:
    """Each confirmed event that enters, then the sums."""
    mine = events if row["event_kind"] == ALL else events[events["event_kind"] == row["event_kind"]]
    sure = mine[mine["applied"] != UNCONFIRMED]
    each = tuple(
        Input(f"{name}[{one['occurred_on']} {one['event_id']}]", float(one[flow]), "persons")
        for one in sure.to_dict("records") for flow, name in (("came", "people_in"), ("left", "people_out"))
        if known(one[flow])
    )  # fmt: skip
    notes = {"events.unconfirmed": row["events_unconfirmed"], "events.without_figure": row["events_without_figure"],
             "events.destination_unknown": row[UNKNOWN]}  # fmt: skip
    days = mine["occurred_on"]
    return Explanation(
        figure="event_flows",
        formula=FORMULA,
        inputs=(*each, *(Input(name, float(row[name]), "persons") for name in (*FLOWS, *APART)),
                *(Input(name, float(row[name])) for name in COUNTS)),
        value=float(row["people_out"]),
        unit="persons",
        clause=METHOD,
        dated="/".join(dict.fromkeys((days.min(), days.max()))) if len(days) else "",
        source="events",
        notes=tuple(note for note, holds in notes.items() if holds),
    )  # fmt: skip
