"""Every notifier that comes with the project, in whole runs: each is told once of each change, and no secret is written."""

import email
import email.policy
import json
import os
import socket

import pytest
from aiosmtpd.controller import Controller

from wes_rules.cli.main import main
from wes_rules.testing.loopback import Loopback, reply

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

PLAN = """
[plan]
id = "late-reviews"
title = "Late reviews"
area = "E10000031"
starts = 2020-01-01

[areas]
E10000031 = "Warwickshire"

[[sources]]
kind = "csv"
path = "figures.csv"

[calendars.year]
kind = "calendar-year"
lag = "6 months"

[[measures]]
id = "late"
title = "Reviews held late <b>"
number = {indicator = "late-reviews"}
unit = "percent"
decimals = 1
better = "lower"
calendar = "year"
owner = "Board"
rule = {kind = "threshold", at_most = 10}

[alerts]
fallback = "Board"
overdue = false
max_unjudged = 100

[[recipients]]
name = "Board"
via = ["jsonl", "webhook", "smtp", "govuk-notify", "alertmanager", "apprise"]
addresses = {smtp = "board@council.example", govuk-notify = "board@council.example"}

[[notifiers]]
kind = "jsonl"
path = "told.jsonl"

[[notifiers]]
kind = "webhook"
url_env = "HOOK"
secret_env = "HOOK_SECRET"
authorization_env = "HOOK_AUTH"

[[notifiers]]
kind = "smtp"
host = "localhost"
port = 0
security = "none"
sender = "targets@council.example"

[[notifiers]]
kind = "govuk-notify"
api_key_env = "NOTIFY"
template_id = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
base_url = "http://localhost"

[[notifiers]]
kind = "alertmanager"
url = "http://localhost"
authorization_env = "HOOK_AUTH"

[[notifiers]]
kind = "apprise"
url_env = "CHAT"
"""
HEAD = "indicator,area,group,period,value,unit,source,published\n"
OFF = "late-reviews,E10000031,all,2020,12.0,percent,A,2021-06-01\n"
ON = "late-reviews,E10000031,all,2021,9.0,percent,A,2022-06-01\n"
NOTIFY_KEY = "planted-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
SECRETS = ("planted", "3d844edf-8d35-48ac-975b-e847b4f122b0")


class Mailbox:
    """Takes email, or breaks off once it has come."""

    def __init__(self):
        self.taken = []
        self.answer = "250 taken"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        self.taken.append(envelope.content)
        return self.answer


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Six receivers, and a plan that tells them."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    answers = {"status": 0}

    def route(asked):
        if answers["status"]:
            return reply(answers["status"], b"planted")
        return reply(201, b'{"id": "notify-1", "notifications": []}')

    with Loopback(route=route) as server:
        plan = PLAN.replace("port = 0", f"port = {port}").replace('"http://localhost"', f'"{server.url}"')
        (tmp_path / "plan.toml").write_text(plan)
        for name, value in {
            "HOOK": f"{server.url}/planted-hook",
            "HOOK_SECRET": "planted-secret-long-enough",
            "HOOK_AUTH": "Bearer planted-token",
            "NOTIFY": NOTIFY_KEY,
            "CHAT": server.url.replace("http://", "json://planted-user:planted-pass@") + "/planted-chat",
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        yield tmp_path, server, box, answers
    controller.stop()


def run(folder, rows, *more):
    (folder / "figures.csv").write_text(HEAD + rows)
    return main(["run", "plan.toml", *more])


def bodies(server, path):
    return [json.loads(one.body) for one in server.requests if one.method == "POST" and path in one.target]


def written(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.name != "plan.toml")


def test_each_notifier_is_told_once_of_each_change_and_no_secret_is_written(world, capfd):
    folder, server, box, _ = world
    run(folder, OFF, "--init")
    run(folder, OFF)
    run(folder, OFF + ON)
    told = [json.loads(one) for one in (folder / "told.jsonl").read_text().splitlines()]
    changes = [[news["change"] for news in one["news"]] for one in told]
    hooks, alerts = bodies(server, "/planted-hook"), bodies(server, "/api/v2/alerts")
    assert [one[0] for one in changes] == ["new", "recovered"]
    assert [[news["change"] for news in one["data"]["news"]] for one in hooks] == changes
    # Alertmanager ends alerts by itself, so the run that told nothing new said the same of it again.
    assert [[one["annotations"]["change"] for one in each] for each in alerts] == [["new"], ["new"], ["recovered"]]
    assert len(bodies(server, "/v2/notifications/email")) == len(bodies(server, "/planted-chat")) == 2
    assert len(box.taken) == 2
    assert b"Reviews held late &lt;b&gt;" in box.taken[0].replace(b"=\r\n", b"")
    first, second = (email.message_from_bytes(one, policy=email.policy.default) for one in box.taken)
    assert first["Message-ID"] == second["References"].strip() != second["Message-ID"]
    everything = written(folder) + str(capfd.readouterr()).encode()
    for secret in SECRETS:
        assert secret.encode() not in everything


@pytest.mark.parametrize("status", [302, 400, 429, 500, 503])
def test_no_secret_is_written_when_receivers_fail_either(world, status, capfd):
    folder, server, box, answers = world
    answers["status"] = status
    box.answer = "451 planted-user" if status == 503 else "554 no"
    run(folder, OFF, "--init")
    out = capfd.readouterr()
    assert len(server.requests) >= 4
    everything = (
        (written(folder) + str(out).encode())
        .replace(b"451 planted-user", b"")
        .replace(b"to the message: planted-user", b"")
    )
    for secret in SECRETS:
        assert secret.encode() not in everything
    assert os.environ["NOTIFY"] == NOTIFY_KEY
