"""Gaps and costs: what is missing by standard and place, the costed list, and sites that could give."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, gap_chart
from components.session import Page
from components.widgets import actions_list, coverage_ask, coverage_costs, explain, tables
from components.widgets.coverage_ask import Asked
from geo.explain import Result
from geo.places import rows_within

LISTED = ("name", "standard", "people_short", "sites_short", "units", "means", "unit_cost_usd", "cost_usd",
          "cost_usd_day", "lead_days", "gap", "gap_unit", "sites_gap_unknown", "sites_not_assessed", "in_total",
          "place")  # fmt: skip
COSTS = ("name", "cost_usd", "cost_usd_day", "lead_days", "standards_short", "standards_cost_unknown", "sites_short",
         "sites_gap_unknown", "place")  # fmt: skip
OFFERS = ("name", "standard", "gap", "gap_unit", "from_name", "quantity", "distance_m", "gap_left", "people",
          "site_id", "from_site_id")  # fmt: skip
EXPLAINED = 20


def show(page: Page, asked: Asked) -> None:
    """Draw the total of the place, its gaps by standard, the list by place, costs to edit, and offers."""
    coverage_ask.trail(page, asked)
    _total(page, asked)
    rows, result = _of_place(page, asked)
    if rows.empty:
        st.info(page.tr("gap.none"))
    else:
        st.plotly_chart(gap_chart.people_short(rows, page.tr), key="gap-chart", config=chart.CONFIG, theme=None)
        _one(page, asked, rows, result)
    _list(page, asked)
    coverage_costs.show(page, asked)
    _offers(page, asked)


def _total(page: Page, asked: Asked) -> None:
    """What all gaps of the sector cost in the place, paid once and every day apart."""
    result = page.results.gap_costs(asked.place_level, asked.phase, asked.keys)
    rows = result.frame[result.frame["place"] == asked.place]
    if rows.empty:
        return
    row = rows.iloc[0]
    with st.container(border=True):
        name, sector = page.tr.plain(asked.name), page.tr(f"filter.sector.{asked.sector}")
        st.markdown(f"#### {name} · {sector}")
        told = [page.tr(f"gap.total_{column}", value=page.tr.number(row[column]))
                for column in ("cost_usd", "cost_usd_day", "lead_days") if pd.notna(row[column])]  # fmt: skip
        st.markdown(" · ".join([page.tr("gap.total"), *told]) if told else page.tr("gap.total_unknown"))
        st.caption(page.tr("gap.not_in_total", standards=int(row["standards_cost_unknown"]),
                           sites=int(row["sites_gap_unknown"])))  # fmt: skip
        explain.popover(page, result.explain_row(row.to_dict()), key="gap-cost")


def _of_place(page: Page, asked: Asked) -> tuple[pd.DataFrame, Result]:
    result = page.results.gaps(asked.place_level, asked.phase)
    frame = result.frame
    mine = frame[(frame["place"] == asked.place) & frame["standard"].isin(asked.keys) & (frame["sites_short"] > 0)]
    return mine.sort_values("people_short", ascending=False, kind="stable", ignore_index=True), result


def _one(page: Page, asked: Asked, rows: pd.DataFrame, result: Result) -> None:
    """Choose one gap of the chart and open its explanation."""
    names = [page.tr(f"standard.{key}") for key in rows["standard"]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        at = st.selectbox(page.tr("coverage.explain_which"), range(len(names)), format_func=names.__getitem__,
                          key=f"gap-explained-{len(names)}", width=330)  # fmt: skip
        explain.popover(page, result.explain_row(rows.iloc[at or 0].to_dict()), key="gap-units")
        _as_action(page, asked, rows.iloc[at or 0])


def _as_action(page: Page, asked: Asked, row: pd.Series) -> None:
    """The gap on the way to becoming an action: the form opens with its standard, sector and commune."""
    commune = asked.place if asked.place_level == "adm2" else ""
    actions_list.add(page, label="actions.make", standard=row["standard"], sector=str(row.get("sector", "")),
                     adm2_pcode=commune)  # fmt: skip


def _list(page: Page, asked: Asked) -> None:
    """The costed list of the communes or departments inside, summed or by standard; files hold the explanations."""
    st.subheader(page.tr("gap.list"), anchor=False)
    kinds = ["adm2", *(["adm1"] if asked.place_level == "adm0" else []), "standards"]
    kind = st.segmented_control(
        page.tr("gap.list"), kinds, default="adm2", format_func=lambda one: page.tr(f"gap.by_{one}"), required=True,
        key=f"gap-list-{len(kinds)}", label_visibility="collapsed",
    )  # fmt: skip
    if kind == "standards":
        result, columns, name = page.results.gaps("adm2", asked.phase), LISTED, "gaps"
        rows = result.frame[result.frame["standard"].isin(asked.keys) & (result.frame["sites_short"] > 0)]
        order = ["people_short", "units"]
    else:
        result = page.results.gap_costs(str(kind), asked.phase, asked.keys)
        rows, columns, name = result.frame, COSTS, "gap_costs"
        order = ["cost_usd", "cost_usd_day"]
    rows = rows_within(rows.assign(adm2_pcode=rows["place"]), page.results.places(), asked.within)
    rows = rows.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    told = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
    tables.show(page, rows, columns, name=name, explanations=told, of=f"{asked.place}-{asked.sector}-{kind}")
    titles = ["name", coverage_ask.standard_of(page)] if kind == "standards" else ["name"]
    explain.rows(page, result, rows, titles, key=f"gap-list-{kind}")
    st.caption(page.tr("gap.unverified"))


def _offers(page: Page, asked: Asked) -> None:
    """Short sites, and the nearest site with more than it needs."""
    st.subheader(page.tr("gap.offers"), anchor=False)
    result = page.results.offers(asked.phase)
    rows = result.frame[result.frame["standard"].isin(asked.keys) & result.frame["from_site_id"].notna()]
    rows = rows_within(rows, page.results.places(), asked.within).reset_index(drop=True)
    st.caption(page.tr("note.gap.offer_heuristic"))
    told = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
    tables.show(page, rows, OFFERS, name="offers", explanations=told, of=f"{asked.place}-{asked.sector}")
    explain.rows(page, result, rows, ["name", coverage_ask.standard_of(page)], key="offers")
