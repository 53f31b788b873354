"""What the server does before its first visitor: open the store, read the tables, draw the base map's geometry."""

from __future__ import annotations

from importlib import import_module

from components import picture
from components.remember import remember
from data.access import LOCAL
from results import Results
from results.priority_list import Ask

# Heavy libraries that pages import: else the first visitor waits for them. Nothing that declares a Streamlit
# component: before the server runs it would not be registered, and the map's frame would answer 404.
MODULES = (
    "folium",
    "branca",
    "openpyxl",
    "plotly.graph_objects",
    "components.figures.layers",
    "components.figures.exports",
)


def up() -> None:
    """Read what every page needs once, so that the first visitor does not wait for it."""
    for module in MODULES:
        import_module(module)
    results = Results(picture.take(), LOCAL, remember)
    picture.base_map()
    for read in (
        results.facts, results.departments, results.sources, results.headlines, results.zone_sets,
        results.sites_on_map, results.warehouses, results.shelters,
    ):  # fmt: skip
        read()
    results.priority_list(Ask())
    results.presence("adm0")


def base_map_geometry(version: str) -> bytes | None:
    """Public geometry of a version of the base map; None for a version that is not in force."""
    now, geometry = picture.base_map()
    return geometry if version == now else None
