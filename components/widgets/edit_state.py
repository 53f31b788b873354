"""What somebody has open for editing: fixed when it is opened, not at each run; nothing typed is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from data import editing, stock_counts
from data.editing import Opened
from geo.errors import EditConflict

Cells = dict[str, dict[str, str]]
DONE = "entry-done"


@dataclass
class Form:
    """One table that somebody edits.

    `round` makes the widgets of an earlier opening others than those of this one; `base` is the table that the
    editor began with, `start` the wishes that were in it then.
    """

    opened: Opened
    cells: Cells = field(default_factory=dict)
    round: int = 0
    fresh: str = ""
    conflict: EditConflict | None = None
    base_key: str = ""
    base: pd.DataFrame | None = None
    start: Cells = field(default_factory=dict)

    def text(self, record: str, column: str) -> str:
        """What stands in a cell: the wish, else what was read."""
        wished = self.cells.get(record, {}).get(column)
        return self.opened.texts(record)[column] if wished is None else wished

    def wish(self, record: str, cells: dict[str, str]) -> None:
        """Take over the wishes for one record; one that is what was read is none."""
        there = self.opened.texts(record)
        kept = {column: text for column, text in cells.items() if text != there[column]}
        if kept:
            self.cells[record] = kept
        else:
            self.cells.pop(record, None)


@dataclass
class Counting:
    """One count that somebody enters: its document, and the balances that were shown."""

    document: str
    round: int = 0
    seen: dict[tuple[str, ...], float] = field(default_factory=dict)
    conflict: EditConflict | None = None
    warehouse: str = ""
    base: pd.DataFrame | None = None


def form(page: Page, name: str) -> Form:
    """Return the open form of a table; it is opened where there is none."""
    key = f"entry-form-{name}"
    if key not in st.session_state:
        st.session_state[key] = Form(editing.open_table(picture.source(), name, page.actor))
    found: Form = st.session_state[key]
    return found


def reopen(page: Page, name: str) -> None:
    """Read the table again; what was typed and not saved is gone."""
    old = form(page, name)
    opened = editing.open_table(picture.source(), name, page.actor)
    st.session_state[f"entry-form-{name}"] = Form(opened, round=old.round + 1)


def counting() -> Counting:
    """Return the open count; one is opened where there is none."""
    if "entry-count" not in st.session_state:
        st.session_state["entry-count"] = Counting(stock_counts.new_document())
    found: Counting = st.session_state["entry-count"]
    return found


def count_again() -> None:
    """Open a new count: another document, other widgets."""
    old = counting()
    st.session_state["entry-count"] = Counting(stock_counts.new_document(), old.round + 1, warehouse=old.warehouse)


def tell_done(key: str, **words: Any) -> None:
    """Leave a sentence for the next run."""
    st.session_state[DONE] = (key, words)


def show_done(page: Page) -> None:
    """Say what was done in the run before."""
    key, words = st.session_state.pop(DONE, ("", {}))
    if key:
        st.success(page.tr(key, **words)) if words else st.info(page.tr(key))
