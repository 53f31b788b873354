"""Who the coverage speaks for: people at sites by verdict and reason, host families, and whom no figure holds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import chart, coverage_people
from components.session import Page
from components.widgets import coverage_ask, explain, fresh_note, tables
from components.widgets.coverage_ask import Asked

COLUMNS = ("name", "idp_total_place", "people_total", "host_families", "people_met", "people_short",
           *coverage_people.REASONS, "people_not_applicable", "sites_total", "sites_without_people",
           "communes_without_host_figure", "people_female_met", "people_female_short", "people_male_met",
           "people_male_short", "fresh_share", "place")  # fmt: skip
EXPLAINED = 20
OF_COMMUNES = ("adm1", "adm2")


def show(page: Page, asked: Asked) -> None:
    """Draw the denominators of one standard in the place, then by place."""
    coverage_ask.trail(page, asked)
    result = page.results.coverage(asked.place_level, asked.phase)
    rows = result.frame[(result.frame["place"] == asked.place) & (result.frame["standard"] == asked.standard)]
    if rows.empty:
        st.info(page.tr("coverage.nobody_here", place=page.tr.plain(asked.name)))
        return
    row = rows.iloc[0]
    st.markdown(f"#### {page.tr.plain(asked.name)} · {page.tr(f'standard.{asked.standard}')}")
    with st.container(border=True):
        st.markdown(_sentence(page, row))
        st.caption("  \n".join(_caveats(page, row)))
        explain.popover(page, result.explain_row(row.to_dict()), key="people")
    figure = coverage_people.parts(row, page.tr)
    st.plotly_chart(figure, key="people-chart", config=chart.CONFIG, theme=None)
    _table(page, asked)


def _sentence(page: Page, row: pd.Series) -> str:
    """Everybody displaced, at sites and with host families; the latter have no services measured."""
    sites, whole = float(row["people_total"]), row["idp_total_place"]
    if pd.isna(whole):
        return page.tr("coverage.host_unknown", people=sites)
    host = float(whole) - sites
    return page.tr("coverage.host", total=float(whole), people=sites, host=host, share=page.tr.share(host / whole))


def _caveats(page: Page, row: pd.Series) -> list[str]:
    told = []
    if row.get("communes_without_host_figure", 0):
        told.append(page.tr("coverage.host_missing", count=int(row["communes_without_host_figure"])))
    if row["sites_without_people"]:
        told.append(page.tr("coverage.without_people", count=int(row["sites_without_people"])))
    if row["people_estimated"]:
        told.append(page.tr("coverage.estimated", people=float(row["people_estimated"])))
    if pd.notna(row["people_female"]):
        told.append(_by_sex(page, row))
    return [*told, *filter(None, [fresh_note.sentence(page, row["fresh_share"])])]


def _by_sex(page: Page, row: pd.Series) -> str:
    shares = {}
    for sex in ("female", "male"):
        met, short = row[f"people_{sex}_met"], row[f"people_{sex}_short"]
        shares[sex] = page.tr.share(met / (met + short) if met + short > 0 else None)
    return page.tr("coverage.by_sex", sites=int(row["sites_sex_told"]), **shares)


def _table(page: Page, asked: Asked) -> None:
    level = asked.level if asked.level in OF_COMMUNES else "adm2"
    rows = coverage_ask.rows_of(page, asked, level)
    rows = rows[rows["standard"] == asked.standard].sort_values("people_total", ascending=False, ignore_index=True)
    rows = rows.assign(host_families=rows["idp_total_place"] - rows["people_total"])
    result = page.results.coverage(level, asked.phase)
    told = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
    st.subheader(page.tr("coverage.by_place_people"), anchor=False)
    tables.show(page, rows, COLUMNS, name="coverage_people", explanations=told, of=asked.standard, answers=True)
    explain.rows(page, result, rows, ["name"], key="people-place")
