"""The outbox: two people, one text, sent once; what failed may be tried again, what was sent never."""

from __future__ import annotations

import threading
from dataclasses import replace

import pandas as pd
import pytest
import shapely

from data import access, mail, outbox
from data.access import LOCAL, Actor
from data.mail import Outcome
from data.outbox import Message
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from geo.messages import text_digest
from tests.data.smtp_stub import listening

ONE, TWO = replace(LOCAL, name="officier de permanence, COUN"), replace(LOCAL, name="directeur de permanence, DGPC")
ADMIN = Actor("administrateur de la machine", "sender")
LETTER = Message("email", "fr", "coun", "Vigilance rouge", "Cyclone : rouge.", "in_force")
SEEN = text_digest(LETTER.subject, LETTER.body)


class Server:
    """A mail server of which each call answers the next outcome."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.letters = list(outcomes), []

    def hand_over(self, letter):
        self.letters.append(letter)
        return self.outcomes.pop(0)


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setenv(mail.SWITCH, "1")
    (tmp_path / mail.MAILBOXES).write_text('coun = "coun@example.org"\n', encoding="utf-8")
    rights = {role: set(entry) for role, entry in access._rights().items()}
    rights["sender"] = rights["coordinator"] | {outbox.SEND}
    monkeypatch.setattr(access, "_rights", lambda: rights)
    return Store(tmp_path / "pare.db")


def row(store: Store, number: str) -> dict:
    return store.records("messages").set_index("message_id").loc[number].to_dict()


def confirmed(store: Store, message: Message = LETTER) -> str:
    number = outbox.draft(store, ONE, message)
    outbox.confirm(store, TWO, number, seen=text_digest(message.subject, message.body))
    return number


def test_a_message_to_a_telephone_number_is_refused(store):
    with pytest.raises(DataProblem, match="message_personal"):
        outbox.draft(store, ONE, Message("sms", "fr", "3412 3456", "", "Cyclone : rouge."))
    assert store.head() == 0


def test_drafted_confirmed_sent(store):
    number = confirmed(store)
    server = Server(Outcome("sent"))
    assert outbox.send(store, ADMIN, number, server).state == "sent"
    told = row(store, number)
    assert (told["message_state"], told["drafted_by"], told["confirmed_by"], told["sent_by"]) == (
        "sent", ONE.name, TWO.name, ADMIN.name,
    )  # fmt: skip
    assert told["attempts"] == 1
    (letter,) = server.letters
    assert (letter.to, letter.subject, letter.body) == ("coun@example.org", LETTER.subject, LETTER.body)
    assert letter.reference == f"{number}.{SEEN[:16]}"


def test_who_drafted_it_does_not_confirm_it_however_they_write_their_function(store):
    number = outbox.draft(store, ONE, LETTER)
    for name in (ONE.name, "Officier  de PERMANENCE COUN"):
        with pytest.raises(DataProblem, match="message_second_person"):
            outbox.confirm(store, replace(LOCAL, name=name), number, seen=SEEN)
    assert row(store, number)["message_state"] == "drafted"


def test_another_text_than_the_one_that_was_read_is_not_confirmed(store):
    number = outbox.draft(store, ONE, LETTER)
    with pytest.raises(DataProblem, match="message_changed"):
        outbox.confirm(store, TWO, number, seen=text_digest("", "autre"))


def test_what_nobody_confirmed_does_not_go_out(store):
    number = outbox.draft(store, ONE, LETTER)
    server = Server()
    with pytest.raises(DataProblem, match="message_state"):
        outbox.send(store, ADMIN, number, server)
    with pytest.raises(DataProblem, match="message_state"):
        outbox.sent_by_hand(store, ONE, number)
    assert not server.letters


def test_nothing_is_sent_twice_not_even_after_an_undo(store):
    number = confirmed(store)
    outbox.send(store, ADMIN, number, Server(Outcome("sent")))
    with pytest.raises(DataProblem, match="message_state"):
        outbox.send(store, ADMIN, number, Server())
    for batch in (4, 3):  # sent and sending, taken back
        store.undo(batch, author="x", reason="x")
    assert row(store, number)["message_state"] == "confirmed"
    for again in (lambda: outbox.send(store, ADMIN, number, Server()), lambda: outbox.sent_by_hand(store, ONE, number)):
        with pytest.raises(DataProblem, match="message_state"):
            again()


def test_a_confirmation_that_is_taken_back_is_none(store):
    number = confirmed(store)
    store.undo(2, author="x", reason="x")
    with pytest.raises(DataProblem, match="message_state"):
        outbox.send(store, ADMIN, number, Server())
    outbox.confirm(store, TWO, number, seen=SEEN)
    assert outbox.send(store, ADMIN, number, Server(Outcome("sent"))).state == "sent"


def test_what_failed_says_why_and_is_tried_again(store):
    number = confirmed(store)
    server = Server(Outcome("failed", "mail_unreachable"), Outcome("sent"))
    assert outbox.send(store, ADMIN, number, server).state == "failed"
    assert row(store, number)["send_error"] == "mail_unreachable"
    assert outbox.send(store, ADMIN, number, server).state == "sent"
    assert row(store, number)["attempts"] == 2
    assert server.letters[0].reference == server.letters[1].reference


def test_where_nobody_knows_it_is_not_tried_again(store):
    number = confirmed(store)
    server = Server(Outcome("sending", "mail_outcome_unknown"))
    assert outbox.send(store, ADMIN, number, server).state == "sending"
    assert (row(store, number)["message_state"], row(store, number)["send_error"]) == (
        "sending",
        "mail_outcome_unknown",
    )
    with pytest.raises(DataProblem, match="message_state"):
        outbox.send(store, ADMIN, number, server)


def test_of_many_who_press_at_once_one_sends(store):
    number, server, told = confirmed(store), Server(*[Outcome("sent")] * 8), []

    def press() -> None:
        try:
            told.append(outbox.send(Store(store.path), ADMIN, number, server).state)
        except DataProblem as error:
            told.append(error.code)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["message_state"] * 7 + ["sent"]
    assert len(server.letters) == 1


def test_sending_is_off_until_an_administrator_of_the_machine_says_so(store, monkeypatch):
    number = confirmed(store)
    monkeypatch.delenv(mail.SWITCH)
    server = Server()
    with pytest.raises(DataProblem, match="mail_switched_off"):
        outbox.send(store, ADMIN, number, server)
    assert not server.letters
    assert row(store, number)["message_state"] == "confirmed"


def test_no_shipped_role_may_send():
    assert outbox.SEND not in access.actions()
    assert not access.allowed(LOCAL, outbox.SEND).allowed
    assert not any(access.allowed(Actor("x", "nobody"), one).allowed for one in (outbox.WRITE, outbox.CONFIRM))


def test_who_may_not_does_nothing(store):
    number = confirmed(store)
    with pytest.raises(NotAllowed):
        outbox.send(store, TWO, number, Server())
    nobody = Actor("somebody", "nobody")
    for act in (
        lambda: outbox.draft(store, nobody, LETTER),
        lambda: outbox.confirm(store, nobody, number, seen=SEEN),
        lambda: outbox.sent_by_hand(store, nobody, number),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_sms_is_sent_by_hand_once(store):
    number = confirmed(store, Message("sms", "ht", "coud", "", "Vijilans wouj"))
    with pytest.raises(DataProblem, match="message_channel"):
        outbox.send(store, ADMIN, number, Server())
    assert row(store, number)["message_state"] == "confirmed"
    outbox.sent_by_hand(store, ONE, number)
    assert row(store, number)["sent_by"] == ONE.name
    with pytest.raises(DataProblem, match="message_state"):
        outbox.sent_by_hand(store, ONE, number)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"body": "  "}, "message_empty"),
        ({"subject": ""}, "message_empty"),
        ({"channel": "fax"}, "message_channel"),
        ({"body": "x" * 20_001}, "message_too_long"),
        ({"body": "Appelez le 3412-3456"}, "message_personal"),
        ({"subject": "Écrire à quelquun@example.org"}, "message_personal"),
        ({"body": "Un cas de viol au site"}, "edit_reason_case"),
    ],
)
def test_texts_that_are_refused(store, changed, code):
    with pytest.raises(DataProblem) as caught:
        outbox.draft(store, ONE, replace(LETTER, **changed))
    assert caught.value.code == code
    assert store.records("messages").empty


@pytest.mark.parametrize(("name", "code"), [(" ", "message_unsigned"), ("COUN 3412-3456", "message_personal")])
def test_a_signature_is_a_function(store, name, code):
    with pytest.raises(DataProblem, match=code):
        outbox.draft(store, replace(LOCAL, name=name), LETTER)


def test_a_function_without_a_mailbox_claims_nothing(store):
    number = confirmed(store, replace(LETTER, recipient="dgpc"))
    with pytest.raises(DataProblem, match="mail_no_mailbox"):
        outbox.send(store, ADMIN, number, Server())
    assert row(store, number)["message_state"] == "confirmed"


def test_there_is_no_such_message(store):
    with pytest.raises(DataProblem, match="message_unknown"):
        outbox.confirm(store, TWO, "MSG-0", seen=SEEN)


def test_a_message_of_a_fictional_store_makes_no_real_data(store):
    zone = {"zone_set": "s", "zone_id": "z", "hazard": "flood", "hazard_class": "high",
            "geometry": shapely.box(-73, 18, -72, 19)}  # fmt: skip
    with store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("zones", pd.DataFrame([zone]))
    confirmed(store)
    assert store.batches()["fictional"].all()


def test_from_the_outbox_to_a_server_on_the_loopback(store, monkeypatch):
    number = confirmed(store)
    with listening() as stub:
        monkeypatch.setenv(mail.URL, stub.url)
        assert outbox.send(store, ADMIN, number, mail.server()).state == "sent"
    assert len(stub.texts) == 1
    assert b"Cyclone" in stub.texts[0]
