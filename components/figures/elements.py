"""What the maps hand to the browser: each element is one call of our own script with JSON values.

streamlit-folium reads an element's script macro and its links, never folium's page. So `render`, which would
compile the whole script as a template into that page, does nothing here: neither time nor data go through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from components.figures.escape import script_json
from components.figures.offline import link

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Scripted(MacroElement):
    def render(self, **_kwargs: Any) -> None:
        """Leave folium's page alone."""


class Land(_Scripted, JSCSSMixin):
    """The ground, and the scripts and styles of every layer: what a layer brings later is not loaded any more."""

    _template = Template(
        "{% macro script(this, kwargs) %}pare.base({{ this._parent.get_name() }}, {{ this.json }});{% endmacro %}"
    )
    default_js: ClassVar = [
        ("leaflet_markercluster", link("leaflet.markercluster/leaflet.markercluster.js")),
        ("leaflet_fullscreen", link("leaflet.fullscreen/Control.FullScreen.js")),
        ("pare_base", link("pare/base.js")),
        ("pare_marks", link("pare/marks.js")),
        ("pare_layers", link("pare/layers.js")),
    ]
    default_css: ClassVar = [
        ("leaflet_markercluster_css", link("leaflet.markercluster/MarkerCluster.css")),
        ("leaflet_fullscreen_css", link("leaflet.fullscreen/Control.FullScreen.css")),
        ("pare_css", link("pare/pare.css")),
    ]

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Land"
        self.json = script_json(options)


class TileFallback(_Scripted):
    """Tiles over the land, taken away again where they do not come."""

    _template = Template(
        "{% macro script(this, kwargs) %}pare.tiles({{ this._parent.get_name() }}, {{ this.json }});{% endmacro %}"
    )

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "TileFallback"
        self.json = script_json(options)


class Overlay(_Scripted, folium.FeatureGroup):
    """All layers of data in one group, from below to above, each drawn by one call: (function, JSON of its rows).

    The browser first lets go of the group of the run before, which streamlit-folium would keep for ever.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "pare.fresh(); var {{ this.get_name() }} = L.featureGroup();"
        "{% for draw, json in this.calls %}pare.{{ draw }}({{ this.get_name() }}, {{ json }});{% endfor %}"
        "{% endmacro %}"
    )

    def __init__(self, calls: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.calls = list(calls)
