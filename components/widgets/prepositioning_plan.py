"""Contingency planner: what each department would have to hold for a disaster of a given rank, and what it lacks."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import address, explain, tables
from components.widgets.prepositioning_ask import Asked
from geo.contingency import PERCENTILES
from geo.preposition_told import sourced
from geo.preposition_work import Worked

COLUMNS = ("adm1_name", "item_name", "households", "to_hold", "held", "units_lacking", "to_buy", "kg", "m3", "cost_usd",
           "disasters")  # fmt: skip


def show(page: Page, _asked: Asked, worked: Worked) -> None:
    """Draw the choice of the rank, the plan of the department chosen or of all, and its purchases."""
    options = [f"{one:g}" for one in PERCENTILES]
    names = {one: page.tr("prepositioning.percentile", rank=one) for one in options}
    chosen = address.select(page.tr("prepositioning.rank"), options, names, key="rank")
    frame = worked.plan.frame
    rows = frame[frame["percentile"] == float(chosen)]
    if page.department:
        rows = rows[rows["adm1_pcode"] == page.department]
    departments = page.results.departments().set_index("place")["name"]
    items = page.results.items().set_index("item")[f"name_{page.tr.lang}"]
    rows = rows.assign(adm1_name=rows["adm1_pcode"].map(departments), item_name=rows["item"].map(items))
    rows = rows.assign(units_lacking=rows["gap"]).reset_index(drop=True)
    st.caption(page.tr("prepositioning.plan_note"))
    for name in ("weight", "volume", "cost"):
        if unknown := worked.plan.facts[f"unknown_{name}"]:
            told = ", ".join(str(items.get(one) or one) for one in unknown)
            st.caption(page.tr(f"prepositioning.unknown_{name}", items=page.tr.plain(told)))
    plan = sourced(worked.plan, worked, dated=page.facts["as_of"])
    told = tuple(plan.explain_row(row) for row in rows.to_dict("records"))
    tables.show(page, rows, COLUMNS, name="contingency", explanations=told)
    explain.rows(page, plan, rows, ("adm1_name", "item_name"), key="plan")
