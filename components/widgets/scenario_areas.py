"""Ways to add areas to a scenario: drawn on the map, by distance from a drawn line or a file's shapes, by a raster."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
import streamlit as st

from components.figures import drawn_area
from components.figures.base_map import HAITI
from components.figures.drawn_area import Corner
from components.session import Page
from components.widgets import address, map_view, scenario_measured, scenario_surge, situation_map
from components.widgets.scenario_zone_list import Zone, put
from geo import surge
from geo.hazards import Hazard

DRAW, LINE, SHAPES, RASTER, SURGE = WAYS = ("draw", "line", "shapes", "raster", "surge")
MOST_CORNERS = 80
HEIGHT = 360
_BAND = 0.008  # degrees: half the width of a drawn line on the map
_CORNERS, _SEEN, _VIEW = "scenario-corners", "scenario-corner-seen", "scenario-draw-view"


def add(page: Page, hazard: Hazard, zones: list[Zone]) -> None:
    """Draw the choice of a way, and what it asks for."""
    with st.expander(page.tr("scenario_build.add_area"), expanded=not zones, icon=":material/draw:"):
        there = [way for way in WAYS if way != SURGE or hazard.key == surge.HAZARD]
        names = {way: page.tr(f"scenario_build.way_{way}") for way in there}
        way = address.select(page.tr("scenario_build.way"), there, names, key="area_way")
        if way == SURGE:
            scenario_surge.of_elevation(page, zones)
        elif way in (DRAW, LINE):
            _map(page, hazard, zones, line=way == LINE)
        else:
            scenario_measured.of_file(page, hazard, zones, raster=way == RASTER)


def _map(page: Page, hazard: Hazard, zones: list[Zone], *, line: bool) -> None:
    """A map on which every click is a corner, and what adds the area between or around them."""
    corners: list[Corner] = st.session_state.setdefault(_CORNERS, [])
    if line:
        st.caption(page.tr("scenario_build.line_note", count=len(corners)))
        scenario_measured.of_line(page, hazard, zones, corners)
    else:
        _area(page, hazard, zones, corners)
    st.button(page.tr("coverage.area_back"), key="scenario-draw-back", icon=":material/undo:", type="tertiary",
              disabled=not corners, on_click=_back, args=(corners,))  # fmt: skip
    areas = [(one.get("name") or one["zone_id"], _wkt(one)) for one in zones]
    shape = drawn_area.trace(corners, _BAND) if line else drawn_area.polygon(corners)
    new = [(page.tr("coverage.area_drawn"), shape)] if shape else []
    drawn = drawn_area.layer([*areas, *new], corners, page.tr)
    ground, view = situation_map.base(page), _view(areas)
    clicked = map_view.corner(ground, [drawn], key="scenario-draw-map", height=HEIGHT, view=view)
    (south, west), (north, east) = HAITI
    fresh = clicked and clicked != st.session_state.get(_SEEN) and len(corners) < MOST_CORNERS
    if clicked and fresh:
        st.session_state[_SEEN] = clicked
        if west <= clicked[0] <= east and south <= clicked[1] <= north:
            corners.append(clicked)
            st.rerun()


def _view(areas: Sequence[tuple[str, str]]) -> tuple[float, float, int]:
    """Where the map begins: a corner or an area that is added must not move it."""
    (south, west), (north, east) = HAITI
    first = drawn_area.view(areas) or ((south + north) / 2, (west + east) / 2, 7)
    view: tuple[float, float, int] = st.session_state.setdefault(_VIEW, first)
    return view


def _area(page: Page, hazard: Hazard, zones: list[Zone], corners: list[Corner]) -> None:
    left = max(drawn_area.LEAST - len(corners), 0)
    st.caption(page.tr("coverage.area_more" if left else "coverage.area_closed", count=len(corners), left=left))
    names = {level: page.tr.or_else(f"choice.hazard_class.{level}", level) for level in hazard.classes}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"scenario-draw-class-{hazard.key}"
        st.selectbox(page.tr("scenario_build.field.hazard_class"), list(names), index=len(names) - 1,
                     format_func=names.__getitem__, key=key, width=180)  # fmt: skip
        st.button(page.tr("scenario_build.area_add"), key="scenario-draw-add", icon=":material/add:",
                  disabled=bool(left), on_click=_take, args=(zones, corners, key))  # fmt: skip


def _back(corners: list[Corner]) -> None:
    corners.pop()


def _take(zones: list[Zone], corners: list[Corner], key: str) -> None:
    level = str(st.session_state[key])
    shape = shapely.from_wkt(drawn_area.polygon(corners))
    put(zones, [{"hazard_class": level, "geometry": str(shapely.to_geojson(shape))}])
    corners.clear()


def _wkt(one: Zone) -> str:
    return str(shapely.to_wkt(shapely.from_geojson(one["geometry"]), rounding_precision=6))
