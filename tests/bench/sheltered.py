"""People sent to shelters, beside the same programme handed whole to scipy's linprog, on the same places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from scipy.optimize import linprog
from scipy.sparse import coo_array, vstack

from data.reference_shelters import shelter_rules
from geo.allocation_programme import least_unserved
from geo.crs import to_stored
from geo.shelter_allocation import Allocation, allocate, room_of, wanted
from geo.walking_pairs import Pairs, Walk, straight_pairs, walk_of
from tests.bench.engine import Times, timed
from tests.bench.report import Figure

CELLS, SHELTERS = 300_000, 1_500
SMALL = (10_000, 50)
WALK = Walk(2.5)
TOWN_WALK = walk_of(shelter_rules())
EAST_KM, NORTH_KM = (600.0, 780.0), (2_000.0, 2_150.0)
TOWNS = 60
FILL = 0.5  # places for so many of the people


@dataclass(frozen=True)
class Country:
    """Made-up people and shelters."""

    people: pd.DataFrame
    shelters: pd.DataFrame


@dataclass(frozen=True)
class Sheltered:
    """What was measured."""

    quick: Times
    optimal: Times
    towns_quick: Times
    towns_optimal: Times
    part: Times
    yardstick: Times
    pairs: int
    towns_pairs: int


def country(cells: int, shelters: int, *, towns: bool = False, side: float = 1.0) -> Country:
    """Spread people and shelters evenly, or half of the people and all shelters around towns.

    `side`: share of the country's width and height that they are spread over.
    """
    draw = np.random.default_rng(5)
    size = np.array([EAST_KM[1] - EAST_KM[0], NORTH_KM[1] - NORTH_KM[0]]) * side
    here, there = draw.uniform(0, 1, (cells, 2)) * size, draw.uniform(0, 1, (shelters, 2)) * size
    if towns:
        middle, weight = draw.uniform(0, 1, (TOWNS, 2)) * size, draw.pareto(1.2, TOWNS) + 0.2
        of = {n: draw.choice(TOWNS, n, p=weight / weight.sum()) for n in (cells // 2, shelters)}
        here[: cells // 2] = middle[of[cells // 2]] + draw.normal(0, 5, (cells // 2, 2))
        there = middle[of[shelters]] + draw.normal(0, 4, (shelters, 2))
    people, room = draw.exponential(10, cells), draw.exponential(1, shelters)
    room *= FILL * people.sum() / room.sum()
    held = pd.DataFrame(
        {**_degrees(there), "shelter_id": [f"A{n}" for n in range(shelters)], "net_safe_capacity": room}
    )
    return Country(
        pd.DataFrame({**_degrees(here), "people": people, "adm2_pcode": "HT0111"}),
        held.assign(binding_term="declared", name="", adm2_pcode="HT0111"),
    )


def _degrees(km: np.ndarray) -> dict[str, np.ndarray]:
    metres = (km + np.array([EAST_KM[0], NORTH_KM[0]])) * 1000
    points = to_stored(shapely.points(metres))
    return {"longitude": shapely.get_x(points), "latitude": shapely.get_y(points)}


def sent(of: Country, rule: str, walk: Walk = WALK) -> Allocation:
    """Walks and allocation, from the coordinates on."""
    return allocate(of.people, of.shelters, straight_pairs(of.people, of.shelters, walk), rule=rule)


def yardstick(pairs: Pairs, people: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Return the same optimum as one plain programme: most people served, then, that fixed, the least distance."""
    at = np.arange(len(pairs))
    ones = np.ones(len(pairs))
    rows = [coo_array((ones, (pairs.person, at)), shape=(pairs.people, len(pairs))),
            coo_array((ones, (pairs.shelter, at)), shape=(pairs.shelters, len(pairs)))]  # fmt: skip
    limits = np.concatenate([people, room])
    most = linprog(-ones, A_ub=vstack(rows), b_ub=limits, method="highs")
    whole = vstack([*rows, coo_array(-ones[None, :])])
    least = linprog(pairs.metres, A_ub=whole, b_ub=np.append(limits, most.fun + 1e-6), method="highs")
    flow: np.ndarray = least.x
    return flow


def measured() -> Sheltered:
    """Time both rules on a country spread evenly and on one of towns, and the yardstick on a part."""
    spread, towns = country(CELLS, SHELTERS), country(CELLS, SHELTERS, towns=True)
    small = country(*SMALL, side=(SMALL[1] / SHELTERS) ** 0.5)
    pairs = straight_pairs(small.people, small.shelters, WALK)
    people, room = wanted(small.people), room_of(small.shelters)
    sent(small, "nearest")
    return Sheltered(
        quick=timed([lambda: sent(spread, "nearest")] * 3),
        optimal=timed([lambda: sent(spread, "optimal")]),
        towns_quick=timed([lambda: sent(towns, "nearest", TOWN_WALK)] * 3),
        towns_optimal=timed([lambda: sent(towns, "optimal", TOWN_WALK)]),
        part=timed([lambda: least_unserved(pairs, people, room)] * 3),
        yardstick=timed([lambda: yardstick(pairs, people, room)]),
        pairs=len(straight_pairs(spread.people, spread.shelters, WALK)),
        towns_pairs=len(straight_pairs(towns.people, towns.shelters, TOWN_WALK)),
    )


def figures(of: Sheltered) -> list[Figure]:
    """Return the lines of the table."""
    size = f"{CELLS:,} cells to {SHELTERS:,} shelters within {WALK.limit_km:g} km"
    return [
        Figure(f"Quick allocation, {size}, spread evenly", "ms", of.quick.median, at_most=1_000,
               note=f"{of.pairs:,} pairs, from the coordinates on; {of.quick.note}"),
        Figure(f"Optimal allocation, {size}, spread evenly", "ms", of.optimal.median, at_most=20_000,
               note=of.optimal.note),
        Figure("Quick allocation, the same numbers around towns, the walk of the shipped rules", "ms", of.towns_quick.median, at_most=1_000,
               note=f"{of.towns_pairs:,} pairs; {of.towns_quick.note}"),
        Figure("Optimal allocation, the same numbers around towns, the walk of the shipped rules", "ms", of.towns_optimal.median, at_most=20_000,
               note=of.towns_optimal.note),
        Figure(f"Optimal allocation of {SMALL[0]:,} cells to {SMALL[1]:,} shelters", "ms", of.part.median,
               of.yardstick.median,
               note=f"{of.part.note}; the yardstick is scipy linprog (HiGHS) on the whole programme, most served and then "
               "least distance"),
    ]  # fmt: skip
