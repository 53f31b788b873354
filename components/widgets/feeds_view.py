"""What comes from the network: how old each answer is, why the last try failed, and fetching now."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import feed_import
from data import connectors
from data.access import allowed, require
from data.connectors import FeedState
from geo.errors import DashboardError, SourceUnavailable

DONE = "feed-done"
HOURS_TOLD = 48.0  # from here on an age reads in days
COLOURS = {"fresh": "green", "late": "orange", "never": "gray", "failed": "red", "not_set_up": "gray"}
ICONS = {"fresh": ":material/check_circle:", "late": ":material/schedule:", "never": ":material/cloud_off:",
         "failed": ":material/error:", "not_set_up": ":material/key_off:"}  # fmt: skip


def show(page: Page) -> None:
    """Draw every feed from what is on the disk: opening the page asks nothing of the network."""
    st.caption(page.tr("feeds.note"))
    may = allowed(page.actor, "feeds.fetch").allowed
    told = page.results.feeds()
    for one in told:
        if one.set_up or one.last_good_at:
            _row(page, one, may=may)
    waiting = [one for one in told if not (one.set_up or one.last_good_at)]
    if waiting:
        with st.expander(page.tr("feeds.waiting", count=len(waiting)), icon=ICONS["not_set_up"]):
            lines = [f"**{page.tr.plain(_title(page, one.name))}**: {_lacks(page, one)}" for one in waiting]
            st.markdown("\n".join(f"- {line}" for line in lines))


def _row(page: Page, one: FeedState, *, may: bool) -> None:
    with st.container(border=True):
        left, right = st.columns([5, 1], vertical_alignment="center")
        state = _state(one)
        with left, st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{page.tr.plain(_title(page, one.name))}**", width="content")
            st.badge(page.tr(f"feeds.state.{state}"), icon=ICONS[state], color=COLOURS[state])
        left.caption("  \n".join(_lines(page, one)))
        with left:
            feed_import.offer(page, one)
        if may:
            text = page.tr("feeds.fetch")
            if right.button(text, key=f"fetch-{one.name}", icon=":material/sync:", disabled=not one.set_up):
                _fetch(page, one.name)
        if st.session_state.get(DONE, ("",))[0] == one.name:
            _, kind, sentence = st.session_state.pop(DONE)
            {"good": st.success, "old": st.warning, "bad": st.error}[kind](sentence)


def _state(one: FeedState) -> str:
    if not one.set_up:
        return "not_set_up"
    if one.last_outcome == "failed":
        return "failed"
    if not one.last_good_at:
        return "never"
    return "late" if one.late else "fresh"


def _title(page: Page, name: str) -> str:
    return page.tr.or_else(f"feed.{name}", name)


def _lines(page: Page, one: FeedState) -> list[str]:
    """Age of what is here, the last try, and why it failed."""
    told = []
    if one.last_good_at:
        about = f" · {page.tr.plain(one.subject)}" if one.subject else ""
        told.append(page.tr("feeds.good", age=_age(page, one.age_hours or 0.0), at=_at(page, one.last_good_at)) + about)
    else:
        told.append(page.tr("feeds.no_answer"))
    if not one.set_up:
        told.append(_lacks(page, one))
    if one.last_tried_at and one.last_outcome:
        told.append(page.tr("feeds.tried", at=_at(page, one.last_tried_at),
                            outcome=page.tr(f"feeds.outcome.{one.last_outcome}")))  # fmt: skip
    if one.last_error:
        told.append(page.tr.plain(page.tr.error(SourceUnavailable(one.last_error, **one.last_params))))
    return told


def _lacks(page: Page, one: FeedState) -> str:
    """Say what a feed lacks before it can be asked."""
    if one.needs_key and not one.has_key:
        return page.tr("feeds.key", key=page.tr.plain(one.key))
    return page.tr("feeds.subject")


def _age(page: Page, hours: float) -> str:
    if hours < 1:
        return page.tr("feeds.age_now")
    if hours < HOURS_TOLD:
        return page.tr("feeds.age_hours", count=int(hours))
    return page.tr("feeds.age_days", count=int(hours // 24))


def _at(page: Page, moment: str) -> str:
    return f"{page.tr.day(moment)} {moment[11:16]}"


def _fetch(page: Page, name: str) -> None:
    """Ask one feed; whatever comes of it, the page starts over and says so beside the feed."""
    require(page.actor, "feeds.fetch")
    with st.spinner(page.tr("feeds.asking")):
        try:
            got = connectors.fetch(name)
        except DashboardError as error:
            st.session_state[DONE] = (name, "bad", page.tr.plain(page.tr.error(error)))
            st.rerun()
    if got.error is not None:
        old = page.tr("feeds.kept", age=_age(page, got.age_hours or 0.0))
        st.session_state[DONE] = (name, "old", f"{page.tr.plain(page.tr.error(got.error))} {old}")
    else:
        outcome = "nothing" if got.path is None else "new" if got.changed else "unchanged"
        st.session_state[DONE] = (name, "good", page.tr(f"feeds.outcome.{outcome}"))
    st.rerun()
