"""What long work tells and asks of who waits for it: how far it is, whether to go on, how much time is left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from geo.errors import DashboardError


@dataclass(frozen=True)
class Watch:
    """Who waits for long work.

    Parameters
    ----------
    progress
        Called with the share that is done (0-1).
    cancelled
        Asked again and again; True: nobody wants it any more.
    left
        Seconds that are left for all of the work, whenever it is asked; infinite where time does not matter.
    code
        Error with which cancelled work ends; each engine puts its own (`ending`).
    """

    progress: Callable[[float], None] = lambda _share: None
    cancelled: Callable[[], bool] = lambda: False
    left: Callable[[], float] = lambda: float("inf")
    code: str = "not_solved"

    def check(self) -> None:
        """Raise `code` where the work is cancelled."""
        if self.cancelled():
            raise DashboardError(self.code)

    def out_of_time(self) -> bool:
        """Whether its time is over: a search then gives the best so far."""
        return self.left() <= 0

    def ending(self, code: str) -> Watch:
        """Return the same with the error of one engine."""
        return replace(self, code=code)

    def part(self, start: float, size: float) -> Watch:
        """Return the watch of a part of the work: from the share `start`, `size` of the whole."""
        return replace(self, progress=lambda share: self.progress(start + size * share))


NO_WATCH = Watch()
