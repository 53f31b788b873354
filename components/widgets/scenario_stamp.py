"""What a shock is, above every part: observed, forecast, scenario or exercise; invented or not; source, author, day."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from geo.cyclone_scenario import CycloneScenario
from geo.scenario import Scenario
from results.shock import Shock

COLOURS = {"observed": "blue", "forecast": "orange", "scenario": "violet", "exercise": "red"}


def show(page: Page, shock: Shock) -> None:
    """Draw the stamp of a shock."""
    if shock.scenario is None:
        _zones(page, shock)
    else:
        _scenario(page, shock.scenario)


def _scenario(page: Page, scenario: Scenario) -> None:
    tr, told = page.tr, scenario.told
    with st.container(horizontal=True, gap="small"):
        st.badge(tr(f"choice.scenario_state.{told.state}"), icon=":material/label:", color=COLOURS[told.state])
        if told.fictional:
            st.badge(tr("shock.fictional"), icon=":material/science:", color="orange")
    words = [tr("shock.source", source=tr.plain(tr.or_else(f"source.{told.source}", told.source)))]
    words += [tr("shock.author", author=tr.plain(told.author))] if told.author else []
    words += [tr("shock.made_on", day=tr.day(scenario.made_on))] if scenario.made_on else []
    words += [tr(f"status.{told.status}")]
    if isinstance(told, CycloneScenario):
        words += [tr(f"choice.wind_model.{told.model}"), tr(f"choice.footprint.{told.footprint_used}")]
    st.caption(" · ".join(words))


def _zones(page: Page, shock: Shock) -> None:
    """Stored zones that nobody can reckon again: who drew them, and when."""
    sets = page.results.zone_sets().set_index("zone_set")
    if shock.zone_set not in sets.index:
        return
    row, tr = sets.loc[shock.zone_set], page.tr
    source = str(row["source"]) if isinstance(row["source"], str) else tr("unit.unknown")
    words = [tr("shock.source", source=tr.plain(tr.or_else(f"source.{source}", source)))]
    words.append(
        tr("shock.zones_on", day=tr.day(row["dated"]) if isinstance(row["dated"], str) else tr("unit.undated"))
    )
    st.caption(" · ".join(words))
