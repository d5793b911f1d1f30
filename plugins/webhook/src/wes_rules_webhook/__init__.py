"""
Posts the news of wes_rules to an address, as a signed CloudEvent.

The body is the same bytes however often a message is sent, and its `id` is the message's key, so that a receiver can drop
what it has had. The signature is that of Standard Webhooks; `wes_rules_webhook.verify` checks it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from urllib.parse import quote

import attrs

from wes_rules.alerts import wire
from wes_rules.errors import DefinitionError, NotifierError, Problem, TransientFailure
from wes_rules.plugins import Context, Dedup, Message, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules.plugins.http import Client, HttpError, hand_over, http_url
from wes_rules_webhook.signature import BadSignature, keys, sign, verify

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
