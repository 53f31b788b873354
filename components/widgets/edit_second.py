"""Bulletins that wait for a second person: said where they are entered, with the way to where they are confirmed."""

from __future__ import annotations

import streamlit as st

from components import navigation
from components.session import Page
from data.access import allowed


def show(page: Page) -> None:
    """Draw how many wait; nothing where none does."""
    waiting = len(page.results.to_confirm())
    if not waiting:
        return
    st.info(page.tr("second.waiting", count=waiting), icon=":material/how_to_reg:")
    entry = navigation.entry("alerts")
    if allowed(page.actor, entry.action).allowed:
        st.page_link(entry.file, label=page.tr("second.open"), icon=":material/arrow_forward:")
