"""The form for what no file of a storm tells: rain over the country, and whether a red alert is confirmed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import picture
from components.session import Page
from components.widgets import edit_state
from data import storm_notes
from data.access import allowed
from geo.errors import DashboardError
from geo.frames.outbox import TOLD_MEASURES

_ANSWERS = {"unknown": None, "no": 0.0, "yes": 1.0}


def form(page: Page, storm: tuple[str, str], facts: dict[str, Any]) -> None:
    """Draw the form for who may write; a blank stays unknown."""
    if not allowed(page.actor, storm_notes.WRITE).allowed:
        return
    of = "-".join(storm)
    with st.expander(page.tr("triggers.type"), icon=":material/edit:"), st.form(f"storm-{of}", border=False):
        st.caption(page.tr("triggers.type_note"))
        values: dict[str, float | None] = {}
        for column, measure in zip(st.columns(len(storm_notes.RAIN)), storm_notes.RAIN, strict=True):
            label = f"{page.tr(f'choice.measure.{measure}')} (mm)"
            values[measure] = column.number_input(label, min_value=0.0, max_value=storm_notes.MOST_RAIN_MM, step=1.0,
                                                  value=facts.get(measure), key=f"{measure}-{of}")  # fmt: skip
        measure = TOLD_MEASURES[-1]
        words = {"unknown": page.tr("triggers.unknown"), "no": page.tr("answer.no"), "yes": page.tr("answer.yes")}
        first = next(at for at, value in enumerate(_ANSWERS.values()) if value == facts.get(measure))
        answer = st.radio(page.tr(f"choice.measure.{measure}"), list(_ANSWERS), index=first, horizontal=True,
                          format_func=words.__getitem__, key=f"{measure}-{of}")  # fmt: skip
        values[measure] = _ANSWERS[str(answer)]
        source = st.text_input(page.tr("triggers.type_source"), key=f"source-{of}", max_chars=200)
        pressed = st.form_submit_button(page.tr("triggers.save"), type="primary", icon=":material/save:")
    if pressed:
        _save(page, storm, values, source)


def _save(page: Page, storm: tuple[str, str], values: dict[str, float | None], source: str) -> None:
    try:
        batch = storm_notes.tell(picture.source().store, page.actor, storm, values, source=source)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    edit_state.tell_done("triggers.saved", batch=batch) if batch else edit_state.tell_done("triggers.unchanged")
    st.rerun()
