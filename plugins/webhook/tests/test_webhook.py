"""The webhook, against servers on loopback."""

import base64
import json
import logging
import time
from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Standard
from wes_rules_webhook import TYPE, BadSignature, Webhook, WebhookConfig, event, keys, sign, verify

from wes_rules import DefinitionError
from wes_rules.alerts.alert import AlertKind
from wes_rules.errors import NotifierError, PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins import Change, Context, Message, News, load_plugins
from wes_rules.testing import NotifierContract
from wes_rules.testing.loopback import Loopback, drip, hang_up, refusing, reply, silence

SECRET = "whsec_" + base64.b64encode(b"a planted secret of 32 bytes ...").decode()
NOW = 1_800_000_000.0
NEWS = News(
    alert="p/m/E1/off_track",
    episode="p/m/E1/off_track/2025",
    kind=AlertKind.OFF_TRACK,
    change=Change.NEW,
    open=True,
    severity="off_track",
    title="Rate <b>of</b> \x1b[31m",
    started=date(2026, 5, 1),
)
MESSAGE = Message.of(
    plan="a plan", plan_title="P", recipient="Board ü", notifier="webhook", subject="S", text="T\n", news=(NEWS,)
)


def webhook(url, secret=SECRET, **more):
    environ = {"SECRET": secret, "URL": url, "AUTH": "Bearer planted-token", "EMPTY": " "}
    context = Context(as_of=date(2026, 1, 1), base=Path(), output=None, environ=environ)
    config = WebhookConfig(**{"url_env": "URL", "secret_env": "SECRET", **more})
    return Webhook(config, context, clock=lambda: NOW)


def send(url, message=MESSAGE, timeout=10.0, **more):
    return webhook(url, **more).send(message, attempt=1, timeout=timeout)


def test_what_arrives_is_a_cloud_event_whose_signature_fits():
    with Loopback(reply(202)) as server:
        receipt = send(f"{server.url}/hook", authorization_env="AUTH")
    (asked,) = server.requests
    assert (asked.method, asked.target) == ("POST", "/hook")
    assert asked.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert asked.headers["authorization"] == "Bearer planted-token"
    found = verify(asked.body, asked.headers, SECRET, now=NOW)
    assert (found["specversion"], found["id"], found["type"]) == ("1.0", MESSAGE.key, TYPE)
    assert (found["source"], found["subject"]) == ("urn:wes-rules:a%20plan", "Board ü")
    assert found["data"]["news"][0]["started"] == "2026-05-01"
    assert found["data"]["news"][0]["title"] == NEWS.title
    assert receipt.detail == "localhost answered 202"


def test_sending_again_sends_the_same_bytes_under_the_same_id():
    with Loopback(reply()) as server:
        send(server.url)
        send(server.url, attrs.evolve(MESSAGE, possible_repeat=True))
    first, second = server.requests
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == MESSAGE.key


def test_the_body_holds_no_raw_control_character():
    assert all(byte >= 0x20 for byte in event(MESSAGE))


def test_the_published_vector_of_standard_webhooks_is_met():
    body = b'{"test": 2432232314}'
    headers = sign(body, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def signed(body=None, secret=SECRET, key=MESSAGE.key, at=NOW):
    body = event(MESSAGE) if body is None else body
    return body, sign(body, key, int(at), keys(secret))


@given(st.data())
def test_no_changed_byte_is_believed(data):
    body, headers = signed()
    place = data.draw(st.integers(0, len(body) - 1))
    changed = bytearray(body)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadSignature):
        verify(bytes(changed), headers, SECRET, now=NOW)


def test_what_must_not_be_believed_is_not():
    body, headers = signed()
    assert verify(body, {name.title(): value for name, value in headers.items()}, SECRET, now=NOW + 299)
    for wrong in (
        {"webhook-id": "another"},
        {"webhook-timestamp": str(int(NOW) + 1)},
        {"webhook-timestamp": "²"},
        {"webhook-timestamp": ""},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": headers["webhook-signature"].replace("v1", "v2")},
    ):
        with pytest.raises(BadSignature):
            verify(body, headers | wrong, SECRET, now=NOW)
    for late in (301, -301):
        with pytest.raises(BadSignature, match="not of now"):
            verify(body, headers, SECRET, now=NOW + late)
    with pytest.raises(BadSignature, match="no signature"):
        verify(body, headers, "another-secret-that-is-long", now=NOW)
    with pytest.raises(BadSignature, match="that was signed"):
        verify(*signed(key="another"), SECRET, now=NOW)


