"""The next step of a request: the fields that it needs, on a phone below one another; saved as one batch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures.report.wording import known
from components.session import Page
from components.widgets import requests_approve
from data import request_steps
from data.access import allowed
from data.request_steps import Line, Taken
from geo.errors import DashboardError, EditConflict
from geo.request_steps import MAIN, as_main
from results.requests import RequestSheet

BODIES = ("endorsed", "approved", "refused")  # steps that an institution takes
COUNTED = ("distributed", "reported")  # steps that tell households
DONE = "request-done"


def show(page: Page, sheet: RequestSheet) -> None:
    """Draw the form; who may not write, and a request that has ended, have none."""
    row = sheet.row
    _done(page, row["request_id"])
    following = dict.fromkeys(as_main(one) for one in page.results.request_steps().following(row["state"]))
    if not following or not allowed(page.actor, request_steps.WRITE).allowed:
        return
    tr, key = page.tr, f"{row['request_id']}-{row['state']}"
    st.subheader(tr("requests.next"), anchor=False)
    with st.container(border=True):
        names = {one: tr(f"requests.take.{one}") for one in following}
        step = str(st.radio(tr("requests.which_step"), list(names), format_func=names.__getitem__, horizontal=True,
                            key=f"request-step-{key}"))  # fmt: skip
        with st.form(f"request-form-{key}-{step}", border=False):
            taken, reason = _fields(page, sheet, step, key)
            pressed = st.form_submit_button(names[step], type="primary", icon=":material/task_alt:")
    if pressed:
        _take(page, taken, reason)


def _done(page: Page, request_id: str) -> None:
    """Say which step was stored last here; it stays until another is taken: a map may draw the page anew at once."""
    request, batch = st.session_state.get(DONE, ("", None))
    if request == request_id:
        st.success(page.tr("requests.taken", batch=batch)) if batch else st.info(page.tr("entry.unchanged"))


def _fields(page: Page, sheet: RequestSheet, step: str, key: str) -> tuple[Taken, str]:
    """What a step needs: its day, who takes it, households, lines, a reason."""
    tr, row, of = page.tr, sheet.row, f"{key}-{step}"
    last = date.fromisoformat(page.facts["as_of"])
    days = [row[f"{one}_on"] for one in MAIN if isinstance(row[f"{one}_on"], str)]
    first = min(date.fromisoformat(max(days)), last) if days else None
    left, right = st.columns(2)
    day = left.date_input(tr("requests.day"), value=last, min_value=first, max_value=last, format="DD/MM/YYYY",
                          key=f"request-day-{of}")  # fmt: skip
    told: dict[str, Any] = {}
    if step in BODIES:
        told["organisation"] = right.text_input(tr("requests.body"), placeholder=tr("requests.body_example"),
                                                key=f"request-body-{of}")  # fmt: skip
    if step in COUNTED:
        known = row["households_reported"] if pd.notna(row["households_reported"]) else row["households_approved"]
        proposed = int(known) if pd.notna(known) else None
        households = right.number_input(tr(f"requests.households_{step}"), min_value=0, step=1, value=proposed,
                                        key=f"request-hh-{of}")  # fmt: skip
        told["households"] = None if households is None else float(households)
    if step == "approved":
        told["lines"] = requests_approve.lines(page, sheet, of)
    if step == "released":
        told |= _release(page, sheet, of)
    reason = ""
    if step in request_steps.ENDS:
        reason = st.text_input(tr("requests.reason"), placeholder=tr("requests.reason_example"),
                               key=f"request-reason-{of}")  # fmt: skip
    on = day.isoformat() if isinstance(day, date) else ""
    return Taken(row["request_id"], step, on, row["state"], document=_document(of), **told), reason


def _document(key: str) -> str:
    """Number of this form: a second click stores nothing again."""
    name = f"request-document-{key}"
    if name not in st.session_state:
        st.session_state[name] = request_steps.new_document()
    return str(st.session_state[name])


def _release(page: Page, sheet: RequestSheet, of: str) -> dict[str, Any]:
    """Units that leave of each line and warehouse; what stays reserved is asked, not guessed."""
    tr, names = page.tr, _items(page)
    kept = sheet.places[sheet.places["reserved"] > 0]
    several = len(set(kept["warehouse_id"])) > 1
    lines = []
    for row in kept.to_dict("records"):
        item, house = str(row["item"]), str(row["warehouse_id"])
        words = {"item": names.get(item, item), "reserved": float(row["reserved"])}
        label = tr("requests.leaves_from", warehouse=row["warehouse"] if known(row["warehouse"]) else house, **words)
        units = st.number_input(label if several else tr("requests.leaves_of", **words), min_value=0,
                                max_value=int(row["reserved"]), value=int(row["reserved"]), step=1,
                                key=f"request-units-{of}-{item}-{house}")  # fmt: skip
        lines.append(Line(item, float(units or 0), house))
    slip = st.text_input(tr("column.slip"), key=f"request-slip-{of}")
    stays = st.checkbox(tr("requests.rest_stays"), key=f"request-rest-{of}")
    return {"lines": tuple(lines), "slip": slip, "rest_stays": stays}


def _items(page: Page) -> dict[str, str]:
    items = page.results.items()
    return dict(zip(items["item"], items[f"name_{page.tr.lang}"].fillna(items["item"]), strict=True))


def _take(page: Page, taken: Taken, reason: str) -> None:
    """Take the step, and draw the page anew; what is wrong is told and nothing is stored."""
    try:
        batch = request_steps.take(picture.source(), page.actor, taken, reason=reason)
    except EditConflict as error:
        told = error.params | {"state": page.tr(f"choice.request_status.{error.params['state']}")}
        st.error(page.tr.plain(page.tr(f"error.{error.code}", **told)))
        return
    except DashboardError as error:
        st.error(page.tr.plain(said(page, error)))
        return
    st.session_state[DONE] = (taken.request_id, batch)
    st.rerun()


def said(page: Page, error: DashboardError) -> str:
    """Sentence of an error, items and warehouses by their names, steps and states in words."""
    houses = page.results.warehouses().set_index("warehouse_id")["name"].to_dict()
    words = {"item": _items(page), "warehouse": houses}
    told = {name: words[name].get(value, value) if name in words else value for name, value in error.params.items()}
    for name in ("state", "step"):
        if name in told:
            told[name] = page.tr(f"choice.request_status.{told[name]}")
    for name in ("day", "last", "today"):
        if name in told:
            told[name] = page.tr.moment(told[name])
    key = f"error.{error.code}"
    return page.tr(key, **told) if page.tr.has(key) else page.tr.error(error)
