"""Answers of the long form on shelter and household items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.frames.sites import ITEMS_RECEIVED

if TYPE_CHECKING:
    from tools.demo.luck import Luck, Visit

Row = dict[str, Any]
PORTIONS = (
    "households_with_electricity_share", "households_with_safe_cooking_share", "households_with_private_area_share",
    "households_with_mosquito_net_share",
)  # fmt: skip
KINDS = ("without_shelter", "in_tents", "makeshift")
MATERIALS = ("Bâches", "Bâches, bois", "Bois, clous, corde", "Tôles", "Corde, bâches", "Outils de fixation")


def shelter(visit: Visit, luck: Luck) -> Row:
    """Return the answers on shelter and items, as if everything had been asked."""
    found: Row = {name: luck.share(name, visit) for name in PORTIONS}
    found |= _kinds(visit, luck) | _items(visit, luck)
    found["fire_points"] = max(0, luck.draw("fire_points").whole(-2, 3) + (visit.quality > 1))
    found["materials_needed"] = luck.draw("materials_needed").one_of(MATERIALS)
    if visit.site["site_class"] != "collective_centre":
        found["fire_breaks"] = luck.yes("fire_breaks", visit)
    return found


def _kinds(visit: Visit, luck: Luck) -> Row:
    """Tell who lives without shelter, in tents and in makeshift shelters: of the households, or as shares of people."""
    indoors = visit.site["site_class"] == "collective_centre"
    left, counted = visit.households, {}
    for kind in KINDS:
        name = f"households_{kind}"
        whole = left // 3 if indoors else left
        counted[name] = luck.of(name, visit, whole)
        left -= counted[name]
    if not luck.draw("shares of people").chance(luck.part["item_shares"]):
        return counted
    portions = {f"people_{kind}_share": int(100 * counted[f"households_{kind}"] / visit.households) / 100
                for kind in KINDS}  # fmt: skip
    rest = int(100 - 100 * sum(portions.values())) / 100
    return portions | {"people_indoors_share": max(0.0, rest) if indoors else 0.0}


def _items(visit: Visit, luck: Luck) -> Row:
    """Tell the households with each item, no more than have received any kits where that is known."""
    found: Row = {}
    for item in ITEMS_RECEIVED:
        name = f"households_with_{item}"
        found[name] = luck.of(name, visit, visit.households)
    served = visit.told.get("households_with_nfi")
    whole = visit.households if served is None else served
    found["kits_complete_households"] = luck.of("kits_complete_households", visit, whole)
    if served != 0:
        found["nfi_distributed_on"] = luck.before("nfi_distributed_on", visit, (5, 620))
    return found
