"""One record: a widget for each cell, what matters most first; also on a phone."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import edit_prefill, edit_table, edit_words
from components.widgets.edit_state import Form
from data import editing
from geo.frames import Column

# What stands open; everything else is one click away.
FIRST = {
    "sites": ("name", "adm2_pcode", "status", "site_type", "site_class", "opened_on", "closed_on", "closed_reason",
              "manager_organisation"),
    "shelters": ("name", "adm2_pcode", "shelter_status", "occupied_by_idps", "occupancy_persons",
                 "occupancy_households", "occupancy_at", "capacity_persons"),
    "ways": ("status", "reason", "source", "restriction", "open_hours", "largest_truck_t"),
    "actions": ("action", "responsible_organisation", "site_id", "adm2_pcode", "sector", "standard", "opened_on",
                "due_on", "action_status", "done_on", "sensitivity"),
}  # fmt: skip
STEPS: dict[str, dict[str, Any]] = {"integer": {"step": 1.0, "format": "%.0f"}}
EARLIEST = date(1950, 1, 1)  # of the calendar; which years may be is what the checks know
NEW_FIRST = {"sites": ("longitude", "latitude"), "shelters": ("longitude", "latitude", "shelter_type"),
             "actions": ()}  # fmt: skip


def one(page: Page, form: Form, rows: pd.DataFrame) -> None:
    """Draw the choice of a record, then its cells."""
    names = edit_table.names(page, form, rows)
    if form.opened.name != "ways":
        names = {code: f"{name} · {code}" for code, name in names.items()}
    options = sorted(names, key=lambda code: names[code].casefold())
    record = st.selectbox(
        page.tr("entry.record"), options, index=None, format_func=lambda code: names.get(code, code),
        key=f"entry-record-{form.opened.name}-{form.round}", placeholder=page.tr("entry.choose_record"),
    )  # fmt: skip
    if record:
        cells(page, form, str(record))


def new(page: Page, form: Form) -> None:
    """Draw the cells of a record that is not there yet; its code is ours."""
    if not form.fresh:
        form.fresh = editing.fresh_id(form.opened.name)
    edit_prefill.fill(page, form)
    told = "entry.new_action" if form.opened.name == "actions" else "entry.new_code"
    st.caption(page.tr(told, code=form.fresh))
    cells(page, form, form.fresh, first=NEW_FIRST[form.opened.name])


def cells(page: Page, form: Form, record: str, *, first: tuple[str, ...] = ()) -> None:
    """Draw a widget for each cell of a record; what differs from what was read becomes a wish."""
    open_ones = (*FIRST[form.opened.name], *first)
    columns = {column.name: column for column in editing.editable(form.opened.name)}
    told = _drawn(page, form, record, [columns[name] for name in open_ones])
    rest = [column for name, column in columns.items() if name not in open_ones]
    if rest:
        with st.expander(page.tr("entry.more", count=len(rest)), icon=":material/expand_more:"):
            told |= _drawn(page, form, record, rest)
    form.wish(record, told)


def _drawn(page: Page, form: Form, record: str, columns: list[Column]) -> dict[str, str]:
    """Widgets side by side, below one another on a phone."""
    told = {}
    for at in range(0, len(columns), 2):
        for place, column in zip(st.columns(2), columns[at : at + 2], strict=False):
            with place:
                value = _widget(page, form, record, column)
            told[column.name] = edit_words.to_text(column, value)
    return told


def _widget(page: Page, form: Form, record: str, column: Column) -> Any:
    """One cell; empty is "not told", never zero. What stands there is put in beforehand: so it can be emptied."""
    title, told = edit_words.header(page, column.name), page.tr("entry.unknown")
    key = f"entry-cell-{form.opened.name}-{form.round}-{record}-{column.name}"
    value = edit_words.to_value(column, form.text(record, column.name))
    if key not in st.session_state:
        st.session_state[key] = value
    codes = edit_table.options(page, form, column)
    if codes:
        listed = list(codes) if value is None or value in codes else [*codes, value]
        word = partial(edit_table.word, codes)
        return st.selectbox(title, listed, index=None, format_func=word, key=key, placeholder=told)
    if column.kind in edit_words.NUMBERS:
        return st.number_input(title, value=None, key=key, placeholder=told, **STEPS.get(column.kind, _step(column)))
    if column.kind == "date":
        return st.date_input(title, value=None, key=key, format="DD/MM/YYYY", min_value=EARLIEST)
    if column.kind == "instant":
        helped = page.tr("entry.haiti_time")
        return st.datetime_input(title, value=None, key=key, format="DD/MM/YYYY", step=300, help=helped)
    return st.text_input(title, value=None, key=key, placeholder=told)


def _step(column: Column) -> dict[str, Any]:
    return {"step": 0.00001, "format": "%0.5f"} if column.unit == "degrees" else {"step": 0.1, "format": "%0.1f"}
