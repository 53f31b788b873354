"""Every batch of the store, taking one back, and bringing it in again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from components.widgets import tables
from data.access import require
from data.store.preview import of_undo
from geo.errors import DashboardError

DONE = "batch-done"
COLUMNS = ("seq", "committed_at", "author", "reason", "source", "frames", "rows", "fictional", "active")


def show(page: Page) -> None:
    """Draw the list of batches, the undo of one with what it would change, and the redo of one."""
    st.subheader(page.tr("imports.batches"), anchor=False)
    batches = page.results.batches()
    batches = batches.assign(committed_at=batches["committed_at"].str[:16].str.replace("T", " "))
    if DONE in st.session_state:
        key, batch = st.session_state.pop(DONE)
        st.success(page.tr(key, batch=batch))
    tables.show(page, batches, COLUMNS, name="batches")
    active, undone = batches[batches["active"]], batches[~batches["active"]]
    if len(active):
        with st.container(border=True):
            if st.toggle(page.tr("imports.undo"), key="undo-open"):
                _undo(page, active)
    if len(undone):
        with st.container(border=True):
            if st.toggle(page.tr("imports.redo"), key="redo-open"):
                _redo(page, undone)


def _undo(page: Page, batches: pd.DataFrame) -> None:
    batch = _batch(page, batches, key="undo")
    if not st.toggle(page.tr("imports.undo_look"), key="undo-look"):
        return
    changes = of_undo(picture.source().store, batch)
    orphans = int(changes.orphans["rows"].sum())
    counts = {"cells": len(changes.cells), "orphans": orphans, "negative": len(changes.negative)}
    st.markdown(page.tr("imports.undo_changes", **counts))
    reason = _reason(page, key=f"undo-reason-{batch}")
    if st.button(page.tr("imports.undo_button"), disabled=not reason):
        _set(page, batch, reason, active=False)


def _redo(page: Page, batches: pd.DataFrame) -> None:
    batch = _batch(page, batches, key="redo")
    reason = _reason(page, key=f"redo-reason-{batch}")
    if st.button(page.tr("imports.redo_button"), disabled=not reason):
        _set(page, batch, reason, active=True)


def _batch(page: Page, batches: pd.DataFrame, *, key: str) -> int:
    """One of the batches, by number, reason, day and tables."""
    names = {int(row.seq): _told(page, row) for row in batches.itertuples()}
    return int(st.selectbox(page.tr("imports.undo_batch"), list(names), format_func=names.__getitem__, key=key))


def _told(page: Page, row: Any) -> str:
    frames = ", ".join(page.tr.or_else(f"frame.{name}", name) for name in str(row.frames).split(", "))
    return page.tr("imports.option", batch=int(row.seq), reason=row.reason, day=row.committed_at[:10], frames=frames)


def _reason(page: Page, *, key: str) -> str:
    reason = st.text_input(page.tr("imports.reason"), key=key).strip()
    if not reason:
        st.caption(page.tr("imports.reason_needed"))
    return reason


def _set(page: Page, batch: int, reason: str, *, active: bool) -> None:
    """Take a batch back or bring it in again, then start over with the new list."""
    require(page.actor, "imports.undo")
    store = picture.source().store
    change = store.redo if active else store.undo
    try:
        change(batch, author=page.actor.name, reason=reason)
    except DashboardError as error:
        st.error(page.tr.error(error))
        return
    st.session_state[DONE] = ("imports.redone" if active else "imports.undone", batch)
    st.rerun()
