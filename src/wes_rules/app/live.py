"""A run: read the sources, judge, bring the store up to date, and deliver."""

from __future__ import annotations

import json
import os
import random
import socket
import tempfile
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TextIO

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.fold import State
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Entry, Row
from wes_rules.alerts.truth import Truth, truths_of
from wes_rules.app.alerting import Outcome, Reconciler
from wes_rules.app.delivery import Deliverer
from wes_rules.app.dry import DryLedger
from wes_rules.app.moments import moment
from wes_rules.app.outcomes import Attempted
from wes_rules.app.outlets import Outlet, open_outlets
from wes_rules.app.planfile import read_plan
from wes_rules.app.run import history_of, needed_by, read_source, secrets_of, wanted
from wes_rules.app.secrecy import Secrets
from wes_rules.errors import ClockSuspect, PluginError, Problem, SourceError, StoreError
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.plugins.api import Context, Figures, Request
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.plugins.store import Ledger, Store
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.plan import Plan
from wes_rules.series.history import History

# A clock so far ahead of the last run is more likely wrong than right.
_SUSPECT = timedelta(days=400)


@attrs.frozen(kw_only=True)
class Options:
    """
    What a run is asked to do.

    Args:
        plan: The plan file.
        store: The store's address; a plain path is an SQLite file.
        as_of: The day of knowing; None takes the clock's.
        init: Create the store, which must not exist.
        dry_run: Show what would be sent, and write and send nothing.
        accept_clock: Go on although the clock is far ahead of the last run.
        skip_bad_rows: Leave bad rows out and report them.
        timeout: Seconds to wait for one message.
    """

    plan: Path
    store: str
    as_of: date | None = None
    init: bool = False
    dry_run: bool = False
    accept_clock: bool = False
    skip_bad_rows: bool = False
    timeout: float = 60.0


