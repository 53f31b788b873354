"""Answers of the long form on the people of a site: by sex and age, vulnerable people, where from, why, what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.frames.sites import AGES
from tools.demo.draw import apportion
from tools.demo.luck import shifted

if TYPE_CHECKING:
    from tools.demo.luck import Luck, Visit

Row = dict[str, Any]
BY_AGE = {"under_1": 3, "1_5": 13, "6_17": 28, "18_59": 48, "60_over": 8}
# Share of a whole: of the women of 18 to 59, of all people, of the households.
OF_WOMEN = {"pregnant_women": (0.03, 0.09), "breastfeeding_women": (0.05, 0.14)}
OF_PEOPLE = {
    "people_with_disability": (0.01, 0.06), "people_with_chronic_illness": (0.01, 0.07),
    "people_with_specific_needs": (0.03, 0.12),
}  # fmt: skip
OF_HOUSEHOLDS = {
    "households_headed_by_women": (0.30, 0.58), "households_headed_by_children": (0.0, 0.03),
    "households_headed_by_older": (0.03, 0.12),
}  # fmt: skip
REASONS = {"conflict": 22, "insecurity": 55, "natural_disaster": 10, "other": 8, "not_reported": 5}
INTENTIONS = {"stay": 34, "return": 30, "move_elsewhere": 18, "undecided": 18}
COUNTED = tuple(f"{sex}_{age}" for sex in ("females", "males") for age in AGES)


def people(visit: Visit, luck: Luck, origins: list[str]) -> Row:
    """Return the answers on people; sexes add up to the people counted, ages to the sexes, wherever they are told."""
    found: Row = {name: _part(name, visit.households, share, luck) for name, share in OF_HOUSEHOLDS.items()}
    if visit.told.get("individuals") is not None:
        found |= _counted(visit, luck)
    opened = visit.site["opened_on"] or visit.site["observed_on"]
    first = shifted(opened, luck.draw("first_arrival_on").whole(0, 5))
    if first <= visit.day:
        last = min(visit.day, max(first, luck.before("last_arrival_on", visit, (0, 150))))
        found |= {"first_arrival_on": first, "last_arrival_on": last}
    return found | {
        "origin_pcode": origins[int(luck.steady("origin_pcode", visit) * len(origins))],
        "displacement_reason": luck.draw("displacement_reason").weighted(REASONS),
        "intention": luck.draw("intention").weighted(INTENTIONS),
    }


def _counted(visit: Visit, luck: Luck) -> Row:
    whole = visit.individuals
    found: Row = {name: _part(name, whole, share, luck) for name, share in OF_PEOPLE.items()}
    if not luck.draw("sexes told").chance(luck.part["sexes_told"]):
        return found
    females = round(whole * luck.draw("females").between(0.48, 0.57))
    found |= {"females": females, "males": whole - females}
    if not luck.draw("ages told").chance(luck.part["ages_told"]):
        return found
    for sex in ("females", "males"):
        noisy = {
            f"{sex}_{age}": weight * luck.draw(f"{sex} ages").between(0.75, 1.25) for age, weight in BY_AGE.items()
        }
        found |= apportion(found[sex], noisy)
    women = found["females_18_59"]
    found |= {name: _part(name, women, share, luck) for name, share in OF_WOMEN.items()}
    return found | {"women_with_menstrual_kit": luck.of("women_with_menstrual_kit", visit, women)}


def _part(name: str, whole: int, share: tuple[float, float], luck: Luck) -> int:
    return round(whole * luck.draw(name).between(*share))
