"""A run: read the sources, judge, bring the store up to date, and deliver."""

from __future__ import annotations

import json
import os
import random
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import datetime
from typing import Any, TextIO

import attrs

from wes_rules.alerts.condition import truths_of
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Entry, Row
from wes_rules.alerts.truth import Truth
from wes_rules.errors import PlanError, Problem, StoreBusy, StoreError, WesRulesError, near_miss
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.plugins.store import Ledger, Store
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import TimeOfRun, last_day, time_of_run
from wes_rules.running.delivering.delivery import Deliverer
from wes_rules.running.delivering.outcomes import Attempted
from wes_rules.running.delivering.outlets import Outlet, open_outlets
from wes_rules.running.delivering.refreshing import Refreshing
from wes_rules.running.delivering.senders import Unsent, sender_name, unsent
from wes_rules.running.dry_run import DryLedger
from wes_rules.running.marks import kept
from wes_rules.running.moments import moment
from wes_rules.running.opening import need_no_store, opened, scratch_folder, store_address
from wes_rules.running.options import Options, Report
from wes_rules.running.plugins_used import needed_by, secrets_of
from wes_rules.running.reading.all_sources import Reading, read_all
from wes_rules.running.reading.failing import keep_held
from wes_rules.running.reading.leaving_out import to_leave, undecided_by_it
from wes_rules.running.reading.supplied import Supplied
from wes_rules.running.reading.unmatched import Unmatched, need_areas, unmatched
from wes_rules.running.telling.other_plans import notes_on_others
from wes_rules.running.telling.reconciling import Outcome, reconcile
from wes_rules.running.telling.routing import Routing
from wes_rules.running.telling.upkeep import truths_of_the_running, unattended
from wes_rules.series.editions import Edition

