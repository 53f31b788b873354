"""Least people unserved, then least person-distance: the transport programme of people and shelters, exactly.

Minimise sum (d - M) x over pairs, people leaving a place <= those in it, people entering a shelter <= its room. With
M = (shelters + 1) x the longest walk, serving one more person always pays: the chain of moves that makes room passes
each shelter at most once and lengthens the walks by less than M. Before HiGHS is asked, pairs go that no optimum
needs: a shelter that all who could come would not fill takes everybody who has none nearer that might fill.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array
from scipy.sparse.csgraph import connected_components

from geo.errors import DashboardError
from geo.measuring import Counts, Flags, Floats
from geo.walking_pairs import Pairs
from geo.watch import NO_WATCH, Watch

_BATCH = 20_000  # pairs in one programme, where its parts are small
_NEVER_FULL = 1 - 1e-12
_PRICE = 1e-7  # km: below it a pair would not shorten any walk by a millimetre
# Where so many times more people could come than there is room, a programme begins with the nearest pairs of each
# shelter, up to so many times its room.
_SCARCE, _AMPLE = 2.5, 3.0
_EVERY = 50  # steps of the simplex between two questions whether to go on
CANCELLED = "allocation.cancelled"
_PRIMAL = 4  # the simplex that goes on from an optimum to which pairs are added


def least_unserved(pairs: Pairs, people: Floats, room: Floats, watch: Watch = NO_WATCH) -> Floats:
    """People on each pair at an optimum.

    Parameters
    ----------
    pairs
        Walks.
    people, room
        Persons in each place and places in each shelter: 0 or more, `room` may be infinite; no NaN.
    watch
        Progress and cancelling.

    Returns
    -------
    flow
        Persons, one value a pair: as many served as can be, then the least sum of persons x metres.

    Raises
    ------
    DashboardError
        ``allocation.cancelled``, or ``not_solved`` with the solver's words.
    """
    watch = watch.ending(CANCELLED)
    watch.check()
    flow = np.zeros(len(pairs))
    at = np.flatnonzero((people[pairs.person] > 0) & (room[pairs.shelter] > 0))
    at, never_full = _needed(pairs, at, people, room)
    alone = np.bincount(pairs.person[at], minlength=pairs.people) == 1
    settled = never_full[pairs.shelter[at]] & alone[pairs.person[at]]
    flow[at[settled]] = people[pairs.person[at[settled]]]
    left = at[~settled]
    done = 0
    for part in _batches(pairs, left, never_full):
        watch.check()
        within = replace(watch, progress=_part_of(watch, done / len(left), len(part) / len(left)))
        within.progress(0.0)
        flow[part] = _solved(pairs.only(part), people, np.where(never_full, np.inf, room), within)
        done += len(part)
    watch.check()
    watch.progress(1.0)
    return flow


def _part_of(watch: Watch, start: float, size: float) -> Callable[[float], None]:
    """Share of all that a share of one part makes; never less than was told before."""
    told = [start]

    def tell(share: float) -> None:
        told.append(max(told.pop(), start + size * share))
        watch.progress(told[0])

    return tell


def _needed(pairs: Pairs, at: Counts, people: Floats, room: Floats) -> tuple[Counts, Flags]:
    """Pairs that an optimum may need, and the shelters that all who could come would not fill."""
    while True:
        person, shelter, metres = pairs.person[at], pairs.shelter[at], pairs.metres[at]
        wanted = np.bincount(shelter, weights=people[person], minlength=pairs.shelters)
        never_full: Flags = wanted <= room * _NEVER_FULL
        sure = np.flatnonzero(never_full[shelter])
        # Of each place, the nearest shelter that never fills: the first of its pairs in order of metres.
        order = sure[np.lexsort((shelter[sure], metres[sure], person[sure]))]
        places, first = np.unique(person[order], return_index=True)
        limit = np.full(pairs.people, np.inf)
        limit[places] = metres[order[first]]
        kept = metres < limit[person]
        kept[order[first]] = True
        if kept.all():
            return at, never_full
        at = at[kept]


def _batches(pairs: Pairs, at: Counts, never_full: Flags) -> list[Counts]:
    """Pairs that hang together through shelters that may fill; small parts are put in one programme."""
    if not len(at):
        return []
    person, shelter = pairs.person[at], pairs.shelter[at]
    tied = ~never_full[shelter]
    size = pairs.people + pairs.shelters
    edges = coo_array((np.ones(tied.sum()), (person[tied], pairs.people + shelter[tied])), shape=(size, size))
    _, part = connected_components(edges, directed=False)
    mine = part[person]
    held = np.bincount(mine)
    batch = np.zeros(len(held), dtype=np.int64)
    total, current = 0, 0
    for one in np.argsort(held, kind="stable"):
        if total and total + held[one] > _BATCH:
            total, current = 0, current + 1
        batch[one], total = current, total + int(held[one])
    told = batch[mine]
    order = np.argsort(told, kind="stable")
    return np.split(at[order], np.flatnonzero(np.diff(told[order])) + 1)


@dataclass(frozen=True)
class _Part:
    """One programme: the pairs, and the limits of its rows, places first and then the shelters that may fill."""

    person: Counts
    row: Counts
    km: Floats
    most: Floats
    upper: Floats
    costs: Floats

    def matrix(self, at: Counts) -> csc_array:
        limited = np.flatnonzero(self.row[at] >= 0)
        rows = np.concatenate([self.person[at], self.row[at[limited]]])
        columns = np.concatenate([np.arange(len(at)), limited])
        return coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(self.upper), len(at))).tocsc()

    def prices(self, duals: Floats, at: Counts) -> Floats:
        """Return what one more person on a pair would add to the sum: below zero where it should be used."""
        of_room = np.where(self.row[at] >= 0, duals[self.row[at]], 0.0)
        reduced: Floats = self.costs[at] - duals[self.person[at]] - of_room
        return reduced


def _part(pairs: Pairs, people: Floats, room: Floats) -> _Part:
    places, person = np.unique(pairs.person, return_inverse=True)
    shelters, shelter = np.unique(pairs.shelter, return_inverse=True)
    limited = np.isfinite(room[shelters])
    row = np.where(limited, np.cumsum(limited) - 1 + len(places), -1)[shelter]
    km = pairs.metres / 1000
    costs = km - (len(shelters) + 1) * max(float(km.max()), 1e-3)
    return _Part(
        person, row, km, people[pairs.person], np.concatenate([people[places], room[shelters][limited]]), costs
    )


def _solved(pairs: Pairs, people: Floats, room: Floats, watch: Watch) -> Floats:
    """Solve one programme on the pairs that an optimum is likely to use, and add those whose price says so."""
    part, flow = _part(pairs, people, room), np.zeros(len(pairs))
    likely = _likely(part)
    at, rest = np.flatnonzero(likely), np.flatnonzero(~likely)
    solver = _passed(part, at)
    while True:
        values, duals = _run(solver, watch)
        missing = rest[part.prices(duals, rest) < -_PRICE]
        if not len(missing):
            flow[at] = np.clip(values, 0.0, part.most[at])
            return flow
        added = part.matrix(missing)
        solver.addCols(
            len(missing), part.costs[missing], np.zeros(len(missing)), part.most[missing], added.nnz,
            added.indptr[:-1].astype(np.int32), added.indices.astype(np.int32), added.data,
        )  # fmt: skip
        solver.setOptionValue("simplex_strategy", _PRIMAL)
        at, rest = np.concatenate([at, missing]), np.setdiff1d(rest, missing, assume_unique=True)


def _likely(part: _Part) -> Flags:
    """Pairs to begin with: all; where room is scarce those of each shelter, the nearest first, until it is ample."""
    limited = part.row >= 0
    wanted = np.bincount(part.person, minlength=1) > 0
    people = part.upper[: len(wanted)].sum()
    if not limited.all() or people <= _SCARCE * part.upper[len(wanted) :].sum():
        return np.ones(len(part.km), dtype=bool)
    near = np.lexsort((part.km, part.row))
    of_row, start = np.unique(part.row[near], return_index=True)
    held = np.cumsum(part.most[near]) - part.most[near]
    sizes = np.diff(np.append(start, len(near)))
    held -= np.repeat(held[start], sizes)
    room = np.repeat(part.upper[of_row], sizes)
    likely = np.zeros(len(part.km), dtype=bool)
    likely[near] = held <= _AMPLE * room
    return likely


def _passed(part: _Part, at: Counts) -> highspy.Highs:
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex")):
        solver.setOptionValue(option, value)
    matrix = part.matrix(at)
    rows, size = matrix.shape
    solver.passModel(
        size, rows, matrix.nnz, int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        part.costs[at], np.zeros(size), part.most[at], np.full(rows, -np.inf), part.upper,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data,
        np.zeros(size, dtype=np.int32),
    )  # fmt: skip
    solver.setBasis(_nearest(part, at))
    return solver


def _nearest(part: _Part, at: Counts) -> highspy.HighsBasis:
    """Everybody at the nearest shelter: right in the prices, so that only overfull shelters are left to mend."""
    order = np.lexsort((part.km[at], part.person[at]))
    places, first = np.unique(part.person[at][order], return_index=True)
    kinds = highspy.HighsBasisStatus
    columns, rows = [kinds.kLower] * len(at), [kinds.kBasic] * len(part.upper)
    for column, row in zip(order[first], places, strict=True):
        columns[column], rows[row] = kinds.kBasic, kinds.kUpper
    basis = highspy.HighsBasis()
    basis.col_status, basis.row_status, basis.valid = columns, rows, True
    return basis


def _run(solver: highspy.Highs, watch: Watch) -> tuple[Floats, Floats]:
    """Values of the pairs and duals of the rows."""
    rows = max(1, solver.getNumRow())

    def asked(event: highspy.HighsCallbackEvent) -> None:
        # How many steps are to come is not known: the share rises and never reaches the whole.
        steps = event.data_out.simplex_iteration_count
        if steps % _EVERY == 0:
            watch.progress(1 - math.exp(-steps / rows))
            if watch.cancelled():
                event.interrupt()

    solver.cbSimplexInterrupt += asked
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInterrupt:
        raise DashboardError(CANCELLED)
    if status != highspy.HighsModelStatus.kOptimal:
        raise DashboardError("not_solved", status=solver.modelStatusToString(status))
    solution = solver.getSolution()
    return np.asarray(solution.col_value), np.asarray(solution.row_dual)
