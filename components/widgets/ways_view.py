"""Ways on a page: which are critical, the journey to a commune, what was told of them, how roads hang together."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import ways_critical, ways_history, ways_joined, ways_journey
from data.reference_logistics import default_kit
from geo.journeys import USUAL, Conditions


def show(page: Page, kit: str = "", conditions: Conditions = USUAL) -> None:
    """Draw the section of ways, for a kit ("": the default one) and conditions."""
    chosen = kit or default_kit()
    st.subheader(page.tr("ways.critical"))
    ways_critical.show(page, chosen, conditions)
    st.subheader(page.tr("ways.journey"))
    ways_journey.show(page, conditions)
    st.subheader(page.tr("ways.history"))
    ways_history.show(page)
    ways_joined.show(page)
