"""What a task is, what is told of it, and what the work itself sees of who waits for it."""

from __future__ import annotations

import hashlib
import pickle
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.errors import DashboardError

STATES = WAITING, RUNNING, DONE, FAILED, CANCELLED, LOST = (
    "waiting", "running", "done", "failed", "cancelled", "lost",
)  # fmt: skip
ENDED = (DONE, FAILED, CANCELLED, LOST)
PROGRESS = "progress"  # a message of the worker, no state


@dataclass(frozen=True)
class Task:
    """Work to be done.

    Parameters
    ----------
    function
        ``module:name`` of a function of `geo`, called with the arguments and ``watch``.
    arguments
        Its keyword arguments: frames, numbers, texts, frozen dataclasses of the product.
    seconds
        Longest time; the work is told that it is over and gives what it has, or ends without.
    name
        What tells it apart from other work of the function, where somebody knows that without the arguments: a view and
        what was asked of it. "": the arguments themselves.
    """

    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 600.0
    name: str = ""

    @property
    def key(self) -> str:
        """Key of the work: the same function of the same name, or of the same arguments, is the same work."""
        told = self.name or sorted(self.arguments.items(), key=lambda pair: pair[0])
        return hashlib.sha256(pickle.dumps((self.function, told, self.seconds))).hexdigest()[:24]


@dataclass(frozen=True)
class State:
    """What is known of a task.

    Parameters
    ----------
    name
        One of `STATES`; ``lost``: the process ended before its work did.
    share
        Part of the work that is done, 0 to 1.
    ahead
        Tasks that are done first, where it waits.
    result
        What the function gave, where it is done.
    error
        What it raised, where it failed.
    """

    name: str
    share: float = 0.0
    ahead: int = 0
    result: Any = None
    error: DashboardError | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will be told."""
        return self.name in ENDED


def seconds_left(seconds: float) -> Callable[[], float]:
    """Return what tells how many of some seconds, counted from now, are left: `geo.watch.Watch.left`."""
    until = time.monotonic() + seconds
    return lambda: until - time.monotonic()
