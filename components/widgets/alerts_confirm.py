"""A second person confirms a bulletin: from then on it is in force."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import picture
from components.figures import alert_words, haiti_time
from components.figures.alert_matrix import TO_CONFIRM
from components.session import Page
from components.widgets import alerts_sign, edit_state
from data.access import allowed
from data.countersigning import countersign
from data.outbox import CONFIRM
from geo.errors import DashboardError


def form(page: Page, rows: pd.DataFrame) -> None:
    """Draw the form where a bulletin waits, for who may confirm."""
    waiting = rows[rows["state"] == TO_CONFIRM]
    if waiting.empty or not allowed(page.actor, CONFIRM).allowed:
        return
    names = {row["record_id"]: _name(page, row) for row in waiting.to_dict("records")}
    with st.expander(page.tr("alerts.confirm"), icon=":material/verified_user:", expanded=False):
        st.caption(page.tr("second.why"))
        chosen = st.multiselect(page.tr("alerts.confirm_which"), list(names), format_func=names.__getitem__,
                                placeholder=page.tr("said.choose"), select_all=False, key="confirm-which")  # fmt: skip
        who = alerts_sign.ask(page, key="bulletin")
        st.caption(page.tr("second.no_accounts"))
        if st.button(page.tr("alerts.confirm_button"), type="primary", icon=":material/check:", key="confirm-bulletin"):
            try:
                countersign(picture.source().store, page.actor, chosen, who.name.strip(), on=page.facts["as_of"])
            except DashboardError as error:
                st.error(page.tr.plain(page.tr.error(error)))
                return
            edit_state.tell_done("alerts.confirm_done")
            st.rerun()


def _name(page: Page, row: dict[str, object]) -> str:
    """One bulletin in words, and in which function it was entered."""
    by = row["entered_by"] if isinstance(row.get("entered_by"), str) else page.tr("unit.unknown")
    told = (row["name"], alert_words.hazard(row["hazard"], page.tr), alert_words.level(row, page.tr),
            haiti_time.told(row["issued_at"], page.tr), by)  # fmt: skip
    return " · ".join(str(one) for one in told)
