"""The map of coverage: places by the low bound, sites by their verdict; a click on a place goes a level down."""

from __future__ import annotations

import streamlit as st

from components.figures import layers
from components.figures.base_map import base_map
from components.figures.layer import Layer
from components.session import Page
from components.widgets import coverage_ask, coverage_card, map_view, situation_map
from components.widgets.coverage_ask import Asked
from data.reference_tables import settings
from geo.places import rows_within

DRAWN = {"adm0": "adm1", "adm1": "adm1", "adm2": "adm2", "mapap": "adm2", "site": "site"}
ZOOMS = {"adm0": 8, "adm1": 9, "mapap": 11, "adm2": 12}
_SEEN = "coverage-map-seen"


def show(page: Page, asked: Asked) -> None:
    """Draw the way up, the card and the map; levels without shapes are shown as sites."""
    level = DRAWN.get(asked.level, "site")
    coverage_ask.trail(page, asked)
    coverage_card.show(page, asked, coverage_ask.rows_of(page, asked))
    layer = _sites(page, asked) if level == "site" else _places(page, asked, level)
    ground = base_map(situation_map.ground(page), page.tr, tiles=situation_map.tiles())
    clicked = map_view.show(ground, [layer], key="coverage-map", returned=True, view=view(page, asked))
    st.caption(page.tr("coverage.map_note"))
    told = (clicked.kind, clicked.id) if clicked else None
    if told is None or told == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN] = told
    if told[0] == "places":
        st.session_state[coverage_ask.GO] = (told[1], coverage_ask.NEXT[level])
        st.rerun()
    elif told[1] != asked.at:
        st.query_params[coverage_ask.AT] = told[1]
        st.rerun()


def view(page: Page, asked: Asked) -> tuple[float, float, int] | None:
    """Where the map goes: the middle of the place's communes, the nearer the smaller the place."""
    points = rows_within(page.results.commune_points(), page.results.places(), asked.within)
    if points.empty:
        return None
    west, east = points["longitude"].min(), points["longitude"].max()
    south, north = points["latitude"].min(), points["latitude"].max()
    return round((south + north) / 2, 4), round((west + east) / 2, 4), ZOOMS[asked.place_level]


def _places(page: Page, asked: Asked, level: str) -> Layer:
    rows = coverage_ask.rows_of(page, asked, level)
    rows = rows[rows["standard"] == asked.standard]
    below = settings()["assessed_share_hatched"].value
    return layers.coverage(rows, page.tr, level=level, hatched_below=below)


def _sites(page: Page, asked: Asked) -> Layer:
    rows = coverage_ask.rows_of(page, asked, "site")
    verdict = rows[rows["standard"] == asked.standard].set_index("place")["status"]
    sites = page.results.sites()
    sites = sites[sites["site_id"].isin(verdict.index)]
    shown = sites.assign(state=sites["site_id"].map(verdict), individuals=sites["people"])
    return layers.sites(shown, page.tr)
