"""One scenario of any hazard: read from its document and written to it, its zones, and what it brings to a point."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from geo import cyclone_scenario as cyclones
from geo import quake_scenario as quakes
from geo.crs import HAITI_BOX
from geo.cyclone_footprint import MODEL, RADII, zones_with_radii
from geo.errors import BadScenario
from geo.explain import known
from geo.footprint import OUTSIDE, class_of_points, footprint
from geo.hazards import Hazards, classed
from geo.shaking import BELOW, check_quake
from geo.shaking_rules import ShakingRules
from geo.shaking_zones import HAZARD as EARTHQUAKE
from geo.wind_rules import ARRIVALS_KT, WindRules
from geo.wind_zones import grid_over, swath_zones
from geo.zone_scenario import ZoneScenario, parse_zones, zones_document

SPACING_DEGREES = 0.02  # about 2.1 km: between its points the wind is linear
FIGURES = ("wind_ms", "wind_kt", "category", "mmi", "hazard_class")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)

Told = cyclones.CycloneScenario | quakes.QuakeScenario | ZoneScenario


@dataclass(frozen=True)
class Reckoning:
    """What scenarios are reckoned with: rules of wind and shaking, the hazards known, and the land (EPSG:4326)."""

    wind: WindRules
    shaking: ShakingRules
    hazards: Hazards
    land: Any


@dataclass(frozen=True, eq=False)
class Scenario:
    """A scenario and the day on which it was made (ISO; "" unknown). Two are the same where their documents are."""

    told: Told
    made_on: str = ""

    @property
    def hazard(self) -> str:
        """Hazard of its zones."""
        named = {cyclones.CycloneScenario: cyclones.HAZARD, quakes.QuakeScenario: EARTHQUAKE}
        return named.get(type(self.told)) or str(getattr(self.told, "hazard", ""))

    @property
    def digest(self) -> str:
        """SHA-256 of its document: the same for the same scenario, whatever file it was read from."""
        return hashlib.sha256(json.dumps(scenario_document(self)).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def parse_scenario(document: Mapping[str, Any]) -> Scenario:
    """Read a scenario from a parsed document: zones where it holds any, else by its `hazard`.

    Raises
    ------
    BadScenario
        As `parse_zones`, `cyclone_scenario.parse_cyclone` and `quake_scenario.parse_quake`.
    """
    rest = {name: value for name, value in document.items() if name != "made_on"}
    made_on = _day(document.get("made_on", ""))
    if not rest.get("hazard"):
        raise BadScenario("scenario.missing_field", field="hazard")
    if not _KEY.fullmatch(str(rest.get("key", ""))):
        raise BadScenario("scenario.bad_value", field="key", value=str(rest.get("key", ""))[:80])
    if "zones" in rest:
        return Scenario(parse_zones(rest), made_on)
    if rest["hazard"] == cyclones.HAZARD:
        return Scenario(cyclones.parse_cyclone(rest), made_on)
    if rest["hazard"] == EARTHQUAKE:
        return Scenario(quakes.parse_quake(rest), made_on)
    raise BadScenario("scenario.missing_field", field="zones")


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError as error:
        raise BadScenario("scenario.bad_value", field="made_on", value=str(value)[:80]) from error


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain values in a fixed order: what `parse_scenario` reads back."""
    told = scenario.told
    if isinstance(told, cyclones.CycloneScenario):
        document = cyclones.cyclone_document(told)
    elif isinstance(told, quakes.QuakeScenario):
        document = quakes.quake_document(told)
    else:
        document = zones_document(told)
    return document | ({"made_on": scenario.made_on} if scenario.made_on else {})


def check_scenario(scenario: Scenario, reckoning: Reckoning) -> None:
    """Refuse what cannot be, and a cyclone that has nothing to do with Haiti.

    Raises
    ------
    BadScenario
        As `storm_track.check_track`, `shaking.check_quake` or `hazards.classed`; ``track.far``.
    """
    _check(scenario, reckoning)
    told, most = scenario.told, reckoning.wind.value("track_far_km")
    if isinstance(told, cyclones.CycloneScenario):
        nearest = cyclones.nearest_km(told, reckoning.wind)
        if nearest > most:
            raise BadScenario("track.far", km=nearest, most=most)


