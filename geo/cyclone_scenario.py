"""A cyclone as data: its positions and how its winds are reckoned, read from a document and written to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.crs import HAITI_BOX
from geo.cyclone_footprint import FOOTPRINTS, MODEL, RADII, footprint_used, with_radii
from geo.errors import BadScenario
from geo.explain import Result, known
from geo.frames import TRACKS
from geo.great_circles import directions
from geo.settings import STATUSES
from geo.storm_track import KM_PER_RADIAN, PRESSURE_TABLE, RADIUS_ESTIMATES, hourly
from geo.wind import HOLLAND_2008, MODELS
from geo.wind_decay import inland_factor
from geo.wind_radii import radii_footprints
from geo.wind_rules import WindRules
from geo.wind_swath import wind_swath

HAZARD = "cyclone"
STATES = ("observed", "forecast", "scenario", "exercise")
POSITION = ("valid_at", "longitude", "latitude", "wind_kt", "pressure_hpa", "radius_max_wind_nm")
_TOLD = ("key", "state", "source", "status")
_OPTIONAL = ("hazard", "fictional", "author", "model", "radius", "step_hours", "inland_decay", "footprint", "positions")


@dataclass(frozen=True)
class CycloneScenario:
    """One cyclone.

    Parameters
    ----------
    key
        Its name: locale key ``scenario_preset.<key>`` of those that are shipped.
    state
        ``observed``, ``forecast``, ``scenario`` or ``exercise``: the stamp on everything made from it.
    source, status, author
        Whence the track; "verified" or "unverified"; who made the scenario.
    fictional
        No storm took this track.
    positions
        `TRACKS` frame in the order of the document.
    model, radius, step_hours
        As `wind.vortex_of` and `storm_track.hourly`.
    inland_decay
        The wind falls over land beyond what the track tells.
    footprint
        ``model``, ``radii`` (of the advisory) or ``both``, the worse of them; "": as `footprint_used`.
    """

    key: str
    state: str
    source: str
    status: str
    positions: pd.DataFrame
    author: str = ""
    fictional: bool = False
    model: str = HOLLAND_2008
    radius: str = PRESSURE_TABLE
    step_hours: float = 1.0
    inland_decay: bool = False
    footprint: str = ""

    @property
    def footprint_used(self) -> str:
        """``model``, ``radii`` or ``both``: as chosen, else both where the track gives radii."""
        return footprint_used(self.footprint, self.positions)


def parse_cyclone(document: Mapping[str, Any]) -> CycloneScenario:
    """Read a cyclone from a parsed document; its track is checked when it is run.

    Raises
    ------
    BadScenario
        ``scenario.missing_field``, ``scenario.unknown_field`` or ``scenario.bad_value``, naming the field.
    """
    _check_fields(document)
    _check_positions(document["positions"])
    positions = [{**one, "storm_id": document["key"]} for one in document["positions"]]
    frame = pd.DataFrame(positions)
    for name in POSITION[1:]:
        if name in frame and not pd.api.types.is_numeric_dtype(frame[name]):
            raise BadScenario("scenario.bad_value", field=name, value=str(frame[name].iloc[0])[:80])
    state = document["state"]
    return CycloneScenario(
        **{name: str(document[name]) for name in _TOLD},
        author=str(document.get("author", "")),
        fictional=bool(document.get("fictional", False)),
        positions=TRACKS.conform(frame.assign(position_kind=state, source=document["source"])),
        model=document.get("model", HOLLAND_2008),
        radius=document.get("radius", PRESSURE_TABLE),
        step_hours=float(document.get("step_hours", 1.0)),
        inland_decay=bool(document.get("inland_decay", False)),
        footprint=document.get("footprint", ""),
    )


def _check_fields(document: Mapping[str, Any]) -> None:
    for name in (*_TOLD, "positions"):
        if not document.get(name):
            raise BadScenario("scenario.missing_field", field=name)
    for name in document:
        if name not in (*_TOLD, *_OPTIONAL):
            raise BadScenario("scenario.unknown_field", field=str(name)[:80])
    accepted = {"hazard": (HAZARD,), "state": STATES, "status": STATUSES, "model": MODELS, "radius": RADIUS_ESTIMATES,
                "footprint": ("", *FOOTPRINTS)}  # fmt: skip
    for name, values in accepted.items():
        if name in document and document[name] not in values:
            raise BadScenario("scenario.bad_value", field=name, value=str(document[name])[:80])
    step = document.get("step_hours", 1.0)
    if isinstance(step, bool) or not isinstance(step, int | float):
        raise BadScenario("scenario.bad_value", field="step_hours", value=str(step)[:80])


def _check_positions(positions: Any) -> None:
    if not isinstance(positions, list) or not all(isinstance(one, Mapping) for one in positions):
        raise BadScenario("scenario.bad_value", field="positions", value=str(positions)[:80])
    for one in positions:
        for name in POSITION[:3]:
            if name not in one:
                raise BadScenario("scenario.missing_field", field=f"positions.{name}")
        for name in one:
            if name not in TRACKS.by_name:
                raise BadScenario("scenario.unknown_field", field=f"positions.{name}"[:80])


def cyclone_document(scenario: CycloneScenario) -> dict[str, Any]:
    """The scenario as plain values in a fixed order, unknown ones left out: what `parse_cyclone` reads back."""
    named = [
        name for name in TRACKS.by_name
        if name in POSITION or (name.startswith("r") and name.endswith("_nm"))
    ]  # fmt: skip
    rows = scenario.positions[named].to_dict("records")
    return {
        "key": scenario.key, "hazard": HAZARD, "state": scenario.state, "fictional": scenario.fictional,
        "source": scenario.source, "status": scenario.status, "author": scenario.author, "model": scenario.model,
        "radius": scenario.radius, "step_hours": scenario.step_hours, "inland_decay": scenario.inland_decay,
        **({"footprint": scenario.footprint} if scenario.footprint else {}),
        "positions": [{str(k): told for k, v in row.items() if (told := known(v)) is not None} for row in rows],
    }  # fmt: skip


def steps_of(scenario: CycloneScenario, rules: WindRules) -> pd.DataFrame:
    """The track at every step; errors as `storm_track.hourly`."""
    return hourly(scenario.positions, rules, step_hours=scenario.step_hours, radius=scenario.radius)


def nearest_km(scenario: CycloneScenario, rules: WindRules) -> float:
    """How near its centre comes to the middle of Haiti at any step, km."""
    west, south, east, north = HAITI_BOX
    steps = steps_of(scenario, rules)
    middle = directions([(west + east) / 2], [(south + north) / 2])[0]
    cosines = directions(steps["longitude"], steps["latitude"]) @ middle
    return float(np.arccos(np.clip(cosines.max(), -1.0, 1.0)) * KM_PER_RADIAN)


def winds_of(scenario: CycloneScenario, points: pd.DataFrame, rules: WindRules, *, land: Any = None) -> Result:
    """Strongest wind, class and arrivals of a scenario at points.

    Parameters
    ----------
    scenario
        The cyclone.
    points
        As `wind_swath.wind_swath`.
    rules
        Equations' figures and class bounds.
    land
        Polygons (EPSG:4326) over which the wind falls where the scenario says so.

    Returns
    -------
    swath
        As `wind_swath.wind_swath`, with the radii of the advisory as `footprint_used` says
        (`cyclone_footprint.with_radii`); `facts` also name the scenario, its state, whether it is fictional, and the
        `footprint`.

    Raises
    ------
    BadScenario
        As `storm_track.hourly`; ``scenario.no_land`` where the scenario decays over land and there is none;
        ``radii.none`` where radii are chosen and the track gives none.
    """
    told = model_winds(scenario, points, rules, land=land)
    used = scenario.footprint_used
    if used != MODEL:
        told = with_radii(told, radii_of(scenario, rules), rules, alone=used == RADII)
    return told


def model_winds(scenario: CycloneScenario, points: pd.DataFrame, rules: WindRules, *, land: Any = None) -> Result:
    """The same from the wind field alone, whatever radii the track gives."""
    steps = steps_of(scenario, rules)
    if scenario.inland_decay and land is None:
        raise BadScenario("scenario.no_land")
    factor = inland_factor(steps, land, rules, model=scenario.model) if scenario.inland_decay else None
    told = wind_swath(points, steps, rules, model=scenario.model, factor=factor)
    named = {name: getattr(scenario, name) for name in ("key", "state", "source", "status", "author", "fictional")}
    more = {"scenario": named, "footprint": scenario.footprint_used}
    return Result(told.frame, told.explain_row, told.facts | more)


def radii_of(scenario: CycloneScenario, rules: WindRules) -> Result:
    """Areas within the radii at every step; errors as `wind_radii.radii_footprints`."""
    return radii_footprints(scenario.positions, rules, step_hours=scenario.step_hours)
