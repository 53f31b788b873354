"""What is said in an emergency: the parts that bulletins, activations and reports have in common, and their storing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures import table
from components.session import Page
from components.widgets import edit_state, edit_words, tables
from data import statements
from data.access import allowed
from data.statements import Cells, Said
from geo.errors import DashboardError
from geo.frames import FRAMES, Column


def round_of(name: str) -> int:
    """How often this form was begun: widgets of an earlier one are others."""
    return int(st.session_state.setdefault(f"said-round-{name}", 0))


def key(name: str, what: str) -> str:
    """Key of a widget of the form."""
    return f"said-{name}-{what}-{round_of(name)}"


def moment(page: Page, name: str, column: str, *, now: bool = False) -> str:
    """Draw a day and hour in Haiti; returns the instant, "" where blank. `now`: it begins with this minute."""
    own = key(name, column)
    if own not in st.session_state:
        st.session_state[own] = statements.now_in(page.facts["as_of"]) if now else None
    chosen = st.datetime_input(edit_words.header(page, column), value=None, key=own, format="DD/MM/YYYY", step=60,
                               help=page.tr("entry.haiti_time"))  # fmt: skip
    return edit_words.to_text(_column(name, column), chosen if isinstance(chosen, datetime) else None)


def words(page: Page, name: str, column: str, *, begins: str = "", hint: str = "") -> str:
    """Draw a line of text."""
    own = key(name, column)
    if own not in st.session_state:
        st.session_state[own] = begins
    return st.text_input(edit_words.header(page, column), key=own, placeholder=page.tr(hint) if hint else None).strip()


def _column(name: str, column: str) -> Column:
    return FRAMES[name].by_name[column]


def finish(page: Page, name: str, told: Sequence[Cells], shown: Sequence[str], *, lacking: str = "") -> None:
    """Draw what would be stored and what is wrong with it, who says so, and the button.

    `lacking`: key of a sentence that says what is still missing, "" for nothing.
    """
    st.subheader(page.tr("entry.review"), anchor=False)
    if not told:
        st.caption(page.tr("entry.nothing"))
        return
    said = statements.look(picture.source(), name, told)
    _faults(page, said)
    _preview(page, said, shown)
    invented = _trial(page, name)
    reason = words(page, name, "source", hint="said.source_example")
    why_not = _why_not(page, name, said, reason) or (page.tr(lacking) if lacking else "")
    with st.container(horizontal=True):
        save = st.button(page.tr("entry.save"), type="primary", icon=":material/save:", disabled=bool(why_not),
                         key=key(name, "save"))  # fmt: skip
        if st.button(page.tr("entry.discard"), icon=":material/undo:", key=key(name, "discard")):
            _again(name)
            st.rerun(scope="app")
    if why_not:
        st.caption(why_not)
    if save:
        _store(page, name, [{**row, "source": reason} for row in told], reason=reason, invented=invented)


def _trial(page: Page, name: str) -> bool:
    """Whether what is typed into a demonstration is a trial: else the store holds something real from then on."""
    if not page.facts["fictional"] or page.facts["mixed"]:
        return False
    trial = st.toggle(page.tr("said.trial"), value=True, key=key(name, "trial"))
    if not trial:
        st.warning(page.tr("imports.real_warning"))
    return trial


def _faults(page: Page, said: Said) -> None:
    for problem in said.faults:
        where = [page.tr("entry.line", line=problem.row)] if len(said.rows) > 1 else []
        where += [edit_words.header(page, problem.column)] if problem.column else []
        told = page.tr.plain(edit_words.cell_sentence(page, problem))
        told = f"**{page.tr.plain(' · '.join(where))}** : {told}" if where else told
        st.error(told) if problem.blocking else st.warning(told)


def _preview(page: Page, said: Said, shown: Sequence[str]) -> None:
    rows = table.for_people(said.rows, shown, page.tr)
    rows = rows.rename(columns={table.label(name, page.tr): edit_words.header(page, name) for name in shown})
    if "adm1_pcode" in shown:
        rows[edit_words.header(page, "adm1_pcode")] = named(page, said.rows["adm1_pcode"])
    if "place" in shown:
        rows[edit_words.header(page, "place")] = named(page, said.rows["place"])
    tables.grid(page, rows, height=min(len(rows), 8) * 35 + 38)
    if not any(said.news):
        st.caption(page.tr("entry.unchanged"))


def named(page: Page, codes: pd.Series) -> pd.Series:
    """Names of places by P-code; a code that is none stays as it was typed."""
    return codes.map(page.results.place_names()).fillna(codes)


def _why_not(page: Page, name: str, said: Said, reason: str) -> str:
    if not allowed(page.actor, statements.WRITE[name]).allowed:
        return page.tr("reason.role_has_no_right")
    if said.blocked:
        return page.tr("entry.fix_first")
    return "" if reason else page.tr("said.source_needed")


def _store(page: Page, name: str, told: Sequence[Cells], **more: Any) -> None:
    try:
        batch = statements.save(picture.source(), page.actor, name, told, **more)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    _again(name)
    if not batch:
        edit_state.tell_done("entry.unchanged")
    else:
        second = name == "alerts" and page.results.second_person()
        edit_state.tell_done("said.saved_to_confirm" if second else "entry.saved", batch=batch)
    st.rerun(scope="app")


def _again(name: str) -> None:
    """Begin a new form."""
    st.session_state[f"said-round-{name}"] = round_of(name) + 1
