"""What an assessor finds at a site: the level of each service follows one hidden quality of the site."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw

Row = dict[str, Any]


def qualities(sites: list[Row], mapap: set[str], plan: dict[str, Any]) -> dict[str, float]:
    """Return the hidden quality of each site: managed, planned and small sites are better served."""
    draw, part = draw_for(plan, "quality"), plan["services"]
    found = {}
    for site in sites:
        quality = part["quality_spread"] * draw.bell()
        quality += part["managed_quality"] * ("manager_organisation" in site)
        quality += part["planned_quality"] * (site["site_class"] == "planned_site")
        quality += part["elsewhere_quality"] * (site["adm2_pcode"] not in mapap)
        found[site["site_id"]] = quality
    return found


def answers(site: Row, people: tuple[int, int], quality: float, draw: Draw, part: dict[str, Any]) -> Row:
    """Return every answer of one visit, as if everything had been asked; `people` is (individuals, households)."""
    individuals, households = people
    return (
        _water(individuals, quality, draw, part)
        | _sanitation(individuals, quality, draw, part)
        | _shelter(individuals, households, quality, draw, part)
        | _management(site, quality, draw, part)
    )


def _level(name: str, quality: float, draw: Draw, part: dict[str, Any]) -> float:
    """One draw around the middle of the sites, moved by quality."""
    level = part["level"][name]
    return draw.around(level["median"] * exp(level["step"] * quality), level["spread"])


def _yes(name: str, quality: float, draw: Draw, part: dict[str, Any]) -> bool:
    share, step = part["share"][name]
    return draw.chance(min(0.97, max(0.01, share + step * quality)))


def _water(individuals: int, quality: float, draw: Draw, part: dict[str, Any]) -> Row:
    litres = _level("water_litres_person_day", quality, draw, part)
    taps = int(individuals / _level("persons_per_tap", quality, draw, part))
    pumps = _yes("hand_pump", quality, draw, part) * (1 + individuals // 3000)
    wells = _yes("open_well", quality, draw, part) * 1
    if individuals < 150 and not taps and not pumps:
        taps, pumps = draw.one_of(((1, 0), (1, 0), (0, 1)))
    if _yes("no_water_point", quality, draw, part):
        taps = pumps = wells = 0
        litres *= 0.4
    return {
        "water_litres_person_day": round(min(litres, 60.0), 1),
        "taps": taps,
        "hand_pumps": pumps,
        "open_wells": wells,
    }


def _sanitation(individuals: int, quality: float, draw: Draw, part: dict[str, Any]) -> Row:
    toilets = max(1, round(individuals / _level("persons_per_toilet", quality, draw, part)))
    showers = round(individuals / _level("persons_per_shower", quality, draw, part))
    stations = round(toilets * _level("stations_per_toilet", quality, draw, part))
    if _yes("no_toilet", quality, draw, part):
        toilets = 0
    return {"toilets_functional": toilets, "showers": showers, "handwashing_stations": stations}


def _shelter(individuals: int, households: int, quality: float, draw: Draw, part: dict[str, Any]) -> Row:
    covered = individuals * _level("covered_m2_per_person", quality, draw, part)
    share = min(1.0, _level("nfi_households", quality, draw, part))
    everybody = _yes("nfi_everybody", quality, draw, part)
    received = households if everybody else min(households, round(households * share))
    return {"covered_area_m2": 5 * round(covered / 5), "households_with_nfi": received}


def _management(site: Row, quality: float, draw: Draw, part: dict[str, Any]) -> Row:
    managed = "manager_organisation" in site or _yes("management", quality, draw, part)
    committee = _yes("committee", quality, draw, part)
    members = draw.whole(5, 13)
    women = min(members, max(0, round(members * draw.between(0.05, 0.70))))
    return {
        "management_present": managed,
        "committee_present": committee,
        "committee_women_share": round(women / members, 2) if committee else None,
        "feedback_mechanism": _yes("feedback", quality + 0.8 * managed, draw, part),
    }
