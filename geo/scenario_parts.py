"""Documents of scenarios from what people have: a track, the figures of an earthquake, a zone file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from geo import cyclone_scenario as cyclones
from geo.errors import BadScenario
from geo.quake_scenario import QuakeScenario, quake_document
from geo.shaking import Quake
from geo.storm_track import positions_of
from geo.wind import HOLLAND_2008
from geo.zone_scenario import ZoneScenario, zones_document

OBSERVED, FORECAST, MADE_UP, EXERCISE = cyclones.STATES
UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Stamp:
    """What a scenario says of itself: name, state and source ("": what its rows tell), author, and the file read."""

    key: str
    state: str = ""
    source: str = ""
    author: str = ""
    file: str = ""

    def told(self, state: str = MADE_UP, source: str = "") -> dict[str, Any]:
        """Fields that all scenarios share; `state` and `source` where the stamp has none."""
        state = self.state or state
        source = self.source or ", ".join(one for one in (source, self.file) if one)
        named = {"key": self.key, "state": state, "source": source, "author": self.author}
        return {**named, "status": UNVERIFIED, "fictional": state in (MADE_UP, EXERCISE)}


def document_of_track(
    tracks: pd.DataFrame, stamp: Stamp, *, storm: str | None = None, advisory: str | None = None
) -> dict[str, Any]:
    """Document of a cyclone from the positions of one storm in one advisory.

    Parameters
    ----------
    tracks
        `TRACKS` frame.
    stamp
        What the scenario says of itself.
    storm, advisory
        Which; they may be left out where there is one only.

    Raises
    ------
    BadScenario
        ``scenario.which_track`` with those that there are.
    """
    for name, value in (("storm_id", storm), ("advisory", advisory)):
        tracks = tracks[tracks[name] == value] if value else tracks
    there = [" / ".join(pair) for pair in dict.fromkeys(zip(tracks["storm_id"], tracks["advisory"], strict=True))]
    if len(there) != 1:
        asked = " / ".join(one for one in (storm, advisory) if one)
        named = ", ".join(there[:12]) or "-"
        raise BadScenario("scenario.which_track", asked=asked or "-", found=len(there), tracks=named)
    first = tracks.iloc[0]
    rows = positions_of(tracks, first["storm_id"], first["advisory"])
    source = ", ".join([*sorted(set(rows["source"].dropna())), there[0]])
    told = stamp.told(_state(rows), source)
    return cyclones.cyclone_document(cyclones.CycloneScenario(**told, positions=rows, model=HOLLAND_2008))


def _state(positions: pd.DataFrame) -> str:
    """State of a track by its positions: one that is forecast or of an exercise makes the whole so."""
    kinds = set(positions["position_kind"].dropna())
    found = [kind for kind in (EXERCISE, FORECAST, MADE_UP) if kind in kinds]
    return found[0] if found else OBSERVED if positions["position_kind"].notna().all() else MADE_UP


def document_of_quake(quake: Quake, stamp: Stamp) -> dict[str, Any]:
    """Document of an earthquake from its figures; that it can be is checked when it is run."""
    figures = {name: value for name, value in asdict(quake).items() if value is not None}
    source = ", ".join(f"{name} {value:g}" for name, value in figures.items())
    return quake_document(QuakeScenario(**stamp.told(source=source), quake=quake))


def document_of_zones(zones: pd.DataFrame, stamp: Stamp, *, hazard: str | None = None) -> dict[str, Any]:
    """Document of zones of one hazard.

    Parameters
    ----------
    zones
        `ZONES` frame.
    stamp
        What the scenario says of itself.
    hazard
        Which; it may be left out where there is one only.

    Raises
    ------
    BadScenario
        ``scenario.which_hazard`` with those that there are.
    """
    there = list(dict.fromkeys(zones["hazard"]))
    chosen = [one for one in there if one == hazard or not hazard]
    if len(chosen) != 1:
        raise BadScenario("scenario.which_hazard", hazard=hazard or "-", hazards=", ".join(there))
    rows = zones[zones["hazard"] == chosen[0]].reset_index(drop=True)
    source = ", ".join(sorted(set(rows["source"].dropna())))
    told = stamp.told(source=source)
    return zones_document(ZoneScenario(**told, hazard=chosen[0], zones=rows))
