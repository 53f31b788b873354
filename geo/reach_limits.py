"""What a fleet and the daily capacity of legs let through within some hours, as rows of a linear programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from geo.fleet import ANYWHERE, Fleet, Vehicles
from geo.journey_parts import Journeys, Leg
from geo.reach_supply import Supply

FLEET, LEG = "fleet", "leg"
TONNES, SPACE = UNITS = ("t", "m3")
_HOURS_A_DAY = 24.0
_HAIR = 1e-9  # of an hour: a vehicle that arrives at T is in time


@dataclass(frozen=True)
class Means:
    """What carries the stock.

    Parameters
    ----------
    fleet
        The vehicles. A mode without any vehicle is not limited by it.
    journeys
        Of the open ways; legs of known capacity.
    dispatch_hours
        Decision, loading and last unloading, counted in every travel time.
    loading_hours, unloading_hours
        What every trip of a vehicle takes beside its road.
    weight_kg, volume_m3
        Of one unit of each item; what is not in it is unknown and fills no vehicle.
    whole_t
        Whole weight of a loaded truck by type, held against the largest truck that a way lets in.
    """

    fleet: Fleet
    journeys: Journeys
    dispatch_hours: float
    loading_hours: float
    unloading_hours: float
    weight_kg: Mapping[str, float]
    volume_m3: Mapping[str, float]
    whole_t: Mapping[str, float]

    @property
    def turn_hours(self) -> float:
        """Return loading and unloading together."""
        return self.loading_hours + self.unloading_hours

    @property
    def decision_hours(self) -> float:
        """Return the hours before loading begins."""
        return self.dispatch_hours - self.turn_hours

    @property
    def limiting(self) -> bool:
        """Return whether anything is limited: trucks are given, or the capacity of a leg is known."""
        return bool(self.fleet.of("road")) or bool(self.journeys.legs)


@dataclass(frozen=True)
class Pool:
    """Vehicles that are to be shared out: a column of the programme for each place (a warehouse, or a leg)."""

    vehicles: Vehicles
    columns: tuple[int, ...]
    places: tuple[str, ...]

    @property
    def number(self) -> float:
        """Return how many there are, over all places."""
        return float(self.vehicles.number)


@dataclass(frozen=True)
class Limit:
    """sum over arcs and items of `factor` x load <= `available` + sum of what shared vehicles add.

    Parameters
    ----------
    kind, which, unit
        ``fleet`` and a warehouse, or ``leg`` and a way; what is loaded: ``t`` or ``m3``.
    factor
        W x C: 1 / trips for a fleet, 1 for a leg; 0 where the arc is not concerned.
    available
        Payload of the vehicles that stand there; what the leg carries until T.
    added
        Column of a shared vehicle and what one of it adds.
    """

    kind: str
    which: str
    unit: str
    factor: np.ndarray
    available: float
    added: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Limits:
    """All limits at one time T, and the vehicles shared out among them."""

    limits: tuple[Limit, ...] = ()
    pools: tuple[Pool, ...] = ()

    @property
    def columns(self) -> int:
        """Return how many columns of shared vehicles there are."""
        return sum(len(pool.columns) for pool in self.pools)


def trips_within(means: Means, supply: Supply, hours: float) -> np.ndarray:
    """Trips of one truck from each warehouse to each commune that arrive within some hours.

    Parameters
    ----------
    means, supply
        Journeys and travel hours, on the axes of the supply.
    hours
        T, from the decision; inclusive.

    Returns
    -------
    trips
        W x C: 0 where T < t; else 1 + floor((T - t) / (turn + 2 x road hours)): the truck comes back between two
        trips and need not after the last. Where the ways of a journey are not known, all its hours are road.
    """
    cycle = cycle_hours(means, supply)
    left = np.where(supply.within(hours), hours - supply.hours, -1.0)
    again = np.floor(np.divide(left + _HAIR, cycle, out=np.zeros_like(left), where=(cycle > 0) & np.isfinite(cycle)))
    return np.where(left >= 0, 1.0 + np.maximum(again, 0.0), 0.0)


def cycle_hours(means: Means, supply: Supply) -> np.ndarray:
    """W x C: hours from one loading to the next: loading, unloading and the road there and back."""
    road = np.where(np.isnan(means.journeys.road_hours), supply.hours - means.dispatch_hours, means.journeys.road_hours)
    return np.asarray(means.turn_hours + 2 * np.maximum(road, 0.0))


def limits_within(means: Means, supply: Supply, hours: float) -> Limits:
    """Rows of the programme for one time T.

    Parameters
    ----------
    means
        With journeys on the axes of the supply (`Journeys.along`).
    supply
        Stock and travel hours.
    hours
        T, from the decision.

    Returns
    -------
    limits
        Of each warehouse with an arc: payload of its trucks and of the shared ones sent there, in tonnes and in
        cubic metres; again for the ways that let in only lighter trucks. Of each leg of known capacity: capacity a
        day x T / 24, and what vessels of the fleet add.

    Notes
    -----
    Method: docs/methods.md#reach-with-trucks.
    """
    build = _Build(means, supply, hours)
    if means.fleet.of("road"):
        build.trucks()
    build.legs()
    return Limits(tuple(build.limits), tuple(build.pools))


class _Build:
    def __init__(self, means: Means, supply: Supply, hours: float) -> None:
        self.means, self.supply, self.hours = means, supply, hours
        self.limits: list[Limit] = []
        self.pools: list[Pool] = []
        self.within = supply.within(hours)

    def _columns(self, one: Vehicles, places: tuple[str, ...]) -> tuple[int, ...]:
        first = sum(len(pool.columns) for pool in self.pools)
        self.pools.append(Pool(one, tuple(range(first, first + len(places))), places))
        return self.pools[-1].columns

    def trucks(self) -> None:
        trips = trips_within(self.means, self.supply, self.hours)
        share = np.divide(1.0, trips, out=np.zeros_like(trips), where=trips > 0)
        used = np.flatnonzero(self.within.any(axis=1))
        road = self.means.fleet.of("road")
        names = tuple(str(self.supply.warehouses[at]) for at in used)
        shared = {one: dict(zip(used.tolist(), self._columns(one, names), strict=True))
                  for one in road if one.warehouse_id == ANYWHERE}  # fmt: skip
        for at in used.tolist():
            own = [one for one in road if one.warehouse_id == self.supply.warehouses[at]]
            sent = {one: columns[at] for one, columns in shared.items()}
            self._of_warehouse(at, share[at], own, sent)

    def _of_warehouse(self, at: int, share: np.ndarray, own: list[Vehicles], sent: dict[Vehicles, int]) -> None:
        """Rows for all trucks, and for those that the narrower ways let in: these are among all, so no more is needed.

        Ways let in nested sets of trucks (all up to a weight); for nested sets the rows of each set and all below
        it are also enough for a division of the loads among the trucks to exist (Hall).
        """
        largest = self.means.journeys.largest_t[at]
        whole = {one: self.means.whole_t.get(one.vehicle_type, 0.0) for one in (*own, *sent)}
        for level in sorted({np.inf, *largest[self.within[at] & np.isfinite(largest)].tolist()}):
            let_in = [one for one in whole if whole[one] <= level]
            if np.isfinite(level) and len(let_in) == len(whole):
                continue
            factor = np.zeros_like(self.supply.hours)
            factor[at] = np.where(self.within[at] & (largest <= level), share, 0.0)
            for unit in UNITS:
                available = float(sum(one.number * _payload(one, unit) for one in let_in if one not in sent))
                added = tuple((sent[one], _payload(one, unit)) for one in let_in if one in sent)
                which = str(self.supply.warehouses[at])
                self.limits.append(Limit(FLEET, which, unit, factor, available, added))

    def legs(self) -> None:
        legs = self.means.journeys.legs
        vessels = [one for mode in ("sea", "air") for one in self.means.fleet.of(mode)]
        columns = {}
        for one in vessels:
            at = [number for number, leg in enumerate(legs) if leg.mode == one.mode]
            names = tuple(legs[number].way_id for number in at)
            columns[one] = dict(zip(at, self._columns(one, names), strict=True))
        for number, leg in enumerate(legs):
            factor = np.where(self.means.journeys.uses[number] & self.within, 1.0, 0.0)
            for unit, a_day in ((TONNES, leg.t_day), (SPACE, leg.m3_day)):
                if factor.any() and np.isfinite(a_day):
                    added = tuple(
                        (columns[one][number], _payload(one, unit) * self._sailings(leg))
                        for one in vessels
                        if number in columns[one]
                    )
                    self.limits.append(Limit(LEG, leg.way_id, unit, factor, a_day * self.hours / _HOURS_A_DAY, added))

    def _sailings(self, leg: Leg) -> float:
        left = self.hours - self.means.dispatch_hours - leg.hours
        return 0.0 if left < -_HAIR else 1.0 + float(np.floor((left + _HAIR) / max(2 * leg.hours, _HAIR)))


def _payload(one: Vehicles, unit: str) -> float:
    return one.payload_t if unit == TONNES else one.payload_m3
