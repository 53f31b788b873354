"""What was changed of a part of the settings: from what to what, who, when, why; the way back to what is shipped."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from components.figures import settings_told
from components.figures.explain_text import changed
from components.session import Page
from components.widgets import settings_form
from data.settings_catalogue import Editable


def show(page: Page, ones: Sequence[Editable], *, key: str) -> None:
    """Draw the list of what is not as shipped; nothing where everything is."""
    told = {one.setting: one for one in ones if one.held.change is not None}
    if not told:
        return
    tr = page.tr
    with st.expander(tr("settings.changed_here", count=len(told)), icon=":material/edit:"):
        st.markdown("\n".join(f"- **{tr.plain(settings_told.title(one, tr))}** · {_line(page, one)}"
                              for one in told.values()))  # fmt: skip
        if not settings_form.may_write(page):
            return
        names = {setting: settings_told.title(one, tr) for setting, one in told.items()}
        chosen = st.multiselect(tr("settings.back_which"), list(names), format_func=names.__getitem__,
                                select_all=False, key=f"settings-back-which-{key}",
                                placeholder=tr("filter.choose"))  # fmt: skip
        reason = st.text_input(tr("settings.reason"), key=f"settings-back-reason-{key}").strip()
        if st.button(tr("settings.put_back_chosen"), icon=":material/undo:", disabled=not (chosen and reason),
                     key=f"settings-back-all-{key}"):  # fmt: skip
            settings_form.store(page, dict.fromkeys(chosen), reason)


def _line(page: Page, one: Editable) -> str:
    change = one.held.change
    return "" if change is None else page.tr.plain(changed(change, page.tr))
