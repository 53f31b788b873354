"""No map asks another machine for anything: folium's links point into static/vendor, unknown ones are dropped."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import folium.plugins  # defines every plugin class, so that none is missed
from folium.elements import JSCSSMixin

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).resolve().parents[2] / "static" / "vendor"
PREFIX = "/app/static/vendor"  # Streamlit serves the folder static/ there, under asgi.py and app.py alike

# What folium names -> what we ship. Everything else that folium would load is not needed by our maps.
_SHIPPED = {
    "/leaflet.js": "leaflet/leaflet.js",
    "/leaflet.css": "leaflet/leaflet.css",
    "/leaflet.markercluster.js": "leaflet.markercluster/leaflet.markercluster.js",
    "/MarkerCluster.css": "leaflet.markercluster/MarkerCluster.css",
    "/Control.FullScreen.min.js": "leaflet.fullscreen/Control.FullScreen.js",
    "/Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
}
_dropped: dict[str, tuple[str, ...]] = {}

Links = list[tuple[str, str]]


def link(file: str) -> str:
    """Address of a vendored file (`package/name`); our own carry a mark of their content, so that none is stale."""
    mark = f"?v={_mark(file)}" if file.startswith("pare/") else ""
    return f"{PREFIX}/{file}{mark}"


@cache
def _mark(file: str) -> str:
    return hashlib.sha256((FOLDER / file).read_bytes()).hexdigest()[:8]


def rewrite() -> dict[str, tuple[str, ...]]:
    """Point the links of every map class at our own files; may be called again at any time.

    Returns
    -------
    dropped
        By class, the links that have no file here: such a class does not work in this product, and says
        so by this record instead of asking the internet.
    """
    for element in _every(JSCSSMixin):
        for kind in ("default_js", "default_css"):
            if kind in vars(element):
                kept, lost = _sort(getattr(element, kind))
                setattr(element, kind, kept)
                _dropped[element.__name__] = _dropped.get(element.__name__, ()) + lost
    return {name: links for name, links in _dropped.items() if links}


def _every(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from _every(child)


def _sort(links: Links) -> tuple[Links, tuple[str, ...]]:
    kept: Links = []
    lost = []
    for name, address in links:
        file = next((file for end, file in _SHIPPED.items() if address.endswith(end)), None)
        if address.startswith(f"{PREFIX}/"):
            kept.append((name, address))
        elif file is not None:
            kept.append((name, link(file)))
        else:
            lost.append(address)
    return kept, tuple(lost)


__all__ = ["FOLDER", "PREFIX", "folium", "link", "rewrite"]
