"""GOV.UK Notify, against a server on loopback made from its published contract."""

import json
import logging
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid5

import attrs
import jwt
import pytest
from wes_rules_govuk_notify import GovukNotify, GovukNotifyConfig, filled

from wes_rules import DefinitionError
from wes_rules.errors import NotifierError, PermanentFailure, RecipientRefused, TransientFailure, UnknownOutcome
from wes_rules.plugins import Context, Dedup, Message, load_plugins
from wes_rules.testing import NotifierContract
from wes_rules.testing.loopback import Loopback, hang_up, refusing, reply, silence

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"planted-name-{SERVICE}-{SECRET}"
TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
SIMULATED = "simulate-delivered@notifications.service.gov.uk"


def error(status, kind, message):
    body = {"status_code": status, "errors": [{"error": kind, "message": message}]}
    return reply(status, json.dumps(body).encode(), Content_Type="application/json")


class Notify:
    """What the published contract says of the parts that are used, and no more."""

    def __init__(self, placeholders=("subject", "text"), kind="email"):
        self.placeholders = placeholders
        self.kind = kind
        self.kept = []
        self.posted = []

    def __call__(self, asked):
        try:
            token = asked.headers["authorization"].removeprefix("Bearer ")
            assert jwt.decode(token, SECRET, algorithms=["HS256"], options={"require": ["iat"]})["iss"] == SERVICE
        except (jwt.PyJWTError, AssertionError, KeyError):
            return error(403, "AuthError", "Invalid token: API key not found")
        where = urlsplit(asked.target)
        if (asked.method, where.path) == ("POST", f"/v2/notifications/{self.kind}"):
            return self.post(json.loads(asked.body))
        if (asked.method, where.path) == ("GET", "/v2/notifications"):
            wanted = parse_qs(where.query)["reference"][0]
            page = [one for one in self.kept if one["reference"] == wanted]
            return self.json(200, {"notifications": page, "links": {"current": asked.target}})
        if (asked.method, where.path) == ("GET", f"/v2/template/{TEMPLATE}"):
            named = {name: {"required": True} for name in self.placeholders}
            return self.json(200, {"id": TEMPLATE, "type": self.kind, "version": 1, "personalisation": named})
        return error(404, "NoResultFound", "No result found")

    def json(self, status, value):
        return reply(status, json.dumps(value).encode(), Content_Type="application/json")

    def post(self, body):
        self.posted.append(body)
        to = {"email": "email_address", "sms": "phone_number"}[self.kind]
        allowed = {to, "template_id", "personalisation", "reference"}
        allowed |= {"email_reply_to_id", "sanitise_content_for"} if self.kind == "email" else {"sms_sender_id"}
        for unknown in body.keys() - allowed:
            return error(400, "ValidationError", f"Additional properties are not allowed ({unknown} was unexpected)")
        if self.kind == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", body[to]):
            return error(400, "ValidationError", "email_address Not a valid email address")
        if body["template_id"] != TEMPLATE:
            return error(400, "BadRequestError", "Template not found")
        for missing in set(self.placeholders) - body["personalisation"].keys():
            return error(400, "BadRequestError", f"Missing personalisation: {missing}")
        made = str(uuid5(UUID(SERVICE), str(len(self.posted))))
        if body[to] != SIMULATED:
            self.kept.append({"id": made, "reference": body["reference"], "status": "created", to: body[to]})
        return self.json(201, {"id": made, "reference": body["reference"], "content": {"body": "..."}})


def message(**more):
    given = {
        "plan": "p",
        "plan_title": "P",
        "recipient": "Board",
        "notifier": "govuk-notify",
        "subject": "1 new: P",
        "text": "- [click](https://evil.example)\x1b\n  12.0%\n",
        "address": "board@council.example",
        **more,
    }
    return Message.of(**given)


def notifier(url, key=KEY, **more):
    context = Context(as_of=date(2026, 1, 1), base=Path(), output=None, environ={"KEY": key})
    return GovukNotify(
        GovukNotifyConfig(**{"api_key_env": "KEY", "template_id": TEMPLATE, "base_url": url, **more}), context
    )


def send(url, of=None, timeout=20.0, **more):
    return notifier(url, **more).send(of or message(), attempt=1, timeout=timeout)


def test_a_message_fills_the_template_and_its_key_is_the_reference():
    notify = Notify()
    with Loopback(route=notify) as server:
        receipt = send(server.url, personalisation={"link": "https://targets.example"}, reply_to_id=TEMPLATE)
    (posted,) = notify.posted
    assert posted["reference"] == message().key
    assert posted["email_address"] == "board@council.example"
    assert posted["email_reply_to_id"] == TEMPLATE
    assert posted["personalisation"] == {
        "link": "https://targets.example",
        "subject": "1 new: P",
        "text": "- [click](https://evil.example)\\x1b\n  12.0%",
        "plan": "P",
        "recipient": "Board",
        "repeat": "no",
    }
    assert receipt.detail == notify.kept[0]["id"]


