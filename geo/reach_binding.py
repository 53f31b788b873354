"""What stops a place under limits: the price of one more household, divided among stock, fleet, legs and hours."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geo.reach_arcs import ArcOptimum, ArcProblem
from geo.reach_limits import FLEET, LEG

STOCK, HOURS, NEED = "stock", "hours", "need"
PRICE = 1e-7  # below it a price is what the solver's tolerance left


@dataclass(frozen=True)
class Share:
    """How much of what is missing is due to one thing.

    Parameters
    ----------
    kind
        ``stock`` (`which` an item), ``fleet`` (a warehouse), ``leg`` (a way) or ``hours`` ("").
    households
        Unreached households that it speaks for.
    """

    kind: str
    which: str
    households: float


@dataclass
class _Told:
    shares: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, kind: str, which: str, households: float) -> None:
        if households > 0:
            self.shares[kind, which] = self.shares.get((kind, which), 0.0) + households


class Prices:
    """Prices of one optimum, ready to be asked for places.

    Parameters
    ----------
    problem, optimum
        Of `geo.reach_arcs`.
    items
        Names of the items.

    Notes
    -----
    For a commune that is short, sum_i pi(c,i) = 1: pi is what one more household of item i would cost. On the
    cheapest arc, pi(c,i) = sigma(w,i) + sum_r phi(r) a_r(i) f_r(w,c): the parts are the shares, of equally cheap arcs
    their mean.
    """

    def __init__(self, problem: ArcProblem, optimum: ArcOptimum, items: tuple[str, ...]) -> None:
        self.problem, self.optimum, self.items = problem, optimum, items
        limits = problem.limits.limits
        self.priced = [at for at in range(len(limits)) if optimum.limit_price[at] > PRICE]
        self.nearest = np.asarray(problem.within.any(axis=0))
        self.in_reach = problem.within.T.astype(np.float64) @ problem.stock

    def shares(self, members: np.ndarray, missing: np.ndarray) -> tuple[Share, ...]:
        """Shares of what is missing in the communes of a place, the largest first.

        Parameters
        ----------
        members
            C: communes of the place.
        missing
            C: households not reached; where capacity is asked any positive number.
        """
        told = _Told()
        for commune in np.flatnonzero(members & (missing > 0)).tolist():
            self._commune(commune, float(missing[commune]), told)
        rows = (Share(kind, which, households) for (kind, which), households in told.shares.items())
        return tuple(sorted(rows, key=lambda one: (-one.households, one.kind, one.which)))

    def _commune(self, commune: int, missing: float, told: _Told) -> None:
        if not self.nearest[commune]:
            told.add(HOURS, "", missing)
            return
        without = np.flatnonzero(self.in_reach[commune] <= 0)
        if len(without):
            told.add(STOCK, self.items[int(without[0])], missing)
            return
        prices = self.optimum.commune_price[commune]
        total = prices.sum()
        for item in np.flatnonzero(prices > PRICE).tolist() if total > PRICE else ():
            self._item(commune, item, missing * float(prices[item] / total), told)

    def _item(self, commune: int, item: int, missing: float, told: _Told) -> None:
        problem, limits = self.problem, self.problem.limits.limits
        at = np.flatnonzero(problem.within[:, commune] & (problem.stock[:, item] > 0))
        of_limit = {
            number: self.optimum.limit_price[number] * problem.load[limits[number].unit][item]
            * limits[number].factor[at, commune]
            for number in self.priced
        }  # fmt: skip
        cost = self.optimum.stock_price[at, item] + sum(of_limit.values(), np.zeros(len(at)))
        least = float(cost.min())
        if least <= PRICE:
            return
        cheapest = cost <= least * (1 + PRICE)
        part = missing / least / int(cheapest.sum())
        told.add(STOCK, self.items[item], part * float(self.optimum.stock_price[at[cheapest], item].sum()))
        for number, values in of_limit.items():
            told.add(limits[number].kind, limits[number].which, part * float(values[cheapest].sum()))


def kind_of(shares: tuple[Share, ...]) -> str:
    """Return the kind with the largest share; "" without any."""
    sums = {kind: sum(one.households for one in shares if one.kind == kind) for kind in (FLEET, LEG, STOCK, HOURS)}
    best = max(sums, key=lambda kind: sums[kind])
    return best if sums[best] > 0 else ""


def named(shares: tuple[Share, ...], kind: str) -> list[str]:
    """Return what of a kind has a share, the largest first."""
    return [one.which for one in shares if one.kind == kind and one.which]
