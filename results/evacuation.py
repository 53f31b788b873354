"""Who goes to which shelter on foot, which to open, how many places are within reach, and until when to leave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.access import require
from data.reference_tables import hazards, with_doubts
from geo.accessibility import (
    access_by_place,
    in_sections,
    places_per_person,
    walking_catchment,
    ways_on_foot,
)
from geo.capacity_rule import served_in_order
from geo.departure import Wave, dry_ground, latest_departure, longest_walks, refuge_by_place
from geo.explain import Result
from geo.hazards import classed
from geo.people_expected import lattice, weighed
from geo.people_points import people_at_points
from geo.places import communes_at
from geo.shelter_allocation import (
    OPTIMAL,
    RULES,
    Allocation,
    allocate,
    compared,
    left_by_place,
    room_of,
    taken_by_shelter,
    wanted,
    with_rule,
)
from geo.shelter_siting import NewShelter, Opening, best_sites, candidates, opening_order, opening_plan, with_one_more
from geo.walking_graph import WalkGraph, Walks, walk_graph, walks
from geo.walking_pairs import Pairs, walk_of
from results.core import Figures, figure
from results.shelters import NO_SHOCK, TABLES
from results.shock import Shock

WALKED = (*TABLES, "ways")
TSUNAMI, SECTIONS = "tsunami", "adm3"
FINER = 4.0  # a strip along the coast is narrow: its points stand so many times denser than those of a commune
MOST_SITES = 5


@dataclass(frozen=True)
class Question:
    """A zone set ("" for no shock), how long people stay, and the longest walk in kilometres."""

    zone_set: str
    stay: str = "short"
    walk_km: float | None = None


@dataclass(frozen=True)
class Sent:
    """Who goes where, by both rules.

    Parameters
    ----------
    held
        What each rule gives, by its name.
    difference
        `geo.shelter_allocation.compared`: the quick rule, the optimum, the difference; then the rule of capacity.
    walks
        By which rule walks were measured, without the walks.
    """

    held: dict[str, Allocation]
    difference: pd.DataFrame
    walks: Walks


class Evacuation(Figures):
    """Figures of the page *shelters* that ask for walks."""

    @figure("ways")
    def walking_ways(self) -> WalkGraph | None:
        """Drawn ways as a graph that people walk on (`geo.walking_graph.walk_graph`); None where none is drawn."""
        return walk_graph(self.snapshot.frame("ways"))

    @figure(*WALKED)
    def sent_to_shelters(self, zone_set: str, stay: str = "short", walk_km: float | None = None) -> Sent:
        """Who goes to which shelter by the quick rule and by the optimum, walking `walk_km` at most."""
        people, shelters, told = self._met(Question(zone_set, stay, walk_km))
        held = {rule: allocate(people, shelters, told.pairs, rule=rule) for rule in RULES}
        both = compared(*(held[rule] for rule in RULES))
        rows = with_rule(both, wanted(people).sum(), self._by_capacity(people, shelters, told.pairs))
        return Sent(held, rows, replace(told, pairs=told.pairs.only(slice(0))))

    def left_over(self, sent: Sent, rule: str, level: str) -> Result:
        """Who has a place and who is left, by place where the people are (`geo.shelter_allocation.left_by_place`)."""
        require(self.actor, "figures.view")
        return left_by_place(sent.held[rule], communes_at(self.snapshot.frame("places"), level))

    def taken(self, sent: Sent, rule: str) -> pd.DataFrame:
        """What each shelter takes (`geo.shelter_allocation.taken_by_shelter`), with its commune and department."""
        require(self.actor, "figures.view")
        return self._placed(taken_by_shelter(sent.held[rule]), "")  # type: ignore[attr-defined]

    @figure(*WALKED)
    def to_open(self, asked: Question) -> Opening:
        """Which shelters to open first, of those that are not open (`geo.shelter_siting.opening_plan`)."""
        people, shelters, told = self._met(asked)
        plan = opening_plan(people, shelters, told.pairs)
        rows = plan.order.merge(shelters.drop(columns="order", errors="ignore"), on="shelter_id", how="left")
        return replace(plan, order=rows)

    @figure(*WALKED)
    def to_reopen(self, asked: Question) -> pd.DataFrame:
        """Closed and unassessed shelters by what they would add for those who are left (`opening_order`)."""
        left, there = self._left(asked), candidates(self._held(asked), stay=asked.stay)
        told = self._walks(left, there, asked)
        order = opening_order(left, there, told.pairs)
        return order.merge(there, on="shelter_id", how="left")

    @figure(*WALKED)
    def where_one_more(self, asked: Question, *, places: float, count: int = 1, department: str = "") -> pd.DataFrame:
        """Points where new shelters would take most people who are left (`geo.shelter_siting.best_sites`)."""
        left = self._left(asked)
        here = left[left["adm2_pcode"].str.startswith(department) & (left["people"] > 0) & left["longitude"].notna()]
        spots = here[["adm2_pcode", "longitude", "latitude"]].assign(candidate=here.index.astype("str"))
        spots = spots.reset_index(drop=True)
        told = self._walks(left, spots, asked)
        chosen = best_sites(left, spots, told.pairs, count=count, capacity=places)
        return self._placed(chosen.merge(spots, on="candidate", how="left"), "")  # type: ignore[attr-defined]

    @figure(*WALKED)
    def one_more(self, asked: Question, new: NewShelter) -> pd.DataFrame:
        """What one more shelter here would change, everybody being sent anew (`geo.shelter_siting.with_one_more`)."""
        people = self._people(asked.zone_set)
        return with_one_more(people, self._held(asked), new, partial(self._pairs, asked))

    @figure(*WALKED, "population")
    def shelter_access(self, asked: Question, level: str, method: str) -> Result:
        """Safe places per person within a walk, by place (`geo.accessibility`); of all people without a shock."""
        access = self._access(asked, method)
        if level == SECTIONS:
            rows = self.snapshot.frame("boundaries")
            told = access_by_place(*in_sections(access, rows[rows["adm_level"] == SECTIONS]))
        else:
            told = access_by_place(access, communes_at(self.snapshot.frame("places"), level))
        return _dated(told, self.snapshot.as_of)

    @figure("boundaries")
    def has_sections(self) -> bool:
        """Whether communal sections with shapes are in force."""
        rows = self.snapshot.frame("boundaries")
        return bool((rows["geometry"].notna() & (rows["adm_level"] == SECTIONS)).any())

    @figure(*WALKED, "tracks")
    def departures(self, shock: Shock, sent: Question, *, rule: str = OPTIMAL, now: str = "") -> Result:
        """Until when each commune must leave before a cyclone (`geo.departure.latest_departure`).

        Communes that have gale force; the walk is the longest of anybody sent from there.
        """
        rules = self.shelter_rules()  # type: ignore[attr-defined]
        held = self.sent_to_shelters(sent.zone_set, sent.stay, sent.walk_km).held[rule]
        come = self.arrivals(shock)  # type: ignore[attr-defined]
        walk = longest_walks(held, communes_at(self.snapshot.frame("places"), "adm2")).set_index("place")["walk_km"]
        arrival = come[f"arrival_{rules['departure_wind']:.0f}_at"]
        rows = come[["adm2_pcode", "adm2_name", "adm1_name"]].assign(place=come["adm2_pcode"], arrival_at=arrival)
        people = self.left_over(Sent({rule: held}, pd.DataFrame(), Walks(held.pairs)), rule, "adm2").frame
        allocated = people.set_index("place")["allocated"]
        rows = rows.assign(walk_km=rows["place"].map(walk), allocated=rows["place"].map(allocated))
        return _dated(latest_departure(rows, rules, now=now), self.snapshot.as_of)

    @figure(*WALKED, "population")
    def refuge(self, zone_set: str, arrival_minutes: float) -> Result:
        """People in a tsunami's zone who reach dry ground before the wave (`geo.departure.refuge_by_place`)."""
        rules = self.shelter_rules()  # type: ignore[attr-defined]
        zones = self._zones(zone_set)  # type: ignore[attr-defined]
        wet = shapely.union_all(zones.loc[zones["hazard"] == TSUNAMI, "geometry"].to_numpy())
        boundaries = self._communes_drawn()
        near = boundaries[shapely.intersects(boundaries["geometry"].to_numpy(), wet)]
        points = lattice(near, spacing_km=rules["people_spacing"] / FINER).assign(weight=0.0)
        told = self._population()
        told = told[told["adm2_pcode"].isin(near["adm_pcode"])].reset_index(drop=True)
        laid = people_at_points(told.fillna({"people_expected": 1.0}), points)
        unknown = told.loc[told["people_expected"].isna(), "adm2_pcode"]
        people = laid.assign(people=laid["people"].mask(laid["adm2_pcode"].isin(unknown)))
        wave = Wave([wet], boundaries["geometry"].to_numpy(), arrival_minutes)
        communes = communes_at(self.snapshot.frame("places"), "adm2")
        return _dated(refuge_by_place(dry_ground(people, wave, rules), communes, rules), self.snapshot.as_of)

    def _met(self, asked: Question) -> tuple[pd.DataFrame, pd.DataFrame, Walks]:
        people, shelters = self._people(asked.zone_set), self._held(asked)
        return people, shelters, self._walks(people, shelters, asked)

    def _held(self, asked: Question) -> pd.DataFrame:
        rows: pd.DataFrame = self.safe_capacity(asked.zone_set, asked.stay).frame  # type: ignore[attr-defined]
        return rows

    def _left(self, asked: Question) -> pd.DataFrame:
        """People of each point who are left by the optimum; as a shelter's people: known ones."""
        held = self.sent_to_shelters(asked.zone_set, asked.stay, asked.walk_km).held[OPTIMAL]
        return held.people.assign(people=(wanted(held.people) - held.served).clip(min=0.0))

    def _walks(self, people: pd.DataFrame, there: pd.DataFrame, asked: Question) -> Walks:
        rules = self.shelter_rules()  # type: ignore[attr-defined]
        walk = walk_of(rules, limit_km=asked.walk_km)
        return walks(people, there, walk, graph=self.walking_ways(), access_km=rules["walk_access_limit"])

    def _pairs(self, asked: Question, people: pd.DataFrame, there: pd.DataFrame) -> Pairs:
        return self._walks(people, there, asked).pairs

    def _by_capacity(self, people: pd.DataFrame, shelters: pd.DataFrame, pairs: Pairs) -> float:
        """Persons served by the rule of capacity: shelters one after the other, the one with most room first."""
        rules, room = self.shelter_rules(), room_of(shelters)  # type: ignore[attr-defined]
        ways = ways_on_foot(pairs.person, pairs.shelter, pairs.metres, kmh=rules["walking_speed"])
        whole = replace(ways, minutes=np.ceil(ways.minutes))
        order = [int(at) for at in (-room).argsort(kind="stable") if room[at] > 0]
        return float(
            served_in_order(wanted(people), room, whole, order, minutes=float("inf")).facilities["served"].sum()
        )

    def _access(self, asked: Question, method: str) -> Result:
        rules, supply = self.shelter_rules(), self._held(asked)  # type: ignore[attr-defined]
        people = self._people(asked.zone_set) if asked.zone_set != NO_SHOCK else self._everybody()
        pairs = self._pairs(asked, people, supply)
        longest = walk_of(rules, limit_km=asked.walk_km).limit_km
        ways = ways_on_foot(pairs.person, pairs.shelter, pairs.metres, kmh=rules["walking_speed"])
        there = supply.assign(places=supply["net_safe_capacity"].clip(lower=0.0))
        return places_per_person(people, there, ways, walking_catchment(rules, longest, method))

    def _communes_drawn(self) -> pd.DataFrame:
        rows = self.snapshot.frame("boundaries")
        return rows[(rows["adm_level"] == "adm2") & rows["geometry"].notna()].reset_index(drop=True)

    def _lattice(self) -> pd.DataFrame:
        rules = self.shelter_rules()  # type: ignore[attr-defined]
        return lattice(self._communes_drawn(), spacing_km=rules["people_spacing"])

    def _population(self) -> pd.DataFrame:
        """Population of each commune, NaN where unknown: what the people of a place are where no shock is asked."""
        rows = with_doubts(self.snapshot.frame("population"))
        told = rows[rows["adm_level"] == "adm2"].drop_duplicates("adm_pcode").set_index("adm_pcode")["population"]
        codes = self.snapshot.frame("places")["adm2_pcode"]
        return pd.DataFrame({"adm2_pcode": codes, "people_expected": codes.map(told).astype("float64")})

    @figure("boundaries", "population", "places", "settings")
    def _everybody(self) -> pd.DataFrame:
        return people_at_points(self._population(), self._lattice().assign(weight=0.0))

    @figure(*TABLES)
    def _people(self, zone_set: str) -> pd.DataFrame:
        """People expected on a lattice of points, denser where a worse class sends more."""
        points = self._lattice()
        expected = self.people_for_shelters(zone_set)  # type: ignore[attr-defined]
        zones: Any = classed(self._zones(zone_set), hazards())  # type: ignore[attr-defined]
        laid = points.assign(weight=0.0)
        if zone_set != NO_SHOCK:
            laid = weighed(points, expected, self._chain(zone_set), zones)  # type: ignore[attr-defined]
        return people_at_points(expected, laid)


def _dated(result: Result, day: str) -> Result:
    """The same figures whose explanations say of which day the data are."""
    return Result(result.frame, lambda row: replace(result.explain_row(row), dated=day), result.facts)
