"""The list of IDP sites, and the choice of one of them."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import address, tables

NONE = ""
COLUMNS = (
    "site_id", "name", "adm2_name", "adm1_name", "site_type", "site_class", "people", "households", "assessed_on",
    "toilets_functional", "manager_organisation", "opened_on", "longitude", "latitude",
)  # fmt: skip


def choose(page: Page) -> str:
    """Site of the address or of the selection; "" for the list."""
    sites = page.results.sites(page.department)
    every = page.results.sites()
    names = dict(zip(every["site_id"], every["name"].fillna(every["site_id"]), strict=True))
    options = [NONE, *sites.sort_values("name")["site_id"]]
    asked = st.query_params.get("site", NONE)
    if asked in names and asked not in options:
        options.append(asked)
    elif asked and asked not in names:
        st.warning(page.tr("sites.unknown_site"))
    shown = {code: f"{name} · {code}" for code, name in names.items()} | {NONE: page.tr("sites.none")}
    return address.select(page.tr("sites.choose"), options, shown, key="site")


def show(page: Page) -> None:
    """Draw every site of the department as a table."""
    sites = page.results.sites(page.department)
    headline = page.results.headlines(page.department).explain(figure="idp_individuals")
    st.markdown(page.tr("sites.list", count=len(sites), people=headline.value))
    tables.show(page, sites, COLUMNS, name="sites", explanations=(headline,), answers=True)
