"""What the disasters of a case cost with the stock that it holds: closed form for one place, programmes for many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.measuring import Counts, Floats
from geo.preposition_case import Case
from geo.preposition_closed_form import OnePlace, serve_one_place
from geo.preposition_many import penalty_of, serve_many
from geo.watch import NO_WATCH, Watch

CANCELLED = "preposition.cancelled"
_CHUNK = 400  # disasters between two questions whether to go on


@dataclass(frozen=True)
class Value:
    """A case served at its best from the stock that it holds: unmet demand first, hours second.

    Parameters
    ----------
    case
        What was served.
    penalty
        M, by which one unmet unit counts more than any hours in `price`; in no other figure.
    unmet, hours
        E: units unmet of each entry, and the hours of those that come, summed over units.
    one
        The disasters of one place; their entries are `case.one_place`.
    many, price
        Disasters of many places, and for each W: by how much M x unmet + hours falls for one more unit.
    """

    case: Case
    penalty: float
    unmet: Floats
    hours: Floats
    one: OnePlace
    many: Counts
    price: Floats

    @property
    def expected_unmet(self) -> float:
        """Units unmet, expected."""
        return float(self.case.probability[self.case.of] @ self.unmet)

    @property
    def expected_hours(self) -> float:
        """V: hours of the units that come, summed over units, expected."""
        return float(self.case.probability[self.case.of] @ self.hours)

    @property
    def expected_demand(self) -> float:
        """Units demanded, expected."""
        return float(self.case.probability[self.case.of] @ self.case.quantity)

    @property
    def covered_share(self) -> float:
        """Expected demand that is covered (0-1; NaN without demand)."""
        demand = self.expected_demand
        return 1.0 - self.expected_unmet / demand if demand > 0 else float("nan")

    @property
    def served(self) -> np.ndarray:
        """K: whether a disaster is completely served."""
        unmet = np.bincount(self.case.of, weights=self.unmet, minlength=len(self.case.disasters))
        return np.asarray(unmet <= 1e-9 * np.maximum(1.0, self.case.demand))

    @property
    def more(self) -> tuple[Floats, Floats]:
        """W: what one more unit in a warehouse covers more, and adds to V (below zero where it saves), expected."""
        chance = self.case.probability[self.many]
        covered = np.round(self.price / self.penalty)
        hours = covered * self.penalty - self.price
        return self.one.more_covered.sum(axis=0) + chance @ covered, self.one.more_hours.sum(axis=0) + chance @ hours


def value_of(case: Case, watch: Watch = NO_WATCH) -> Value:
    """Serve every disaster of a case.

    Parameters
    ----------
    case
        The case.
    watch
        Progress and cancelling.

    Raises
    ------
    DashboardError
        ``preposition.cancelled``; ``not_solved`` with the solver's words.

    Notes
    -----
    Method: docs/methods.md#prepositioning.
    """
    watch = watch.ending(CANCELLED)
    watch.check()
    penalty = penalty_of(case.hours)
    unmet, hours = np.zeros(len(case.of)), np.zeros(len(case.of))
    single = case.one_place
    one = serve_one_place(
        case.at[single], case.quantity[single], case.probability[case.of[single]], case.hours, case.stock
    )
    unmet[single], hours[single] = one.unmet, one.hours
    entries = case.many_places
    many, rank = np.unique(case.of[entries], return_inverse=True)
    price = np.zeros((len(many), len(case.warehouses)))
    for start in range(0, len(many), _CHUNK):
        watch.check()
        first, last = np.searchsorted(rank, [start, start + _CHUNK])
        mine = entries[first:last]
        told = serve_many(rank[first:last] - start, case.quantity[mine], case.hours[case.at[mine]], case.stock, penalty)
        unmet[mine], hours[mine], price[start : start + _CHUNK] = told.unmet, told.hours, told.price
        watch.progress(min(1.0, (start + _CHUNK) / len(many)))
    watch.progress(1.0)
    return Value(case, penalty, unmet, hours, one, many, price)
