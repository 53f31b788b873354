"""Fictional warehouses: one agency in seaports, a civil protection depot a department, partner stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.demo.places import point_in
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.places import Commune

Row = dict[str, Any]


@dataclass
class Warehouse:
    """A warehouse with what its operator plans: `plan` is the quantity meant to be held, by item."""

    adm2_pcode: str
    operator: str
    issues_a_week: float
    supplied_from: str = ""
    hub: bool = False
    plan: dict[str, int] = field(default_factory=dict)
    warehouse_id: str = ""
    name: str = ""
    point: tuple[float, float] = (0.0, 0.0)

    def row(self, observed_on: str) -> Row:
        """Return the row of the table."""
        return {
            "warehouse_id": self.warehouse_id,
            "name": self.name,
            "adm2_pcode": self.adm2_pcode,
            "longitude": self.point[0],
            "latitude": self.point[1],
            "operator": self.operator,
            "observed_on": observed_on,
        }


def make_warehouses(plan: dict[str, Any], communes: dict[str, Commune]) -> list[Warehouse]:
    """Return the warehouses: the agency's first, then depots, then partners."""
    draw = draw_for(plan, "warehouses")
    found = _agency(plan) + _depots(plan) + _partners(plan)
    for at, one in enumerate(found, start=1):
        commune = communes[one.adm2_pcode]
        one.warehouse_id = f"MAG-{at:02d}"
        one.name = f"{_kind(one)} {commune.name}"
        one.point = point_in(commune, draw)
    _name_suppliers(found)
    return found


def _agency(plan: dict[str, Any]) -> list[Warehouse]:
    return [
        Warehouse(
            one["adm2_pcode"],
            one["operator"],
            one["issues_a_week"],
            one.get("supplied_from", ""),
            one.get("hub", False),
            _planned(plan, one["range"], one["households"]),
        )
        for one in plan["warehouses"]
    ]


def _depots(plan: dict[str, Any]) -> list[Warehouse]:
    part = plan["depots"]
    found = []
    for code, households in part["households"].items():
        held = _planned(plan, part["range"], households)
        for item in part["without"].get(code, ()):
            del held[item]
        one = Warehouse(code, part["operator"], part["issues_a_week"], part["supplied_from"][code], plan=held)
        found.append(one)
    return found


def _partners(plan: dict[str, Any]) -> list[Warehouse]:
    week = plan["partner_issues"]["issues_a_week"]
    return [
        Warehouse(one["adm2_pcode"], one["operator"], week, plan=_planned(plan, one["range"], one["households"]))
        for one in plan["partners"]
    ]


def _planned(plan: dict[str, Any], goods: str, households: int) -> dict[str, int]:
    found = {}
    for item in plan["ranges"][goods]:
        about = plan["items"][item]
        packs = round(households * about["a_household"] / about["pack"])
        found[item] = max(1, packs) * about["pack"]
    return found


def _kind(one: Warehouse) -> str:
    if one.operator.startswith("Agence"):
        return "Entrepôt"
    return "Dépôt" if one.operator.startswith("DGPC") else "Magasin"


def _name_suppliers(found: list[Warehouse]) -> None:
    """Turn the commune of a supplier into the id of the agency's warehouse there."""
    agency = {one.adm2_pcode: one.warehouse_id for one in found if _kind(one) == "Entrepôt"}
    for one in found:
        one.supplied_from = agency.get(one.supplied_from, "")
