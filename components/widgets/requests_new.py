"""A new request, usable on a phone: who, where, for how many; the kit becomes items, and what overlaps is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import navigation, picture
from components.figures import request_rows
from components.session import Page
from components.widgets import edit_words, explain, item_names, requests_step
from data import new_requests, request_steps
from data.access import allowed
from data.new_requests import Wanted
from geo.errors import DashboardError
from geo.explain import Result

OWN, NOWHERE = "", ""
STATE = "request-new"
SHOWN = 6  # overlaps that are told before a request is made


def show(page: Page) -> None:
    """Draw the form; who may not write is told so."""
    if not allowed(page.actor, request_steps.WRITE).allowed:
        st.info(page.tr("reason.role_has_no_right"))
        return
    form = st.session_state.setdefault(STATE, {"round": 0, "id": new_requests.new_request_id(), "made": "", "batch": 0})
    cells = _who(page, form) | _where(page, form) | _days(page, form)
    lines = _lines(page, form, cells)
    _before(page, cells, lines)
    _made(page, form)
    if st.button(page.tr("requests.make"), type="primary", icon=":material/send:", key=f"request-make-{form['round']}"):
        _make(page, form, Wanted(form["id"], cells, lines))


def _made(page: Page, form: dict[str, Any]) -> None:
    """What was made last, and the way to it."""
    if form["made"]:
        st.success(page.tr("requests.made", request=form["made"], batch=form["batch"]))
        entry = navigation.entry("requests")
        st.page_link(entry.file, label=page.tr("requests.to_sheet", request=form["made"]), icon=entry.icon,
                     query_params={"part": "list", "request": form["made"]})  # fmt: skip


def _who(page: Page, form: dict[str, Any]) -> dict[str, str]:
    tr, key = page.tr, form["round"]
    known = page.results.requests().frame["organisation"].dropna().unique()
    left, right = st.columns(2)
    partner = left.selectbox(tr("requests.partner"), sorted(known, key=str.casefold), index=None,
                             accept_new_options=True, placeholder=tr("requests.partner_example"),
                             key=f"request-new-partner-{key}")  # fmt: skip
    households = right.number_input(tr("requests.households_asked"), min_value=1, value=None, step=1,
                                    key=f"request-new-households-{key}")  # fmt: skip
    return {"organisation": str(partner or ""), "households": "" if households is None else str(households)}


def _where(page: Page, form: dict[str, Any]) -> dict[str, str]:
    """A commune, and one of its sites where it is for a site."""
    tr, key = page.tr, form["round"]
    places = page.results.places().sort_values("name_fr")
    here = places[places["adm1_pcode"] == page.department] if page.department else places
    names = dict(zip(here["adm2_pcode"], here["name_fr"], strict=True))
    left, right = st.columns(2)
    commune = left.selectbox(tr("filter.commune"), list(names), index=None, format_func=names.__getitem__,
                             placeholder=tr("requests.choose"), key=f"request-new-commune-{key}")  # fmt: skip
    sites = page.results.sites()
    sites = sites[sites["adm2_pcode"] == commune].sort_values("name")
    of = {NOWHERE: tr("requests.whole_commune"), **dict(zip(sites["site_id"], sites["name"], strict=True))}
    site = right.selectbox(tr("requests.site"), list(of), format_func=of.__getitem__,
                           key=f"request-new-site-{key}-{commune}")  # fmt: skip
    return {"adm2_pcode": str(commune or ""), "site_id": str(site or "")}


def _days(page: Page, form: dict[str, Any]) -> dict[str, str]:
    tr, key, last = page.tr, form["round"], date.fromisoformat(page.facts["as_of"])
    first, second, third = st.columns(3)
    received = first.date_input(tr("column.received_on"), value=last, max_value=last, format="DD/MM/YYYY",
                                key=f"request-new-received-{key}")  # fmt: skip
    planned = second.date_input(tr("column.planned_on"), value=None, min_value=last, format="DD/MM/YYYY",
                                key=f"request-new-planned-{key}")  # fmt: skip
    reference = third.text_input(tr("column.assessment_reference"), key=f"request-new-reference-{key}")
    days = {"received_on": received, "planned_on": planned}
    told = {name: day.isoformat() if isinstance(day, date) else "" for name, day in days.items()}
    return {**told, "assessment_reference": reference, "sensitivity": "moderate", "source": ""}


def _lines(page: Page, form: dict[str, Any], cells: dict[str, str]) -> dict[str, str]:
    """Units by item: those of the kit for so many households, or a list of one's own; each may be changed."""
    tr, key = page.tr, form["round"]
    kits = page.results.kit_names().sort_values("is_default", ascending=False, kind="stable")
    names = {**dict(zip(kits["kit"], kits[f"name_{tr.lang}"], strict=True)), OWN: tr("requests.own_list")}
    kit = str(st.selectbox(tr("filter.kit"), list(names), format_func=names.__getitem__, key=f"request-new-kit-{key}"))
    cells["kit"] = kit
    items = page.results.items()
    called = dict(zip(items["item"], items[f"name_{tr.lang}"].fillna(items["item"]), strict=True))
    households = float(cells["households"] or 0)
    if kit == OWN:
        chosen = st.multiselect(tr("requests.items"), list(called), format_func=called.__getitem__,
                                key=f"request-new-items-{key}")  # fmt: skip
        wanted = pd.Series(0.0, index=pd.Index(chosen, dtype="str"))
    else:
        result = page.results.request_needed(kit, households)
        wanted = result.frame.set_index("item")["units"]
        _rule(page, result)
    lines = {}
    if not wanted.any() and kit != OWN:
        st.caption(tr("requests.households_first"))
        return lines
    columns = st.columns(2)
    for at, (item, units) in enumerate(wanted.items()):
        told = columns[at % 2].number_input(
            called.get(str(item), str(item)), min_value=0, value=int(units), step=1,
            key=f"request-new-units-{key}-{kit}-{item}-{int(units)}",
        )  # fmt: skip
        if told:
            lines[str(item)] = str(told)
    return lines


