"""What is on the wire: bytes, as a receiver sees them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import attrs
import pytest

from wes_rules.alerts.message import Message
from wes_rules.errors import NotifierError
from wes_rules.plugins.api import Context, Notifier, NotifierType
from wes_rules.testing.contract import plain_list, raised, say_why_not, with_secrets
from wes_rules.testing.loopback import Loopback, Sent, hang_up, reply, silence
from wes_rules.testing.notifiers.fixtures import NotifierFixtures, Received, Wire


class OnTheWire(NotifierFixtures):
    """Tests of raw requests."""

    def test_sending_again_sends_the_same_bytes(
        self, notifier_type: NotifierType, config: Any, context: Context, message: Message, wire: Wire
    ) -> None:
        self.can("same bytes")
        later = attrs.evolve(context, as_of=context.as_of + timedelta(days=1))
        for attempt, known in ((1, context), (2, later)):
            self.send(notifier_type.open(config, known), message, attempt=attempt)
        bodies = {one.body for one in wire()}
        if not bodies:
            pytest.skip("nothing was sent; see test_one_send_delivers_one_message")
        assert len(bodies) == 1, (
            "the second attempt had another body; make it from the message alone, not of clock, chance or attempt"
        )

    def test_every_send_carries_the_key(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message, wire: Wire
    ) -> None:
        self.send(notifier, message)
        self.send(notifier, message, attempt=2)
        named = {frozenset(re.findall(r"(?im)^[\w-]*key[\w-]*:.*\w", one.head.decode("latin-1"))) for one in wire()}
        told = plain_list(sorted(frozenset().union(*named)))
        assert len(named) < 2, (
            f"the second attempt had another key: {told}; hand Message.key on, and make none of your own"
        )
        self.can("key")
        for one in wire():
            what = f"dedup is {notifier_type.dedup.name}, and what is sent does not carry Message.key as it is"
            assert message.key.encode() in one.head + one.body, (
                f"{what}; hand Message.key on, and make none of your own, or {say_why_not('key')}"
            )
        around = rb"[\w.:+-]*" + re.escape(message.key.encode()) + rb"[\w.:+-]*"
        keys = [frozenset(re.findall(around, one.head + one.body)) for one in wire()]
        told = plain_list(sorted(key.decode() for key in frozenset().union(*keys)))
        assert len({*keys}) < 2, f"the second attempt had another key: {told}; hand Message.key on as it is"

    def test_no_secret_is_in_a_body_or_an_address(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message, wire: Wire, planted: str
    ) -> None:
        if not notifier_type.secrets:
            pytest.skip("it has no secrets")
        self.can("secret")
        self.send(notifier, message)
        spellings = (planted.encode(), quote(planted).encode(), base64.b64encode(planted.encode()))
        remedy = "send it in a header, such as Authorization"
        for one in wire():
            address = (_request_line(one) or "").encode("latin-1")
            assert not any(spelt in one.body for spelt in spellings), (
                f"a secret is in the body of what is sent; {remedy}"
            )
            assert not any(spelt in address for spelt in spellings), (
                f"a secret is in the address of what is sent, which every server on the way logs; {remedy}"
            )

    def test_json_is_sent_as_json(self, notifier: Notifier, message: Message, wire: Wire) -> None:
        self.can("content type")
        self.send(notifier, message)
        for one in wire():
            if _request_line(one) is None or not _is_json(one.body):
                continue
            said = re.search(
                r"^content-type:[ \t]*(.*?)[ \t]*$", one.head.decode("latin-1"), re.MULTILINE | re.IGNORECASE
            )
            kind = "missing" if said is None else said[1].strip()
            assert re.fullmatch(r"application/([\w.-]+\+)?json\s*(;.*)?", kind, re.IGNORECASE), (
                f"what is sent is JSON, and its Content-Type is {kind}; send it as application/json"
            )

    def test_one_send_makes_one_request(
        self, notifier: Notifier, message: Message, received: Received, wire: Wire
    ) -> None:
        self.can("one request")
        self.send(notifier, message)
        if len(received()) != 1:
            pytest.skip("not one message arrived; see test_one_send_delivers_one_message")
        many = len(wire())
        assert many == 1, f"one send() sent the message {many} times; send it once: the engine repeats what has to be"

    def test_what_is_not_taken_is_not_sent_again(
        self,
        notifier_type: NotifierType,
        context: Context,
        message: Message,
        request: pytest.FixtureRequest,
        planted: str,
    ) -> None:
        self.can("http")
        self.can("one request")
        at: Callable[[str], Any] = request.getfixturevalue("at")
        silent = () if "unknown" in self.does_not else ((silence, "gave no answer in time", 0.5),)
        for script, did, limit in (
            (reply(400), "answered 400", self.timeout),
            (reply(503), "answered 503", self.timeout),
            (hang_up, "hung up", self.timeout),
            *silent,
        ):
            with Loopback(script) as server:
                config = at(server.url)
                notifier = notifier_type.open(config, with_secrets(context, notifier_type, config, planted))
                self._in_time(notifier, message, limit)
                many = _handed_over(server)
                assert many < 2, (
                    f"it sent a message {many} times to a receiver that {did}; send it once, and raise what that "
                    "means: the engine repeats what may be taken later"
                )
                if did == "answered 503":
                    self._in_time(notifier, message, limit, attempt=2)
                    assert _handed_over(server) > many, (
                        f"it did not send the second attempt of a message to a receiver that {did} to the first; send each: "
                        "the engine makes another attempt only of what was not taken"
                    )

    def test_what_is_sent_goes_to_the_address(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message, wire: Wire
    ) -> None:
        if not notifier_type.addressed:
            pytest.skip("addressed is false, so recipients have no addresses of their own")
        self.send(notifier, message)
        for one in wire():
            what = f"addressed is true, and {message.address} is nowhere in what is sent"
            spelt = {message.address, quote(message.address, safe="")}
            assert any(each.encode() in one.head + one.body for each in spelt), f"{what}; send it to Message.address"

    def test_a_redirect_to_another_host_is_not_followed(
        self,
        notifier_type: NotifierType,
        context: Context,
        message: Message,
        request: pytest.FixtureRequest,
        planted: str,
    ) -> None:
        self.can("http")
        at: Callable[[str], Any] = request.getfixturevalue("at")
        with Loopback(reply()) as other, Loopback(reply(307, Location=_elsewhere(other))) as server:
            config = at(server.url)
            notifier = notifier_type.open(config, with_secrets(context, notifier_type, config, planted))
            error = raised(lambda: self.send(notifier, message))
            assert server.requests, "nothing arrived at the address that `at` was given; use it as it is"
            assert not other.requests, (
                "it followed a redirect to another host, and sent the message there; follow none, as "
                "wes_rules.plugins.http does"
            )
            assert isinstance(error, NotifierError), "a redirect is no receipt; raise PermanentFailure with a sentence"


def _elsewhere(server: Loopback) -> str:
    return server.url.replace("localhost", "127.0.0.1")


def _handed_over(server: Loopback) -> int:
    """Count the requests that may have handed a message over."""
    return sum(one.method not in ("GET", "HEAD") for one in server.requests)


def _request_line(sent: Sent) -> str | None:
    """Return the first line of a request; None for what is no HTTP."""
    first = sent.head.partition(b"\r\n")[0].decode("latin-1")
    return first if re.search(r" HTTP/\d", first) else None


def _is_json(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), str | list | dict)
    except ValueError:
        return False
