"""Which shelters to open first, where one more would serve most, and what one more would change."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from geo.errors import BadScenario
from geo.measuring import Counts, Floats
from geo.shelter_allocation import OPTIMAL, allocate, compared, nearest_with_room, room_of, wanted
from geo.shelter_register import OPENED
from geo.walking_pairs import Pairs
from geo.watch import NO_WATCH, Watch

Reach = Callable[[pd.DataFrame, pd.DataFrame], Pairs]
HEURISTIC, OPTIMUM = "heuristic", "optimum"
NEW = "new"
_CANDIDATES = ("closed", "structure_unassessed")
_TRIED = 20_000  # sets of candidates that are tried one by one before the greedy choice is taken instead


@dataclass(frozen=True)
class _Reach:
    """Pairs by shelter, the nearest first."""

    start: Counts
    person: Counts

    def of(self, shelter: int) -> Counts:
        return self.person[self.start[shelter] : self.start[shelter + 1]]


def _reach(pairs: Pairs) -> _Reach:
    order = np.lexsort((pairs.metres, pairs.shelter))
    start = np.searchsorted(pairs.shelter[order], np.arange(pairs.shelters + 1))
    return _Reach(start.astype(np.int64), pairs.person[order])


def opening_order(people: pd.DataFrame, shelters: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    """Shelters in the order in which opening one more serves most people who have no place yet.

    Parameters
    ----------
    people, shelters, pairs
        As `shelter_allocation.allocate`; the room of every shelter must be finite or the people in its reach are
        taken as its room.

    Returns
    -------
    order
        One row per shelter that serves anybody: `order` (1 first), `shelter_id`, `people_gained` (persons who had
        no place before), `people_served` (so far), `method` (``heuristic``: each step is the best one, all steps
        together need not be).

    Notes
    -----
    Method: docs/methods.md#who-goes-where. A shelter takes the nearest people without a place up to its room.
    """
    left, room, reach = wanted(people), room_of(shelters), _reach(pairs)
    heap = [(-_gain(left, room, reach, at), at) for at in range(pairs.shelters)]
    heapq.heapify(heap)
    rows: list[tuple[int, str, float, float, str]] = []
    served = 0.0
    while heap:
        told, at = heapq.heappop(heap)
        gain = _gain(left, room, reach, at)
        if gain < -told * (1 - 1e-12):
            heapq.heappush(heap, (-gain, at))
        elif gain > 0:
            _take(left, room[at], reach.of(at))
            served += gain
            rows.append((len(rows) + 1, shelters["shelter_id"].iloc[at], gain, served, HEURISTIC))
    columns = ["order", "shelter_id", "people_gained", "people_served", "method"]
    return pd.DataFrame(rows, columns=columns).astype(
        {"order": "int64", "shelter_id": "str", "people_gained": "float64", "people_served": "float64", "method": "str"}
    )


@dataclass(frozen=True)
class Opening:
    """Which shelters to open, after those that are open.

    Parameters
    ----------
    order
        `opening_order` of the shelters that are not open.
    in_open
        Persons whom the open ones take, the nearest first.
    left
        Persons who have no place when all are open.
    """

    order: pd.DataFrame
    in_open: float
    left: float


def opening_plan(people: pd.DataFrame, shelters: pd.DataFrame, pairs: Pairs) -> Opening:
    """Which shelters to open first: open ones take people before, by the quick rule.

    Parameters
    ----------
    people, shelters, pairs
        As `opening_order`; `shelter_status` of the shelters.

    Notes
    -----
    Method: docs/methods.md#who-goes-where.
    """
    opened = shelters["shelter_status"].isin(OPENED).to_numpy(dtype="bool")[pairs.shelter]
    held, wanting = pairs.only(opened), wanted(people)
    flow = nearest_with_room(held, wanting, room_of(shelters))
    left = wanting - np.bincount(held.person, weights=flow, minlength=len(people))
    order = opening_order(people.assign(people=np.maximum(left, 0.0)), shelters, pairs.only(~opened))
    return Opening(order, float(flow.sum()), float(left.sum() - order["people_gained"].sum()))


def candidates(capacity: pd.DataFrame, *, stay: str) -> pd.DataFrame:
    """Shelters that are closed or whose structure nobody assessed, with the places that they would have.

    Parameters
    ----------
    capacity
        What `safe_capacity.safe_capacity` gave.
    stay
        ``short`` or ``longer``.

    Returns
    -------
    candidates
        Its rows whose `binding_term` is ``closed`` or ``structure_unassessed``, with `net_safe_capacity` = the least
        of the limits known; one of unknown places is left out. A shelter that houses displaced people is never one:
        what emptying it would free is reckoned nowhere.
    """
    rows = capacity[capacity["binding_term"].isin(_CANDIDATES)].reset_index(drop=True)
    limits = rows[["declared_capacity", f"capacity_{stay}_stay", "capacity_toilets", "capacity_water"]]
    based = limits.iloc[:, :2].notna().any(axis=1)
    return rows.assign(net_safe_capacity=limits.min(axis=1))[based].reset_index(drop=True)


def _gain(left: Floats, room: Floats, reach: _Reach, shelter: int) -> float:
    return min(float(left[reach.of(shelter)].sum()), float(room[shelter]))


def _take(left: Floats, room: float, near: Counts) -> None:
    """Give the nearest people a place, up to the room."""
    before = np.cumsum(left[near]) - left[near]
    left[near] -= np.clip(room - before, 0.0, left[near])


def best_sites(
    left: pd.DataFrame, candidates: pd.DataFrame, pairs: Pairs, *, count: int = 1, capacity: float = np.inf
) -> pd.DataFrame:
    """Where one more shelter, or a few more, would serve most people who have no place.

    Parameters
    ----------
    left
        Cells or points: `people` (persons left without a place).
    candidates
        Places where a shelter may stand: `candidate`.
    pairs
        Walks between these rows.
    count
        How many shelters.
    capacity
        Places of each (infinite: none is too small). The people served directly are counted: that an old shelter
        gets free for others is told by `with_one_more`.

    Returns
    -------
    sites
        One row per shelter chosen: `order`, `candidate`, `people_gained`, `people_served`, `method`: ``optimum``
        where no other choice among the candidates serves more (one shelter; several without a limit of places, where
        all sets can be tried), else ``heuristic`` (the best one, then the next).

    Raises
    ------
    BadScenario
        ``siting.count`` or ``siting.capacity``.

    Notes
    -----
    Method: docs/methods.md#who-goes-where (maximal covering location).
    """
    if count < 1:
        raise BadScenario("siting.count", value=count)
    if not capacity > 0:
        raise BadScenario("siting.capacity", value=capacity)
    people, reach = wanted(left), _reach(pairs)
    room = np.full(pairs.shelters, float(capacity))
    chosen, method = _greedy(people, room, reach, count), OPTIMUM if count == 1 else HEURISTIC
    if count > 1 and capacity == np.inf and comb(pairs.shelters, min(count, pairs.shelters)) <= _TRIED:
        chosen, method = _best_set(people, reach, min(count, pairs.shelters)), OPTIMUM
    rows, served, still = [], 0.0, people.copy()
    for order, at in enumerate(chosen, start=1):
        gain = _gain(still, room, reach, at)
        _take(still, room[at], reach.of(at))
        served += gain
        rows.append((order, candidates["candidate"].iloc[at], gain, served, method))
    return pd.DataFrame(rows, columns=["order", "candidate", "people_gained", "people_served", "method"])


def _greedy(people: Floats, room: Floats, reach: _Reach, count: int) -> list[int]:
    left, chosen = people.copy(), []
    for _ in range(count):
        gains = [0.0 if at in chosen else _gain(left, room, reach, at) for at in range(len(room))]
        if not gains or max(gains) <= 0:
            break
        at = int(np.argmax(gains))
        _take(left, room[at], reach.of(at))
        chosen.append(at)
    return chosen


def _best_set(people: Floats, reach: _Reach, count: int) -> list[int]:
    """Try every set of candidates; of the best one, those who serve most come first."""
    covered = np.zeros((len(reach.start) - 1, len(people)), dtype=bool)
    for at in range(len(covered)):
        covered[at, reach.of(at)] = True
    best = max(combinations(range(len(covered)), count), key=lambda some: people[covered[list(some)].any(axis=0)].sum())
    return sorted(best, key=lambda at: -float(people[reach.of(at)].sum()))


@dataclass(frozen=True)
class NewShelter:
    """A shelter that might be built or opened: where, and its safe places (persons)."""

    longitude: float
    latitude: float
    places: float


def with_one_more(
    people: pd.DataFrame, shelters: pd.DataFrame, new: NewShelter, reach: Reach, *, watch: Watch = NO_WATCH
) -> pd.DataFrame:
    """What one more shelter here would change, everybody being sent anew.

    Parameters
    ----------
    people, shelters
        As `shelter_allocation.allocate`.
    new
        The shelter.
    reach
        Pairs of people and shelters (`walking_pairs`, `walking_graph`).

    Returns
    -------
    change
        As `shelter_allocation.compared`: `rule` ``before``, ``after`` and ``difference``; both are optima.

    Raises
    ------
    BadScenario
        ``siting.capacity`` or ``siting.place``.
    """
    if not new.places > 0:
        raise BadScenario("siting.capacity", value=new.places)
    if not (abs(new.longitude) <= 180 and abs(new.latitude) <= 90):
        raise BadScenario("siting.place", longitude=new.longitude, latitude=new.latitude)
    row = {"shelter_id": NEW, "longitude": new.longitude, "latitude": new.latitude, "net_safe_capacity": new.places,
           "safe_capacity": new.places, "binding_term": "declared"}  # fmt: skip
    columns = [name for name in row if name in shelters.columns]
    more = pd.concat([shelters[columns], pd.DataFrame([row])[columns]], ignore_index=True)
    held = [allocate(people, rows, reach(people, rows), rule=OPTIMAL, watch=watch) for rows in (shelters, more)]
    return compared(*held).assign(rule=["before", "after", "difference"])
