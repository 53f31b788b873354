"""Help: the methods as documented, the standards in force with their status, the sources with their licences."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import help_imports, sources, tables
from data.catalogue import datasets
from data.home import ROOT

METHODS = ROOT / "docs" / "methods.md"
STANDARD_COLUMNS = ("standard", "sector", "first_phase", "standard_value", "unit", "period", "source", "figure_status")


def show(page: Page) -> None:
    """Draw how data come in, standards, data sets and methods."""
    st.info(page.tr("help.kreyol")) if page.tr.lang == "ht" else None
    help_imports.show(page)
    st.subheader(page.tr("help.standards"), anchor=False)
    tables.show(page, _standards(page), STANDARD_COLUMNS, name="standards")
    st.subheader(page.tr("help.sources"), anchor=False)
    for one in datasets():
        st.markdown(f"- **{page.tr.plain(one.title)}** · {page.tr.plain(one.owner)} · {page.tr.plain(one.licence)}")
    sources.show(page)
    st.subheader(page.tr("help.methods"), anchor=False)
    st.caption(page.tr("help.methods_language"))
    with st.expander(page.tr("help.methods"), icon=":material/menu_book:"):
        st.markdown(METHODS.read_text(encoding="utf-8"))


def _standards(page: Page) -> pd.DataFrame:
    rows = [
        {"standard": one.key, "sector": one.sector, "first_phase": one.first_phase, "standard_value": one.standard,
         "unit": one.unit, "period": _period(page, one.period), "source": one.source, "figure_status": one.status}
        for one in page.results.standards()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _period(page: Page, period: str) -> str:
    return page.tr.or_else(f"choice.period.{period}", period)
