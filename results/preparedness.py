"""Who and what is in the way of a hazard, and whether there is room."""

from __future__ import annotations

import pandas as pd

from data.access import require
from data.bundled_geography import bundled_populated_places, bundled_population
from data.held_standards import further
from data.rates_in_force import rates_in_force
from data.reference_tables import hazards, with_doubts
from data.scenario_files import reckoning
from data.snapshot import household_size
from geo.boundaries import is_schematic
from geo.cyclone_scenario import CycloneScenario
from geo.disclosure import disclosed
from geo.explain import Result
from geo.exposure import Exposed, exposure
from geo.exposure_needs import with_needs
from geo.people_sections import sections_known
from geo.people_spread import KEY as SPREAD
from geo.people_spread import Spread
from geo.places import communes_at
from geo.population import scaled_sections
from geo.scenario import Scenario, zones_of
from geo.sites_in_population import KEY, with_sites
from results.core import Figures, figure

TABLES = ("boundaries", "population", "places", "sites", "assessments", "settings", "shelters", "warehouses",
          "balances", "items", "kits", "confirmations")  # fmt: skip
DAYS = 7  # for which needs are told where nobody says otherwise


class Preparedness(Figures):
    """Figures of the section *preparedness*."""

    @figure("zones", *TABLES)
    def exposure(self, zone_set: str, level: str = "adm1") -> Result:
        """Exposure to a zone set of the snapshot."""
        zones = self.snapshot.frame("zones")
        return self._exposure(zones[zones["zone_set"] == zone_set].reset_index(drop=True), level)

    @figure("zones", *TABLES)
    def exposure_needs(self, zone_set: str, level: str = "adm1", days: int = DAYS) -> Result:
        """Exposure to a zone set of the snapshot, with the people affected and displaced, and their needs."""
        zones = self.snapshot.frame("zones")
        return self._needs(zones[zones["zone_set"] == zone_set].reset_index(drop=True), level, days)

    @figure("tracks")
    def tracks(self) -> pd.DataFrame:
        """Positions of storms that are in the snapshot."""
        return self.snapshot.frame("tracks")

    @figure()
    def scenario_zones(self, scenario: Scenario) -> pd.DataFrame:
        """Zones of a scenario; kept by its digest."""
        return zones_of(scenario, reckoning())

    @figure(*TABLES)
    def scenario_needs(self, scenario: Scenario, level: str = "adm1", days: int = DAYS) -> Result:
        """Exposure to a scenario that is not in the snapshot, as `exposure_needs`; kept by its digest."""
        told = self._needs(self.scenario_zones(scenario), level, days)
        one = scenario.told
        named = {name: getattr(one, name) for name in ("key", "state", "source", "status", "author", "fictional")}
        used = {"footprint": one.footprint_used} if isinstance(one, CycloneScenario) else {}
        return Result(told.frame, told.explain_row, told.facts | {"scenario": named} | used)

    def exposure_of(self, zones: pd.DataFrame, level: str = "adm1", days: int = DAYS) -> Result:
        """Exposure to zones that are not in the snapshot (a file), as `exposure_needs`: nothing of it is kept."""
        require(self.actor, "figures.view")
        return disclosed(self._needs(zones, level, days), self.snapshot.audience)

    def _needs(self, zones: pd.DataFrame, level: str, days: int) -> Result:
        size = household_size(self.snapshot.settings)
        return with_needs(self._exposure(zones, level), rates_in_force(self.snapshot.settings), size, days=days)

    def _exposure(self, zones: pd.DataFrame, level: str) -> Result:
        communes = communes_at(self.snapshot.frame("places"), level)
        told = exposure(zones, self._exposed(), communes, hazards())
        return with_sites(told, further(self.snapshot.settings)[KEY])

    def _exposed(self) -> Exposed:
        frame = self.snapshot.frame
        boundaries = frame("boundaries")
        return Exposed(
            boundaries=boundaries,
            population=with_doubts(frame("population")),
            sites=self.sites(),  # type: ignore[attr-defined]
            shelters=frame("shelters"),
            warehouses=frame("warehouses"),
            stock=self.stock().frame,  # type: ignore[attr-defined]
            schematic=is_schematic(boundaries),
            spread=Spread(bundled_populated_places(), further(self.snapshot.settings)[SPREAD]),
            sections=self._sections_with_people(),
        )

    @figure("boundaries", "population", "settings")
    def _sections_with_people(self) -> pd.DataFrame | None:
        """Sections of the shapes in force, with the people of the series in force or the shares of the shipped one."""
        told = self.snapshot.frame("population")
        if not (told["adm_level"] == "adm3").any():
            told = scaled_sections(bundled_population(), told)
        return sections_known(told, self.snapshot.frame("boundaries"))
