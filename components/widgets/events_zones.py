"""Needs of a situation report from the zones of a hazard: which zones, and for how many days."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import filters
from results.preparedness import DAYS

NONE, MOST = "", 90


def choose(page: Page, chosen: str, *, key: str) -> tuple[str, int]:
    """Draw the choices; "" where needs are only what the person writes."""
    sets = page.results.zone_sets()
    names = {row.zone_set: filters.zone_set_name(page, row) for row in sets.itertuples()}
    options = [NONE, *names]
    names[NONE] = page.tr("events.no_zones")
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        at = options.index(chosen) if chosen in options else 0
        zone_set = st.selectbox(page.tr("events.zones"), options, index=at, format_func=names.__getitem__,
                                key=f"{key}-zones")  # fmt: skip
    with right:
        days = st.number_input(page.tr("events.days"), min_value=1, max_value=MOST, value=DAYS, key=f"{key}-days",
                               disabled=zone_set == NONE)  # fmt: skip
    return str(zone_set), int(days)
