"""Messages ready to send, in three languages, from what is in force or from a rule that fires; then the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from components import picture
from components.figures import alert_messages
from components.i18n import LANGUAGES, Words
from components.session import Page
from components.widgets import address, alerts_outbox, alerts_sign, edit_state
from data import outbox
from data.access import allowed
from data.outbox import Message
from geo.errors import DashboardError
from geo.frames.alerts import SERIES
from geo.frames.outbox import CHANNELS, EMAIL, SMS
from geo.messages import sms_size, text_digest

RECIPIENTS = ("coun", "coud", "couc", "dgpc", "delegation", "town_halls", "gt_cccm", "shelter_nfi", "site_managers",
              "shelter_managers")  # fmt: skip
FORCE = "in_force"
ROOM_PX = {SMS: 120}


@dataclass(frozen=True)
class _About:
    """What a message may speak of: its name on the page, how it is said in a language, whether it is of an exercise."""

    name: str
    said: Callable[[Words], alert_messages.Said]
    exercise: bool = False


def show(page: Page) -> None:
    """Draw the text with its choices, and the outbox."""
    st.caption(page.tr("messages.note"))
    abouts = _abouts(page)
    about = address.select(page.tr("messages.about"), list(abouts), {key: one.name for key, one in abouts.items()},
                           key="about")  # fmt: skip
    left, middle, right = st.columns([2, 2, 3], vertical_alignment="bottom")
    with left:
        words = {code: page.tr(f"choice.message_lang.{code}") for code in LANGUAGES}
        lang = _one_of("message-lang", words, page.tr("messages.lang"), page.tr.lang)
    with middle:
        words = {code: page.tr(f"choice.channel.{code}") for code in CHANNELS}
        channel = _one_of("channel", words, page.tr("messages.channel"), EMAIL)
    with right:
        exercise = st.checkbox(page.tr("messages.exercise"), value=abouts[about].exercise, key=f"exercise-{about}",
                               disabled=abouts[about].exercise, help=page.tr("messages.exercise_help"))  # fmt: skip
    marks = [*(["exercise"] if exercise else []), *(["fictional"] if page.facts["fictional"] else [])]
    subject, text = _written(page, abouts[about].said(Words(lang)), channel, f"{about}-{lang}-{channel}")
    subject, body = alert_messages.framed(subject, text, channel, marks, Words(lang))
    _ready(page, channel, subject, body)
    if allowed(page.actor, outbox.WRITE).allowed:
        _draft(page, Message(channel, lang, "", subject, body, about, exercise))
    alerts_outbox.show(page)


def _one_of(key: str, words: dict[str, str], label: str, first: str) -> str:
    st.session_state.setdefault(key, first if first in words else next(iter(words)))
    return str(st.segmented_control(label, list(words), format_func=words.__getitem__, key=key, required=True))


def _abouts(page: Page) -> dict[str, _About]:
    """What is in force in the department chosen or the country, and every rule that fires."""
    at, department = page.results.moment(), page.department
    names = dict(zip(*(page.results.departments()[name] for name in ("place", "name")), strict=True))
    place = names.get(department, page.tr("messages.country"))

    def in_force(tr: Words) -> alert_messages.Said:
        rows = [page.results.alerts_in_force(series, at).frame for series in SERIES]
        mine = [one[one["adm1_pcode"] == department] if department else one for one in rows]
        said_of = names.get(department, tr("messages.country"))
        return alert_messages.in_force([one.reset_index(drop=True) for one in mine], said_of, at, tr)

    told = {FORCE: _About(page.tr("messages.about_in_force", place=place), in_force)}
    for row in page.results.firings().to_dict("records"):
        storm = row["name"] if isinstance(row["name"], str) else row["storm_id"]
        facts = page.results.storm_facts(row["storm_id"], row["advisory"])
        conditions = page.results.conditions(row["trigger"])

        def firing(tr: Words, row: dict = row, facts: dict = facts, of: tuple = conditions) -> alert_messages.Said:
            return alert_messages.firing(row, facts, of, tr)

        name = page.tr("messages.about_firing", rule=page.tr(f"triggers.rule.{row['trigger']}"), storm=storm,
                       advisory=row["advisory"])  # fmt: skip
        told[f"{row['trigger']}:{row['storm_id']}:{row['advisory']}"] = _About(name, firing, bool(row["exercise"]))
    return told


def _written(page: Page, said: alert_messages.Said, channel: str, of: str) -> tuple[str, str]:
    """Subject and text, which somebody may change; they begin anew where what they speak of changes."""
    subject, text = alert_messages.laid_out(said, channel)
    key = f"{of}-{text_digest(subject, text)[:12]}"
    if not allowed(page.actor, outbox.WRITE).allowed:
        return subject, text
    if channel == EMAIL:
        subject = st.text_input(page.tr("messages.subject"), value=subject, key=f"subject-{key}", max_chars=200)
    height = ROOM_PX.get(channel, 300)
    return subject, st.text_area(page.tr("messages.text"), value=text, height=height, key=f"text-{key}")


def _ready(page: Page, channel: str, subject: str, body: str) -> None:
    """The message as it goes out, to copy; an SMS is counted."""
    st.markdown(f"**{page.tr('messages.ready')}**")
    if channel == EMAIL:
        st.code(subject, language=None, wrap_lines=True)
    st.code(body, language=None, wrap_lines=True)
    if channel != SMS:
        return
    size = sms_size(body)
    st.caption(page.tr("messages.sms_size", parts=size.parts, units=size.units, encoding=size.encoding, left=size.left))
    if size.outside:
        st.caption(page.tr("messages.sms_outside", signs=page.tr.plain(" ".join(size.outside))))
    if size.parts > 1:
        st.warning(page.tr("messages.sms_several", parts=size.parts))


def _draft(page: Page, message: Message) -> None:
    """Choose to whom, sign, and put the message into the outbox."""
    left, right, third = st.columns([3, 3, 2], vertical_alignment="bottom")
    with left:
        words = {code: page.tr(f"choice.recipient.{code}") for code in RECIPIENTS}
        to = st.selectbox(page.tr("messages.recipient"), RECIPIENTS, format_func=words.__getitem__, key="recipient")
    with right:
        who = alerts_sign.ask(page, key="draft")
    with third:
        pressed = st.button(page.tr("messages.draft"), type="primary", icon=":material/outbox:", key="draft-message")
    if not pressed:
        return
    told = Message(message.channel, message.lang, str(to), message.subject, message.body, message.about,
                   message.exercise)  # fmt: skip
    try:
        number = outbox.draft(picture.source().store, who, told)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    edit_state.tell_done("messages.drafted", message=number)
    st.rerun()
