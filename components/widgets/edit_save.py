"""Before anything is saved: the cells that change, what is wrong with them, who says so, and what others did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from components.widgets import edit_state, edit_words, tables
from components.widgets.edit_state import Form
from data import editing
from data.access import allowed
from data.editing import Draft, Wishes
from geo.errors import Conflict, DashboardError, EditConflict

TOLD = 20  # faults that are written out


def review(page: Page, form: Form, names: dict[str, str]) -> None:
    """Draw what would be saved, and the button that does it."""
    if form.conflict is not None:
        _conflicts(page, form, names)
        return
    if not form.cells:
        st.caption(page.tr("entry.nothing"))
        return
    st.subheader(page.tr("entry.review"), anchor=False)
    dated = _day(page, form)
    draft = editing.draft(picture.source(), form.opened, Wishes(form.cells, dated))
    _faults(page, draft, names)
    _changes(page, form, draft, names)
    sure = not draft.emptied or st.checkbox(page.tr("entry.emptied", count=draft.emptied), key=_key(form, "emptied"))
    _new_in_demo(page, form)
    reason = st.text_input(page.tr("entry.reason_label"), key=_key(form, "reason"),
                           placeholder=page.tr("entry.reason_example")).strip()  # fmt: skip
    told = _why_not(page, draft, sure=sure, reason=reason)
    with st.container(horizontal=True):
        save = st.button(page.tr("entry.save"), type="primary", icon=":material/save:", disabled=bool(told),
                         key=_key(form, "save"))  # fmt: skip
        if st.button(page.tr("entry.discard"), icon=":material/undo:", key=_key(form, "discard")):
            edit_state.reopen(page, form.opened.name)
            st.rerun(scope="app")
    if told:
        st.caption(told)
    if save:
        store(page, form, Wishes(form.cells, dated), reason)


def store(page: Page, form: Form, wishes: Wishes, reason: str) -> None:
    """Save, then begin anew; where somebody else was faster, show what changed."""
    try:
        batch = editing.save(picture.source(), page.actor, form.opened, wishes, reason=reason)
    except EditConflict as conflict:
        form.conflict, form.cells = conflict, {record: dict(cells) for record, cells in wishes.cells.items()}
        st.session_state[f"entry-held-{form.opened.name}"] = (wishes.dated, reason)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    else:
        edit_state.reopen(page, form.opened.name)
        edit_state.tell_done("entry.saved", batch=batch) if batch else edit_state.tell_done("entry.unchanged")
    st.rerun(scope="app")


def _key(form: Form, what: str) -> str:
    return f"entry-{what}-{form.opened.name}-{form.round}"


def _day(page: Page, form: Form) -> str | None:
    """Day on which it was seen so; none for a mere correction, but a closure always has one."""
    last = date.fromisoformat(form.opened.day)
    ways = form.opened.name == "ways"
    told = page.tr("entry.dated_way" if ways else "entry.dated_help")
    key = _key(form, "dated")
    if key not in st.session_state:
        st.session_state[key] = last
    chosen = st.date_input(page.tr("entry.dated"), value=None, max_value=last, format="DD/MM/YYYY", key=key, help=told)
    return chosen.isoformat() if isinstance(chosen, date) else None


def _faults(page: Page, draft: Draft, names: dict[str, str]) -> None:
    """One sentence a cell: what is wrong, and what to do."""
    for record, problem in draft.faults[:TOLD]:
        cell = edit_words.header(page, problem.column) if problem.column else ""
        where = " · ".join(filter(None, [names.get(record, page.tr("entry.new_record")), cell]))
        told = f"**{page.tr.plain(where)}** : {page.tr.plain(edit_words.cell_sentence(page, problem))}"
        st.error(told) if problem.blocking else st.warning(told)
    if len(draft.faults) > TOLD:
        st.caption(page.tr("entry.more_faults", count=len(draft.faults) - TOLD))


def _changes(page: Page, form: Form, draft: Draft, names: dict[str, str]) -> None:
    """The cells that change: before and after."""
    records = draft.changes["record"].nunique()
    st.markdown(page.tr("entry.changes", cells=len(draft.changes), records=records))
    if draft.changes.empty:
        return
    columns = form.opened.frame.by_name
    rows = [
        {**({page.tr("entry.record"): names.get(row.record, page.tr("entry.new_record"))} if records > 1 else {}),
         page.tr("entry.cell"): edit_words.header(page, row.column),
         page.tr("entry.before"): edit_words.shown(page, columns[row.column], row.before),
         page.tr("entry.after"): edit_words.shown(page, columns[row.column], row.after)}
        for row in draft.changes.itertuples()
    ]  # fmt: skip
    tables.grid(page, pd.DataFrame(rows), height=min(len(rows), 8) * 35 + 38)


def _new_in_demo(page: Page, form: Form) -> None:
    """Whoever writes a first record of their own into the demonstration is told what follows."""
    if page.facts["fictional"] and form.fresh in form.cells:
        st.warning(page.tr("imports.real_warning"))


def _why_not(page: Page, draft: Draft, *, sure: bool, reason: str) -> str:
    """Why the button cannot be pressed; "" where it can."""
    if not allowed(page.actor, editing.WRITE).allowed:
        return page.tr("reason.role_has_no_right")
    if draft.blocked:
        return page.tr("entry.fix_first")
    if draft.changes.empty:
        return page.tr("entry.unchanged")
    if not sure:
        return page.tr("entry.confirm_emptied")
    return "" if reason else page.tr("entry.reason_needed")


def _conflicts(page: Page, form: Form, names: dict[str, str]) -> None:
    """Draw what others changed meanwhile, and the choice for each cell."""
    conflict = form.conflict
    if conflict is None:
        return
    st.subheader(page.tr("entry.conflict"), anchor=False)
    st.warning(page.tr("entry.conflict_told", count=len(conflict.conflicts)))
    chosen = [_choice(page, form, one, names, at) for at, one in enumerate(conflict.conflicts)]
    done = st.button(page.tr("entry.decide"), type="primary", icon=":material/check:", disabled=None in chosen,
                     key=_key(form, f"decide-{conflict.known_at}"))  # fmt: skip
    if None in chosen:
        st.caption(page.tr("entry.decide_all"))
    if done:
        mine = {(one.asked[form.opened.key], one.column)
                for one, pick in zip(conflict.conflicts, chosen, strict=True) if pick == "mine"}  # fmt: skip
        dated, reason = st.session_state.pop(f"entry-held-{form.opened.name}", (None, ""))
        wishes = Wishes(form.cells, dated)
        form.opened, wishes = editing.decided(picture.source(), page.actor, form.opened, wishes,
                                              told=conflict, mine=mine)  # fmt: skip
        form.conflict, form.cells = None, {record: dict(cells) for record, cells in wishes.cells.items()}
        store(page, form, wishes, reason)


def _choice(page: Page, form: Form, one: Conflict, names: dict[str, str], at: int) -> str | None:
    """One cell: who changed it, from what to what, and which of the two values shall stand."""
    record = one.asked[form.opened.key]
    plain = page.tr.plain
    before, theirs, mine = (plain(_told(page, form, one.column, value)) for value in (one.before, one.theirs, one.mine))
    with st.container(border=True):
        st.markdown(f"**{plain(names.get(record, record))} · {plain(edit_words.header(page, one.column))}**")
        when = f"{page.tr.day(one.committed_at)}, {one.committed_at[11:16]}" if one.committed_at else "?"
        words: dict[str, Any] = {"author": plain(one.author), "when": when, "batch": one.batch}
        st.markdown(page.tr("entry.theirs_told", before=before, theirs=theirs, **words))
        labels = {"theirs": page.tr("entry.keep_theirs", value=theirs), "mine": page.tr("entry.put_mine", value=mine)}
        return st.radio(
            page.tr("entry.which"), list(labels), index=None, format_func=labels.__getitem__,
            key=_key(form, f"pick-{form.opened.read_at}-{at}-{one.batch}"), label_visibility="collapsed",
        )  # fmt: skip


def _told(page: Page, form: Form, name: str, value: Any) -> str:
    column = form.opened.frame.by_name[name]
    return edit_words.shown(page, column, editing.text_of(column, value))
