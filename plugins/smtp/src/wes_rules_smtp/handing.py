"""Handing an email to a server, and telling apart what its replies mean."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

import attrs

from wes_rules.errors import (
    NotifierError,
    PermanentFailure,
    Problem,
    RecipientRefused,
    TransientFailure,
    UnknownOutcome,
)
from wes_rules.plugins.calling import cut_off
from wes_rules.plugins.escaping import one_line

Security = Literal["starttls", "tls", "none"]
_MOST_QUOTED = 200


@attrs.frozen(kw_only=True)
class Server:
    """
    A server that takes email.

    Args:
        host: Its name.
        port: Its port.
        security: How the line is made safe; "starttls" never goes on without it.
        hello: The name we give it.
        trust: The certificates that are trusted.
        user: Who we are, if it wants to know; never sent over an open line.
        password: The secret for that.
    """

    host: str
    port: int
    security: Security
    hello: str
    trust: ssl.SSLContext = attrs.field(repr=False)
    user: str = attrs.field(default="", repr=False)
    password: str = attrs.field(default="", repr=False)

    def hand(self, sender: str, recipient: str, data: bytes, *, timeout: float) -> str:
        """
        Hand an email over, and return what the server said to it.

        Args:
            sender: The address to which it is returned.
            recipient: The address it is for.
            data: The email, with lines as SMTP has them.
            timeout: Seconds for all of it.

        Raises:
            TransientFailure: It was not taken: a reply of 4xx, no connection, or no time.
            RecipientRefused: The server refuses the recipient's address: a reply of 5xx to it.
            PermanentFailure: It will not be taken: a reply of 5xx to anything else.
            UnknownOutcome: The connection or the time ended while the email was sent, or before a reply to it came.
        """
        with self.session(timeout) as (smtp, late):
            _wanted(smtp.mail(sender), "the sender")
            reply = smtp.rcpt(recipient)
            if reply[0] // 100 == 5:
                raise RecipientRefused(_refusal(*reply, "the recipient").problems)
            _wanted(reply, "the recipient")
            _wanted(smtp.docmd("DATA"), "the message", first=3)
            try:
                smtp.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
                answer = smtp.getreply()
            except (OSError, smtplib.SMTPException):
                answer = (-1, b"")
            # What was cut off can look like a reply.
            if late.is_set() or answer[0] // 100 not in (2, 4, 5):
                raise UnknownOutcome(f"{self.host} was sent the message, and did not say that it took it")
            _wanted(answer, "the message")
            return quoted(answer[1])

    @contextmanager
    def session(self, timeout: float) -> Iterator[tuple[smtplib.SMTP, threading.Event]]:
        """
        Connect, make the line safe and log in; what breaks in its block before an email was sent is a `TransientFailure`.

        The event tells whether the time is over.

        Args:
            timeout: Seconds for all of it.
        """
        deadline = time.monotonic() + timeout
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._connected(timeout)
            with cut_off(deadline, lambda: smtp and smtp.sock) as late:
                _wanted(smtp.ehlo(), "our greeting")
                if self.security == "starttls":
                    self._make_safe(smtp)
                if self.user:
                    self._log_in(smtp)
                yield smtp, late
        except (OSError, smtplib.SMTPException) as error:
            raise self._broken(error) from None
        finally:
            if smtp is not None:
                # What the server says to our leaving changes nothing.
                with suppress(OSError, smtplib.SMTPException):
                    smtp.putcmd("QUIT")
                smtp.close()

    def _connected(self, timeout: float) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, self.hello, timeout=timeout, context=self.trust)
        return smtplib.SMTP(self.host, self.port, self.hello, timeout)

    def _broken(self, error: OSError | smtplib.SMTPException) -> NotifierError:
        """Say what an error means that came before the message was sent."""
        match error:
            case ssl.SSLCertVerificationError():
                what = f"the certificate of {self.host} is refused: {error.verify_message}"
                return TransientFailure(Problem(what, "check it, or give ca_file"))
            case smtplib.SMTPResponseException():
                return _refusal(error.smtp_code, b"", "us")
            case socket.gaierror():
                return TransientFailure(Problem(f"there is no host {self.host}", "check host"))
            case ConnectionRefusedError():
                what = f"{self.host} refuses the connection at port {self.port}"
                return TransientFailure(Problem(what, "check host and port"))
        return TransientFailure(f"{self.host} broke off, or was too slow, before the message was sent")

    def _make_safe(self, smtp: smtplib.SMTP) -> None:
        if not smtp.has_extn("starttls"):
            what = f"{self.host} offers no STARTTLS, and nothing is sent over an open line"
            raise PermanentFailure(Problem(what, 'set security = "tls", or another port'))
        _wanted(smtp.starttls(context=self.trust), "STARTTLS")
        _wanted(smtp.ehlo(), "our greeting")

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.login(self.user, self.password)
        except smtplib.SMTPNotSupportedError:
            raise PermanentFailure(Problem(f"{self.host} takes no login", "leave out user_env")) from None
        except smtplib.SMTPResponseException as error:
            # What the server says here could hold what we sent.
            raise _refusal(error.smtp_code, b"", "the user and password") from None


def quoted(said: bytes) -> str:
    """Return what a server said, as one short line that steers nothing."""
    return one_line(said.decode("utf-8", "replace"))[:_MOST_QUOTED]


def _wanted(reply: tuple[int, bytes], what: str, *, first: int = 2) -> None:
    """Raise what a reply means unless its code starts with the digit wanted."""
    if reply[0] // 100 != first:
        raise _refusal(reply[0], reply[1], what)


def _refusal(code: int, said: bytes, what: str) -> NotifierError:
    sentence = f"the server answered {code} to {what}" + (f": {quoted(said)}" if said else "")
    # 421 and a lost connection (-1) are for now; only 5xx is for good.
    return PermanentFailure(sentence) if 500 <= code < 600 else TransientFailure(sentence)
