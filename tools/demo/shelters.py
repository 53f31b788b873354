"""Fictional evacuation shelters; those that already house displaced people stand where such sites are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.draw import apportion
from tools.demo.places import point_in
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw
    from tools.demo.names import Names
    from tools.demo.places import Commune

Row = dict[str, Any]
# The kinds that a site and a shelter have in common.
SHARED_TYPES = ("school", "church", "public_building", "other")


def make_shelters(plan: dict[str, Any], communes: dict[str, Commune], names: Names, sites: list[Row]) -> list[Row]:
    """Return the shelters, numbered by commune."""
    draw, part = draw_for(plan, "shelters"), plan["shelters"]
    rows: list[Row] = []
    for area, count in {"mapap": part["mapap"], **part["departments"]}.items():
        inside = {code: one for code, one in communes.items() if _area(one) == area}
        housing = part["occupied_mapap"] if area == "mapap" else part["occupied"].get(area, 0)
        taken = _taken(sites, set(inside), housing, draw)
        free = count - len(taken)
        places = apportion(free - len(inside), {code: one.population**0.7 for code, one in inside.items()})
        rows += taken
        rows += [_new(one, part, names, draw) for one in inside.values() for _ in range(1 + places[one.adm2_pcode])]
        _occupied_unknown(rows[-free:], area, part, draw)
    rows.sort(key=lambda row: row["adm2_pcode"])
    for at, row in enumerate(rows, start=1):
        row["shelter_id"] = f"ABR-{at:04d}"
        _building(row, part, draw)
    return rows


def _area(commune: Commune) -> str:
    return "mapap" if commune.in_mapap else commune.adm1_pcode


def _taken(sites: list[Row], inside: set[str], count: int, draw: Draw) -> list[Row]:
    """Shelters that are open sites of displaced people: same name, same point, same kind."""
    fit = [
        site
        for site in sites
        if site["adm2_pcode"] in inside
        and site["site_class"] == "collective_centre"
        and site["site_type"] in SHARED_TYPES
        and site["status"] == "active"
    ]
    same = ("name", "adm2_pcode", "longitude", "latitude")
    return [
        {name: site[name] for name in same} | {"shelter_type": site["site_type"], "occupied_by_idps": True}
        for site in draw.some(fit, count)
    ]


def _new(commune: Commune, part: dict[str, Any], names: Names, draw: Draw) -> Row:
    longitude, latitude = point_in(commune, draw)
    kind = draw.weighted(part["types"])
    return {
        "name": names.next(kind),
        "adm2_pcode": commune.adm2_pcode,
        "longitude": longitude,
        "latitude": latitude,
        "shelter_type": kind,
        "occupied_by_idps": False,
    }


def _occupied_unknown(rows: list[Row], area: str, part: dict[str, Any], draw: Draw) -> None:
    """Outside the areas whose share is given, some were never asked."""
    for row in rows:
        if area not in {"mapap", "HT06"} and draw.chance(part["occupied_unknown_share"]):
            row["occupied_by_idps"] = None


def _building(row: Row, part: dict[str, Any], draw: Draw) -> None:
    floor = draw.around(part["floor_m2"][row["shelter_type"]], part["floor_spread"])
    capacity = max(20, 10 * round(floor * part["persons_per_m2"] * draw.between(0.8, 1.25) / 10))
    toilets = min(40, round(capacity / part["persons_per_toilet"] * draw.between(0.2, 1.6)))
    row["capacity_persons"] = None if draw.chance(part["capacity_unknown_share"]) else capacity
    row["floor_area_m2"] = None if draw.chance(part["floor_unknown_share"]) else 5 * round(floor / 5)
    row["toilets"] = None if draw.chance(part["toilets_unknown_share"]) else toilets
    row["structure_status"] = draw.weighted(part["structures"])
    row["observed_on"] = draw.day(part["seen_first"], part["seen_last"])
