"""Hours of passage of a way as people write them, and how long somebody who comes at any moment waits."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

DAY = 24.0
_WINDOW = re.compile(
    r"(\d{1,2})(?:[:hH.](\d{2}))?\s*[hH]?\s*(?:-|–|—|à|to|a|rive)\s*(\d{1,2})(?:[:hH.](\d{2}))?\s*[hH]?"
)
_BETWEEN = re.compile(r"[,;/+]|\bet\b|\band\b|\bak\b")


@cache
def windows(text: str) -> tuple[tuple[float, float], ...]:
    """Daily windows of a text such as ``06:00-18:00`` or ``6h-10h, 14h-17h``: (from, to) in hours, to > from.

    A window over midnight ends after 24. Empty where the text is blank or cannot be read as a whole.
    """
    found = []
    for part in _BETWEEN.split(text.strip().lower()):
        match = _WINDOW.fullmatch(part.strip())
        if match is None:
            return ()
        start, end = (int(match[at]) + int(match[at + 1] or 0) / 60 for at in (1, 3))
        if start > DAY or end > DAY or start == end:
            return ()
        found.append((start, end if end > start else end + DAY))
    return tuple(sorted(found))


def mean_wait_hours(text: str) -> float:
    """Hours that somebody who comes at a random moment of the day waits on average; NaN where unreadable.

    With the gaps g (hours) in which the way is shut, the mean is sum(g^2) / (2 x 24): in a gap, which a share g/24
    of the moments falls into, the mean wait is g/2.
    """
    told = windows(text)
    if not told:
        return float("nan")
    shut, end = [], told[0][0]
    for start, stop in told:
        if start > end:
            shut.append(start - end)
        end = max(end, stop)
    shut.append(max(0.0, told[0][0] + DAY - end))
    return float(np.square(shut).sum() / (2 * DAY))


def mean_wait_of_window(hours: float) -> float:
    """Mean wait where a way is open so many hours a day, in one piece."""
    return (DAY - min(max(hours, 0.0), DAY)) ** 2 / (2 * DAY)
