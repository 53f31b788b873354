"""Which shelters to open first, which to inspect or reopen, and what one more shelter would change."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, map_view, shelter_ask, situation_map, tables
from components.widgets.shelter_ask import Asked
from geo.crs import HAITI_BOX
from geo.errors import DashboardError
from geo.shelter_siting import NewShelter
from results.evacuation import MOST_SITES, Question
from results.shelters import inside

ORDER = ("order", "name", "adm2_name", "adm1_name", "people_gained", "people_served", "net_safe_capacity",
         "shelter_status", "binding_term", "shelter_id")  # fmt: skip
REOPEN = ("order", "name", "adm2_name", "adm1_name", "binding_term", "room_if_used", "people_gained", "shelter_id")
SITES = ("order", "adm2_name", "adm1_name", "people_gained", "people_served", "longitude", "latitude")
CHANGE = ("rule", "allocated", "unserved", "person_km", "mean_walk_km")
USUAL_PLACES, MOST_PLACES = 300.0, 20_000.0
_POINT, _SITES, _CLICK = "shelters-point", "shelters-sites", "shelters-click"


def show(page: Page, asked: Asked) -> None:
    """Draw the order of opening, then what is on demand."""
    if not asked.zone_set:
        st.info(page.tr("shelters.send_needs_hazard"))
        return
    with st.columns(3)[0]:
        question = asked.question(shelter_ask.walk_km(page))
    _order(page, question)
    _reopen(page, question)
    _best(page, question)
    _here(page, question)


def _order(page: Page, question: Question) -> None:
    st.subheader(page.tr("shelters.open_first"), anchor=False)
    plan = page.results.to_open(question)
    st.caption(page.tr("shelters.open_rule"))
    st.markdown(page.tr("shelters.open_told", opened=plan.in_open, gained=float(plan.order["people_gained"].sum()),
                        left=plan.left))  # fmt: skip
    rows = inside(plan.order, page.department)
    if rows.empty:
        st.info(page.tr("shelters.open_none"))
        return
    capacity = page.results.safe_capacity(question.zone_set, question.stay)
    told = tuple(capacity.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, ORDER, name="shelters_to_open", explanations=told)
    explain.rows(page, capacity, rows, ("name", "adm2_name"), key="to-open")


def _reopen(page: Page, question: Question) -> None:
    st.subheader(page.tr("shelters.reopen_first"), anchor=False)
    st.caption(page.tr("shelters.reopen_note"))
    rows = inside(page.results.to_reopen(question), page.department)
    if rows.empty:
        st.info(page.tr("shelters.reopen_none"))
        return
    tables.show(page, rows.assign(room_if_used=rows["net_safe_capacity"]), REOPEN, name="shelters_to_reopen")


def _best(page: Page, question: Question) -> None:
    """Where new shelters would serve most: on demand."""
    st.subheader(page.tr("shelters.where_more"), anchor=False)
    st.caption(page.tr("shelters.where_note"))
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        places = _places(page, "places-sites")
    with middle:
        count = int(st.number_input(page.tr("shelters.how_many"), 1, MOST_SITES, 1, 1, key="count-sites"))
    wish = (question, places, count, page.department)
    if right.button(page.tr("shelters.find_sites"), icon=":material/add_location_alt:", key="find-sites"):
        st.session_state[_SITES] = wish
    if st.session_state.get(_SITES) != wish:
        return
    with st.spinner(page.tr("shelters.sending")):
        rows = page.results.where_one_more(question, places=places, count=count, department=page.department)
    if rows.empty:
        st.info(page.tr("shelters.sites_none"))
        return
    st.caption(page.tr(f"shelters.sites_{rows['method'].iloc[0]}"))
    tables.show(page, rows, SITES, name="shelter_sites")


def _here(page: Page, question: Question) -> None:
    """What one more shelter at a point of the map would change: on demand."""
    st.subheader(page.tr("shelters.one_more"), anchor=False)
    st.caption(page.tr("shelters.one_more_note"))
    clicked = map_view.corner(situation_map.base(page), [situation_map.layer(page, "shelters")], key="one-more-map",
                              height=380)  # fmt: skip
    if clicked and clicked != st.session_state.get(_CLICK):
        st.session_state[_CLICK] = clicked
        st.session_state["one-more-lon"], st.session_state["one-more-lat"] = (round(one, 5) for one in clicked)
    new = _point(page)
    if st.button(page.tr("shelters.what_changes"), icon=":material/compare_arrows:", key="one-more", disabled=not new):
        st.session_state[_POINT] = (question, new)
    if new and st.session_state.get(_POINT) == (question, new):
        _change(page, question, new)


def _point(page: Page) -> NewShelter | None:
    west, south, east, north = HAITI_BOX
    columns = st.columns(3, vertical_alignment="bottom")
    with columns[0]:
        longitude = _degrees(page, "longitude", west, east)
    with columns[1]:
        latitude = _degrees(page, "latitude", south, north)
    with columns[2]:
        places = _places(page, "places-here")
    return NewShelter(longitude, latitude, places) if longitude is not None and latitude is not None else None


def _degrees(page: Page, name: str, least: float, most: float) -> float | None:
    key = f"one-more-{name[:3]}"
    held = st.session_state.get(key)
    if held is not None and not least <= held <= most:
        st.session_state[key] = None
    st.session_state.setdefault(key, None)
    options: dict[str, Any] = {"min_value": least, "max_value": most, "step": 0.01, "format": "%.5f"}
    told: float | None = st.number_input(page.tr(f"header.{name}"), value=None, key=key, **options)
    return told


def _places(page: Page, key: str) -> float:
    return float(st.number_input(page.tr("shelters.new_places"), 1.0, MOST_PLACES, USUAL_PLACES, 50.0, format="%.0f",
                                 key=key))  # fmt: skip


def _change(page: Page, question: Question, new: NewShelter) -> None:
    try:
        with st.spinner(page.tr("shelters.sending")):
            rows: pd.DataFrame = page.results.one_more(question, new)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    gained = float(rows.set_index("rule").loc["difference", "allocated"])
    key = "shelters.one_more_gains" if gained >= 1 else "shelters.one_more_nothing"
    st.markdown(page.tr(key, people=gained, places=new.places))
    tables.show(page, rows, CHANGE, name="shelter_one_more")
