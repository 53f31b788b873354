"""How much room the fictional warehouses have, how they are loaded, and what truck reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.reference_logistics import items
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw
    from tools.demo.warehouses import Warehouse

Row = dict[str, Any]


def add_storage(plan: dict[str, Any], rows: list[Row], warehouses: list[Warehouse]) -> list[Row]:
    """Return the rows of the warehouses with their room; of some nobody told it."""
    draw, volumes = draw_for(plan, "storage"), items().set_index("item")["volume_m3"].to_dict()
    return [row | _room(plan["storage"], one, volumes, draw) for row, one in zip(rows, warehouses, strict=True)]


def _room(said: Row, one: Warehouse, volumes: dict[str, float], draw: Draw) -> Row:
    kind = "hub" if one.hub else "agency" if one.operator.startswith("Agence") else one.operator.split(maxsplit=1)[0]
    about = said["kinds"].get(kind, said["kinds"]["partner"])
    planned = sum(quantity * volumes[item] for item, quantity in one.plan.items())
    volume = 10 * max(1, round(planned / draw.between(*about["planned_fill"]) / 10))
    told = {
        "floor_area_m2": 5 * max(1, round(volume / draw.between(*said["stacked_m"]) / 5)),
        "storage_volume_m3": volume,
        "loading": draw.one_of(about["loading"]),
        "largest_truck_t": draw.one_of(about["largest_truck_t"]),
    }
    unknown = draw.chance(about["unknown_share"])
    return {**told, "floor_area_m2": "", "storage_volume_m3": ""} if unknown else told