def _check(scenario: Scenario, reckoning: Reckoning) -> None:
    told = scenario.told
    if isinstance(told, cyclones.CycloneScenario):
        cyclones.steps_of(told, reckoning.wind)
    elif isinstance(told, quakes.QuakeScenario):
        for name, value in asdict(told.quake).items():
            if value is not None and not isfinite(value):
                raise BadScenario("scenario.bad_value", field=name, value=str(value))
        check_quake(told.quake, reckoning.shaking)
    else:
        classed(told.zones, reckoning.hazards)


def zones_of(scenario: Scenario, reckoning: Reckoning) -> pd.DataFrame:
    """Zones of each class that the scenario reaches.

    Returns
    -------
    zones
        `ZONES` frame; the set is called after the scenario's key. Those of a cyclone are drawn over Haiti alone and
        dated by its first position. The same scenario gives the same bytes.

    Raises
    ------
    BadScenario
        As `check_scenario`; a track far from Haiti has no zones.

    Notes
    -----
    Method: docs/methods.md#scenarios.
    """
    _check(scenario, reckoning)
    told = scenario.told
    if isinstance(told, quakes.QuakeScenario):
        return quakes.zones_of_quake(told, reckoning.shaking)
    if isinstance(told, ZoneScenario):
        return told.zones
    return _cyclone_zones(told, reckoning)


def _cyclone_zones(told: cyclones.CycloneScenario, reckoning: Reckoning) -> pd.DataFrame:
    """Zones of a cyclone over Haiti from its wind field, its radii, or the worse of both."""
    rules, used = reckoning.wind, told.footprint_used
    day = str(cyclones.steps_of(told, rules)["valid_at"].iloc[0])[:10]
    named = {"zone_set": told.key, "source": told.source, "observed_on": day}
    model = None
    if used != RADII:
        grid = grid_over(HAITI_BOX, spacing_degrees=SPACING_DEGREES)
        swath = cyclones.model_winds(told, grid.points(), rules, land=reckoning.land)
        model = swath_zones(swath.frame, grid, rules, **named)
    if model is not None and used == MODEL:
        return model
    return zones_with_radii(model, cyclones.radii_of(told, rules).frame, rules, **named)


def at_point(scenario: Scenario, longitude: float, latitude: float, reckoning: Reckoning) -> dict[str, Any]:
    """What the scenario brings to one point, reckoned there and not on a grid.

    Returns
    -------
    told
        `FIGURES`: `wind_ms`, `wind_kt` (one-minute sustained), `category` (0 tropical storm, 1 to 5), `mmi`, each
        None where the scenario is of another hazard or does not reach the point; `hazard_class` (``outside`` where
        none). Then `hazard`, `key`, `state`, `fictional`, `mmi_low`, `mmi_high`, `radii_kt` (34, 50 or 64: the point
        lies within these radii of the advisory), `arrival_34_at`, `arrival_50_at`, `arrival_64_at` (UTC), and the
        `footprint` of a cyclone (``model``, ``radii``, ``both``): its class is the worse of wind and radii.

    Raises
    ------
    BadScenario
        As `check_scenario`; ``scenario.bad_point``.
    """
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):  # NaN is not within either
        raise BadScenario("scenario.bad_point", value=f"{longitude:g},{latitude:g}")
    _check(scenario, reckoning)
    told = scenario.told
    point = pd.DataFrame({"longitude": [longitude], "latitude": [latitude]})
    if isinstance(told, cyclones.CycloneScenario):
        found = cyclones.winds_of(told, point, reckoning.wind, land=reckoning.land).frame.iloc[0].to_dict()
    elif isinstance(told, quakes.QuakeScenario):
        found = quakes.shaking_of(told, point, reckoning.shaking).frame.iloc[0].to_dict()
    else:
        laid = footprint(classed(told.zones, reckoning.hazards))
        at = int(class_of_points(point["longitude"], point["latitude"], laid)[0])
        found = {"hazard_class": laid.classes[at]}
    more = ("mmi_low", "mmi_high", "radii_kt", *(f"arrival_{knots}_at" for knots in ARRIVALS_KT))
    values = {name: known(found.get(name)) for name in (*FIGURES, *more)}
    values["hazard_class"] = OUTSIDE if values["hazard_class"] == BELOW else values["hazard_class"]
    values["category"] = None if values["category"] is None else int(values["category"])
    named = {name: getattr(told, name) for name in ("key", "state", "fictional")}
    values["footprint"] = getattr(told, "footprint_used", None)
    return {**{name: values.pop(name) for name in FIGURES}, "hazard": scenario.hazard, **named, **values}
