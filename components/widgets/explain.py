"""Explain this number: a click opens formula, inputs, unit, clause, date and source."""

from __future__ import annotations

import streamlit as st

from components.figures.explain_text import lines
from components.session import Page
from geo.explain import Explanation


def popover(page: Page, told: Explanation, *, key: str) -> None:
    """Draw the button that opens an explanation."""
    with st.popover(page.tr("explain.open"), type="tertiary", icon=":material/function:", key=f"explain-{key}"):
        table(page, told)


def table(page: Page, told: Explanation) -> None:
    """Draw the lines of an explanation."""
    pairs = lines(told, page.tr)
    if page.facts["fictional"]:
        pairs.append((page.tr("explain.note"), page.tr("head.mixed" if page.facts["mixed"] else "head.fictional")))
    rows = [f"| {page.tr.plain(label)} | {page.tr.plain(text)} |" for label, text in pairs]
    head = f"| {page.tr('explain.what')} | {page.tr('explain.told')} |"
    st.markdown("\n".join([head, "|---|---|", *rows]))
