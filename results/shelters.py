"""Is there safe room, and for whom not: safe capacity, balance, and who goes where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Self

import pandas as pd

from data.access import require
from data.reference_shelters import impact_rates, shelter_rules
from data.reference_tables import hazards
from geo.explain import Result
from geo.frames import ZONES
from geo.hazards import classed
from geo.impact_chain import impact_chain
from geo.people_expected import expected_in_shelters, lattice, weighed
from geo.people_points import people_at_points
from geo.places import communes_at, department_of
from geo.safe_capacity import Event, safe_capacity
from geo.shelter_allocation import RULES, Allocation, allocate, compared, left_by_place, taken_by_shelter
from geo.shelter_balance import balance_by_place
from geo.shelter_register import register_figures
from geo.shelter_rules import ShelterRules
from geo.walking_pairs import Pairs, Walk, straight_pairs
from results.core import Figures, figure
from results.preparedness import TABLES as EXPOSED

NO_SHOCK = ""
TABLES = (*EXPOSED, "zones")


@dataclass(frozen=True)
class Sent:
    """Who goes where, by both rules.

    Parameters
    ----------
    held
        What each rule gives, by its name.
    difference
        `geo.shelter_allocation.compared`: the quick rule, the optimum, the difference.
    """

    held: dict[str, Allocation]
    difference: pd.DataFrame


class Shelters(Figures):
    """Figures of the page *shelters*; a zone set of "" is no shock."""

    def with_zones(self, zones: pd.DataFrame) -> Self:
        """The same figures with zones that are not in the snapshot (a file): nothing of them is kept as stored."""
        require(self.actor, "figures.view")
        snapshot, rows = self.snapshot, ZONES.conform(zones)
        told = sha256(b"|".join((*(shape.wkb for shape in rows["geometry"]), rows["hazard_class"].str.cat().encode())))

        def load(name: str) -> pd.DataFrame:
            return rows if name == "zones" else snapshot.load(name)

        other = replace(snapshot, load=load, scope=f"{snapshot.scope}:zones:{told.hexdigest()}")
        return type(self)(other, self.actor, self.keep)

    def shelter_rules(self) -> ShelterRules:
        """Densities, walks and what is safe in which hazard, as they are in force."""
        require(self.actor, "figures.view")
        return shelter_rules(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    @figure("shelters", "places")
    def shelters_in_use(self, department: str = "") -> Result:
        """Shelters opened, hosting, and people hosted (`geo.shelter_register.register_figures`)."""
        rows = self.shelters(department)  # type: ignore[attr-defined]
        return register_figures(rows, as_of=self.snapshot.as_of)

    @figure("shelters", "zones", "places", "settings")
    def safe_capacity(self, zone_set: str = NO_SHOCK, stay: str = "short") -> Result:
        """Net safe capacity of each shelter (`geo.safe_capacity`), with its commune and department."""
        event = Event(self._zones(zone_set), hazards())
        told = safe_capacity(self.snapshot.frame("shelters"), event, self.shelter_rules(), stay=stay)
        return replace(told, frame=self._placed(told.frame, ""))  # type: ignore[attr-defined]

    @figure(*TABLES)
    def people_for_shelters(self, zone_set: str) -> pd.DataFrame:
        """People of each commune who will look for a shelter (`geo.people_expected`); unknown without a shock."""
        if zone_set == NO_SHOCK:
            codes = self.snapshot.frame("places")["adm2_pcode"]
            return pd.DataFrame({"adm2_pcode": codes, "people_expected": float("nan")})
        return expected_in_shelters(self._chain(zone_set))

    @figure(*TABLES)
    def shelter_balance(self, level: str, zone_set: str = NO_SHOCK, stay: str = "short") -> Result:
        """Places, safe places, people expected and balance by place (`geo.shelter_balance`)."""
        communes = communes_at(self.snapshot.frame("places"), level)
        held, expected = self.safe_capacity(zone_set, stay), self.people_for_shelters(zone_set)
        return balance_by_place(held, expected, communes, self.shelter_rules())

    @figure(*TABLES)
    def sent_to_shelters(self, zone_set: str, stay: str = "short", walk_km: float | None = None) -> Sent:
        """Who goes to which shelter by the quick rule and by the optimum, walking `walk_km` at most."""
        rules, shelters = self.shelter_rules(), self.safe_capacity(zone_set, stay).frame
        people = self._people_at_points(zone_set, rules)
        longest = rules["walking_limit"] if walk_km is None else walk_km
        pairs: Pairs = straight_pairs(people, shelters, Walk(longest, rules["detour_factor"]))
        held = {rule: allocate(people, shelters, pairs, rule=rule) for rule in RULES}
        return Sent(held, compared(*(held[rule] for rule in RULES)))

    def left_over(self, sent: Sent, rule: str, level: str) -> Result:
        """Who has a place and who is left, by place where the people are (`geo.shelter_allocation.left_by_place`)."""
        require(self.actor, "figures.view")
        return left_by_place(sent.held[rule], communes_at(self.snapshot.frame("places"), level))

    def taken(self, sent: Sent, rule: str) -> pd.DataFrame:
        """What each shelter takes (`geo.shelter_allocation.taken_by_shelter`), with its commune and department."""
        require(self.actor, "figures.view")
        return self._placed(taken_by_shelter(sent.held[rule]), "")  # type: ignore[attr-defined]

    def _zones(self, zone_set: str) -> pd.DataFrame:
        zones = self.snapshot.frame("zones")
        return zones[zones["zone_set"] == zone_set].reset_index(drop=True)

    def _chain(self, zone_set: str) -> Result:
        return impact_chain(self.exposure(zone_set, "adm2").frame, impact_rates())  # type: ignore[attr-defined]

    def _people_at_points(self, zone_set: str, rules: ShelterRules) -> pd.DataFrame:
        """People expected on a lattice of points, denser where a worse class sends more."""
        boundaries = self.snapshot.frame("boundaries")
        points = lattice(boundaries[boundaries["adm_level"] == "adm2"], spacing_km=rules["people_spacing"])
        expected = self.people_for_shelters(zone_set)
        zones: Any = classed(self._zones(zone_set), hazards())
        laid = points.assign(weight=0.0)
        if zone_set != NO_SHOCK:
            laid = weighed(points, expected, self._chain(zone_set), zones)
        return people_at_points(expected, laid)


def inside(rows: pd.DataFrame, department: str) -> pd.DataFrame:
    """Rows (`adm2_pcode`) of one department; all of them where none is chosen."""
    return rows[department_of(rows["adm2_pcode"]) == department].reset_index(drop=True) if department else rows
