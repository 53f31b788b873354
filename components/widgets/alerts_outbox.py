"""The outbox: who wrote each message, who confirmed it, whether it went out; and the next step, where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures import haiti_time
from components.session import Page
from components.widgets import alerts_sign, edit_state
from data import mail, outbox
from data.access import Actor, allowed
from geo.errors import DashboardError, DataProblem
from geo.frames.outbox import EMAIL

FIRST = 8  # messages that stand open to the eye; the others behind a click
_NOT_SENT = "message-not-sent"  # what the run before has to say of a message that did not go out
_LOOKS = {
    "drafted": ("orange", ":material/edit_note:"), "confirmed": ("blue", ":material/verified_user:"),
    "sending": ("red", ":material/help:"), "sent": ("green", ":material/done_all:"),
    "failed": ("red", ":material/error:"),
}  # fmt: skip


def show(page: Page) -> None:
    """Draw the messages, the newest first."""
    st.subheader(page.tr("messages.outbox"), anchor=False)
    _server(page)
    if not_sent := st.session_state.pop(_NOT_SENT, ""):
        st.error(page.tr.plain(not_sent))
    rows = page.results.outbox().to_dict("records")
    if not rows:
        st.info(page.tr("messages.outbox_none"))
        return
    who = alerts_sign.ask(page, key="outbox")
    for row in rows[:FIRST]:
        _message(page, row, who)
    if len(rows) > FIRST:
        with st.expander(page.tr("messages.older")):
            for row in rows[FIRST:]:
                _message(page, row, who)


def _server(page: Page) -> None:
    """Say whether anything can go out from here, and who may."""
    state = "off" if not mail.switched_on() else "ready" if mail.configured() else "unset"
    told = [page.tr(f"messages.server.{state}")]
    if not allowed(page.actor, outbox.SEND).allowed:
        told.append(page.tr("messages.server.no_role"))
    st.caption(" ".join(told))


def _message(page: Page, row: dict[str, Any], who: Actor) -> None:
    tr, state = page.tr, row["message_state"]
    color, icon = _LOOKS[state]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(tr(f"choice.message_state.{state}"), icon=icon, color=color)
            st.markdown(tr.plain(row["message_subject"] if _told(row["message_subject"]) else row["message_body"][:80]))
        st.caption("  \n".join(tr.plain(one) for one in _steps(page, row)))
        with st.popover(tr("messages.ready"), icon=":material/content_copy:"):
            if _told(row["message_subject"]):
                st.code(row["message_subject"], language=None, wrap_lines=True)
            st.code(row["message_body"], language=None, wrap_lines=True)
            st.caption(tr("messages.digest", digest=row["text_sha256"]))
        _next(page, row, who)


def _told(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _steps(page: Page, row: dict[str, Any]) -> list[str]:
    """Who took which step, and when."""
    tr = page.tr
    told = [tr("messages.row", channel=tr(f"choice.channel.{row['channel']}"), by=row["drafted_by"],
               lang=tr(f"choice.message_lang.{row['message_lang']}"), at=haiti_time.told(row["drafted_at"], tr),
               recipient=tr.or_else(f"choice.recipient.{row['recipient']}", str(row["recipient"])))]  # fmt: skip
    told += [
        tr(f"messages.{step}_row", by=row[f"{step}_by"], at=haiti_time.told(row[f"{step}_at"], tr))
        for step in ("confirmed", "sent") if _told(row[f"{step}_at"])
    ]  # fmt: skip
    if row["message_state"] in ("failed", "sending") and _told(row["send_error"]):
        told.append(tr.error(DataProblem(row["send_error"])))
    return [f"{row['message_id']}", *told]


def _next(page: Page, row: dict[str, Any], who: Actor) -> None:
    """The buttons of the next step: confirm, say that it was sent, or send."""
    tr, store, number, state = page.tr, picture.source().store, row["message_id"], row["message_state"]
    if state == outbox.DRAFTED and allowed(page.actor, outbox.CONFIRM).allowed:
        if st.button(tr("messages.confirm"), key=f"confirm-{number}", icon=":material/verified_user:"):
            step = lambda: outbox.confirm(store, who, number, seen=row["text_sha256"])  # noqa: E731
            _take(page, step, ("messages.confirmed", number))
        return
    if state not in (outbox.CONFIRMED, outbox.FAILED):
        return
    with st.container(horizontal=True):
        if allowed(page.actor, outbox.WRITE).allowed and st.button(tr("messages.by_hand"), key=f"by-hand-{number}"):
            _take(page, lambda: outbox.sent_by_hand(store, who, number), ("messages.by_hand_done", number))
        may = allowed(page.actor, outbox.SEND).allowed and mail.switched_on() and row["channel"] == EMAIL
        label = tr("messages.retry" if state == outbox.FAILED else "messages.send")
        if may and st.button(label, key=f"send-{number}", type="primary", icon=":material/send:"):
            _send(page, number, who)


def _take(page: Page, step: Callable[[], Any], done: tuple[str, str]) -> None:
    """Take one step, and draw the page anew; what is wrong is told and nothing is stored."""
    try:
        step()
    except DashboardError as error:
        st.error(page.tr.plain(_sentence(page, error)))
        return
    edit_state.tell_done(done[0], message=done[1])
    st.rerun()


def _sentence(page: Page, error: DashboardError) -> str:
    """The error in words; a state that it names too."""
    state = error.params.get("state")
    if state is not None and not pd.isna(state):
        error.params["state"] = page.tr.or_else(f"choice.message_state.{state}", str(state))
    return page.tr.error(error)


def _send(page: Page, number: str, who: Actor) -> None:
    """Send through the mail server, and say what became of it."""
    try:
        outcome = outbox.send(picture.source().store, who, number, mail.server())
    except DashboardError as error:
        st.error(page.tr.plain(_sentence(page, error)))
        return
    if outcome.state == outbox.SENT:
        edit_state.tell_done("messages.sent", message=number)
    else:
        key = "messages.send_unknown" if outcome.state == outbox.SENDING else "messages.send_failed"
        why = page.tr.error(DataProblem(outcome.code))
        st.session_state[_NOT_SENT] = page.tr(key, message=number, reason=why)
    st.rerun()
