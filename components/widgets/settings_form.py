"""Changing figures of one subject: new values, what they would change, a reason; or back to what is shipped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from components import picture
from components.figures import settings_told
from components.figures.explain_text import changed
from components.session import Page, fragment
from data import settings
from data.access import allowed
from data.settings_catalogue import Editable
from geo.errors import DashboardError
from results.norms_in_force import Tries

VIEW = "settings.view"
DONE = "settings-done"
Draw = Callable[[Page, Tries], None]
Doubt = Callable[[Mapping[str, float]], list[str]]


def may_write(page: Page) -> bool:
    """Whether this viewer may change anything."""
    return allowed(page.actor, settings.WRITE).allowed


def done(page: Page) -> None:
    """Say once what was stored."""
    batch = st.session_state.pop(DONE, None)
    if batch:
        st.success(page.tr("settings.stored", batch=batch))


@fragment(VIEW)
def show(page: Page, ones: Sequence[Editable], moves: Draw, doubt: Doubt) -> None:
    """Draw the figures of one subject and, for who may, the form that changes them.

    `moves` draws what other values would do; `doubt` says what to look at twice in them, by setting.
    """
    for one in ones:
        st.markdown(_in_force(page, one))
    if not may_write(page):
        st.caption(page.tr("settings.read_only"))
        return
    typed = _typed(page, ones)
    faults = [told for one, text in typed if (told := settings_told.fault(one, text, page.tr))]
    for told in faults:
        st.error(page.tr.plain(told))
    held = {one.setting: settings_told.read(one, text, page.tr) for one, text in typed}
    new = {one.setting: held[one.setting] for one in ones if held[one.setting] != one.held.value}
    tries = tuple(sorted((name, float(value)) for name, value in new.items() if value is not None))
    whole = not faults and _whole(page, tries)
    if whole and tries:
        _look_twice(page, ones, dict(tries), doubt)
        moves(page, tries)
    _buttons(page, ones, tries if whole else ())


def _in_force(page: Page, one: Editable) -> str:
    """One figure: its value, what it was as shipped and who changed it, or its source."""
    tr, plain = page.tr, page.tr.plain
    name = settings_told.field(one, tr) or settings_told.title(one, tr)
    told = f"**{plain(name[:1].upper() + name[1:])}** : {plain(settings_told.value(one, one.held.value, tr))}"
    if one.held.change is not None:
        return f"{told}  \n:orange-badge[{plain(tr('settings.changed'))}] {plain(changed(one.held.change, tr))}"
    words = f"{settings_told.source(one, tr)} ({tr(f'status.{one.shipped.status}')})"
    return f"{told}  \n:small[{plain(words)}]"


def _typed(page: Page, ones: Sequence[Editable]) -> list[tuple[Editable, str]]:
    version = page.results.snapshot.version_of(("settings",))[0]
    told = []
    for column, one in zip(st.columns(max(len(ones), 2)), ones, strict=False):
        name = settings_told.field(one, page.tr) or page.tr("settings.new_value")
        first = settings_told.typed(one, one.held.value, page.tr)
        with column:
            text = st.text_input(f"{name[:1].upper()}{name[1:]} ({settings_told.unit(one, page.tr)})", value=first,
                                 key=f"settings-{one.setting}-{version}")  # fmt: skip
        told.append((one, text))
    return told


def _whole(page: Page, tries: Tries) -> bool:
    """Whether the new values fit together with what is in force; says why not."""
    told = {name: settings.written(value) for name, value in tries}
    try:
        settings.check_together(page.results.snapshot.settings, told)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return False
    return True


def _look_twice(page: Page, ones: Sequence[Editable], told: Mapping[str, float], doubt: Doubt) -> None:
    pairs = [(one, told[one.setting]) for one in ones if one.setting in told]
    for sentence in (*settings_told.doubts(pairs, page.tr), *doubt(told)):
        st.warning(page.tr.plain(sentence))


def _buttons(page: Page, ones: Sequence[Editable], tries: Tries) -> None:
    """Draw the reason, saving, and going back to what is shipped."""
    back = [one for one in ones if one.held.change is not None]
    if not tries and not back:
        st.caption(page.tr("settings.type_to_change"))
        return
    key = ones[0].setting
    reason = st.text_input(page.tr("settings.reason"), key=f"settings-reason-{key}",
                           placeholder=page.tr("settings.reason_example")).strip()  # fmt: skip
    with st.container(horizontal=True):
        save = st.button(page.tr("settings.store"), type="primary", icon=":material/save:", key=f"settings-store-{key}",
                         disabled=not (tries and reason))  # fmt: skip
        undo = bool(back) and st.button(page.tr("settings.put_back"), icon=":material/undo:",
                                        key=f"settings-back-{key}", disabled=not reason)  # fmt: skip
    if not reason:
        st.caption(page.tr("settings.reason_needed"))
    if save:
        store(page, {name: settings.written(value) for name, value in tries}, reason)
    elif undo:
        store(page, {one.setting: None for one in back}, reason)


def store(page: Page, values: Mapping[str, str | None], reason: str) -> None:
    """Store changes as one batch (None: back to what is shipped), then draw the page anew."""
    try:
        batch = settings.change_together(
            picture.source().store, page.actor, values, reason=reason, author=page.actor.name
        )
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    st.session_state[DONE] = batch
    st.rerun(scope="app")
