"""The answer as a text that is sent by telephone."""

from __future__ import annotations

from html import unescape

import streamlit as st

from components.figures import reach_text
from components.session import Page
from components.widgets import reach_answer, reach_change, reach_figures
from components.widgets.reach_ask import Asked
from results.reach_trials import Changes

_MARKS = str.maketrans({"*": None, "\u2060": None})


def show(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw the text with its button to copy it."""
    st.caption(page.tr("reach.message_note"))
    st.markdown(f"**{page.tr('reach.message')}**")
    st.code(text(page, asked, changes), language=None, wrap_lines=True)


def text(page: Page, asked: Asked, changes: Changes) -> str:
    """What is asked, what is tried, the answer, what stops it, and of which day the data are."""
    level, code, _ = asked.place
    rows = reach_figures.reached(page, asked, level, changes).frame
    rows = rows[rows["place"] == code].reset_index(drop=True)
    row = {str(name): value for name, value in rows[rows["within_hours"] == asked.hours].iloc[0].items()}
    tried = [reach_change.told(page, change) for change in changes]
    told = [page.tr("page.reach.title"), *tried, *reach_answer.lines(page, asked, changes, (row, rows))]
    if asked.question.need is not None:
        told.insert(1, page.tr("reach.need_of", name=asked.needed.name))
    labels = [page.tr("head.fictional")] if page.facts["fictional"] else []
    plain = [unescape(one).translate(_MARKS) for one in told]
    return reach_text.message(plain, page.tr, as_of=page.facts["as_of"], labels=labels)
