"""Files handed over once: made on request, fetched through `/export/<id>` within a minute, then gone.

Streamlit's own download keeps a file at an address that anybody may open, so nothing restricted goes there.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 60.0
MOST = 200


@dataclass(frozen=True)
class Ticket:
    """One file to fetch: its name, its kind, who may fetch it, and how it is made."""

    name: str
    mime: str
    audience: str
    make: Callable[[], bytes]
    until: float


class Counter:
    """The tickets of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}

    def leave(self, name: str, mime: str, audience: str, make: Callable[[], bytes]) -> str:
        """Leave a file to be fetched; returns its id, which cannot be guessed."""
        ticket_id = secrets.token_urlsafe(24)
        with self._lock:
            self._drop_old()
            self._tickets[ticket_id] = Ticket(name, mime, audience, make, self._clock() + SECONDS)
            while len(self._tickets) > MOST:
                self._tickets.pop(next(iter(self._tickets)))
        return ticket_id

    def take(self, ticket_id: str) -> Ticket | None:
        """Return the ticket once, within its time; else nothing."""
        with self._lock:
            self._drop_old()
            return self._tickets.pop(ticket_id, None)

    def _drop_old(self) -> None:
        now = self._clock()
        for ticket_id in [key for key, ticket in self._tickets.items() if ticket.until < now]:
            del self._tickets[ticket_id]


COUNTER = Counter()
