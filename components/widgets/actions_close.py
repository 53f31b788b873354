"""Closing an action: done or dropped, on which day, and who says so; saved as one batch that can be undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from components import picture
from components.session import Page
from components.widgets import edit_state
from data import editing
from data.access import allowed
from data.editing import Wishes
from geo.actions import PENDING
from geo.errors import DashboardError, EditConflict

OUTCOMES = ("done", "dropped")


def form(page: Page, row: dict[str, Any]) -> None:
    """Draw the form under an action that still stands; who may not write sees none."""
    if row["action_state"] not in PENDING or not allowed(page.actor, editing.WRITE).allowed:
        return
    code, tr, last = row["action_id"], page.tr, date.fromisoformat(page.facts["as_of"])
    with st.expander(tr("actions.close"), icon=":material/task_alt:"), st.form(f"action-close-{code}", border=False):
        left, right = st.columns(2)
        outcome = left.radio(tr("actions.outcome"), OUTCOMES, horizontal=True, key=f"action-outcome-{code}",
                             format_func=lambda one: tr(f"choice.action_status.{one}"))  # fmt: skip
        day = right.date_input(tr("actions.closed_on"), value=last, max_value=last, format="DD/MM/YYYY",
                               key=f"action-day-{code}")  # fmt: skip
        reason = st.text_input(tr("actions.reason"), placeholder=tr("actions.reason_example"),
                               key=f"action-reason-{code}")  # fmt: skip
        pressed = st.form_submit_button(tr("actions.save"), type="primary", icon=":material/save:")
    if pressed and isinstance(day, date):
        _save(page, code, {"action_status": str(outcome)}, day.isoformat(), reason)


def _save(page: Page, code: str, cells: dict[str, str], day: str, reason: str) -> None:
    """Save, and draw the page anew; what is wrong is told and nothing is stored."""
    told = {**cells, "done_on": day} if cells["action_status"] == "done" else cells
    try:
        opened = editing.open_table(picture.source(), "actions", page.actor)
        batch = editing.save(picture.source(), page.actor, opened, Wishes({code: told}, day), reason=reason)
    except EditConflict:  # somebody else closed it in this very moment
        st.error(page.tr("entry.conflict"))
        return
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    edit_state.tell_done("actions.closed", batch=batch) if batch else edit_state.tell_done("entry.unchanged")
    st.rerun()
