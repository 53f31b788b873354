"""Displaced people with host families: commune totals at the close of each round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.draw import apportion
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from tools.demo.places import Commune

Row = dict[str, Any]


def make_displacement(plan: dict[str, Any], communes: dict[str, Commune]) -> list[Row]:
    """Return one row for each commune and round; a round's total is the plan's, to the person."""
    draw, part = draw_for(plan, "displacement"), plan["displacement"]
    people = {}
    for code, commune in communes.items():
        pull = part["seat_factor"] if commune.is_seat else 1.0
        people[code] = commune.population * pull * draw.around(1.0, part["noise"])
    weights = _weights(part, communes, people)
    rows: list[Row] = []
    for one in plan["rounds"]:
        noisy = {code: weight * draw.around(1.0, 0.05) for code, weight in weights.items()}
        parts = apportion(one["host_individuals"], noisy)
        rows += [
            {"adm_pcode": code, "adm_level": "adm2", "observed_on": one["counted_on"], "host_family_individuals": count}
            for code, count in parts.items()
        ]
    return rows


def _weights(part: Row, communes: dict[str, Commune], people: dict[str, float]) -> dict[str, float]:
    """Weight of an area (the metropolitan set, a department) shared out over its communes by `people`."""
    areas = {code: "mapap" if one.in_mapap else one.adm1_pcode for code, one in communes.items()}
    totals: dict[str, float] = {}
    for code, area in areas.items():
        totals[area] = totals.get(area, 0.0) + people[code]
    weight = {"mapap": part["mapap"], **part["departments"]}
    return {code: weight[area] * people[code] / totals[area] for code, area in areas.items()}
