"""Requests by month: households asked for, approved and reached, with the rule of their sums."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import explain, tables

COLUMNS = ("year_month", "requests_received", "households_requested", "requests_approved", "households_approved",
           "requests_refused", "requests_distributed", "households_distributed", "distributed_unknown")  # fmt: skip


def show(page: Page) -> None:
    """Draw the rule, the table, its files, and one month explained."""
    result = page.results.request_months(page.department)
    st.caption(page.tr("requests.months_note"))
    if result.frame.empty:
        st.info(page.tr("requests.none"))
        return
    told = tuple(result.explain_row(row) for row in result.frame.to_dict("records"))
    tables.cards(page, result.frame, COLUMNS, name="request_months", explanations=told)
    explain.rows(page, result, result.frame, ("year_month",), key="request-months")
