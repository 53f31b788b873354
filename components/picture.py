"""The picture that this process serves: its store, the snapshot on two clocks, the base map of its boundaries."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from components.figures import base_geometry
from data import demo
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from geo.boundaries import is_schematic
from geo.errors import NotAllowed
from geo.snapshot import Snapshot


def gated() -> bool:
    """Whether this process stands behind the gate of asgi.py."""
    return os.environ.get("PARE_SERVED_BY") == "asgi"


def source() -> Source:
    """Return the one source of this process; a store with the demonstration is made where there is none."""
    return _source(store_path())


@cache
def _source(path: Path) -> Source:
    return Source(demo.open_or_make(path), scope=f"store:{path}")  # figures of two stores are never taken for one's


def take(audience: str = LOCAL.role, *, as_of: str | None = None, known_at: int | None = None) -> Snapshot:
    """Take the picture for an audience.

    Raises
    ------
    NotAllowed
        ``real_data_without_gate`` where the pages are served without the gate and the store holds more than
        the fictional demonstration.
    """
    snapshot = source().take(audience=audience, as_of=as_of, known_at=known_at)
    if not gated() and snapshot.settings["gate_needed"] == "1":
        raise NotAllowed("pages.serve", reason="real_data_without_gate")
    return snapshot


def base_map() -> tuple[str, bytes]:
    """Version and GeoJSON bytes of the public base map of the boundaries in force."""
    snapshot = source().take(audience=LOCAL.role)
    key = (snapshot.scope, snapshot.version_of(("boundaries",)))
    if _DRAWN.get("key") != key:
        boundaries = snapshot.frame("boundaries")
        schematic = is_schematic(boundaries)
        content = base_geometry.as_bytes(base_geometry.land(boundaries, schematic=schematic))
        _DRAWN.update(key=key, drawn=(base_geometry.version(content), content))
    drawn: tuple[str, bytes] = _DRAWN["drawn"]
    return drawn


_DRAWN: dict[str, Any] = {}  # public shapes of the boundaries in force, and nothing older
