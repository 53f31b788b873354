"""How old each source is, and what the page's figures rest on."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import tables

COLUMNS = ("table_name", "rows", "newest", "oldest", "age_days")


def show(page: Page) -> None:
    """Draw the share of people counted recently and, once it is unfolded, the age of every source."""
    told = page.results.sources()
    share = page.tr.share(told.facts["fresh_share"])
    st.caption(page.tr("sources.fresh", share=share, days=int(told.facts["fresh_days"])))
    folded = st.expander(page.tr("sources.title"), icon=":material/schedule:", key="sources-open", on_change="rerun")
    if not folded.open:  # on every page at every choice: built for who reads it
        return
    with folded:
        names = told.frame["table"].map(lambda name: page.tr.or_else(f"frame.{name}", name))
        tables.show(page, told.frame.assign(table_name=names), COLUMNS, name="sources")
        schematic = page.tr("sources.schematic") if page.facts["schematic"] else page.facts["boundaries_source"]
        told = (schematic, page.facts["population_source"])
        st.caption(" · ".join(page.tr.plain(text) for text in told))
