"""Fictional hazard zones: rounded shapes near commune points, rings of shaking, communes hard to reach."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools.demo.places import HAITI, shifted
from tools.demo.plan import draw_for
from tools.demo.shapes import even, uneven

if TYPE_CHECKING:
    from tools.demo.places import Commune

Row = dict[str, Any]
CELLS = HAITI / "communes_schematic.geojson"
SHAPED = ("flood", "storm_surge", "landslide")


def make_zones(plan: dict[str, Any], communes: dict[str, Commune]) -> list[Row]:
    """Return the zones of all sets; inside a set the higher class lies within the lower."""
    part = plan["zones"]
    rows = [row for hazard in SHAPED for row in _shaped(hazard, plan, communes)]
    rows += _shaken(part) + _hard_to_reach(plan, communes)
    for row in rows:
        row |= {"source": part["source"]}
        row.setdefault("observed_on", part["observed_on"])
    return rows


def _shaped(hazard: str, plan: dict[str, Any], communes: dict[str, Commune]) -> list[Row]:
    """One shape a commune, off its point, in three nested sizes."""
    draw, part, of_set = draw_for(plan, hazard), plan["zones"], plan["zones"][hazard]
    rows = []
    for code in of_set["communes"]:
        radius = draw.between(*of_set["radius_m"])
        off = [draw.between(-0.55, 0.55) * radius for _ in range(2)]
        centre = shifted(communes[code].longitude, communes[code].latitude, *off)
        outline = uneven(draw, of_set["stretch"], part["wobble"])
        for hazard_class, size in part["classes"].items():
            ring = outline.ring(centre, size * radius, part["vertices"])
            name = f"{of_set['name']}: {communes[code].name}"
            rows.append(_row(hazard, (f"{code}-{hazard_class}", hazard_class), name, _polygon(ring)))
    return rows


def _shaken(part: Row) -> list[Row]:
    of_set = part["earthquake"]
    outline = even(of_set["stretch"], of_set["turn_degrees"])
    centre = (of_set["longitude"], of_set["latitude"])
    rows = []
    for hazard_class, radius in of_set["radius_m"].items():
        ring = outline.ring(centre, radius, 2 * part["vertices"])
        rows.append(_row("earthquake", (hazard_class, hazard_class), of_set["name"], _polygon(ring)))
    return rows


def _hard_to_reach(plan: dict[str, Any], communes: dict[str, Commune]) -> list[Row]:
    """Whole communes drawn by lot, as their schematic cells: the set says nothing about any real place."""
    draw, of_set = draw_for(plan, "access"), plan["zones"]["access"]
    cells = {
        feature["properties"]["adm2_pcode"]: feature["geometry"]
        for feature in json.loads(CELLS.read_text("utf-8"))["features"]
    }
    inside = [code for code, one in communes.items() if one.in_mapap]
    outside = [code for code, one in communes.items() if not one.in_mapap]
    chosen = draw.some(inside, of_set["mapap"]) + draw.some(outside, of_set["elsewhere"])
    rows = []
    for code in chosen:
        name = f"{of_set['name']}: {communes[code].name}"
        row = _row("access", (code, of_set["class"]), name, cells[code])
        rows.append(row | {"observed_on": of_set["observed_on"]})
    return rows


def _row(hazard: str, zone: tuple[str, str], name: str, geometry: Row) -> Row:
    zone_id, hazard_class = zone
    return {
        "zone_set": hazard,
        "zone_id": zone_id,
        "hazard": hazard,
        "hazard_class": hazard_class,
        "name": name,
        "geometry": geometry,
    }


def _polygon(ring: list[list[float]]) -> Row:
    return {"type": "Polygon", "coordinates": [ring]}
