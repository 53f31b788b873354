"""A linear programme solved by HiGHS: begun where a like one ended, watched, stopped when somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from geo.errors import DashboardError

DUAL, PRIMAL = 1, 4  # strategies of the simplex
_EVERY = 50  # steps of the simplex between two questions whether to go on
_FREE, _LOW, _HIGH = 0, 1, 2  # basic, at the lower and at the upper bound


@dataclass(frozen=True)
class Watch:
    """What long work tells and asks.

    Parameters
    ----------
    progress
        Called with the share done (0-1).
    cancelled
        Asked again and again, also while HiGHS works; True ends the work with the error ``reach.cancelled``.
    left
        Seconds that are left for all of the work, whenever it is asked; infinite where time does not matter.
    """

    progress: Callable[[float], None] = lambda _share: None
    cancelled: Callable[[], bool] = lambda: False
    left: Callable[[], float] = lambda: float("inf")

    def check(self) -> None:
        """Raise where the work is cancelled, or its time is over."""
        if self.cancelled():
            raise DashboardError("reach.cancelled")
        if self.left() <= 0:
            raise DashboardError("reach.out_of_time")


NO_WATCH = Watch()


@dataclass(frozen=True)
class Basis:
    """Where the simplex ended: codes of columns and rows, sorted, and how each of them stood."""

    columns: np.ndarray
    column_status: np.ndarray
    rows: np.ndarray
    row_status: np.ndarray


def run(
    solver: highspy.Highs, codes: tuple[np.ndarray, np.ndarray], start: Basis | None, watch: Watch
) -> tuple[np.ndarray, np.ndarray, Basis]:
    """Solve, warm where a basis is given.

    Parameters
    ----------
    solver
        The programme, passed.
    codes
        Names of its columns and rows, as numbers that stay the same when others come or go.
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
    if start is not None and len(start.columns):
        solver.setBasis(_begun(start, codes))
        solver.setOptionValue("simplex_strategy", DUAL)
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
        raise DashboardError("reach.cancelled")
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise DashboardError("reach.out_of_time")
    if status != highspy.HighsModelStatus.kOptimal:
        raise DashboardError("not_solved", status=solver.modelStatusToString(status))
    solution, basis = solver.getSolution(), solver.getBasis()
    kept = Basis(*_kept(codes[0], basis.col_status), *_kept(codes[1], basis.row_status))
    return np.asarray(solution.col_value), np.asarray(solution.row_dual), kept


def _kept(codes: np.ndarray, statuses: list[highspy.HighsBasisStatus]) -> tuple[np.ndarray, np.ndarray]:
    kinds = highspy.HighsBasisStatus
    number = {kinds.kBasic: _FREE, kinds.kUpper: _HIGH}
    told = np.fromiter((number.get(one, _LOW) for one in statuses), dtype=np.int8, count=len(statuses))
    order = np.argsort(codes, kind="stable")
    return codes[order], told[order]


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