def test_two_secrets_let_receivers_change_one_at_a_time():
    old, new = "the-old-secret-is-long", "the-new-secret-is-long"
    with Loopback(reply()) as server:
        send(server.url, secret=f"{new} {old}")
    (asked,) = server.requests
    assert verify(asked.body, asked.headers, old, now=NOW)
    assert verify(asked.body, asked.headers, new, now=NOW)


@pytest.mark.parametrize(
    ("answer", "means", "wait"),
    [
        (reply(429, Retry_After="17"), TransientFailure, 17.0),
        (
            reply(429, Retry_After="Fri, 15 Jan 2027 08:00:40 GMT", Date="Fri, 15 Jan 2027 08:00:00 GMT"),
            TransientFailure,
            40.0,
        ),
        (reply(503), TransientFailure, None),
        (reply(500), UnknownOutcome, None),
        (reply(504), UnknownOutcome, None),
        (reply(302, Location="https://other.example"), PermanentFailure, None),
        (reply(410), PermanentFailure, None),
        (hang_up, UnknownOutcome, None),
        (b"rubbish\r\n\r\n", UnknownOutcome, None),
    ],
)
def test_each_answer_has_its_outcome(answer, means, wait):
    with Loopback(answer) as server, pytest.raises(NotifierError) as error:
        send(server.url)
    assert type(error.value) is means
    assert getattr(error.value, "retry_after", None) == wait
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [silence, drip(), drip(b"HTTP/1.1 ")])
def test_a_time_out_is_not_a_failure(answer):
    with Loopback(answer) as server, pytest.raises(UnknownOutcome):
        send(server.url, timeout=0.3)


def test_what_was_taken_stays_taken_however_slow_or_huge_the_rest_is():
    with Loopback(drip(b"HTTP/1.1 200 OK\r\n\r\n")) as server:
        assert send(server.url, timeout=0.3)
    with Loopback(reply(body=b"0" * 1_000_000)) as server:
        assert send(server.url)


@pytest.mark.parametrize("status", [200, 204, 404, 405, 501])
def test_check_asks_the_receiver_what_it_takes_and_sends_no_news(status):
    with Loopback(reply(status)) as server:
        assert webhook(f"{server.url}/hook", authorization_env="AUTH").check() is None
    (asked,) = server.requests
    assert (asked.method, asked.target, asked.body) == ("OPTIONS", "/hook", b"")
    assert asked.headers["authorization"] == "Bearer planted-token"
    assert "webhook-signature" not in asked.headers


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (reply(401), "localhost answered 401: it does not take the authorization"),
        (reply(302, Location="https://example.org/"), "localhost answered 302: it is somewhere else"),
        (reply(503), "localhost answered 503"),
        (hang_up, "localhost was sent a request and gave no answer"),
    ],
)
def test_check_says_what_is_wrong_with_an_address(answer, says):
    with Loopback(answer) as server, pytest.raises(NotifierError) as error:
        webhook(server.url).check()
    assert says in str(error.value)


def test_check_says_that_nobody_answers_at_an_address():
    with pytest.raises(NotifierError, match="localhost refuses the connection"):
        webhook(refusing()).check()


def test_check_finds_every_fault_before_it_asks():
    with Loopback(reply()) as server, pytest.raises(NotifierError) as error:
        webhook("ftp://planted-token", secret="planted", authorization_env="EMPTY").check()
    assert server.requests == []
    assert [str(problem) for problem in error.value.problems] == [
        "an address does not start with http:// or https:// and a host; correct it",
        "the environment variable EMPTY is not set; set it for whatever runs wes-rules",
        "SECRET: a secret is shorter than 16 bytes; set another secret",
    ]


