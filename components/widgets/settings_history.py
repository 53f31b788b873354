"""What became of the settings: every change with author, time and reason, and taking a batch of them back."""

from __future__ import annotations

import streamlit as st

from components.figures import settings_rows as figure
from components.session import Page
from components.widgets import batch_list, settings_form, tables
from data.access import allowed

TABLES = ("settings", "kits")
MOST = 30  # changes that are drawn; the files hold all


def show(page: Page) -> None:
    """Draw every change that counts, then the batches with their undo and redo."""
    st.caption(page.tr("settings.history_note"))
    rows = figure.told(page.results.changes(), page.results.editables(), page.tr)
    if rows.empty:
        st.info(page.tr("settings.never_changed"))
    else:
        st.html(figure.history(rows.head(MOST), page.tr))
        tables.download(page, rows, figure.HISTORY, name="settings_history")
    if settings_form.may_write(page) and allowed(page.actor, "imports.undo").allowed:
        batch_list.show(page, of=TABLES)
