"""A page with nothing but the map: every kind of layer, hostile names, a filter, a click."""

import os

import streamlit as st

from components.figures import base_geometry, base_map, layers
from components.i18n import Words
from components.widgets import map_view
from tests.browser.apps import hostile

st.set_page_config(layout="wide")
tr = Words("fr")
url = os.environ.get("PARE_TEST_BASEMAP")
land = base_geometry.land(hostile.boundaries(), schematic=True)
ground = base_map.Ground(
    geometry_url=url,
    embedded=None if url else land,
    label=tr("head.schematic"),
    attribution=f"Limites : {hostile.NAMES[0]}",
)
tiles = base_map.Tiles(os.environ["PARE_TEST_TILES"]) if os.environ.get("PARE_TEST_TILES") else None

chosen = st.segmented_control(
    "couches", ["tout", "rien", "points", "couverture"], default="tout", key="chosen", required=True
)
every = {
    "couverture": [layers.coverage(hostile.coverage(), tr, level="adm2", hatched_below=0.5)],
    "surfaces": [layers.zones(hostile.zones(), tr), layers.ways(hostile.ways(), hostile.points(), tr)],
    "points": [
        layers.shelters(hostile.shelters(), tr),
        layers.sites(hostile.sites(), tr),
        layers.warehouses(hostile.warehouses(), tr),
    ],
}
shown = {
    "tout": [*every["couverture"], *every["surfaces"], *every["points"]],
    "rien": [],
    "points": every["points"],
    "couverture": every["couverture"],
}[chosen]
clicked = map_view.show(base_map.base_map(ground, tr, tiles=tiles), shown, key="map", height=480, returned=True)
st.text(f"clicked: {clicked.kind} {clicked.id}" if clicked else "clicked: -")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.text(f"runs: {st.session_state.runs}")
