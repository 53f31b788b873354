"""Storing a file beside whoever waits for it: how far it is, and how to call it off so that nothing is left."""

from __future__ import annotations

import threading

from data.intake import Intake, keep
from data.store.store import Store
from geo.errors import DashboardError


class CalledOff(DashboardError):
    """Somebody called the storing off; nothing was stored."""

    def __init__(self) -> None:
        super().__init__("storing_called_off")


class Storing:
    """One file being stored in a thread of its own.

    Attributes
    ----------
    share
        How much is done (0-1).
    batch
        The batch, once stored.
    error
        What stopped it.
    """

    def __init__(self, store: Store, looked: Intake, *, author: str, reason: str) -> None:
        self.share = 0.0
        self.batch: int | None = None
        self.error: Exception | None = None
        self._off = threading.Event()
        self._told = {"author": author, "reason": reason}
        self._thread = threading.Thread(target=self._run, args=(store, looked), daemon=True)

    @property
    def done(self) -> bool:
        """Whether it has come to an end, good or bad."""
        return not self._thread.is_alive()

    def start(self, *, wait_s: float = 0.0) -> None:
        """Begin, and wait so long for the end: most files need less."""
        self._thread.start()
        self._thread.join(wait_s)

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def call_off(self) -> None:
        """Stop before the next slice of rows: the batch is rolled back whole. Too late once all is made lasting."""
        self._off.set()

    def _run(self, store: Store, looked: Intake) -> None:
        try:
            self.batch = keep(store, looked, progress=self._progress, **self._told)
        except Exception as error:  # noqa: BLE001  # told to who waits: a thread has nobody else to tell
            self.error = error

    def _progress(self, share: float) -> None:
        if self._off.is_set():
            raise CalledOff
        self.share = share
