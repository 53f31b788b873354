"""The sheet of one site: where it is, how it stands against each standard, its rounds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures.explain_text import amount
from components.session import Page
from components.widgets import explain, filters, tables
from geo.explain import Explanation

ROUND_COLUMNS = (
    "assessed_on", "round", "not_assessed_reason", "households", "individuals", "water_litres_person_day", "taps",
    "toilets_functional", "showers", "handwashing_stations", "covered_area_m2", "households_with_nfi",
    "management_present", "committee_present", "committee_women_share", "feedback_mechanism",
)  # fmt: skip
SERVICE_COLUMNS = ("standard", "sector", "status", "measured", "threshold", "unit", "gap", "gap_unit",
                   "not_assessed_reason")  # fmt: skip
COLOURS = {"met": "green", "short": "red", "not_assessed": "gray", "not_applicable": "gray"}


def show(page: Page, site_id: str) -> None:
    """Draw the sheet of a site of the view."""
    sites = page.results.sites()
    site = sites[sites["site_id"] == site_id].iloc[0]
    st.subheader(page.tr.plain(site["name"]), anchor=False)
    place = {"commune": site["adm2_name"], "department": site["adm1_name"], "code": site_id}
    st.caption(page.tr("sites.sheet_place", **{name: page.tr.plain(text) for name, text in place.items()}))
    phase = filters.phase(page)
    coverage = page.results.coverage("site", phase)
    _toilets(page, coverage.explain(place=site_id, standard="toilets"), site_id)
    rows = coverage.frame[coverage.frame["place"] == site_id].reset_index(drop=True)
    told = tuple(coverage.explain(place=site_id, standard=key) for key in rows["standard"])
    st.subheader(page.tr("sites.services"), anchor=False)
    tables.show(page, rows, SERVICE_COLUMNS, name="site_coverage", explanations=told)
    st.subheader(page.tr("sites.rounds"), anchor=False)
    tables.show(page, page.results.rounds(site_id), ROUND_COLUMNS, name="rounds", answers=True)


def _toilets(page: Page, told: Explanation, site_id: str) -> None:
    """The site's leading figure: functional toilets against the standard, explained by what computed it."""
    rows = page.results.coverage("site", st.session_state.get("phase", "auto")).frame
    row = rows[(rows["place"] == site_id) & (rows["standard"] == "toilets")].iloc[0]
    with st.container(border=True):
        st.markdown(f"**{page.tr('sites.toilets')}**")
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.badge(page.tr(f"status.{row['status']}"), color=COLOURS[row["status"]])
        left.markdown(f"### {page.tr.plain(_face(page, told, row))}")
        with right:
            explain.popover(page, told, key=f"toilets-{site_id}")


def _face(page: Page, told: Explanation, row: pd.Series) -> str:
    """What stands on the face: without any working toilet there is no ratio, and that is said, not "not assessed"."""
    if told.value is not None or row["status"] != "short":
        return amount(told.value, told.unit, page.tr)
    if pd.isna(row["people_total"]):
        return page.tr("sites.no_toilet_unknown")
    return page.tr("sites.no_toilet", people=float(row["people_total"]))
