"""Exact reduction of a reach problem: like communes to one class, like warehouses to one, parts that do not touch.

Communes with the same warehouses in time differ in nothing but their need, so their needs add up; warehouses
that then serve the same classes differ in nothing but their stock, so their stocks add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Classes:
    """K classes of communes before G groups of warehouses, I items.

    Parameters
    ----------
    of_commune
        Class of each commune, -1 where no warehouse is in time.
    need
        K: households in need; infinite where capacity is asked.
    reach
        G x K: whether the group serves the class.
    stock
        G x I: households that each item of the group would serve.
    """

    of_commune: np.ndarray
    need: np.ndarray
    reach: np.ndarray
    stock: np.ndarray

    def bounds(self, chosen: np.ndarray) -> np.ndarray:
        """Return I: households that each item in reach of the chosen classes would serve."""
        return np.asarray(self.stock[self.reach[:, chosen].any(axis=1)].sum(axis=0))

    def part(self, chosen: np.ndarray) -> Classes:
        """Return the chosen classes with the groups that serve them, as a problem of their own."""
        groups = self.reach[:, chosen].any(axis=1)
        return Classes(self.of_commune, self.need[chosen], self.reach[np.ix_(groups, chosen)], self.stock[groups])


def classes_of(within: np.ndarray, need: np.ndarray, stock: np.ndarray) -> Classes:
    """Reduce communes and warehouses to classes.

    Parameters
    ----------
    within
        W x C: whether the warehouse reaches the commune in time.
    need
        C: households in need, infinite where capacity is asked.
    stock
        W x I: households that each item of each warehouse would serve.

    Returns
    -------
    classes
        The reduced problem; every feasible set of class totals is feasible for the communes and the reverse.
    """
    served = within.any(axis=0)
    kinds, of_served = _alike(within[:, served].T)
    of_commune = np.full(within.shape[1], -1)
    of_commune[served] = of_served
    totals = np.zeros(len(kinds))
    np.add.at(totals, of_served, need[served])
    useful = kinds.any(axis=0)
    groups, of_group = _alike(kinds.T[useful])
    pooled = np.zeros((len(groups), stock.shape[1]))
    np.add.at(pooled, of_group, stock[useful])
    return Classes(of_commune, totals, groups, pooled)


def parts_of(classes: Classes) -> Iterator[np.ndarray]:
    """Return the classes that share warehouses, directly or through others: each array a problem of its own."""
    groups, kinds = classes.reach.shape
    if kinds <= 1:
        yield from [np.arange(kinds)] * kinds
        return
    links = csr_array(np.block([[np.zeros((groups, groups)), classes.reach], [np.zeros((kinds, groups + kinds))]]))
    count, label = connected_components(links, directed=False)
    of_class = label[groups:]
    for part in range(count):
        found = np.flatnonzero(of_class == part)
        if len(found):
            yield found


def _alike(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct rows in order of first appearance, and the one that each row is."""
    seen: dict[bytes, int] = {}
    label = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in np.ascontiguousarray(rows)], dtype="int64")
    first = np.zeros(len(seen), dtype="int64")
    first[label[::-1]] = np.arange(len(label))[::-1]
    return rows[first], label
