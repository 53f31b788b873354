"""Events in the order in which they happened, each held against the people known at its site on that day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo.frames.events import UNMOVED

NAN = float("nan")
TO_SITES, TO_COMMUNES, UNKNOWN, NOT_APPLICABLE = OUT = (
    "to_sites", "to_communes", "destination_unknown", "destination_not_applicable",
)  # fmt: skip
# What becomes of an event: only the first changes the people of today.
APPLIED, IN_COUNT, UNCONFIRMED, NO_PEOPLE, NO_FIGURE, NO_SITE = OUTCOMES = (
    "applied", "in_count", "unconfirmed", "no_people", "no_figure", "no_site",
)  # fmt: skip
# Kinds after which nobody is left, and those that mean so where they do not say how many left.
EMPTYING = ("emptied", "closure")
WHOLE = (*EMPTYING, "eviction", "relocation")
COUNTING = (*WHOLE, "arrivals", "departures", "new_site")  # kinds that move people even where they tell no figure
# Persons that one event moves; in the explanation of `site_events.site_events`.
FLOWS = ("left", "came", "matched", "people_out_above_count", "left_untold", "at_uncounted")


class Row(NamedTuple):
    """One event, read."""

    at: int
    day: str
    kind: str
    site: str
    out: float
    come: float
    went_to: str
    goal: str


class Transfer(NamedTuple):
    """People who left on a day for a site of the register."""

    at: int
    origin: str
    goal: str
    day: str
    people: float
    uncounted: float


class Walk:
    """The walk: people of each site as they are known from day to day, and what each event did to them.

    Parameters
    ----------
    counts
        Site -> its days of counting (ISO, sorted) and the people counted on each.
    sites
        Sites of the register.
    """

    def __init__(self, counts: Mapping[str, tuple[list[str], list[float]]], sites: frozenset[str]) -> None:
        self.counts, self.sites = counts, sites
        self.people: dict[str, float] = {}
        self.founded: set[str] = set()
        self.touched: set[str] = set()
        self.transfers: list[Transfer] = []
        self.flows: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys(FLOWS, 0.0))
        self._read: dict[str, int] = {}
        self._pool: dict[tuple[str, str], float] = defaultdict(float)

    def go(self, rows: list[Row]) -> None:
        """Walk through confirmed events. Of one day: sites open, then people leave, then they arrive."""
        for day, step, at in sorted((row.day, step, n) for n, row in enumerate(rows) for step in _steps(row)):
            row = rows[at]
            self._count(row.site, bisect_left, day)
            (self._open, self._leave, self._arrive)[step](row)

    def people_on(self, site: str, as_of: str) -> float:
        """People of a site at the end of a day (persons; NaN unknown).

        A site that opened without a figure, and that no other event brings people to, is of unknown people.
        """
        self._count(site, bisect_right, as_of)
        blank = site in self.founded - self.touched and not self._read.get(site)
        return NAN if blank else self.people.get(site, NAN)

    def _count(self, site: str, side: Any, day: str) -> None:
        """Let a count hold that was made since the last event; one of the very day comes after its events."""
        days, people = self.counts.get(site, ([], []))
        at = side(days, day)
        if at > self._read.get(site, 0):
            self._read[site] = at
            self.people[site] = people[at - 1]

    def _open(self, row: Row) -> None:
        if row.site in self.sites and row.site not in self.people:
            self.people[row.site] = 0.0  # nobody lived there before
            self.founded.add(row.site)

    def _leave(self, row: Row) -> None:
        here, told = self.people.get(row.site, NAN), self.flows[row.at]
        unknown = np.isnan(here)
        whole = row.kind in EMPTYING or np.isnan(row.out)
        left = here if np.isnan(row.out) else row.out
        told["left"] = left
        above = left if unknown else max(0.0, left - here)
        told["people_out_above_count"] = 0.0 if np.isnan(row.out) else above
        told["left_untold"] = 0.0 if unknown or not whole else max(0.0, here - left)
        self.touched.add(row.site)
        if row.site in self.sites and (whole or not unknown):
            self.people[row.site] = 0.0 if whole else max(0.0, here - left)
        if row.went_to == TO_SITES and not np.isnan(left):
            self._count(row.goal, bisect_left, row.day)
            self._pool[row.goal, row.day] += left
            self.transfers.append(Transfer(row.at, row.site, row.goal, row.day, left, self._add(row.goal, left)))

    def _arrive(self, row: Row) -> None:
        told = self.flows[row.at]
        if np.isnan(row.come):
            told["came"] = NAN
            return
        pool = self._pool[row.site, row.day]
        matched = min(row.come, pool)
        self._pool[row.site, row.day] = pool - matched
        told["matched"], told["came"] = matched, row.come - matched
        told["at_uncounted"] += self._add(row.site, told["came"])

    def _add(self, site: str, people: float) -> float:
        """Add people to a site; returns those that no figure of the site can hold."""
        here = self.people.get(site, NAN)
        if site not in self.sites or np.isnan(here):
            return people
        self.people[site] = here + people
        self.touched.add(site)
        return 0.0


def _steps(row: Row) -> Iterator[int]:
    if row.kind == "new_site":
        yield 0
    if not np.isnan(row.out) or row.kind in WHOLE:
        yield 1
    if not np.isnan(row.come) or row.kind in ("arrivals", "new_site"):
        yield 2


def moves(events: pd.DataFrame) -> pd.Series:
    """Whether each event moves people at all: by its kind, or because it says how many."""
    told = events["people_in"].notna() | events["people_out"].notna()
    return ~events["event_kind"].isin(UNMOVED) & (told | events["event_kind"].isin(COUNTING))


def leaves(events: pd.DataFrame) -> pd.Series:
    """Whether people leave by an event."""
    return moves(events) & (events["people_out"].notna() | events["event_kind"].isin([*WHOLE, "departures"]))


def destinations(events: pd.DataFrame, sites: frozenset[str]) -> pd.Series:
    """Where those who left by each event went, one of `OUT`; null where nobody left.

    A site of the register counts first, then anything that is named or said to be known; nothing told is unknown.
    """
    goal, said = events["destination_site_id"], events["destination"]
    site = goal.isin(list(sites)) & (goal != events["site_id"]).fillna(value=True)
    named = goal.notna() | events["destination_pcode"].notna() | (said == "known")
    order = [site, named, said == "not_applicable"]
    told = np.select([mask.fillna(value=False).to_numpy(dtype=bool) for mask in order],
                     [TO_SITES, TO_COMMUNES, NOT_APPLICABLE], UNKNOWN)  # fmt: skip
    return pd.Series(told, index=events.index, dtype="str").where(leaves(events))
