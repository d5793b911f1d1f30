"""A run: read the sources, judge, bring the store up to date, and deliver."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TextIO

import attrs

from wes_rules.alerts.records import Delivery, Entry, Row
from wes_rules.errors import Problem, StoreBusy, StoreError
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.plugins.store import Store
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import TimeOfRun, last_day, time_of_run
from wes_rules.running.defaults import STORE
from wes_rules.running.delivering.delivery import Deliverer
from wes_rules.running.delivering.outcomes import may_have_arrived
from wes_rules.running.delivering.outlets import Outlet, open_outlets
from wes_rules.running.delivering.refreshing import Refreshing
from wes_rules.running.delivering.senders import Unsent, sender_name, unsent
from wes_rules.running.moments import moment
from wes_rules.running.one_pass import Done, Judged, Pass, judged, ledger_of
from wes_rules.running.opening import notes_on_others, store_address, store_of_run
from wes_rules.running.options import Options, Report
from wes_rules.running.plugins_used import Observers, needed_by
from wes_rules.running.reading.all_sources import Reading, read_all
from wes_rules.running.reading.bad_rows import to_leave_alone, undecided_by_bad_rows
from wes_rules.running.reading.remembered import keep_not_judged, keep_supplied, need_sources, supplied_before
from wes_rules.running.reading.supplied import Supplied
from wes_rules.running.telling.reconciling import reconcile
from wes_rules.running.telling.routing import Routing
from wes_rules.running.telling.upkeep import alerts_of_the_running, unattended
from wes_rules.series.editions import Edition

# How often a run that others overtake reads the figures again.
_MOST_STARTS = 20


def run_plan(
    options: Options, *, clock: Callable[[], datetime], output: TextIO, progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Run a plan once; with an error of its store nothing was sent, and queued messages stay queued."""
    plan = read_plan(options.plan)
    if options.init:
        need_sources(options.accept_gone_of, [one.id for one in plan.sources])
    scheme, _ = store_address(options.store)
    plugins = load_plugins([*needed_by(plan), scheme], allow=plan.allow_plugins, enable=plan.enable_plugins)
    context = Context(
        as_of=options.as_of or clock().date(),
        base=options.plan.parent,
        output=output,
        environ=os.environ,
        skip_bad_rows=options.skip_bad_rows,
    )
    with store_of_run(options, plugins, context) as store:
        return PlanRun(options, plan, plugins, context, store, clock, progress).run()


