"""What the server does before its first visitor: open the store, read the tables, draw the base map's geometry."""

from __future__ import annotations

from components import picture


def up() -> None:
    """Read what every page needs once, so that the first visitor does not wait for it."""
    picture.take()
    picture.base_map()


def base_map_geometry(version: str) -> bytes | None:
    """Public geometry of a version of the base map; None for a version that is not in force."""
    now, geometry = picture.base_map()
    return geometry if version == now else None
