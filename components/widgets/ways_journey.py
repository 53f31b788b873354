"""The journey from a warehouse to a commune: hours, what it passes, and the next best if a way of it closes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import explain, tables
from geo.errors import DataProblem
from geo.explain import Result
from geo.journeys import Conditions

COLUMNS = ("way_told", "way_hours", "alternative_hours", "longer_hours", "way_state", "passes", "km", "wait_hours",
           "leg_hours", "way_id")  # fmt: skip


def show(page: Page, conditions: Conditions) -> None:
    """Draw the choice of both ends, the hours in a sentence, and the ways one after the other."""
    stores = page.results.warehouses()
    if stores.empty:
        st.info(page.tr("ways.no_warehouse"))
        return
    places = page.results.places()
    names = dict(zip(stores["warehouse_id"], stores["name"].fillna(stores["warehouse_id"]), strict=True))
    communes = dict(zip(places["adm2_pcode"], places["name_fr"] + " · " + places["adm1_name_fr"], strict=True))
    left, right = st.columns(2)
    start = left.selectbox(page.tr("ways.from"), list(names), format_func=names.__getitem__, key="ways-from")
    mine = [code for code in communes if not page.department or code.startswith(page.department)]
    end = right.selectbox(page.tr("ways.to"), mine, format_func=communes.__getitem__, key="ways-to", index=None,
                          placeholder=page.tr("filter.choose"))  # fmt: skip
    if start and end:
        _journey(page, str(start), str(end), conditions)


def _journey(page: Page, start: str, end: str, conditions: Conditions) -> None:
    try:
        told = page.results.travel_path(start, end, conditions)
    except DataProblem as problem:
        st.warning(page.tr.error(problem))
        return
    if told.facts["hours"] is None:
        st.warning(page.tr("ways.no_way"))
        return
    st.markdown(_sentence(page, told))
    if told.facts["passes"]:
        st.caption(page.tr("ways.passes", names=page.tr.plain(", ".join(told.facts["passes"]))))
    if told.frame.empty:
        st.caption(page.tr("ways.own_commune"))
        return
    rows = _worded(page, told.frame)
    notes = tuple(told.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.cards(page, rows, COLUMNS, name="journey", explanations=notes)
    explain.rows(page, told, rows, ("way_told",), key="journey")


def _sentence(page: Page, told: Result) -> str:
    facts = told.facts
    first = page.tr("ways.hours", hours=facts["hours"], handling=facts["handling_hours"])
    if facts["worst_way"] is None:
        return first
    row = told.frame[told.frame["way_id"] == facts["worst_way"]].iloc[0].to_dict()
    name = page.tr.plain(_name(page, row))
    other = facts["alternative_hours"][facts["worst_way"]]
    if other is None:
        return f"{first} {page.tr('ways.worst_cut', way=name)}"
    if other - facts["hours"] < 1e-6:
        return f"{first} {page.tr('ways.worst_same')}"
    return f"{first} {page.tr('ways.worst_later', way=name, hours=other)}"


def _worded(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    states = rows["state"].map(lambda one: page.tr(f"map.way.{one}") if isinstance(one, str) else None)
    kinds = rows["restriction"].where(rows["state"] == "restricted")
    kinds = kinds.map(lambda one: page.tr(f"choice.{one}") if isinstance(one, str) else None)
    return rows.assign(
        way_told=[_name(page, row) for row in rows.to_dict("records")], way_hours=rows["hours"],
        km=rows["km"].round(1),
        way_state=kinds.fillna(states),
    )  # fmt: skip


def _name(page: Page, row: dict[str, Any]) -> str:
    if not isinstance(row["way_id"], str):
        return page.tr("ways.link")
    route = row["route"] if isinstance(row["route"], str) else row["way_id"]
    return page.tr("filter.one_way", route=route, start=row["start"], end=row["end"])
