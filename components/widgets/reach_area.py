"""An area drawn on the map, corner by corner: the communes whose inner point lies in it are one place."""

from __future__ import annotations

import streamlit as st

from components.figures import drawn_area
from components.figures.drawn_area import Corner
from components.session import Page
from components.widgets import area_corners, map_view, situation_map
from geo.errors import DashboardError
from results.reach_trials import Area

CORNERS = "area"
MOST_CORNERS = 40
HEIGHT = 380
_SEEN = "reach-area-seen"
_HAITI_VIEW = (18.95, -72.7, 8)


def choose(page: Page) -> Area | None:
    """Draw the map on which every click is a corner; the area so far, None before it is one."""
    corners = area_corners.read(CORNERS, most=MOST_CORNERS)
    shape = drawn_area.polygon(corners)
    with st.expander(page.tr("reach.draw"), expanded=not shape, icon=":material/draw:"):
        left = max(drawn_area.LEAST - len(corners), 0)
        with st.container(horizontal=True, vertical_alignment="center"):
            key = "coverage.area_more" if left else "coverage.area_closed"
            st.markdown(page.tr(key, count=len(corners), left=left))
            st.button(page.tr("coverage.area_back"), key="reach-area-back", icon=":material/undo:",
                      disabled=not corners, on_click=area_corners.write, args=(CORNERS, corners[:-1]))  # fmt: skip
            st.button(page.tr("coverage.area_clear"), key="reach-area-clear", icon=":material/delete:",
                      disabled=not corners, on_click=area_corners.write, args=(CORNERS, []))  # fmt: skip
        _map(page, corners, shape)
    if not shape:
        st.info(page.tr("reach.draw_first"))
        return None
    area = page.tr("coverage.area_drawn"), shape
    try:
        page.results.communes_of_area(area)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return None
    return area


def _map(page: Page, corners: list[Corner], shape: str) -> None:
    areas = [(page.tr("coverage.area_drawn"), shape)] if shape else []
    drawn = [situation_map.layer(page, "warehouses"), drawn_area.layer(areas, corners, page.tr)]
    clicked = map_view.corner(situation_map.base(page), drawn, key="reach-area-map", height=HEIGHT, view=_HAITI_VIEW)
    if clicked and clicked != st.session_state.get(_SEEN) and len(corners) < MOST_CORNERS:
        st.session_state[_SEEN] = clicked
        area_corners.write(CORNERS, [*corners, clicked])
        st.rerun()
