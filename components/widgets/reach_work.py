"""Reach with vehicles and daily capacity as work: what the page is about to ask for is solved beside the server."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from components.session import Page
from components.widgets import job_view, reach_figures, reach_plan
from components.widgets.reach_ask import Asked
from components.widgets.reach_variants import kept
from components.work import jobs
from geo.errors import DashboardError
from geo.reach_work import FUNCTION
from jobs import FAILED, Task
from results.reach_trials import TOGETHER, Changes
from results.reach_work import FleetWork

PATIENCE_S = 1.0  # an answer that comes within it is drawn without a word about the work
_OUT_OF_TIME = "reach.out_of_time"


def ready(page: Page, asked: Asked, changes: Changes) -> bool:
    """Whether everything that the page shows is solved; where not, what is under way is drawn, with how to end it."""
    try:
        return all(_there(page, asked, title, work) for title, work in _works(page, asked, changes))
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return False


def _works(page: Page, asked: Asked, changes: Changes) -> Iterator[tuple[str, FleetWork]]:
    """Arc programmes in the order in which they are needed, each with what it is called; one asks for those before."""
    names = {(): page.tr("reach.today"), changes: page.tr("reach.tried" if changes else "reach.today")}
    names = {**{trial: name for name, trial in kept(page)}, **names}
    for trial in dict.fromkeys([(), changes, *names]):
        fleet = reach_figures.fleet(page, asked, trial)
        together = asked.question.mode == TOGETHER
        levels = [""] if together else dict.fromkeys([asked.place[0], reach_figures.list_level(asked)])
        for level in levels:
            yield names[trial], FleetWork(asked.question, fleet, trial, level)
    if plan := reach_plan.work(page, asked, changes):
        yield page.tr("reach.part.plan"), plan


def _there(page: Page, asked: Asked, title: str, work: FleetWork) -> bool:
    """Whether it is solved, or nothing is to be; else it is begun, and looked at for a moment."""
    results = page.results
    if not results.fleet_limits(work) or results.fleet_work_known(work):
        return True
    task = Task(FUNCTION, {}, results.solve_seconds().value, results.fleet_work_name(work))
    place = st.empty()
    with place.container(border=True):
        told = st.empty()
        found = job_view.result(page, task, lambda: {"question": results.fleet_question(work)}, patience_s=PATIENCE_S)
        if found is None:
            told.markdown(f"**{page.tr('reach_work.title', what=title)}**")
            _at_most(page, asked, work, task)
            return False
    place.empty()
    results.hold_fleet_work(work, found)
    return True


def _at_most(page: Page, asked: Asked, work: FleetWork, task: Task) -> None:
    """Say, of work whose time was over before anything was solved, the most that the answer can be."""
    known = jobs(task).state(task.key)
    out = known is not None and known.name == FAILED and known.error is not None and known.error.code == _OUT_OF_TIME
    if not out:
        st.caption(page.tr("reach_work.note"))
        return
    level, code, name = asked.place
    rows = page.results.reach_of(asked.question, level, work.changes).frame
    most = rows.loc[(rows["place"] == code) & (rows["within_hours"] == asked.hours), "households_reached"].iloc[0]
    st.markdown(page.tr("reach_work.at_most", count=float(round(most)), hours=f"{asked.hours:g}",
                        place=page.tr.plain(name), seconds=float(task.seconds)))  # fmt: skip
