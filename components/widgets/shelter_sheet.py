"""One shelter: state, people, inspection, works, what became of it, and what somebody saw there now."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.figures.report.shelter_list import state_of
from components.session import Page, fragment
from components.widgets import edit_form, edit_save, edit_state, edit_table, explain, tables
from data.access import allowed
from data.editing import VIEW, WRITE
from geo.errors import DashboardError
from geo.explain import Result
from geo.frames.hazards import OCCUPANTS
from geo.shelter_register import DISABILITY

INSPECTION = ("structure_status", "structure_tag", "roof", "roof_state", "water_on_site", "water_state", "toilets",
              "toilets_state", "ramp", "women_space", "structure_assessed_on", "structure_evaluator")  # fmt: skip
WORKS = ("rehabilitation_status", "rehabilitation_works", "rehabilitation_cost_usd", "rehabilitated_on")
PEOPLE = ("occupancy_persons", "occupancy_households", *(f"occupancy_{who}" for who in (*OCCUPANTS, DISABILITY)),
          "occupancy_at")  # fmt: skip
PLACE = ("shelter_type", "owner_organisation", "responsible_function", "capacity_persons", "floor_area_m2", "rooms")
MORE = ("responsible_function", *(f"occupancy_{who}" for who in OCCUPANTS))
COLOURS = {"available": "blue", "open": "blue", "full": "orange", "closed": "gray", "damaged": "red",
           "occupied_by_idps": "orange"}  # fmt: skip


def show(page: Page, capacity: Result, shelter_id: str) -> None:
    """Draw the sheet of one shelter."""
    facts = page.results.shelter_sheet(shelter_id)
    if facts is None:
        st.info(page.tr("table.empty"))
        return
    row = facts.shelter
    _head(page, row)
    _places(page, capacity, shelter_id)
    left, right = st.columns(2)
    with left:
        _list(page, "shelters.sheet_place", row, PLACE)
        _list(page, "shelters.sheet_people", row, PEOPLE)
    with right:
        _list(page, "shelters.sheet_inspection", row, INSPECTION)
        _list(page, "shelters.sheet_works", row, WORKS)
    _history(page, facts.history)
    if allowed(page.actor, WRITE).allowed:
        with st.expander(page.tr("shelters.update"), icon=":material/edit_note:"):
            st.caption(page.tr("shelters.update_note"))
            edit_state.show_done(page)
            _edit(page, shelter_id)


def _head(page: Page, row: dict[str, Any]) -> None:
    named = row["name"] if isinstance(row["name"], str) else row["shelter_id"]
    st.subheader(page.tr.plain(named), anchor=False)
    where = [row.get("adm3_name"), row["adm2_name"], row["adm1_name"], row["shelter_id"]]
    st.caption(" · ".join(page.tr.plain(one) for one in where if isinstance(one, str)))
    state = state_of(row)
    word = page.tr(f"choice.{state}") if state else page.tr("shelters.state_unknown")
    st.badge(word, color=COLOURS.get(state, "gray"))  # type: ignore[arg-type]
    if isinstance(row["observed_on"], str):
        st.caption(page.tr("shelters.sheet_seen", day=page.tr.day(row["observed_on"])))


def _places(page: Page, capacity: Result, shelter_id: str) -> None:
    held = capacity.frame[capacity.frame["shelter_id"] == shelter_id]
    if held.empty:
        return
    one = held.iloc[0].to_dict()
    with st.container(border=True):
        st.metric(page.tr("shelters.face.net_safe_capacity"), page.tr.number(one["net_safe_capacity"]))
        st.caption(page.tr("shelters.sheet_bound", why=page.tr(f"choice.binding_term.{one['binding_term']}")))
        explain.popover(page, capacity.explain_row(one), key=f"shelter-{shelter_id}")


def _list(page: Page, title: str, row: dict[str, Any], columns: tuple[str, ...]) -> None:
    """Answers below one another; what nobody told reads so."""
    frame = pd.DataFrame([row])
    told = tables.answers(page, frame, columns, blank="report.unknown")
    with st.container(border=True):
        st.markdown(f"**{page.tr(title)}**")
        st.markdown("  \n".join(f"{page.tr.plain(label)} : **{page.tr.plain(value)}**" for label, value in told))


def _history(page: Page, history: pd.DataFrame) -> None:
    st.subheader(page.tr("shelters.history"), anchor=False)
    st.markdown("\n".join(f"- {_line(page, row)}" for row in history.to_dict("records")))


def _line(page: Page, row: dict[str, Any]) -> str:
    tr, what = page.tr, row["what"]
    words = {name: _word(page, what, row[name]) for name in ("before", "after")}
    told = tr(f"shelters.was_{what}", **words)
    if pd.notna(row["people"]):
        told += f" · {tr.number(row['people'])} {tr('unit.persons')}"
    return f"{tr.day(row['day'])} · {tr.plain(told)} :small[({tr('shelters.batch', batch=int(row['batch']))})]"


def _word(page: Page, what: str, code: object) -> str:
    if not isinstance(code, str):
        return page.tr("shelters.state_unknown")
    if what == "inspected":
        return page.tr.day(code)
    return page.tr.or_else(f"choice.rehabilitation_status.{code}", page.tr.or_else(f"choice.{code}", code))


@fragment(VIEW)
def _edit(page: Page, shelter_id: str) -> None:
    """Draw the form of this shelter and the review; what is saved is one batch that can be taken back."""
    try:
        form = edit_state.form(page, "shelters")
        form.base_key = ""
        if form.conflict is None:
            edit_form.cells(page, form, shelter_id, first=MORE)
        edit_save.review(page, form, edit_table.names(page, form, form.opened.rows))
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
