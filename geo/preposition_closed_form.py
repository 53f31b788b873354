"""Disasters that strike one place, by closed form: the place's warehouses in the order of hours, filled in turn.

With warehouses 1..n of a place in the order of hours c_1 <= ... <= c_n and S_i = x_1 + ... + x_i, a demand d costs
c_1 d + sum_i (c_(i+1) - c_i) max(0, d - S_i) hours up to S_n; the rest is unmet. A sort and sums over the stock give
all disasters of the place at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.measuring import Counts, Floats


@dataclass(frozen=True)
class OnePlace:
    """Disasters of one place each.

    Parameters
    ----------
    unmet, hours
        E: units unmet, and the hours of those that come, summed over units.
    more_covered, more_hours
        P x W, expected over the disasters of each place in `places`: what one more unit in a warehouse would cover
        more, and add to the hours (below zero where it saves).
    places
        P.
    """

    unmet: Floats
    hours: Floats
    more_covered: Floats
    more_hours: Floats
    places: Counts


def serve_one_place(at: Counts, quantity: Floats, weight: Floats, hours: Floats, stock: Floats) -> OnePlace:
    """Serve disasters that strike one place.

    Parameters
    ----------
    at, quantity, weight
        E: place, units demanded (more than 0), and probability of each.
    hours
        J x W, infinite where there is no way.
    stock
        W: units.

    Notes
    -----
    The values of one unit more are right derivatives: exact where a demand ends just where a warehouse does.
    """
    unmet, told = np.empty(len(at)), np.empty(len(at))
    order = np.argsort(at, kind="stable")
    places, starts = np.unique(at[order], return_index=True)
    covered, saved = np.zeros((len(places), len(stock))), np.zeros((len(places), len(stock)))
    for row, (place, mine) in enumerate(zip(places, np.split(order, starts)[1:], strict=True)):
        ways = np.argsort(hours[place], kind="stable")
        ways = ways[np.isfinite(hours[place][ways])]
        cost, ends = hours[place][ways], np.cumsum(stock[ways])
        most = ends[-1] if len(ends) else 0.0
        unmet[mine] = np.maximum(0.0, quantity[mine] - most)
        knots = np.concatenate([[0.0], ends])
        told[mine] = np.interp(quantity[mine], knots, np.concatenate([[0.0], np.cumsum(cost * stock[ways])]))
        # The warehouse that the last unit comes from; beyond all of them it is unmet.
        last = np.searchsorted(ends, quantity[mine], side="left")
        mass = np.bincount(last, weights=weight[mine], minlength=len(ends) + 1)
        covered[row, ways] = mass[-1]
        later = np.where(cost[None, :] > cost[:, None], cost[:, None] - cost[None, :], 0.0)
        saved[row, ways] = later @ mass[:-1] + mass[-1] * cost
    return OnePlace(unmet, told, covered, saved, places)
