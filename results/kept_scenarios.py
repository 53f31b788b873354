"""Scenarios that can be looked at: those that are kept, and those that are shipped."""

from __future__ import annotations

import pandas as pd

from data.kept_scenarios import of_toml
from data.scenario_files import presets
from geo.scenario import Scenario
from results.core import Figures, figure

LISTED = ("zone_set", "scenario_title", "hazard", "scenario_state", "fictional", "author", "made_on")


class KeptScenarios(Figures):
    """Scenarios of the snapshot and of the product."""

    @figure("scenarios")
    def kept_scenarios(self) -> pd.DataFrame:
        """Scenarios of the snapshot that can be run again, by name: `LISTED`."""
        rows = self.snapshot.frame("scenarios")
        rows = rows[rows["scenario_toml"].notna()]  # blanked where it names a place that is withheld
        return rows.sort_values("zone_set", kind="stable", ignore_index=True)[list(LISTED)]

    @figure("scenarios")
    def kept_scenario(self, zone_set: str) -> Scenario | None:
        """A kept scenario by the name of its zone set; None where there is none."""
        rows = self.snapshot.frame("scenarios")
        told = rows.loc[(rows["zone_set"] == zone_set) & rows["scenario_toml"].notna(), "scenario_toml"]
        return of_toml(str(told.iloc[0])) if len(told) else None

    @figure()
    def scenario_presets(self) -> dict[str, Scenario]:
        """Scenarios that ship with the product, by key; all made up."""
        return presets()
