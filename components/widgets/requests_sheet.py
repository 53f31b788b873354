"""One request: where it stands, its steps, its lines with free stock, what overlaps, what was asked afterwards."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components.figures import layers, request_rows
from components.session import Page
from components.widgets import explain, item_names, requests_step, situation_map, tables
from geo.post_distribution import COMPLAINTS
from results.requests import RequestSheet

LINES = ("item_name", "quantity", "quantity_approved", "not_approved", "warehouse", "reserved", "released", "left")
SERVING = ("item_name", "warehouse", "travel_hours", "usable", "quantity", "short")
OVERLAPS = ("kind", "standing", "same_place", "on", "days_apart", "organisation", "id", "site_name", "adm2_name",
            "households", "items_shared")  # fmt: skip
MONITORED = ("answer_name", "answer_share", "households_of", "of_households", "observed_on", "source")
TOLD = ("planned_on", "assessment_reference", "decision_reason", "endorsing_organisation", "approving_organisation",
        "source")  # fmt: skip
NUMBERS = ("households_approved", "households_reported")
DECIDING = ("endorsed", "approved")  # steps before which free stock matters
ROOM = 0.35  # degrees around the commune
MAP_PX = 300


def show(page: Page, request_id: str) -> None:
    """Draw the sheet, the form of its next step below what has to be known before it."""
    sheet = page.results.request_sheet(request_id)
    _head(page, sheet)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(page.tr("requests.steps"), anchor=False)
        st.markdown("\n".join(f"- {line}" for line in request_rows.timeline(sheet.timeline, page.tr)))
        explain.popover(page, page.results.requests().explain(request_id=request_id), key=f"request-{request_id}")
    with right:
        _map(page, sheet)
    _lines(page, sheet)
    _overlaps(page, sheet)
    requests_step.show(page, sheet)
    _monitoring(page, sheet)


def _head(page: Page, sheet: RequestSheet) -> None:
    row, tr = sheet.row, page.tr
    partner = tr.plain(row["organisation"]) if isinstance(row["organisation"], str) else tr("requests.no_partner")
    st.subheader(f"{tr.plain(row['request_id'])} · {partner}", anchor=False)
    asked = tr("requests.asks", households=request_rows.households(row["households"], tr), kit=_kit(page, row["kit"]))
    st.markdown(f"{request_rows.badge(row, tr)} {asked} · {request_rows.place(row, tr)}")
    told = [f"{tr(f'column.{name}')} : {tr.plain(tr.moment(row[name]))}" for name in TOLD if isinstance(row[name], str)]
    told += [f"{tr(f'column.{name}')} : {tr.number(row[name])}" for name in NUMBERS if pd.notna(row[name])]
    st.caption(" · ".join(told))
    waits = request_rows.waits(row, tr)
    if waits:
        (st.error if row["late"] else st.info)(waits, icon=":material/schedule:")
    if sheet.owed is not None:
        st.warning(request_rows.owed(sheet.owed, tr), icon=":material/assignment_late:")


def _kit(page: Page, kit: Any) -> str:
    names = page.results.kit_names().set_index("kit")[f"name_{page.tr.lang}"]
    return page.tr.plain(names.get(kit, kit)) if isinstance(kit, str) else page.tr("requests.own_list")


def _map(page: Page, sheet: RequestSheet) -> None:
    """The commune, and the warehouses that have enough of every line, or those that were decided on."""
    if sheet.point is None:
        st.caption(page.tr("requests.no_place"))
        return
    row = sheet.row
    here = pd.DataFrame([{"adm2_pcode": row["adm2_pcode"], "adm2_name": row["adm2_name"], "longitude": sheet.point[0],
                          "latitude": sheet.point[1], "requests": 1, "households": row["households"],
                          "late": row["late"]}])  # fmt: skip
    houses = page.results.warehouses()
    chosen = sheet.serving.facts["whole"] if row["next_step"] in DECIDING else sheet.lines.frame["warehouse_id"]
    houses = houses[houses["warehouse_id"].isin(chosen)]
    near = ((sheet.point[1] - ROOM, sheet.point[0] - ROOM), (sheet.point[1] + ROOM, sheet.point[0] + ROOM))
    drawn = [layers.warehouses(houses, page.tr), layers.requests(here, page.tr)]
    situation_map.around(page, drawn, near=near, key=f"request-{row['request_id']}", height=MAP_PX)


def _lines(page: Page, sheet: RequestSheet) -> None:
    rows = _with_names(page, sheet.lines.frame)
    st.subheader(page.tr("requests.lines"), anchor=False)
    told = tuple(sheet.lines.explain_row(row) for row in sheet.lines.frame.to_dict("records"))
    tables.cards(page, rows, LINES, name="request_lines", explanations=told, of=sheet.row["request_id"])
    missing = request_rows.missing(rows, page.tr)
    if missing:
        st.warning(missing, icon=":material/production_quantity_limits:")
    if sheet.row["next_step"] not in DECIDING:
        return
    free, tr = sheet.serving, page.tr
    houses = page.results.warehouses().set_index("warehouse_id")["name"].to_dict()
    items = page.results.items().set_index("item")[f"name_{tr.lang}"]
    short = [tr.plain(items.get(one, one)) for one in free.facts["nowhere"]]
    if short:
        st.warning(tr("requests.nowhere", items=", ".join(short)), icon=":material/inventory:")
    st.markdown(request_rows.nearest(free.facts["whole"], sheet.hours, houses, tr))
    with st.expander(tr("requests.free")):
        hours = free.frame["warehouse_id"].map(sheet.hours)
        near = free.frame.assign(travel_hours=hours.astype("float64")).sort_values(["item", "travel_hours"])
        explained = tuple(free.explain_row(row) for row in near.to_dict("records"))
        tables.cards(page, _with_names(page, near), SERVING, name="request_serving",
                     explanations=explained, of=sheet.row["request_id"])  # fmt: skip


def _with_names(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    return item_names.worded(page, rows).rename(columns={"item": "item_name"})


def _overlaps(page: Page, sheet: RequestSheet) -> None:
    """What else is planned or was distributed there: before anybody decides."""
    tr, found = page.tr, sheet.overlaps
    st.subheader(tr("requests.overlaps"), anchor=False)
    words = {"days": tr.number(found.facts["window_days"]), "day": tr.day(found.facts["centre"])}
    if found.frame.empty:
        st.markdown(tr("requests.no_overlap", **words))
        return
    st.caption(tr("requests.overlap_note", **words))
    served = found.facts["served_most"]
    if pd.notna(served):
        st.warning(tr("requests.served_most", count=float(served)), icon=":material/join_inner:")
    st.markdown("\n".join(f"- {line}" for line in request_rows.overlaps(found.frame, tr)))
    told = tuple(found.explain_row(row) for row in found.frame.to_dict("records"))
    tables.download(page, found.frame, OVERLAPS, name="request_overlaps", explanations=told,
                    of=sheet.row["request_id"])  # fmt: skip


def _monitoring(page: Page, sheet: RequestSheet) -> None:
    rows, tr = sheet.monitoring.frame, page.tr
    if sheet.row["state"] not in ("distributed", "reported", "closed"):
        return
    st.subheader(tr("requests.monitoring"), anchor=False)
    if rows.empty:
        st.caption(tr("requests.no_monitoring"))
        return
    st.caption(tr("requests.monitoring_note"))
    named = rows.assign(answer_name=[tr(f"column.{one}") for one in rows["answer"]], households_of=rows["households"])
    households = named[named["answer"] != COMPLAINTS[0]]
    told = tuple(sheet.monitoring.explain_row(row) for row in households.to_dict("records"))
    tables.cards(page, households, MONITORED, name="post_distribution", explanations=told,
                 of=sheet.row["request_id"])  # fmt: skip
    complaints = rows[rows["answer"] == COMPLAINTS[0]]
    for row in complaints.dropna(subset=["of_households"]).to_dict("records"):
        st.markdown(tr("requests.complaints", received=float(row["of_households"]), answered=row["households"]))
