"""
Signatures as Standard Webhooks has them: HMAC-SHA256 over `id.timestamp.body`, in the header `webhook-signature`.

The time is signed but is not part of the body, so that a message sent again is the same bytes with a newer time. A receiver
refuses what is older than its tolerance, and drops an id that it has had.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any

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
