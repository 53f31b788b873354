"""Reach with trucks and daily capacity: households that a complete kit can reach when not everything can go at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.errors import DashboardError, DataProblem
from geo.explain import Result
from geo.reach_arcs import ArcProblem, load_of, solve
from geo.reach_fleet_rows import Band, Bases, Row, Solved, members_of, result_of
from geo.reach_limits import Limits, Means, limits_within
from geo.reach_supply import Supply, need_by_commune
from geo.watch import NO_WATCH, Watch

OUT_OF_TIME = "reach.out_of_time"


def problem_within(supply: Supply, need: np.ndarray, means: Means, hours: float, limits: Limits) -> ArcProblem:
    """Return the programme of one time T; `means` on the axes of the supply."""
    weight, volume = (
        np.array([told.get(item, np.nan) for item in supply.items], dtype="float64")
        for told in (means.weight_kg, means.volume_m3)
    )
    load = load_of(weight, volume, supply.kit_quantity)
    return ArcProblem(need, supply.households, supply.within(hours), supply.hours, load, limits)


def allocate_with_fleet(
    supply: Supply, need: pd.DataFrame | None, means: Means, *, within_hours: Sequence[float],
    start: Bases | None = None, watch: Watch = NO_WATCH,
) -> Solved:  # fmt: skip
    """Share stock, trucks and legs over all communes: for every time T the most households, then the least hours.

    Parameters
    ----------
    supply
        `Supply.of(stock, kit, travel)`.
    need
        `adm2_pcode`, `households` in need, of the whole country.
    means
        What carries the stock.
    within_hours
        Longest times from decision to arrival, in hours (inclusive). Each is a question of its own: what can be
        reached by T at most. What can be reached by T can be reached by any later time.
    start
        Bases of a like problem: after a change the answer comes sooner, and is the same.
    watch
        Progress, cancelling and the longest time.

    Returns
    -------
    solved
        Where the time runs out, a band holds the optimum of the longest band that was solved (what can be done by
        then can be done) and is not `complete`.

    Raises
    ------
    DataProblem
        ``need_missing`` without a need; others as `geo.reach.reach_together`.
    DashboardError
        ``reach.cancelled``; ``reach.out_of_time`` where not even the shortest band was solved.

    Notes
    -----
    Method: docs/methods.md#reach-with-trucks.
    """
    if need is None:
        raise DataProblem("need_missing")
    supply = supply if len(supply.warehouses) else supply.over(need["adm2_pcode"])
    wanted = need_by_commune(need, supply)
    means = replace(means, journeys=means.journeys.along(supply.warehouses, supply.communes))
    limits = {band: limits_within(means, supply, band) for band in dict.fromkeys(within_hours)}
    asked = _Asked(supply, means, limits, tuple(within_hours), start or {}, watch)
    return _bands_of(asked, wanted, "", least_hours=True, done=(0.0, 1.0))


@dataclass(frozen=True)
class _Asked:
    supply: Supply
    means: Means
    limits: dict[float, Limits]
    within_hours: tuple[float, ...]
    start: Bases
    watch: Watch


def _bands_of(asked: _Asked, need: np.ndarray, key: str, *, least_hours: bool, done: tuple[float, float]) -> Solved:
    """Solve the bands of one need, the shortest first."""
    found: dict[float, Band] = {}
    bases: Bases = {}
    last: Band | None = None
    order = sorted(set(asked.within_hours))
    for number, hours in enumerate(order):
        problem = problem_within(asked.supply, need, asked.means, hours, asked.limits[hours])
        try:
            optimum = solve(
                problem, least_hours=least_hours, start=asked.start.get((key, hours), ()), watch=asked.watch
            )
            last = Band(hours, problem, optimum)
            bases[key, hours] = optimum.bases
        except DashboardError as error:
            if error.code != OUT_OF_TIME or last is None:
                raise
            last = replace(last, complete=False)
        found[hours] = replace(last, within_hours=hours)
        asked.watch.progress(done[0] + (done[1] - done[0]) * (number + 1) / len(order))
    return Solved(asked.supply, need, asked.means, tuple(found[hours] for hours in asked.within_hours), bases)


def places_with_fleet(solved: Solved, free: Result, communes: pd.DataFrame) -> Result:
    """Sum one allocation with fleet to places of any level.

    Parameters
    ----------
    solved
        Of `allocate_with_fleet`.
    free
        The same places and bands without limits: `geo.reach.places_together`.
    communes
        `geo.places.communes_at`.

    Returns
    -------
    reach
        The columns of `geo.reach.reach_together` and `geo.reach_fleet_rows.ADDED`. `bound_by` is also ``fleet`` or
        ``leg``; `binding_vehicles`: warehouses whose trucks are too few, the worst first, also where stock stops more;
        `binding_way`: the leg that carries too little; `reached_without_limits`: of `free`. Places add up to the
        nation; `by_item` is without limits.
        Facts: `incomplete_hours`, `items_without_weight`, `vehicles_unknown`.
    """
    places = members_of(communes, solved.supply)
    rows = [Row(solved, band, place, members, "together") for place, members in places for band in solved.bands]
    return result_of(rows, free, solved.means)


@dataclass(frozen=True)
class Apart:
    """Optima of places, each alone: what `result_of` makes a result of.

    Parameters
    ----------
    rows
        Of every place and band.
    means
        What was asked, on the axes of the supply.
    bases
        To begin a like problem with.
    """

    rows: tuple[Row, ...]
    means: Means
    bases: Bases


def alone_with_fleet(
    supply: Supply, need: pd.DataFrame | None, communes: pd.DataFrame, means: Means, *,
    within_hours: Sequence[float], start: Bases | None = None, watch: Watch = NO_WATCH,
) -> Apart:  # fmt: skip
    """Solve every place alone: all stock and trucks for it.

    Parameters
    ----------
    supply, need, communes, within_hours
        As `geo.reach.reach_alone`.
    means, start, watch
        As `allocate_with_fleet`.

    Returns
    -------
    apart
        Each row an optimum of its own: values of places are never added.
    """
    supply = supply.over(communes["adm2_pcode"])
    wanted = np.full(len(supply.communes), np.inf) if need is None else need_by_commune(need, supply)
    means = replace(means, journeys=means.journeys.along(supply.warehouses, supply.communes))
    limits = {band: limits_within(means, supply, band) for band in dict.fromkeys(within_hours)}
    asked = _Asked(supply, means, limits, tuple(within_hours), start or {}, watch)
    bases = Bases()
    rows = []
    places = list(members_of(communes, supply))
    for number, (place, members) in enumerate(places):
        done = (number / len(places), (number + 1) / len(places))
        solved = _bands_of(asked, np.where(members, wanted, 0.0), place, least_hours=False, done=done)
        bases |= solved.bases
        rows += [Row(solved, band, place, members, "alone") for band in solved.bands]
    return Apart(tuple(rows), means, bases)


def reach_alone_with_fleet(
    supply: Supply, need: pd.DataFrame | None, communes: pd.DataFrame, means: Means, free: Result, *,
    within_hours: Sequence[float], start: Bases | None = None, watch: Watch = NO_WATCH,
) -> tuple[Result, Bases]:  # fmt: skip
    """Households of each place within a time with trucks and legs, each place alone: all stock and trucks for it.

    Parameters
    ----------
    supply, need, communes, means, within_hours, start, watch
        As `alone_with_fleet`.
    free
        The same places and bands without limits: `geo.reach.reach_alone`.

    Returns
    -------
    reach
        As `places_with_fleet`, each row an optimum of its own: values of places are never added.
    bases
        To begin a like problem with.
    """
    apart = alone_with_fleet(supply, need, communes, means, within_hours=within_hours, start=start, watch=watch)
    return result_of(list(apart.rows), free, apart.means), apart.bases
