"""Answers of the long form on water, sanitation and hygiene."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.demo.luck import Luck, Visit

Row = dict[str, Any]
FLAGS = (
    "water_problem", "desludging_due", "open_defecation", "showers_separated", "drainage_adequate", "vector_control",
    "hygiene_promotion", "wash_committee",
)  # fmt: skip
COLLECTIONS = {"0": 20, "0.5": 10, "1": 30, "2": 22, "3": 12, "7": 6}
OTHER_SOURCES = ("tanker", "kiosk", "vendor", "bladder", "spring", "rainwater")


def wash(visit: Visit, luck: Luck) -> Row:
    """Return the answers on water, toilets and hygiene, as if everything had been asked."""
    told = {name: luck.yes(name, visit) for name in FLAGS}
    return told | _water(visit, luck) | _tests(visit, luck) | _toilets(visit, luck) | _hygiene(visit, luck)


def level(name: str, visit: Visit, luck: Luck) -> float:
    """Return one draw around the middle of the sites, moved by quality."""
    median, step, spread = luck.part["level"][name]
    return luck.draw(name).around(median * exp(step * visit.quality), spread)


def ranged(name: str, visit: Visit, luck: Luck) -> Row:
    """Return the two ends of a band."""
    least, most = luck.band(name, visit)
    return {f"{name}_least": least, f"{name}_most": most}


def _water(visit: Visit, luck: Luck) -> Row:
    told = visit.told
    found: Row = {"water_source": _source(visit, luck)}
    if told.get("water_litres_person_day") is None and luck.draw("litres").chance(luck.part["litres_band"]):
        found |= {"water_litres_person_day_least": 5, "water_litres_person_day_most": 20}
    if luck.draw("distance in minutes").chance(luck.part["band_instead"]):
        found |= ranged("water_walk_minutes", visit, luck)
    else:
        found["water_distance_m"] = 10 * max(1, round(min(4000, level("water_distance_m", visit, luck)) / 10))
    portion = luck.share("households_treating_water_share", visit)
    return found | ranged("water_queue_minutes", visit, luck) | {"households_treating_water_share": portion}


def _source(visit: Visit, luck: Luck) -> str:
    """Name the source that the water points tell of."""
    for column, source in (("taps", "tap"), ("hand_pumps", "hand_pump"), ("open_wells", "open_well")):
        if visit.told.get(column):
            return source
    return OTHER_SOURCES[int(luck.steady("water_source", visit) * len(OTHER_SOURCES))]


def _tests(visit: Visit, luck: Luck) -> Row:
    """Tell the last test of the water: mostly lately, at times long ago, at times never."""
    draw = luck.draw("water test")
    remembered, old, age = draw.chance(luck.part["tests_share"]), draw.chance(luck.part["old_test"]), draw.share()
    if not remembered:
        return {}
    days = 100 + round(300 * age) if old else round(45 * age**2)
    ecoli = min(900, int(level("ecoli_cfu_100ml", visit, luck)))
    return {
        "water_tested_on": luck.before("water_tested_on", visit, (days, days)),
        "ecoli_cfu_100ml": 0 if ecoli <= 2 else ecoli,
        "chlorine_mg_l": round(min(2.0, level("chlorine_mg_l", visit, luck)), 2),
        "turbidity_ntu": round(min(200.0, level("turbidity_ntu", visit, luck)), 1),
    }


def _toilets(visit: Visit, luck: Luck) -> Row:
    working = visit.told.get("toilets_functional")
    if working is None:
        return {}
    total = round(working / max(0.4, 1 - luck.share("toilets_broken", visit)))
    if working == 0:
        total = luck.draw("toilets_total").whole(0, 1) * max(2, visit.individuals // 120)
    found: Row = {"toilets_total": total}
    if total == 0:
        return found
    found |= {
        "toilets_state": "unusable" if working == 0 else "working" if total <= 1.15 * working else "poor",
        "toilets_separated": luck.yes("toilets_separated", visit),
        "toilets_lockable": luck.of("toilets_lockable", visit, working),
        "toilets_lit": luck.of("toilets_lit", visit, working),
        "toilet_distance_m": 5 * max(1, round(min(600, level("toilet_distance_m", visit, luck)) / 5)),
        "desludged_on": luck.before("desludged_on", visit, (10, 260)),
    }
    if found["toilets_separated"] and working > 1:
        found |= _women_men(visit, luck, working)
    return found | ranged("toilet_water_distance_m", visit, luck)


def _women_men(visit: Visit, luck: Luck, working: int) -> Row:
    """Share the working toilets out: at some sites three for women to one for men, at most sites fewer."""
    portion = luck.share("toilets_women", visit)
    if luck.steady("three to one", visit) < luck.part["three_to_one"]:
        portion = 0.78
    women = min(working - 1, max(1, round(working * portion)))
    return {"toilets_women": women, "toilets_men": working - women}


def _hygiene(visit: Visit, luck: Luck) -> Row:
    served = round(visit.individuals / level("persons_per_laundry", visit, luck))
    bins = round(visit.households / level("households_per_bin", visit, luck))
    return ranged("soap_access_share", visit, luck) | {
        "laundry_facilities": min(200, served),
        "waste_bins": min(400, bins),
        "waste_collections_week": float(luck.draw("waste_collections_week").weighted(COLLECTIONS)),
        "households_with_hygiene_kit": luck.of("households_with_hygiene_kit", visit, visit.households),
    }
