"""The arc programme of reach: shipments over arcs, under stock, fleet and legs; households first, hours second.

Warehouses w, communes c, items i of the kit, one time T. Everything is counted in households that it would serve:

    maximise   sum_c h(c)
    subject to 0 <= h(c) <= n(c)
               h(c) <= sum_w x(w,c,i)                                             every c, i        price pi(c,i)
               sum_c x(w,c,i) <= s(w,i)                                           every w, i        price sigma(w,i)
               sum_{w,c,i} a_r(i) f_r(w,c) x(w,c,i) <= b_r + sum_p g_rp y(p)      every limit r     price phi(r)
               sum of y over the columns of a shared vehicle <= its number
               x, y >= 0, x on arcs with t(w,c) <= T only

a_r(i) is the tonnes (or cubic metres) of item i for one household. Then, the total fixed, minimise
sum t(w,c) x(w,c,i) / I: the hours that goods for a household travel on average. Prices come from the first solve.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csc_array

from geo.arc_solver import PRIMAL, Basis, Programme, checked, run
from geo.reach_limits import UNITS, Limits
from geo.watch import NO_WATCH, Watch

_SLACK = 1e-10
_STRIDE = 100_000


@dataclass(frozen=True)
class ArcProblem:
    """One time T; W warehouses, C communes, I items.

    Parameters
    ----------
    need
        C: households in need; infinite where capacity is asked.
    stock
        W x I: households that each item of each warehouse would serve.
    within
        W x C: arcs.
    hours
        W x C: travel hours.
    load
        By unit: I: tonnes (cubic metres) of each item for one household.
    limits
        Of `geo.reach_limits`.
    """

    need: np.ndarray
    stock: np.ndarray
    within: np.ndarray
    hours: np.ndarray
    load: dict[str, np.ndarray]
    limits: Limits


@dataclass(frozen=True)
class ArcOptimum:
    """What an optimum is.

    Parameters
    ----------
    total
        Largest number of households.
    households
        C: of each commune; of the second solve where it was asked for.
    shipped
        Arrays of equal length: warehouse, commune, item, households that the shipment would serve.
    shared
        Vehicles of each column of the pools.
    commune_price, stock_price, limit_price, pool_price
        C x I, W x I, by limit, by pool: households for one more; from the first solve.
    bases
        Of both solves, to begin a like problem with.
    """

    total: float
    households: np.ndarray
    shipped: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
    shared: np.ndarray
    commune_price: np.ndarray
    stock_price: np.ndarray
    limit_price: np.ndarray
    pool_price: np.ndarray
    bases: tuple[Basis, ...]


def solve(
    problem: ArcProblem, *, least_hours: bool, start: tuple[Basis, ...] = (), watch: Watch = NO_WATCH
) -> ArcOptimum:
    """Largest total of households; then, if asked for, the least hours.

    Parameters
    ----------
    problem
        Any; communes for which an item is nowhere in reach get 0.
    least_hours
        Whether the second solve is wanted.
    start
        Bases of a like problem: a change is then solved warm.
    watch
        Progress is not told here.

    Returns
    -------
    optimum
        With prices of the first solve.

    Raises
    ------
    DashboardError
        ``reach.cancelled``; ``reach.out_of_time``; ``not_solved`` with the solver's words.
    """
    checked(watch)
    rows = _Rows(problem)
    if not len(rows.commune):
        return rows.empty()
    most = rows.programme(np.concatenate([-np.ones(len(rows.live)), np.zeros(rows.size - len(rows.live))]), 0.0)
    most = replace(most, strategy=PRIMAL)  # nothing sent is allowed: it goes up from there
    values, duals, first = run(most, start[0] if start else None, watch)
    total = float(values[: len(rows.live)].sum())
    if not least_hours or total <= 0:
        return rows.optimum(total, values, duals, (first,))
    costs = np.zeros(rows.size)
    costs[rows.arcs] = problem.hours[rows.warehouse, rows.commune] / problem.stock.shape[1]
    least = rows.programme(costs, total - _SLACK * max(1.0, total))
    values, _, second = run(least, start[1] if len(start) > 1 else None, watch)
    return rows.optimum(total, values, duals, (first, second))


class _Rows:
    """Columns (h, x, shared vehicles) and rows (commune and item, warehouse and item, limits, pools, total)."""

    def __init__(self, problem: ArcProblem) -> None:
        self.problem = problem
        reachable = problem.within.T.astype(np.float64) @ problem.stock
        wanted = (problem.need > 0) & (reachable.min(axis=1, initial=np.inf) > 0)
        self.live = np.flatnonzero(wanted)
        items = problem.stock.shape[1]
        w, c = np.nonzero(problem.within & wanted[None, :])
        w, c, i = np.repeat(w, items), np.repeat(c, items), np.tile(np.arange(items), len(w))
        there = problem.stock[w, i] > 0
        self.warehouse, self.commune, self.item = w[there], c[there], i[there]
        self.arcs = slice(len(self.live), len(self.live) + len(self.warehouse))
        self.size = self.arcs.stop + problem.limits.columns
        self.items = items
        self.matrix, self.upper = self._built()
        self.codes = self._codes()

    def _built(self) -> tuple[csc_array, np.ndarray]:
        problem, items, kinds = self.problem, self.items, len(self.live)
        number = np.full(len(problem.need), -1)
        number[self.live] = np.arange(kinds)
        self.stocked = np.unique(self.warehouse * items + self.item)
        held = np.searchsorted(self.stocked, self.warehouse * items + self.item)
        at = np.arange(self.arcs.start, self.arcs.stop)
        ones, demand = np.ones(len(at)), kinds * items
        parts = [(number[self.commune] * items + self.item, at, ones), (demand + held, at, ones)]
        parts.append((np.arange(demand), np.repeat(np.arange(kinds), items), -np.ones(demand)))
        upper = [np.full(demand, np.inf), problem.stock.ravel()[self.stocked]]
        row = demand + len(self.stocked)
        self.first_limit = row
        for limit in problem.limits.limits:
            taken = problem.load[limit.unit][self.item] * limit.factor[self.warehouse, self.commune]
            some = np.flatnonzero(taken)
            parts.append((np.full(len(some), row), at[some], taken[some]))
            for column, adds in limit.added:
                parts.append((np.array([row]), np.array([self.arcs.stop + column]), np.array([-adds])))
            upper.append(np.array([limit.available]))
            row += 1
        for pool in problem.limits.pools:
            columns = self.arcs.stop + np.array(pool.columns, dtype=np.int64)
            parts.append((np.full(len(columns), row), columns, np.ones(len(columns))))
            upper.append(np.array([pool.number]))
            row += 1
        parts.append((np.full(kinds, row), np.arange(kinds), np.ones(kinds)))
        upper.append(np.array([np.inf]))
        r, c, v = (np.concatenate([part[n] for part in parts]) for n in range(3))
        return coo_array((v, (r, c)), shape=(row + 1, self.size)).tocsc(), np.concatenate(upper)

    def _codes(self) -> tuple[np.ndarray, np.ndarray]:
        """Names of columns and rows as numbers that stay the same when others come or go."""
        arc = (1 + self.warehouse * _STRIDE + self.commune) * _STRIDE + self.item
        shared = -1 - np.arange(self.problem.limits.columns) - _STRIDE
        columns = np.concatenate([self.live, arc, shared])
        demand = np.repeat(self.live, self.items) * self.items + np.tile(np.arange(self.items), len(self.live))
        further = np.arange(self.matrix.shape[0] - self.first_limit)
        return columns, np.concatenate([demand, (1 + self.stocked) * _STRIDE * _STRIDE, -1 - further])

    def programme(self, costs: np.ndarray, total: float) -> Programme:
        lower = np.full(len(self.upper), -np.inf)
        lower[: len(self.live) * self.items] = 0.0
        lower[-1] = total
        most = np.concatenate([self.problem.need[self.live], np.full(self.size - len(self.live), np.inf)])
        return Programme(self.codes, self.matrix, costs, most, lower, self.upper)

    def empty(self) -> ArcOptimum:
        problem, none = self.problem, np.array([], dtype=np.int64)
        return ArcOptimum(
            0.0, np.zeros(len(problem.need)), (none, none, none, np.array([])), np.zeros(problem.limits.columns),
            np.zeros((len(problem.need), self.items)), np.zeros(problem.stock.shape),
            np.zeros(len(problem.limits.limits)), np.zeros(len(problem.limits.pools)), (),
        )  # fmt: skip

    def optimum(self, total: float, values: np.ndarray, duals: np.ndarray, bases: tuple[Basis, ...]) -> ArcOptimum:
        problem, demand, limits = self.problem, len(self.live) * self.items, len(self.problem.limits.limits)
        households = np.zeros(len(problem.need))
        households[self.live] = values[: len(self.live)].clip(min=0.0)
        commune = np.zeros((len(problem.need), self.items))
        commune[self.live] = np.abs(duals[:demand]).reshape(-1, self.items)
        stock = np.zeros(problem.stock.size)
        stock[self.stocked] = np.abs(duals[demand : self.first_limit])
        shipped = values[self.arcs].clip(min=0.0)
        some = np.flatnonzero(shipped > _SLACK * max(1.0, total))
        arcs = (self.warehouse[some], self.commune[some], self.item[some], shipped[some])
        end = self.first_limit + limits
        return ArcOptimum(
            total, households, arcs, values[self.arcs.stop :], commune, stock.reshape(problem.stock.shape),
            np.abs(duals[self.first_limit : end]), np.abs(duals[end:-1]), bases,
        )  # fmt: skip


def load_of(weight_kg: np.ndarray, volume_m3: np.ndarray, quantity: np.ndarray) -> dict[str, np.ndarray]:
    """Tonnes and cubic metres of each item for one household; an unknown weight or volume is 0 and told elsewhere."""
    return dict(
        zip(UNITS, (np.nan_to_num(weight_kg) * quantity / 1000.0, np.nan_to_num(volume_m3) * quantity), strict=True)
    )
