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
from wes_rules.running.delivering.delivery import Deliverer
from wes_rules.running.delivering.outcomes import may_have_arrived
from wes_rules.running.delivering.outlets import Outlet, open_outlets
from wes_rules.running.delivering.refreshing import Refreshing
from wes_rules.running.delivering.senders import Unsent, sender_name, unsent
from wes_rules.running.moments import moment
from wes_rules.running.observing import Observers
from wes_rules.running.one_pass import Pass, judged
from wes_rules.running.opening import store_address, store_of_run
from wes_rules.running.options import Options, Report
from wes_rules.running.plugins_used import needed_by
from wes_rules.running.read_only import ledger_of
from wes_rules.running.reading.all_sources import Reading, read_all
from wes_rules.running.reading.bad_rows import to_leave_alone, undecided_by_bad_rows
from wes_rules.running.reading.not_judged import keep_not_judged
from wes_rules.running.reading.remembered import keep_supplied, need_sources, supplied_before
from wes_rules.running.reading.supplied import Supplied
from wes_rules.running.telling.other_plans import notes_on_others
from wes_rules.running.telling.reconciling import Outcome, reconcile
from wes_rules.running.telling.routing import Routing
from wes_rules.running.telling.upkeep import truths_of_the_running, unattended
from wes_rules.series.editions import Edition

# So often a run that others overtake reads the figures again.
_MOST_STARTS = 20


def run_plan(
    options: Options, *, clock: Callable[[], datetime], output: TextIO, progress: Callable[[str], None] = lambda _: None
) -> Report:
    """
    Run a plan once.

    Args:
        clock: Tells the moment, as an aware datetime.
        output: Where a notifier that prints prints.
        progress: Called with what is being done, for a person who watches.

    Raises:
        PlanError: The plan is wrong.
        StoreError: The store cannot be used; nothing was told, and what is queued stays queued.
    """
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


