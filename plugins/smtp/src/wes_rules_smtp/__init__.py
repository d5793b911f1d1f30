"""Tells the news of wes_rules by email: one email a message, as text and HTML, over a line that is safe."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable

import attrs

from wes_rules.errors import DefinitionError, PermanentFailure, Problem, TransientFailure
from wes_rules.plugins import Context, Message, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules_smtp.handing import Security, Server
from wes_rules_smtp.mail import address, mail

__all__ = ["Smtp", "SmtpConfig", "wes_rules_notifiers"]

_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}
_CHECKED_WITHIN = 20.0


@attrs.frozen(kw_only=True)
class SmtpConfig:
    """
    The server that takes email, and who it comes from.

    Args:
        host: The server.
        sender: Who it is from: an address, with or without a name before it.
        security: "starttls" and "tls" check the certificate; "none" is for a server on the same machine or network.
        port: The port; 0 is the usual one: 587 for "starttls", 465 for "tls", 25 for "none".
        user_env: The environment variable that holds the user's name, if the server wants a login.
        password_env: The environment variable that holds the password.
        ca_file: Certificates to trust instead of the system's; a relative path starts at the plan's folder.
        attach_table: Attach all the news as a CSV file; the text lists so many of each kind and counts the rest.
    """

    host: str
    sender: str
    security: Security = "starttls"
    port: int = 0
    user_env: str = ""
    password_env: str = ""
    ca_file: str = ""
    attach_table: bool = False

    def __attrs_post_init__(self) -> None:
        try:
            address(self.sender)
        except PermanentFailure as error:
            raise DefinitionError(error.problems) from None
        if not 0 <= self.port < 65536:
            raise DefinitionError(f"port {self.port} is not from 0 to 65535")
        if bool(self.user_env) != bool(self.password_env):
            raise DefinitionError("give user_env and password_env together")
        if self.user_env and self.security == "none":
            raise DefinitionError("a password is never sent over an open line; choose another security")
        if not self.host.isascii() or not self.host.isprintable() or not self.host.strip():
            raise DefinitionError("host is not the name of a server")


@attrs.frozen
class Smtp:
    """Sends each message once; `clock` gives the date of an email, in seconds since 1970."""

    config: SmtpConfig
    context: Context = attrs.field(repr=False)
    clock: Callable[[], float] = attrs.field(default=time.time, repr=False)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """Send an email; `Server.hand` says which reply means what."""
        sender, recipient = address(self.config.sender), address(message.address, name=message.recipient)
        email = mail(message, sender, recipient, sent=self.clock(), table=self.config.attach_table)
        said = self._server().hand(sender.addr_spec, recipient.addr_spec, email.as_bytes(), timeout=timeout)
        return Receipt(said)

    def check(self) -> None:
        """Connect and log in; nothing is sent."""
        with self._server().session(_CHECKED_WITHIN):
            pass

    def _server(self) -> Server:
        config = self.config
        try:
            trust = ssl.create_default_context(
                cafile=str(self.context.base / config.ca_file) if config.ca_file else None
            )
        except OSError:
            raise TransientFailure(Problem("ca_file cannot be read", "check the path")) from None
        return Server(
            host=config.host,
            port=config.port or _PORTS[config.security],
            security=config.security,
            hello=address(config.sender).domain,
            trust=trust,
            user=self._secret(config.user_env),
            password=self._secret(config.password_env),
        )

    def _secret(self, name: str) -> str:
        return secret(self.context, name, TransientFailure) if name else ""


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return email."""
    return [
        NotifierType(
            "smtp",
            "Sends email as text and HTML",
            SmtpConfig,
            Smtp,
            addressed=True,
            capabilities={"network"},
            secrets=("user_env", "password_env"),
        )
    ]
