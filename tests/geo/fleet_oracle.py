"""Reach with trucks by other means: every shipment a variable, trips counted one by one, solved by scipy."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from geo.fleet import Fleet, Vehicles
from geo.journey_parts import Journeys, Leg
from geo.reach_limits import Means
from geo.reach_supply import Supply

DECISION, LOADING, UNLOADING = 0.5, 1.0, 0.5
DISPATCH = DECISION + LOADING + UNLOADING


@dataclass(frozen=True)
class Case:
    """One problem in plain numbers: `trucks` by warehouse (number, t, m3), `shared` the same for all together."""

    supply: Supply
    weight_t: np.ndarray
    space_m3: np.ndarray
    trucks: dict[int, tuple[int, float, float]]
    shared: tuple[int, float, float] | None = None
    leg_t_day: float = np.inf
    leg_arcs: set[tuple[int, int]] = field(default_factory=set)

    def means(self) -> Means:
        """The same as the product takes it."""
        shape = self.supply.hours.shape
        road = np.where(np.isfinite(self.supply.hours), self.supply.hours - DISPATCH, np.nan)
        uses = np.zeros((1, *shape), dtype=bool)
        for arc in self.leg_arcs:
            uses[0][arc] = True
        legs = (Leg("S1", "sea", 5.0, self.leg_t_day, np.inf),) if self.leg_arcs else ()
        vehicles = [Vehicles("truck", str(self.supply.warehouses[at]), *told) for at, told in self.trucks.items()]
        if self.shared:
            vehicles.append(Vehicles("truck", "", *self.shared))
        journeys = Journeys(
            self.supply.warehouses, self.supply.communes, road, np.full(shape, np.inf), legs, uses[: len(legs)], {}
        )
        items = [str(item) for item in self.supply.items]
        return Means(
            Fleet(tuple(sorted(vehicles))), journeys, DISPATCH, LOADING, UNLOADING,
            {item: 1000 * float(t) for item, t in zip(items, self.weight_t, strict=True)},
            dict(zip(items, self.space_m3.astype("float64").tolist(), strict=True)), {"truck": 20.0},
        )  # fmt: skip


def random_fleet(supply: Supply, seed: int, *, shared: bool = False, leg: bool = False) -> Case:
    rng = np.random.default_rng(seed + 1000)
    items, size = len(supply.items), len(supply.warehouses)
    trucks = {
        at: (int(rng.integers(0, 4)), float(rng.uniform(0.2, 1.0)), float(rng.uniform(1, 5))) for at in range(size)
    }
    if size and not any(number for number, _, _ in trucks.values()):
        trucks[0] = (1, 0.5, 3.0)
    arcs = {(w, c) for w in range(size) for c in range(len(supply.communes)) if leg and rng.random() < 0.3}
    told = {at: one for at, one in trucks.items() if one[0]}
    return Case(supply, rng.uniform(0.01, 0.1, items), rng.uniform(0.05, 0.4, items), told,
                (2, 0.4, 2.0) if shared else None, float(rng.uniform(0.2, 2.0)), arcs)  # fmt: skip


def trips(hours: float, within: float) -> int:
    """Arrivals of one truck counted one by one: the first after `hours`, then one each loading, road and back."""
    moving, count, arrives = hours - DISPATCH, 0, hours
    while arrives <= within + 1e-9 and count < 10_000:
        count += 1
        arrives += moving + LOADING + moving + UNLOADING
    return count


def most(case: Case, need: np.ndarray, within: float) -> float:
    """Largest total: variables h, x of every pair and item in units, and shared trucks by warehouse."""
    supply = case.supply
    arcs = [(int(w), int(c)) for w, c in zip(*np.nonzero(supply.hours <= within), strict=True)]
    ways = list(itertools.product(range(len(supply.items)), arcs))
    size = len(need) + len(ways) + len(supply.warehouses)
    rows: list[np.ndarray] = []
    right: list[float] = []

    def add(values: dict[int, float], limit: float) -> None:
        row = np.zeros(size)
        for at, value in values.items():
            row[at] += value
        rows.append(row)
        right.append(limit)

    at = {way: len(need) + number for number, way in enumerate(ways)}
    for i, c in itertools.product(range(len(supply.items)), range(len(need))):
        came = {at[i, arc]: -1.0 for arc in arcs if arc[1] == c}
        add({c: float(supply.kit_quantity[i]), **came}, 0.0)
    for i, w in itertools.product(range(len(supply.items)), range(len(supply.warehouses))):
        add({at[i, arc]: 1.0 for arc in arcs if arc[0] == w}, float(supply.units[w, i]))
    for w, payload in itertools.product(range(len(supply.warehouses)), (1, 2)):
        load = case.weight_t if payload == 1 else case.space_m3
        used = {at[i, arc]: float(load[i]) / trips(float(supply.hours[arc]), within)
                for i, arc in ways if arc[0] == w}  # fmt: skip
        own = case.trucks.get(w, (0, 0.0, 0.0))
        lent = {len(need) + len(ways) + w: -case.shared[payload]} if case.shared else {}
        if case.trucks or case.shared:
            add({**used, **lent}, own[0] * own[payload])
    if case.shared:
        add({len(need) + len(ways) + w: 1.0 for w in range(len(supply.warehouses))}, float(case.shared[0]))
    if case.leg_arcs:
        carried = {at[i, arc]: float(case.weight_t[i]) for i, arc in ways if arc in case.leg_arcs}
        add(carried, case.leg_t_day * within / 24)
    bounds = [*[(0.0, float(n) if np.isfinite(n) else None) for n in need], *[(0.0, None)] * (size - len(need))]
    solved = linprog(np.concatenate([-np.ones(len(need)), np.zeros(size - len(need))]), np.array(rows), right,
                     bounds=bounds, method="highs")  # fmt: skip
    assert solved.success, solved.message
    return float(-solved.fun)
