"""
HTTP for plugins: one exchange within limits, and failures told apart by whether the request can have been taken.

::

    client = Client(max_bytes=1_000_000)
    answer = client.get("https://example.org/figures", params={"page": "2"}, timeout=20.0)
    rows = answer.json()

Only `http` and `https`; no redirects unless asked for, and never to another host; certificates are checked. No message
of an error holds a path, a query, a header or a body, since any of them may hold a secret.

It needs urllib3, which the extra `http` installs: depend on `wes-rules[http]`.
"""

from wes_rules.plugins.http.addresses import Params, http_url
from wes_rules.plugins.http.answers import BadAnswer, HttpError, NoAnswer, NotSent, Response, hand_over
from wes_rules.plugins.http.client import Client

__all__ = ["BadAnswer", "Client", "HttpError", "NoAnswer", "NotSent", "Params", "Response", "hand_over", "http_url"]
