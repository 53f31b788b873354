"""Every batch of the store, taking one back, and bringing it in again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures import changes_told
from components.session import Page
from components.widgets import tables
from data import taking_back
from data.access import require
from data.taking_back import imported_with
from data.who_is_who import BY_THE_RULES, TABLES, key_of
from geo.errors import DashboardError
from geo.place_names import fold_name

DONE = "batch-done"
PANELS, CLOSING = "undo-panels", "undo-closing"  # keys of the panels of an undo: one is open at a time
COLUMNS = ("seq", "active", "committed_at", "reason", "author", "rows", "frames", "source", "fictional")
HISTORY = ("committed_at", "act", "batch", "reason", "author")
ORPHANS = ("frames", "column", "missing_record", "rows")
NEGATIVE = ("warehouse_id", "item", "lot", "held")


def show(page: Page, of: Collection[str] = ()) -> None:
    """Draw the list of batches, the undo of one with what it would change, and the redo of one.

    `of`: only batches of nothing but these tables; () for all.
    """
    st.subheader(page.tr("imports.batches"), anchor=False)
    batches = page.results.batches()
    if of:
        batches = batches[[set(names.split(", ")) <= set(of) for names in batches["frames"]]]
        batches = batches.reset_index(drop=True)
    whole = set(batches["seq"])
    batches = batches.assign(committed_at=batches["committed_at"].str[:16].str.replace("T", " "))
    if DONE in st.session_state:
        key, batch = st.session_state.pop(DONE)
        st.success(page.tr(key, batch=batch))
    batches = _found(page, _in_words(page, batches))
    tables.show(page, batches, COLUMNS, name="batches")
    active, undone = batches[batches["active"]], batches[~batches["active"]]
    if len(active):
        with st.container(border=True):
            if opened(page.tr("imports.undo"), key="undo-open"):
                _undo(page, active)
    if len(undone):
        with st.container(border=True):
            if opened(page.tr("imports.redo"), key="redo-open"):
                _redo(page, undone)
    _history(page, whole)


def opened(label: str, *, key: str) -> bool:
    """Draw the toggle of a panel that offers an undo: opening it closes the others, an undo closes it."""
    st.session_state.setdefault(PANELS, set()).add(key)
    if key in st.session_state.get(CLOSING, set()):
        st.session_state[CLOSING].discard(key)
        st.session_state[key] = False
    return st.toggle(label, key=key, on_change=_only, args=(key,))


def _only(key: str) -> None:
    if st.session_state.get(key):
        for other in st.session_state[PANELS] - {key}:
            if st.session_state.get(other):
                st.session_state[other] = False


def _history(page: Page, batches: Collection[int]) -> None:
    """List every undo and redo with its reason and author: the list above tells only how each batch came in."""
    told = picture.source().store.reversals()
    told = told[told["batch"].isin(list(batches))].reset_index(drop=True)
    if told.empty:
        return
    st.markdown(f"**{page.tr('imports.history')}**")
    acts = [page.tr("imports.act_redo" if redone else "imports.act_undo") for redone in told["active"]]
    shown = told.assign(act=acts, committed_at=told["committed_at"].str[:16].str.replace("T", " "))
    tables.show(page, shown, HISTORY, name="batches", of="history")


def _in_words(page: Page, batches: pd.DataFrame) -> pd.DataFrame:
    """Batches with tables, source and reason in words."""
    pairs = zip(batches["reason"].astype("str"), batches["source"].astype("str"), strict=True)
    return batches.assign(
        frames=[page.tr.frames(str(names)) for names in batches["frames"]],
        reason=[_why(page, reason, source) for reason, source in pairs],
        source=[page.tr.or_else(f"imports.origin.{one}", one) for one in batches["source"].astype("str")],
    )


def _found(page: Page, batches: pd.DataFrame) -> pd.DataFrame:
    """Batches that a search speaks of: every word stands in one of their cells, as the page shows them."""
    told = st.text_input(page.tr("imports.search"), key="batch-search", help=page.tr("imports.search_help"))
    if not told.strip():
        return batches
    cells = batches[["seq", "committed_at", "author", "reason", "source", "frames"]].astype("str")
    cells["committed_on"] = cells["committed_at"].map(page.tr.moment)  # as it is read and as it is stored
    texts = cells.agg(" ".join, axis=1).map(fold_name)
    words = fold_name(told).split()
    return batches[[all(word in text for word in words) for text in texts]].reset_index(drop=True)


def undo(page: Page, batch: int, *, reason: str = "", key: str = "undo") -> None:
    """Draw what undoing a batch changes (cells, rows left alone, stocks below zero), and the undo itself."""
    changes = taking_back.of_take_back(picture.source().store, batch)
    orphans = int(changes.orphans["rows"].sum())
    counts = {"cells": len(changes.cells), "orphans": orphans, "negative": len(changes.negative)}
    st.markdown(page.tr("imports.undo_changes", **counts))
    if len(changes.cells):
        with st.expander(page.tr("imports.undo_cells")):
            cells = changes_told.told(changes.cells, _names(page), page.tr)
            tables.show(page, cells, changes_told.COLUMNS, name="undo", of=f"{batch}-{key}")
    if orphans:
        with st.expander(page.tr("imports.undo_orphans")):
            told = changes.orphans.rename(columns={"missing": "missing_record"})
            told = told.assign(frames=told["frame"].map(page.tr.frames))
            tables.show(page, told, ORPHANS, name="undo", of=f"{batch}-orphans-{key}")
    if len(changes.negative):
        with st.expander(page.tr("imports.undo_negative")):
            tables.show(page, changes.negative, NEGATIVE, name="undo", of=f"{batch}-negative-{key}")
    given = _reason(page, key=f"{key}-reason-{batch}", first=reason)
    if st.button(page.tr("imports.undo_button"), disabled=not given, key=f"{key}-button-{batch}"):
        _set(page, batch, given, active=False)


def _names(page: Page) -> changes_told.Names:
    """Names of the records that this viewer may know, by table."""
    columns = {table: (key_of(table), "name") for table in TABLES} | {"items": ("item", f"name_{page.tr.lang}")}
    named = {table: page.results.frame(table)[[*told]].dropna() for table, told in columns.items()}
    return {table: dict(zip(*(rows[one] for one in columns[table]), strict=True)) for table, rows in named.items()}


def _why(page: Page, reason: str, source: str) -> str:
    """Reason of a batch in words: the product's own reasons have some."""
    of = imported_with(reason) if source == BY_THE_RULES else None
    return (
        page.tr.or_else(f"imports.origin.{reason}", reason) if of is None else page.tr("imports.joined_with", batch=of)
    )


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
    words = {"reason": row.reason, "frames": row.frames}
    return page.tr("imports.option", batch=int(row.seq), day=page.tr.day(row.committed_at), **words)


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
            taking_back.bring_back(store, batch, author=page.actor.name, reason=reason)
        else:
            taking_back.take_back(store, batch, author=page.actor.name, reason=reason)
    except DashboardError as error:
        st.error(page.tr.error(error))
        return
    st.session_state[DONE] = ("imports.redone" if active else "imports.undone", batch)
    st.session_state[CLOSING] = set(st.session_state.get(PANELS, ()))
    st.rerun()
