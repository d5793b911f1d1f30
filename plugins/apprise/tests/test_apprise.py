"""Apprise, with a service on loopback and services that misbehave."""

import json
import logging
import subprocess
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest
from apprise import AppriseResult, AppriseResultStatus, NotifyAttempt, NotifyResult
from hypothesis import given
from hypothesis import strategies as st
from wes_rules_apprise import Apprise, AppriseConfig, _receipt, harmless

from wes_rules.alerts.alert import AlertKind
from wes_rules.errors import NotifierError, PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins import Change, Context, Dedup, Message, News, load_plugins
from wes_rules.testing import NotifierContract
from wes_rules.testing.loopback import Loopback, drip, hang_up, refusing, reply, silence

# What some of Apprise's own modules import.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

S, F, T = AppriseResultStatus.SUCCESS, AppriseResultStatus.FAILURE, AppriseResultStatus.TIMEOUT


def message(**more):
    given = {
        "plan": "p",
        "plan_title": "P",
        "recipient": "Board",
        "notifier": "apprise",
        "subject": "1 new: P",
        "text": "- Rate *x* [l](http://evil.example) <b>\x1b\n  12%\n",
        **more,
    }
    return Message.of(**given)


def news(*, still):
    return News(
        alert="a", episode="e", kind=AlertKind.OFF_TRACK, change=Change.NEW, open=still, severity="off_track", title="t"
    )


def notifier(url):
    context = Context(as_of=date(2026, 1, 1), base=Path(), output=None, environ={"URL": url})
    return Apprise(AppriseConfig(url_env="URL"), context)


def at(server, more=""):
    return server.url.replace("http://", "json://planted-user:planted-pass@") + f"/planted-path{more}"


def send(url, of=None, timeout=20.0):
    return notifier(url).send(of or message(), attempt=1, timeout=timeout)


def test_a_message_arrives():
    with Loopback(reply()) as server:
        receipt = send(at(server))
    body = json.loads(server.requests[0].body)
    assert (body["title"], body["type"]) == ("1 new: P", "info")
    assert body["message"] == "For Board:\n\n- Rate *x* [l](http:\u200b//evil.example) <\u200bb>\\x1b\n  12%"
    assert receipt.detail == "JSON took it"


@pytest.mark.parametrize(
    ("form", "arrives"),
    [
        ("html", "For Board:<br/><br/>- Rate *x* [l](http:\u200b//evil.example) &lt;\u200bb&gt;"),
        ("markdown", "For Board:\n\n\\- Rate \\*x\\* \\[l\\]\\(http:\u200b//evil\\.example\\) <\u200bb\\>"),
    ],
)
def test_text_is_escaped_for_what_a_service_takes(form, arrives):
    with Loopback(reply()) as server:
        send(at(server, f"?format={form}"))
    assert json.loads(server.requests[0].body)["message"].replace("&nbsp;", " ").startswith(arrives)


@given(st.text(st.sampled_from("<@!:/aeveryone| >#")))
def test_nothing_mentions_links_or_opens_a_tag(text):
    shown = harmless(text)
    for mark in ("://", "@e", "<!", "<@", "<#", "<a", "!e"):
        assert mark not in shown
    assert shown.replace("\u200b", "") == text


@pytest.mark.parametrize(
    ("told", "kind"),
    [((), "info"), ((news(still=True), news(still=False)), "warning"), ((news(still=False),), "success")],
)
def test_only_good_news_is_shown_as_good(told, kind):
    with Loopback(reply()) as server:
        send(at(server), message(news=told))
    assert json.loads(server.requests[0].body)["type"] == kind


@pytest.mark.parametrize(("more", "parts"), [("", 3), ("?overflow=truncate", 1)])
def test_what_is_too_long_for_a_service_arrives_in_parts_unless_its_address_says_otherwise(monkeypatch, more, parts):
    monkeypatch.setattr("apprise.plugins.custom_json.NotifyJSON.body_maxlen", 2000)
    told = message(text="\n".join(f"- {place} {'x' * 400}" for place in range(12)))
    with Loopback(*[reply()] * parts) as server:
        send(at(server, more), told)
    arrived = [json.loads(asked.body)["message"] for asked in server.requests]
    assert len(arrived) == parts
    assert all(len(one) <= 2000 for one in arrived)


def test_a_repeat_is_marked():
    with Loopback(reply()) as server:
        send(at(server))
        send(at(server), attrs.evolve(message(), possible_repeat=True))
    first, again = (json.loads(asked.body)["message"] for asked in server.requests)
    assert again == f"This message may have been sent before.\n\n{first}"


@pytest.mark.parametrize("more", ["", "?optional=yes", "?retry=1&wait=0.1", "?optional=yes&retry=1&wait=0.1"])
def test_a_service_that_failed_has_failed_even_where_apprise_calls_it_a_success(more):
    with Loopback(reply(500)) as server, pytest.raises(UnknownOutcome, match=r"JSON did not confirm .* answered 500"):
        send(at(server, more))


def test_a_retry_of_apprises_own_that_succeeds_is_a_success():
    with Loopback(reply(500), reply()) as server:
        assert send(at(server, "?retry=1&wait=0.1"))
    assert len(server.requests) == 2


