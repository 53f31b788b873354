"""Who does what where at a glance: managers of sites, presence by sector, the matrix of organisations and sectors."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from components.figures import chart, partner_charts, partner_matrix
from components.figures.partner_charts import sector
from components.session import Page
from components.widgets import explain, tables
from components.widgets.partners_ask import Asked
from geo.places import METROPOLIS, NATION

MANAGERS = ("name", "managed", "manager", "sites", "sites_share", "people", "people_share", "sites_without_people",
            "sites_not_present")  # fmt: skip
MATRIX = ("organisation", "organisation_name", "sector", "sites", "communes", "sites_unsure", "people_reached_most",
          "observed_on")  # fmt: skip
PRESENCE = ("name", "sector", "people", "people_present", "people_contradicted", "people_absent", "people_not_told",
            "sites", "organisations", "sites_without_people")  # fmt: skip
EXPLAINED = 20


def show(page: Page, asked: Asked) -> None:
    """Draw managers, presence and matrix of a place."""
    _managers(page, asked)
    _presence(page, asked)
    _matrix(page, asked)


def _managers(page: Page, asked: Asked) -> None:
    """The country and the metropolitan area side by side; any other place alone."""
    st.subheader(page.tr("partners.managers"), anchor=False)
    among = asked.among
    places = [(among.level, among.code)]
    if among.code == NATION:
        places.insert(0, ("mapap", METROPOLIS))
    for column, (level, code) in zip(st.columns(len(places)), places, strict=True):
        result = page.results.managers(level)
        rows = result.frame[result.frame["place"] == code].reset_index(drop=True)
        with column, st.container(border=True):
            if rows.empty:
                st.info(page.tr("table.empty"))
                continue
            _manager_sentence(page, rows)
            st.plotly_chart(partner_charts.managers(rows, page.tr), key=f"managers-{code}", config=chart.CONFIG,
                            theme=None)  # fmt: skip
            told = tuple(result.explain_row(row) for row in rows.head(EXPLAINED).to_dict("records"))
            explain.rows(page, result, rows, [partial(_managed, page)], key=f"manager-{code}")
            tables.download(page, rows, MANAGERS, name="managers", explanations=told, of=code)


def _manager_sentence(page: Page, rows: pd.DataFrame) -> None:
    """The manager with most sites against all the others, in one sentence."""
    first, whole = rows.iloc[0], float(rows["sites"].sum())
    place = page.tr.plain(first["name"])
    if first["managed"] == "named":
        told = {"place": place, "manager": page.tr.plain(first["manager"]), "sites": float(first["sites"])}
        st.markdown(page.tr("partners.glance", others=whole - float(first["sites"]), **told))
    else:
        st.markdown(page.tr("partners.glance_nobody", place=place, sites=whole))


def _managed(page: Page, row: dict[str, object]) -> str:
    """A manager by name, or what is told of there being one."""
    return str(row["manager"]) if row["managed"] == "named" else page.tr(f"choice.managed.{row['managed']}")


def _presence(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("partners.presence"), anchor=False)
    result = page.results.presence(asked.among.level)
    rows = result.frame[result.frame["place"] == asked.among.code]
    rows = rows[rows["sector"] == asked.sector] if asked.sector else rows
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    rows = rows.reset_index(drop=True)
    st.caption(page.tr("partners.presence_note", people=float(rows["people"].iloc[0])))
    st.plotly_chart(partner_charts.presence(rows, page.tr), key="presence", config=chart.CONFIG, theme=None)
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    explain.one_of(page, [sector(code, page.tr) for code in rows["sector"]], told.__getitem__, key="presence")
    tables.download(page, rows, PRESENCE, name="presence", explanations=told, of=asked.among.code)


def _matrix(page: Page, asked: Asked) -> None:
    st.subheader(page.tr("partners.matrix"), anchor=False)
    result = page.results.partner_sites(asked.among.asked)
    rows = result.frame[result.frame["sector"] == asked.sector] if asked.sector else result.frame
    if rows.empty:
        st.info(page.tr("partners.no_activity"))
        return
    rows = rows.reset_index(drop=True)
    st.caption(page.tr("partners.matrix_note"))
    st.html(partner_matrix.html(rows, page.tr))
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    names = rows["organisation_name"].fillna(rows["organisation"])
    cells = [f"{name} · {sector(code, page.tr)}" for name, code in zip(names, rows["sector"], strict=True)]
    explain.one_of(page, cells, told.__getitem__, key="matrix")
    tables.download(page, rows, MATRIX, name="partner_sites", explanations=told[:EXPLAINED], of=asked.among.code)
