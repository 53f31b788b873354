"""The best allocation of the same total: as one programme where the case is small, by dual cuts where it is large."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geo.errors import DataProblem
from geo.measuring import Counts, Floats
from geo.preposition_case import Case
from geo.preposition_cuts import Budget, Master, Pool
from geo.preposition_extensive import best_extensive, ways_of
from geo.preposition_value import CANCELLED, Value, value_of
from geo.watch import NO_WATCH, Watch

_SMALL = 15_000  # ways in one programme
_CLOSE = 5e-5  # share of the hours at which a search ends
_INNER = 60  # steps of a search over the pool
_SAMPLES = 4  # rounds over a part of the disasters before all are solved
_SHARE = 16  # the part: one in so many, at least `_LEAST`
_LEAST = 200
_ROUNDS = 8
_LATER = 3  # steps after which the search stays near the best allocation so far


@dataclass(frozen=True)
class Best:
    """The best allocation that was found.

    Parameters
    ----------
    value
        The case served from it.
    least_hours
        Lower bound of V over all allocations of the total that cover as much: where `value.expected_hours` is near,
        nothing better exists.
    """

    value: Value
    least_hours: float


def best_of(actual: Value, watch: Watch = NO_WATCH, *, budget: Budget | None = None) -> Best:
    """Find the allocation of the same total with the least unmet demand, and of those the least hours.

    Parameters
    ----------
    actual
        The case served from the stock that it holds (`value_of`).
    watch
        Progress, cancelling, and time: out of time, the best allocation so far is given with its bound.
    budget
        What moving stock costs, and the most of it; None where that is no matter.

    Raises
    ------
    DataProblem
        ``preposition.no_room`` where the warehouses may hold less than there is, or must hold more.
    DashboardError
        ``preposition.cancelled``; ``not_solved`` with the solver's words.

    Notes
    -----
    Method: docs/methods.md#prepositioning.
    """
    case = actual.case
    if not case.floor.sum() * (1 - 1e-12) <= case.total <= case.room.sum() * (1 + 1e-12):
        raise DataProblem("preposition.no_room", room=float(case.room.sum()), stock=case.total)
    if case.total <= 0 or not len(case.of):
        return Best(actual, actual.expected_hours)
    if budget is None and ways_of(case) <= _SMALL:
        found = value_of(case.holding(best_extensive(case)), watch.part(0.5, 0.5))
        # Of many optima the stock as it stands, where it is one: nobody moves what need not move.
        return Best(actual if _as_good(actual, found) else found, found.expected_hours)
    return _Search(actual, watch, budget).found()


class _Search:
    """L-shaped: allocations from the pool's minimum, prices from the disasters solved there, until both bounds meet."""

    def __init__(self, actual: Value, watch: Watch, budget: Budget | None) -> None:
        case, self.watch = actual.case, watch.ending(CANCELLED)
        chance = case.probability[case.probability > 0]
        # Where allocations cover different demand, unmet units of the least likely disaster outweigh all hours.
        weight = actual.penalty if case.uniform else actual.penalty / float(chance.min(initial=1.0))
        self.weight, self.case, self.best = weight, case, actual
        self.pool, self.master = Pool(case, weight), Master(case, max(actual.expected_hours, 1e-9), budget)
        self.every = np.arange(len(case.disasters))
        self.pool.add(actual, self.every)
        mine = np.bincount(case.of, weights=actual.hours, minlength=len(case.disasters))
        self.stake = np.maximum((case.probability * mine)[self.pool.many], 1e-12)
        self.close = _CLOSE * max(actual.expected_hours, 1e-9)
        self.stock, self.bound = case.stock, -np.inf

    def found(self) -> Best:
        """Search."""
        many = len(self.pool.many)
        for turn in range(_ROUNDS):
            self.watch.check()
            self._minimise()
            sampled = turn < _SAMPLES and many > _LEAST
            if sampled and not self.watch.out_of_time():
                self._solve_some(turn)
                self.watch.progress(0.6 * (turn + 1) / _SAMPLES)
                continue
            self._solve_all()
            if self._gap() <= self.close or self.watch.out_of_time() or many > _LEAST:
                break
        self._minimise()
        self.watch.progress(1.0)
        least = self.bound - self.weight * self.best.expected_unmet
        return Best(self.best, min(max(least, 0.0), self.best.expected_hours))

    def _f(self, value: Value) -> float:
        return value.expected_hours + self.weight * value.expected_unmet

    def _gap(self) -> float:
        return self._f(self.best) - self.bound

    def _minimise(self) -> None:
        """Minimise the pool's bounds; `bound` rises, `stock` is where the pool is least."""
        least, at, stock = np.inf, self.stock, self.stock
        for step in range(_INNER):
            cut = self.pool.cut(stock)
            told = float(cut.value.sum())
            if told < least:
                least, at = told, stock
            self.master.add(cut, stock)
            lowest, bound = self.master.solve()
            self.bound = max(self.bound, bound)
            if least - bound <= self.close / 2:
                break
            stock = lowest if step < _LATER else (lowest + at) / 2
        self.stock = at

    def _solve_some(self, turn: int) -> None:
        many = self.pool.many
        size = min(len(many), max(_LEAST, len(many) // _SHARE))
        # Without replacement, in proportion to the hours at stake: a large disaster moves the optimum, and costs as
        # much to solve as a small one.
        draw = np.argsort(np.random.default_rng(turn).exponential(size=len(many)) / self.stake)[:size]
        self._solve(np.sort(many[draw]), Watch(cancelled=self.watch.cancelled))  # its share is told by the caller

    def _solve(self, disasters: Counts, watch: Watch) -> None:
        self.pool.add(value_of(self.case.only(disasters).holding(self.stock), watch), disasters)

    def _solve_all(self) -> None:
        told = value_of(self.case.holding(self.stock), self.watch.part(0.6, 0.4))
        self.pool.add(told, self.every)
        # What is there now may be more or less than a warehouse may hold.
        if not _fits(self.best.case) or self._f(told) < self._f(self.best):
            self.best = told


def _fits(case: Case) -> bool:
    slack = 1e-9 * max(1.0, case.total)
    return bool(((case.stock <= case.room + slack) & (case.stock >= case.floor - slack)).all())


def _as_good(actual: Value, best: Value) -> bool:
    """Whether the stock as it stands is an optimum itself: it covers as much, in hours that are the same."""
    return (
        _fits(actual.case)
        and actual.expected_unmet <= best.expected_unmet + 1e-9 * max(1.0, best.expected_unmet)
        and actual.expected_hours <= best.expected_hours + 1e-9 * max(1.0, best.expected_hours)
    )


def with_warehouse(actual: Value, hours: Floats, name: str, room: float = np.inf) -> Value:
    """Serve the case with one more warehouse that holds nothing yet.

    Parameters
    ----------
    actual
        The case served.
    hours
        J: hours from the new warehouse to each place, infinite where there is no way.
    name, room
        Its name, and the most that it may hold.
    """
    case = actual.case
    wider = replace(
        case, warehouses=case.warehouses.append(type(case.warehouses)([name])),
        hours=np.column_stack([case.hours, hours]), stock=np.append(case.stock, 0.0),
        floor=np.append(case.floor, 0.0), room=np.append(case.room, room),
    )  # fmt: skip
    return value_of(wider)
