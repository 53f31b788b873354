"""Is there safe room, and for whom not: safe capacity of shelters, people expected, and the balance."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Self

import pandas as pd

from data.access import require
from data.rates_in_force import rates_in_force
from data.reference_shelters import shelter_rules
from data.reference_tables import hazards
from geo.explain import Result
from geo.frames import ZONES
from geo.impact_chain import impact_chain
from geo.people_expected import expected_in_shelters
from geo.places import communes_at, department_of
from geo.quake_scenario import QuakeScenario
from geo.safe_capacity import Event, safe_capacity
from geo.scenario_parts import OBSERVED
from geo.shelter_balance import balance_by_place
from geo.shelter_rules import STAYS, ShelterRules
from results.core import Figures, figure
from results.preparedness import TABLES as EXPOSED

NO_SHOCK = ""
TABLES = (*EXPOSED, "zones", "scenarios")


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

    @figure("shelters", "zones", "places", "settings", "scenarios")
    def safe_capacity(self, zone_set: str = NO_SHOCK, stay: str = "short") -> Result:
        """Net safe capacity of each shelter (`geo.safe_capacity`), with its commune and department."""
        event = Event(self._zones(zone_set), hazards(), on=self._shaken_on(zone_set))
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

    @figure("shelters", "settings", "scenarios")
    def shelter_moves(self, tries: tuple[tuple[str, float], ...]) -> pd.DataFrame:
        """Net safe places of the nation without a hazard as they would be with other figures.

        Returns
        -------
        moves
            `stay`, `before`, `after` (persons).
        """
        asked = self.tried(tries)  # type: ignore[attr-defined]
        told = [[one.shelter_balance("adm0", NO_SHOCK, stay).frame for one in (self, asked)] for stay in STAYS]
        rows = [[frame["net_safe_capacity"].iloc[0] for frame in pair] for pair in told]
        return pd.DataFrame(rows, columns=["before", "after"]).assign(stay=STAYS)

    def _zones(self, zone_set: str) -> pd.DataFrame:
        zones = self.snapshot.frame("zones")
        return zones[zones["zone_set"] == zone_set].reset_index(drop=True)

    def _shaken_on(self, zone_set: str) -> str:
        """Day of an earthquake that happened, since when inspections count; "" for what is only foreseen."""
        kept = self.kept_scenario(zone_set) if zone_set else None  # type: ignore[attr-defined]
        told = kept.told if kept else None
        return told.occurred_on if isinstance(told, QuakeScenario) and told.state == OBSERVED else ""

    def _chain(self, zone_set: str) -> Result:
        return impact_chain(self.exposure(zone_set, "adm2").frame, rates_in_force(self.snapshot.settings))  # type: ignore[attr-defined]


def inside(rows: pd.DataFrame, department: str) -> pd.DataFrame:
    """Rows (`adm2_pcode`) of one department; all of them where none is chosen."""
    return rows[department_of(rows["adm2_pcode"]) == department].reset_index(drop=True) if department else rows
