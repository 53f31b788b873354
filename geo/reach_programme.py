"""The linear programmes of stock reach: the largest total, its proof, and the fairest way to reach it.

Class totals h are feasible exactly when for every set S of classes sum_S h <= min_i stock_i(N(S)), N(S) being
the warehouses in time of any class of S and stock counted in households (Gale and Hall). Up to `HALL_CLASSES`
classes these rows are written down; above, the shipments of each item are variables. Both say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import block_array, coo_array, csr_array, hstack

from geo.errors import DashboardError
from geo.reach_classes import Classes

HALL_CLASSES = 12
# Figures are equal when they differ by less than this share of the larger, or of one household.
TOLERANCE = 1e-6
_DUAL = 1e-7
_SLACK = 1e-9


@dataclass(frozen=True)
class TightSet:
    """A set S of classes and the item i with sum_S h = stock_i(N(S)) in every optimum.

    `weight` is its share in the proof: total = sum_S weight x bound + sum of what the need alone bounds.
    """

    classes: np.ndarray
    item: int
    weight: float
    bound: float


@dataclass(frozen=True)
class Optimum:
    """Households of each class at an optimum, and the sets that prove it."""

    households: np.ndarray
    sets: tuple[TightSet, ...]


@dataclass(frozen=True)
class Region:
    """Feasible h: there is x >= 0 with `lower` <= `matrix` @ (h, x) <= `upper`. `certify` reads a proof off duals."""

    matrix: csr_array
    lower: np.ndarray
    upper: np.ndarray
    certify: Callable[[np.ndarray], tuple[TightSet, ...]]


class _Programme:
    """One linear programme in HiGHS: minimise costs @ z, 0 <= z <= `most`, on one thread; solved again warm."""

    def __init__(self, region: Region, most: np.ndarray) -> None:
        matrix = region.matrix
        self.solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1)):
            self.solver.setOptionValue(option, value)
        size, rows = matrix.shape[1], matrix.shape[0]
        self.solver.passModel(
            size, rows, matrix.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
            np.zeros(size), np.zeros(size), most, region.lower, region.upper,
            matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data.astype(np.float64),
            np.zeros(size, dtype=np.int32),
        )  # fmt: skip
        self.size = size

    def solve(self, costs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the values of the variables and the duals of the rows."""
        self.solver.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), costs)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise DashboardError("not_solved", status=self.solver.modelStatusToString(status))
        solution = self.solver.getSolution()
        return np.asarray(solution.col_value), np.asarray(solution.row_dual)


def largest(classes: Classes) -> Optimum:
    """Largest total of households with complete kits.

    Parameters
    ----------
    classes
        A problem of one part, every class with a warehouse.

    Returns
    -------
    optimum
        maximise sum h, 0 <= h <= need, h feasible; the closed form min(need, min_i stock_i) for one class.
    """
    bounds = classes.bounds(np.ones(len(classes.need), dtype=bool))
    if len(classes.need) == 1:
        return _one_class(classes, bounds)
    region = region_of(classes)
    most = _most(region, classes.need)
    values, duals = _Programme(region, most).solve(_costs(most, len(classes.need)))
    return Optimum(_clean(values[: len(classes.need)], classes.need), region.certify(duals))


def fairest(classes: Classes) -> Optimum:
    """Largest total; that fixed, the smallest share of need raised as far as possible, then the next, and so on.

    Parameters
    ----------
    classes
        A problem of one part, every class with a warehouse and a finite need above 0.

    Returns
    -------
    optimum
        The one lexicographic max-min of the shares h / need among the optima of `largest`, with its proof.

    Notes
    -----
    In each round the rows share >= t of the classes that are not settled yet stand with t maximised; those
    with a dual above 0 cannot rise, and are settled at t.
    """
    kinds = len(classes.need)
    if kinds == 1:
        return _one_class(classes, classes.bounds(np.ones(1, dtype=bool)))
    region = region_of(classes)
    rows = region.matrix.shape[0]
    programme = _Programme(_with_shares(region, classes.need), np.ones(region.matrix.shape[1] + 1) * np.inf)
    solver, last = programme.solver, region.matrix.shape[1]
    for column in range(kinds):
        solver.changeColBounds(column, 0.0, float(classes.need[column]))
    solver.changeColBounds(last, 0.0, 0.0)
    values, duals = programme.solve(_costs(np.zeros(last + 1), kinds))
    sets = region.certify(duals[:rows])
    total = float(values[:kinds].sum())
    solver.changeRowBounds(rows + kinds, total - _SLACK * max(1.0, total), np.inf)
    solver.changeColBounds(last, 0.0, 1.0)
    raising = np.zeros(last + 1)
    raising[last] = -1.0
    free = np.ones(kinds, dtype=bool)
    while free.any():
        values, duals = programme.solve(raising)
        share = float(values[last])
        stuck = free & (np.abs(duals[rows : rows + kinds]) * classes.need > _DUAL)
        for at in np.flatnonzero(stuck if stuck.any() and share < 1.0 else free):
            solver.changeCoeff(rows + int(at), last, 0.0)
            solver.changeRowBounds(rows + int(at), share * float(classes.need[at]), np.inf)
            free[at] = False
    return Optimum(_clean(values[:kinds], classes.need), sets)


