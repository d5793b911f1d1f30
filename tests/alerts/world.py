"""A plan, its figures, a real store and receivers that do as they are told: alerts from the figure to the message."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections import deque
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import attrs

from wes_rules import (
    Better,
    Calendar,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Plan,
    PluginConfig,
    Quantity,
    Threshold,
    Unit,
    judge,
)
from wes_rules.alerts import wire
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.handling import Silence
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery
from wes_rules.errors import PermanentFailure, RecipientRefused, SourceError, TransientFailure, UnknownOutcome
from wes_rules.plugins.api import Context, Dedup, Figures, NotifierType, Receipt
from wes_rules.rules.policy import Alerting
from wes_rules.running import acknowledging, moments
from wes_rules.running import run as live
from wes_rules.running.delivering import delivery
from wes_rules.running.options import Options
from wes_rules.running.reading.all_sources import Reading
from wes_rules.series.history import History
from wes_rules.stores.sqlite import init_store, open_store

YEARS = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
D = Decimal
OUTCOMES = ("delivered", "transient", "permanent", "refused", "unknown, arrived", "unknown, lost", "none")
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


def at_least(value, **more):
    return Threshold(at_least=Decimal(value), **more)


def measure(name="rate", *, rule=None, owner="Board", **more):
    given = {
        "title": name.title(),
        "number": Observed(indicator=name),
        "unit": Unit.PERCENT,
        "decimals": 1,
        "better": Better.HIGHER,
        "calendar": YEARS,
        "area": "937",
    }
    return Measure(id=name, rule=rule or at_least(90), owner=owner, **{**given, **more})


def plan_of(*measures, notifiers=("post",), **alerting):
    return Plan(
        id="p",
        title="P",
        area="937",
        measures=measures or (measure(),),
        notifiers=tuple(PluginConfig(one) for one in notifiers),
        alerting=Alerting(**{"fallback": "Office", **alerting}),
    )


class Killed(BaseException):
    """The process is gone."""


class Receiver:
    """What is behind a notifier: it takes what it gets as its list of outcomes says, and by default all of it."""

    def __init__(self, *, drops_repeats=True):
        self.drops_repeats = drops_repeats
        self.outcomes = deque()
        self.sent = []
        self.taken = []
        self.arrived = []
        self.today = date.min
        self.holds = {}
        self.refuses_refresh = self.refused = False

    def send(self, message, *, attempt, timeout):
        self.sent.append(message)
        outcome = self.outcomes.popleft() if self.outcomes else "delivered"
        if outcome in ("delivered", "unknown, arrived"):
            self._take(message)
        if outcome.startswith("unknown"):
            raise UnknownOutcome("no answer")
        if outcome == "transient":
            raise TransientFailure("not now")
        if outcome == "refused":
            raise RecipientRefused("no such address")
        if outcome == "permanent":
            raise PermanentFailure("never")
        return None if outcome == "none" else Receipt("taken")

    def refresh(self, alerts, *, timeout):
        if self.refuses_refresh:
            self.refused = True
            raise TransientFailure("no room for a refresh")
        for one in alerts:
            assert any(one.message.key == each.key for each in self.taken), "refreshed with what never arrived"
            self._hold(one.news, one.message.recipient)

    def _hold(self, news, recipient):
        """What ends alerts by itself holds an open one for 31 days."""
        self.holds.pop((news.alert, recipient), None)
        if news.open:
            self.holds[news.alert, recipient] = self.today + timedelta(days=31)

    def _take(self, message):
        for one in message.news:
            if not one.repeated:
                self._hold(one, message.recipient)
        self.taken.append(message)
        if not (self.drops_repeats and any(one.key == message.key for one in self.arrived)):
            self.arrived.append(message)


class _AtOnce:
    """A thread that is done when it has started, so that each history plays the same way every time."""

    def __init__(self, *, target, args=(), daemon):
        self.start = lambda: target(*args)

    def join(self, seconds):
        """It has ended already."""


@attrs.frozen
class _NoSettings:
    """These receivers have none."""


@attrs.frozen
class _Plugins:
    receivers: dict
    problems = ()

    def observe(self, hook, **facts):
        return []

    def notifier(self, name):
        receiver = self.receivers[name]
        dedup = Dedup.KEY if receiver.drops_repeats else Dedup.NONE
        opened = lambda settings, context: receiver  # noqa: E731
        return NotifierType(name, "A receiver.", _NoSettings, opened, dedup=dedup, expires=True)


@attrs.define
class _RunOfWorld(live.PlanRun):
    world: World = attrs.field(kw_only=True)

    def _read(self, before, context):
        comes_between, self.world.reading = self.world.reading, None
        figures, history = tuple(self.world.figures.values()), self.world.history()
        if comes_between is not None:
            comes_between()
        failed = {"ledger": SourceError("no ledger")} if self.world.source_fails else {}
        given = {"figures": Figures(observations=figures)}
        return Reading(self.plan, before, context.as_of, figures=given, failed=failed, history=history)


@cache
def empty_store():
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        init_store(Path(folder) / "alerts.db")
        return (Path(folder) / "alerts.db").read_bytes()


class World:
    """
    Everything there is, from the figures published so far to what has arrived.

    Each run opens the store anew, as a process of its own does.
    """

    def __init__(self, plan=None, *, drops_repeats=True, wall=datetime(2016, 7, 1, 9, tzinfo=UTC)):
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY))
        self.path = self.folder / "alerts.db"
        self.path.write_bytes(empty_store())
        self.plan = plan or plan_of()
        self.receivers = {one.id: Receiver(drops_repeats=drops_repeats) for one in self.plan.notifiers}
        self.figures = {}
        self.wall = self.latest = wall
        self.silenced = 0
        self.source_fails = False
        self.runs = 0
        self.reading = None

    def close(self):
        shutil.rmtree(self.folder)

    @property
    def today(self):
        return self.wall.date()

    def publish(self, period, value, *, of="rate", on=None, area="937", made_up=False, **more):
        """A figure becomes known; a later one for the same period revises it."""
        period = period if isinstance(period, Period) else Period(PeriodKind.CALENDAR_YEAR, period)
        quantity = value if isinstance(value, Quantity) else Quantity.exact(value)
        day = on or self.today
        self.figures[of, area, period, day] = Observation(
            indicator=of,
            area=area,
            period=period,
            quantity=quantity,
            published=day,
            origin=Origin(publication="a publication", made_up=made_up),
            **more,
        )

    def until(self, day):
        self.wall = datetime.combine(date.fromisoformat(day), self.wall.timetz())
        self.latest = max(self.latest, self.wall)

    def wait(self, **time):
        self.wall += timedelta(**time)
        self.latest = max(self.latest, self.wall)

    def open(self):
        store = open_store(self.path)
        store.connection.execute("PRAGMA synchronous = OFF")
        return closing(store)

    def run(self, *outcomes, by=None, killed_at=None, meanwhile=None):
        """
        Run once; the receivers take what comes as the outcomes say.

        Killed at the nth moment of a name, it ends there; at the nth moment of `meanwhile` another run comes and goes.
        """
        self.runs += 1
        receiver = self.receivers[by or next(iter(self.receivers))]
        receiver.outcomes.extend(outcomes)
        for one in self.receivers.values():
            one.today, one.refused = self.today, False
        reads = meanwhile and meanwhile[0] == "reading"
        self.reading = (meanwhile[1] if callable(meanwhile[1]) else self.run) if reads else None
        moments.at_moment = moments._nothing
        if killed_at:
            moments.at_moment = _at(killed_at, _die)
        elif meanwhile:
            moments.at_moment = _at(meanwhile, self.run)
        plain_thread, delivery.threading.Thread = delivery.threading.Thread, _AtOnce
        try:
            with self.open() as store:
                # Only a clock that is far ahead has to be confirmed; one that went back is to stand still.
                options = Options(plan=Path("plan.toml"), store="", accept_clock=self._clock_is_ahead(store))
                return _RunOfWorld(
                    options=options,
                    plan=self.plan,
                    plugins=_Plugins(self.receivers),
                    context=Context(as_of=self.today, base=Path(), output=io.StringIO()),
                    store=store,
                    clock=lambda: self.wall,
                    progress=lambda _: None,
                    world=self,
                ).run()
        except Killed:
            return None
        finally:
            delivery.threading.Thread = plain_thread
            moments.at_moment = moments._nothing
            for one in self.receivers.values():
                one.outcomes.clear()

    def _clock_is_ahead(self, store):
        with store.read() as session:
            last = session.mark("wall")
        return not last or self.wall >= datetime.fromisoformat(last)

    def drain(self):
        """Run until nothing waits: leases end, the next attempts come due, and days off are over."""
        for _ in range(40):
            self.run()
            day_off = self.plan.alerting.quiet_until(self.today)
            if not day_off and not self.rows(Delivery.QUEUED, Delivery.INFLIGHT, Delivery.UNKNOWN):
                return
            self.wait(hours=7)
        raise AssertionError("something waits for ever")

    def silence(self, days=10, **matchers):
        self.silenced += 1
        one = Silence(
            id=f"S{self.silenced}",
            matchers=matchers or {"measure": "rate"},
            starts=self.wall,
            ends=self.wall + timedelta(days=days),
            author="Ann",
            reason="under review",
        )
        with self.open() as store, store.write() as session:
            session.put_silence(one)
        return one

    def unsilence(self):
        with self.open() as store, store.write() as session:
            for one in session.silences():
                if one.ends > self.wall:
                    session.put_silence(attrs.evolve(one, ends=self.wall, ended_by="Ann"))

    def acknowledge(self, alert="p/rate/937/off_track", until=None, note=""):
        """Somebody acknowledges an alert that is open; else nothing happens."""
        with self.open() as store, store.write() as session:
            found = [one for one in session.alert_states(alerts=[alert]) if one.open]
            for one in found:
                acknowledging.acknowledge(session, one, by="Ann", note=note, at=self.wall, until=until)
        return bool(found)

    def retry(self):
        with self.open() as store, store.write() as session:
            return [session.revive(one.seq, self.wall) for one in session.rows(statuses=[Delivery.DEAD])]

    def copy(self):
        """Back the store up."""
        backup = self.folder / f"backup{len(list(self.folder.iterdir()))}.db"
        shutil.copy(self.path, backup)
        return backup

    def restore(self, backup):
        for end in ("-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)
        shutil.copy(backup, self.path)

    def rows(self, *statuses):
        with self.open() as store, store.read() as session:
            return session.rows(statuses=list(statuses) or None)

    def told(self):
        """What the store says each recipient was told, by alert and route."""
        with self.open() as store, store.read() as session:
            alerts = [one.alert for one in session.alert_states()]
            return {
                (alert, route): one for alert, some in session.told(alerts).items() for route, (_, one) in some.items()
            }

    def states(self):
        with self.open() as store, store.read() as session:
            return {one.alert: one for one in session.alert_states()}

    def history(self):
        return History(self.figures.values()).with_areas(self.plan.area_sets, self.plan.areas, self.plan.ended_areas)

    def current_alerts(self, day=None):
        """What is true of each alert of a measure, worked out beside the store."""
        history = self.history()
        found = (
            current_alerts_of(self.plan, judge(one, history, as_of=day or self.today)) for one in self.plan.measures
        )
        return {current.alert: current for some in found for current in some}

    def news(self, by=None):
        """All the news that has arrived, each with its message, leaving out what is only repeated beside it."""
        receiver = self.receivers[by or next(iter(self.receivers))]
        return [(message, one) for message in receiver.arrived for one in message.news if not one.repeated]

    def heard(self, by=None, kind="off_track"):
        """Name the changes that have arrived about one kind of alert, in their order."""
        return [one.change.value for _, one in self.news(by) if one.kind.value == kind]

    def last(self, kind="off_track"):
        return [one for _, one in self.news() if one.kind.value == kind][-1]

    def message(self, row):
        return wire.load(Message, row.message)


def _at(when, what):
    name, count = when
    left = [count]

    def at_moment(found):
        if found == name:
            left[0] -= 1
            if left[0] == 0:
                what()

    return at_moment


def _die():
    raise Killed
