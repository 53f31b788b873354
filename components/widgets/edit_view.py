"""Field entry: what is edited, where, in a table or a form; then what changes, and saving it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page, fragment
from components.widgets import (
    address,
    edit_bulletin,
    edit_count,
    edit_form,
    edit_prefill,
    edit_report,
    edit_save,
    edit_state,
    edit_table,
    edit_words,
    filters,
)
from components.widgets.edit_state import Form
from data.editing import VIEW
from data.importers.words import fold
from geo.errors import DashboardError
from geo.places import department_of

WHAT = ("sites", "shelters", "actions", "count", "ways", "impacts", "alerts", "activations")
OWN = {"count": edit_count.show, "impacts": edit_report.show, "alerts": edit_bulletin.alerts,
       "activations": edit_bulletin.activations}  # fmt: skip
MANNERS = {"sites": ("table", "one", "new"), "shelters": ("table", "one", "new"),
           "actions": ("table", "one", "new"), "ways": ("table", "one")}  # fmt: skip


def show(page: Page) -> None:
    """Draw the choice of what is edited, and its editor."""
    edit_state.show_done(page)
    names = {what: page.tr(f"entry.what.{what}") for what in WHAT}
    address.recall("entry", WHAT)
    if "entry" not in st.session_state:
        st.session_state["entry"] = WHAT[0]
    what = str(st.segmented_control(page.tr("entry.choose"), list(names), format_func=names.__getitem__, key="entry",
                                    required=True, label_visibility="collapsed"))  # fmt: skip
    address.write("entry", what, default=WHAT[0])
    try:
        OWN[what](page) if what in OWN else _records(page, what)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))


def _records(page: Page, name: str) -> None:
    manners = {manner: page.tr(f"entry.manner.{manner}") for manner in MANNERS[name]}
    key = f"entry-manner-{name}"
    if key not in st.session_state:
        st.session_state[key] = "table"
    if edit_prefill.asked() and "new" in manners:
        st.session_state[key] = "new"
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        manner = str(st.segmented_control(page.tr("entry.manner_label"), list(manners), format_func=manners.__getitem__,
                                          key=key, required=True))  # fmt: skip
    with right:
        commune = filters.commune(page) if manner != "new" else ""
    _edit(page, name, manner, commune)


@fragment(VIEW)
def _edit(page: Page, name: str, manner: str, commune: str) -> None:
    """Draw the editor and the review; a cell that is typed runs this part only."""
    form = edit_state.form(page, name)
    every = edit_table.names(page, form, form.opened.rows)
    if form.conflict is None:
        _cells(page, form, manner, _chosen(page, form, commune) if manner != "new" else form.opened.rows)
    edit_save.review(page, form, every)


def _cells(page: Page, form: Form, manner: str, rows: pd.DataFrame) -> None:
    if manner == "table":
        _find_and_edit(page, form, rows)
        return
    form.base_key = ""
    if manner == "new":
        edit_form.new(page, form)
    else:
        edit_form.one(page, form, rows)


def _find_and_edit(page: Page, form: Form, rows: pd.DataFrame) -> None:
    name = form.opened.name
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    label, hint = page.tr("entry.find"), page.tr("entry.find_hint")
    wanted = fold(left.text_input(label, key=f"entry-find-{name}", placeholder=hint))
    told = edit_table.names(page, form, rows)
    found = rows[[wanted in fold(f"{told[code]} {code}") for code in rows[form.opened.key]]] if wanted else rows
    if right.button(page.tr("entry.reread"), icon=":material/refresh:", key=f"entry-reread-{name}",
                    disabled=bool(form.cells), help=page.tr("entry.reread_help")):  # fmt: skip
        edit_state.reopen(page, name)
        st.rerun(scope="app")
    st.caption(page.tr("entry.opened", count=len(found), seq=form.opened.read_at, day=page.tr.day(form.opened.day)))
    if found.empty:
        st.info(page.tr("table.empty"))
        return
    edit_table.show(page, form, found.reset_index(drop=True))


def _chosen(page: Page, form: Form, commune: str) -> pd.DataFrame:
    """Records of the commune, else of the department; of ways those that touch it."""
    rows = form.opened.rows
    wanted = commune or page.department
    if not wanted:
        return rows
    ends = ("from_pcode", "to_pcode") if form.opened.name == "ways" else ("adm2_pcode",)
    placed = rows.assign(adm2_pcode=edit_words.communes_of(page, rows)) if form.opened.name == "actions" else rows
    here = pd.Series(data=False, index=rows.index)
    for end in ends:
        here |= ((placed[end] if commune else department_of(placed[end])) == wanted).fillna(value=False)
    return rows[here.to_numpy(dtype=bool)]
