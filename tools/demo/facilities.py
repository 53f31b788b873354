"""Fictional health facilities, schools and water points within walking distance of sites."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING, Any

from tools.demo.draw import dealt
from tools.demo.places import MARGIN, shifted
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw
    from tools.demo.places import Commune

Row = dict[str, Any]
BEDS = {"hospital": (30, 90), "health_centre": (2, 14)}


def make_facilities(plan: Row, communes: dict[str, Commune], sites: list[Row]) -> list[Row]:
    """Return the facilities; their names are kinds with a number, so that none names a place that exists."""
    draw, part = draw_for(plan, "facilities"), plan["facilities"]
    by_id = {site["site_id"]: site for site in sites if site["status"] == "active"}
    first = [by_id[key] for key in part["first"]] * part["each_first"]
    rows: list[Row] = []
    counts: dict[str, int] = {}
    for at, kind in enumerate(draw.shuffled(dealt(part["a_type"]))):
        site = first[at] if at < len(first) else draw.one_of([*by_id.values()])
        counts[kind] = counts.get(kind, 0) + 1
        longitude, latitude = _near(site, communes[site["adm2_pcode"]], part["near_m"], draw)
        rows.append({
            "facility_id": f"FAC-{at + 1:04d}",
            "name": f"{part['named'][kind]} n° {counts[kind]} (fictif)",
            "adm2_pcode": site["adm2_pcode"], "longitude": longitude, "latitude": latitude,
            "facility_type": kind,
            "facility_status": None if draw.chance(part["status_unknown"]) else draw.weighted(part["states"]),
            "beds": draw.whole(*BEDS[kind]) if kind in BEDS else None,
            "location_confidence": "illustrative", "observed_on": part["observed_on"],
        })  # fmt: skip
    return rows


def _near(site: Row, commune: Commune, reach: tuple[float, float], draw: Draw) -> tuple[float, float]:
    """A point at walking distance of a site, inside the clear radius of its commune."""
    degree_m = shifted(0.0, commune.latitude, 1000.0, 0.0)[0] / 1000, shifted(0.0, 0.0, 0.0, 1000.0)[1] / 1000
    while True:
        metres, turn = draw.between(*reach), 2 * pi * draw.share()
        found = shifted(site["longitude"], site["latitude"], metres * cos(turn), metres * sin(turn))
        east = (found[0] - commune.longitude) / degree_m[0]
        north = (found[1] - commune.latitude) / degree_m[1]
        if east * east + north * north <= (MARGIN * commune.clear_radius_m) ** 2:
            return round(found[0], 5), round(found[1], 5)
