"""Build a scenario of zones: any hazard, areas drawn, of a file, round a line or point, or of a raster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.session import Page
from components.widgets import scenario_areas, scenario_form, scenario_from, scenario_zone_list
from components.widgets.scenario_form import Begun, Document
from components.widgets.scenario_from import Origin
from data.reference_tables import hazards
from data.scenario_uploads import Uploaded
from geo.errors import BadScenario
from geo.hazards import Hazard
from geo.scenario import Scenario, scenario_document
from geo.scenario_parts import MADE_UP
from geo.zone_scenario import STATES
from results.shock import Shock

KIND = "zones"
ENDINGS = ("geojson", "json", "gpkg", "zip", "kml", "kmz", "xml", "csv")
_BLANK: Document = {"state": MADE_UP, "hazard": "flood", "zones": []}


def show(page: Page, shock: Shock | None) -> None:
    """Draw what it begins with, the hazard, the ways to add areas, the areas so far, and what it says of itself."""
    begun = scenario_from.choose(page, KIND, {
        "blank": scenario_from.blank(_BLANK),
        "shown": scenario_from.shown(page, shock, _fits) or _stored(page, shock),
        "preset": scenario_from.preset(page, KIND, _fits),
        "file": lambda: scenario_from.zones_of_file(page, KIND, ENDINGS, hazard=None),
    })  # fmt: skip
    if begun is None:
        return
    form = scenario_form.filled(KIND, begun)
    zones = scenario_zone_list.held(begun)
    hazard = _hazard(page, form.key("hazard"), begun.document["hazard"])
    scenario_areas.add(page, hazard, zones)
    told = {"hazard": hazard.key, "zones": scenario_zone_list.show(page, hazard, zones, form.version)}
    form.slot("zones")
    told = scenario_form.head(page, form, STATES) | told
    form.slot(scenario_form.WHOLE)
    if st.button(page.tr("scenario_build.apply"), type="primary", icon=":material/play_arrow:", key="scenario-zones"):
        _apply(page, form, told)


def _apply(page: Page, form: scenario_form.Form, told: Document) -> None:
    zones: Sequence[dict[str, Any]] = told["zones"]
    if not zones:
        scenario_form.say(page, form, BadScenario("scenario.no_area", field="zones"))
    elif not all(one.get("hazard_class") for one in zones):
        scenario_form.say(page, form, BadScenario("scenario.class_missing", field="zones"))
    else:
        scenario_form.apply(page, form, told)


def _fits(scenario: Scenario) -> bool:
    return "zones" in scenario_document(scenario)


def _stored(page: Page, shock: Shock | None) -> Origin | None:
    """Begin with the zones of a set that was received."""
    if shock is None or not shock.zone_set:
        return None
    zone_set = shock.zone_set

    def begin() -> Begun | None:
        rows = page.results.zones_of_shock(shock)
        begun = scenario_from.of_zones(
            page, Uploaded(rows, (), 0), str(rows["hazard"].iloc[0]), mark=f"stored:{zone_set}"
        )
        return begun and Begun(begun.mark, shock.name, begun.document)

    return begin


def _hazard(page: Page, key: str, first: str) -> Hazard:
    there = hazards().by_key
    names = {one: page.tr.or_else(f"choice.hazard.{one}", one) for one in there}
    at = list(there).index(first) if first in there else 0
    chosen = st.selectbox(page.tr("scenario_build.field.hazard"), list(there), index=at,
                          format_func=names.__getitem__, key=key)  # fmt: skip
    return there[chosen]
