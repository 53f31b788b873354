"""The base map: constant, so that the browser keeps it, with its zoom and place, over every rerun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium

from components.figures import offline, palette
from components.figures.elements import Land, TileFallback
from components.figures.escape import esc
from components.i18n import GROUP, POINT, Words

if TYPE_CHECKING:
    from collections.abc import Mapping


offline.rewrite()

# South-west and north-east corners of Haiti with its islands, latitude first; and how far the view may stray.
HAITI = ((18.0, -74.55), (20.12, -71.6))
_ROOM = ((15.0, -79.0), (23.0, -67.0))
# Texts that the browser shows, by locale key.
_TEXTS = {
    "map": "map.region", "zoom_in": "map.zoom_in", "zoom_out": "map.zoom_out", "home": "map.home",
    "full": "map.full", "full_end": "map.full_end", "close": "map.close", "failed": "map.failed",
    "unknown": "unit.not_assessed",
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """Where the browser finds departments and communes, and what must be said about them.

    Parameters
    ----------
    geometry_url
        Address of the base map's geometry (`/basemap/<version>`): fetched once and cached by the browser.
    embedded
        The geometry itself (`base_geometry.land`) for a server without that route; then it is sent in
        every message that changes.
    label
        A caveat in the user's language, printed on the map: for example that boundaries are schematic.
    attribution
        Source and date of the boundaries.
    """

    geometry_url: str | None = None
    embedded: Mapping[str, Any] | None = None
    label: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class Tiles:
    """Tiles from a configured server; without one there are none, and no request leaves the machine."""

    url: str
    attribution: str = ""
    failures: int = 2
    patience_ms: int = 6000


def base_map(
    ground: Ground, tr: Words, *, tiles: Tiles | None = None, near: tuple[tuple[float, float], ...] | None = None
) -> folium.Map:
    """Make the map under all layers; the same arguments give the same script, so the browser keeps it.

    Parameters
    ----------
    ground
        Departments and communes, by address or embedded.
    tr
        Words of the user's language.
    tiles
        A tile server, where one is configured. Tiles that do not come are taken away again.
    near
        South-west and north-east corners (latitude first) of a map that always opens on one place, and does not
        take over the view of the map before.

    Returns
    -------
    map
        A fresh map: streamlit-folium changes it while it sends it, so it is never cached or used twice.

    Raises
    ------
    ValueError
        If the ground names neither an address nor geometry.
    """
    if ground.geometry_url is None and ground.embedded is None:
        raise ValueError("a base map needs geometry_url or embedded")
    drawn = folium.Map(
        location=_centre(), zoom_start=8, tiles=None, prefer_canvas=True, zoom_control=False,
        maxZoom=19, minZoom=6, maxBounds=_ROOM, maxBoundsViscosity=0.8, attributionControl=False,
    )  # fmt: skip
    drawn.add_child(Land(_options(ground, tr) | ({"bounds": near, "near": True} if near else {})))
    if tiles is not None:
        drawn.add_child(TileFallback({
            "url": tiles.url, "attribution": esc(tiles.attribution),
            "failures": tiles.failures, "patience_ms": tiles.patience_ms,
        }))  # fmt: skip
    return drawn


def _centre() -> tuple[float, float]:
    (south, west), (north, east) = HAITI
    return ((south + north) / 2, (west + east) / 2)


def _options(ground: Ground, tr: Words) -> dict[str, Any]:
    return {
        "url": ground.geometry_url,
        "data": ground.embedded,
        "neighbour": True,
        "bounds": HAITI,
        "style": palette.table("land"),
        "texts": {name: esc(tr(key)) for name, key in _TEXTS.items()} | _marks(tr),
        "label": esc(ground.label),
        "attribution": esc(ground.attribution),
    }


def _marks(tr: Words) -> dict[str, str]:
    """How the language writes numbers: the script writes them in the cards."""
    percent = tr.share(1).removeprefix(tr.number(100))
    return {"group": GROUP[tr.lang], "decimal": POINT[tr.lang], "percent": percent}
