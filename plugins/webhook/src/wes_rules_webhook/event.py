"""A message as a CloudEvent in structured JSON."""

from __future__ import annotations

import json
from urllib.parse import quote

from wes_rules.alerts import wire
from wes_rules.plugins import Message

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
