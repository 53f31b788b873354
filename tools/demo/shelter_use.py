"""Fictional shelters in use: openings and counts of the invented emergency, inspections and works before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.draw import apportion
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.draw import Draw

Row = dict[str, Any]
RESPONSIBLES = {"school": "school_head", "church": "clergy", "hospital": "health_head"}
STATES = {"good": 6, "fair": 3, "poor": 1}


def make_shelter_use(plan: Row, shelters: list[Row]) -> list[Row]:
    """Return what is told of shelters after they were entered, in order of time."""
    draw, part = draw_for(plan, "shelter use"), plan["shelter_use"]
    free = [row for row in shelters if row["occupied_by_idps"] is False and row["capacity_persons"]]
    sound = [row for row in free if row["structure_status"] in ("good", "fair")]
    opened = [row for place, count in part["departments"].items()
              for row in draw.some([one for one in sound if one["adm2_pcode"].startswith(place)], count)]  # fmt: skip
    rest = [row for row in free if row not in opened]
    others = draw.some(rest, part["available"] + part["damaged"])
    rows = [_inspected(row, part, draw) for row in [*opened[::2], *draw.some(rest, part["inspected"])]]
    rows += [_works(row, part, draw) for row in draw.some(rest, part["works"])]
    rows += [_state(row, "available", part["opened_on"]) for row in others[part["damaged"] :]]
    rows += [_state(row, "damaged", part["counted"][1][:10]) for row in others[: part["damaged"]]]
    for at, row in enumerate(opened):
        rows += _opened(row, part, draw, closed=at % len(opened) >= len(opened) - part["closed"])
    return sorted(rows, key=lambda row: (row["observed_on"], row["shelter_id"], row.get("occupancy_at") or ""))


def _state(row: Row, state: str, day: str) -> Row:
    told = RESPONSIBLES.get(row["shelter_type"], "casec")
    return {"shelter_id": row["shelter_id"], "adm2_pcode": row["adm2_pcode"], "observed_on": day,
            "shelter_status": state, "responsible_function": told}  # fmt: skip


def _opened(row: Row, part: Row, draw: Draw, *, closed: bool) -> list[Row]:
    first = _state(row, "open", part["opened_on"])
    if closed:
        return [first, _state(row, "closed", part["counted"][1][:10])]
    low, high = part["filled"]
    people = 0 if draw.chance(part["empty_share"]) else max(1, round(row["capacity_persons"] * draw.between(low, high)))
    grown = min(row["capacity_persons"], round(people * draw.between(*part["grows"])))
    counts = [_counted(row, at, count, part, draw) for at, count in zip(part["counted"], (people, grown), strict=True)]
    if grown >= row["capacity_persons"]:
        counts[-1]["shelter_status"] = "full"
    return [first, *counts]


def _counted(row: Row, at: str, people: int, part: Row, draw: Draw) -> Row:
    told: Row = {"shelter_id": row["shelter_id"], "adm2_pcode": row["adm2_pcode"], "observed_on": at[:10],
                 "occupancy_at": at, "occupancy_persons": people,
                 "occupancy_households": round(people / 4.5) if people else 0}  # fmt: skip
    if draw.chance(part["groups_told"]):
        told |= {f"occupancy_{who}": count for who, count in apportion(people, part["groups"]).items()}
        told["occupancy_with_disability"] = round(people * part["disability"])
    return told


def _inspected(row: Row, part: Row, draw: Draw) -> Row:
    day = draw.day(*part["inspected_on"])
    return {
        "shelter_id": row["shelter_id"], "adm2_pcode": row["adm2_pcode"], "observed_on": day,
        "structure_assessed_on": day, "structure_evaluator": draw.one_of(part["evaluators"]),
        "roof": draw.weighted({"concrete": 3, "sheet_metal": 5}), "roof_state": draw.weighted(STATES),
        "water_state": draw.weighted(STATES), "toilets_state": draw.weighted(STATES), "ramp": draw.chance(0.3),
        "women_space": draw.chance(0.25),
    }  # fmt: skip


def _works(row: Row, part: Row, draw: Draw) -> Row:
    status = draw.weighted({"needed": 5, "planned": 3, "under_way": 2, "done": 1})
    told = {
        "shelter_id": row["shelter_id"], "adm2_pcode": row["adm2_pcode"],
        "observed_on": draw.day(*part["inspected_on"]), "rehabilitation_status": status,
        "rehabilitation_works": draw.one_of(part["what"]),
        "rehabilitation_cost_usd": 50 * draw.whole(*(amount // 50 for amount in part["cost_usd"])),
    }  # fmt: skip
    return told | ({"rehabilitated_on": told["observed_on"]} if status == "done" else {})
