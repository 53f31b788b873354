"""How drawn roads hang together: islands, and communes and warehouses that no road is near."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import tables

ISLANDS = ("island", "km", "ways_drawn", "commune_names")
LINKS = ("name", "link_km", "code")


def show(page: Page) -> None:
    """Draw what is told of the drawn roads; where none is drawn, a sentence that says what travel stands on."""
    told = page.results.roads_joined()
    with st.expander(page.tr("ways.network"), icon=":material/hub:"):
        facts = told.facts
        if not facts["drawn"]:
            st.markdown(page.tr("ways.only_sketch"))
            return
        st.markdown(page.tr("ways.network_told", drawn=facts["drawn"], km=facts["km"], snapped=facts["snapped"]))
        apart = told.links[~told.links["joined"] & (told.links["kind"] == "commune")].reset_index(drop=True)
        if len(apart):
            st.markdown(page.tr("ways.apart", count=len(apart)))
            tables.show(page, apart.assign(link_km=apart["km"]), LINKS, name="road_links")
        if facts["left_out"]:
            st.caption(page.tr("ways.short_islands", count=facts["left_out"], km=facts["left_out_km"]))
        if len(told.islands):
            st.markdown(page.tr("ways.islands", count=len(told.islands)))
            tables.show(page, told.islands.assign(ways_drawn=told.islands["ways"]), ISLANDS, name="road_islands")
