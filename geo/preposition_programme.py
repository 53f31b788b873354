"""Disasters that strike many places: thousands of small transport programmes, exactly, side by side in HiGHS.

For one disaster, over warehouses i with stock x_i, places j with demand d_j and hours c_ij where there is a way::

    minimise   M sum_j u_j + sum_ij c_ij y_ij
    subject to sum_i y_ij + u_j = d_j,   sum_j y_ij <= x_i,   y, u >= 0

M is more than any chain of moves can cost, so that unmet demand comes first and hours second; no figure is read off
M: unmet and hours are sums over u and over c y. The side that is scarce, demand or stock, is the one that *must* go,
and each of its nodes first takes its fastest way. That is right in the prices, so the dual simplex only mends nodes of
the other side that are overfull; disasters without one are done without a solver.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import highspy
import numpy as np

from geo.errors import DashboardError
from geo.measuring import Counts, Flags, Floats

_COLUMNS = 6_000  # ways in one programme of HiGHS
_FASTEST = 10  # ways of a node that a programme begins with; others come in where their price says so
_NEVER_FULL = 1 - 1e-12
_OVERFULL = 1 + 1e-12
_PRICE = 1e-9  # share of M: a way that is cheaper by less shortens nothing
_ROUNDS = 4
_SIGNS = np.array([1.0, 1.0, -1.0])  # of a way in the rows of `_Block._rows`
_PRIMAL = 4  # the simplex that goes on from an optimum to which ways are added
_OPTIONS = (
    ("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex"),
    # Ones for coefficients: scaling, perturbing and steepest edges cost more than they save.
    ("simplex_scale_strategy", 0), ("dual_simplex_cost_perturbation_multiplier", 0.0),
    ("simplex_dual_edge_weight_strategy", 0), ("simplex_price_strategy", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """Programmes side by side; nodes and ways in the order of the disasters.

    Parameters
    ----------
    must_of, other_of
        Disaster of each node that must go, and of each node of the other side; rising.
    quantity, room
        Units of the nodes that must go, and what those of the other side can take.
    must, other, hours
        Ways: of each node that must go the fastest first.
    """

    must_of: Counts
    other_of: Counts
    quantity: Floats
    room: Floats
    must: Counts
    other: Counts
    hours: Floats


def serve(side: Side, penalty: float) -> tuple[Floats, Floats]:
    """Solve all programmes of a side.

    Parameters
    ----------
    side
        The programmes.
    penalty
        M of the module's text.

    Returns
    -------
    flow
        Units on each way.
    price
        Of each node of the other side: by how much M x unmet + hours falls for one unit more of room.

    Raises
    ------
    DashboardError
        ``not_solved`` with the solver's words.
    """
    flow, price = np.zeros(len(side.must)), np.zeros(len(side.room))
    fastest, nodes = _runs(side.must)
    flow[fastest] = side.quantity[nodes]
    load = np.asarray(np.bincount(side.other, weights=flow, minlength=len(side.room)), dtype="float64")
    spilling = np.zeros(int(max(side.must_of.max(initial=0), side.other_of.max(initial=0))) + 1, dtype=bool)
    spilling[side.other_of[load > side.room * _OVERFULL]] = True
    if spilling.any():
        part = _spilling(side, spilling, load)
        for block in part.blocks():
            block.solve(penalty)
        flow[part.ways], price[part.others] = part.flow, part.price
    return flow, price


def _needed(side: Side) -> Flags:
    """Ways that an optimum may need: a node that all who could come would not fill takes who has no faster one."""
    kept = np.ones(len(side.must), dtype=bool)
    starts, present = _runs(side.must)
    for _ in range(_ROUNDS):
        might = np.where(kept, side.quantity[side.must], 0.0)
        never = np.bincount(side.other, weights=might, minlength=len(side.room)) <= side.room * _NEVER_FULL
        sure = np.where(never[side.other] & kept, side.hours, np.inf)
        limit = np.full(len(side.quantity), np.inf)
        limit[present] = np.minimum.reduceat(sure, starts)
        less = kept & (side.hours <= limit[side.must])
        if np.array_equal(less, kept):
            break
        kept = less
    return kept


def _runs(values: Counts) -> tuple[Counts, Counts]:
    """Where each run of equal values begins, and its value."""
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1])) if len(values) else np.zeros(0, dtype=np.int64)
    return starts, values[starts]


@dataclass(frozen=True)
class _Part:
    """The disasters that spill: their programmes, where their ways and other nodes stand in the whole, and answers."""

    side: Side
    fastest: Counts
    load: Floats
    ways: Counts
    others: Counts
    flow: Floats
    price: Floats

    def blocks(self) -> Iterator[_Block]:
        """Runs of disasters with about `_COLUMNS` ways in each."""
        side = self.side
        _, disasters = _runs(side.must_of)
        ends = np.searchsorted(side.must_of, disasters, side="right")
        ways = np.searchsorted(side.must, ends)
        block = ways // _COLUMNS
        last = np.flatnonzero(np.append(block[1:] != block[:-1], True))
        node = way = 0
        for disaster, end, stop in zip(disasters[last], ends[last], ways[last], strict=True):
            begin, over = np.searchsorted(side.other_of, [side.must_of[node], disaster + 1])
            yield _Block(self, slice(node, int(end)), slice(int(begin), int(over)), slice(way, int(stop)))
            node, way = int(end), int(stop)


def _spilling(side: Side, spilling: Flags, load: Floats) -> _Part:
    """Take out what the disasters that spill need: numbered anew, and none of it without a way."""
    inside = spilling[side.must_of[side.must]]
    whole = np.flatnonzero(inside)
    chosen = np.zeros(len(side.quantity), dtype=bool)
    chosen[side.must[whole]] = True
    nodes, must = _numbered(chosen, side.must[whole])
    others, at = _numbered(spilling[side.other_of], side.other[whole])
    part = Side(side.must_of[nodes], side.other_of[others], side.quantity[nodes], side.room[others], must, at,
                side.hours[whole])  # fmt: skip
    kept = _needed(part)
    part = replace(part, must=must[kept], other=at[kept], hours=part.hours[kept])
    ways = whole[kept]
    return _Part(part, _runs(part.must)[0], load[others], ways, others, np.zeros(len(ways)), np.zeros(len(others)))


def _numbered(chosen: Flags, nodes: Counts) -> tuple[Counts, Counts]:
    """Nodes that are chosen, and the number among them of each of `nodes`, which are all chosen."""
    return np.flatnonzero(chosen), (np.cumsum(chosen) - 1)[nodes]


@dataclass(frozen=True)
class _Block:
    """Some disasters in a row, in the form in which the fastest ways are taken out.

    Columns: what stays behind of each node that must go, and its other ways. Rows: of each node that must go, what
    leaves its fastest way is at most all of it; of each other node, what comes less what leaves is at most the room
    that is left.
    """

    part: _Part
    nodes: slice
    others: slice
    ways: slice

    def solve(self, penalty: float) -> None:
        """Solve, and write the flows of the ways and the prices of the other nodes into the part."""
        part, fast = self.part, self.part.fastest[self.nodes]
        side, size = part.side, self.nodes.stop - self.nodes.start
        rank = np.arange(self.ways.start, self.ways.stop) - fast[side.must[self.ways] - self.nodes.start]
        at, rest = (self.ways.start + np.flatnonzero(mine) for mine in (_near(rank), rank >= _FASTEST))
        solver = self._passed(penalty - side.hours[fast])
        self._add(solver, at)
        while True:
            values, duals = _run(solver)
            missing = rest[self._costs(rest) - (duals[self._rows(rest)] @ _SIGNS) < -_PRICE * penalty]
            if not len(missing):
                break
            solver.setOptionValue("simplex_strategy", _PRIMAL)
            self._add(solver, missing)
            at, rest = np.concatenate([at, missing]), np.setdiff1d(rest, missing, assume_unique=True)
        moved = np.clip(values, 0.0, None)
        gone = moved[:size] + np.bincount(side.must[at] - self.nodes.start, weights=moved[size:], minlength=size)
        part.flow[at] = moved[size:]
        part.flow[fast] = np.clip(side.quantity[self.nodes] - gone, 0.0, None)
        part.price[self.others] = np.clip(-duals[size:], 0.0, None)

    def _costs(self, ways: Counts) -> Floats:
        side = self.part.side
        return np.asarray(side.hours[ways] - side.hours[self.part.fastest[side.must[ways]]])

    def _rows(self, ways: Counts) -> Counts:
        """Rows of each way: its node that must go, the node that it leads to, and the one of the fastest way."""
        side, size = self.part.side, self.nodes.stop - self.nodes.start
        must, start = side.must[ways], size - self.others.start
        source = side.other[self.part.fastest[must]]
        return np.column_stack([must - self.nodes.start, start + side.other[ways], start + source])

    def _passed(self, costs: Floats) -> highspy.Highs:
        """Programme without ways: what stays behind leaves the node of the fastest way."""
        side, size = self.part.side, len(costs)
        upper = np.concatenate([side.quantity[self.nodes], side.room[self.others] - self.part.load[self.others]])
        solver = highspy.Highs()
        for option, value in _OPTIONS:
            solver.setOptionValue(option, value)
        rows = self._rows(self.part.fastest[self.nodes])[:, [0, 2]].astype(np.int32)
        solver.passModel(
            size, len(upper), 2 * size, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
            costs, np.zeros(size), np.full(size, np.inf), np.full(len(upper), -np.inf), upper,
            np.arange(0, 2 * size + 1, 2, dtype=np.int32), rows.ravel(), np.tile(_SIGNS[[0, 2]], size),
            np.zeros(size, dtype=np.int32),
        )  # fmt: skip
        return solver

    def _add(self, solver: highspy.Highs, ways: Counts) -> None:
        size = len(ways)
        if size:
            solver.addCols(
                size, self._costs(ways), np.zeros(size), np.full(size, np.inf), 3 * size,
                np.arange(0, 3 * size, 3, dtype=np.int32), self._rows(ways).astype(np.int32).ravel(),
                np.tile(_SIGNS, size),
            )  # fmt: skip


def _near(rank: Counts) -> Flags:
    """Ways to begin with, but for the fastest."""
    return np.asarray((rank > 0) & (rank < _FASTEST))


def _run(solver: highspy.Highs) -> tuple[Floats, Floats]:
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise DashboardError("not_solved", status=solver.modelStatusToString(status))
    solution = solver.getSolution()
    return np.asarray(solution.col_value), np.asarray(solution.row_dual)
