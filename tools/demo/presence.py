"""Who does what where: fictional organisations by site, commune and sector, mostly as the last visits tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.frames.sites import SERVED
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw

Row = dict[str, Any]


def make_services(plan: Row, sites: list[Row], assessments: list[Row], mapap: set[str]) -> list[Row]:
    """Return the activities: managers first, then the sectors of each site, then those of whole communes."""
    draw, part = draw_for(plan, "services"), plan["presence"]
    last = {row["site_id"]: row for row in assessments}  # rounds stand in order of time
    open_sites = [site for site in sites if site["status"] == "active"]
    rows = [row for site in open_sites for row in _managing(plan, site, last.get(site["site_id"], {}), draw)]
    for site in open_sites:
        able = _able(plan, _area(site["adm2_pcode"], mapap))
        rows += _of_site(plan, site, last.get(site["site_id"], {}), able, draw)
    rows += _of_communes(plan, open_sites, mapap, draw)
    rows += _contradicting(plan, {site["site_id"]: site for site in sites}, last)
    for at, row in enumerate(rows, start=1):
        row["service_id"] = f"SRV-{at:04d}"
        one = plan["organisations"][row["organisation"]]
        row |= {"organisation_name": one["name"], "organisation_type": one["type"]}
        row |= {"activity": plan["activities"][row["sector"]], "source": part["source"]}
        row["observed_on"] = part["observed_on"]
    return rows


def _managing(plan: Row, site: Row, told: Row, draw: Draw) -> list[Row]:
    """Return the manager that the register names; where one left, its activity is over."""
    part = plan["presence"]
    about = {"sector": "cccm", "adm2_pcode": site["adm2_pcode"], "site_id": site["site_id"]}
    if site["site_id"] in part["lost"]:
        ended = draw.day(*part["left_days"])
        over = {"activity_status": "completed", "started_on": part["managed_since"], "ended_on": ended}
        return [about | {"organisation": part["left"]} | over]
    codes = {one["name"]: code for code, one in plan["organisations"].items()}
    code = codes.get(site.get("manager_organisation", ""))
    if code is None:
        return []
    started = max(part["agency_since"] if code == "AG-A" else part["managed_since"], site["observed_on"])
    goes_on = {"organisation": code, "activity_status": "ongoing", "started_on": started}
    return [about | goes_on | _people(plan, told, draw)]


def _of_site(plan: Row, site: Row, told: Row, able: dict[str, list[str]], draw: Draw) -> list[Row]:
    """Return the activities of each sector of which the last visit told whether it serves the site."""
    part, rows = plan["presence"], []
    for sector, codes in able.items():
        listed, second, state, before = (draw.share() for _ in range(4))
        served = told.get(f"service_{sector}")
        if served is None:
            continue
        about = {"sector": sector, "adm2_pcode": site["adm2_pcode"], "site_id": site["site_id"]}
        if listed < (part["listed"] if served else part["not_served"]):
            several = 2 if second < part["overlap"] and len(codes) > 1 else 1
            rows += [
                about | {"organisation": code} | _going_on(part, state, draw) | _people(plan, told, draw)
                for code in draw.some(codes, several)
            ]
        elif not served and before < part["over"] + part["planned"]:
            further = _over(part, draw) if before < part["over"] else _planned(part, draw)
            rows.append(about | {"organisation": draw.one_of(codes)} | further)
    return rows


def _able(plan: Row, area: str) -> dict[str, list[str]]:
    """Return the organisations of each sector in a part of the country."""
    there = {code: one for code, one in plan["organisations"].items() if one["where"] in {"both", area}}
    found = {sector: [code for code, one in there.items() if sector in one["sectors"]] for sector in SERVED}
    return {sector: codes for sector, codes in found.items() if codes}


def _going_on(part: Row, chance: float, draw: Draw) -> Row:
    """Return a start and mostly a state; of some activities the list tells neither."""
    started, until, ends = draw.day(*part["started"]), draw.day(*part["until"]), draw.chance(part["until_told"])
    if chance < part["status_unknown"]:
        return {}
    return {"activity_status": "ongoing", "started_on": started} | ({"ended_on": until} if ends else {})


def _over(part: Row, draw: Draw) -> Row:
    started, ended = draw.day(*part["started"]), draw.day(*part["left_days"])
    return {"activity_status": "completed", "started_on": min(started, ended), "ended_on": ended}


def _planned(part: Row, draw: Draw) -> Row:
    return {"activity_status": "planned", "started_on": draw.day(*part["planned_days"])}


def _people(plan: Row, told: Row, draw: Draw) -> Row:
    """Return the people targeted and reached by one activity: never more than live at the site."""
    share, there = draw.between(*plan["presence"]["reached"]), told.get("individuals")
    if not there:
        return {}
    reached = round(there * share)
    return {"people_targeted": min(there, round(1.2 * reached)), "people_reached": reached}


def _of_communes(plan: Row, sites: list[Row], mapap: set[str], draw: Draw) -> list[Row]:
    """Return activities told of a commune and of no site."""
    places = sorted({site["adm2_pcode"] for site in sites})
    rows = []
    for _ in range(plan["presence"]["communes"]):
        place = draw.one_of(places)
        able = _able(plan, _area(place, mapap))
        sector = draw.one_of(list(able))
        about = {"sector": sector, "adm2_pcode": place, "organisation": draw.one_of(able[sector])}
        rows.append(about | _going_on(plan["presence"], draw.share(), draw))
    return rows


def _area(place: str, mapap: set[str]) -> str:
    return "mapap" if place in mapap else "elsewhere"


def _contradicting(plan: Row, sites: dict[str, Row], last: dict[str, Row]) -> list[Row]:
    """Return what the list says of the contradictory site: managed, with water, more people reached than are there."""
    key = plan["followed"]["contradictory"]["site_id"]
    about = {"adm2_pcode": sites[key]["adm2_pcode"], "site_id": key, "activity_status": "ongoing"}
    people = last[key]["individuals"]
    more = {"people_targeted": people, "people_reached": round(1.3 * people)}
    return [
        about | {"sector": "cccm", "organisation": "ONG-J", "started_on": "2023-02-01"},
        about | {"sector": "wash", "organisation": "ONG-P", "started_on": "2023-03-01"} | more,
    ]
