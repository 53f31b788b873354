"""Handing an e-mail over, against a server on the loopback: what went out, what did not, and what nobody knows."""

from __future__ import annotations

import email
import socket
from email.policy import default

import pytest

from data import mail
from data.mail import Letter, Outcome
from geo.errors import DataProblem
from tests.data.smtp_stub import listening

LETTER = Letter("coun@example.org", "Vigilance rouge : Sud", "Première ligne, été\n.\nDernière ligne", "MSG-1.abc")


def handed(monkeypatch, says=None, *, hangs_up=False):
    with listening(says, hangs_up=hangs_up) as stub:
        monkeypatch.setenv(mail.URL, stub.url)
        return mail.server().hand_over(LETTER), stub


def test_the_whole_text_arrives_with_its_letters(monkeypatch):
    outcome, stub = handed(monkeypatch)
    assert outcome == Outcome("sent")
    (text,) = stub.texts
    told = email.message_from_bytes(text, policy=default)
    assert (told["To"], told["From"], told["Subject"]) == (
        "coun@example.org",
        "pare@example.org",
        "Vigilance rouge : Sud",
    )
    assert told["Message-ID"] == "<MSG-1.abc@example.org>"
    assert told.get_content().splitlines() == ["Première ligne, été", ".", "Dernière ligne"]
    assert "rcpt TO:<coun@example.org>" in stub.commands


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"MAIL": "550 no"}, "mail_sender_refused"),
        ({"RCPT": "550 unknown"}, "mail_recipient_refused"),
        ({"DATA": "554 no"}, "mail_refused"),
        ({"TEXT": "554 spam"}, "mail_refused"),
        ({"EHLO": "500 what", "HELO": "421 busy"}, "mail_unreachable"),
    ],
)
def test_what_a_server_refuses_did_not_go_out(monkeypatch, says, code):
    outcome, _ = handed(monkeypatch, says)
    assert outcome == Outcome("failed", code)


def test_where_the_line_breaks_while_the_text_is_handed_over_nobody_knows(monkeypatch):
    outcome, stub = handed(monkeypatch, hangs_up=True)
    assert outcome == Outcome("sending", "mail_outcome_unknown")
    assert len(stub.texts) == 1


def test_what_a_server_says_to_the_goodbye_changes_nothing(monkeypatch):
    outcome, _ = handed(monkeypatch, {"QUIT": "500 what"})
    assert outcome == Outcome("sent")


def test_nobody_there(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv(mail.URL, f"smtp://127.0.0.1:{port}?from=a@example.org")
    assert mail.server().hand_over(LETTER) == Outcome("failed", "mail_unreachable")


def test_a_password_goes_to_a_server_only_over_an_encrypted_line(monkeypatch):
    with listening() as stub:  # not a name of the loopback: it must offer STARTTLS
        monkeypatch.setattr(mail, "LOOPBACK", ())
        monkeypatch.setenv(mail.URL, stub.url.replace("smtp://", "smtp://user:secret@"))
        assert mail.server().hand_over(LETTER) == Outcome("failed", "mail_not_encrypted")
    assert not any("AUTH" in one for one in stub.commands)
    assert not stub.texts


def test_a_wrong_password(monkeypatch):
    with listening({"EHLO": "250-stub\r\n250 AUTH PLAIN", "AUTH": "535 no"}) as stub:
        monkeypatch.setenv(mail.URL, stub.url.replace("smtp://", "smtp://user:secret@"))
        assert mail.server().hand_over(LETTER) == Outcome("failed", "mail_login")
    assert not stub.texts


@pytest.mark.parametrize(
    "url",
    ["http://h?from=a@b", "smtp://h", "smtp://h?from=nobody", "smtp://h:port?from=a@b", "smtp://?from=a@b",
     "smtp://h?from=a@b%0d%0aBcc:%20x@y"],
)  # fmt: skip
def test_a_bad_address_of_a_server_is_not_repeated(monkeypatch, url):
    monkeypatch.setenv(mail.URL, url)
    with pytest.raises(DataProblem) as caught:
        mail.server()
    assert (caught.value.code, caught.value.params) == ("mail_bad_url", {})


def test_without_a_server(monkeypatch):
    monkeypatch.delenv(mail.URL, raising=False)
    assert not mail.configured()
    with pytest.raises(DataProblem, match="mail_not_configured"):
        mail.server()


def test_how_a_server_is_reached_is_in_no_representation(monkeypatch):
    monkeypatch.setenv(mail.URL, "smtps://user:s%40cret@mail.example.org?from=a@example.org")
    told = mail.server()
    assert (told.port, told.tls, told.user, told.password) == (465, True, "user", "s@cret")
    assert "user" not in repr(told)
    assert "s@cret" not in repr(told)


@pytest.mark.parametrize("subject", ["Ligne\r\nBcc: x@example.org", "Ligne\nBcc: x@example.org"])
def test_a_subject_makes_no_header(subject):
    told = email.message_from_bytes(mail.written(LETTER._replace(subject=subject), "a@example.org"), policy=default)
    assert told["Bcc"] is None
    assert told["Subject"] == "Ligne Bcc: x@example.org"


def test_mailboxes_are_those_of_the_administrators_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    with pytest.raises(DataProblem, match="mail_no_mailbox"):
        mail.mailbox("coun")
    (tmp_path / mail.MAILBOXES).write_text('coun = "coun@example.org"\ncoud = "two@a.org, b@c.org"\n', encoding="utf-8")
    assert mail.mailbox("coun") == "coun@example.org"
    with pytest.raises(DataProblem, match="mail_no_mailbox"):
        mail.mailbox("coud")
    (tmp_path / mail.MAILBOXES).write_text("coun = ", encoding="utf-8")
    with pytest.raises(DataProblem, match="mail_bad_mailboxes"):
        mail.mailbox("coun")
