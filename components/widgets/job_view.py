"""Long work on a page: what is known of it while it is under way, and its result when it is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from components.session import Page, fragment
from components.work import jobs
from geo.errors import DashboardError
from jobs import DONE, FAILED, RUNNING, WAITING, State, Task

LOOKED_AFTER_S = 1.0
_LOOKS_S = 0.02


def result(page: Page, named: Task, make: Callable[[], dict[str, Any]], *, patience_s: float = 0.0) -> Any | None:
    """Result of a task, or None while there is none: then what is known of it is drawn.

    Parameters
    ----------
    page
        The page.
    named
        The task by its name, without arguments.
    make
        Its arguments, asked for where the work is not there yet.
    patience_s
        How long the page waits before it draws what is known: short work leaves no trace of itself.
    """
    try:
        known = _asked_for(named, make, patience_s)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return None
    if known is not None and known.name == DONE:
        return known.result
    if known is not None and known.name == FAILED and known.error is not None:
        st.error(page.tr.plain(page.tr.error(known.error)))
        _again(page, named)
        return None
    _under_way(page, named)
    return None


def _asked_for(named: Task, make: Callable[[], dict[str, Any]], patience_s: float) -> State | None:
    known = jobs(named).state(named.key)
    if known is None:
        jobs(named).submit(Task(named.function, make(), named.seconds, named.name))
        known = jobs(named).state(named.key)
    until = time.monotonic() + patience_s
    while known is not None and known.name in (WAITING, RUNNING) and time.monotonic() < until:
        time.sleep(_LOOKS_S)
        known = jobs(named).state(named.key)
    return known


@fragment("figures.view", every_s=LOOKED_AFTER_S)
def _under_way(page: Page, named: Task) -> None:
    """Draw how far it is, with the way to end it; the page runs again when it has ended."""
    known = jobs(named).state(named.key)
    if known is not None and known.name in (DONE, FAILED):
        st.rerun()
    if known is None or known.name not in (WAITING, RUNNING):
        ended = "lost" if known is None else known.name
        st.warning(page.tr(f"job.{ended}"), icon=":material/stop_circle:")
        _again(page, named)
        return
    told = page.tr("job.ahead", count=known.ahead) if known.ahead else page.tr(f"job.{known.name}")
    st.progress(min(1.0, max(0.0, known.share)), text=told)
    st.button(page.tr("job.cancel"), icon=":material/close:", key=f"job-cancel-{named.key}",
              on_click=jobs(named).cancel, args=(named.key,))  # fmt: skip


def _again(page: Page, named: Task) -> None:
    if st.button(page.tr("job.again"), icon=":material/refresh:", key=f"job-again-{named.key}"):
        jobs(named).forget(named.key)
        st.rerun()
