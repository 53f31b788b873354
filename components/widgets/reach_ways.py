"""The ways of the question: which are critical, the journey to a commune, what was told of them."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import ways_view
from components.widgets.reach_ask import Asked
from results.reach_trials import Changes


def show(page: Page, asked: Asked, changes: Changes) -> None:
    """Draw the section of ways for the kit and the conditions of the question, as ways are today."""
    if changes:
        st.caption(page.tr("reach.ways_of_today"))
    ways_view.show(page, asked.question.kit, asked.question.conditions)
