"""The map on a page: base map and layers through streamlit-folium, and the legend under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from components.figures import legend, offline
from components.figures.elements import Overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium

    from components.figures.layer import Layer

_CLICK = "last_object_clicked_tooltip"
_ANYWHERE = "last_clicked"
_ID = "\u2063"  # static/vendor/pare/layers.js writes it before kind and id, unseen


@dataclass(frozen=True)
class Clicked:
    """What was clicked: the layer's kind and the id as it stands in the data."""

    kind: str
    id: str


def show(
    base: folium.Map, layers: Sequence[Layer], *, key: str, height: int = 520, returned: bool = False,
    view: tuple[float, float, int] | None = None,
) -> Clicked | None:  # fmt: skip
    """Draw the map with its layers, and the legend under it.

    Zoom and place stay over reruns, because the base map's script stays the same and the layers are put on
    the living map; moving the map never causes a rerun.

    Parameters
    ----------
    base
        A fresh base map (`base_map.base_map`).
    layers
        Layers from below to above; areas always lie under marks.
    key
        Name of this map, the same on every run.
    height
        In pixels.
    returned
        Whether a click causes a rerun and is returned.
    view
        Latitude, longitude and zoom to go to, whenever they differ from those of the run before.

    Returns
    -------
    clicked
        What the last click met, if that is on the map now; else None.
    """
    offline.rewrite()
    overlay = Overlay([(layer.draw, layer.json) for layer in layers])
    answer = st_folium(
        base, key=key, height=height, use_container_width=True, feature_group_to_add=overlay,
        returned_objects=[_CLICK] if returned else [], render=False,
        center=view[:2] if view else None, zoom=view[2] if view else None,
    )  # fmt: skip
    explained = legend.html([(layer.title, layer.legend) for layer in layers])
    if explained:
        st.html(explained)
    return clicked((answer or {}).get(_CLICK), layers)


def corner(
    base: folium.Map, layers: Sequence[Layer], *, key: str, height: int = 520,
    view: tuple[float, float, int] | None = None,
) -> tuple[float, float] | None:  # fmt: skip
    """Draw the map; give longitude and latitude of the last click anywhere on it. A click causes a rerun."""
    offline.rewrite()
    overlay = Overlay([(layer.draw, layer.json) for layer in layers])
    answer = st_folium(
        base, key=key, height=height, use_container_width=True, feature_group_to_add=overlay,
        returned_objects=[_ANYWHERE], render=False,
        center=view[:2] if view else None, zoom=view[2] if view else None,
    )  # fmt: skip
    told = (answer or {}).get(_ANYWHERE)
    return (float(told["lng"]), float(told["lat"])) if told else None


def clicked(text: str | None, layers: Sequence[Layer]) -> Clicked | None:
    """Read a click out of a tooltip's text; None where it names nothing that is on these layers."""
    kind, _, name = (text or "").rpartition(_ID)[2].partition(":")
    known = any(layer.kind == kind and name in layer.ids for layer in layers)
    return Clicked(kind, name) if known else None
