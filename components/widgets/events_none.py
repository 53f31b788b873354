"""No commune reported of any emergency yet: what to do."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import events_ask, events_bilan
from components.widgets.events_ask import Asked


def show(page: Page, asked: Asked) -> None:
    """Say that there is nothing up to the moment, and how a first report is entered."""
    st.info(page.tr("events.none", at=events_ask.when(page, asked)))
    events_bilan.add(page)
