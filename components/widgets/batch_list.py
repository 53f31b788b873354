"""Every batch of the store, and taking one back."""

from __future__ import annotations

import streamlit as st

from components import picture
from components.session import Page
from components.widgets import tables
from data.access import require
from data.store.preview import of_undo
from geo.errors import DashboardError

COLUMNS = ("seq", "committed_at", "author", "reason", "source", "frames", "rows", "fictional", "active")


def show(page: Page) -> None:
    """Draw the list of batches and the undo of one, with what it would change."""
    st.subheader(page.tr("imports.batches"), anchor=False)
    batches = page.results.batches()
    batches = batches.assign(committed_at=batches["committed_at"].str[:16].str.replace("T", " "))
    tables.show(page, batches, COLUMNS, name="batches")
    active = list(batches.loc[batches["active"], "seq"])
    if not active:
        return
    with st.expander(page.tr("imports.undo"), icon=":material/undo:"):
        batch = int(st.selectbox(page.tr("imports.undo_batch"), active, key="undo"))
        if st.toggle(page.tr("imports.undo_look"), key="undo-look"):
            changes = of_undo(picture.source().store, batch)
            orphans = int(changes.orphans["rows"].sum())
            counts = {"cells": len(changes.cells), "orphans": orphans, "negative": len(changes.negative)}
            st.markdown(page.tr("imports.undo_changes", **counts))
            reason = st.text_input(page.tr("imports.reason"), key="undo-reason")
            if st.button(page.tr("imports.undo_button"), disabled=not reason.strip()):
                _undo(page, batch, reason)


def _undo(page: Page, batch: int, reason: str) -> None:
    require(page.actor, "imports.undo")
    try:
        picture.source().store.undo(batch, author=page.actor.name, reason=reason)
    except DashboardError as error:
        st.error(page.tr.error(error))
        return
    st.success(page.tr("imports.undone", batch=batch))
