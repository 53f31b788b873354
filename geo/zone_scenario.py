"""Zones as a scenario: drawn or loaded areas of one hazard, read from a document and written to one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from geo.errors import BadScenario
from geo.explain import known
from geo.frames import ZONES
from geo.settings import STATUSES

STATES = ("observed", "forecast", "scenario", "exercise")
_TOLD = ("key", "hazard", "state", "source", "status")
_OPTIONAL = ("fictional", "author", "zones")
_ZONE = ("zone_id", "hazard_class", "geometry")
_MORE = ("name", "observed_on")
_AREAS = ("Polygon", "MultiPolygon")
_HALF_GLOBE = 180.0  # degrees: a zone as wide runs over the date line the wrong way round
_POINT = re.compile(r"\[(\S+) (\S+)\]")  # where a ring crosses itself, as GEOS tells it


@dataclass(frozen=True)
class ZoneScenario:
    """Areas of one hazard.

    Parameters
    ----------
    key
        Its name, and that of the zone set.
    hazard
        Key or word of data/reference/hazards.toml.
    state
        ``observed``, ``forecast``, ``scenario`` or ``exercise``: the stamp on everything made from it.
    source, status, author
        Whence the areas; "verified" or "unverified"; who made the scenario.
    zones
        `ZONES` frame in the order of the document.
    fictional
        It did not happen.
    """

    key: str
    hazard: str
    state: str
    source: str
    status: str
    zones: pd.DataFrame
    author: str = ""
    fictional: bool = False


def parse_zones(document: Mapping[str, Any]) -> ZoneScenario:
    """Read zones from a parsed document; that hazard and classes are known is checked when they are run.

    Raises
    ------
    BadScenario
        ``scenario.missing_field``, ``scenario.unknown_field`` or ``scenario.bad_value``, naming the field;
        ``zones.crosses_itself`` and ``zones.date_line``, naming the zone.
    """
    for name in (*_TOLD, "zones"):
        if not document.get(name):
            raise BadScenario("scenario.missing_field", field=name)
    for name in document:
        if name not in (*_TOLD, *_OPTIONAL):
            raise BadScenario("scenario.unknown_field", field=str(name)[:80])
    accepted = {"state": STATES, "status": STATUSES, "fictional": (True, False)}
    for name, values in accepted.items():
        if name in document and document[name] not in values:
            raise BadScenario("scenario.bad_value", field=name, value=str(document[name])[:80])
    rows = document["zones"]
    if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
        raise BadScenario("scenario.bad_value", field="zones", value=str(rows)[:80])
    told = {name: str(document[name]) for name in _TOLD}
    shared = {"zone_set": told["key"], "hazard": told["hazard"], "source": told["source"]}
    frame = ZONES.conform(pd.DataFrame([_zone(one) | shared for one in rows]))
    fictional, author = bool(document.get("fictional", False)), str(document.get("author", ""))
    return ZoneScenario(**told, zones=frame, author=author, fictional=fictional)


def _zone(told: Mapping[str, Any]) -> dict[str, Any]:
    for name in _ZONE:
        if not told.get(name):
            raise BadScenario("scenario.missing_field", field=f"zones.{name}")
    for name in told:
        if name not in (*_ZONE, *_MORE):
            raise BadScenario("scenario.unknown_field", field=f"zones.{name}"[:80])
    return {name: str(value) for name, value in told.items()} | {"geometry": _area(told["geometry"], told["zone_id"])}


def _area(text: Any, zone: Any) -> shapely.Geometry:
    """Area of a GeoJSON text in degrees."""
    try:
        shape = shapely.from_geojson(str(text))
    except shapely.errors.GEOSException as error:
        raise BadScenario("scenario.bad_value", field="zones.geometry", value=str(text)[:80]) from error
    west, south, east, north = shapely.bounds(shape)
    if shape.geom_type not in _AREAS or not (west >= -180 and east <= 180 and south >= -90 and north <= 90):
        raise BadScenario("scenario.bad_value", field="zones.geometry", value=str(text)[:80])
    if east - west > _HALF_GLOBE:
        raise BadScenario("zones.date_line", zone=str(zone)[:80])
    if not shapely.is_valid(shape):
        at = _POINT.search(shapely.is_valid_reason(shape))
        raise BadScenario("zones.crosses_itself", zone=str(zone)[:80], at=", ".join(at.groups()) if at else "-")
    return shape


def zones_document(scenario: ZoneScenario) -> dict[str, Any]:
    """The scenario as plain values in a fixed order, unknown ones left out: what `parse_zones` reads back."""
    named = scenario.zones[[*_ZONE[:2], *_MORE]].to_dict("records")
    rows = [{str(k): told for k, v in row.items() if (told := known(v)) is not None} for row in named]
    texts = shapely.to_geojson(scenario.zones["geometry"].to_numpy(dtype=object))
    return {
        "key": scenario.key, "hazard": scenario.hazard, "state": scenario.state, "fictional": scenario.fictional,
        "source": scenario.source, "status": scenario.status, "author": scenario.author,
        "zones": [row | {"geometry": str(text)} for row, text in zip(rows, texts, strict=True)],
    }  # fmt: skip
