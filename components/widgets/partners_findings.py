"""What stands out on the page of partners: people and nobody, lost managers, contradictions, overlaps."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from components import navigation
from components.figures.partner_charts import sector
from components.session import Page
from components.widgets import address, explain, tables
from components.widgets.partners_ask import Asked
from geo.explain import Result
from geo.partner_findings import CONTRADICTED, LOST, NOBODY, NOBODY_SITE, OVERLAP, found_row

COLUMNS = {
    NOBODY: ("name", "sector", "people", "sites", "people_absent", "people_not_told", "sites_without_people",
             "organisations", "place"),
    NOBODY_SITE: ("name", "adm2_name", "sector", "people", "presence", "services_say", "assessment_says",
                  "assessed_on", "place"),
    LOST: ("name", "adm2_name", "people", "manager", "managed_on", "unmanaged_on", "lost_by", "place"),
    CONTRADICTED: ("name", "adm2_name", "sector", "people", "services_say", "assessment_says", "organisations",
                   "assessed_on", "place"),
    OVERLAP: ("name", "adm2_name", "sector", "organisations", "names", "and_unknown", "people", "place"),
}  # fmt: skip
EXPLAINED = 20
OFFERED = 200  # rows that the choice below a table offers


def nobody(page: Page, asked: Asked) -> None:
    """Places with people where nobody is: communes, or single sites."""
    kinds = {kind: page.tr(f"partners.of.{kind}") for kind in (NOBODY, NOBODY_SITE)}
    one(page, asked, address.select(page.tr("partners.of.label"), list(kinds), kinds, key="of"))


def one(page: Page, asked: Asked, kind: str) -> None:
    """One finding: how many places and people, the list with most people first, the way to a sheet."""
    place = asked.among.asked
    rows = page.results.partner_findings(kind, place, asked.sector)
    told = page.results.partner_finding_count(kind, place, asked.sector)
    inputs = {each.name: each.value for each in told.inputs}
    st.caption(page.tr(f"partners.note.{kind}"))
    with st.container(border=True):
        people = page.tr.number(inputs["people"]) if isinstance(inputs["people"], float) else page.tr("unit.unknown")
        st.markdown(page.tr(f"partners.count.{kind}", count=told.value, people=people))
        explain.popover(page, told, key=f"finding-{kind}")
    result = _explained(page, rows, kind)
    explanations = (told, *(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records")))
    tables.cards(page, rows, COLUMNS[kind], name=f"partners_{kind}", explanations=explanations, of=asked.among.code)
    titles = ["name"] if kind == LOST else ["name", lambda row: sector(row["sector"], page.tr)]
    explain.rows(page, result, rows, titles, key=f"found-{kind}")
    _open(page, rows, kind)


def _explained(page: Page, rows: pd.DataFrame, kind: str) -> Result:
    """The rows with what explains each of them."""
    level = {NOBODY: "adm2", NOBODY_SITE: "site", CONTRADICTED: "site"}.get(kind)
    return page.results.presence(level) if level else Result(rows, partial(found_row, kind))


def _open(page: Page, rows: pd.DataFrame, kind: str) -> None:
    """The sheet of a site, or the coverage of a commune, out of the list."""
    found = rows.drop_duplicates("place").head(OFFERED)
    if found.empty:
        return
    names = dict(zip(found["place"], found["name"].fillna(found["place"]), strict=True))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        place = address.select(page.tr("partners.open"), list(names), names, key=f"open_{kind}")
    with right:
        stem, parameter = navigation.SHEETS["commune" if kind == NOBODY else "site"]
        st.page_link(navigation.entry(stem).file, label=page.tr("partners.to_sheet"), icon=":material/description:",
                     query_params={parameter: place})  # fmt: skip