def test_everything_that_a_message_fills_is_sanitised_by_notify():
    notify = Notify()
    with Loopback(route=notify) as server:
        send(server.url)
    assert set(notify.posted[0]["sanitise_content_for"]) == set(filled(message()))


def test_text_messages_go_to_phones():
    notify = Notify(placeholders=("subject",), kind="sms")
    with Loopback(route=notify) as server:
        send(server.url, message(address="07700900000"), channel="sms", reply_to_id=TEMPLATE)
        notifier(server.url, channel="sms").check()
    assert notify.posted[0]["phone_number"] == "07700900000"
    assert notify.posted[0]["sms_sender_id"] == TEMPLATE


def test_sending_again_sends_the_same_and_a_repeat_is_marked():
    notify = Notify()
    with Loopback(route=notify) as server:
        send(server.url)
        send(server.url)
        send(server.url, attrs.evolve(message(), possible_repeat=True))
    first, second, third = notify.posted
    assert first == second
    assert third["personalisation"] == first["personalisation"] | {"repeat": "yes"}
    assert third["reference"] == first["reference"]


def test_a_message_can_be_looked_up_once_it_has_arrived():
    notify = Notify()
    with Loopback(route=notify) as server:
        one = notifier(server.url)
        assert one.lookup(message(), timeout=20) is None
        receipt = one.send(message(), attempt=1, timeout=20)
        assert one.lookup(message(), timeout=20) == receipt
        assert one.lookup(message(subject="other"), timeout=20) is None


@pytest.mark.parametrize(
    ("statuses", "arrived"),
    [
        (["created"], True),
        (["sending"], True),
        (["delivered"], True),
        (["technical-failure"], False),
        (["temporary-failure"], False),
        (["permanent-failure", "delivered"], True),
    ],
)
def test_what_notify_gave_up_has_not_arrived(statuses, arrived):
    notify = Notify()
    notify.kept = [{"id": str(n), "reference": message().key, "status": status} for n, status in enumerate(statuses)]
    with Loopback(route=notify) as server:
        assert (notifier(server.url).lookup(message(), timeout=20) is not None) is arrived


@pytest.mark.parametrize("answer", [reply(429), reply(403), reply(500), hang_up, reply(200, b"{}"), reply(200, b"<")])
def test_an_answer_to_the_question_says_nothing_of_the_message(answer):
    with Loopback(answer) as server, pytest.raises(NotifierError) as error:
        notifier(server.url).lookup(message(), timeout=20)
    assert type(error.value) is NotifierError
    with pytest.raises(NotifierError) as error:
        notifier(refusing(), key="").lookup(message(), timeout=20)
    assert type(error.value) is NotifierError


def test_somebody_else_s_message_is_none_of_ours():
    page = {"notifications": [{"id": "1", "reference": "other", "status": "delivered"}, {"id": "2", "reference": None}]}
    with Loopback(reply(body=json.dumps(page).encode())) as server:
        assert notifier(server.url).lookup(message(), timeout=20) is None


def test_an_address_that_does_not_exist_is_a_failure_for_good():
    notify = Notify()
    notify.kept = [{"id": "1", "reference": message().key, "status": "permanent-failure"}]
    with Loopback(route=notify) as server, pytest.raises(PermanentFailure, match="no such address"):
        notifier(server.url).lookup(message(), timeout=20)


def test_a_simulated_address_is_taken_and_never_kept():
    notify = Notify()
    with Loopback(route=notify) as server:
        assert send(server.url, message(address=SIMULATED))
        assert notifier(server.url).lookup(message(address=SIMULATED), timeout=20) is None


@pytest.mark.parametrize(
    ("answer", "means", "wait"),
    [
        (error(429, "RateLimitError", "Exceeded rate limit"), TransientFailure, 60.0),
        (error(429, "TooManyRequestsError", "Exceeded send limits"), TransientFailure, 3600.0),
        (reply(429), TransientFailure, 60.0),
        (error(500, "Exception", "Internal server error"), TransientFailure, None),
        (reply(503), TransientFailure, None),
        (reply(502), UnknownOutcome, None),
        (reply(504), UnknownOutcome, None),
        (error(400, "BadRequestError", "Missing personalisation: x\x1b"), PermanentFailure, None),
        (error(400, "ValidationError", "email_address Not a valid email address"), RecipientRefused, None),
        (error(403, "AuthError", "Invalid token"), PermanentFailure, None),
        (reply(404), PermanentFailure, None),
        (reply(302, Location="https://other.example/"), PermanentFailure, None),
        (reply(201, b"<html>"), UnknownOutcome, None),
        (reply(201, b"[]"), UnknownOutcome, None),
        (reply(200, b"{}"), UnknownOutcome, None),
        (hang_up, UnknownOutcome, None),
        (b"rubbish\r\n\r\n", UnknownOutcome, None),
    ],
)
def test_each_answer_has_its_outcome(answer, means, wait):
    with Loopback(answer) as server, pytest.raises(NotifierError) as error:
        send(server.url)
    assert type(error.value) is means
    assert getattr(error.value, "retry_after", None) == wait
    assert str(error.value).isprintable()
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed():
    with Loopback(route=Notify()) as trap, Loopback(reply(307, Location=f"{trap.url}/v2/x")) as server:
        with pytest.raises(PermanentFailure):
            send(server.url)
    assert trap.requests == []


