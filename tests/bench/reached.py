"""Reach on an invented country: 140 communes, 40 warehouses, 10 items, five bands; free, and with trucks and legs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array

from geo.fleet import Fleet, Vehicles
from geo.journey_parts import Journeys, Leg
from geo.reach import reach_alone, reach_together
from geo.reach_arcs import ArcProblem
from geo.reach_fleet import allocate_with_fleet, problem_within
from geo.reach_fleet_rows import Solved
from geo.reach_limits import Means, limits_within
from geo.reach_supply import Supply
from results.stocks import BANDS
from tests.bench.engine import Times, timed
from tests.bench.report import CannotMeasure, Figure

COMMUNES, WAREHOUSES, ITEMS, DEPARTMENTS, LEGS = 140, 40, 10, 10, 12
SIDE_KM, KMH, DISPATCH, LOADING, UNLOADING = 250.0, 25.0, 4.0, 2.0, 1.0
CHANGED_SHARE = 0.05
YARDSTICK_BAND = 24.0


@dataclass(frozen=True)
class Country:
    """One instance."""

    supply: Supply
    need: pd.DataFrame
    places: pd.DataFrame
    means: Means


@dataclass(frozen=True)
class Reached:
    """What was measured."""

    alone: Times
    together: Times
    alone_change: Times
    together_change: Times
    cold: Times
    demand: Times
    vehicle: Times
    band: Times
    yardstick: Times


def country(seed: int = 7) -> Country:
    """Points on a square, roads along the air line x 1.25; every fourth warehouse without trucks of its own."""
    rng = np.random.default_rng(seed)
    codes, depots = [f"HT{at:04d}" for at in range(COMMUNES)], [f"W{at:02d}" for at in range(WAREHOUSES)]
    there, here = rng.random((COMMUNES, 2)) * SIDE_KM, rng.random((WAREHOUSES, 2)) * SIDE_KM
    road = np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1)) * 1.25 / KMH
    kit = rng.integers(1, 4, ITEMS).astype("float64")
    units = rng.integers(0, 6000, (WAREHOUSES, ITEMS)) * (rng.random((WAREHOUSES, ITEMS)) < 0.7) * 1.0
    items = [f"i{at}" for at in range(ITEMS)]
    supply = Supply(pd.Index(depots, dtype="object"), pd.Index(codes, dtype="object"), pd.Index(items, dtype="object"),
                    units, kit, DISPATCH + road)  # fmt: skip
    need = pd.DataFrame({"adm2_pcode": codes, "households": rng.integers(200, 4000, COMMUNES).astype("float64")})
    department = [f"D{at % DEPARTMENTS}" for at in range(COMMUNES)]
    places = pd.DataFrame({"adm2_pcode": codes, "place": department, "name": department})
    return Country(supply, need, places, _means(rng, supply, road))


def _means(rng: np.random.Generator, supply: Supply, road: np.ndarray) -> Means:
    trucks = [
        Vehicles("truck", f"W{at:02d}", int(rng.integers(1, 5)), 10.0, 33.0) for at in range(WAREHOUSES) if at % 4
    ]
    fleet = Fleet(tuple(sorted([*trucks, Vehicles("small_truck", "", 6, 3.5, 16.0)])))
    legs = tuple(Leg(f"S{at}", "sea", 8.0, float(rng.uniform(5, 40)), np.inf) for at in range(LEGS))
    uses = rng.random((LEGS, WAREHOUSES, COMMUNES)) < 0.02
    journeys = Journeys(supply.warehouses, supply.communes, road, np.full(road.shape, np.inf), legs, uses, {})
    kg = rng.uniform(0.2, 6.0, ITEMS)
    named = [str(item) for item in supply.items]
    weights = dict(zip(named, kg.tolist(), strict=True))
    space = dict(zip(named, (kg / rng.uniform(100, 500, ITEMS)).tolist(), strict=True))
    return Means(fleet, journeys, DISPATCH, LOADING, UNLOADING, weights, space, {"truck": 20.0, "small_truck": 10.0})


def solved(of: Country, before: Solved | None = None) -> Solved:
    """All bands with trucks and legs; after another, warm."""
    start = None if before is None else before.bases
    return allocate_with_fleet(of.supply, of.need, of.means, within_hours=BANDS, start=start)


def with_demand(of: Country, seed: int) -> Country:
    """The same where a twentieth of the communes needs a fifth more."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(COMMUNES, round(COMMUNES * CHANGED_SHARE), replace=False)
    factor = np.ones(COMMUNES)
    factor[chosen] = 1.2
    return replace(of, need=of.need.assign(households=of.need["households"] * factor))


def with_truck(of: Country, at: int) -> Country:
    """The same with one truck more."""
    fleet = of.means.fleet.with_more(Vehicles("truck", f"W{at:02d}", 1, 10.0, 33.0))
    return replace(of, means=replace(of.means, fleet=fleet))


def closed(of: Country, at: int) -> Country:
    """The same after a way closed: every journey of one warehouse is longer."""
    hours = of.supply.hours.copy()
    hours[at % WAREHOUSES] += 3.0
    return replace(of, supply=replace(of.supply, hours=hours))


