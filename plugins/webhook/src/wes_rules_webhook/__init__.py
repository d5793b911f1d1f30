"""
Posts the news of wes_rules to an address, as a signed CloudEvent.

The body is the same bytes however often a message is sent, and its `id` is the message's key, so that a receiver can drop
what it has had. The signature is that of Standard Webhooks; `wes_rules_webhook.verify` checks it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

import attrs

from wes_rules.alerts import wire
from wes_rules.errors import DefinitionError, NotifierError, Problem, TransientFailure
from wes_rules.plugins import Context, Dedup, Message, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules.plugins.http import Client, HttpError, hand_over, http_url

_PREFIX = "whsec_"
_SHORTEST = 16


class BadSignature(ValueError):
    """What came is not from who it says, is too old, or is not what was signed."""


def keys(secret: str) -> list[bytes]:
    """
    Return the keys in a secret: each word of it, `whsec_` and base64 or plain text.

    Raises:
        ValueError: One is shorter than 16 bytes, or is not base64 after all.
    """
    found = []
    for word in secret.split():
        try:
            key = base64.b64decode(word[len(_PREFIX) :], validate=True) if word.startswith(_PREFIX) else word.encode()
        except binascii.Error:
            raise ValueError("a secret that starts with whsec_ is not base64 after it") from None
        if len(key) < _SHORTEST:
            raise ValueError(f"a secret is shorter than {_SHORTEST} bytes")
        found.append(key)
    return found


def sign(body: bytes, key: str, timestamp: int, secrets: Iterable[bytes]) -> dict[str, str]:
    """
    Return the headers that sign a body.

    Args:
        body: The exact bytes.
        key: The message's key.
        timestamp: Seconds since 1970.
        secrets: Each makes a signature.
    """
    signatures = " ".join(_signature(body, key, str(timestamp), one) for one in secrets)
    return {"webhook-id": key, "webhook-timestamp": str(timestamp), "webhook-signature": signatures}


def verify(body: bytes, headers: Mapping[str, str], secret: str, *, now: float, tolerance: float = 300.0) -> Any:
    """
    Return the event in what a receiver got, once its signature has been checked.

    Args:
        body: The exact bytes that came, before anything read them.
        headers: The headers that came, in any spelling.
        secret: The secret; several with blanks between them are all allowed.
        now: The receiver's time in seconds since 1970, such as `time.time()`.
        tolerance: Seconds by which the signed time may differ from it.

    Raises:
        BadSignature: It must not be believed.
        ValueError: The secret itself is of no use.
    """
    given = {name.lower(): value for name, value in headers.items()}
    key, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - float(timestamp)) > tolerance:
        raise BadSignature("it is not of now")
    wanted = [_signature(body, key, timestamp, one) for one in keys(secret)]
    offered = given.get("webhook-signature", "").split()
    if not any(hmac.compare_digest(one.encode(), other.encode()) for one in wanted for other in offered):
        raise BadSignature("no signature fits")
    event = json.loads(body)
    if event.get("id") != key:
        raise BadSignature("the id that was signed is not that of the event")
    return event


def _signature(body: bytes, key: str, timestamp: str, secret: bytes) -> str:
    signed = b".".join((key.encode(), timestamp.encode(), body))
    return f"v1,{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}"


__all__ = ["TYPE", "BadSignature", "Webhook", "WebhookConfig", "event", "sign", "verify", "wes_rules_notifiers"]

# What a receiver answers is not read beyond this; only its status counts.
_MOST_ANSWERED = 64 * 1024
# Seconds in which a receiver has to answer when it is only asked.
_CHECKED_WITHIN = 20.0
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
# What gateways answer.
_NOBODY_BEHIND = frozenset({502, 503, 504})


@attrs.frozen(kw_only=True)
class WebhookConfig:
    """
    Where to post, and how to sign it.

    Args:
        url: The address, when it is no secret.
        url_env: The environment variable that holds the address, when it is one.
        secret_env: The environment variable that holds the secret both sides know; two secrets with a blank between them
            sign twice, for as long as receivers change from one to the other.
        authorization_env: The environment variable that holds the whole value of a header `Authorization`, if one is needed.
        ca_file: Certificates to trust instead of the system's; a relative path starts at the plan's folder.
    """

    secret_env: str
    url: str = ""
    url_env: str = ""
    authorization_env: str = ""
    ca_file: str = ""

    def __attrs_post_init__(self) -> None:
        if bool(self.url) == bool(self.url_env):
            raise DefinitionError("give either url or url_env")
        if self.url:
            http_url(self.url)


@attrs.frozen
class Webhook:
    """Posts each message once; `clock` says when, in seconds since 1970, for the receiver's own check."""

    config: WebhookConfig
    context: Context = attrs.field(repr=False)
    clock: Callable[[], float] = attrs.field(default=time.time, repr=False)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """Post a message; `wes_rules.plugins.http.hand_over` says which answer means what."""
        body = event(message)
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            **sign(body, message.key, int(self.clock()), self._keys()),
        }
        if self.config.authorization_env:
            headers["Authorization"] = self._secret(self.config.authorization_env)
        url = self.config.url or self._secret(self.config.url_env)
        client = Client(max_bytes=_MOST_ANSWERED, ca_file=self._ca_file())
        answer = hand_over(lambda: client.post(url, body=body, headers=headers, timeout=timeout))
        return Receipt(f"{answer.host} answered {answer.status}")

    def check(self) -> None:
        """
        Look for every secret, and ask the receiver what it takes (OPTIONS); no news is sent.

        Few receivers know that question, so almost any answer will do: it says that somebody is there.

        Raises:
            NotifierError: A secret is missing, or of no use, or nobody answers; every fault is in it.
        """
        problems: list[Problem] = []
        for name in filter(None, (self.config.url_env, self.config.authorization_env)):
            try:
                value = self._secret(name)
                if name == self.config.url_env:
                    http_url(value)
            except (NotifierError, DefinitionError) as error:
                problems += error.problems
        try:
            self._keys()
        except NotifierError as error:
            problems += error.problems
        if problems:
            raise NotifierError(problems)
        url = self.config.url or self._secret(self.config.url_env)
        headers = {}
        if self.config.authorization_env:
            headers["Authorization"] = self._secret(self.config.authorization_env)
        client = Client(max_bytes=_MOST_ANSWERED, ca_file=self._ca_file())
        try:
            answer = client.request("OPTIONS", url, headers=headers, timeout=_CHECKED_WITHIN)
        except HttpError as error:
            raise NotifierError(error.problems) from None
        what, remedy = _told_by(answer.status)
        if what:
            raise NotifierError(Problem(f"{answer.host} answered {answer.status}: {what}", remedy))

    def _keys(self) -> list[bytes]:
        try:
            return keys(self._secret(self.config.secret_env))
        except ValueError as error:
            raise TransientFailure(Problem(f"{self.config.secret_env}: {error}", "set another secret")) from None

    def _secret(self, name: str) -> str:
        return secret(self.context, name, TransientFailure)

    def _ca_file(self) -> str | None:
        return str(self.context.base / self.config.ca_file) if self.config.ca_file else None


