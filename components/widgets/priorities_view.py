"""Priorities on a page: the ranked list, its chart and map, and why one site ranks where it does."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import chart, layers, priority_chart, priority_rows
from components.session import Page
from components.widgets import address, explain, parts, situation_map, tables
from components.widgets.priorities_among import Among
from geo.errors import DashboardError
from geo.explain import Result
from geo.priorities import counted_ranks
from results.priority_list import Ask

PARTS = ("list", "chart", "map")
STEP = 20  # further sites that a click shows
EXPLAINED = 20
SHOWN = "priorities-shown"
COLUMNS = (
    "rank", "site_id", "name", "adm2_name", "adm1_name", "people", "severity", "score_low", "score_high",
    "assessed_weight_share", "top_share", "people_in_need", "why_1", "why_1_points", "why_2", "why_2_points", "why_3",
    "why_3_points", "hazard_exposure_share", "stock_reach_share", "site_class", "manager_organisation", "assessed_on",
    "longitude", "latitude",
)  # fmt: skip


def show(page: Page, ask: Ask, among: Among) -> None:
    """Draw the list that was asked for; a sentence where it cannot be made."""
    try:
        told = page.results.priority_list(ask)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    if told.frame.empty:
        st.info(page.tr("table.empty"))
        return
    facts = {name: told.facts[name] for name in ("ranked", "sites", "unranked", "draws", "top")}
    name = page.tr.plain(among.name)
    st.markdown(page.tr("priorities.headline", place=name, **facts))
    explain.popover(page, counted_ranks(told.facts, page.results.weights().rules), key="ranked")
    part = parts.choose(page, PARTS)
    if part == "map":
        _map(page, told, ask)
    elif part == "chart":
        _chart(page, told)
    else:
        _list(page, told, ask)
    st.caption(page.tr("priorities.steadiness", spread=100 * told.facts["spread"], **facts))
    _why(page, told)
    rows = [told.explain_row(row) for row in told.frame.head(EXPLAINED).to_dict("records")]
    tables.download(page, told.frame, COLUMNS, name="priorities", explanations=tuple(rows), of=among.asked)


def _list(page: Page, told: Result, ask: Ask) -> None:
    """The first sites of the list; more of it on demand, those without a rank apart."""
    ranked = told.frame[told.frame["ranked"].astype(bool)]
    top = told.facts["top"]
    held = st.session_state.get(SHOWN, (ask.asked_of, 0))
    shown = int(top) + (held[1] if held[0] == ask.asked_of else 0)
    st.html(priority_rows.html(ranked.head(shown), page.tr, top=top))
    left = len(ranked) - shown
    if left > 0:
        label = page.tr("priorities.more", count=min(STEP, left), left=left)
        more = (ask.asked_of, shown - int(top) + STEP)
        st.button(label, icon=":material/expand_more:", key="priorities-more", on_click=_set_shown, args=(more,))
    unranked = told.frame[~told.frame["ranked"].astype(bool)]
    if len(unranked):
        with st.expander(page.tr("priorities.without_rank", count=len(unranked)), icon=":material/help:"):
            st.caption(page.tr("note.priority.too_little_assessed"))
            st.html(priority_rows.html(unranked, page.tr, top=top))


def _set_shown(more: tuple[str, int]) -> None:
    st.session_state[SHOWN] = more


def _chart(page: Page, told: Result) -> None:
    figure = priority_chart.bars(told.frame.head(int(told.facts["top"])), page.tr, top=told.facts["top"])
    st.plotly_chart(figure, key="priorities-chart", config=chart.CONFIG, theme=None)


def _map(page: Page, told: Result, ask: Ask) -> None:
    """Every site of the list where it is: the head of the list, the others, and those without a rank."""
    top = told.facts["top"]
    rank = told.frame["rank"].fillna(float("inf"))
    states = pd.Series("later", index=told.frame.index).where(rank > top, "head")
    marked = told.frame.assign(state=states.where(told.frame["ranked"].astype(bool), "not_assessed"),
                               individuals=told.frame["people"])  # fmt: skip
    layer = situation_map.kept(page, ("priorities", ask.asked_of), lambda: layers.sites(marked, page.tr))
    situation_map.show(page, [layer], key="priorities-map")
    st.caption(page.tr("priorities.on_map", top=top))


def _why(page: Page, told: Result) -> None:
    """One site of the list: its rank, what contributes most to it, its explanation and its sheet."""
    rows = told.frame
    names = {row.site_id: _option(page, row) for row in rows.itertuples()}
    with st.container(border=True):
        site = address.select(page.tr("priorities.why_site"), list(names), names, key="why")
        row = rows[rows["site_id"] == site].iloc[0].to_dict()
        explanation = told.explain_row(row)
        shares = {"share": "score", "low": "score_low", "high": "score_high", "assessed": "assessed_weight_share"}
        face = {word: page.tr.share(row[column]) for word, column in shares.items()}
        st.markdown(page.tr("priorities.why_score", **face))
        reasons = [f"- {page.tr.plain(name)} : +{page.tr.number(100 * part)}"
                   for name, part in priority_rows.reasons(row, page.tr)]  # fmt: skip
        if reasons:
            st.markdown("\n".join([page.tr("priorities.why_most"), "", *reasons]))
        with st.container(horizontal=True, vertical_alignment="center"):
            explain.popover(page, explanation, key="priority")
            sheet = navigation.entry("sites").file
            st.page_link(sheet, label=page.tr("priorities.sheet"), icon=":material/description:",
                         query_params={"site": str(site)})  # fmt: skip


def _option(page: Page, row: object) -> str:
    name = row.name if pd.notna(row.name) else row.site_id  # type: ignore[attr-defined]
    rank = row.rank  # type: ignore[attr-defined]
    return page.tr("priorities.no_rank", name=name) if pd.isna(rank) else f"{rank:.0f}. {name}"