@pytest.mark.parametrize("more", ["", "?optional=yes"])
@pytest.mark.parametrize("answer", [silence, drip(b"HTTP/1.1 200 OK\r\nX: ")])
def test_a_time_out_is_not_a_failure(answer, more):
    with Loopback(answer) as server, pytest.raises(UnknownOutcome, match="may still take the message"):
        send(at(server, more), timeout=0.3)


def test_no_answer_and_no_connection_are_unknown_as_apprise_does_not_tell_them_apart():
    with Loopback(hang_up) as server, pytest.raises(UnknownOutcome):
        send(at(server))
    with pytest.raises(UnknownOutcome):
        send(refusing().replace("http", "json"))


def test_a_redirect_is_not_followed():
    with Loopback(reply()) as trap, Loopback(reply(307, Location=trap.url)) as server, pytest.raises(UnknownOutcome):
        send(at(server))
    assert trap.requests == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "is not set"),
        ("planted://planted-token", "no address that Apprise can use"),
        ("slack://planted-token", "no address that Apprise can use"),
        ("json://localhost planted", "no address that Apprise can use"),
        ("json://localhost/planted, json://localhost/planted2", "holds 2 addresses"),
    ],
)
def test_an_address_of_no_use_keeps_the_message_for_later(url, says, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TransientFailure, match=says) as error:
        send(url)
    with pytest.raises(NotifierError, match=says):
        notifier(url).check()
    assert "planted" not in f"{error.value!r}{caplog.text}{capfd.readouterr()}"


def test_check_says_that_it_asked_nobody():
    with Loopback(reply()) as server:
        assert notifier(at(server)).check() == "Apprise can only send; the address is one that it knows"
    assert server.requests == []


def test_an_empty_message_is_refused_for_good():
    with Loopback(reply()) as server:
        with pytest.raises(PermanentFailure, match="empty"):
            send(at(server), message(subject=" ", text="\n"))
        assert send(at(server), message(subject="said", text=""))
    assert len(server.requests) == 1


def result(status, attempts, *, optional=False):
    made = [NotifyAttempt(status=one) for one in attempts]
    return AppriseResult(status=status, results=[NotifyResult("X", "x://", optional=optional, attempts=made)])


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("status", [S, F, T, AppriseResultStatus.PARTIAL])
@pytest.mark.parametrize(
    ("attempts", "means"),
    [
        ([S], None),
        ([F, S], None),
        ([T, S], None),
        ([F], UnknownOutcome),
        ([S, F], UnknownOutcome),
        ([T], UnknownOutcome),
        ([F, T], UnknownOutcome),
        ([], UnknownOutcome),
    ],
)
def test_the_last_attempt_decides_whatever_apprise_says_of_the_whole(attempts, means, status, optional):
    found = result(status, attempts, optional=optional)
    if means is None:
        assert _receipt(found)
        return
    with pytest.raises(means):
        _receipt(found)


def test_nothing_tried_is_no_success():
    with pytest.raises(TransientFailure, match="no service"):
        _receipt(AppriseResult())
    for status in (F, S, T):
        with pytest.raises(PermanentFailure, match="refused"):
            _receipt(AppriseResult(status=status))


def test_no_secret_is_told(caplog, capfd):
    caplog.set_level(logging.DEBUG)
    told = []
    for answer in (reply(), reply(403, b"planted"), hang_up):
        with Loopback(answer) as server:
            told.append(notifier(at(server)))
            try:
                told.append(send(at(server)))
            except NotifierError as error:
                told += [error, error.__cause__]
    assert len(told) == 8
    assert "planted" not in "".join(f"{one!r}{one}" for one in told) + caplog.text + str(capfd.readouterr())


class TestContract(NotifierContract):
    does_not = {
        "http": "Apprise has clients of its own, and knows services and not addresses",
        "key": "Apprise has no place for a key",
        "transient": "Apprise does not say whether a service that failed had taken the message",
        "permanent": "Apprise gives no reason for a failure",
    }

    @pytest.fixture
    def server(self):
        self.silent_now = False
        with Loopback(route=lambda _asked: silence if self.silent_now else reply()) as server:
            yield server

    @pytest.fixture
    def planted(self, server):
        return at(server)

    @pytest.fixture
    def notifier_type(self):
        return load_plugins(["apprise"]).notifier("apprise")

    @pytest.fixture
    def config(self):
        return AppriseConfig(url_env="URL")

    @pytest.fixture
    def silent(self, server, config):
        self.silent_now = True
        return config

    @pytest.fixture
    def wire(self, server):
        return lambda: server.sent

    @pytest.fixture
    def variants(self):
        return {"url_env": AppriseConfig(url_env="OTHER")}

    @pytest.fixture
    def bad_settings(self):
        return {"url_env": "NOT_SET_ANYWHERE"}

    @pytest.fixture
    def received(self, server):
        def read():
            arrived = [json.loads(one.body) for one in server.requests]
            return [{"plain": f"{one['title']} {one['message']}"} for one in arrived]

        return read


def test_the_plugin_is_found_by_its_name():
    kind = load_plugins(["apprise"]).notifier("apprise")
    assert (kind.dedup, kind.addressed, kind.secrets) == (Dedup.NONE, False, ("url_env",))


def test_apprise_is_imported_only_when_something_is_sent():
    code = "import sys, wes_rules_apprise; sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