@attrs.frozen(kw_only=True)
class Report:
    """
    What a run did.

    Args:
        plan: The plan.
        day: The day of knowing.
        judgements: One for each measure that could be judged.
        held: Measures that could not, because a source failed.
        messages: What was put in the outbox, or in a dry run would be.
        attempts: How each attempt to send ended.
        waiting: Messages that are still to be sent, at their times.
        dead: Messages that were given up and wait for somebody to look at them.
        problems: What went wrong without ending the run: sources, plugins, observers.
        warnings: What a person should know, and what is no failure.
        skipped: Bad rows that were left out because that was asked for.
    """

    plan: Plan
    day: date
    judgements: tuple[Judgement, ...]
    held: tuple[str, ...]
    messages: tuple[Message, ...]
    attempts: tuple[Attempted, ...]
    waiting: tuple[Row, ...]
    dead: tuple[Row, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    skipped: tuple[Problem, ...]

    @property
    def failed(self) -> bool:
        """Whether anything did not work: a source, a plugin, a message that did not arrive."""
        return bool(self.problems or self.waiting or self.dead)


@attrs.frozen
class _Day:
    day: date
    now: datetime
    wall: datetime
    warnings: tuple[str, ...]


def run_live(
    options: Options,
    *,
    clock: Callable[[], datetime],
    output: TextIO,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """
    Run a plan once.

    Args:
        options: What to do.
        clock: Tells the moment, as an aware datetime.
        output: Where a notifier that prints prints.
        progress: Called with what is being done, for a person who watches.

    Raises:
        PlanError: The plan is wrong.
        StoreError: The store cannot be used; nothing was half-written, and what is queued stays queued.
    """
    plan = read_plan(options.plan)
    scheme, address = store_address(options.store)
    plugins = load_plugins([*needed_by(plan), scheme], allow=plan.allow_plugins, enable=plan.enable_plugins)
    context = Context(
        as_of=options.as_of or clock().date(),
        base=options.plan.parent,
        output=output,
        environ=os.environ,
        skip_bad_rows=options.skip_bad_rows,
    )
    kind = plugins.store(scheme)
    with tempfile.TemporaryDirectory() as folder:
        if options.init and options.dry_run:
            kind, address = plugins.store("sqlite"), f"sqlite:{folder}/dry.db"
        if options.init:
            kind.init(address, context)
        with closing(kind.open(address, context)) as store:
            with store.read() as session:
                today = _today(session, plan, options, clock())
            context = attrs.evolve(context, as_of=today.day)
            return _Live(options, plan, plugins, context, store, today, clock, progress).run()


def store_address(text: str) -> tuple[str, str]:
    """Return the scheme of a store's address, and the address; a plain path is an SQLite file."""
    scheme, colon, _ = text.partition(":")
    # One letter before a colon is a drive.
    if colon and len(scheme) > 1:
        return scheme.partition("+")[0], text
    return "sqlite", f"sqlite:{Path(text).absolute()}"


def _today(session: Ledger, plan: Plan, options: Options, wall: datetime) -> _Day:
    """
    Settle which day and moment it is: neither ever goes back, whatever the clock says.

    Raises:
        ClockSuspect: The clock is far ahead of the last run.
        StoreError: The day asked for is before the last run's, or still to come.
    """
    warnings = []
    last_wall, last_day = session.mark("wall"), session.mark(f"day/{plan.id}")
    if last_wall:
        last = datetime.fromisoformat(last_wall)
        if wall < last:
            warnings.append(f"the clock says {wall:%Y-%m-%d %H:%M}, before the last run; that one's time is kept")
            wall = last
        elif wall - last > _SUSPECT and not options.accept_clock:
            what = f"the clock says {wall:%Y-%m-%d}, and the last run was on {last:%Y-%m-%d}"
            raise ClockSuspect(Problem(what, "set the clock, or confirm with --accept-clock"))
    day = options.as_of or wall.date()
    if day > wall.date() and not options.dry_run:
        raise StoreError(Problem(f"{day} is still to come", "look ahead with --dry-run: it writes nothing"))
    if last_day and day < date.fromisoformat(last_day):
        if options.as_of is not None:
            what = f"the store has been run as of {last_day}; {day} would take back what was told"
            raise StoreError(Problem(what, "use a later day, or another store"))
        day = date.fromisoformat(last_day)
    now = wall if day == wall.date() else datetime.combine(day, time(12), UTC)
    last_now = session.mark(f"clock/{plan.id}")
    if last_now:
        now = max(now, datetime.fromisoformat(last_now))
    return _Day(day, now, wall, tuple(warnings))


@attrs.define
class _Live:
    """One run, from its sources to its deliveries."""

    options: Options
    plan: Plan
    plugins: Plugins
    context: Context
    store: Store
    today: _Day
    clock: Callable[[], datetime]
    progress: Callable[[str], None]

    run_id: str = attrs.field(init=False, factory=lambda: uuid.uuid4().hex)
    problems: list[Problem] = attrs.field(init=False, factory=list)
    looked: list[Problem] = attrs.field(init=False, factory=list)
    failed: dict[str, SourceError] = attrs.field(init=False, factory=dict)
    supplied: dict[str, frozenset[str]] = attrs.field(init=False, factory=dict)

    def run(self) -> Report:
        deliverer = self._deliverer({one.name: one for one in self._outlets()})
        unavailable = tuple(self.problems)
        while (report := self._once(deliverer, unavailable)) is None:
            self.progress("another run has told meanwhile; reading the figures again")
        return report

    def _once(self, deliverer: Deliverer, unavailable: tuple[Problem, ...]) -> Report | None:
        """Read, judge, tell and deliver; None when another run told meanwhile, whose figures may be newer."""
        self.problems, self.failed, self.supplied = [*unavailable, *self.plugins.problems], {}, {}
        with self.store.read() as session:
            before = session.mark(self._told_mark)
            self.today = _today(session, self.plan, self.options, self.clock())
        self.context = attrs.evolve(self.context, as_of=self.today.day)
        figures = list(self._figures())
        history = history_of(figures).with_areas(self.plan.area_sets, self.plan.areas)
        held = self._held(history)
        judgements = tuple(self._judged(history, held))
        self._observe("wes_rules_judged", plan=self.plan, judgements=judgements, context=self.context)
        truths = [truth for one in judgements for truth in truths_of(self.plan, one, history)]
        outcome = self._tell(truths, held, before)
        if outcome is None:
            return None
        messages, attempts = self._sent(outcome, truths, held, deliverer)
        with self.store.read() as session:
            waiting = session.rows(plan=self.plan.id, statuses=[one for one in Delivery if not one.is_over])
            dead = session.rows(plan=self.plan.id, statuses=[Delivery.DEAD])
        return Report(
            plan=self.plan,
            day=self.today.day,
            judgements=judgements,
            held=tuple(sorted(held)),
            messages=tuple(messages),
            attempts=tuple(attempts),
            waiting=tuple(waiting),
            dead=tuple(dead),
            problems=(*self.problems, *self.looked),
            warnings=self.today.warnings,
            skipped=tuple(problem for part in figures for problem in part.skipped),
        )

    def _sent(
        self, outcome: Outcome, truths: list[Truth], held: frozenset[str], deliverer: Deliverer
    ) -> tuple[list[Message], list[Attempted]]:
        """Deliver what is to be told, and once more what follows from messages that were given up."""
        messages, attempts = list(outcome.messages), []
        if not self.options.dry_run:
            attempts = self._deliver(deliverer)
            if any(one.status is Delivery.DEAD for one in attempts):
                # Whoever looks after the running hears of it by another way, now and not at the next run.
                more = self._tell(truths, held, self.run_id)
                messages += more.messages if more is not None else ()
                attempts += self._deliver(deliverer)
        return messages, attempts

    def _outlets(self) -> Iterator[Outlet]:
        return open_outlets(self.plan, self.plugins, self.context, timeout=self.options.timeout, note=self._note)

    def _figures(self) -> Iterator[Figures]:
        """Read the sources; one that fails is reported, and what rests on it is left as it is."""
        request = Request(wanted(self.plan))
        for config in self.plan.sources:
            self.progress(f"reading {config.id}")
            try:
                found = read_source(config, self.plan, self.plugins, self.context, request)
            except (SourceError, PluginError) as error:
                self._fail(config.id, SourceError(error.problems))
            else:
                rows = (found.observations, found.cases, found.inspections)
                self.supplied[config.id] = frozenset(one.indicator for some in rows for one in some)
                yield found

    def _fail(self, source: str, error: SourceError) -> None:
        self.failed[source] = error
        self._note(error.problems, f'source "{source}"')

    def _note(self, problems: Iterable[Problem], subject: str) -> None:
        self.problems += [one if one.subject else attrs.evolve(one, subject=subject) for one in problems]

    def _held(self, history: History) -> frozenset[str]:
        """
        Name the measures that cannot be judged: those for which a source that failed may have figures.

        What it had in its last good run is known; of a source that never was read nothing is, so all are held.
        """
        if not self.failed:
            return frozenset()
        with self.store.read() as session:
            known = {name: session.mark(self._supply_mark(name)) for name in self.failed}
        if not all(known.values()):
            return frozenset(one.id for one in self.plan.measures)
        at_stake = {indicator for text in known.values() for indicator in json.loads(text)}
        found = {indicator for one in self.supplied.values() for indicator in one}
        return frozenset(
            measure.id
            for measure in self.plan.measures
            if not history.area_sets.keys() >= set(area_sets_of(measure))
            or any(
                name in at_stake or name not in found for name in wanted(attrs.evolve(self.plan, measures=(measure,)))
            )
        )

    @property
    def _told_mark(self) -> str:
        return f"told/{self.plan.id}"

    def _supply_mark(self, source: str) -> str:
        return f"supplied/{self.plan.id}/{source}"

    def _judged(self, history: History, held: Collection[str]) -> Iterator[Judgement]:
        measures = [one for one in self.plan.measures if one.id not in held]
        for number, measure in enumerate(measures, 1):
            self.progress(f"judging {number} of {len(measures)}")
            yield judge(measure, history, as_of=self.today.day)

    def _tell(self, truths: list[Truth], held: frozenset[str], before: str) -> Outcome | None:
        """
        Bring the store up to date in one transaction: what is known, what is to be told, and that it was done.

        Args:
            truths: What is true.
            held: Measures that could not be judged.
            before: The run that told last when the figures were read. When another one has told since, nothing is
                done: going back to older figures would take its news back.
        """
        with self._session() as session:
            if session.mark(self._told_mark) != before:
                return None
            session.set_mark(self._told_mark, self.run_id)
            reconciler = Reconciler(
                session=session,
                plan=self.plan,
                notifiers=tuple(one.id for one in self.plan.notifiers),
                day=self.today.day,
                now=self.today.now,
                held=held,
            )
            outcome = reconciler.run([*truths, *self._of_the_running(session)])
            moment("deciding")
            session.set_mark("wall", self.today.wall.astimezone(UTC).isoformat())
            session.set_mark(f"day/{self.plan.id}", self.today.day.isoformat())
            session.set_mark(f"clock/{self.plan.id}", self.today.now.isoformat())
            for source, indicators in self.supplied.items():
                session.set_mark(self._supply_mark(source), json.dumps(sorted(indicators)))
            if outcome.messages or outcome.superseded:
                detail = f"as of {self.today.day}: {len(outcome.messages)} messages queued"
                session.log(Entry(at=self.today.wall, actor="run", action="told", subject=self.plan.id, detail=detail))
        moment("decided")
        self._observe_news(outcome)
        return outcome

    @contextmanager
    def _session(self) -> Iterator[Ledger]:
        if self.options.dry_run:
            with self.store.read() as session:
                yield DryLedger(session)
        else:
            with self.store.write() as session:
                yield session

    def _of_the_running(self, session: Ledger) -> Iterator[Truth]:
        """Return the alerts that are not about measures: sources that fail, and news that was given up."""
        owner = self.plan.alerting.fallback or self.plan.title
        for config in self.plan.sources:
            error = self.failed.get(config.id)
            yield self._running(AlertKind.SOURCE_FAILED, config.id, owner, _failure(error) if error else "")
        dead: dict[str, list[Row]] = {}
        for row in session.rows(plan=self.plan.id, statuses=[Delivery.DEAD]):
            dead.setdefault(row.notifier, []).append(row)
        for config in self.plan.notifiers:
            rows = dead.get(config.id, [])
            names = ", ".join(sorted({one.recipient for one in rows}))
            line = f"{len(rows)} given up, for {names}; the last: {rows[-1].error}" if rows else ""
            yield self._running(AlertKind.UNDELIVERED, config.id, owner, line, order=rows[-1].seq if rows else 0)

    def _running(self, kind: AlertKind, name: str, owner: str, line: str, order: int = 0) -> Truth:
        return Truth(
            alert=f"{self.plan.id}/{name.replace('/', '%2F')}//{kind.value}",
            kind=kind,
            state=State.OPEN if line else State.QUIET,
            title=name,
            measure=name,
            owner=owner,
            order=order,
            severity=kind.value if line else "",
            line=line or "All is well again.",
        )

    def _observe(self, hook: str, **facts: Any) -> None:
        """Let observers look on; what they raise is reported, and stops nothing."""
        if not self.options.dry_run:
            problems = self.plugins.observe(hook, **facts)
            secrets = secrets_of(self.plan, self.plugins, self.context.environ) if problems else Secrets()
            self.looked += secrets.hidden_in(problems)

    def _observe_news(self, outcome: Outcome) -> None:
        seen = set()
        for message in outcome.messages:
            for one in message.news:
                if (one.alert, one.change) in seen or one.change.opens is None:
                    continue
                seen.add((one.alert, one.change))
                hook = "wes_rules_alert_raised" if one.open else "wes_rules_alert_resolved"
                self._observe(hook, news=one, context=self.context)

    def _deliverer(self, outlets: dict[str, Outlet]) -> Deliverer:
        return Deliverer(
            store=self.store,
            plan=self.plan.id,
            outlets=outlets,
            clock=lambda: max(self.clock(), self.today.wall),
            draw=random.random,
            owner=f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}",
        )

    def _deliver(self, deliverer: Deliverer) -> list[Attempted]:
        attempts = []
        for one in deliverer.run():
            self.progress(f"sending: {one.message.recipient} via {one.message.notifier}: {one.status.value}")
            attempts.append(one)
            if one.receipt is not None:
                self._observe("wes_rules_delivered", message=one.message, receipt=one.receipt, context=self.context)
        return attempts


def _failure(error: SourceError) -> str:
    first, *more = error.problems
    return f"{first}{f' (and {len(more)} more)' if more else ''}"
