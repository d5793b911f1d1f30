"""Scenarios of alerts in plan tests: figures day by day, what people do, and who is told what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import State
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.errors import PlanError, Problem
from wes_rules.judging.judge import judge
from wes_rules.plantests.tables import ExpectStep, Scenario, Step
from wes_rules.plugins.store import Session, Store
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.running import acknowledging
from wes_rules.running.opening import scratch_store
from wes_rules.running.replay import reconciled
from wes_rules.series.history import History
from wes_rules.series.observation import Observation
from wes_rules.values.quantity import Quantity


@attrs.frozen(kw_only=True)
class After:
    """The result of one day: what was sent, why somebody was told nothing, and what somebody was to do and could not."""

    conditions: Mapping[AlertKind, str]
    sent: tuple[str, ...]
    texts: tuple[str, ...]
    reasons: tuple[str, ...]
    undone: tuple[Problem, ...] = ()


def failures_of(scenario: Scenario) -> Iterator[str]:
    """
    Play a scenario and report what differs from the expectation.

    Where nothing is to be sent, it is played again with other figures, without silences and acknowledgements,
    and with every alert opening at once: when nothing is sent then either, the expectation could not fail.
    """
    played = list(play(scenario))
    if undone := [problem for after in played for problem in after.undone]:
        raise PlanError(undone)
    for place, (step, after) in enumerate(zip(scenario.steps, played, strict=True)):
        expect = step.table.expect
        if expect is None:
            continue
        for failure in _failures(expect, after):
            yield f"{step.table.day} (line {step.line}): {failure}"
        if expect.sent == () and not after.sent and not _could_be_told(scenario, place):
            yield (
                f"{step.table.day} (line {step.line}): nothing is sent, and nothing could be: not with the worst or the"
                " best figures, not without silences, not to somebody who was never told; this proves nothing"
            )


def _failures(expect: ExpectStep, after: After) -> Iterator[str]:
    for name, wish, kind in (
        ("alert", expect.alert, AlertKind.OFF_TRACK),
        ("overdue", expect.overdue, AlertKind.OVERDUE),
    ):
        found = after.conditions.get(kind, "none")
        if wish is not None and wish != found:
            yield f"expected {name} {wish}, found {found}"
    if expect.sent is not None and sorted(expect.sent) != sorted(after.sent):
        yield f"expected to be sent: {'; '.join(expect.sent) or 'nothing'}; sent: {'; '.join(after.sent) or 'nothing'}"
    for words in expect.says:
        if not any(words in text for text in after.texts):
            yield f'expected a message to say "{words}"; said: {" / ".join(after.texts) or "nothing"}'
    for words in expect.why:
        if not any(words in reason for reason in after.reasons):
            yield f'expected a reason with "{words}"; reasons: {"; ".join(after.reasons) or "none"}'


def _could_be_told(scenario: Scenario, place: int) -> bool:
    return any(list(play(changed))[-1].sent for changed in _changed(scenario, place))


def _changed(scenario: Scenario, place: int) -> Iterator[Scenario]:
    """Return the scenario up to a day as it could have been: nobody told before, or silencing; other figures."""
    steps = scenario.steps[: place + 1]
    until = attrs.evolve(scenario, steps=steps)
    quiet = tuple(attrs.evolve(one, table=attrs.evolve(one.table, silence=None, acknowledge=None)) for one in steps)
    yield attrs.evolve(until, steps=quiet)
    eager = attrs.evolve(
        until.plan.alerting.policy,
        after=1,
        evidence=False,
        only_worse=False,
        provisional="tell",
        question_jumps_over=None,
    )
    at_all_times = attrs.evolve(until.plan.alerting, announce_from=None, working_days=False, holidays=())
    alerting = attrs.evolve(at_all_times, policy=eager, policies=(), inhibitions=())
    yield attrs.evolve(until, plan=attrs.evolve(until.plan, alerting=alerting), steps=quiet)
    at_once = tuple(figure for step in quiet for figure in step.observations)
    yield attrs.evolve(until, steps=(attrs.evolve(quiet[-1], observations=at_once),))
    # What falls into a silence is told after it, so the figures of earlier days count, and the silences with them.
    for day in reversed(range(len(steps))):
        for acts in (quiet, steps):
            for better in (True, False) if acts[day].observations else ():
                figures = tuple(_extreme(one, scenario.measure, better=better) for one in acts[day].observations)
                changed = attrs.evolve(acts[day], observations=figures)
                yield attrs.evolve(until, steps=(*acts[:day], changed, *acts[day + 1 :]))


def _extreme(one: Observation, measure: Measure, *, better: bool) -> Observation:
    """Return a figure as good, or as bad, as its unit allows; where it has no end, far away."""
    leaf = next((each for each in leaves(measure) if each.number.indicator == one.indicator), leaves(measure)[0])
    high = better == (leaf.better.sign >= 0)
    end = leaf.unit.high if high else leaf.unit.low
    value = end if end is not None else Decimal(1_000_000 if high else -1_000_000)
    return attrs.evolve(one, quantity=Quantity.exact(value), numerator=None, denominator=None, interval=None)


def play(scenario: Scenario) -> Iterator[After]:
    """Play a scenario on its own store, every message arriving at once, and return the result of each day."""
    with scratch_store() as store:
        known: list[Observation] = []
        for step in scenario.steps:
            known += step.observations
            yield _after(scenario, step, store, History(known))


def _after(scenario: Scenario, step: Step, store: Store, figures: History) -> After:
    plan, day = scenario.plan, step.table.day
    history = plan.with_areas(figures)
    current_alerts = current_alerts_of(plan, judge(scenario.measure, history, as_of=day))
    with store.write() as session:
        undone = tuple(_act(session, step, scenario.measure, [one.alert for one in current_alerts]))
    others = frozenset(one.id for one in plan.measures) - {scenario.measure.id}
    outcome = reconciled(store, plan, list(current_alerts), day, left_alone=others)
    with store.read() as session:
        told = session.told([one.alert for one in current_alerts])
        states = session.alert_states(alerts=[one.alert for one in current_alerts])
    reasons = [reason for one in states for some in one.reasons.values() for reason in some]
    if not outcome.messages and any(told.values()):
        # What has not changed was not looked at again, so it has no reasons of this day.
        reasons.append("nothing is new since it was told")
    # One notifier of each recipient is enough to say who is told what.
    first: dict[str, str] = {}
    messages = [one for one in outcome.messages if first.setdefault(one.recipient, one.notifier) == one.notifier]
    return After(
        conditions={
            one.kind: _condition(one, [known for _, known in told.get(one.alert, {}).values()])
            for one in current_alerts
        },
        sent=tuple(
            f"{message.recipient}: {one.change.value}"
            for message in messages
            for one in message.news
            if not one.repeated
        ),
        texts=tuple(message.text for message in messages),
        reasons=tuple(dict.fromkeys(reasons)),
        undone=undone,
    )


def _act(session: Session, step: Step, measure: Measure, alerts: list[str]) -> Iterator[Problem]:
    """Do what people do on this day, before its run; report what they could not do."""
    silence, acknowledge = step.silence(f"S{len(session.silences()) + 1}"), step.table.acknowledge
    if silence is not None:
        session.put_silence(silence)
    if acknowledge is None:
        return
    open_ones = [one for one in session.alert_states(alerts=alerts) if one.open]
    if not open_ones:
        what = f"no alert of {measure.id} is open before {step.table.day}, so there is nothing to acknowledge"
        yield Problem(what, "put it in a step after the one in which it opens", line=step.line)
    until = None if acknowledge.until is None else datetime.combine(acknowledge.until, time(), UTC)
    for one in open_ones:
        acknowledging.acknowledge(session, one, by=acknowledge.by, note=acknowledge.note, at=step.noon, until=until)


def _condition(current: CurrentAlert, told: list[LastTold]) -> str:
    if current.open or current.state is State.PENDING:
        return current.state.value
    if any(one.open for one in told):
        return State.OPEN.value  # its end waits, as in a silence or behind a question
    closed = [one for one in told if not one.open and one.change is not Change.QUESTIONED]
    return closed[-1].change.value if closed else "none"
