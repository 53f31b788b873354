"""Build an earthquake: from its figures, or from a map of shaking that others computed."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import scenario_form, scenario_from
from components.widgets.scenario_form import Document, Form
from data.reference_shaking import shaking_rules
from geo.quake_scenario import STATES
from geo.scenario import Scenario
from geo.scenario_parts import MADE_UP
from geo.shaking_zones import HAZARD
from results.shock import Shock

ENDINGS = ("xml", "json", "geojson", "zip", "csv")
BLANK: Document = {"state": MADE_UP, "magnitude": 7.0, "longitude": -72.5, "latitude": 18.45, "depth_km": 10.0}
_FIRST = (("magnitude", 0.1, "%.1f"), ("depth_km", 1.0, "%.1f"))
_PLACE = (("longitude", 0.01, "%.3f"), ("latitude", 0.01, "%.3f"))
_RUPTURE = (("strike_deg", 1.0, "%.0f"), ("length_km", 1.0, "%.0f"), ("top_depth_km", 1.0, "%.1f"))


def show(page: Page, shock: Shock | None) -> None:
    """Draw what it begins with, then the form."""
    begun = scenario_from.choose(page, HAZARD, {
        "shown": scenario_from.shown(page, shock, _fits),
        "preset": scenario_from.preset(page, HAZARD, _fits),
        "shakemap": lambda: scenario_from.zones_of_file(page, HAZARD, ENDINGS, hazard=HAZARD),
        "blank": scenario_from.blank(BLANK),
    })  # fmt: skip
    if begun is None:
        return
    form = scenario_form.filled(HAZARD, begun)
    with st.form(f"scenario-{HAZARD}", border=False):
        told = scenario_form.head(page, form, STATES)
        told |= scenario_from.loaded(page, begun) if "zones" in begun.document else _figures(page, form)
        form.slot(scenario_form.WHOLE)
        asked = st.form_submit_button(page.tr("scenario_build.apply"), type="primary", icon=":material/play_arrow:")
    if asked:
        scenario_form.apply(page, form, told | {"hazard": HAZARD})


def _figures(page: Page, form: Form) -> Document:
    """Draw the figures of the earthquake; a rupture is for large ones and may stay empty."""
    told: Document = {}
    for names in (_FIRST, _PLACE):
        for column, (name, step, written) in zip(st.columns(2), names, strict=True):
            with column:
                told[name] = _number(page, form, name, step, written)
    least = shaking_rules().bound("magnitude_least")
    most = shaking_rules().bound("magnitude_most")
    st.caption(page.tr("scenario_build.quake_bounds", least=least, most=most))
    for column, (name, step, written) in zip(st.columns(3), _RUPTURE, strict=True):
        with column:
            told[name] = _number(page, form, name, step, written)
    st.caption(page.tr("scenario_build.rupture_note"))
    if told["length_km"] is None and told["strike_deg"] is None:
        told["top_depth_km"] = None
    day = form.begun.document.get("occurred_on")
    return {name: value for name, value in told.items() if value is not None} | ({"occurred_on": day} if day else {})


def _number(page: Page, form: Form, name: str, step: float, written: str) -> float | None:
    first = form.begun.document.get(name)
    value = st.number_input(
        page.tr(f"scenario_build.field.{name}"), value=None if first is None else float(first), step=step,
        format=written, key=form.key(name),
    )  # fmt: skip
    form.slot(name)
    return None if value is None else float(value)


def _fits(scenario: Scenario) -> bool:
    return scenario.hazard == HAZARD