@attrs.frozen
class PlanRun:
    """A run of a plan, with its faults so far."""

    options: Options
    plan: Plan
    plugins: Plugins
    context: Context
    store: Store
    clock: Callable[[], datetime]
    progress: Callable[[str], None]

    run_id: str = attrs.field(init=False, factory=lambda: uuid.uuid4().hex)
    problems: list[Problem] = attrs.field(init=False, factory=list)

    def run(self) -> Report:
        """
        Read, judge, tell and deliver, until no other run comes between.

        Once a pass has queued messages, some may have been sent, so the run returns the report of the latest such
        pass whatever fails afterwards.
        """
        self.problems.extend(self.plugins.problems)
        done, failed = Done(), False
        opened = open_outlets(self.plan, self.plugins, self.context, timeout=self.options.timeout, note=self._note)
        deliverer = self._deliverer({one.name: one for one in opened}, done)
        longest = {name: one.longest for name, one in deliverer.outlets.items()}
        store = "" if self.options.store == STORE else self.options.store
        routing = Routing(self.plan, tuple(one.id for one in self.plan.notifiers), longest, store)
        try:
            told = self._undisturbed(routing, deliverer, done)
        except StoreError as error:
            if done.latest is None:
                raise
            told, failed = done.latest, True
            self._note(error.problems, "")
            self.problems.extend(map(may_have_arrived, deliverer.unrecorded.values()))
        for name, why in deliverer.resting.items():
            self._note([Problem(f"{why}; it is given nothing more in this run")], f"notifier {quoted(name)}")
        return self._report(told, done, failed=failed)

    def _undisturbed(self, routing: Routing, deliverer: Deliverer, done: Done) -> Pass:
        """Make passes until no other run comes between."""
        for _ in range(_MOST_STARTS):
            told = self._pass(routing)
            if told is not None:
                done.take(told)
                if self.options.dry_run or self._is_delivered(told, routing, deliverer, done):
                    return told
            self.progress("another run has told meanwhile; reading the figures again")
        what = f"other runs of the plan came first {_MOST_STARTS} times"
        raise StoreBusy(Problem(what, "run it less often", self.store.address))

    def _pass(self, routing: Routing) -> Pass | None:
        """Read, judge and queue; None if another run sent meanwhile, whose figures may be newer."""
        options = self.options
        with self.store.read() as session:
            last_told = session.mark(self._told_mark)
            before = supplied_before(session, self.plan)
            time = time_of_run(
                session,
                self.plan.id,
                self.clock(),
                as_of=options.as_of,
                dry_run=options.dry_run,
                accept_clock=options.accept_clock,
            )
            others = notes_on_others(session, self.plan, accepted=options.accept_plan)
        need_sources(options.accept_gone_of, before)
        context = attrs.evolve(self.context, as_of=time.day)
        found = judged(self.plan, self._read(before, context), time.day, self.progress)
        told = self._tell(routing, found, time, others, last_told)
        if told is not None:
            self.problems.extend(found.reading.problems)
            self._observe(time, "wes_rules_judged", plan=self.plan, judgements=found.judgements)
        return told

    def _read(self, before: Mapping[str, Supplied | None], context: Context) -> Reading:
        accepted = frozenset(before) if self.options.accept_gone else frozenset(self.options.accept_gone_of)
        timeout = self.options.source_timeout
        return read_all(self.plan, self.plugins, context, before, self.progress, accepted=accepted, timeout=timeout)

    def _tell(
        self, routing: Routing, found: Judged, time: TimeOfRun, others: tuple[str, ...], last_told: str
    ) -> Pass | None:
        """
        Update the store in one transaction: what is known, the messages to send, and the record of the run.

        Args:
            found: The figures of the sources, and the alert states.
            others: What a person should know of other plans of the store.
            last_told: The latest run to send when the figures were read. If another has sent since, nothing is done, as
                older figures would take its news back.
        """
        plan, reading = self.plan, found.reading
        with ledger_of(self.store, dry_run=self.options.dry_run) as session:
            if session.mark(self._told_mark) != last_told:
                return None
            session.set_mark(self._told_mark, self.run_id)
            left_alone = reading.not_judged | to_leave_alone(session, plan, found.current_alerts)
            current_alerts = [one for one in found.current_alerts if one.measure not in left_alone]
            running = alerts_of_the_running(session, plan, reading.failed)
            outcome = reconcile(session, routing, [*current_alerts, *running], time, left_alone)
            moment("deciding")
            keep_not_judged(session, plan.id, left_alone, last_day(session, plan.id))
            time.keep(session, plan.id, accept_clock=self.options.accept_clock)
            used = frozenset[Edition]().union(*(one.figures for one in current_alerts))
            keep_supplied(session, reading, used, left_alone)
            if outcome.messages or outcome.superseded:
                detail = f"as of {time.day}: {len(outcome.messages)} messages queued"
                session.log(Entry(at=time.wall, actor="run", action="told", subject=plan.id, detail=detail))
        moment("decided")
        if not self.options.dry_run:
            self.problems.extend(self._observers(time).see_news(outcome.messages))
        warnings = (*others, *outcome.warnings)
        return Pass(time=time, judged=found, outcome=outcome, left_alone=left_alone, warnings=warnings)

    def _is_delivered(self, told: Pass, routing: Routing, deliverer: Deliverer, done: Done) -> bool:
        """Send queued messages and refresh open alerts; False if another run sent meanwhile."""
        before = len(done.attempts)
        done.attempts += deliverer.give_up_orphans(routing.notifiers)
        self._send_what_is_due(told.time, deliverer, done)
        if any(one.status is Delivery.DEAD for one in done.attempts[before:]):
            # The fallback recipient hears of it now, through another notifier, and not only at the next run.
            more = self._tell(routing, told.judged, told.time, (), self.run_id)
            if more is None:
                return False
            done.messages += more.outcome.messages
            self._send_what_is_due(told.time, deliverer, done)
        self._refresh(told, routing, deliverer, done)
        return True

    def _send_what_is_due(self, time: TimeOfRun, deliverer: Deliverer, done: Done) -> None:
        if self.plan.alerting.quiet_until(time.wall.date()) is not None:
            return
        for one in deliverer.run():
            self.progress(f"sending: {one.message.recipient} via {one.message.notifier}: {one.status.value}")
            done.attempts.append(one)
            if one.receipt is not None:
                self._observe(time, "wes_rules_delivered", message=one.message, receipt=one.receipt)

    def _refresh(self, told: Pass, routing: Routing, deliverer: Deliverer, done: Done) -> None:
        """Refresh open alerts at receivers that end them by themselves, unless a later run does so."""
        with self.store.read() as session:
            if session.mark(self._told_mark) != self.run_id:
                return
        refreshing = Refreshing(
            routing=routing,
            current_alerts=told.outcome.current_alerts,
            left_alone=told.left_alone,
            fresh=frozenset(one.message.key for one in done.attempts if one.status is Delivery.DELIVERED),
        )
        expiring = [one for name, one in deliverer.outlets.items() if one.expires and name not in deliverer.resting]
        refreshing.run(self.store, expiring, self._note)

    def _report(self, told: Pass, done: Done, *, failed: bool) -> Report:
        still, dead = self._left_over(known=failed)
        reading, time = told.judged.reading, told.time
        return Report(
            plan=self.plan,
            day=time.day,
            judgements=told.judged.judgements,
            not_judged=tuple(sorted(reading.not_judged)),
            left_alone=tuple(sorted(told.left_alone - reading.not_judged)),
            undecided=undecided_by_bad_rows(told.judged.judgements),
            messages=tuple(done.messages),
            attempts=tuple(done.attempts),
            unsent=still,
            dead=tuple(dead),
            problems=tuple(dict.fromkeys([*self.problems, *(one.problem for one in self.store.damages)])),
            warnings=(*time.warnings, *told.warnings),
            skipped=reading.skipped,
            notes=reading.notes,
            unmatched=told.judged.unmatched,
            today=time.day if self.options.dry_run else time.wall.date(),
        )

    def _left_over(self, *, known: bool) -> tuple[Unsent, list[Row]]:
        """List unsent and given-up messages; none of either if the store has failed."""
        try:
            still = unsent(self.store, self.plan.id)
            with self.store.read() as session:
                return still, unattended(session, self.plan.id)
        except StoreError as error:
            if self.options.dry_run:
                raise
            # Messages may have been sent by now, so the report is still due.
            self._note(() if known else error.problems, "")
            return Unsent(rows=(), behind={}, in_hand=frozenset()), []

    def _note(self, problems: Iterable[Problem], subject: str) -> None:
        self.problems.extend([one if one.subject else attrs.evolve(one, subject=subject) for one in problems])

    def _observe(self, time: TimeOfRun, hook: str, **facts: Any) -> None:
        if not self.options.dry_run:
            self.problems.extend(self._observers(time).see(hook, **facts))

    def _observers(self, time: TimeOfRun) -> Observers:
        return Observers(self.plan, self.plugins, attrs.evolve(self.context, as_of=time.day))

    @property
    def _told_mark(self) -> str:
        return f"told/{self.plan.id}"

    def _deliverer(self, outlets: dict[str, Outlet], done: Done) -> Deliverer:
        return Deliverer(
            store=self.store,
            plan=self.plan.id,
            outlets=outlets,
            clock=lambda: done.not_before(self.clock()),
            draw=random.random,
            owner=sender_name(),
        )