def test_a_missing_secret_keeps_the_message_for_later():
    with Loopback(reply()) as server, pytest.raises(TransientFailure, match="MISSING is not set"):
        send(server.url, secret_env="MISSING")
    assert server.requests == []


@pytest.mark.parametrize(
    "given", [{}, {"url": "http://a.example", "url_env": "URL"}, {"url": "file:///etc/passwd"}, {"url": "http://u:p@a"}]
)
def test_settings_that_make_no_sense_are_refused(given):
    with pytest.raises(DefinitionError):
        WebhookConfig(secret_env="SECRET", **given)


def test_no_secret_is_told(caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    for answer in (reply(), reply(400, body=b"planted"), reply(302, Location="http://planted"), hang_up, b"x\r\n\r\n"):
        with Loopback(answer) as server:
            try:
                told.append(send(f"{server.url}/planted-path?planted", authorization_env="AUTH"))
            except NotifierError as error:
                told += [error, error.__cause__]
    told.append(webhook("http://planted.example/"))
    text = "".join(f"{one!r}{one}" for one in told) + caplog.text
    assert len(told) == 10
    assert "planted" not in text
    assert SECRET not in text


class TestContract(NotifierContract):
    unseen = {"ca_file": "it matters with https alone, which has tests of its own"}

    @pytest.fixture
    def server(self):
        with Loopback(reply()) as server:
            yield server

    @pytest.fixture
    def notifier_type(self):
        return load_plugins(["webhook"]).notifier("webhook")

    def config_for(self, url):
        return WebhookConfig(url=url, secret_env="SECRET", authorization_env="AUTH")

    @pytest.fixture
    def config(self, server):
        return self.config_for(server.url)

    @pytest.fixture
    def unreachable(self):
        return self.config_for(refusing())

    @pytest.fixture
    def refusing(self):
        with Loopback(reply(403, b"planted-5ecret-a61f")) as server:
            yield self.config_for(server.url)

    @pytest.fixture
    def silent(self):
        with Loopback(silence) as server:
            yield self.config_for(server.url)

    @pytest.fixture
    def wire(self, server):
        return lambda: server.sent

    @pytest.fixture
    def variants(self, server):
        usual = {"url": server.url, "secret_env": "SECRET", "authorization_env": "AUTH"}
        return {
            "url": WebhookConfig(**{**usual, "url": f"{server.url}/other"}),
            "url_env": WebhookConfig(**{**usual, "url": ""}, url_env="URL"),
            "secret_env": WebhookConfig(**{**usual, "secret_env": "OTHER"}),
            "authorization_env": WebhookConfig(**{**usual, "authorization_env": "OTHER"}),
        }

    @pytest.fixture
    def at(self):
        return self.config_for

    @pytest.fixture
    def bad_settings(self):
        return {"url": "ftp://council.example", "secret_env": "SECRET"}

    @pytest.fixture
    def received(self, server):
        return lambda: [
            {"plain": body}
            for body in {
                one.headers["webhook-id"]: one.body.decode() for one in server.requests if one.method == "POST"
            }.values()
        ]


def test_the_plugin_is_found_by_its_name():
    kind = load_plugins(["webhook"]).notifier("webhook")
    assert (kind.dedup.value, kind.addressed) == ("key", False)
    assert set(kind.secrets) <= {field.name for field in attrs.fields(kind.config)}
    assert json.loads(event(MESSAGE))["data"]["text"] == "T\n"


def test_the_library_of_standard_webhooks_takes_what_we_sign_and_we_take_what_it_signs():
    # That library reads the clock itself.
    now, body = time.time(), event(MESSAGE)
    ours = sign(body, MESSAGE.key, int(now), keys(SECRET))
    assert Standard(SECRET).verify(body, ours) == json.loads(body)
    theirs = {
        **ours,
        "webhook-signature": Standard(SECRET).sign(MESSAGE.key, datetime.fromtimestamp(now, UTC), body.decode()),
    }
    assert verify(body, theirs, SECRET, now=now) == json.loads(body)
