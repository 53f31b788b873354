"""Writing a situation report: what a person says, beside the report before it; the figures come by themselves."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import picture
from components.figures import situation_html
from components.figures.report import situation_content, situation_filled
from components.figures.report.situation import Report, Written
from components.figures.report.wording import known
from components.session import Page
from components.widgets import edit_state, events_files, events_issued, events_period, events_zones
from components.widgets.events_ask import Asked
from data import situation_reports
from data.access import allowed
from geo.errors import DashboardError
from geo.frames.reports import WRITTEN
from results.reports import Asked as About

NEW = 0
HEIGHT = {"highlights": 150, "weather": 80, "needs": 100, "actions": 120}
Row = dict[str, Any]


def show(page: Page, asked: Asked) -> None:
    """Draw the form beside the report before, then how the report reads, its files and the button that issues it."""
    rows = page.results.situation_reports(asked.emergency, asked.place)
    latest = situation_filled.latest(rows)
    which = _which(page, asked, latest)
    corrected = next((row for row in latest if row["number"] == which), None)
    previous = situation_filled.before(rows, which)
    left, right = st.columns([3, 2])
    with left:
        written, about, exercise = _form(page, asked, corrected, previous)
    with right:
        _beside(page, previous)
    report = situation_filled.draft(page.results, about, written, exercise=exercise)
    st.subheader(page.tr("events.preview"), anchor=False)
    events_files.show(page, report, key="draft")
    _issue(page, report, which, exercise=exercise)
    st.html(situation_html.html(situation_content.paper(report, page.tr)))


def _which(page: Page, asked: Asked, latest: list[Row]) -> int:
    """A new report, or the correction of one that was issued."""
    options = [NEW, *(int(row["number"]) for row in latest)]
    names = {number: page.tr("events.correct", number=number) for number in options}
    coming = options[1] + 1 if latest else 1
    names[NEW] = page.tr("events.new", number=coming)
    return int(st.selectbox(page.tr("events.which"), options, format_func=names.__getitem__,
                            key=f"events-which-{asked.emergency}-{asked.place}-{coming}"))  # fmt: skip


def _form(page: Page, asked: Asked, corrected: Row | None, previous: Row | None) -> tuple[Written, About, bool]:
    """What is asked of the person who writes; a correction begins with what was written."""
    key = _key(asked, corrected, previous)
    at = str(corrected["period_until"]) if corrected else asked.at
    begin = events_period.choose(page, at, _text(corrected or {}, "period_from")
                                 or (_text(previous, "period_until") if previous else ""), key=key)  # fmt: skip
    texts = {}
    for name in WRITTEN:
        told = _text(corrected or {}, name)
        texts[name] = st.text_area(page.tr(f"situation.section.{name}"), value=told, height=HEIGHT[name],
                                   key=f"{key}-{name}", max_chars=situation_reports.LONGEST,
                                   placeholder=page.tr(f"events.example.{name}"))  # fmt: skip
    zone_set, days = events_zones.choose(page, _text(corrected or {}, "needs_from"), key=key)
    texts["written_by"] = st.text_input(page.tr("events.written_by"), value=_text(corrected or {}, "written_by"),
                                        key=f"{key}-by", help=page.tr("events.written_by_help"))  # fmt: skip
    exercise = st.toggle(page.tr("events.exercise"), value=bool(corrected and corrected["exercise"]),
                         key=f"{key}-exercise", help=page.tr("events.exercise_help"))  # fmt: skip
    about = About(asked.emergency, asked.place, at, str(previous["period_until"]) if previous else "", zone_set, days)
    name = situation_filled.zones_name(page.results, zone_set, page.tr) if zone_set else ""
    written = Written(texts, period_from=begin, previous=int(previous["number"]) if previous else 0, needs_name=name)
    return written, about, exercise


def _key(asked: Asked, corrected: Row | None, previous: Row | None) -> str:
    """Name of the widgets of one report: what was typed for one that is kept now is not typed into the next."""
    told = (corrected["number"], corrected["revision"]) if corrected else (NEW, previous["number"] if previous else 0)
    return "-".join(map(str, ("report", asked.emergency, asked.place, *told)))


def _text(row: Row, name: str) -> str:
    return str(row[name]) if name in row and known(row[name]) else ""


def _beside(page: Page, previous: Row | None) -> None:
    """The report before, as it was known then."""
    if previous is None:
        st.info(page.tr("events.no_previous"))
        return
    st.markdown(f"**{page.tr('events.previous')}**")
    with st.container(height=760, border=False):
        st.html(situation_html.html(situation_content.paper(events_issued.reckoned(page, previous), page.tr)))


def _issue(page: Page, report: Report, number: int, *, exercise: bool) -> None:
    """Draw the button that keeps the report under its number; what is wrong is said and nothing is stored."""
    if not allowed(page.actor, situation_reports.WRITE).allowed:
        return
    label = page.tr("events.issue_revision", number=number) if number else page.tr("events.issue")
    if not st.button(label, type="primary", icon=":material/publish:", key="events-issue"):
        st.caption(page.tr("events.issue_note"))
        return
    asked, written, snapshot = report.facts.asked, report.written, page.results.snapshot
    told = situation_reports.Written(
        asked.emergency, asked.centre, asked.place, written.period_from, asked.at, written.texts, snapshot.known_at,
        snapshot.as_of, written.sha256, asked.zone_set, asked.days, exercise,
    )  # fmt: skip
    try:
        done = situation_reports.issue(picture.source().store, page.actor, told, number=number or None)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    edit_state.tell_done("events.issued", number=done.number, revision=done.revision)
    st.rerun()
