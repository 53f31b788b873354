"""Every batch of the store, taking one back, and bringing it in again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures.table import label
from components.session import Page
from components.widgets import tables
from data import intake
from data.access import require
from data.store.preview import of_undo
from geo.errors import DashboardError
from geo.place_names import fold_name

DONE = "batch-done"
COLUMNS = ("seq", "committed_at", "author", "reason", "source", "frames", "rows", "fictional", "active")
CHANGED = ("frames", "record", "column", "before", "after")
ORPHANS = ("frames", "column", "missing", "rows")
NEGATIVE = ("warehouse_id", "item", "lot", "held")
LONGEST = 80  # signs of a changed value that are shown


def show(page: Page) -> None:
    """Draw the list of batches, the undo of one with what it would change, and the redo of one."""
    st.subheader(page.tr("imports.batches"), anchor=False)
    batches = page.results.batches()
    batches = batches.assign(committed_at=batches["committed_at"].str[:16].str.replace("T", " "))
    if DONE in st.session_state:
        key, batch = st.session_state.pop(DONE)
        st.success(page.tr(key, batch=batch))
    batches = _found(page, batches)
    words = {name: [page.tr.or_else(f"imports.origin.{one}", one) for one in batches[name].astype("str")]
             for name in ("reason", "source")}  # fmt: skip
    told = batches.assign(frames=[_frames(page, str(names)) for names in batches["frames"]], **words)
    tables.show(page, told, COLUMNS, name="batches")
    active, undone = batches[batches["active"]], batches[~batches["active"]]
    if len(active):
        with st.container(border=True):
            if st.toggle(page.tr("imports.undo"), key="undo-open"):
                _undo(page, active)
    if len(undone):
        with st.container(border=True):
            if st.toggle(page.tr("imports.redo"), key="redo-open"):
                _redo(page, undone)


def _found(page: Page, batches: pd.DataFrame) -> pd.DataFrame:
    """Batches that a search speaks of: every word stands in one of their cells, as the page shows them."""
    told = st.text_input(page.tr("imports.search"), key="batch-search", help=page.tr("imports.search_help"))
    if not told.strip():
        return batches
    tables_told = batches["frames"].map(lambda names: _frames(page, str(names)))
    cells = batches[["seq", "committed_at", "author", "reason", "source", "frames"]].astype("str")
    texts = (cells.agg(" ".join, axis=1) + " " + tables_told).map(fold_name)
    words = fold_name(told).split()
    return batches[[all(word in text for word in words) for text in texts]].reset_index(drop=True)


def undo(page: Page, batch: int, *, reason: str = "", key: str = "undo") -> None:
    """Draw what undoing a batch changes (cells, rows left alone, stocks below zero), and the undo itself."""
    changes = of_undo(picture.source().store, batch)
    orphans = int(changes.orphans["rows"].sum())
    counts = {"cells": len(changes.cells), "orphans": orphans, "negative": len(changes.negative)}
    st.markdown(page.tr("imports.undo_changes", **counts))
    if len(changes.cells):
        with st.expander(page.tr("imports.undo_cells")):
            tables.show(page, _cells(page, changes.cells), CHANGED, name="undo")
    if orphans:
        with st.expander(page.tr("imports.undo_orphans")):
            told = changes.orphans.assign(frames=changes.orphans["frame"].map(lambda name: _frames(page, name)))
            tables.show(page, told, ORPHANS, name="undo")
    if len(changes.negative):
        with st.expander(page.tr("imports.undo_negative")):
            tables.show(page, changes.negative, NEGATIVE, name="undo")
    given = _reason(page, key=f"{key}-reason-{batch}", first=reason)
    if st.button(page.tr("imports.undo_button"), disabled=not given, key=f"{key}-button-{batch}"):
        _set(page, batch, given, active=False)


def _cells(page: Page, cells: pd.DataFrame) -> pd.DataFrame:
    """Changed cells in words, as texts: whole records that go or come back say so."""
    whole = page.tr("imports.undo_appears")
    column = [label(str(name), page.tr) if name else whole for name in cells["column"]]
    words = {n: cells[n].map(_said, na_action="ignore").astype("str") for n in ("before", "after")}
    frames = [_frames(page, str(name)) for name in cells["frame"]]
    return pd.DataFrame({"frames": frames, "record": cells["key"].map(str), "column": column, **words})


def _said(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _frames(page: Page, names: str) -> str:
    return ", ".join(page.tr.or_else(f"frame.{name}", name) for name in names.split(", "))


def _undo(page: Page, batches: pd.DataFrame) -> None:
    batch = _batch(page, batches, key="undo")
    if st.toggle(page.tr("imports.undo_look"), key="undo-look"):
        undo(page, batch)


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
    frames = _frames(page, str(row.frames))
    return page.tr("imports.option", batch=int(row.seq), reason=row.reason, day=row.committed_at[:10], frames=frames)


def _reason(page: Page, *, key: str, first: str = "") -> str:
    reason = st.text_input(page.tr("imports.reason"), value=first, key=key).strip()
    if not reason:
        st.caption(page.tr("imports.reason_needed"))
    return reason


def _set(page: Page, batch: int, reason: str, *, active: bool) -> None:
    """Take a batch back or bring it in again, then start over with the new list."""
    require(page.actor, "imports.undo")
    store = picture.source().store
    try:
        if active:
            store.redo(batch, author=page.actor.name, reason=reason)
        else:
            intake.take_back(store, batch, author=page.actor.name, reason=reason)
    except DashboardError as error:
        st.error(page.tr.error(error))
        return
    st.session_state[DONE] = ("imports.redone" if active else "imports.undone", batch)
    st.rerun()
