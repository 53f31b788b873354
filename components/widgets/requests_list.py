"""Requests on a page: what waits on whom first, then the list with its filters, then one of them in full."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import layers, request_rows
from components.session import Page
from components.widgets import address, explain, requests_sheet, situation_map, tables
from geo.frames import REQUEST_STATUSES

EVERY = ""
LATE = "1"
COLUMNS = ("request_id", "organisation", "adm1_name", "adm2_name", "site_name", "households", "kit", "request_status",
           "next_step", "waits_on", "received_on", "age_days", "due_on", "days_overdue", "planned_on",
           "households_approved", "households_reported", "reserved", "assessment_reference", "decision_reason",
           "source", "observed_on")  # fmt: skip
SHOWN = 10
CARD_PX = 165
EXPLAINED = 20


def show(page: Page) -> None:
    """Draw the page's first part."""
    chosen = _chosen(page)
    if chosen:
        requests_sheet.show(page, chosen)
        return
    _waiting(page)
    _owed(page)
    _list(page)


def _chosen(page: Page) -> str:
    """One request, named in the address; "" for the list."""
    rows = page.results.requests().frame
    names = {EVERY: page.tr("requests.the_list")}
    for row in rows.to_dict("records"):
        where = row["site_name"] if isinstance(row["site_name"], str) else row["adm2_name"]
        names[row["request_id"]] = " · ".join(
            str(part) for part in (row["request_id"], row["organisation"], where) if isinstance(part, str)
        )
    return address.select(page.tr("requests.one"), list(names), names, key="request")


def _waiting(page: Page) -> None:
    """How many wait for each step, and on whom: what is late is said first."""
    rows = page.results.requests_waiting(page.department)
    st.subheader(page.tr("requests.waiting"), anchor=False)
    if rows.empty:
        st.info(page.tr("requests.nothing_waits"))
        return
    with st.container(horizontal=True):
        for row in rows.to_dict("records"):
            with st.container(border=True, width=CARD_PX, gap="small"):
                st.metric(page.tr(f"requests.to_take.{row['next_step']}"), page.tr.number(row["requests"]))
                late = page.tr("requests.count_late", count=float(row["late"]))
                oldest = page.tr("requests.oldest", count=float(row["oldest_days"]))
                badge = f":red-badge[{late}]  \n" if row["late"] else ""
                known = oldest if pd.notna(row["oldest_days"]) else page.tr("requests.no_day")
                st.caption(f"{badge}{page.tr('requests.who.' + row['waits_on'])}  \n{known}")


def _owed(page: Page) -> None:
    for row in page.results.reports_overdue().to_dict("records"):
        st.warning(request_rows.owed({str(key): value for key, value in row.items()}, page.tr),
                   icon=":material/assignment_late:")  # fmt: skip


def _list(page: Page) -> None:
    st.subheader(page.tr("requests.list"), anchor=False)
    every = page.results.requests(page.department)
    step, partner, late = _filters(page, every.frame)
    result = page.results.requests(page.department, step=step, organisation=partner, late=late)
    rows = result.frame
    if rows.empty:
        st.info(page.tr("requests.none"))
        return
    st.caption(page.tr("requests.counted", count=len(rows), late=int(rows["late"].sum())))
    told = [f"- {line}" for line in request_rows.lines(rows, page.tr)]
    st.markdown("\n".join(told[:SHOWN]))
    if told[SHOWN:]:
        with st.expander(page.tr("report.more", count=len(told) - SHOWN)):
            st.markdown("\n".join(told[SHOWN:]))
    explain.rows(page, result, rows, ("request_id", "organisation"), key="requests")
    records = rows.head(EXPLAINED).to_dict("records")
    explained = tuple(result.explain_row({str(key): value for key, value in row.items()}) for row in records)
    tables.download(page, rows.assign(request_status=rows["state"]), COLUMNS, name="requests", explanations=explained)
    _map(page, rows)


def _filters(page: Page, rows: pd.DataFrame) -> tuple[str, str, bool]:
    tr = page.tr
    first, second, third = st.columns(3, vertical_alignment="bottom")
    there = set(rows["state"])
    states = {
        EVERY: tr("requests.every_step"),
        **{one: tr(f"choice.request_status.{one}") for one in REQUEST_STATUSES if one in there},
    }
    partners = sorted(rows["organisation"].dropna().unique(), key=str.casefold)
    with first:
        step = address.select(tr("requests.step_label"), list(states), states, key="rstep")
    with second:
        names = {EVERY: tr("requests.every_partner"), **{one: one for one in partners}}
        partner = address.select(tr("requests.partner"), list(names), names, key="rpartner")
    with third:
        late = {EVERY: tr("requests.late_or_not"), LATE: tr("requests.only_late")}
        only = address.select(tr("requests.late_label"), list(late), late, key="rlate")
    return step, partner, only == LATE


def _map(page: Page, rows: pd.DataFrame) -> None:
    """Open requests by commune: never the point of a site."""
    open_ = rows[rows["next_step"] != ""]
    points = page.results.commune_points()
    sums = open_.groupby("adm2_pcode").agg(requests=("request_id", "size"), households=("households", "sum"),
                                           late=("late", "any"))  # fmt: skip
    placed = points[points["adm2_pcode"].isin(sums.index)].copy()
    for name in sums.columns:
        placed[name] = placed["adm2_pcode"].map(sums[name])
    if len(placed):
        st.subheader(page.tr("requests.map"), anchor=False)
        situation_map.show(page, [layers.requests(placed, page.tr)], key="requests-map")
