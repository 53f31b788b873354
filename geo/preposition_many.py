"""Disasters that strike many places: who is served from the stock one has, and what a unit more is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.measuring import Counts, Flags, Floats
from geo.preposition_programme import Side, serve


@dataclass(frozen=True)
class Served:
    """An optimum of every disaster.

    Parameters
    ----------
    unmet, hours
        E: units unmet of each entry (one place of one disaster), and the hours of its units that come, summed.
    price
        K x W: by how much M x unmet + hours falls for one more unit in a warehouse.
    """

    unmet: Floats
    hours: Floats
    price: Floats


def penalty_of(hours: Floats) -> float:
    """M: what one unmet unit counts against hours: 2 (W + 1) x the longest of `hours` (P x W, may hold infinity)."""
    finite = hours[np.isfinite(hours)]
    longest = max(float(finite.max()), 1e-3) if finite.size else 1.0
    return float(2.0 * (hours.shape[-1] + 1) * longest)


def serve_many(of: Counts, quantity: Floats, hours: Floats, stock: Floats, penalty: float) -> Served:
    """Serve every disaster from the same stock, unmet demand first and hours second.

    Parameters
    ----------
    of
        E: disaster of each entry, rising from 0, none left out.
    quantity
        E: units demanded there, more than 0.
    hours
        E x W: hours from each warehouse to the entry's place, infinite where there is no way.
    stock
        W: units.
    penalty
        `penalty_of` all hours.

    Raises
    ------
    DashboardError
        ``not_solved`` with the solver's words.
    """
    disasters = int(of[-1]) + 1 if len(of) else 0
    stocked = np.flatnonzero(stock > 0)
    scarce = np.bincount(of, weights=quantity, minlength=disasters) > stock.sum()
    unmet, told = quantity.copy(), np.zeros(len(of))
    price = np.full((disasters, len(stock)), 0.0)
    worth = np.full(len(of), penalty)
    for turned in (False, True):
        entries = np.flatnonzero(scarce[of] == turned)
        if not len(entries) or not len(stocked):
            continue
        part = _ways(of[entries], quantity[entries], hours[np.ix_(entries, stocked)], stock[stocked], turned=turned)
        flow, prices = serve(part.side, penalty)
        size = len(entries)
        unmet[entries] -= np.bincount(part.entry, weights=flow, minlength=size)
        told[entries] = np.bincount(part.entry, weights=flow * part.side.hours, minlength=size)
        if turned:
            worth[entries] = penalty - prices
        else:
            own = np.zeros((disasters, len(stock)))
            own[np.ix_(part.disasters, stocked)] = prices.reshape(-1, len(stocked))
            price += own
            worth[entries] = np.minimum(penalty, (hours[entries] + _without(own, stock)[of[entries]]).min(axis=1))
    _least_prices(price, worth, of, hours, (scarce, stock))
    unmet[unmet < 1e-9 * np.maximum(1.0, quantity)] = 0.0
    return Served(unmet, told, price)


def _without(price: Floats, stock: Floats) -> Floats:
    """Prices with infinity at warehouses that hold nothing: nobody comes from there."""
    return np.where(stock > 0, price, np.inf)


def _least_prices(price: Floats, worth: Floats, of: Counts, hours: Floats, told: tuple[Flags, Floats]) -> None:
    """Prices where none is known: of empty warehouses, and of all where stock is scarce: what its best unit saves."""
    scarce, stock = told
    saved = np.where(np.isfinite(hours), worth[:, None] - hours, 0.0)
    best = np.zeros_like(price)
    if len(of):
        best = np.maximum(best, np.maximum.reduceat(saved, np.searchsorted(of, np.arange(len(price))), axis=0))
    fill = scarce[:, None] | (stock <= 0)[None, :]
    price[fill] = best[fill]


def _by_row(hours: Floats) -> Counts:
    """Order of the finite entries of each row, as `np.nonzero` counts them, the least first."""
    finite = np.isfinite(hours)
    counted = np.cumsum(finite).reshape(finite.shape) - 1
    sorted_at = np.argsort(hours, axis=1, kind="stable")
    kept = np.take_along_axis(finite, sorted_at, axis=1)
    return np.asarray(np.take_along_axis(counted, sorted_at, axis=1)[kept])


@dataclass(frozen=True)
class _Ways:
    side: Side
    entry: Counts
    disasters: Counts


def _ways(of: Counts, quantity: Floats, hours: Floats, stock: Floats, *, turned: bool) -> _Ways:
    """Programmes of disasters all of whose demand (or, `turned`, all of whose stock) must go."""
    disasters, rank = np.unique(of, return_inverse=True)
    width = len(stock)
    entry, at = np.nonzero(np.isfinite(hours))
    shelf = rank[entry] * width + at
    of_shelf, room = np.repeat(np.arange(len(disasters)), width), np.tile(stock, len(disasters))
    must, other = (shelf, entry) if turned else (entry, shelf)
    # Each row of a matrix by itself, where the rows are the nodes: far quicker than all ways at once.
    order = np.lexsort((hours[entry, at], must)) if turned else _by_row(hours)
    must_of, other_of = (of_shelf, rank) if turned else (rank, of_shelf)
    amount, space = (room, quantity) if turned else (quantity, room)
    side = Side(must_of, other_of, amount, space, must[order], other[order], hours[entry, at][order])
    return _Ways(side, entry[order], disasters)
