"""Who is at a site, which hazards hold it, what stock can reach it, and what is agreed to be done."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures.partner_charts import sector
from components.figures.report import filled
from components.session import Page
from components.widgets import explain, tables
from results.site_sheet import SiteFacts

PARTNER_COLUMNS = ("sector", "organisation_name", "organisation_type", "activity_state", "since", "until",
                   "people_reached_most", "observed_on", "source")  # fmt: skip
HAZARD_COLUMNS = ("hazard", "hazard_class", "source", "observed_on")
PRESENCES = ("contradicted", "absent", "present", "not_told")


def show(page: Page, facts: SiteFacts) -> None:
    """Draw partners, hazards, reach and actions."""
    _partners(page, facts)
    left, right = st.columns(2)
    with left:
        _hazards(page, facts)
    with right:
        _stock(page, facts)
    st.subheader(page.tr("report.actions"), anchor=False)
    st.caption(page.tr("sheet.actions_not_yet"))


def _partners(page: Page, facts: SiteFacts) -> None:
    """Which sectors are served, by whom, and where the list and the last visit disagree."""
    tr = page.tr
    st.subheader(tr("report.partners"), anchor=False)
    rows = facts.presence
    if len(rows):
        lines = []
        for presence in PRESENCES:
            names = [tr.plain(sector(code, tr)) for code in rows.loc[rows["presence"] == presence, "sector"]]
            if names:
                lines.append(f"- **{tr(f'choice.presence.{presence}')}** : {', '.join(names)}")
        st.markdown("\n".join(lines))
        st.caption(tr("sheet.presence_note"))
        explain.popover(page, facts.explained["presence"].explain_row(rows.iloc[0].to_dict()), key="site-presence")
    if facts.partners.empty:
        st.caption(tr("report.no_partners"))
        return
    names = facts.partners["organisation_name"].fillna(facts.partners["organisation"])
    told = facts.partners.assign(organisation_name=names)
    tables.show(page, told, PARTNER_COLUMNS, name="site_partners", of=facts.site["site_id"])


def _hazards(page: Page, facts: SiteFacts) -> None:
    st.subheader(page.tr("report.hazards"), anchor=False)
    if pd.isna(facts.site["longitude"]):
        st.caption(page.tr("sheet.no_point"))
        return
    st.caption(page.tr("sheet.hazards_note"))
    if facts.hazards.empty:
        st.markdown(page.tr("report.no_hazards"))
        return
    tables.show(page, facts.hazards, HAZARD_COLUMNS, name="site_hazards", of=facts.site["site_id"])


def _stock(page: Page, facts: SiteFacts) -> None:
    """Kits by hours from decision to arrival in the commune."""
    tr, rows = page.tr, facts.stock
    st.subheader(tr("report.stock"), anchor=False)
    st.caption(tr("sheet.stock_note", commune=tr.plain(facts.site["adm2_name"])))
    if rows.empty or not (rows["households_reached"] >= 1).any():
        st.markdown(tr("report.no_stock"))
        return
    named = rows.assign(kit=rows["kit"].map(filled.kits(page.results, tr)))
    wide = named.pivot_table(index="kit", columns="within_hours", values="households_reached", sort=False)
    wide.columns = [f"{hours:g} {tr('unit.h')}" for hours in wide.columns]
    look = {name: st.column_config.NumberColumn(format="localized") for name in wide.columns}
    st.dataframe(
        wide.round(0).reset_index().rename(columns={"kit": tr("filter.kit")}), hide_index=True, column_config=look
    )
