"""What stands above every part of the page of shelters: the hazard, how long people stay, at which level."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.session import Page
from components.widgets import address, filters, parts
from geo.shelter_rules import STAYS

_SEEN = "shelters-asked"


@dataclass(frozen=True)
class Asked:
    """A zone set ("" for no shock), how long people stay, and the level of the places."""

    zone_set: str
    stay: str
    level: str


def choose(page: Page) -> Asked:
    """Draw the choices. A link to one shelter opens the register."""
    shelter = st.query_params.get("shelter")
    if shelter and shelter != st.session_state.get(_SEEN):
        st.session_state[parts.KEY] = "register"
    st.session_state[_SEEN] = shelter
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        zone_set = filters.zones(page, optional=True)
    with middle:
        level = filters.level(page)
    with right:
        stay = one_of(page, "shelter_stay", STAYS)
    st.caption(page.tr("shelters.note" if zone_set else "shelters.no_shock"))
    return Asked(zone_set, stay, level)


def one_of(page: Page, key: str, options: tuple[str, ...]) -> str:
    """One of few options, side by side; the first one where the address names none."""
    names = {one: page.tr(f"choice.{key}.{one}") for one in options}
    address.recall(key, options)
    st.session_state.setdefault(key, options[0])
    label = page.tr(f"shelters.{key}")
    chosen = str(st.segmented_control(label, options, format_func=names.__getitem__, key=key, required=True))
    address.write(key, chosen, default=options[0])
    return chosen
