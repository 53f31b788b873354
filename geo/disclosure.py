"""What may be shown to whom. One rule until accounts exist: everything to the coordinator, nothing to others."""

from __future__ import annotations

from typing import TypeVar

from geo.errors import NotAllowed

COORDINATOR = "coordinator"

Shown = TypeVar("Shown")


def disclosed(value: Shown, audience: str) -> Shown:
    """Let a figure through to an audience, or nothing of it.

    Raises
    ------
    NotAllowed
        ``figures.view`` for every audience but the coordinator: the default is deny.
    """
    if audience != COORDINATOR:
        raise NotAllowed("figures.view", reason="audience_has_no_release")
    return value
