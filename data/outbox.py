"""The outbox: a message is drafted, confirmed by another person, then sent once by hand or through the mail server.

::

    drafted -> confirmed -> sending -> sent
                         ^           `-> failed (told why; may be tried again)

Steps are patches, so each knows who took it. Undoing a batch takes a draft or a confirmation back; what was sent stays
sent: a state that says so is read from every batch, undone ones too.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data import mail
from data.access import Actor, require
from data.home import now
from data.importers.cases import says_case
from data.importers.personal import holds_person
from data.snapshot import SITUATION
from data.store.acts import Acts
from data.store.schema import TABLES
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.frames.outbox import CHANNELS, EMAIL
from geo.messages import same_person, text_digest

WRITE, CONFIRM, SEND = "alerts.write", "alerts.confirm", "alerts.send"
DRAFTED, CONFIRMED, SENDING, SENT, FAILED = "drafted", "confirmed", "sending", "sent", "failed"
SOURCE = "messages"
MOST_SIGNS = 20_000  # of a text


@dataclass(frozen=True)
class Message:
    """What is to be said, to which function, and about what.

    Parameters
    ----------
    channel, lang, recipient
        ``email``, ``sms`` or ``whatsapp``; ``fr``, ``en`` or ``ht``; key of a function, never a person.
    subject, body
        The text as it goes out; `subject` of an e-mail alone.
    about
        What it speaks of: ``in_force`` or the rule, storm and advisory.
    exercise
        Whether it belongs to an exercise.
    """

    channel: str
    lang: str
    recipient: str
    subject: str
    body: str
    about: str = ""
    exercise: bool = False


def draft(store: Store, actor: Actor, message: Message) -> str:
    """Put a message into the outbox; nothing goes out.

    Returns
    -------
    message_id
        Its number.

    Raises
    ------
    NotAllowed
        Without the right ``alerts.write``.
    DataProblem
        ``message_empty``, ``message_too_long``, ``message_channel``; ``message_unsigned`` and ``message_personal``
        (see `signed`).
    """
    require(actor, WRITE)
    who = signed(actor)
    _refuse_text(message)
    number = f"MSG-{secrets.token_hex(5)}"
    row = {
        "message_id": number, "channel": message.channel, "message_lang": message.lang, "recipient": message.recipient,
        "about": message.about or None, "exercise": message.exercise, "message_subject": message.subject or None,
        "message_body": message.body, "text_sha256": text_digest(message.subject, message.body),
        "message_state": DRAFTED, "drafted_by": who, "drafted_at": _minute(),
    }  # fmt: skip
    with store.together() as acts:
        _write(acts, row, _told(store, who, DRAFTED))
    return number


def confirm(store: Store, actor: Actor, message_id: str, *, seen: str) -> None:
    """Confirm a draft as a second person: this very text (`seen`: its SHA-256) may go out.

    Raises
    ------
    NotAllowed
        Without the right ``alerts.confirm``.
    DataProblem
        ``message_second_person`` for who drafted it; ``message_unknown``, ``message_state``, ``message_changed`` where
        the text is not the one that was seen.
    """
    require(actor, CONFIRM)
    who = signed(actor)
    with store.together() as acts:
        row = _standing(store, acts.connection, message_id)
        _refuse_state(row, DRAFTED)
        if same_person(row["drafted_by"], who):
            raise DataProblem("message_second_person", message=message_id)
        _refuse_changed(row, seen)
        told = {"message_state": CONFIRMED, "confirmed_by": who, "confirmed_at": _minute()}
        _write(acts, {"message_id": message_id, **told}, _told(store, who, CONFIRMED))


def sent_by_hand(store: Store, actor: Actor, message_id: str) -> None:
    """Record that somebody sent a confirmed message from a telephone or another program: once.

    Raises
    ------
    NotAllowed, DataProblem
        As `confirm`; who drafted it may send it.
    """
    require(actor, WRITE)
    who = signed(actor)
    with store.together() as acts:
        row = _standing(store, acts.connection, message_id)
        _refuse_state(row, CONFIRMED, FAILED)
        told = {"message_state": SENT, "sent_by": who, "sent_at": _minute()}
        _write(acts, {"message_id": message_id, **told}, _told(store, who, SENT))


def send(store: Store, actor: Actor, message_id: str, server: mail.Server) -> mail.Outcome:
    """Send a confirmed e-mail through the mail server.

    Returns
    -------
    outcome
        ``sent``; ``failed`` with the code of why: nothing went out and it may be tried again; ``sending`` where the
        connection broke while the text was handed over: nobody knows, it is not tried again. The outbox keeps it.

    Raises
    ------
    NotAllowed
        Without the right ``alerts.send``.
    DataProblem
        As `confirm`; ``mail_switched_off``; ``message_channel`` for an SMS or a WhatsApp text;
        ``mail_no_mailbox`` where the function has no address.
    """
    require(actor, SEND)
    who = signed(actor)
    mail.refuse_switched_off()
    with store.together() as acts:  # whoever comes second finds the message claimed
        row = _standing(store, acts.connection, message_id)
        _refuse_state(row, CONFIRMED, FAILED)
        letter = _letter(row)
        tries = (0 if pd.isna(row["attempts"]) else row["attempts"]) + 1
        claim = {"message_id": message_id, "message_state": SENDING, "attempts": tries, "sent_by": who}
        _write(acts, claim, _told(store, who, SENDING))
    outcome = server.hand_over(letter)
    told = {"message_state": outcome.state, "send_error": outcome.code or None}
    if outcome.state == SENT:
        told["sent_at"] = _minute()
    with store.together() as acts:
        _write(acts, {"message_id": message_id, **told}, _told(store, who, outcome.state))
    return outcome


def signed(actor: Actor) -> str:
    """Return how an actor signs: a function or an institution, on one line.

    Raises
    ------
    DataProblem
        ``message_unsigned``; ``message_personal`` where it holds a telephone number or an address.
    """
    who = " ".join(actor.name.split())
    if not any(sign.isalnum() for sign in who):
        raise DataProblem("message_unsigned")
    if len(who) > 80 or holds_person(who):
        raise DataProblem("message_personal")
    return who


def as_signer(actor: Actor, name: str) -> Actor:
    """The actor under the name by which somebody signs: until there are accounts, all sit at one desk."""
    return replace(actor, name=name)


def _refuse_text(message: Message) -> None:
    if message.channel not in CHANNELS:
        raise DataProblem("message_channel", channel=message.channel)
    if not message.body.strip() or (message.channel == EMAIL and not message.subject.strip()):
        raise DataProblem("message_empty")
    if len(message.body) + len(message.subject) > MOST_SIGNS:
        raise DataProblem("message_too_long", most=MOST_SIGNS)
    for text in (message.subject, message.body, message.recipient):
        if holds_person(text):
            raise DataProblem("message_personal")
        if says_case(text):
            raise DataProblem("edit_reason_case")


def _standing(store: Store, connection: Connection, message_id: str) -> dict[str, Any]:
    """The message as it stands, with the state that nothing undoes."""
    rows = store.records("messages")
    found = rows[(rows["message_id"] == message_id) & rows["drafted_by"].notna()]
    if found.empty:
        raise DataProblem("message_unknown", message=message_id[:40])
    row: dict[str, Any] = found.iloc[0].to_dict()
    table = TABLES["messages"]
    told = select(table.c.message_state).where(table.c.message_id == message_id, table.c.message_state.is_not(None))
    last = connection.execute(told.order_by(table.c.row_id.desc()).limit(1)).scalar_one_or_none()
    return row | ({"message_state": last} if last in (SENDING, SENT) else {})


def _refuse_state(row: dict[str, Any], *wanted: str) -> None:
    if row["message_state"] not in wanted:
        raise DataProblem("message_state", message=row["message_id"], state=row["message_state"])


def _refuse_changed(row: dict[str, Any], seen: str) -> None:
    subject, body = ("" if pd.isna(row[name]) else row[name] for name in ("message_subject", "message_body"))
    if not seen == row["text_sha256"] == text_digest(subject, body):
        raise DataProblem("message_changed", message=row["message_id"])


def _letter(row: dict[str, Any]) -> mail.Letter:
    if row["channel"] != EMAIL:
        raise DataProblem("message_channel", channel=row["channel"])
    _refuse_changed(row, row["text_sha256"])
    if same_person(row["drafted_by"], str(row["confirmed_by"])):
        raise DataProblem("message_second_person", message=row["message_id"])
    to = mail.mailbox(row["recipient"])
    reference = f"{row['message_id']}.{row['text_sha256'][:16]}"
    return mail.Letter(to, row["message_subject"], row["message_body"], reference)


def _write(acts: Acts, row: dict[str, Any], told: Told) -> None:
    acts.begin(told).patch("messages", pd.DataFrame([row]))


def _told(store: Store, who: str, step: str) -> Told:
    """Head of a batch. A message of a store that holds inventions alone is one: it makes no real data."""
    real, fictional = store.batch_counts(SITUATION)
    return Told(who, step, SOURCE, fictional=fictional > 0 and not real)


def _minute() -> str:
    return datetime.fromisoformat(now()).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
