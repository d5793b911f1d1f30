"""Alertmanager: what is posted, and what the real server makes of it where Debian's package is installed."""

import json
import logging
import queue
import shutil
import socket
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wes_rules_alertmanager import Alertmanager, AlertmanagerConfig, posted

from wes_rules import DefinitionError
from wes_rules.alerts.alert import AlertKind
from wes_rules.errors import NotifierError, PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins import AsTold, Change, Context, Message, News, load_plugins
from wes_rules.plugins.http import Client
from wes_rules.testing import NotifierContract
from wes_rules.testing.loopback import Loopback, hang_up, refusing, reply, silence

# The real server goes by the real day.
TODAY = datetime.now(UTC).date()  # noqa: TID251 - see above
NEWS = News(
    alert="p/late/E1/off_track",
    episode="p/late/E1/off_track/2025",
    kind=AlertKind.OFF_TRACK,
    change=Change.NEW,
    open=True,
    severity="off_track",
    title="Held late",
    measure="late",
    area="E1",
    area_name="Anytown",
    period="2025",
    line="12.0% where 10% was promised",
    details=("For 2 periods",),
    started=TODAY - timedelta(days=40),
    next_due=TODAY + timedelta(days=90),
)
CONFIG = AlertmanagerConfig(url="http://localhost:9093")


def message(*news, recipient="Board"):
    return Message.of(
        plan="p", plan_title="P", recipient=recipient, notifier="alertmanager", subject="S", text="T", news=news
    )


def notifier(url, environ=None, **more):
    context = Context(as_of=TODAY, base=Path(), output=None, environ=environ or {})
    return Alertmanager(AlertmanagerConfig(url=url, **more), context)


def send(url, *news, timeout=20.0, recipient="Board", **more):
    return notifier(url, **more).send(message(*news, recipient=recipient), attempt=1, timeout=timeout)


def test_an_alert_is_posted_with_its_identity_in_labels_and_its_numbers_in_annotations():
    found = posted(NEWS, message(NEWS), CONFIG, TODAY)
    assert found["labels"] == {
        "alertname": "WesRulesOffTrack",
        "alert": "p/late/E1/off_track",
        "plan": "p",
        "measure": "late",
        "area": "E1",
        "recipient": "Board",
    }
    assert found["annotations"]["description"] == "12.0% where 10% was promised\nFor 2 periods"
    assert found["annotations"]["summary"] == "New: Held late (2025)"
    assert found["startsAt"] == f"{NEWS.started}T00:00:00Z"
    assert found["endsAt"] == f"{NEWS.next_due + timedelta(days=31)}T00:00:00Z"


@given(st.text(), st.text(), st.sampled_from(Change), st.sampled_from(["at_risk", "off_track"]))
def test_nothing_that_people_edit_or_that_changes_is_a_label(title, line, change, severity):
    edited = attrs.evolve(
        NEWS, title=title, line=line, change=change, severity=severity, period=title, owner=line, area_name=title
    )
    assert posted(edited, message(), CONFIG, TODAY)["labels"] == posted(NEWS, message(), CONFIG, TODAY)["labels"]


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.none() | days, st.none() | days)
def test_an_open_alert_ends_later_and_a_closed_one_does_not_end_before_it_starts(as_of, started, due):
    news = attrs.evolve(NEWS, started=started, next_due=due)
    assert posted(news, message(), CONFIG, as_of)["endsAt"] > f"{as_of}T00:00:00Z"
    closed = posted(attrs.evolve(news, open=False), message(), CONFIG, as_of)
    assert closed["endsAt"] >= closed.get("startsAt", "")
    if started is None or started <= as_of:
        assert closed["endsAt"] == f"{as_of}T00:00:00Z"


def test_what_steers_is_shown_escaped():
    found = posted(attrs.evolve(NEWS, title="a\x1b[31m", line="b\u202e\nc"), message(), CONFIG, TODAY)
    assert found["annotations"]["title"] == "a\\x1b[31m"
    assert found["annotations"]["description"].startswith("b\\u202e\nc")


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        (reply(429, Retry_After="3"), TransientFailure),
        (reply(503), TransientFailure),
        (reply(500), UnknownOutcome),
        (reply(400, b'{"code": 602}'), PermanentFailure),
        (reply(401), PermanentFailure),
        (hang_up, UnknownOutcome),
    ],
)
def test_each_answer_has_its_outcome(answer, means):
    with Loopback(answer) as server, pytest.raises(NotifierError) as error:
        send(server.url, NEWS)
    assert type(error.value) is means


def test_sending_again_sends_the_same_bytes():
    with Loopback(reply()) as server:
        send(f"{server.url}/prefix/", NEWS)
        again = attrs.evolve(message(NEWS), possible_repeat=True)
        notifier(f"{server.url}/prefix").send(again, attempt=2, timeout=10)
    first, second = server.requests
    assert first.target == second.target == "/prefix/api/v2/alerts"
    assert first.body == second.body


