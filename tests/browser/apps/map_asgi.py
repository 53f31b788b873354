"""The map app behind a server of its own: the geometry comes from the route."""

import os
from pathlib import Path

from streamlit import App

from api import basemap
from components.figures import base_geometry
from tests.browser.apps import hostile

GEOMETRY = base_geometry.as_bytes(base_geometry.land(hostile.boundaries(), schematic=True))
VERSION = base_geometry.version(GEOMETRY)
os.environ["PARE_TEST_BASEMAP"] = basemap.url(VERSION)

app = App(
    str(Path(__file__).with_name("map_app.py")),
    routes=basemap.routes({VERSION: GEOMETRY}.get),
)
