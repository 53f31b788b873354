"""How many actions stand where: by organisation, sector, site or commune."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import actions_list, address, explain, tables
from components.widgets.actions_ask import Asked
from geo.actions import BY

COUNTS = ("open_actions", "overdue_actions", "due_actions", "undated_actions", "not_told_actions", "done_actions",
          "dropped_actions", "due_first")  # fmt: skip
EXPLAINED = 20


def show(page: Page, asked: Asked) -> None:
    """Draw the choice by what is counted, and the table."""
    actions_list.total(page, asked)
    names = {by: page.tr(f"actions.by_what.{by}") for by in BY}
    by = address.select(page.tr("actions.by"), BY, names, key="by")
    result = page.results.action_counts(by, asked.among.asked, asked.organisation, asked.sector)
    rows = result.frame
    if by == BY[0]:
        rows = rows.assign(**{by: rows[by].fillna(page.tr("actions.no_owner"))})
    if rows.empty:
        st.info(page.tr("actions.none"))
        return
    columns = (*(("name",) if "name" in rows else ()), *(() if "name" in rows else (by,)), *COUNTS)
    told = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
    tables.show(page, rows, columns, name="action_counts", explanations=told, of=f"{asked.among.code}-{by}")
    explain.popover(page, told[0], key="action-counts")
