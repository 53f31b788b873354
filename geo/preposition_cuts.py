"""The best allocation of many disasters: the two-stage programme by dual cuts (L-shaped), with its bounds.

F(x) = sum_k P_k (M unmet_k(x) + hours_k(x)) is convex, and every price vector m of one disaster, for any disaster,
bounds it from below: F_k(x) >= sum_j d_kj min(M, min_i (c_ij + m_i)) - m x. Prices that were found stay in a pool that
neighbouring disasters share, so that the search goes on over the pool and only now and then over the programmes. What
the pool's minimum says is a lower bound; the best allocation whose disasters were all solved is the upper one.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from geo.errors import DashboardError
from geo.measuring import Counts, Floats
from geo.preposition_case import Case
from geo.preposition_closed_form import serve_one_place
from geo.preposition_value import Value

_GROUP = 64  # disasters that share a pool
_PARTS = 24  # sums that have a cut of their own in the master programme
_NOTHING = 1e-12


@dataclass(frozen=True)
class Cut:
    """F of each part at an allocation, and its slopes: F(x) >= value - slope (x - at)."""

    value: Floats
    slope: Floats


@dataclass(frozen=True)
class Budget:
    """What moving stock costs: W x W, a unit from a warehouse (row) to another (NaN: cannot), and the most of it."""

    price: Floats
    most: float = float("inf")


class Pool:
    """Lower bounds of all disasters of a case by the prices found so far; those of one place are exact.

    `penalty` may be more than the one that the prices were found with: they are taken apart and put together again.
    """

    def __init__(self, case: Case, penalty: float) -> None:
        self.case, self.penalty = case, penalty
        self.single = case.one_place
        entries = case.many_places
        self.many, rank = np.unique(case.of[entries], return_inverse=True)
        demand = np.zeros((len(self.many), len(case.places)))
        demand[rank, case.at[entries]] = case.quantity[entries]
        order = np.lexsort((demand.sum(axis=1), demand.argmax(axis=1))) if len(self.many) else np.zeros(0, np.int64)
        self.groups = [part for part in np.split(order, range(_GROUP, len(order), _GROUP)) if len(part)]
        self.demand = [demand[part] for part in self.groups]
        self.chance = [case.probability[self.many[part]] for part in self.groups]
        self.prices: list[Floats] = [np.zeros((0, len(case.warehouses))) for _ in self.groups]
        self.bounds: list[Floats] = [np.zeros((len(part), 0)) for part in self.groups]

    def add(self, value: Value, disasters: Counts) -> None:
        """Take in the prices of an allocation for which these disasters were solved, as `value` counts them."""
        covered = np.round(value.price / value.penalty)
        price = np.round(value.price + covered * (self.penalty - value.penalty), 9)
        row = np.full(len(self.case.disasters), -1)
        row[disasters[value.many]] = np.arange(len(value.many))
        for number, part in enumerate(self.groups):
            mine = row[self.many[part]]
            fresh = np.unique(price[mine[mine >= 0]], axis=0)
            if not len(fresh):
                continue
            worth = np.minimum(self.penalty, (self.case.hours[None, :, :] + fresh[:, None, :]).min(axis=2))
            self.prices[number] = np.concatenate([self.prices[number], fresh])
            self.bounds[number] = np.concatenate([self.bounds[number], self.demand[number] @ worth.T], axis=1)

    def cut(self, stock: Floats) -> Cut:
        """Bound and slope of each part at an allocation."""
        values, slopes = np.zeros(2 * _PARTS), np.zeros((2 * _PARTS, len(stock)))
        self._of_one(stock, values, slopes)
        for number, bounds in enumerate(self.bounds):
            if not bounds.shape[1]:
                continue
            told = bounds - self.prices[number] @ stock
            best = told.argmax(axis=1)
            chance, part = self.chance[number], _PARTS + number % _PARTS
            values[part] += chance @ told[np.arange(len(best)), best]
            weight = np.bincount(best, weights=chance, minlength=bounds.shape[1])
            slopes[part] += weight @ self.prices[number]
        return Cut(values, slopes)

    def _of_one(self, stock: Floats, values: Floats, slopes: Floats) -> None:
        case, mine = self.case, self.single
        if not len(mine):
            return
        chance = case.probability[case.of[mine]]
        told = serve_one_place(case.at[mine], case.quantity[mine], chance, case.hours, stock)
        part = case.at[mine] % _PARTS
        values[:_PARTS] += np.bincount(
            part, weights=chance * (told.unmet * self.penalty + told.hours), minlength=_PARTS
        )
        np.add.at(slopes, told.places % _PARTS, told.more_covered * self.penalty - told.more_hours)


class Master:
    """Minimise the sum of the parts' bounds over allocations: sum x = X, floor <= x <= room, within a budget.

    In shares of X, and bounds in units of `scale` hours: so that all numbers are near one.
    """

    def __init__(self, case: Case, scale: float, budget: Budget | None = None) -> None:
        self.size, self.total, self.scale = len(case.warehouses), case.total, scale
        self.solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1)):
            self.solver.setOptionValue(option, value)
        for least, most in zip(case.floor / case.total, np.minimum(case.room / case.total, 1.0), strict=True):
            self.solver.addVar(float(least), float(most))
        for _ in range(2 * _PARTS):
            self.solver.addVar(0.0, highspy.kHighsInf)
        columns = self.size + 2 * _PARTS
        costs = np.concatenate([np.zeros(self.size), np.ones(2 * _PARTS)])
        self.solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), costs)
        self.solver.addRow(1.0, 1.0, self.size, np.arange(self.size, dtype=np.int32), np.ones(self.size))
        if budget is not None:
            self._limit(case, budget)

    def _limit(self, case: Case, budget: Budget) -> None:
        """Stock moves along the ways that have a price: x = stock + in - out, sum of price x moved <= budget."""
        ways = np.isfinite(budget.price) & (case.stock > 0)[:, None] & ~np.eye(self.size, dtype=bool)
        sender, receiver = np.nonzero(ways)
        first = self.size + 2 * _PARTS
        for _ in sender:
            self.solver.addVar(0.0, highspy.kHighsInf)
        for one in range(self.size):
            out, into = first + np.flatnonzero(sender == one), first + np.flatnonzero(receiver == one)
            columns = np.concatenate([[one], out, into]).astype(np.int32)
            values = np.concatenate([[1.0], np.ones(len(out)), -np.ones(len(into))])
            held = float(case.stock[one] / case.total)
            self.solver.addRow(held, held, len(columns), columns, values)
        if np.isfinite(budget.most) and len(sender):
            columns, prices = (first + np.arange(len(sender))).astype(np.int32), budget.price[sender, receiver]
            scale = max(float(prices.max()), 1e-12)
            most = budget.most / case.total / scale
            self.solver.addRow(-highspy.kHighsInf, most, len(columns), columns, prices / scale)

    def add(self, cut: Cut, at: Floats) -> None:
        """Add the cuts of one allocation."""
        slopes = cut.slope * (self.total / self.scale)
        bounds = cut.value / self.scale + slopes @ (at / self.total)
        parts = np.flatnonzero(bounds > 0)
        if not len(parts):
            return
        entries = np.hstack([np.where(slopes[parts] > _NOTHING, slopes[parts], 0.0), np.eye(len(slopes))[parts]])
        row, column = np.nonzero(entries)
        starts = np.searchsorted(row, np.arange(len(parts))).astype(np.int32)
        self.solver.addRows(len(parts), bounds[parts], np.full(len(parts), highspy.kHighsInf), len(row), starts,
                            column.astype(np.int32), entries[row, column])  # fmt: skip

    def solve(self) -> tuple[Floats, float]:
        """Return the allocation and the bound."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.solver.clearSolver()  # from the beginning, where going on from the last basis went wrong
            self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise DashboardError("not_solved", status=self.solver.modelStatusToString(status))
        found = np.clip(np.asarray(self.solver.getSolution().col_value)[: self.size], 0.0, None)
        bound = float(self.solver.getInfo().objective_function_value) * self.scale
        return found * (self.total / found.sum()), bound
