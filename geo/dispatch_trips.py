"""Loads put on vehicles: who goes how often, when each leaves and arrives."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from geo.fleet import VehicleType
from geo.reach_fleet_rows import Band, Solved
from geo.reach_limits import cycle_hours

_HAIR = 1e-6


@dataclass
class Trips:
    """Trips between one warehouse and one commune: how many, by what, first leaving, last arrival, how many late."""

    number: int = 0
    types: list[str] = field(default_factory=list)
    first: float = math.inf
    last: float = 0.0
    late: int = 0

    def add(self, kind: str, leaves: float, arrives: float, *, late: bool) -> None:
        """Count one more trip."""
        self.number += 1
        self.types += [kind] if kind not in self.types else []
        self.first, self.last = min(self.first, leaves), max(self.last, arrives)
        self.late += late


@dataclass
class _Vehicle:
    kind: str
    payload_t: float
    payload_m3: float
    whole_t: float
    free: float


def trips_of(
    solved: Solved, band: Band, goods: tuple[np.ndarray, np.ndarray, np.ndarray], usual: tuple[str, VehicleType]
) -> dict[tuple[int, int], Trips]:
    """Trips of every pair with goods.

    Parameters
    ----------
    solved, band
        The optimum: the trucks of each warehouse, and shared ones as it sends them, in whole vehicles.
    goods
        W x C: tonnes, cubic metres, and whether anything goes.
    usual
        Type and payload where the fleet has no trucks: each trip has a vehicle of its own.

    Returns
    -------
    trips
        By (warehouse, commune). From each warehouse the farthest commune is served first, each load by the vehicle
        that arrives soonest; what arrives after the band's hours is late: the optimum divides vehicles and loads
        without end, whole ones may not all be back in time.
    """
    tonnes, space, some = goods
    hours = solved.supply.hours
    told: dict[tuple[int, int], Trips] = {}
    for at in np.flatnonzero(some.any(axis=1)).tolist():
        vehicles = _vehicles(solved, band, str(solved.supply.warehouses[at]))
        for to in sorted(np.flatnonzero(some[at]).tolist(), key=lambda one, at=at: (-hours[at, one], one)):  # type: ignore[misc]
            load = (float(tonnes[at, to]), float(space[at, to]))
            journey = _Journey(solved, (at, to), band.within_hours)
            told[at, to] = journey.served(vehicles, load) if vehicles else journey.served_by(usual, load)
    return told


def _vehicles(solved: Solved, band: Band, warehouse: str) -> list[_Vehicle]:
    means = solved.means
    found = []
    for one in means.fleet.of("road"):
        count = one.number if one.warehouse_id == warehouse else 0
        for pool in band.problem.limits.pools:
            if pool.vehicles == one and warehouse in pool.places:
                count += int(_whole(band.optimum.shared[list(pool.columns)], one.number)[pool.places.index(warehouse)])
        whole = means.whole_t.get(one.vehicle_type, 0.0)
        found += [_Vehicle(one.vehicle_type, one.payload_t, one.payload_m3, whole, means.decision_hours)
                  for _ in range(count)]  # fmt: skip
    return found


def _whole(shares: np.ndarray, number: int) -> np.ndarray:
    """Shares of vehicles as whole ones, by largest remainder; every place that uses any has one while they last."""
    most = min(number, math.ceil(float(shares.sum()) - _HAIR))
    whole = np.floor(shares + _HAIR)
    for at in np.argsort(-(shares - whole), kind="stable")[: max(0, int(most - whole.sum()))]:
        whole[at] += shares[at] > _HAIR
    return whole


class _Journey:
    """From one warehouse to one commune."""

    def __init__(self, solved: Solved, pair: tuple[int, int], within_hours: float) -> None:
        means = solved.means
        self.loading, self.decision = means.loading_hours, means.decision_hours
        self.takes = float(solved.supply.hours[pair]) - means.decision_hours
        self.cycle = float(cycle_hours(means, solved.supply)[pair])
        self.largest = float(means.journeys.largest_t[pair])
        self.until = within_hours

    def served(self, vehicles: list[_Vehicle], load: tuple[float, float]) -> Trips:
        """Put a load on the vehicles that arrive soonest; of equals on the one that carries more."""
        trips, left = Trips(), 1.0
        let_in = [one for one in vehicles if one.whole_t <= self.largest] or vehicles
        while left > _HAIR:
            one = min(let_in, key=lambda vehicle: (vehicle.free, -vehicle.payload_t))
            part = min(_part(one.payload_t, load[0]), _part(one.payload_m3, load[1]))
            arrives = one.free + self.takes
            trips.add(one.kind, one.free + self.loading, arrives, late=arrives > self.until + _HAIR)
            one.free += self.cycle
            left -= max(part, _HAIR)
        return trips

    def served_by(self, usual: tuple[str, VehicleType], load: tuple[float, float]) -> Trips:
        """As many vehicles of one type as the load fills, all at once."""
        kind, vehicle = usual
        part = min(_part(vehicle.payload_t, load[0]), _part(vehicle.payload_m3, load[1]))
        trips = Trips()
        for _ in range(max(1, math.ceil(1 / part - _HAIR))):
            trips.add(kind, self.decision + self.loading, self.decision + self.takes, late=False)
        return trips


def _part(payload: float, load: float) -> float:
    """Share of a load that one vehicle takes, 1 at most."""
    return 1.0 if load <= 0 else min(1.0, payload / load)
