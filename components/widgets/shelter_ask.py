"""What stands above every part of the page of shelters: the hazard, how long people stay, at which level."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from components.session import Page
from components.widgets import address, filters, parts, scenario_ask
from geo.errors import DashboardError
from geo.shelter_rules import STAYS
from results.evacuation import Question
from results.shelters import NO_SHOCK
from results.shock import Shock

LEAST_KM, MOST_KM, STEP_KM = 0.5, 30.0, 0.5
_SEEN = "shelters-asked"


@dataclass(frozen=True)
class Asked:
    """A shock (None for none) and its zone set ("" for none), how long people stay, and the level of the places."""

    zone_set: str
    stay: str
    level: str
    shock: Shock | None = None

    def question(self, walk_km: float | None = None) -> Question:
        """The same as the figures take it."""
        return Question(self.zone_set, self.stay, walk_km)


def choose(page: Page) -> tuple[Page, Asked]:
    """Draw the choices; the page with the zones of the hazard. A link to one shelter opens the register."""
    shelter = st.query_params.get("shelter")
    if shelter and shelter != st.session_state.get(_SEEN):
        st.session_state[parts.KEY] = "register"
    st.session_state[_SEEN] = shelter
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        shock = scenario_ask.choose_or_none(page, page.tr("shelters.no_hazard"))
    with middle:
        level = filters.level(page)
    with right:
        stay = one_of(page, "shelter_stay", STAYS)
    page, zone_set = _with_zones(page, shock)
    st.caption(page.tr("shelters.note" if zone_set else "shelters.no_shock"))
    return page, Asked(zone_set, stay, level, shock if zone_set else None)


def _with_zones(page: Page, shock: Shock | None) -> tuple[Page, str]:
    """The page whose figures know the zones of the shock, and their name; none where it does not reach the country."""
    if shock is None or shock.scenario is None:
        return page, shock.zone_set if shock else NO_SHOCK
    try:
        zones = page.results.scenario_zones(shock.scenario)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return page, NO_SHOCK
    if zones.empty:
        st.info(page.tr("shelters.reaches_nobody"))
        return page, NO_SHOCK
    return replace(page, results=page.results.with_zones(zones)), str(zones["zone_set"].iloc[0])


def walk_km(page: Page) -> float:
    """The longest walk: that of the settings where nobody says otherwise."""
    limit = float(page.results.shelter_rules()["walking_limit"])
    chosen = st.number_input(
        page.tr("shelters.walk_km"), LEAST_KM, MOST_KM, max(LEAST_KM, limit), STEP_KM, format="%.1f", key="walk-km"
    )
    return float(chosen)


def one_of(page: Page, key: str, options: tuple[str, ...]) -> str:
    """One of few options, side by side; the first one where the address names none."""
    names = {one: page.tr(f"choice.{key}.{one}") for one in options}
    address.recall(key, options)
    st.session_state.setdefault(key, options[0])
    label = page.tr(f"shelters.{key}")
    chosen = str(st.segmented_control(label, options, format_func=names.__getitem__, key=key, required=True))
    address.write(key, chosen, default=options[0])
    return chosen
