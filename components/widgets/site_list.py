"""The list of IDP sites, and the choice of one of them."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import address, filters, fresh_note, tables
from geo import briefing

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
    """Draw every site of the department, or of one commune of it, as a table."""
    commune = filters.commune(page)
    sites = filters.of_commune(page.results.sites(commune[:4] or page.department), commune)
    result = page.results.headlines(page.department)
    if commune:
        shelters, warehouses = page.results.shelters().head(0), page.results.warehouses().head(0)
        result = briefing.headlines(sites, shelters, warehouses, as_of=page.facts["as_of"])
    headline = result.explain(figure="idp_individuals")
    st.markdown(page.tr("sites.list", count=len(sites), people=headline.value))
    fresh_note.caption(page, fresh_note.of(headline))
    tables.show(page, sites, COLUMNS, name="sites", explanations=(headline,), answers=True)
