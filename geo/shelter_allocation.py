"""Who goes to which shelter on foot: the quick rule and the optimum, who is left, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.allocation_programme import CANCELLED, least_unserved
from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.measuring import Counts, Floats, ratio
from geo.walking_pairs import Pairs
from geo.watch import NO_WATCH, Watch

NEAREST, OPTIMAL = "nearest", "optimal"
RULES = (NEAREST, OPTIMAL)
BY_CAPACITY = (
    "capacity_order"  # AccessMod's, another rule than both: shelters one after the other (geo/accessibility.py)
)
# Why people are left: the first that holds for a shelter within their walk.
REASONS = ("full", "unknown", "unsafe", "unavailable", "none_within_reach", "unlocated")
_CHUNK = 200_000  # pairs served by turns before those that need nothing any more are left out
_NONE, _UNLOCATED = REASONS.index("none_within_reach"), REASONS.index("unlocated")
_OF_TERM = {
    "occupied_by_idps": "unavailable", "closed": "unavailable", "structure_unsafe": "unsafe",
    "inside_hazard": "unsafe", "structure_unassessed": "unsafe", "unlocated": "unknown", "unknown": "unknown",
}  # fmt: skip


@dataclass(frozen=True)
class Allocation:
    """Who goes where, by one rule.

    Parameters
    ----------
    rule
        ``nearest`` or ``optimal``.
    people, shelters
        The rows that were asked about.
    pairs, flow
        Walks, and persons on each.
    """

    rule: str
    people: pd.DataFrame
    shelters: pd.DataFrame
    pairs: Pairs
    flow: Floats

    @property
    def served(self) -> Floats:
        """Persons of each row of `people` who have a place."""
        return np.bincount(self.pairs.person, weights=self.flow, minlength=len(self.people)).astype("float64")

    @property
    def hosted(self) -> Floats:
        """Persons whom each shelter takes."""
        return np.bincount(self.pairs.shelter, weights=self.flow, minlength=len(self.shelters)).astype("float64")

    @property
    def person_km(self) -> float:
        """Sum of persons times kilometres walked."""
        return float(self.flow @ self.pairs.metres / 1000)


def allocate(
    people: pd.DataFrame, shelters: pd.DataFrame, pairs: Pairs, *, rule: str = OPTIMAL, watch: Watch = NO_WATCH
) -> Allocation:
    """Send people to shelters under their room.

    Parameters
    ----------
    people
        Cells or points: `adm2_pcode`, `longitude`, `latitude`, `people` (persons who look for a shelter; NaN
        unknown: nobody is sent, and `left_by_place` counts the row).
    shelters
        What `safe_capacity.safe_capacity` gave: the room is `net_safe_capacity` where above 0 (infinite: no limit).
    pairs
        Walks between these rows (`walking_pairs`).
    rule
        ``nearest``: of all pairs of a place and a shelter with room the shortest is served first, and so on; ties in
        the order of the rows. ``optimal``: least people unserved, then least sum of persons x kilometres.
    watch
        Progress and cancelling.

    Raises
    ------
    BadScenario
        ``allocation.unknown_rule``, or ``allocation.people`` for a row of fewer than no people.
    DashboardError
        ``allocation.cancelled``, or ``not_solved``.

    Notes
    -----
    Method: docs/methods.md#who-goes-where.
    """
    if rule not in RULES:
        raise BadScenario("allocation.unknown_rule", value=rule, accepted=", ".join(RULES))
    wanting, room = wanted(people), room_of(shelters)
    solve = least_unserved if rule == OPTIMAL else nearest_with_room
    flow = solve(pairs, wanting, room, watch)
    return Allocation(rule, people.reset_index(drop=True), shelters.reset_index(drop=True), pairs, flow)


def wanted(people: pd.DataFrame) -> Floats:
    """Persons of each row, 0 where unknown.

    Raises
    ------
    BadScenario
        ``allocation.people`` for a row of fewer than no people, or of infinitely many.
    """
    told: Floats = np.nan_to_num(people["people"].to_numpy(dtype="float64", na_value=np.nan), posinf=np.inf)
    if len(told) and not (told.min() >= 0 and told.max() < np.inf):
        raise BadScenario("allocation.people", value=float(told.min() if told.min() < 0 else told.max()))
    return told


def room_of(shelters: pd.DataFrame) -> Floats:
    """Room of each shelter in persons: its net safe capacity, 0 where that is unknown or below."""
    net = shelters["net_safe_capacity"].to_numpy(dtype="float64", na_value=np.nan)
    room: Floats = np.maximum(np.where(np.isnan(net), 0.0, net), 0.0)
    return room


def nearest_with_room(pairs: Pairs, people: Floats, room: Floats, watch: Watch = NO_WATCH) -> Floats:
    """People on each pair by the quick rule: the shortest pair with people and room is served first."""
    watch = watch.ending(CANCELLED)
    watch.check()
    flow = np.zeros(len(pairs))
    useful = np.flatnonzero((people[pairs.person] > 0) & (room[pairs.shelter] > 0))
    order = useful[np.argsort(pairs.metres[useful], kind="stable")]
    left, free = people.copy(), room.copy()
    for start in range(0, len(order), _CHUNK):
        watch.check()
        watch.progress(start / len(order))
        chunk = order[start : start + _CHUNK]
        chunk = chunk[(left[pairs.person[chunk]] > 0) & (free[pairs.shelter[chunk]] > 0)]
        flow[chunk] = _served_by_turns(pairs.person[chunk], pairs.shelter[chunk], left, free)
    watch.progress(1.0)
    return flow


def _served_by_turns(person: Counts, shelter: Counts, left: Floats, free: Floats) -> list[float]:
    """Serve pairs one after the other; `left` and `free` are what they leave."""
    here, there = left.tolist(), free.tolist()
    sent = []
    for one, other in zip(person.tolist(), shelter.tolist(), strict=True):
        some = min(here[one], there[other])
        sent.append(some)
        if some:
            here[one] -= some
            there[other] -= some
    left[:], free[:] = here, there
    return sent


def reasons(held: Allocation) -> Counts:
    """Why people of each row who are left have no place: an index into `REASONS`.

    ``full``: a shelter within their walk takes people and has no place left; ``unknown``: its places are not known;
    ``unsafe``: it is unsafe, unassessed or in the hazard; ``unavailable``: it houses displaced people or is closed;
    ``none_within_reach``; ``unlocated``: the people have no point.
    """
    shelters = held.shelters
    terms = shelters["binding_term"].map(lambda term: REASONS.index(_OF_TERM.get(term, "full")))
    code = np.where(room_of(shelters) > 0, 0, terms.to_numpy(dtype="int64"))
    why = np.full(len(held.people), _NONE, dtype="int64")
    np.minimum.at(why, held.pairs.person, code[held.pairs.shelter])
    nowhere = (held.people["longitude"].isna() | held.people["latitude"].isna()).to_numpy(dtype="bool")
    why[nowhere & (why == _NONE)] = _UNLOCATED
    return why


def left_by_place(held: Allocation, communes: pd.DataFrame) -> Result:
    """Who has a place, who is left and why, by place where the people are.

    Parameters
    ----------
    held
        What `allocate` gave.
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    left
        One row per place: `people_expected` = `allocated` + `unserved` (persons, of known rows);
        `unserved_<reason>` for each of `REASONS`, adding up to `unserved`; `person_km`, `mean_walk_km` (NaN where
        nobody is sent); `rows_without_people`: rows whose people are unknown, in no figure. Figures of persons are NaN
        where all that is known is nobody and some is not.

    Notes
    -----
    Method: docs/methods.md#who-goes-where.
    """
    of_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    named = communes.drop_duplicates("place")
    at = pd.Index(named["place"]).get_indexer(held.people["adm2_pcode"].map(of_commune))
    inside, size = at >= 0, len(named)

    def summed(values: Any) -> Floats:
        told = np.bincount(at[inside], weights=np.asarray(values, dtype="float64")[inside], minlength=size)
        return told.astype("float64")

    wanting, served = wanted(held.people), held.served
    left, why = np.maximum(wanting - served, 0.0), reasons(held)
    walked = np.bincount(held.pairs.person, weights=held.flow * held.pairs.metres, minlength=len(at)) / 1000
    sums = {"people_expected": wanting, "allocated": served, "unserved": left}
    sums |= {f"unserved_{name}": np.where(why == code, left, 0.0) for code, name in enumerate(REASONS)}
    frame = pd.DataFrame({"place": named["place"].to_numpy(), "name": named["name"].to_numpy()})
    frame = frame.assign(**{name: summed(values) for name, values in sums.items()}, person_km=summed(walked))
    frame["mean_walk_km"] = ratio(frame["person_km"].to_numpy(), frame["allocated"].to_numpy())
    frame["rows_without_people"] = summed(held.people["people"].isna()).astype("int64")
    nothing = (frame["people_expected"] == 0) & (frame["rows_without_people"] > 0)
    frame[[*sums, "person_km"]] = frame[[*sums, "person_km"]].mask(nothing)
    facts = {"rule": held.rule, "rows_without_place": int((~inside).sum())}
    return Result(frame.astype({"place": "str"}), partial(_explain, facts), facts)


def taken_by_shelter(held: Allocation) -> pd.DataFrame:
    """What each shelter takes: the rows of `shelters` with `room`, `allocated`, `places_left`, `mean_walk_km`.

    `places_left` is infinite where the room has no limit; `mean_walk_km` NaN where nobody comes.
    """
    room, hosted = room_of(held.shelters), held.hosted
    walked = np.bincount(held.pairs.shelter, weights=held.flow * held.pairs.metres, minlength=len(room)) / 1000
    kept = [name for name in ("shelter_id", "name", "adm2_pcode", "binding_term") if name in held.shelters.columns]
    return held.shelters[kept].assign(
        room=room, allocated=hosted, places_left=np.maximum(room - hosted, 0.0), mean_walk_km=ratio(walked, hosted)
    )


def compared(quick: Allocation, optimum: Allocation) -> pd.DataFrame:
    """Put both rules side by side: `rule`, `allocated`, `unserved`, `person_km`, `mean_walk_km`; then the difference.

    The last row (`rule` ``difference``) is the optimum less the quick rule.
    """
    rows = []
    for held in (quick, optimum):
        served, km = (_told(held.people, one) for one in (held.flow.sum(), held.person_km))
        left = _told(held.people, np.maximum(wanted(held.people) - held.served, 0.0).sum())
        rows.append((held.rule, served, left, km, km / served if served else np.nan))
    frame = pd.DataFrame(rows, columns=["rule", "allocated", "unserved", "person_km", "mean_walk_km"])
    gap = frame.iloc[1, 1:] - frame.iloc[0, 1:]
    return pd.concat([frame, pd.DataFrame([{"rule": "difference", **gap.astype("float64")}])], ignore_index=True)


def _told(people: pd.DataFrame, figure: float) -> float:
    """A figure of these people; NaN where all that is known is nobody and some is not: that is not zero."""
    nothing = people["people"].isna().any() and not wanted(people).any()
    return np.nan if nothing else float(figure)


def with_rule(told: pd.DataFrame, expected: float, served: float, *, rule: str = BY_CAPACITY) -> pd.DataFrame:
    """Add another rule to what `compared` gave: its persons served of those expected; its walks are not told (NaN)."""
    row = {"rule": rule, "allocated": served, "unserved": max(expected - served, 0.0)}
    if told["allocated"].isna().all():  # who is expected is unknown: so is this
        row |= dict.fromkeys(("allocated", "unserved"), np.nan)
    return pd.concat([told, pd.DataFrame([row])], ignore_index=True)


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    names = ("people_expected", "allocated", *(f"unserved_{name}" for name in REASONS))
    notes = {
        f"allocation.{facts['rule']}": True,
        "allocation.rows_without_people": row["rows_without_people"] > 0,
        "shelters.not_available_idps": row["unserved_unavailable"] > 0,
        "unverified": True,
    }
    return Explanation(
        figure="unserved",
        formula="unserved = people_expected - allocated",
        inputs=(*(Input(name, known(row[name]), "persons") for name in names), Input("rule", facts["rule"]),
                Input("mean_walk_km", known(row["mean_walk_km"]), "km")),
        value=known(row["unserved"]),
        unit="persons",
        clause="docs/methods.md#who-goes-where",
        source="data/reference/shelter-rules.toml",
        status="unverified",
        notes=tuple(note for note, holds in notes.items() if holds),
    )  # fmt: skip