@pytest.mark.parametrize(
    ("placeholders", "more", "says"),
    [
        (("subject", "text", "repeat"), {}, []),
        (("Sub ject", "TEXT", "the-link"), {"personalisation": {"The link": "x"}}, []),
        (("text", "first name"), {}, ['wants "first name"']),
        (("link",), {"personalisation": {"link": "x"}}, ["says nothing of the news"]),
        (("text",), {"personalisation": {"link": "x"}}, ['gives "link"']),
        (("text",), {"channel": "sms"}, ['is for "email"']),
        (("who",), {"channel": "sms"}, ['is for "email"', 'wants "who"', "says nothing"]),
    ],
)
def test_check_compares_the_placeholders(placeholders, more, says):
    notify = Notify(placeholders)
    with Loopback(route=notify) as server:
        if not says:
            notifier(server.url, **more).check()
            return
        with pytest.raises(NotifierError) as error:
            notifier(server.url, **more).check()
    assert len(error.value.problems) == len(says)
    for problem, part in zip(error.value.problems, says, strict=True):
        assert part in str(problem)
    assert notify.posted == []


def test_check_tells_a_template_that_is_not_there_and_a_key_that_is_wrong():
    with Loopback(route=Notify()) as server:
        with pytest.raises(PermanentFailure, match="404"):
            notifier(server.url, template_id=SERVICE).check()
        with pytest.raises(PermanentFailure, match="403"):
            notifier(server.url, key=f"x-{SERVICE}-{SERVICE}").check()
    with pytest.raises(TransientFailure):
        notifier(refusing()).check()


def test_settings_that_make_no_sense_are_refused():
    for wrong in (
        {"template_id": "none"},
        {"template_id": ""},
        {"reply_to_id": "none"},
        {"base_url": "file:///x"},
        {"personalisation": {"Sub-ject": "x"}},
    ):
        with pytest.raises(DefinitionError):
            GovukNotifyConfig(**{"api_key_env": "KEY", "template_id": TEMPLATE, **wrong})


def test_no_secret_is_told(caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    for answer in (Notify(), None):
        scripts = {"route": answer} if answer else {}
        with Loopback(*(() if answer else (hang_up,)), **scripts) as server:
            told.append(notifier(server.url))
            try:
                told.append(send(server.url))
            except NotifierError as error:
                told += [error, error.__cause__]
    for key in ("planted", f"planted-{SECRET}", ""):
        with pytest.raises(TransientFailure) as error:
            send("http://localhost", key=key)
        told.append(error.value)
    text = "".join(f"{one!r}{one}" for one in told) + caplog.text
    assert SECRET not in text
    assert "planted" not in text
    assert len(told) == 8


class TestContract(NotifierContract):
    @pytest.fixture
    def planted(self):
        return KEY

    @pytest.fixture
    def notify(self):
        return Notify()

    @pytest.fixture
    def notifier_type(self):
        return load_plugins(["govuk-notify"]).notifier("govuk-notify")

    def config_for(self, url):
        return GovukNotifyConfig(api_key_env="KEY", template_id=TEMPLATE, base_url=url)

    @pytest.fixture
    def server(self, notify):
        with Loopback(route=notify) as server:
            yield server

    @pytest.fixture
    def config(self, server):
        return self.config_for(server.url)

    @pytest.fixture
    def wire(self, server):
        return lambda: [
            sent for asked, sent in zip(server.requests, server.sent, strict=True) if asked.method == "POST"
        ]

    @pytest.fixture
    def variants(self, config):
        return {
            "api_key_env": attrs.evolve(config, api_key_env="OTHER"),
            "channel": attrs.evolve(config, channel="sms"),
            "template_id": attrs.evolve(config, template_id=TEMPLATE[::-1]),
            "personalisation": attrs.evolve(config, personalisation={"more": "words"}),
            "reply_to_id": attrs.evolve(config, reply_to_id=TEMPLATE),
            "base_url": attrs.evolve(config, base_url=refusing()),
        }

    @pytest.fixture
    def at(self):
        return self.config_for

    @pytest.fixture
    def unreachable(self):
        return self.config_for(refusing())

    @pytest.fixture
    def refusing(self):
        with Loopback(error(400, "BadRequestError", "Missing personalisation: x")) as server:
            yield self.config_for(server.url)

    @pytest.fixture
    def silent(self):
        with Loopback(silence) as server:
            yield self.config_for(server.url)

    @pytest.fixture
    def bad_settings(self):
        return {"api_key_env": "KEY", "template_id": "the first one"}

    @pytest.fixture
    def received(self, notify):
        return lambda: [{"plain": " ".join(one["personalisation"].values())} for one in notify.posted]


def test_the_plugin_is_found_by_its_name():
    kind = load_plugins(["govuk-notify"]).notifier("govuk-notify")
    assert (kind.dedup, kind.addressed, kind.secrets) == (Dedup.LOOKUP, True, ("api_key_env",))
