"""What the ranked list is asked for: among which sites, ranked by what, with which weights and factors."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import address, filters, priorities_among, priorities_weights
from components.widgets.priorities_among import Among
from results.priority_list import Ask
from results.stocks import BANDS

BY = ("score", "people_in_need")
NO_KIT = ""


def choose(page: Page) -> tuple[Ask, Among]:
    """Draw the choices above the list; weights and factors stand in a part of their own that opens."""
    left, middle, right = st.columns([2, 2, 3])
    with left:
        among = priorities_among.choose(page)
    with middle:
        by = address.select(
            page.tr("priorities.by"), BY, {one: page.tr(f"priorities.by_{one}") for one in BY}, key="by"
        )
    with right:
        phase = filters.phase(page)
    edits = priorities_weights.tried(page)
    label = page.tr("priorities.weights_changed", count=len(edits)) if edits else page.tr("priorities.weights")
    with st.expander(label, icon=":material/tune:", key="priorities-weights-part"):
        st.markdown(
            page.tr("priorities.formula", share=page.results.weights().rules["least_assessed_share"].value * 100)
        )
        zone_set, kit, hours = _factors(page)
        priorities_weights.sliders(page, edits)
    rank_by = "people_in_need" if by == "people_in_need" else "score"
    return Ask(among.asked, phase, rank_by, edits, zone_set, kit, hours), among


def _factors(page: Page) -> tuple[str, str, float]:
    """Zone set, kit and hours that count as factors; "" where one does not."""
    st.caption(page.tr("priorities.factors"))
    left, middle, right = st.columns([2, 2, 3])
    with left:
        zone_set = filters.zones(page, optional=True)
    with middle:
        kit = _kit(page)
    if not kit:
        return zone_set, NO_KIT, 24.0
    with right:
        return zone_set, kit, filters.hours(page, BANDS)


def _kit(page: Page) -> str:
    kits = page.results.kit_names().sort_values("is_default", ascending=False, kind="stable")
    names = {NO_KIT: page.tr("priorities.no_kit"), **dict(zip(kits["kit"], kits[f"name_{page.tr.lang}"], strict=True))}
    return address.select(page.tr("priorities.kit"), list(names), names, key="reach_kit")
