"""Areas by distance from a drawn line, a point or the shapes of a file, and by the values of a raster."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import shapely
import streamlit as st

from components.figures.drawn_area import Corner
from components.session import Page
from components.widgets import look
from components.widgets.scenario_zone_list import Zone, put
from data.made_zones import Wanted, zones_around
from data.scenario_uploads import areas_of
from geo.errors import DashboardError
from geo.explain import known
from geo.hazards import Hazard

SHAPE_ENDINGS = ("geojson", "json", "gpkg", "zip", "kml", "kmz")
RASTER_ENDINGS = ("tif", "tiff")
KM, VALUES = "1; 3", "0,5; 1,5"
_TOLD = ("hazard_class", "name")


def of_line(page: Page, hazard: Hazard, zones: list[Zone], corners: list[Corner]) -> None:
    """Distances from what is drawn: a point where it is one click, else the line through all of them."""
    km, land_only = _distances(page)
    if st.button(page.tr("scenario_build.area_add"), key="scenario-line-add", icon=":material/add:",
                 disabled=not corners):  # fmt: skip
        shape = shapely.Point(corners[0]) if len(corners) == 1 else shapely.LineString(corners)
        wanted = Wanted(hazard.key, _numbers(km), land_only=land_only)
        if added(page, zones, lambda: zones_around([shape], wanted)):
            corners.clear()
            st.rerun()


def of_file(page: Page, hazard: Hazard, zones: list[Zone], *, raster: bool) -> None:
    """Distances from the shapes of a file (a coast, a river), or classes of the values of a raster."""
    endings = RASTER_ENDINGS if raster else SHAPE_ENDINGS
    look.uploader(page.tr("imports.choose_file"), ", ".join(endings))
    upload = st.file_uploader(page.tr("scenario_build.file"), type=list(endings), key=f"scenario-area-{raster}",
                              label_visibility="collapsed")  # fmt: skip
    if raster:
        told = st.text_input(page.tr("scenario_build.breaks"), VALUES, key="scenario-breaks", max_chars=80,
                             help=page.tr("scenario_build.breaks_help"))  # fmt: skip
        wanted = Wanted(hazard.key, _numbers(told))
    else:
        told, land_only = _distances(page)
        wanted = Wanted(hazard.key, _numbers(told), land_only=land_only)
    asked = st.button(page.tr("scenario_build.area_add"), key="scenario-file-add", icon=":material/add:",
                      disabled=upload is None)  # fmt: skip
    if not asked or upload is None:
        return
    name, content = upload.name, upload.getvalue()
    if added(page, zones, lambda: areas_of(name, content, wanted, raster=raster)):
        st.rerun()


def _distances(page: Page) -> tuple[str, bool]:
    km = st.text_input(page.tr("scenario_build.km"), KM, key="scenario-km", max_chars=80,
                       help=page.tr("scenario_build.km_help"))  # fmt: skip
    return km, st.checkbox(page.tr("scenario_build.land_only"), value=True, key="scenario-land-only")


def _numbers(text: str) -> tuple[str, ...]:
    """Numbers between semicolons or spaces; a comma is a decimal sign, as people write it here."""
    return tuple(one.strip(",").replace(",", ".") for one in text.replace(";", " ").split())


def added(page: Page, zones: list[Zone], make: Callable[[], pd.DataFrame]) -> bool:
    """Add what is made; False, and why, where it cannot be."""
    try:
        rows = make()
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return False
    told = rows[list(_TOLD)].to_dict("records")
    shapes = shapely.to_geojson(rows["geometry"].to_numpy(dtype=object))
    new = [
        {str(key): value for key, value in one.items() if known(value) is not None} | {"geometry": str(shape)}
        for one, shape in zip(told, shapes, strict=True)
    ]
    put(zones, new)
    return True