def region_of(classes: Classes) -> Region:
    """Return the feasible class totals: by Hall's rows up to `HALL_CLASSES` classes, by shipments above."""
    return _hall(classes) if len(classes.need) <= HALL_CLASSES else _shipments(classes)


def subsets(classes: Classes) -> tuple[np.ndarray, np.ndarray]:
    """Closed sets of classes and what each item in their reach would serve.

    A set is closed when it holds every class whose warehouses it touches all: the others say less.

    Returns
    -------
    members
        One row per set, K columns of booleans; at most 2^K - 1 rows.
    bounds
        One row per set, I columns: households.
    """
    kinds = len(classes.need)
    members = (np.arange(1, 2**kinds)[:, None] >> np.arange(kinds) & 1).astype(bool)
    reach = classes.reach.astype(np.float64)
    touched = members @ reach.T > 0
    closed = (((~touched) @ reach == 0) == members).all(axis=1)
    return members[closed], touched[closed] @ classes.stock


def _one_class(classes: Classes, bounds: np.ndarray) -> Optimum:
    item = int(bounds.argmin())
    bound = float(bounds[item])
    if bound >= classes.need[0]:
        return Optimum(classes.need.copy(), ())
    return Optimum(np.array([bound]), (TightSet(np.array([True]), item, 1.0, bound),))


def _hall(classes: Classes) -> Region:
    members, bounds = subsets(classes)
    items = bounds.argmin(axis=1)
    least = bounds[np.arange(len(bounds)), items]

    def certify(duals: np.ndarray) -> tuple[TightSet, ...]:
        rows = np.flatnonzero(np.abs(duals) > _DUAL)
        return tuple(TightSet(members[at], int(items[at]), float(abs(duals[at])), float(least[at])) for at in rows)

    return Region(csr_array(members.astype(np.float64)), np.full(len(least), -np.inf), least, certify)


def _shipments(classes: Classes) -> Region:
    """Rows (class, item): shipped in - h >= 0, then (group, item): shipped out <= stock."""
    group, kind = np.nonzero(classes.reach)
    kinds, items, arcs = len(classes.need), classes.stock.shape[1], len(group)
    ones, at = np.ones(arcs), np.arange(arcs)
    into = coo_array((ones, (kind, at)), shape=(kinds, arcs))
    out = coo_array((ones, (group, at)), shape=(len(classes.stock), arcs))
    own = -coo_array(np.eye(kinds))
    places = range(items)
    rows = [[own, *(into if other == item else None for other in places)] for item in places]
    rows += [[None, *(out if other == item else None for other in places)] for item in places]
    demand, supply = kinds * items, classes.stock.size
    lower = np.concatenate([np.zeros(demand), np.full(supply, -np.inf)])
    upper = np.concatenate([np.full(demand, np.inf), classes.stock.T.ravel()])

    def certify(duals: np.ndarray) -> tuple[TightSet, ...]:
        prices = np.abs(duals[:demand]).reshape(items, kinds)
        return tuple(found for item in range(items) for found in _levels(classes, prices[item], item))

    return Region(csr_array(block_array(rows)), lower, upper, certify)


def _levels(classes: Classes, prices: np.ndarray, item: int) -> list[TightSet]:
    """Sets of one item: the classes priced at each level or above, weighted by the step to that level."""
    found, below = [], 0.0
    for level in np.unique(np.round(prices[prices > _DUAL], 9)):
        chosen = prices > level - _DUAL
        if level - below > _DUAL:
            bound = float(classes.bounds(chosen)[item])
            found.append(TightSet(chosen, item, float(level - below), bound))
            below = float(level)
    return found


def _with_shares(region: Region, need: np.ndarray) -> Region:
    """Add the variable t, a row h - need x t >= 0 for each class and a row for the total, free at first."""
    kinds, extra = len(need), region.matrix.shape[1] - len(need)
    shares = hstack([np.eye(kinds), csr_array((kinds, extra)), -need[:, None]])
    total = hstack([np.ones((1, kinds)), csr_array((1, extra + 1))])
    matrix = block_array([[hstack([region.matrix, csr_array((region.matrix.shape[0], 1))])], [shares], [total]])
    lower = np.concatenate([region.lower, np.zeros(kinds), [-np.inf]])
    return Region(csr_array(matrix), lower, np.concatenate([region.upper, np.full(kinds + 1, np.inf)]), region.certify)


def _most(region: Region, need: np.ndarray) -> np.ndarray:
    return np.concatenate([need, np.full(region.matrix.shape[1] - len(need), np.inf)])


def _costs(most: np.ndarray, kinds: int) -> np.ndarray:
    costs = np.zeros(len(most))
    costs[:kinds] = -1.0
    return costs


def _clean(households: np.ndarray, need: np.ndarray) -> np.ndarray:
    """Take off what the solver's tolerance left: no negative figure, and a need met is met."""
    households = households.clip(min=0.0)
    finite = np.where(np.isfinite(need), need, np.finfo(np.float64).max)
    return np.where(households >= finite - TOLERANCE * np.maximum(1.0, finite), finite, households)