def test_what_only_stands_beside_the_news_is_not_posted_as_a_late_message_could_open_it_again():
    beside = attrs.evolve(NEWS, alert="p/other/E1/off_track", repeated=True)
    with Loopback(reply()) as server:
        send(server.url, NEWS, beside)
    (posted_once,) = server.requests
    assert [one["labels"]["alert"] for one in json.loads(posted_once.body)] == [NEWS.alert]


def test_no_secret_is_told(caplog):
    caplog.set_level(logging.DEBUG)
    environ = {"AUTH": "Basic planted"}
    told = []
    for answer in (reply(), reply(401, b"planted"), hang_up):
        with Loopback(answer) as server:
            try:
                told.append(send(server.url, NEWS, environ=environ, authorization_env="AUTH"))
            except NotifierError as error:
                told.append(error)
            told.append(notifier(server.url, environ, authorization_env="AUTH"))
        assert server.requests[0].headers["authorization"] == "Basic planted"
    assert len(told) == 6
    assert "planted" not in "".join(f"{one!r}{one}" for one in told) + caplog.text


def test_settings_that_make_no_sense_are_refused():
    for wrong in ({"url": "localhost:9093"}, {"margin_days": 0}, {"idle_days": -1}):
        with pytest.raises(DefinitionError):
            AlertmanagerConfig(**{"url": "http://localhost:9093", **wrong})


def test_check_tells_alertmanager_from_something_else():
    with Loopback(reply(body=b'{"versionInfo": {}}')) as server:
        notifier(server.url).check()
    for answer in (reply(404), reply(body=b"<html>"), reply(body=b"[]"), hang_up):
        with Loopback(answer) as server, pytest.raises(NotifierError):
            notifier(server.url).check()
    with pytest.raises(NotifierError, match="AUTH is not set"):
        notifier(refusing(), authorization_env="AUTH").check()
    with pytest.raises(NotifierError, match="refuses the connection"):
        notifier(refusing()).check()


class TestContract(NotifierContract):
    does_not = {
        "key": "Alertmanager tells alerts apart by their labels",
        "same bytes": "the day on which an alert ends by itself is counted from the day of sending",
        "subject": "Alertmanager holds alerts, and makes messages and subjects of its own",
    }
    unseen = {
        "ca_file": "it matters with https alone, which has tests of its own",
        "margin_days": "it matters where the next figure is known, which has tests of its own",
    }

    @pytest.fixture
    def server(self):
        with Loopback(reply()) as server:
            yield server

    @pytest.fixture
    def notifier_type(self):
        return load_plugins(["alertmanager"]).notifier("alertmanager")

    def config_for(self, url):
        return AlertmanagerConfig(url=url, authorization_env="AUTH")

    @pytest.fixture
    def config(self, server):
        return self.config_for(server.url)

    @pytest.fixture
    def unreachable(self):
        return self.config_for(refusing())

    @pytest.fixture
    def refusing(self):
        with Loopback(reply(400)) as server:
            yield self.config_for(server.url)

    @pytest.fixture
    def silent(self):
        with Loopback(silence) as server:
            yield self.config_for(server.url)

    @pytest.fixture
    def wire(self, server):
        return lambda: server.sent

    @pytest.fixture
    def variants(self, server, config):
        return {
            "url": attrs.evolve(config, url=f"{server.url}/other"),
            "idle_days": attrs.evolve(config, idle_days=40),
            "authorization_env": attrs.evolve(config, authorization_env="OTHER"),
        }

    @pytest.fixture
    def at(self):
        return self.config_for

    @pytest.fixture
    def bad_settings(self):
        return {"url": "localhost:9093"}

    @pytest.fixture
    def ends(self, server):
        def read():
            posts = [alert for one in server.requests for alert in json.loads(one.body)]
            return {one["labels"]["alert"]: date.fromisoformat(one["endsAt"][:10]) for one in posts}

        return read

    @pytest.fixture
    def received(self, server):
        """What the server holds for each recipient: alerts with the same labels are one."""

        def read():
            held = {}
            for one in (alert for asked in server.requests for alert in json.loads(asked.body)):
                held.setdefault(one["labels"]["recipient"], {})[json.dumps(one["labels"])] = one
            return [{"plain": json.dumps(list(alerts.values()))} for alerts in held.values()]

        return read


def test_the_plugin_is_found_by_its_name():
    kind = load_plugins(["alertmanager"]).notifier("alertmanager")
    assert (kind.dedup.value, kind.addressed, kind.secrets) == ("key", False, ("authorization_env",))


BINARY = shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
real = pytest.mark.skipif(BINARY is None, reason="Alertmanager is not installed; on Debian: apt install it")


