"""What the colours of the map's discs are held against."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.session import Page


def show(page: Page, chosen: Sequence[str]) -> None:
    """Say which standard colours the sites, where they are shown."""
    if "sites" in chosen:
        st.caption(page.tr("filter.sites_coloured", standard=page.tr("standard.toilets")))
