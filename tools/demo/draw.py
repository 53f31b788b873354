"""Chance that gives the same numbers everywhere.

Only `Generator.random` of a seeded PCG64 is used, and from it basic arithmetic: other distributions of numpy
may change their stream between versions. Every subject has its own stream, so that a change in one table
leaves the others as they were.
"""

from __future__ import annotations

import math
import zlib
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Thing = TypeVar("Thing")


class Draw:
    """A stream of chance named after its subject."""

    def __init__(self, seed: int, subject: str) -> None:
        self._stream = np.random.Generator(np.random.PCG64([seed, zlib.crc32(subject.encode())]))

    def share(self) -> float:
        """Return a number from 0 up to, but not including, 1."""
        return float(self._stream.random())

    def chance(self, share: float) -> bool:
        """Return True in `share` of all cases."""
        return self.share() < share

    def between(self, low: float, high: float) -> float:
        """Return a number between two bounds, all alike."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number, both bounds included."""
        return low + int(self.share() * (high - low + 1))

    def bell(self) -> float:
        """Return about a standard normal number, by the sum of twelve uniform ones (never beyond 6)."""
        return sum(self.share() for _ in range(12)) - 6.0

    def around(self, median: float, spread: float) -> float:
        """Return about a lognormal number with that median; `spread` is the deviation of its logarithm."""
        return median * math.exp(spread * self.bell())

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Return one of the things, all alike."""
        return things[int(self.share() * len(things))]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """Return one of the keys, in proportion to its weight."""
        left = self.share() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return next(reversed(weights))

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """Return the things in another order."""
        return [thing for _, _, thing in sorted((self.share(), at, thing) for at, thing in enumerate(things))]

    def some(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """Return `count` different things, in the order they came."""
        chosen = sorted(self.shuffled(range(len(things)))[:count])
        return [things[at] for at in chosen]

    def day(self, first: str, last: str) -> str:
        """Return a date between two ISO dates, both included."""
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        return (start + timedelta(days=self.whole(0, (end - start).days))).isoformat()


def apportion(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Split a whole number by weights, so that the parts add up to it (largest remainders; ties by order)."""
    scale = total / sum(weights.values())
    exact = {key: weight * scale for key, weight in weights.items()}
    parts = {key: int(value) for key, value in exact.items()}
    missing = total - sum(parts.values())
    for key in sorted(exact, key=lambda each: parts[each] - exact[each])[:missing]:
        parts[key] += 1
    return parts


def dealt(counts: Mapping[str, int]) -> list[str]:
    """Return each key as many times as its count says, in order."""
    return [key for key, count in counts.items() for _ in range(count)]
