"""Who goes to which shelter on foot: asked for with a button; who is left and why; what the two rules differ in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, shelter_ask, tables
from components.widgets.shelter_ask import Asked
from geo.shelter_allocation import NEAREST, OPTIMAL, REASONS
from results.evacuation import Sent
from results.shelters import inside

LEFT = ("name", "people_expected", "allocated", "unserved", *(f"unserved_{why}" for why in REASONS), "mean_walk_km",
        "rows_without_people", "place")  # fmt: skip
TAKEN = ("name", "adm2_name", "adm1_name", "room", "allocated", "places_left", "mean_walk_km", "binding_term",
         "shelter_id")  # fmt: skip
RULES = ("rule", "allocated", "unserved", "person_km", "mean_walk_km")
_SENT = "shelters-sent"


def show(page: Page, asked: Asked) -> None:
    """Draw the choices and the button; what it gave stays until another question is asked."""
    if not asked.zone_set:
        st.info(page.tr("shelters.send_needs_hazard"))
        return
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        rule = shelter_ask.one_of(page, "rule", (OPTIMAL, NEAREST))
    with right:
        walk_km = shelter_ask.walk_km(page)
    question = (asked.zone_set, asked.stay, walk_km)
    if st.button(page.tr("shelters.send"), type="primary", icon=":material/directions_walk:", key="send"):
        st.session_state[_SENT] = question
    st.caption(page.tr("shelters.send_note"))
    if st.session_state.get(_SENT) == question:
        with st.spinner(page.tr("shelters.sending")):
            sent = page.results.sent_to_shelters(*question)
        _drawn(page, asked, sent, rule)


def walked(page: Page, sent: Sent) -> None:
    """Say how walks were measured."""
    told = sent.walks
    st.caption(page.tr(f"shelters.walked_{told.rule}", people=told.people_on_ways, shelters=told.shelters_on_ways))


def _drawn(page: Page, asked: Asked, sent: Sent, rule: str) -> None:
    walked(page, sent)
    _two_rules(page, sent)
    st.subheader(page.tr("shelters.left_title"), anchor=False)
    result = page.results.left_over(sent, rule, asked.level)
    rows = result.frame
    if page.department and asked.level in ("adm1", "adm2"):
        rows = rows[rows["place"].str.startswith(page.department)]
    rows = rows[(rows["people_expected"] > 0) | (rows["rows_without_people"] > 0)]
    rows = rows.sort_values(["unserved", "place"], ascending=[False, True], ignore_index=True)
    told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, LEFT, name="unserved", explanations=told, of=rule)
    explain.rows(page, result, rows, ("name",), key="unserved")
    st.subheader(page.tr("shelters.taken_title"), anchor=False)
    _shelters(page, asked, sent, rule)


def _two_rules(page: Page, sent: Sent) -> None:
    """Who is left by each rule, and what the optimum changes: of the whole country."""
    for column, rule in zip(st.columns(2), (NEAREST, OPTIMAL), strict=True):
        result = page.results.left_over(sent, rule, "adm0")
        row = result.frame.iloc[0].to_dict()
        with column, st.container(border=True, height="stretch"):
            name = page.tr(f"choice.rule.{rule}")
            st.metric(page.tr("shelters.unserved_by", rule=name), page.tr.number(row["unserved"]))
            st.caption(
                page.tr("shelters.served", allocated=float(row["allocated"]), expected=float(row["people_expected"]))
            )
            explain.popover(page, result.explain_row(row), key=f"unserved-{rule}")
    tables.show(page, sent.difference, RULES, name="two_rules")
    st.caption(page.tr("shelters.rules_note"))


def _shelters(page: Page, asked: Asked, sent: Sent, rule: str) -> None:
    """Shelters that take somebody, those that take most first; their room is explained."""
    capacity = page.results.safe_capacity(asked.zone_set, asked.stay)
    taken = inside(page.results.taken(sent, rule), page.department)
    taken = taken[taken["allocated"] > 0].sort_values("allocated", ascending=False, ignore_index=True)
    more = [name for name in capacity.frame.columns if name not in taken.columns]
    rows: pd.DataFrame = taken.merge(capacity.frame[["shelter_id", *more]], on="shelter_id", how="left")
    told = tuple(capacity.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, rows, TAKEN, name="shelters_taken", explanations=told, of=rule)
    explain.rows(page, capacity, rows, ("name", "adm2_name"), key="taken")
