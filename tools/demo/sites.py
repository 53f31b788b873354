"""Fictional sites of displaced people: where, what kind, since when, and how many people they hold in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.draw import apportion, dealt
from tools.demo.places import point_in
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw
    from tools.demo.names import Names
    from tools.demo.places import Commune

Row = dict[str, Any]


def make_sites(plan: dict[str, Any], communes: dict[str, Commune], names: Names) -> tuple[list[Row], dict[str, int]]:
    """Return the sites, and the people each holds at its fullest (the last round, or before it closed)."""
    draw = draw_for(plan, "sites")
    rows: list[Row] = []
    for area in ("mapap", "elsewhere"):
        rows += _sites_of(area, plan, communes, names, draw)
    rows.sort(key=lambda row: row["adm2_pcode"])
    for at, row in enumerate(rows, start=1):
        row["site_id"] = f"SIT-{at:04d}"
        _dates(row, plan, draw)
        _area(row, plan["sites"], draw)
    _close(rows, plan, communes, draw)
    people = {row["site_id"]: row.pop("individuals") for row in rows}
    return rows, people


def _sites_of(area: str, plan: dict[str, Any], communes: dict[str, Commune], names: Names, draw: Draw) -> list[Row]:
    """One area: communes and types by count, shuffled against each other; sizes add up to the mean."""
    part, type_people = plan["sites"][area], plan["sites"]["type_people"]
    places = draw.shuffled(dealt(part["communes"]))
    types = draw.shuffled(dealt(part["types"]))
    sizes = _sizes(part, types, type_people, draw)
    rows = []
    for place, site_type, individuals in zip(places, types, sizes, strict=True):
        longitude, latitude = point_in(communes[place], draw)
        rows.append(
            {"adm2_pcode": place, "longitude": longitude, "latitude": latitude}
            | {"site_type": site_type, "site_class": _class(site_type), "individuals": individuals}
        )
    open_air = [row for row in rows if row["site_type"] == "open_air"]
    for row in draw.some(open_air, part["planned"]):
        row["site_class"] = "planned_site"
    for row in rows:
        planned = row["site_class"] == "planned_site"
        row["name"] = names.next("planned_site" if planned else row["site_type"])
    _managers(rows, part["managers"], draw)
    return rows


def _sizes(part: dict[str, Any], types: list[str], type_people: dict[str, float], draw: Draw) -> list[int]:
    """People of each site, with a long tail; together the mean times the number of sites."""
    raw = {str(at): draw.around(type_people[kind], part["spread"]) for at, kind in enumerate(types)}
    return list(apportion(part["mean_individuals"] * len(types), raw).values())


def _class(site_type: str) -> str:
    return "spontaneous_site" if site_type in {"open_air", "other"} else "collective_centre"


def _managers(rows: list[Row], managers: dict[str, int], draw: Draw) -> None:
    """Planned sites have a manager first; the rest by lot."""
    order = sorted(draw.shuffled(range(len(rows))), key=lambda at: rows[at]["site_class"] != "planned_site")
    for at, manager in zip(order, dealt(managers), strict=False):
        rows[at]["manager_organisation"] = manager


def _dates(row: Row, plan: dict[str, Any], draw: Draw) -> None:
    opened = draw.day(plan["sites"]["opened_first"], plan["sites"]["opened_last"])
    known = not draw.chance(plan["sites"]["opened_unknown_share"])
    row["opened_on"] = opened if known else None
    row["observed_on"] = opened if known else plan["rounds"][0]["first_day"]
    row["status"] = "active"


def _area(row: Row, part: dict[str, Any], draw: Draw) -> None:
    kind = row["site_class"]
    if kind == "collective_centre":
        area = draw.between(*part["collective_area_m2"])
    else:
        area = row["individuals"] * draw.around(part["person_area_m2"][kind], part["area_spread"])
    unknown = draw.chance(part["area_unknown_share"][kind])
    row["area_m2"] = None if unknown else max(40, 10 * round(area / 10))


def _close(rows: list[Row], plan: dict[str, Any], communes: dict[str, Commune], draw: Draw) -> None:
    """Close a few sites outside the metropolitan area that were open at the first round."""
    first = plan["rounds"][0]["first_day"]
    fit = [row for row in rows if not communes[row["adm2_pcode"]].in_mapap and (row["opened_on"] or "") < first]
    closings = plan["sites"]["closed"]
    for row, (closed_on, reason) in zip(draw.some(fit, len(closings)), closings, strict=True):
        row |= {"status": "closed", "closed_on": closed_on, "closed_reason": reason}
