"""How steady the head of a ranked list is when the weights move."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.severity import Terms
from geo.site_services import Floats

SEED = 8840  # fixed, so that the same data and weights give the same share
_CELLS = 1_000_000  # sites x draws held at once
_DIGITS = 12


def drawn(weights: Floats, *, draws: float, spread: float) -> Floats:
    """Weights moved at random: each by up to `spread` of itself either way, evenly, independently.

    Returns
    -------
    drawn
        One row per draw. The same seed always: scaling all weights scales every draw.
    """
    moved = np.random.default_rng(SEED).uniform(1.0 - spread, 1.0 + spread, (int(draws), len(weights)))
    return np.asarray(weights * moved)


def head_share(
    terms: Terms, weights: Floats, order: NDArray[np.int64], *, people: Floats | None = None,
    top: float = 20, draws: float = 1000, spread: float = 0.5,
) -> Floats:  # fmt: skip
    """In which share of the draws each site is among the first.

    Parameters
    ----------
    terms
        What the score is made of.
    weights
        Weight of each term.
    order
        Positions of the ranked sites by list: equal scores keep this order. Sites that are not in it are never
        among the first.
    people
        Persons by site, to rank by people x score; None to rank by the score.
    top, draws, spread
        How many sites are the first, how often weights are drawn, and how far they move (0-1).

    Returns
    -------
    share
        0-1 by site, in the order of `terms`; NaN for a site without a rank.
    """
    share = np.full(len(terms.sites), np.nan)
    if not len(order):
        return share
    first = min(int(top), len(order))
    used = weights > 0
    moved = drawn(weights, draws=draws, spread=spread)[:, used]
    known = terms.assessed[np.ix_(order, used)].astype("float64").T
    short = known * terms.least[np.ix_(order, used)].T
    many = 1.0 if people is None else people[order]
    among = np.zeros(len(order))
    step = max(1, _CELLS // len(order))
    for start in range(0, len(moved), step):
        part = moved[start : start + step]
        base = part @ known
        score = np.divide(part @ short, base, out=np.zeros_like(base), where=base > 0)
        among += _among_first(np.round(many * score, _DIGITS), first)
    share[order] = among / len(moved)
    return share


def _among_first(scores: Floats, first: int) -> Floats:
    """Per column, in how many rows it is among the `first` largest; equal ones from left to right."""
    bar = np.partition(scores, -first, axis=1)[:, [-first]]
    above, equal = scores > bar, scores == bar
    room = first - above.sum(axis=1, keepdims=True)
    told = above | (equal & (np.cumsum(equal, axis=1) <= room))
    return np.asarray(told.sum(axis=0), dtype="float64")
