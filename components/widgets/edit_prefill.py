"""A new record that an address asks for: ``manner=new``, and what it says of the record already."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import edit_table
from components.widgets.edit_state import Form

# Columns that an address may tell, and nothing else: values are looked up in the lists that the form offers.
TOLD = {"actions": ("site_id", "adm2_pcode", "sector", "standard")}
MANNER, NEW = "manner", "new"


def query(name: str, **told: str) -> dict[str, str]:
    """Parameters of an address that opens a new record of a table."""
    return {"entry": name, MANNER: NEW, **{column: code for column, code in told.items() if code}}


def asked() -> bool:
    """Whether the address asks for a new record."""
    return st.query_params.get(MANNER) == NEW


def fill(page: Page, form: Form) -> None:
    """Wish what the address tells of the new record, once; a new action is open from the day of the picture on."""
    if not asked():
        return
    cells = {"action_status": "open", "opened_on": form.opened.day} if form.opened.name == "actions" else {}
    for name in TOLD.get(form.opened.name, ()):
        told = st.query_params.get(name, "")
        if told in edit_table.options(page, form, form.opened.frame.by_name[name]):
            cells[name] = told
    for name in (MANNER, *TOLD.get(form.opened.name, ())):
        st.query_params.pop(name, None)
    form.wish(form.fresh, {**form.cells.get(form.fresh, {}), **cells})
