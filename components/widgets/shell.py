"""What stands beside every page: language, department, search."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import navigation, picture, session
from components.i18n import Words
from components.remember import remember
from components.widgets import address, look
from data.home import today
from geo.errors import DashboardError
from results import Results

NATION = ""
OWN_DAY = "day-own"  # the store's own day when this session looked last


def show(tr: Words) -> None:
    """Draw the sidebar; where the store cannot be read it only lets the language be chosen."""
    look.apply(tr)
    with st.sidebar:
        _language(tr)
        try:
            who = session.actor()
            results = Results(picture.take(who.role, as_of=session.day()), who, remember)
            _department(tr, results)
            _day(tr, results)
            _search(tr, results)
        except DashboardError:
            st.caption(tr("shell.no_store"))


def _language(tr: Words) -> None:
    names = session.language_names()
    if st.session_state.get("lang") not in names:
        st.session_state["lang"] = tr.lang
    address.recall("lang", list(names))
    label, hidden = tr("shell.language"), "collapsed"
    st.segmented_control(
        label, list(names), key="lang", format_func=names.__getitem__, required=True, label_visibility=hidden
    )


def _department(tr: Words, results: Results) -> None:
    departments = results.departments()
    names = {NATION: tr("shell.nation"), **dict(zip(departments["place"], departments["name"], strict=True))}
    address.select(tr("shell.department"), list(names), names, key="dept")


def _day(tr: Words, results: Results) -> None:
    """Choose the day of the picture; the store's own where nothing is chosen, also when that moves to another day."""
    own = date.fromisoformat(picture.take(results.actor.role).as_of)
    if st.session_state.get("day") in (None, st.session_state.get(OWN_DAY)):
        st.session_state["day"] = own
    st.session_state[OWN_DAY] = own
    st.date_input(tr("shell.day"), key="day", format="DD/MM/YYYY", max_value=date.fromisoformat(today()))


def _search(tr: Words, results: Results) -> None:
    text = st.text_input(tr("shell.search"), key="search", placeholder=tr("shell.search_hint"))
    if not text:
        return
    found = results.search(text)
    if found.empty:
        st.caption(tr("shell.nothing_found"))
    elif found.attrs["found"] > len(found):
        st.caption(tr("shell.more_found", shown=len(found), count=int(found.attrs["found"])))
    for row in found.itertuples():
        stem, name = navigation.SHEETS[row.kind]
        told = {"name": row.name or row.id, "where": row.where, "kind": tr(f"kind.{row.kind}")}
        label = tr("shell.found", **{key: tr.plain(text) for key, text in told.items()})
        st.page_link(navigation.entry(stem).file, label=label, query_params={name: row.id})
