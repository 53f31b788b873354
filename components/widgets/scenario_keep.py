"""The draft of a session: taken away as a file, opened from one, kept in the store."""

from __future__ import annotations

import hashlib

import streamlit as st

from components import navigation, picture
from components.session import Page
from components.widgets import look, scenario_ask, scenario_form, tables
from data.access import allowed
from data.kept_scenarios import keep
from data.scenario_files import ENDING, scenario_bytes
from data.scenario_uploads import scenario_of
from geo.errors import DashboardError
from results.shock import Shock

OPENED_NOW = "scenario-opened-now"  # in the session: a file was opened by the run before
_OPENED, _DONE, _REFUSED = "scenario-opened", "scenario-kept", "scenario-open-refused"


def open_file(page: Page) -> None:
    """Draw the choice of a scenario file; what it holds becomes the draft."""
    with st.popover(page.tr("scenario_build.open"), icon=":material/folder_open:"):
        look.uploader(page.tr("imports.choose_file"), ENDING)
        upload = st.file_uploader(page.tr("scenario_build.open"), type=[ENDING.lstrip(".")], key="scenario-toml",
                                  label_visibility="collapsed")  # fmt: skip
        if upload is None:
            st.session_state.pop(_OPENED, None)  # the same file may be opened again
            return
        content = upload.getvalue()
        mark = hashlib.sha256(content).hexdigest()
        if st.session_state.get(_OPENED) != mark:
            st.session_state[_OPENED] = mark
            st.session_state[_REFUSED] = _taken(page, upload.name, content)
            if not st.session_state[_REFUSED]:
                st.session_state[OPENED_NOW] = True
                st.rerun()
        if told := st.session_state.get(_REFUSED):
            st.error(page.tr.plain(told))


def _taken(page: Page, name: str, content: bytes) -> str:
    """Make a file the draft; why not, where it cannot be."""
    try:
        scenario = scenario_of(name, content)
    except DashboardError as error:
        return scenario_form.sentence(page, error)
    scenario_ask.hold(scenario_ask.preset_title(page, scenario.told.key), scenario)
    return ""


def show(page: Page, shock: Shock | None) -> None:
    """Draw what may be done with what the page shows: a draft may be kept, every scenario taken away."""
    _done(page)
    if shock is None or shock.scenario is None:
        st.caption(page.tr("scenario_build.no_draft"))
        return
    scenario, draft = shock.scenario, scenario_ask.is_draft(shock)
    with st.container(horizontal=True, vertical_alignment="center"):
        if draft and st.button(page.tr("scenario_build.keep"), icon=":material/save:", key="scenario-keep"):
            _keep(page)
        file = (page.tr("scenario_build.download"), "application/toml", lambda: scenario_bytes(scenario))
        tables.file_buttons(page, {f"{scenario.told.key}{ENDING}": file})
        st.badge(page.tr(f"choice.scenario_state.{scenario.told.state}"), icon=":material/label:", color="orange")
    if draft:
        st.caption(page.tr("scenario_build.draft", title=page.tr.plain(shock.name)))


def _keep(page: Page) -> None:
    held = scenario_ask.draft()
    if held is None:
        return
    title, scenario = held
    try:
        batch = keep(picture.source().store, page.actor, scenario, title=title)
    except DashboardError as error:
        st.error(page.tr.plain(scenario_form.sentence(page, error)))
        return
    st.session_state[_DONE] = (batch, title)
    scenario_ask.look_at_kept(scenario.told.key)
    st.rerun()


def _done(page: Page) -> None:
    """Say once what was kept, and where it is taken back."""
    told: tuple[int | None, str] | None = st.session_state.pop(_DONE, None)
    if told is None:
        return
    batch, title = told
    named = page.tr.plain(title)
    if batch is None:
        st.info(page.tr("scenario_build.kept_already", title=named))
        return
    st.success(page.tr("scenario_build.kept", title=named, batch=batch))
    imports = navigation.entry("imports")
    if allowed(page.actor, imports.action).allowed:
        st.page_link(imports.file, label=page.tr("scenario_build.take_back"), icon=":material/undo:")
