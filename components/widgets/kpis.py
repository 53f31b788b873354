"""A row of leading numbers, each with its explanation one click away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.session import Page
from components.widgets import explain, fresh_note
from geo.explain import Explanation, Result


def headlines(page: Page, told: Result) -> None:
    """Headline figures of a picture."""
    row(page, [told.explain_row(one) for one in told.frame.to_dict("records")])


def row(page: Page, figures: Sequence[Explanation], *, key: str = "kpi") -> None:
    """One metric an explanation: the number on the face is the explanation's own value."""
    with st.container(key=f"figures-{key}"):  # two to a line on a phone: `look`
        columns = st.columns(len(figures))
    for column, told in zip(columns, figures, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(page.tr(f"figure.{told.figure}"), value(page, told), help=None)
            fresh_note.caption(page, fresh_note.of(told), short=True)
            explain.popover(page, told, key=f"{key}-{told.figure}")


def value(page: Page, told: Explanation) -> str:
    """The value on the face, rounded here and only here."""
    if told.value is None or isinstance(told.value, str):
        return told.value or page.tr("unit.unknown")
    if told.unit == "share":
        return page.tr.share(told.value)
    return page.tr.number(told.value)
