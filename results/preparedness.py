"""Who and what is in the way of a hazard, and whether there is room."""

from __future__ import annotations

import pandas as pd

from data.access import require
from data.reference_tables import hazards, with_doubts
from geo.boundaries import is_schematic
from geo.disclosure import disclosed
from geo.explain import Result
from geo.exposure import Exposed, exposure
from geo.places import communes_at
from results.core import Figures, figure

TABLES = ("boundaries", "population", "places", "sites", "assessments", "settings", "shelters", "warehouses",
          "balances", "items", "kits", "confirmations")  # fmt: skip


class Preparedness(Figures):
    """Figures of the section *preparedness*."""

    @figure("zones", *TABLES)
    def exposure(self, zone_set: str, level: str = "adm1") -> Result:
        """Exposure to a zone set of the snapshot."""
        zones = self.snapshot.frame("zones")
        return self._exposure(zones[zones["zone_set"] == zone_set].reset_index(drop=True), level)

    def exposure_of(self, zones: pd.DataFrame, level: str = "adm1") -> Result:
        """Exposure to zones that are not in the snapshot (a file): nothing of it is kept."""
        require(self.actor, "figures.view")
        return disclosed(self._exposure(zones, level), self.snapshot.audience)

    def _exposure(self, zones: pd.DataFrame, level: str) -> Result:
        communes = communes_at(self.snapshot.frame("places"), level)
        return exposure(zones, self._exposed(), communes, hazards())

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
        )
