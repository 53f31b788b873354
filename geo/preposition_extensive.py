"""The best allocation as one programme: stock and shipments of all disasters at once. For cases that are small."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array

from geo.errors import DashboardError
from geo.measuring import Floats
from geo.preposition_case import Case

_SLACK = 1e-9


def ways_of(case: Case) -> int:
    """Ways of all disasters: the columns of the programme."""
    return int(np.isfinite(case.hours).sum(axis=1)[case.at].sum())


def best_extensive(case: Case) -> Floats:
    """Allocation of the same total with the least expected unmet demand, and of those the least expected hours.

    Parameters
    ----------
    case
        The case; `room` bounds each warehouse.

    Returns
    -------
    stock
        W: units.

    Raises
    ------
    DashboardError
        ``not_solved`` with the solver's words.

    Notes
    -----
    Over x, y, u >= 0: sum_i y_kij + u_kj = d_kj; sum_j y_kij <= x_i; sum_i x_i = X;
    floor_i <= x_i <= room_i. First minimise
    sum_k P_k sum_j u_kj; that fixed, sum_k P_k sum_ij c_ij y_kij.
    """
    size, entries = len(case.warehouses), len(case.of)
    entry, warehouse = np.nonzero(np.isfinite(case.hours[case.at]))
    shelf = case.of[entry] * size + warehouse
    shelves, row = np.unique(shelf, return_inverse=True)
    ways, rows = len(entry), entries + len(shelves) + 2
    chance = case.probability[case.of]
    at = np.arange(ways)
    parts = (
        (1.0, entry, at), (1.0, np.arange(entries), ways + np.arange(entries)),
        (1.0, entries + row, at), (-1.0, entries + np.arange(len(shelves)), ways + entries + shelves % size),
        (1.0, np.full(size, rows - 2), ways + entries + np.arange(size)),
    )  # fmt: skip
    values = np.concatenate([*(np.full(len(one[1]), one[0]) for one in parts), chance])
    where = (np.concatenate([*(one[1] for one in parts), np.full(entries, rows - 1)]),
             np.concatenate([*(one[2] for one in parts), ways + np.arange(entries)]))  # fmt: skip
    matrix = coo_array((values, where), shape=(rows, ways + entries + size)).tocsc()
    lower = np.concatenate([case.quantity, np.full(len(shelves), -np.inf), [case.total], [-np.inf]])
    upper = np.concatenate([case.quantity, np.zeros(len(shelves)), [case.total], [np.inf]])
    least_most = (np.concatenate([np.zeros(ways + entries), case.floor]),
                  np.concatenate([np.full(ways + entries, np.inf), case.room]))  # fmt: skip
    unmet = np.concatenate([np.zeros(ways), chance, np.zeros(size)])
    hours = np.concatenate([chance[entry] * case.hours[case.at][entry, warehouse], np.zeros(entries + size)])
    solver = _passed(matrix, unmet, (lower, upper, *least_most))
    least = float(unmet @ _run(solver))
    solver.changeRowBounds(rows - 1, -np.inf, least + _SLACK * max(1.0, least))
    solver.changeColsCost(len(hours), np.arange(len(hours), dtype=np.int32), hours)
    found = _run(solver)[ways + entries :]
    return _whole(found, case.total)


def _whole(stock: Floats, total: float) -> Floats:
    """Without what the solver's tolerance left: nothing below zero, whole units whole, and the same total."""
    near = np.round(stock)
    kept = np.clip(np.where(np.abs(stock - near) <= 1e-7 * max(1.0, total), near, stock), 0.0, None)
    kept[np.argmax(kept)] += total - kept.sum()
    return np.asarray(kept)


def _passed(matrix: csc_array, costs: Floats, bounds: tuple[Floats, Floats, Floats, Floats]) -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1)):
        solver.setOptionValue(option, value)
    rows, size = matrix.shape
    lower, upper, least, most = bounds
    solver.passModel(
        size, rows, matrix.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        costs, least, most, lower, upper, matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32),
        matrix.data, np.zeros(size, dtype=np.int32),
    )  # fmt: skip
    return solver


def _run(solver: highspy.Highs) -> Floats:
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise DashboardError("not_solved", status=solver.modelStatusToString(status))
    return np.asarray(solver.getSolution().col_value)