@attrs.frozen
class Real:
    """A running Alertmanager, and what it told its own receiver."""

    url: str
    told: queue.Queue

    def alerts(self, **wanted):
        filters = [("filter", f'{name}="{value}"') for name, value in wanted.items()]
        return Client().get(f"{self.url}/api/v2/alerts", params=filters, timeout=20).json()

    def next_told(self, recipient):
        while True:
            found = self.told.get(timeout=30)
            if found["groupLabels"]["recipient"] == recipient:
                return found


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alertmanager")
    told = queue.Queue()

    def hear(asked):
        told.put(json.loads(asked.body))
        return reply()

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Loopback(route=hear) as hook:
        (folder / "config.yml").write_text(
            "route: {receiver: hook, group_by: [recipient], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}\n"
            f"receivers: [{{name: hook, webhook_configs: [{{url: '{hook.url}', send_resolved: true}}]}}]\n"
        )
        arguments = [
            f"--config.file={folder / 'config.yml'}",
            f"--storage.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ]
        with subprocess.Popen([BINARY, *arguments], stderr=subprocess.PIPE, text=True, cwd=folder) as process:
            try:
                assert any("Listening on" in line for line in process.stderr), "it did not start"
                yield Real(f"http://127.0.0.1:{port}", told)
            finally:
                process.kill()


@real
def test_the_real_server_opens_an_alert_with_our_times(server):
    notifier(server.url).check()
    send(server.url, NEWS, recipient="opens")
    (found,) = server.alerts(recipient="opens")
    assert found["labels"]["measure"] == "late"
    assert found["annotations"]["period"] == "2025"
    assert found["startsAt"].startswith(f"{NEWS.started}T00:00:00")
    assert found["endsAt"].startswith(f"{NEWS.next_due + timedelta(days=31)}T00:00:00")
    assert found["status"]["state"] == "active"


@real
def test_the_real_server_takes_repeats_and_revisions_for_the_same_alert(server):
    later = NEWS.next_due + timedelta(days=365)
    renewed = attrs.evolve(NEWS, change=Change.STILL_OPEN, line="13.0%", period="2026", next_due=later)
    for news in (NEWS, NEWS, renewed):
        send(server.url, news, recipient="renews")
    (found,) = server.alerts(recipient="renews")
    assert found["annotations"]["description"].startswith("13.0%")
    assert found["endsAt"].startswith(f"{later + timedelta(days=31)}")
    assert found["startsAt"].startswith(f"{NEWS.started}")


@real
@pytest.mark.parametrize("started", [NEWS.started, TODAY, None], ids=["before", "today", "unknown"])
def test_the_real_server_tells_its_receiver_of_the_opening_and_of_the_end(server, started):
    recipient = f"closes {started}"
    news = attrs.evolve(NEWS, started=started)
    send(server.url, news, recipient=recipient)
    assert server.next_told(recipient)["status"] == "firing"
    send(server.url, attrs.evolve(news, change=Change.RECOVERED, open=False), recipient=recipient)
    assert server.next_told(recipient)["status"] == "resolved"
    assert server.alerts(recipient=recipient) == []


@real
def test_the_real_server_opens_again_what_was_closed(server):
    send(server.url, NEWS, recipient="again")
    send(server.url, attrs.evolve(NEWS, change=Change.RECOVERED, open=False), recipient="again")
    send(server.url, attrs.evolve(NEWS, change=Change.REOPENED, started=TODAY), recipient="again")
    (found,) = server.alerts(recipient="again")
    assert found["annotations"]["change"] == "reopened"


@real
def test_the_real_server_keeps_an_overdue_alert_open(server):
    send(server.url, attrs.evolve(NEWS, kind=AlertKind.OVERDUE, next_due=TODAY - timedelta(days=400)), recipient="late")
    (found,) = server.alerts(recipient="late")
    assert found["labels"]["alertname"] == "WesRulesOverdue"


@real
def test_the_real_server_holds_an_alert_for_longer_when_it_is_refreshed(server):
    told = AsTold(message=message(NEWS, recipient="refreshed"), news=NEWS)
    send(server.url, NEWS, recipient="refreshed")
    later = attrs.evolve(notifier(server.url).context, as_of=NEWS.next_due + timedelta(days=400))
    Alertmanager(AlertmanagerConfig(url=server.url), later).refresh([told], timeout=20)
    (found,) = server.alerts(recipient="refreshed")
    assert found["endsAt"].startswith(f"{later.as_of + timedelta(days=31)}")
    assert found["annotations"]["change"] == "new"


@real
def test_the_real_server_takes_a_thousand_alerts_of_any_text(server):
    news = [
        attrs.evolve(NEWS, alert=f"p/{number}", title='ü"\x00\u202e', area_name="\U0001f600", details=("x\ny",))
        for number in range(1000)
    ]
    assert send(server.url, *news, recipient="many").detail.endswith("took 1000")
    assert len(server.alerts(recipient="many")) == 1000
