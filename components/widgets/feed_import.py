"""From a fetched answer to its import: the way in beside the feed, and the file on the page of imports."""

from __future__ import annotations

import shlex

import streamlit as st

from components import navigation
from components.session import Page
from data import connectors
from data.access import allowed
from data.connectors import FeedState
from data.importers.read import AUTO

ASKED = "feed"  # in the address of the page of imports
ICON = ":material/download_done:"


def offer(page: Page, one: FeedState) -> None:
    """Draw how a kept answer goes in: a link to its preview, the line of the terminal, or that nothing reads it."""
    if one.path is None or not allowed(page.actor, navigation.entry("imports").action).allowed:
        return
    if one.kind_of_import:
        there = navigation.entry("imports").file
        st.page_link(there, label=page.tr("feeds.import"), icon=ICON, query_params={ASKED: one.name})
    elif one.taken_in:
        st.caption(page.tr("feeds.import_terminal"))
        st.code(f"python cli.py {one.taken_in} {shlex.quote(str(one.path))}", language="bash", wrap_lines=True)
    else:
        st.caption(page.tr("feeds.no_import"))


def given(page: Page) -> tuple[str, bytes, str] | None:
    """The answer that the address asks for, as a file on its way in; None where it asks for none that there is."""
    one = _asked(page)
    if one is None:
        return None
    path = connectors.answer(one.name)
    if path is None:
        st.warning(page.tr("feeds.gone"))
        return None
    tr = page.tr
    title = tr.plain(tr.or_else(one.title_key, one.name))
    st.info(tr("feeds.given", title=title, at=f"{tr.day(one.last_good_at)} {one.last_good_at[11:16]}"), icon=ICON)
    if st.button(tr("feeds.other_file"), icon=":material/upload_file:"):
        forget()
        st.rerun()
    return path.name, path.read_bytes(), ""


def kind(page: Page, chosen: str) -> str:
    """What the answer holds where its feed says it and nobody chose; else as chosen."""
    one = _asked(page)
    return one.kind_of_import if one and chosen == AUTO else chosen


def _asked(page: Page) -> FeedState | None:
    name = st.query_params.get(ASKED)
    return next((one for one in page.results.feeds() if one.name == name and one.kind_of_import), None)


def forget() -> None:
    """Take the answer out of the address."""
    st.query_params.pop(ASKED, None)
