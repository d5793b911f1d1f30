"""The messages a plan would have sent if run whenever something became known, and those of a first run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

import attrs

from wes_rules.alerts.alert import alerts_for
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import State
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState, Delivery
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.timeline import days_known, days_of
from wes_rules.plugins.store import Store
from wes_rules.quoting import visible
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.running.clock import TimeOfRun
from wes_rules.running.opening import scratch_store
from wes_rules.running.telling.reconciling import Outcome, reconcile
from wes_rules.running.telling.routing import Routing
from wes_rules.series.history import History


@attrs.frozen
class DayTold:
    """The messages of one day."""

    day: date
    messages: tuple[Message, ...]


def replay(
    plan: Plan, history: History, *, first: date, last: date, measures: tuple[str, ...] = ()
) -> Iterator[DayTold]:
    """
    Run a plan on each day on which its messages may change; every message arrives at once.

    These are the days on which a figure becomes known or overdue, its days of grace end, or an escalation is due.
    """
    history = plan.with_areas(history)
    chosen = [one for one in plan.measures if not measures or one.id in measures]
    by_measure = {one.id: set(days_of(one, history, until=last, since=first)) for one in chosen}
    ahead = {day for some in by_measure.values() for day in some if day >= first} | {first}
    with scratch_store() as store:
        current_alerts: dict[str, tuple[CurrentAlert, ...]] = {}
        while ahead:
            day = min(ahead)
            for measure in chosen:
                known = current_alerts.get(measure.id)
                if known is None or day in by_measure[measure.id] or _settles(measure, day) or _turns(known, day):
                    current_alerts[measure.id] = current_alerts_of(plan, judge(measure, history, as_of=day))
            # Run until nothing is told: an escalation counts from what has arrived, so only then its day is known.
            while (
                outcome := reconciled(store, plan, [one for some in current_alerts.values() for one in some], day)
            ).messages:
                yield DayTold(day, outcome.messages)
            ahead = {one for one in ahead | _days_due(store, plan) if day < one <= last}


def first_day(plan: Plan, history: History, *, last: date, measures: tuple[str, ...] = ()) -> date | None:
    """Return the first day with a known figure of some measures; None if there is none by the last day."""
    history = plan.with_areas(history)
    chosen = [one for one in plan.measures if not measures or one.id in measures]
    known = (day for one in chosen for day in days_known(one, history) if day <= last)
    return min(known, default=None)


def _settles(measure: Measure, day: date) -> bool:
    """Whether a verdict's last day has passed, so that a late figure may settle it."""
    rule = measure.rule
    days = rule.days if isinstance(rule, FigureRule) else ()
    return any(day >= one for one in days) or (measure.deadline is not None and day > measure.deadline)


def _turns(current_alerts: tuple[CurrentAlert, ...], day: date) -> bool:
    return any(one.turns is not None and one.turns <= day for one in current_alerts)


def _days_due(store: Store, plan: Plan) -> set[date]:
    """Return the days on which time alone may change what has to be sent."""
    with store.read() as session:
        return {datetime.fromisoformat(due).date() for _, due, _ in session.signatures(plan.id).values() if due}


def reconciled(
    store: Store, plan: Plan, current_alerts: list[CurrentAlert], day: date, *, left_alone: frozenset[str] = frozenset()
) -> Outcome:
    """Bring a store up to date at noon of a day, and let every message arrive."""
    now = datetime.combine(day, time(12), UTC)
    with store.write() as session:
        notifiers = [one.id for one in plan.notifiers] or ["console"]
        time_of_run = TimeOfRun(day=day, now=now, wall=now)
        outcome = reconcile(session, Routing(plan, tuple(notifiers)), current_alerts, time_of_run, left_alone)
        session.set_mark(f"clock/{plan.id}", now.isoformat())
        for message in outcome.messages:
            (row,) = session.rows(key=message.key)
            session.claim(row.seq, "replay", now, now)
            session.settle(row.seq, "replay", Delivery.DELIVERED, now)
    return outcome


_PENDING = State.PENDING.value


@attrs.frozen(kw_only=True)
class Preview:
    """What a run on an empty store would send, one message for each recipient, and the open or pending alerts it would not, with reasons."""

    messages: tuple[Message, ...]
    untold: tuple[AlertState, ...]


def preview(plan: Plan, judgements: Iterable[Judgement], day: date) -> Preview:
    """Run a plan on a temporary empty store, so that the preview takes the same steps as a run."""
    known = list(judgements)
    current_alerts = [current for one in known for current in current_alerts_of(plan, one)]
    with scratch_store() as store:
        outcome = reconciled(store, plan, current_alerts, day)
        with store.read() as session:
            states = session.alert_states(plan=plan.id)
    told = {news.alert for message in outcome.messages for news in message.news}
    bad = {one.key for one in alerts_for(plan, known)} | {
        one.alert for one in states if one.open or one.state == _PENDING
    }
    silent = bad - told
    return Preview(
        messages=tuple({one.recipient: one for one in outcome.messages}.values()),
        untold=tuple(one for one in states if one.alert in silent),
    )


def untold_lines(first: Preview) -> Iterator[str]:
    """Say why a first run would hold back each alert."""
    for one in first.untold:
        reasons = dict.fromkeys(reason for some in one.reasons.values() for reason in some)
        yield visible(f"- {one.title}: {'; '.join(reasons)}")
