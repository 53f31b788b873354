"""The register of evacuation shelters in use: who is in them, what became of them, how they were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.explain import Result
from geo.points_in_places import place_index
from geo.shelter_history import shelter_history
from geo.shelter_register import occupants_by_group, register_figures
from results.core import Figures, figure

TABLES = ("shelters", "places", "boundaries")
EVENTS = ("opened", "closed")


@dataclass(frozen=True)
class ShelterFacts:
    """A shelter: its row with names of its places, and its history, the newest first."""

    shelter: dict[str, Any]
    history: pd.DataFrame


class ShelterRegister(Figures):
    """Figures of the part *register* of the page *shelters*."""

    @figure("shelters", "places")
    def shelters_in_use(self, department: str = "") -> Result:
        """Shelters opened, hosting, and people hosted (`geo.shelter_register.register_figures`)."""
        rows = self.shelters(department)  # type: ignore[attr-defined]
        return register_figures(rows, as_of=self.snapshot.as_of)

    @figure("shelters", "places")
    def shelter_occupants(self, department: str = "") -> Result:
        """People hosted by sex and age (`geo.shelter_register.occupants_by_group`)."""
        return occupants_by_group(self.shelters(department), as_of=self.snapshot.as_of)  # type: ignore[attr-defined]

    @figure("shelters")
    def shelter_events(self) -> pd.DataFrame:
        """What became of every shelter up to the day of the picture (`geo.shelter_history.shelter_history`)."""
        told = shelter_history(self.snapshot.frame("shelter_patches"))
        return told[told["shelter_id"].isin(self.snapshot.frame("shelters")["shelter_id"])].reset_index(drop=True)

    @figure("shelters", "places")
    def openings(self, department: str = "") -> pd.DataFrame:
        """Openings and closings, the newest first, with name, commune and department of the shelter."""
        events = self.shelter_events()
        rows = self.shelters(department)[["shelter_id", "name", "adm2_name", "adm1_name", "adm2_pcode"]]  # type: ignore[attr-defined]
        told = events[events["what"].isin(EVENTS)].merge(rows, on="shelter_id", how="inner")
        return told.iloc[::-1].reset_index(drop=True)

    @figure(*TABLES)
    def shelter_sheet(self, shelter_id: str) -> ShelterFacts | None:
        """One shelter and its history; None where there is no such shelter."""
        rows = self.shelters_with_section()
        mine = rows[rows["shelter_id"] == shelter_id]
        if mine.empty:
            return None
        events = self.shelter_events()
        history = events[events["shelter_id"] == shelter_id].iloc[::-1].reset_index(drop=True)
        return ShelterFacts({str(name): value for name, value in mine.iloc[0].to_dict().items()}, history)

    @figure(*TABLES)
    def shelters_with_section(self, department: str = "") -> pd.DataFrame:
        """Shelters with `adm3_name`: the section that holds their point, null where sections are not in force."""
        rows: pd.DataFrame = self.shelters(department)  # type: ignore[attr-defined]
        boundaries = self.snapshot.frame("boundaries")
        held = boundaries[(boundaries["adm_level"] == "adm3") & boundaries["geometry"].notna()]
        names = pd.Series([*held["name_fr"], None], dtype="str")
        if held.empty:
            return rows.assign(adm3_name=pd.Series([None] * len(rows), index=rows.index, dtype="str"))
        at = place_index(held["geometry"].to_numpy(dtype=object)).of(rows["longitude"], rows["latitude"])
        return rows.assign(adm3_name=names.to_numpy(dtype=object)[at]).astype({"adm3_name": "str"})
