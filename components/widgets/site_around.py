"""Who is at a site, which hazards hold it, what stock can reach it, and what is agreed to be done."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from components.figures import action_rows
from components.figures.partner_charts import sector
from components.figures.report import filled
from components.session import Page
from components.widgets import actions_list, explain, tables
from geo.explain import Explanation, Result
from geo.surroundings import in_zone
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
    _actions(page, facts)


def _actions(page: Page, facts: SiteFacts) -> None:
    """What still stands to be done, overdue first, with owner and due date; ways to the list and to a new one."""
    code, tr = facts.site["site_id"], page.tr
    st.subheader(tr("report.actions"), anchor=False)
    if facts.actions.empty:
        st.markdown(tr("report.no_actions"))
    else:
        st.markdown("\n".join(f"- {line}" for line in action_rows.lines(facts.actions, tr, place=False)))
        row = {str(key): value for key, value in facts.actions.iloc[0].to_dict().items()}
        explain.popover(page, facts.explained["actions"].explain_row(row), key="site-actions")
    with st.container(horizontal=True):
        actions_list.follow(page, facts.site["adm2_pcode"])
        actions_list.add(page, site_id=code)


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
        explain.rows(page, facts.explained["presence"], rows, [lambda row: sector(row["sector"], tr)],
                     key="site-presence")  # fmt: skip
    if facts.partners.empty:
        st.caption(tr("report.no_partners"))
        return
    names = facts.partners["organisation_name"].fillna(facts.partners["organisation"])
    told = facts.partners.assign(organisation_name=names)
    result = facts.explained["partners"]
    explanations = tuple(result.explain_row(row) for row in told.to_dict("records"))
    tables.cards(page, told, PARTNER_COLUMNS, name="site_partners", explanations=explanations, of=facts.site["site_id"])
    titles = ["organisation_name", lambda row: sector(row["sector"], tr)]
    explain.rows(page, result, told, titles, key="site-partner")


def _hazards(page: Page, facts: SiteFacts) -> None:
    st.subheader(page.tr("report.hazards"), anchor=False)
    if pd.isna(facts.site["longitude"]):
        st.caption(page.tr("sheet.no_point"))
        return
    st.caption(page.tr("sheet.hazards_note"))
    if facts.hazards.empty:
        st.markdown(page.tr("report.no_hazards"))
        return
    result = Result(facts.hazards, partial(in_zone, facts.site))
    told = tuple(result.explain_row(row) for row in facts.hazards.to_dict("records"))
    tables.cards(page, facts.hazards, HAZARD_COLUMNS, name="site_hazards", explanations=told, of=facts.site["site_id"])
    explain.rows(page, result, facts.hazards, [partial(_hazard, page)], key="site-hazard")


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
    tables.grid(page, wide.round(0).reset_index().rename(columns={"kit": tr("filter.kit")}))
    held = rows[rows["households_reached"] >= 1].reset_index(drop=True)
    kits = list(zip(held["kit"], held["within_hours"], strict=True))
    words = [f"{kit} · {hours:g} {tr('unit.h')}" for kit, hours in zip(held["kit"].map(filled.kits(page.results, tr)),
                                                                   held["within_hours"], strict=True)]  # fmt: skip
    explain.one_of(page, words, lambda at: _reach(page, facts.site["adm2_pcode"], *kits[at]), key="site-stock")


def _reach(page: Page, commune: str, kit: str, hours: float) -> Explanation:
    return page.results.reach("adm2", kit).explain(place=commune, within_hours=hours)


def _hazard(page: Page, row: dict[str, object]) -> str:
    return " · ".join(page.tr.or_else(f"choice.{name}.{row[name]}", str(row[name]))
                      for name in ("hazard", "hazard_class") if isinstance(row[name], str))  # fmt: skip
