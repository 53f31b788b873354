"""Whether a vigilance or alerte needs a second person: the switch, and who turned it off and why."""

from __future__ import annotations

from typing import cast

import streamlit as st

from components import picture
from components.session import Page, fragment
from components.widgets import settings_form
from data import settings
from data.countersigned import OFF, SETTING
from data.store.store import Store
from geo.errors import DashboardError


@fragment(settings_form.VIEW)
def show(page: Page) -> None:
    """Draw the state and, for who may, the button that changes it with a reason."""
    tr, on = page.tr, page.results.second_person()
    with st.expander(tr("second.setting"), icon=":material/how_to_reg:"):
        st.markdown(tr("second.setting_on" if on else "second.setting_off"))
        if not settings_form.may_write(page):
            st.caption(tr("settings.read_only"))
            return
        version = page.results.snapshot.version_of(("settings",))[0]
        reason = st.text_input(tr("entry.reason_label"), key=f"second-setting-{version}").strip()
        if st.button(tr("second.turn_off" if on else "second.turn_on"), disabled=not reason, key="second-turn"):
            _turn(page, OFF if on else "on", reason)


def _turn(page: Page, value: str, reason: str) -> None:
    try:
        batch = settings.change(
            cast("Store", picture.source().store), page.actor, SETTING, value, reason=reason, author=page.actor.name
        )
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    st.session_state[settings_form.DONE] = batch
    st.rerun(scope="app")
