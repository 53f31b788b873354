"""A linear programme solved by HiGHS: begun where a like one ended, watched, stopped when somebody says so.

A change often leaves the optimum where it was: a truck more where trucks are not what is short. Weak duality shows it
without a solve. For  min c x,  l <= A x <= u,  0 <= x <= m  any prices y bound the least cost from below:

    c x* >= sum_r (y_r > 0 ? y_r l_r : y_r u_r) + sum_j min(0, (c - A'y)_j) m_j

Where the x found before is still allowed, and costs what the y found before still prove, x is an optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array

from geo.errors import DashboardError
from geo.watch import Watch

DUAL, PRIMAL = 1, 4  # strategies of the simplex
CANCELLED, OUT_OF_TIME = "reach.cancelled", "reach.out_of_time"
_EVERY = 50  # steps of the simplex between two questions whether to go on
_FREE, _LOW, _HIGH = 0, 1, 2  # basic, at the lower and at the upper bound
_ALLOWED = 1e-7  # what HiGHS takes as within a bound, and as a price of zero
_PROVED = 1e-9  # share of the cost: cost and bound nearer than that are equal


@dataclass(frozen=True)
class Programme:
    """min costs @ x, lower <= matrix @ x <= upper, 0 <= x <= most; `codes` name columns and rows, the same in others.

    `strategy`: how HiGHS begins where nothing is known.
    """

    codes: tuple[np.ndarray, np.ndarray]
    matrix: csc_array
    costs: np.ndarray
    most: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    strategy: int = DUAL

    def passed(self) -> highspy.Highs:
        """Return it in HiGHS, on one thread."""
        matrix, size = self.matrix, len(self.costs)
        solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("simplex_strategy", self.strategy)):
            solver.setOptionValue(option, value)
        solver.passModel(
            size, len(self.upper), matrix.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
            self.costs, np.zeros(size), self.most, self.lower, self.upper,
            matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
            np.zeros(size, dtype=np.int32),
        )  # fmt: skip
        return solver

    def proves(self, values: np.ndarray, duals: np.ndarray) -> bool:
        """Whether values and duals of a like programme, with the same columns and rows, are an optimum of this one."""
        taken = self.matrix @ values
        allowed = (values <= self.most + _ALLOWED).all() and (values >= -_ALLOWED).all()
        if not allowed or (taken < self.lower - _ALLOWED).any() or (taken > self.upper + _ALLOWED).any():
            return False
        cost = float(self.costs @ values)
        return cost - self._bound(duals) <= _PROVED * max(1.0, abs(cost))

    def _bound(self, duals: np.ndarray) -> float:
        """Least cost that prices prove; minus infinity where they price what has no end."""
        prices = np.where(np.abs(duals) > _PROVED, duals, 0.0)
        reduced = self.costs - self.matrix.T @ prices
        # HiGHS calls a price within its tolerance zero where a column has no end; so must this.
        reduced = np.where(np.isinf(self.most) & (reduced > -_ALLOWED), 0.0, np.minimum(reduced, 0.0))
        up, down, short = prices > 0, prices < 0, reduced < 0
        told = (prices[up] @ self.lower[up], prices[down] @ self.upper[down], reduced[short] @ self.most[short])
        return float(sum(told))


@dataclass(frozen=True)
class Basis:
    """Where the simplex ended: codes of columns and rows, sorted, and how each of them stood; and what it found.

    `values` of the columns and `duals` of the rows, each in the order of its own codes.
    """

    columns: np.ndarray
    column_status: np.ndarray
    rows: np.ndarray
    row_status: np.ndarray
    values: np.ndarray
    duals: np.ndarray


def run(programme: Programme, start: Basis | None, watch: Watch) -> tuple[np.ndarray, np.ndarray, Basis]:
    """Solve, warm where a basis is given; not at all where what was found before is proved to be an optimum.

    Parameters
    ----------
    programme
        Any.
    start
        Where a like programme ended.
    watch
        What is asked meanwhile.

    Returns
    -------
    values, duals, basis
        Of the columns, of the rows, and where it ended.

    Raises
    ------
    DashboardError
        ``reach.cancelled``, ``reach.out_of_time``, ``not_solved``.
    """
    checked(watch)
    known = None if start is None else _found(start, programme.codes)
    if start is not None and known is not None and programme.proves(*known):
        return *known, start
    solver = programme.passed()
    if start is not None and len(start.columns):
        solver.setBasis(_begun(start, programme.codes))
        solver.setOptionValue("simplex_strategy", DUAL)
    _solve(solver, watch)
    solution, basis = solver.getSolution(), solver.getBasis()
    values, duals = np.asarray(solution.col_value), np.asarray(solution.row_dual)
    (columns, stood, at), (rows, held, row) = (
        _kept(codes, told) for codes, told in zip(programme.codes, (basis.col_status, basis.row_status), strict=True)
    )
    return values, duals, Basis(columns, stood, rows, held, values[at], duals[row])


def checked(watch: Watch) -> None:
    """Raise where the work is cancelled, or its time is over."""
    watch.ending(CANCELLED).check()
    if watch.out_of_time():
        raise DashboardError(OUT_OF_TIME)


def _solve(solver: highspy.Highs, watch: Watch) -> None:
    left = watch.left()
    if np.isfinite(left):
        solver.setOptionValue("time_limit", max(left, 0.001))

    def asked(event: highspy.HighsCallbackEvent) -> None:
        if event.data_out.simplex_iteration_count % _EVERY == 0 and watch.cancelled():
            event.interrupt()

    solver.cbSimplexInterrupt += asked
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInterrupt:
        raise DashboardError(CANCELLED)
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise DashboardError(OUT_OF_TIME)
    if status != highspy.HighsModelStatus.kOptimal:
        raise DashboardError("not_solved", status=solver.modelStatusToString(status))


def _found(start: Basis, codes: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray] | None:
    """Values and duals in the order of this programme; None where it has other columns or rows."""
    told = []
    for mine, known, values in ((codes[0], start.columns, start.values), (codes[1], start.rows, start.duals)):
        order = np.argsort(mine, kind="stable")
        if not np.array_equal(mine[order], known):
            return None
        placed = np.empty(len(mine))
        placed[order] = values
        told.append(placed)
    return told[0], told[1]


def _kept(codes: np.ndarray, statuses: list[highspy.HighsBasisStatus]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    kinds = highspy.HighsBasisStatus
    number = {kinds.kBasic: _FREE, kinds.kUpper: _HIGH}
    told = np.fromiter((number.get(one, _LOW) for one in statuses), dtype=np.int8, count=len(statuses))
    order = np.argsort(codes, kind="stable")
    return codes[order], told[order], order


def _begun(start: Basis, codes: tuple[np.ndarray, np.ndarray]) -> highspy.HighsBasis:
    """How each column and row stood; new columns at 0, new rows free. HiGHS mends what does not fit."""
    basis = highspy.HighsBasis()
    basis.col_status = _stood(codes[0], start.columns, start.column_status, _LOW)
    basis.row_status = _stood(codes[1], start.rows, start.row_status, _FREE)
    basis.valid, basis.alien = True, True
    return basis


def _stood(codes: np.ndarray, known: np.ndarray, statuses: np.ndarray, new: int) -> list[highspy.HighsBasisStatus]:
    kinds = highspy.HighsBasisStatus
    names = (kinds.kBasic, kinds.kLower, kinds.kUpper)
    at = np.searchsorted(known, codes).clip(max=len(known) - 1)
    told = np.where(known[at] == codes, statuses[at], new)
    return [names[one] for one in told.tolist()]
