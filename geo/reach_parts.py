"""A whole reach problem from its parts: what is 0 is set apart, what does not touch is solved by itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.reach_classes import Classes, parts_of
from geo.reach_programme import HALL_CLASSES, Optimum, TightSet, largest, subsets


def optimum(classes: Classes, solve: Callable[[Classes], Optimum]) -> Optimum:
    """Solve a problem part by part.

    Parameters
    ----------
    classes
        Any problem; needs may be 0.
    solve
        `geo.reach_programme.largest` or `fairest`.

    Returns
    -------
    optimum
        Households of every class and the tight sets of all parts. A class for which some item is nowhere in
        reach gets 0, proved by all such classes of that item together.
    """
    households = np.zeros(len(classes.need))
    wanting = classes.need > 0
    single = classes.reach.T.astype(np.float64) @ classes.stock
    dead = wanting & (single.min(axis=1, initial=np.inf) <= 0)
    without = np.unique(single.argmin(axis=1)[dead])
    sets = [TightSet(dead & (single[:, item] <= 0), int(item), 1.0, 0.0) for item in without]
    live = np.flatnonzero(wanting & ~dead)
    whole = classes.part(live)
    for part in parts_of(whole):
        found = solve(whole.part(part))
        households[live[part]] = found.households
        for tight in found.sets:
            chosen = np.zeros(len(classes.need), dtype=bool)
            chosen[live[part][tight.classes]] = True
            sets.append(TightSet(chosen, tight.item, tight.weight, tight.bound))
    return Optimum(households, tuple(sets))


def largest_by_item(classes: Classes) -> tuple[np.ndarray, np.ndarray]:
    """Households that each item alone could reach, and the classes that it leaves short.

    The least of them bounds what the kit can reach, and often is not reached: items stand in different places.

    Returns
    -------
    values
        I: households; min over sets S of need outside S + stock_i(N(S)).
    cuts
        I x K: the set S of that minimum, the smallest of several; empty where all need is met.
    """
    items = classes.stock.shape[1]
    values, cuts = np.zeros(items), np.zeros((items, len(classes.need)), dtype=bool)
    live = np.flatnonzero(classes.need > 0)
    whole = classes.part(live)
    for part in parts_of(whole):
        found, cut = _cuts(whole.part(part))
        values += found
        cuts[:, live[part]] = cut
    return values, cuts


def _cuts(part: Classes) -> tuple[np.ndarray, np.ndarray]:
    kinds = len(part.need)
    pooled = part.stock.sum(axis=0)
    if np.isinf(part.need).all():
        return pooled, np.ones((len(pooled), kinds), dtype=bool)
    if kinds == 1:
        return np.minimum(pooled, part.need), (pooled < part.need)[:, None]
    if kinds <= HALL_CLASSES:
        return _cuts_by_sets(part)
    pairs = [_cut_by_programme(part, item) for item in range(part.stock.shape[1])]
    return np.array([value for value, _ in pairs]), np.array([cut for _, cut in pairs])


def _cuts_by_sets(part: Classes) -> tuple[np.ndarray, np.ndarray]:
    members, bounds = subsets(part)
    members = np.concatenate([np.zeros((1, len(part.need)), dtype=bool), members])
    bounds = np.concatenate([np.zeros((1, bounds.shape[1])), bounds])
    totals = np.where(members, 0.0, part.need).sum(axis=1)[:, None] + bounds
    order = np.argsort(members.sum(axis=1), kind="stable")
    best = order[totals[order].argmin(axis=0)]
    return totals[best, np.arange(bounds.shape[1])], members[best]


def _cut_by_programme(part: Classes, item: int) -> tuple[float, np.ndarray]:
    single = Classes(part.of_commune, part.need, part.reach, part.stock[:, [item]])
    found = largest(single)
    cut = np.zeros(len(part.need), dtype=bool)
    for tight in found.sets:  # the duals of a maximal flow are 0 or 1
        cut |= tight.classes & (tight.weight > 0.5)
    return float(found.households.sum()), cut