def _told_by(status: int) -> tuple[str, str]:
    """Return what is wrong when a receiver that is only asked answers so, and the remedy; nothing where nothing is."""
    if status == 401:
        return "it does not take the authorization", "set authorization_env, or another value for it"
    if status in _ELSEWHERE:
        return "it is somewhere else", "give the address it redirects to"
    if status in _NOBODY_BEHIND:
        return "nobody is there behind it", "see whether the receiver is running"
    return "", ""


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return the webhook."""
    return [
        NotifierType(
            "webhook",
            "Posts signed CloudEvents",
            WebhookConfig,
            Webhook,
            dedup=Dedup.KEY,
            capabilities={"network"},
            secrets=("secret_env", "url_env", "authorization_env"),
        )
    ]


TYPE = "wes-rules.message.v1"


def event(message: Message) -> bytes:
    """
    Return a message as a CloudEvent 1.0.

    It has no `time`, and says nothing of repeats: the same message is the same bytes, whenever it is sent.
    """
    data = wire.plain(message)
    for name in ("key", "address", "possible_repeat"):
        del data[name]
    whole = {
        "specversion": "1.0",
        "id": message.key,
        "source": f"urn:wes-rules:{quote(message.plan, safe='')}",
        "type": TYPE,
        "subject": message.recipient,
        "datacontenttype": "application/json",
        "data": data,
    }
    # An empty attribute is not allowed.
    return json.dumps({name: value for name, value in whole.items() if value}, sort_keys=True).encode()
