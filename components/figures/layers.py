"""Layers of the map as values: what a viewer may see goes in, plain rows for the browser come out.

Frames are those of `results`, cleared for who asks. A layer holds texts only and may be cached; the folium
group, which streamlit-folium changes while it sends it, is made anew by `map_view.show`. Every string from
data is escaped on its way in (rows.py, escape.py); files for others are made by `as_geojson` and are not.
"""

from components.figures.areas import coverage, first_kits, persons, reach, reported
from components.figures.flows import flows
from components.figures.geojson import as_bytes, as_geojson
from components.figures.layer import Layer
from components.figures.marks import (
    facilities,
    requests,
    shelters,
    shelters_by_term,
    sites,
    warehouses,
    warehouses_by_status,
)
from components.figures.ways import ways
from components.figures.zones import zones

__all__ = [
    "Layer", "as_bytes", "as_geojson", "coverage", "facilities", "first_kits", "flows", "persons", "reach", "reported",
    "requests", "shelters", "shelters_by_term", "sites", "warehouses", "warehouses_by_status", "ways", "zones",
]  # fmt: skip