@attrs.define
class PlanRun:
    """One run of a plan."""

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
    routing: Routing = attrs.field(init=False)
    # The measures whose alerts are left as they are.
    left_alone: frozenset[str] = attrs.field(init=False, default=frozenset())

    def run(self) -> Report:
        """Read, judge, tell and deliver, until no other run comes between."""
        self.problems += self.plugins.problems
        outlets = open_outlets(self.plan, self.plugins, self.context, timeout=self.options.timeout, note=self._note)
        deliverer = self._deliverer({one.name: one for one in outlets})
        longest = {name: one.longest for name, one in deliverer.outlets.items()}
        self.routing = Routing(self.plan, tuple(one.id for one in self.plan.notifiers), longest)
        return self._report(self._undisturbed(deliverer))

    def _undisturbed(self, deliverer: Deliverer) -> Pass:
        """Make passes until no other run comes between, whose figures may be newer."""
        for _ in range(_MOST_STARTS):
            found = self._pass(deliverer)
            if found is not None:
                return found
            self.progress("another run has told meanwhile; reading the figures again")
        what = f"other runs of the plan came first {_MOST_STARTS} times"
        raise StoreBusy(Problem(what, "run it less often", self.store.address))

    def _pass(self, deliverer: Deliverer) -> Pass | None:
        """Make a pass; None when another run told meanwhile, whose figures may be newer."""
        options = self.options
        with self.store.read() as session:
            last_told = session.mark(self._told_mark)
            before = supplied_before(session, self.plan)
            self.time = time_of_run(
                session,
                self.plan.id,
                self.clock(),
                as_of=options.as_of,
                dry_run=options.dry_run,
                accept_clock=options.accept_clock,
            )
            others = notes_on_others(session, self.plan, accepted=options.accept_plan)
        need_sources(options.accept_gone_of, before)
        self.context = attrs.evolve(self.context, as_of=self.time.day)
        found = judged(self.plan, self._read(before), self.time.day, self.progress)
        outcome = self._tell(found, last_told)
        if outcome is None:
            return None
        self.problems += found.reading.problems
        self._observe("wes_rules_judged", plan=self.plan, judgements=found.judgements)
        found.messages += outcome.messages
        found.warnings, found.outcome = (*others, *outcome.warnings), outcome
        delivered = options.dry_run or self._deliver(deliverer, found)
        # Only now: what was sent may have given way to a newer pass, which failed.
        found.failed |= not delivered
        return found

    def _read(self, before: Mapping[str, Supplied | None]) -> Reading:
        accepted = frozenset(before) if self.options.accept_gone else frozenset(self.options.accept_gone_of)
        timeout = self.options.source_timeout
        return read_all(
            self.plan, self.plugins, self.context, before, self.progress, accepted=accepted, timeout=timeout
        )

    def _tell(self, found: Pass, last_told: str) -> Outcome | None:
        """
        Bring the store up to date in one transaction: what is known, what is to be told, and that it was done.

        Args:
            found: What the sources gave, and what is true.
            last_told: The run that told last when the figures were read. When another one has told since, nothing is
                done: going back to older figures would take its news back.
        """
        plan, reading = self.plan, found.reading
        with ledger_of(self.store, dry_run=self.options.dry_run) as session:
            if session.mark(self._told_mark) != last_told:
                return None
            session.set_mark(self._told_mark, self.run_id)
            self.left_alone = reading.not_judged | to_leave_alone(session, plan, found.truths)
            truths = [one for one in found.truths if one.measure not in self.left_alone]
            running = truths_of_the_running(session, plan, reading.failed)
            outcome = reconcile(session, self.routing, [*truths, *running], self.time, self.left_alone)
            moment("deciding")
            keep_not_judged(session, plan.id, self.left_alone, last_day(session, plan.id))
            self.time.keep(session, plan.id, accept_clock=self.options.accept_clock)
            used = frozenset[Edition]().union(*(one.figures for one in truths))
            keep_supplied(session, reading, used, self.left_alone)
            if outcome.messages or outcome.superseded:
                detail = f"as of {self.time.day}: {len(outcome.messages)} messages queued"
                session.log(Entry(at=self.time.wall, actor="run", action="told", subject=plan.id, detail=detail))
        moment("decided")
        if not self.options.dry_run:
            self.problems += self._observers.see_news(outcome.messages)
        return outcome

    def _deliver(self, deliverer: Deliverer, found: Pass) -> bool:
        """Deliver what is to be told, and refresh what is open; False where the store failed on the way."""
        try:
            self._send(deliverer, found)
            self._refresh(deliverer, found)
        except StoreError as error:
            self._note(error.problems, "")
            self.problems += map(may_have_arrived, deliverer.unrecorded.values())
            return False
        return True

    def _send(self, deliverer: Deliverer, found: Pass) -> None:
        """Send what is to be told, and once more what follows from messages that were given up."""
        found.attempts += deliverer.give_up_orphans(self.routing.notifiers)
        self._send_what_is_due(deliverer, found)
        if any(one.status is Delivery.DEAD for one in found.attempts):
            # Whoever looks after the running hears of it by another way, now and not at the next run.
            more = self._tell(found, self.run_id)
            if more is None:
                found.give_way(self._undisturbed(deliverer))
            else:
                found.messages += more.messages
                self._send_what_is_due(deliverer, found)
        for name, why in deliverer.resting.items():
            self._note([Problem(f"{why}; it is given nothing more in this run")], f"notifier {quoted(name)}")

    def _send_what_is_due(self, deliverer: Deliverer, found: Pass) -> None:
        if self.plan.alerting.quiet_until(self.time.wall.date()) is not None:
            return
        for one in deliverer.run():
            self.progress(f"sending: {one.message.recipient} via {one.message.notifier}: {one.status.value}")
            found.attempts.append(one)
            if one.receipt is not None:
                self._observe("wes_rules_delivered", message=one.message, receipt=one.receipt)

    def _refresh(self, deliverer: Deliverer, found: Pass) -> None:
        """Have receivers that end alerts by themselves keep what is open; a later run that told does it itself."""
        with self.store.read() as session:
            if found.outcome is None or session.mark(self._told_mark) != self.run_id:
                return
        refreshing = Refreshing(
            routing=self.routing,
            truths=found.outcome.truths,
            left_alone=self.left_alone,
            fresh=frozenset(one.message.key for one in found.attempts if one.status is Delivery.DELIVERED),
        )
        expiring = [one for name, one in deliverer.outlets.items() if one.expires and name not in deliverer.resting]
        refreshing.run(self.store, expiring, self._note)

    def _report(self, found: Pass) -> Report:
        still, dead = self._left_over(known=found.failed)
        reading = found.reading
        return Report(
            plan=self.plan,
            day=self.time.day,
            judgements=found.judgements,
            not_judged=tuple(sorted(reading.not_judged)),
            left_alone=tuple(sorted(self.left_alone - reading.not_judged)),
            undecided=undecided_by_bad_rows(found.judgements),
            messages=tuple(found.messages),
            attempts=tuple(found.attempts),
            unsent=still,
            dead=tuple(dead),
            problems=tuple(dict.fromkeys([*self.problems, *(one.problem for one in self.store.damages)])),
            warnings=(*self.time.warnings, *found.warnings),
            skipped=reading.skipped,
            notes=reading.notes,
            unmatched=found.unmatched,
            today=self.time.day if self.options.dry_run else self.time.wall.date(),
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

    def _note(self, problems: Iterable[Problem], subject: str) -> None:
        self.problems += [one if one.subject else attrs.evolve(one, subject=subject) for one in problems]

    def _observe(self, hook: str, **facts: Any) -> None:
        if not self.options.dry_run:
            self.problems += self._observers.see(hook, **facts)

    @property
    def _observers(self) -> Observers:
        return Observers(self.plan, self.plugins, self.context)

    @property
    def _told_mark(self) -> str:
        return f"told/{self.plan.id}"

    def _deliverer(self, outlets: dict[str, Outlet]) -> Deliverer:
        return Deliverer(
            store=self.store,
            plan=self.plan.id,
            outlets=outlets,
            clock=lambda: max(self.clock(), self.time.wall),
            draw=random.random,
            owner=sender_name(),
        )
