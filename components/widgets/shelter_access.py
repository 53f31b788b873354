"""Safe places per person within a walk: the map and the table, by the method that is named."""

from __future__ import annotations

import streamlit as st

from components.figures import areas
from components.session import Page
from components.widgets import explain, shelter_ask, situation_map, tables
from components.widgets.shelter_ask import Asked
from geo.accessibility import METHODS, STEPPED
from results.evacuation import SECTIONS

COLUMNS = ("name", "with_place_share", "people", "people_with_place", "people_out_of_reach", "places_reached",
           "places_per_100", "place")  # fmt: skip
MAPPED = ("adm1", "adm2")


def show(page: Page, asked: Asked) -> None:
    """Draw the choices, the map where the level has shapes, and the table."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        method = shelter_ask.one_of(page, "access_method", METHODS)
    with right:
        question = asked.question(shelter_ask.walk_km(page))
    level = _level(page, asked)
    _rule(page, asked, method, question.walk_km or 0.0)
    result = page.results.shelter_access(question, level, method)
    rows = result.frame
    if page.department and level not in ("adm0", "mapap"):
        rows = rows[rows["place"].str.startswith(page.department)]
    rows = rows[(rows["people"] > 0) | (rows["rows_without_people"] > 0)]
    rows = rows.sort_values(["with_place_share", "people"], ascending=[True, False], ignore_index=True)
    if rows.empty:
        st.info(page.tr("shelters.access_none"))
        return
    if level in MAPPED:
        situation_map.show(page, [areas.access(rows, page.tr, level=level)], key="access-map")
    unknown = int(rows["rows_without_people"].sum())
    if unknown:
        st.caption(page.tr("shelters.access_unknown", count=unknown))
    shown = rows.assign(places_per_100=100 * rows["places_per_person"])
    explained = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, shown, COLUMNS, name="shelter_access", explanations=explained, of=method)
    explain.rows(page, result, rows, ("name",), key="shelter-access")


def _rule(page: Page, asked: Asked, method: str, walk_km: float) -> None:
    """Say by which rule, for whom and how far."""
    rules = page.results.shelter_rules()
    who = page.tr("shelters.access_expected" if asked.zone_set else "shelters.access_everybody")
    weights = {step: rules[f"access_{step}_weight"] for step in ("near", "middle", "far")}
    key = "shelters.access_stepped" if method == STEPPED else "shelters.access_plain"
    st.caption(page.tr(key, minutes=walk_km / rules["walking_speed"] * 60, who=who, **weights))


def _level(page: Page, asked: Asked) -> str:
    """Sections where they are asked for and in force, else the level of the page."""
    if not page.results.has_sections():
        return asked.level
    return SECTIONS if st.toggle(page.tr("shelters.by_section"), key="access-sections") else asked.level