def yardstick(problem: ArcProblem) -> float:
    """Return the total of the whole programme, every shipment a variable, by scipy (its own HiGHS)."""
    w, c = np.nonzero(problem.within)
    items, arcs, communes = problem.stock.shape[1], len(w), len(problem.need)
    at, size = communes + np.arange(arcs * items), communes + arcs * items + problem.limits.columns
    wi, ci, ii = np.repeat(w, items), np.repeat(c, items), np.tile(np.arange(items), arcs)
    parts = [(ci * items + ii, at, -np.ones(len(at))),
             (np.arange(communes * items), np.repeat(np.arange(communes), items), np.ones(communes * items)),
             (communes * items + wi * items + ii, at, np.ones(len(at)))]  # fmt: skip
    upper = [np.zeros(communes * items), problem.stock.ravel()]
    row = communes * items + problem.stock.size
    for limit in problem.limits.limits:
        lent = np.array([communes + arcs * items + column for column, _ in limit.added], dtype=np.int64)
        adds = np.array([added for _, added in limit.added])
        used = problem.load[limit.unit][ii] * limit.factor[wi, ci]
        parts += [(np.full(len(at), row), at, used), (np.full(len(lent), row), lent, -adds)]
        upper.append(np.array([limit.available]))
        row += 1
    for pool in problem.limits.pools:
        columns = communes + arcs * items + np.array(pool.columns, dtype=np.int64)
        parts.append((np.full(len(columns), row), columns, np.ones(len(columns))))
        upper.append(np.array([pool.number]))
        row += 1
    r, k, v = (np.concatenate([part[n] for part in parts]) for n in range(3))
    most = np.concatenate([problem.need, np.full(size - communes, np.inf)])
    costs = np.concatenate([-np.ones(communes), np.zeros(size - communes)])
    told = linprog(costs, coo_array((v, (r, k)), shape=(row, size)).tocsr(), np.concatenate(upper),
                   bounds=np.column_stack([np.zeros(size), most]), method="highs-ds")  # fmt: skip
    return float(-told.fun)


def measured() -> Reached:
    """Time all of it; both sides must agree on the total.

    Raises
    ------
    CannotMeasure
        Where they do not.
    """
    of = country()
    first = solved(of)
    problem = problem_within(of.supply, of.need["households"].to_numpy(), of.means, YARDSTICK_BAND,
                             limits_within(of.means, of.supply, YARDSTICK_BAND))  # fmt: skip
    ours = next(band.optimum.total for band in first.bands if band.within_hours == YARDSTICK_BAND)
    found: list[float] = []
    other = timed([lambda: found.append(yardstick(problem))])
    if abs(found[0] - ours) > 1e-5 * ours:
        raise CannotMeasure(f"reach with trucks: {ours} here, {found[0]} by scipy")
    alone, together = (_free(kind, of) for kind in (reach_alone, reach_together))
    return Reached(
        alone=timed([alone] * 3),
        together=timed([together] * 3),
        alone_change=timed([_free(reach_alone, closed(of, at)) for at in range(5)]),
        together_change=timed([_free(reach_together, closed(of, at)) for at in range(5)]),
        cold=timed([lambda: solved(of)]),
        demand=timed([_warm(with_demand(of, seed), first) for seed in range(5)]),
        vehicle=timed([_warm(with_truck(of, at), first) for at in range(1, 6)]),
        band=timed([lambda: allocate_with_fleet(of.supply, of.need, of.means, within_hours=(YARDSTICK_BAND,))]),
        yardstick=other,
    )


def _free(reach: Callable[..., Any], of: Country) -> Callable[[], Any]:
    return lambda: reach(of.supply, of.need, of.places, within_hours=BANDS)


def _warm(of: Country, first: Solved) -> Callable[[], Any]:
    return lambda: solved(of, first)


def figures(of: Reached) -> list[Figure]:
    """Return the lines of the table."""
    size = f"{COMMUNES} communes x {WAREHOUSES} warehouses x {ITEMS} items x {len(BANDS)} bands"
    trucks = "with trucks and daily capacity"
    asked = (
        (f"Reach alone, {DEPARTMENTS} departments, {size}", of.alone, 1_000),
        (f"Reach together, {size}", of.together, 1_000),
        ("Reach alone after a change, the same", of.alone_change, 300),
        ("Reach together after a change, the same", of.together_change, 1_000),
        (f"Reach together {trucks}, cold, the same: most households, then least hours", of.cold, 15_000),
        ("The same, warm, after 5 % of the demand changed", of.demand, 1_000),
        ("The same, warm, after one truck more", of.vehicle, 1_000),
    )
    rows = [Figure(what, "ms", times.median, at_most=most, note=times.note) for what, times, most in asked]
    note = (
        f"{of.band.note}; the yardstick is scipy linprog (HiGHS) on the whole programme, most households alone, one run"
    )
    one = f"Reach together {trucks}, one band ({YARDSTICK_BAND:g} h), cold"
    return [*rows, Figure(one, "ms", of.band.median, of.yardstick.median, note=note)]
