"""Exposure with the people of a grid that somebody hands in: nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data.access import require
from data.held_standards import further
from data.rates_in_force import rates_in_force
from data.reference_tables import hazards, with_doubts
from data.snapshot import household_size
from geo.disclosure import disclosed
from geo.explain import Result
from geo.exposure import exposure
from geo.exposure_needs import with_needs
from geo.places import communes_at
from geo.population_raster import PopulationRaster, population_cells, scaled_to
from geo.raster_exposure import raster_exposure, with_gridded_people
from geo.sites_in_population import KEY, with_sites
from results.core import Figures
from results.preparedness import DAYS


class Gridded(Figures):
    """Figures of a population raster."""

    def exposure_gridded(
        self, zones: pd.DataFrame, raster: PopulationRaster, level: str = "adm1", days: int = DAYS, *,
        scaled: bool = False, source: str = "",
    ) -> Result:  # fmt: skip
        """Exposure as `exposure_of`, its people from a raster; `scaled`: brought to the official totals by commune."""
        require(self.actor, "figures.view")
        frame = self.snapshot.frame
        boundaries = frame("boundaries")
        cells = population_cells(raster, boundaries[boundaries["adm_level"] == "adm2"].reset_index(drop=True))
        if scaled:
            cells = scaled_to(cells, with_doubts(frame("population")))
        communes = communes_at(frame("places"), level)
        met = replace(self._exposed(), spread=None)  # type: ignore[attr-defined]  # the grid says where people are
        held = exposure(zones, met, communes, hazards())
        gridded = raster_exposure(zones, cells, communes, hazards(), source=source)
        inside = further(self.snapshot.settings)[KEY]
        told = with_sites(with_gridded_people(held, gridded), inside)
        rates, size = rates_in_force(self.snapshot.settings), household_size(self.snapshot.settings)
        return disclosed(with_needs(told, rates, size, days=days), self.snapshot.audience)
