"""Tells the news of wes_rules by skeleton."""

from __future__ import annotations

import json
from collections.abc import Iterable

import attrs

from wes_rules import TransientFailure
from wes_rules.plugins import Context, Dedup, Message, NotifierType, Receipt, hookimpl
from wes_rules.plugins.environment import secret
from wes_rules.plugins.escaping import visible
from wes_rules.plugins.http import Client, hand_over, http_url

WES_RULES_API = 1


@attrs.frozen(kw_only=True)
class SkeletonConfig:
    """
    Where messages go.

    Args:
        url: The receiver's address, https or http.
        token_env: The environment variable that holds the token.
    """

    url: str = attrs.field(converter=http_url)
    token_env: str


@attrs.frozen
class Skeleton:
    """Posts each message once."""

    config: SkeletonConfig
    context: Context = attrs.field(repr=False)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """Post a message; `wes_rules.plugins.http.hand_over` says which answer means what."""
        token = secret(self.context, self.config.token_env, TransientFailure)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": message.key,
        }
        client = Client(max_bytes=100_000)
        answer = hand_over(lambda: client.post(self.config.url, body=body(message), headers=headers, timeout=timeout))
        return Receipt(f"{answer.host} answered {answer.status}")


def body(message: Message) -> bytes:
    """Return a message as JSON; the same message is the same bytes, whenever it is sent."""
    said = {
        "to": visible(message.recipient),
        "subject": visible(message.subject),
        "text": visible(message.text, keep="\n"),
    }
    return json.dumps(said, sort_keys=True).encode()


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return the notifier."""
    return [
        NotifierType(
            "skeleton",
            "Posts messages to skeleton",
            SkeletonConfig,
            Skeleton,
            dedup=Dedup.KEY,
            capabilities={"network"},
            secrets=("token_env",),
        )
    ]
