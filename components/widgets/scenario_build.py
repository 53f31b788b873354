"""Build a scenario: choose its hazard, begin with something, change it, see what it reaches, keep it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from components.session import Page
from components.widgets import (
    explain,
    map_view,
    scenario_ask,
    scenario_cyclone,
    scenario_from,
    scenario_keep,
    scenario_map,
    scenario_people,
    scenario_quake,
    scenario_zones,
    situation_map,
    tables,
)
from data.access import allowed
from data.kept_scenarios import WRITE
from geo.zone_scenario import ZoneScenario
from results.shock import Shock

DRAW: dict[str, Callable[[Page, Shock | None], None]] = {
    "cyclone": scenario_cyclone.show, "earthquake": scenario_quake.show, "zones": scenario_zones.show,
}  # fmt: skip
PEOPLE = ("hazard_class", "people", "sites", "idp_individuals")
HEIGHT = 430
_KIND, _SEEN = "scenario-kind", "scenario-seen"


def may(page: Page) -> bool:
    """Whether this viewer may build: a role that may not keep a scenario sees no builder."""
    return allowed(page.actor, WRITE).allowed


def show(page: Page, shock: Shock | None) -> None:
    """Draw the form of a hazard and, beside it, what the scenario reaches."""
    if not may(page):
        return
    form, result = st.columns([7, 6], gap="medium")
    with form:
        with st.container(horizontal=True, vertical_alignment="center"):
            kind = _kind(page, shock)
            scenario_keep.open_file(page)
        DRAW[kind](page, shock)
    with result:
        scenario_keep.show(page, shock)
        if shock is not None:
            _reached(page, shock)


def _kind(page: Page, shock: Shock | None) -> str:
    """Draw the choice of a form; where another hazard is chosen above or opened, its form is drawn."""
    fits, seen = _form_of(shock), st.session_state.get(_SEEN)
    now = shock.key if shock else ""
    opened = st.session_state.pop(scenario_keep.OPENED_NOW, False)
    built = bool(shock and scenario_ask.is_draft(shock)) and not opened
    if opened or (seen not in (None, now) and not built):
        st.session_state[_KIND] = fits
        st.session_state[scenario_from.key(fits)] = scenario_from.SHOWN
    st.session_state[_SEEN] = now
    st.session_state.setdefault(_KIND, fits)
    names = {kind: page.tr(f"scenario_build.kind_{kind}") for kind in DRAW}
    chosen = st.segmented_control(page.tr("scenario_build.kind"), list(names), format_func=names.__getitem__,
                                  key=_KIND, required=True, label_visibility="collapsed")  # fmt: skip
    return str(chosen)


def _form_of(shock: Shock | None) -> str:
    hazard = shock.scenario.hazard if shock and shock.scenario else ""
    typed = shock is not None and shock.scenario is not None and not isinstance(shock.scenario.told, ZoneScenario)
    return hazard if hazard == "earthquake" or typed else "zones" if shock else "cyclone"


def _reached(page: Page, shock: Shock) -> None:
    """Draw the zones, and the people of each class."""
    drawn = [scenario_map.zones(page, shock), *scenario_map.where(page, shock)]
    map_view.show(situation_map.base(page), drawn, key="scenario-build-map", height=HEIGHT)
    level, place = scenario_people.whole(page)
    result = page.results.exposed_to(shock, level)
    rows = result.frame[(result.frame["place"] == place) & ~result.frame["hazard_class"].isin(scenario_people.APART)]
    rows = rows.reset_index(drop=True)
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    tables.show(page, rows, PEOPLE, name="exposure", explanations=told)
    named = (lambda row: scenario_people.class_name(page, row),)
    explain.rows(page, result, rows, named, key="build-people")