def _rule(page: Page, result: Result) -> None:
    """How the kit becomes units, said in a sentence and explained line by line."""
    if not result.frame["units"].any():
        return
    tr = page.tr
    size = float(result.explain_row(result.frame.iloc[0].to_dict()).inputs[-1].value or 0)
    told = [tr("requests.needed_rule")]
    if result.facts["by_person"]:
        told.append(tr("requests.needed_by_person", size=tr.number(size, 1)))
    st.caption(" ".join(told))
    named = item_names.worded(page, result.frame)
    explain.rows(page, result, named, ("item",), key="request-needed")


def _before(page: Page, cells: dict[str, str], lines: dict[str, str]) -> None:
    """What is known before the request is made: reports owed, overlaps, and who could serve it."""
    tr = page.tr
    owed = page.results.reports_overdue()
    for row in owed[owed["organisation"] == cells["organisation"]].to_dict("records"):
        st.warning(request_rows.owed({str(key): value for key, value in row.items()}, tr),
                   icon=":material/assignment_late:")  # fmt: skip
    if cells["adm2_pcode"]:
        place = (cells["adm2_pcode"], cells["site_id"], cells["planned_on"])
        found = page.results.overlaps_at(*place, tuple(lines)).frame
        if len(found):
            told = [f"- {line}" for line in request_rows.overlaps(found.head(SHOWN), tr)]
            st.warning("\n".join([tr("requests.overlaps_there", count=len(found)), "", *told]))
    if lines and cells["adm2_pcode"]:
        wanted = tuple((item, float(units)) for item, units in lines.items())
        houses = page.results.warehouses().set_index("warehouse_id")["name"].to_dict()
        whole = page.results.request_serving(wanted).facts["whole"]
        st.caption(request_rows.nearest(whole, page.results.hours_to(cells["adm2_pcode"]), houses, tr))


def _make(page: Page, form: dict[str, Any], wanted: Wanted) -> None:
    """Store the request, and open a new form; what is wrong is told field by field."""
    looked = new_requests.look(picture.source(), wanted)
    for problem in looked.faults:
        where = page.tr.or_else(f"column.{problem.column}", problem.column)
        told = f"**{page.tr.plain(where)}** : {page.tr.plain(edit_words.cell_sentence(page, problem))}"
        st.error(told) if problem.blocking else st.warning(told)
    if looked.blocked:
        return
    try:
        batch = new_requests.make(picture.source(), page.actor, wanted)
    except DashboardError as error:
        st.error(page.tr.plain(requests_step.said(page, error)))
        return
    fresh = {"round": form["round"] + 1, "id": new_requests.new_request_id(), "made": wanted.request_id}
    st.session_state[STATE] = {**fresh, "batch": batch or form["batch"]}
    st.rerun()
