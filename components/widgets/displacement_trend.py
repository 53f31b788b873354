"""People at sites from round to round: the same sites held together, and beside them what each round covers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import chart, displacement_charts, site_trend
from components.session import Page
from components.widgets import address, explain, tables
from components.widgets.displacement_ask import Asked

COLUMNS = ("round_name", "sites_covered", "sites_open", "covered_share", "people", "sites_both", "people_before",
           "people_after", "people_change", "sites_new", "sites_returned", "sites_closed", "sites_emptied",
           "sites_missing", "sites_merged", "communes_covered", "round_last_on")  # fmt: skip
OF_STANDARD = ("round_name", "sites_assessed_both", "sites_phase_changed", "coverage_share_before",
               "coverage_share_after", "coverage_share", "people_met", "people_short")  # fmt: skip
EVENTS_SHOWN = 12
EVERY = NONE = ""


def show(page: Page, asked: Asked) -> None:
    """Draw the trend of the place, or of one of its sites, and of a standard where one is chosen."""
    left, right = st.columns(2)
    with left:
        site = _site(page, asked)
    if site:
        _of_site(page, asked, site)
        return
    with right:
        standard = _standard(page)
    result = asked.then.results.trends(asked.place)
    if result.frame.empty:
        st.info(page.tr("displacement.no_round", place=page.tr.plain(asked.name)))
        return
    rows = _named(page, result.frame)
    explained = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    with st.container(border=True):
        st.markdown("  \n".join(_headline(page, rows.iloc[-1])))
        explain.popover(page, explained[-1], key="displacement-trend")
    figure = displacement_charts.rounds(rows, page.tr)
    st.plotly_chart(figure, key="displacement-rounds", config=chart.CONFIG, theme=None)
    st.caption(page.tr("displacement.trend_note"))
    tables.show(page, rows.iloc[::-1].reset_index(drop=True), COLUMNS, name="displacement_rounds",
                explanations=explained[::-1], of=asked.place)  # fmt: skip
    if standard:
        _of_standard(page, asked, standard)


def _headline(page: Page, row: pd.Series) -> list[str]:
    """The last round in words: what it covers, and how the same sites changed."""
    tr = page.tr
    sites = {"covered": int(row["sites_covered"]), "open": int(row["sites_open"])}
    told = [tr("displacement.covers", round=row["round_name"], **sites, share=tr.share(row["covered_share"]),
               people=float(row["people"]))]  # fmt: skip
    if row["sites_both"] > 0:
        change = float(row["people_change"])
        signed = f"{'+' if change > 0 else '−' if change < 0 else ''}{tr.number(abs(change))}"
        told.append(tr("displacement.like_with_like", sites=int(row["sites_both"]), change=signed,
                       before=float(row["people_before"]), after=float(row["people_after"])))  # fmt: skip
    else:
        told.append(tr("displacement.no_pair"))
    return told


def _named(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(round_name=[displacement_charts.round_label(name, page.tr) for name in rows["round"]])


def _standard(page: Page) -> str:
    keys = [norm.key for norm in page.results.standards()]
    names = {NONE: page.tr("displacement.people_only"), **{key: page.tr(f"standard.{key}") for key in keys}}
    return address.select(page.tr("displacement.standard"), [NONE, *keys], names, key="trend_of")


def _of_standard(page: Page, asked: Asked, standard: str) -> None:
    """Coverage of one standard, like with like, each site held to one threshold in both rounds."""
    result = asked.then.results.trends(asked.place, standard)
    rows = _named(page, result.frame)
    st.subheader(page.tr(f"standard.{standard}"), anchor=False)
    st.caption(page.tr("displacement.coverage_note"))
    if (rows["sites_assessed_both"] > 0).any():
        figure = displacement_charts.coverage(rows, page.tr)
        st.plotly_chart(figure, key="displacement-coverage", config=chart.CONFIG, theme=None)
    explained = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    explain.popover(page, explained[-1], key="displacement-coverage")
    tables.show(page, rows.iloc[::-1].reset_index(drop=True), OF_STANDARD, name="displacement_coverage",
                explanations=explained[::-1], of=f"{asked.place}-{standard}", answers=True)  # fmt: skip


def _site(page: Page, asked: Asked) -> str:
    """One site of the place, "" for all of them; a link to a site opens it whatever the place is."""
    every = asked.then.results.sites_of(asked.place).sort_values("name", kind="stable")
    names = {code: f"{name} · {code}" for code, name in
             zip(every["site_id"], every["name"].fillna(every["site_id"]), strict=True)}  # fmt: skip
    wanted = st.query_params.get("site", EVERY)
    if wanted and wanted not in names and wanted in set(asked.then.results.sites_of()["site_id"]):
        names[wanted] = wanted
    return address.select(page.tr("displacement.site"), [EVERY, *names],
                          {EVERY: page.tr("displacement.all_sites"), **names}, key="site")  # fmt: skip


def _of_site(page: Page, asked: Asked, site: str) -> None:
    """Counts, events and today's figure of one site, and the way to its sheet."""
    results, tr = asked.then.results, page.tr
    rounds, events, told = results.counts_of_site(site), results.events_of_site(site), results.people_now("site")
    now = told.explain(place=site)
    with st.container(border=True):
        st.markdown(tr("displacement.site_now", people=now.value if now.value is not None else tr("unit.unknown")))
        explain.popover(page, now, key="displacement-site")
        st.page_link(navigation.entry("sites").file, label=tr("displacement.to_sheet"), icon=":material/description:",
                     query_params={"site": site})  # fmt: skip
    if rounds["people"].notna().any() or len(events):
        figure = site_trend.figure(rounds, events, {"people": now.value, "day": page.facts["as_of"]}, tr)
        st.plotly_chart(figure, key="displacement-site-trend", config=chart.CONFIG, theme=None)
    else:
        st.info(tr("sheet.never_counted"))
    lines = [f"- {tr.plain(site_trend.said(row, tr))}" for row in events.head(EVENTS_SHOWN).to_dict("records")]
    st.markdown("\n".join(lines))
    tables.show(page, rounds, ("assessed_on", "round", "people", "people_estimated", "households"),
                name="displacement_site", explanations=(now,), of=site)  # fmt: skip
