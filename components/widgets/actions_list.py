"""The list of actions, overdue first; one of them in full, with the way to its site and the way to close it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import action_rows
from components.session import Page
from components.widgets import actions_close, address, edit_prefill, explain, tables
from components.widgets.actions_ask import Asked
from data.access import allowed
from geo.explain import Result

COLUMNS = ("action", "action_state", "due_on", "days_overdue", "responsible_organisation", "name", "adm2_name",
           "sector", "standard", "opened_on", "done_on", "action_status", "source", "observed_on", "site_id",
           "adm2_pcode", "action_id")  # fmt: skip
SHOWN = 12  # actions that stand open on the page; the others open
EXPLAINED = 20
NONE = ""


def show(page: Page, asked: Asked) -> None:
    """Draw how many are open, the list, its files, and one action in full."""
    total(page, asked)
    result = page.results.actions(asked.among.asked, asked.organisation, asked.sector, asked.which)
    add(page)
    if result.frame.empty:
        st.info(page.tr("actions.none"))
        return
    _one(page, result)
    told = [f"- {line}" for line in action_rows.lines(result.frame, page.tr)]
    st.markdown("\n".join(told[:SHOWN]))
    if told[SHOWN:]:
        with st.expander(page.tr("report.more", count=len(told) - SHOWN)):
            st.markdown("\n".join(told[SHOWN:]))
    rows = result.frame.head(EXPLAINED).to_dict("records")
    told_of = tuple(result.explain_row({str(key): value for key, value in row.items()}) for row in rows)
    tables.download(page, result.frame, COLUMNS, name="actions", explanations=told_of, of=asked.among.code)


def total(page: Page, asked: Asked) -> None:
    """How many are open, overdue and without a due date, with the explanation."""
    told = page.results.action_total(asked.among.asked, asked.organisation, asked.sector)
    counts = {one.name.removesuffix("_actions"): page.tr.number(float(one.value or 0)) for one in told.inputs}
    with st.container(border=True):
        st.markdown(page.tr("actions.counted", open=page.tr.number(float(told.value or 0)), overdue=counts["overdue"],
                            undated=counts["undated"]))  # fmt: skip
        st.caption(page.tr("actions.others", **{name: counts[name] for name in ("not_told", "done", "dropped")}))
        st.caption(page.tr("actions.note", day=page.tr.day(page.facts["as_of"])))
        explain.popover(page, told, key="actions")


def add(page: Page, *, label: str = "actions.add", **told: str) -> None:
    """A link to the form of a new action, with what is known of it; who may not enter anything sees none."""
    if not allowed(page.actor, navigation.entry("entry").action).allowed:
        return
    st.page_link(navigation.entry("entry").file, label=page.tr(label), icon=":material/add_task:",
                 query_params=edit_prefill.query("actions", **told))  # fmt: skip


def follow(page: Page, commune: str) -> None:
    """A link to the list of actions of a commune."""
    entry = navigation.entry("actions")
    st.page_link(entry.file, label=page.tr("actions.to_list"), icon=entry.icon, query_params={"among": commune})


def _one(page: Page, result: Result) -> None:
    """Choose one action: everything known of it, its delay explained, the sheet of its site, closing it."""
    rows = result.frame
    names = {NONE: page.tr("unit.blank"), **dict(zip(rows["action_id"], rows["action"], strict=True))}
    chosen = address.select(page.tr("actions.open"), list(names), names, key="action")
    if not chosen:
        return
    row = rows[rows["action_id"] == chosen].iloc[0].to_dict()
    with st.container(border=True):
        st.markdown(f"**{page.tr.plain(row['action'])}**")
        st.markdown("  \n".join(f"{name} : {page.tr.plain(told)}" for name, told in action_rows.facts(row, page.tr)))
        if row["sensitivity"] not in ("low", "moderate"):
            st.caption(page.tr("actions.sensitive"))
        with st.container(horizontal=True, vertical_alignment="center"):
            explain.popover(page, result.explain_row(row), key=f"action-{chosen}")
            _to_site(page, row)
        actions_close.form(page, row)


def _to_site(page: Page, row: dict[str, Any]) -> None:
    if pd.notna(row["site_id"]):
        stem, parameter = navigation.SHEETS["site"]
        st.page_link(navigation.entry(stem).file, label=page.tr("actions.to_site"), icon=":material/description:",
                     query_params={parameter: row["site_id"]})  # fmt: skip
