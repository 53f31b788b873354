"""The mail server: where it is, to whom a function's mail goes, and handing one message over. Off unless switched on.

An administrator of the machine says all of it: `PARE_SEND_MESSAGES=1` switches sending on, `PARE_SMTP_URL` names the
server (``smtps://user:password@host:465?from=address`` or ``smtp://host:587?from=address``, which must offer STARTTLS
but on the loopback), `mailboxes.toml` in the folder of the state names the mailbox of each function. None of it is
stored, shown or written to a log.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from data.home import home
from geo.errors import DataProblem

SWITCH, URL, MAILBOXES = "PARE_SEND_MESSAGES", "PARE_SMTP_URL", "mailboxes.toml"
TIMEOUT_S = 20.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+", re.ASCII)
OK = (250, 251)


class Letter(NamedTuple):
    """One message to one mailbox; `reference` is the same at every try, so that a mailbox knows it again."""

    to: str
    subject: str
    body: str
    reference: str


class Outcome(NamedTuple):
    """``sent``, ``failed`` (nothing went out) or ``sending`` (nobody knows), and the code of what went wrong."""

    state: str
    code: str = ""


@dataclass(frozen=True)
class Server:
    """One mail server; what it is reached with is in no representation of it."""

    host: str
    port: int
    sender: str
    tls: bool
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def hand_over(self, letter: Letter) -> Outcome:
        """Hand one letter over; never raises for what the network or the server does."""
        connection: smtplib.SMTP | None = None
        try:
            connection = self._opened()
            self._introduce(connection)
            return self._said(connection, letter)
        except smtplib.SMTPAuthenticationError:
            return Outcome("failed", "mail_login")
        except (smtplib.SMTPNotSupportedError, ssl.SSLError):
            return Outcome("failed", "mail_not_encrypted")
        except (smtplib.SMTPException, OSError, ValueError):
            return Outcome("failed", "mail_unreachable")
        finally:  # what a server says to a goodbye changes nothing of what was sent
            if connection is not None:
                with suppress(smtplib.SMTPException, OSError):
                    connection.quit()
                connection.close()

    def _opened(self) -> smtplib.SMTP:
        if self.tls:
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=secure)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)

    def _introduce(self, connection: smtplib.SMTP) -> None:
        if not self.tls and self.host not in LOOPBACK:
            connection.starttls(context=ssl.create_default_context())
        if self.user:
            connection.login(self.user, self.password)

    def _said(self, connection: smtplib.SMTP, letter: Letter) -> Outcome:
        """Speak the protocol step by step: until the text is handed over, a failure means that nothing went out."""
        content = written(letter, self.sender)
        connection.ehlo_or_helo_if_needed()
        for code, wanted in (
            (connection.mail(self.sender)[0], "mail_sender_refused"),
            (connection.rcpt(letter.to)[0], "mail_recipient_refused"),
        ):
            if code not in OK:
                return Outcome("failed", wanted)
        try:
            code, _ = connection.data(content)
        except smtplib.SMTPDataError:  # it did not even want to hear the text
            return Outcome("failed", "mail_refused")
        except (smtplib.SMTPException, OSError):
            return Outcome("sending", "mail_outcome_unknown")
        return Outcome("sent") if code in OK else Outcome("failed", "mail_refused")


def switched_on() -> bool:
    """Whether the administrator of the machine switched sending on."""
    return os.environ.get(SWITCH, "").strip() == "1"


def refuse_switched_off() -> None:
    """Go on only if sending is switched on.

    Raises
    ------
    DataProblem
        ``mail_switched_off``.
    """
    if not switched_on():
        raise DataProblem("mail_switched_off")


def configured() -> bool:
    """Whether a mail server is named at all."""
    return bool(os.environ.get(URL, "").strip())


def server() -> Server:
    """Return the mail server of the environment.

    Raises
    ------
    DataProblem
        ``mail_not_configured``, ``mail_bad_url`` (which does not repeat it: it may hold a password).
    """
    if not configured():
        raise DataProblem("mail_not_configured")
    try:
        told = urlsplit(os.environ[URL].strip())
        port, sender = told.port, parse_qs(told.query).get("from", [""])[0]
    except ValueError:
        raise DataProblem("mail_bad_url") from None
    if told.scheme not in _PORTS or not told.hostname or not _ADDRESS.fullmatch(sender):
        raise DataProblem("mail_bad_url")
    return Server(
        told.hostname, port or _PORTS[told.scheme], sender, tls=told.scheme == "smtps",
        user=unquote(told.username or ""), password=unquote(told.password or ""),
    )  # fmt: skip


def mailbox(function: str) -> str:
    """Mailbox of a function, from the administrator's file.

    Raises
    ------
    DataProblem
        ``mail_no_mailbox``, ``mail_bad_mailboxes`` for a file that cannot be read.
    """
    path = home() / MAILBOXES
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise DataProblem("mail_bad_mailboxes", file=MAILBOXES) from None
    address = told.get(function)
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address.strip()):
        raise DataProblem("mail_no_mailbox", function=function, file=MAILBOXES)
    return address.strip()


def written(letter: Letter, sender: str) -> bytes:
    """The letter as bytes: one recipient, plain text, a subject on one line."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = f"<{letter.reference}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="quoted-printable")
    return message.as_bytes()
