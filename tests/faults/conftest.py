"""An office that runs a plan, with sources, notifiers and a clock that do what a test asks of them."""

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime

import attrs
import pytest

from wes_rules import Observation, Origin, Period, PeriodKind, Quantity
from wes_rules.cli import clock
from wes_rules.cli import main as cli
from wes_rules.plugins import Dedup, Figures, NotifierType, Receipt, SourceType, hookimpl, manager

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "ledger"
id = "first"
who = "first"
[[sources]]
kind = "ledger"
id = "second"
who = "second"
[[notifiers]]
kind = "post"
id = "post"
who = "post"
[[notifiers]]
kind = "post"
id = "mail"
who = "mail"
[calendars.years]
kind = "calendar-year"
lag = "6 months"
[alerts]
fallback = "Office"
"""
MEASURE = """
[[measures]]
id = "{id}"
title = "{id} title"
owner = "{owner}"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {{indicator = "{id}"}}
rule = {{kind = "threshold", at_least = 90}}
"""


@attrs.frozen
class Settings:
    """
    What sources and notifiers are told in the plan.

    Args:
        who: The name in the plan, for the test's script.
        token_env: The variable with a secret.
    """

    who: str = ""
    token_env: str = "TOKEN"


@attrs.frozen
class Source:
    read: object


@attrs.frozen
class Notifier:
    name: str
    office: object

    def send(self, message, *, attempt, timeout):
        self.office.sent.append((self.name, message.recipient, message.key, message.text))
        script = self.office.scripts.get(self.name, [])
        step = script.pop(0) if script else Receipt()
        if isinstance(step, BaseException):
            raise step
        return step(message) if callable(step) else step


class Office:
    """
    A plan in a folder, and `wes-rules` run on it.

    Two sources, "first" and "second", give the figures in `figures`, or do what `broken` says; two notifiers, "post"
    and "mail", take every message, or do what the next step of their script says.
    """

    def __init__(self, folder, capsys):
        self.folder = folder
        self.capsys = capsys
        self.now = datetime(2020, 7, 1, 9, tzinfo=UTC)
        self.figures = {"first": {("ehcp", 2019): 80}, "second": {("late", 2019): 95}}
        self.broken = {}
        self.scripts = {}
        self.sent = []
        self.at_read = lambda _name: None
        self.plan()

    def plan(self, text=PLAN, measures=(("ehcp", "Board"), ("late", "Board"))):
        filled = text + "".join(MEASURE.format(id=name, owner=owner) for name, owner in measures)
        (self.folder / "plan.toml").write_text(filled, encoding="utf-8")

    @property
    def store(self):
        return self.folder / "alerts.db"

    def source(self, name):
        return Source(lambda _request: self.read(name))

    def read(self, name):
        self.at_read(name)
        broken = self.broken.get(name)
        if isinstance(broken, BaseException):
            raise broken
        if broken is not None:
            return broken()
        return Figures(
            observations=tuple(
                Observation(
                    indicator=indicator,
                    area="937",
                    period=Period(PeriodKind.CALENDAR_YEAR, year),
                    quantity=Quantity.exact(value),
                    origin=Origin(publication="made for a test"),
                )
                for (indicator, year), value in self.figures[name].items()
            )
        )

    def __call__(self, *arguments):
        """Run a command; return its exit code, what it wrote, and what it complained of."""
        self.capsys.readouterr()
        code = cli.main([str(one) for one in arguments])
        out, err = self.capsys.readouterr()
        return code, out, err

    def run(self, *more):
        return self("run", self.folder / "plan.toml", *more)

    def keys(self, name):
        return [key for notifier, _, key, _ in self.sent if notifier == name]

    def dump(self):
        with closing(sqlite3.connect(self.store)) as store:
            return list(store.iterdump())


@pytest.fixture
def office(tmp_path, capsys, monkeypatch):
    office = Office(tmp_path, capsys)

    class Fakes:
        @hookimpl
        def wes_rules_sources(self):
            opened = lambda settings, _context: office.source(settings.who)  # noqa: E731
            return [SourceType("ledger", "Made for a test", Settings, opened, secrets=("token_env",))]

        @hookimpl
        def wes_rules_notifiers(self):
            return [
                NotifierType(
                    "post",
                    "Made for a test",
                    Settings,
                    lambda settings, context: office.opened(settings, context),  # noqa: PLW0108 - it changes
                    dedup=Dedup.KEY,
                    secrets=("token_env",),
                )
            ]

    office.opened = lambda settings, _context: Notifier(settings.who, office)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "fakes", Fakes())
    monkeypatch.setitem(manager.BUILT_IN, "fakes", "fakes")
    monkeypatch.setattr(clock, "now", lambda: office.now)
    return office