# So often a run that others overtake reads the figures again.
_MOST_STARTS = 20


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
        StoreError: The store cannot be used; nothing was told, and what is queued stays queued.
    """
    plan = read_plan(options.plan)
    if options.init:
        _need_sources(options.accept_gone_of, [one.id for one in plan.sources])
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
    with scratch_folder() if options.init and options.dry_run else nullcontext("") as folder:
        if options.init and options.dry_run:
            need_no_store(kind, address, context)
            kind, address = plugins.store("sqlite"), f"sqlite:{folder}/dry.db"
        if options.init:
            kind.init(address, context)
        try:
            with closing(opened(kind, address, context, dry_run=options.dry_run)) as store:
                return _Live(options, plan, plugins, context, store, clock, progress).run()
        except BaseException:
            # Whoever stops a first run with Ctrl-C finds nothing left behind, either.
            if options.init:
                with suppress(WesRulesError):
                    kind.discard(address, context)
            raise


def _names(text: str) -> list[str]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("it is no list of names")
    return found


def _out_of_reach(who: str) -> str:
    return f"somebody who was told of an alert cannot be told what has become of it: {who}"


def _may_have_arrived(message: Message) -> Problem:
    what = "it was being sent when the store failed, so it may have arrived"
    remedy = "a next run with the store sends it again under its key"
    return Problem(what, remedy, subject=f"{quoted(message.subject)} to {message.recipient} via {message.notifier}")


def _need_sources(names: Iterable[str], known: Collection[str]) -> None:
    if unknown := [one for one in names if one not in known]:
        raise PlanError(Problem(f"no source is called {quoted(one)}", near_miss(one, known)) for one in unknown)


@attrs.define
class _Live:
    """One run, from its sources to its deliveries."""

    options: Options
    plan: Plan
    plugins: Plugins
    context: Context
    store: Store
    clock: Callable[[], datetime]
    progress: Callable[[str], None]

    run_id: str = attrs.field(init=False, factory=lambda: uuid.uuid4().hex)
    problems: list[Problem] = attrs.field(init=False, factory=list)
    time: TimeOfRun = attrs.field(init=False)
    # The measures whose alerts are left as they are.
    left: frozenset[str] = attrs.field(init=False, default=frozenset())

    def run(self) -> Report:
        self.problems += self.plugins.problems
        deliverer = self._deliverer({one.name: one for one in self._outlets()})
        for _ in range(_MOST_STARTS):
            report = self._once(deliverer)
            if report is not None:
                return report
            self.progress("another run has told meanwhile; reading the figures again")
        what = f"other runs of the plan came first {_MOST_STARTS} times"
        raise StoreBusy(Problem(what, "run it less often", self.store.address))

    def _once(self, deliverer: Deliverer) -> Report | None:
        """Read, judge, tell and deliver; None when another run told meanwhile, whose figures may be newer."""
        with self.store.read() as session:
            last_run = session.mark(self._told_mark)
            sources = self._sources(session)
            supplied = {one: self._supplied_before(session, one) for one in sources}
            self.time = self._time(session)
            others = notes_on_others(session, self.plan, accepted=self.options.accept_plan)
        _need_sources(self.options.accept_gone_of, sources)
        self.context = attrs.evolve(self.context, as_of=self.time.day)
        reading = self._read(supplied)
        found = Unmatched() if reading.failed else unmatched(self.plan, reading.figures)
        need_areas(self.plan, found)
        judgements = tuple(self._judged(reading))
        truths = [truth for one in judgements for truth in truths_of(self.plan, one, reading.history)]
        outcome = self._tell(truths, reading, last_run)
        if outcome is None:
            return None
        self.problems += reading.problems
        self._observe("wes_rules_judged", plan=self.plan, judgements=judgements, context=self.context)
        messages = list(outcome.messages)
        attempts: list[Attempted] = []
        store_failed = False
        if not self.options.dry_run:
            try:
                self._send(deliverer, truths, reading, messages, attempts)
                self._refresh(deliverer, outcome, reading, attempts)
            except StoreError as error:
                self._note(error.problems, "")
                self.problems += map(_may_have_arrived, deliverer.unrecorded.values())
                store_failed = True
        still, dead = self._left_over(known=store_failed)
        return Report(
            plan=self.plan,
            day=self.time.day,
            judgements=judgements,
            held=tuple(sorted(reading.held)),
            left=tuple(sorted(self.left - reading.held)),
            undecided=undecided_by_it(judgements),
            messages=tuple(messages),
            attempts=tuple(attempts),
            unsent=still,
            dead=tuple(dead),
            problems=tuple(dict.fromkeys([*self.problems, *(one.problem for one in self.store.damages)])),
            warnings=(*self.time.warnings, *others, *map(_out_of_reach, sorted(outcome.out_of_reach))),
            skipped=reading.skipped,
            notes=reading.notes,
            unmatched=found,
        )

    def _left_over(self, *, known: bool) -> tuple[Unsent, list[Row]]:
        """List what is still to be sent and what was given up: nothing of both where the store has failed."""
        try:
            still = unsent(self.store, self.plan.id)
            with self.store.read() as session:
                return still, unattended(session, self.plan.id)
        except StoreError as error:
            if self.options.dry_run:
                raise
            # Somebody may have been told by now, so the report is owed all the same.
            self._note(() if known else error.problems, "")
            return Unsent(rows=(), behind={}, in_hand=frozenset()), []

    def _time(self, session: Ledger) -> TimeOfRun:
        given = self.options
        return time_of_run(
            session,
            self.plan.id,
            self.clock(),
            as_of=given.as_of,
            dry_run=given.dry_run,
            accept_clock=given.accept_clock,
        )

    def _outlets(self) -> Iterator[Outlet]:
        return open_outlets(self.plan, self.plugins, self.context, timeout=self.options.timeout, note=self._note)

    def _sources(self, session: Ledger) -> list[str]:
        """Name the sources of the plan, and those that had left it when their figures were looked at last."""
        former: list[str] = kept(session, self._sources_mark, _names, [])
        return list(dict.fromkeys([*(one.id for one in self.plan.sources), *former]))

    def _supplied_before(self, session: Ledger, source: str) -> Supplied | None:
        return kept(session, self._supply_mark(source), Supplied.read, None)

    def _read(self, before: Mapping[str, Supplied | None]) -> Reading:
        accepted = frozenset(before) if self.options.accept_gone else frozenset(self.options.accept_gone_of)
        timeout = self.options.source_timeout
        return read_all(
            self.plan, self.plugins, self.context, before, self.progress, accepted=accepted, timeout=timeout
        )

    def _note(self, problems: Iterable[Problem], subject: str) -> None:
        self.problems += [one if one.subject else attrs.evolve(one, subject=subject) for one in problems]

    @property
    def _sources_mark(self) -> str:
        return f"sources/{self.plan.id}"

    @property
    def _told_mark(self) -> str:
        return f"told/{self.plan.id}"

    def _supply_mark(self, source: str) -> str:
        return f"supplied/{self.plan.id}/{source}"

    def _judged(self, reading: Reading) -> Iterator[Judgement]:
        held = reading.held
        measures = [one for one in self.plan.measures if one.id not in held]
        for number, measure in enumerate(measures, 1):
            self.progress(f"judging {number} of {len(measures)}")
            yield judge(measure, reading.history, as_of=self.time.day)

    def _tell(self, truths: list[Truth], reading: Reading, last_run: str) -> Outcome | None:
        """
        Bring the store up to date in one transaction: what is known, what is to be told, and that it was done.

        Args:
            truths: What is true of measures.
            reading: What the sources gave.
            last_run: The run that told last when the figures were read. When another one has told since, nothing is
                done: going back to older figures would take its news back.
        """
        notifiers = tuple(one.id for one in self.plan.notifiers)
        with self._session() as session:
            if session.mark(self._told_mark) != last_run:
                return None
            session.set_mark(self._told_mark, self.run_id)
            self.left = reading.held | to_leave(session, self.plan, truths)
            truths = [one for one in truths if one.measure not in self.left]
            running = truths_of_the_running(session, self.plan, reading.failed)
            outcome = reconcile(session, self.plan, notifiers, [*truths, *running], self.time, self.left)
            moment("deciding")
            keep_held(session, self.plan.id, self.left, last_day(session, self.plan.id))
            self.time.keep(session, self.plan.id, accept_clock=self.options.accept_clock)
            used = frozenset[Edition]().union(*(one.figures for one in truths))
            self._keep_supplied(session, reading, used)
            if outcome.messages or outcome.superseded:
                detail = f"as of {self.time.day}: {len(outcome.messages)} messages queued"
                session.log(Entry(at=self.time.wall, actor="run", action="told", subject=self.plan.id, detail=detail))
        moment("decided")
        self._observe_news(outcome)
        return outcome

    def _keep_supplied(self, session: Ledger, reading: Reading, used: frozenset[Edition]) -> None:
        """Keep what each source had; one that left the plan is forgotten once nothing is missing without it."""
        for name in reading.figures:
            if name not in reading.former:
                session.set_mark(self._supply_mark(name), reading.supplied(name, used, self.left).written())
            elif name not in reading.failed:
                session.set_mark(self._supply_mark(name), "")
        known = [name for name in reading.before if name not in reading.former or name in reading.failed]
        session.set_mark(self._sources_mark, json.dumps(known))

    @contextmanager
    def _session(self) -> Iterator[Ledger]:
        if self.options.dry_run:
            with self.store.read() as session:
                yield DryLedger(session)
        else:
            with self.store.write() as session:
                yield session

    def _observe(self, hook: str, **facts: Any) -> None:
        """Let observers look on; what they raise is reported, and stops nothing."""
        if not self.options.dry_run and (problems := self.plugins.observe(hook, **facts)):
            self.problems += secrets_of(self.plan, self.plugins, self.context.environ).hidden_in(problems)

    def _observe_news(self, outcome: Outcome) -> None:
        seen = set()
        for message in outcome.messages:
            for one in message.news:
                if one.repeated or (one.alert, one.change) in seen or one.change.opens is None:
                    continue
                seen.add((one.alert, one.change))
                hook = "wes_rules_alert_raised" if one.open else "wes_rules_alert_resolved"
                self._observe(hook, news=one, context=self.context)

    def _deliverer(self, outlets: dict[str, Outlet]) -> Deliverer:
        return Deliverer(
            store=self.store,
            plan=self.plan.id,
            outlets=outlets,
            clock=lambda: max(self.clock(), self.time.wall),
            draw=random.random,
            owner=sender_name(),
        )

    def _send(
        self,
        deliverer: Deliverer,
        truths: list[Truth],
        reading: Reading,
        messages: list[Message],
        attempts: list[Attempted],
    ) -> None:
        """Deliver what is to be told, and once more what follows from messages that were given up."""
        attempts += deliverer.give_up_orphans([one.id for one in self.plan.notifiers])
        self._deliver(deliverer, attempts)
        if any(one.status is Delivery.DEAD for one in attempts):
            # Whoever looks after the running hears of it by another way, now and not at the next run.
            more = self._tell(truths, reading, self.run_id)
            if more is None:
                self._start_over(deliverer, messages, attempts)
            else:
                messages += more.messages
                self._deliver(deliverer, attempts)
        for name, why in deliverer.resting.items():
            self._note([Problem(f"{why}; it is given nothing more in this run")], f"notifier {quoted(name)}")

    def _refresh(self, deliverer: Deliverer, outcome: Outcome, reading: Reading, attempts: Iterable[Attempted]) -> None:
        """Have receivers that end alerts by themselves keep what is open; a later run that told does it itself."""
        with self.store.read() as session:
            if session.mark(self._told_mark) != self.run_id:
                return
        names = tuple(one.id for one in self.plan.notifiers)
        refreshing = Refreshing(
            routing=Routing(self.plan, names),
            truths=outcome.truths,
            held=reading.held,
            fresh=frozenset(one.message.key for one in attempts if one.status is Delivery.DELIVERED),
        )
        expiring = [one for name, one in deliverer.outlets.items() if one.expires and name not in deliverer.resting]
        refreshing.run(self.store, expiring, self._note)

    def _start_over(self, deliverer: Deliverer, messages: list[Message], attempts: list[Attempted]) -> None:
        """Tell what messages that were given up left untold, from figures that another run may have read since."""
        for _ in range(_MOST_STARTS):
            report = self._once(deliverer)
            if report is not None:
                messages += report.messages
                attempts += report.attempts
                return

    def _deliver(self, deliverer: Deliverer, attempts: list[Attempted]) -> None:
        for one in deliverer.run():
            self.progress(f"sending: {one.message.recipient} via {one.message.notifier}: {one.status.value}")
            attempts.append(one)
            if one.receipt is not None:
                self._observe("wes_rules_delivered", message=one.message, receipt=one.receipt, context=self.context)
