"""What is true of an alert now, whoever has been told of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.fold import Course, Ending, Signal, State, fold
from wes_rules.judging.evidence import Movement
from wes_rules.judging.explain import one_line
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.codec import write
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Policy
from wes_rules.rules.view import View
from wes_rules.series.history import History
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# A period without a verdict for one of these reasons is not, or not yet, part of the series.
_NOT_YET = {
    Reason.NOT_DUE,
    Reason.AWAITING_PUBLICATION,
    Reason.BENCHMARK_PENDING,
    Reason.NO_RULE,
    Reason.NO_FIGURES,
    Reason.NOT_HELD,
    Reason.NO_PREVIOUS,
    Reason.NOT_IN_CALENDAR,
}


@attrs.frozen(kw_only=True)
class Truth:
    """
    The condition of one alert with everything a message may say of it.

    Args:
        alert: Its key.
        kind: What it is about.
        state: Its condition.
        title: What it is about, for people.
        measure: The measure; None for an alert on the running itself.
        area: The code of the area.
        area_name: That area's name.
        owner: The board that owns the measure.
        labels: The measure's labels.
        opened: The period it opened in; empty while it is not open.
        started: The day on which that period's figure was due.
        period: The latest period with a verdict.
        order: That period's place among the periods of its kind.
        ends: The day after that period, for `announce_from`.
        breaches: The periods that count against it in the episode that is open.
        past: Every period that counted against it, in any episode.
        why: Why its latest episode ended.
        severity: How bad it is.
        margin: By how much the promise is missed, as a plain number; None when not known exactly.
        basis: Which part of the promise that margin is of.
        settled: The deadline has passed, and there is a verdict for it.
        unjudged: So many periods are without a verdict that it can no longer be judged.
        unstable: It changed so often that each change says little.
        progress: What a pending or recovering alert still lacks, in words.
        line: One sentence with the numbers.
        rule: A fingerprint of the promise.
        next_due: The day on which the next figure is due.
        made_up: It rests on made-up figures.
        ended: Nothing in the plan watches it any more.
        judged: Each period's judgement, by the period as text, to say what a revision moved.
    """

    alert: str
    kind: AlertKind
    state: State
    title: str
    measure: str = ""
    area: str = ""
    area_name: str = ""
    owner: str = ""
    labels: tuple[str, ...] = ()
    opened: str = ""
    started: date | None = None
    period: str = ""
    order: int = 0
    ends: date | None = None
    breaches: tuple[str, ...] = ()
    past: frozenset[str] = frozenset()
    why: Ending | None = None
    severity: str = ""
    margin: Decimal | None = None
    basis: str = ""
    settled: bool = False
    unjudged: bool = False
    unstable: bool = False
    progress: str = ""
    line: str = ""
    rule: str = ""
    next_due: date | None = None
    made_up: bool = False
    ended: bool = False
    judged: Mapping[str, Judgement] = attrs.field(factory=dict, eq=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether the alert is open."""
        return self.state.is_open

    @property
    def episode(self) -> str:
        """The key of the present opening: derived from where it opened, so that no restored copy can reuse it."""
        return f"{self.alert}@{self.opened}" if self.opened else ""


def truths_of(plan: Plan, judgement: Judgement, history: History) -> tuple[Truth, ...]:
    """
    Return what is true of every alert of one measure.

    Args:
        plan: The plan.
        judgement: The measure's current verdict.
        history: What it was judged on, with the plan's areas.
    """
    measure = judgement.measure
    if judgement.advisory:
        return ()
    policy = plan.alerting.policy_for(measure)
    truths = [_off_track(plan, judgement, history, policy)]
    if policy.overdue:
        truths.append(_overdue(plan, judgement, policy))
    return tuple(truths)


def alert_key(plan: Plan, measure: Measure, area: str, kind: AlertKind) -> str:
    """Return the identity of an alert: nothing that people edit."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in (plan.id, measure.id, area, kind.value))


def fingerprint(measure: Measure) -> str:
    """Return a text that differs when the promise, or what it is about, does."""
    promise = (measure.rule, measure.number, measure.unit, measure.decimals, measure.better, measure.baseline)
    # Defaults are left out of what is written, so that a field added later changes no fingerprint.
    calendars = {str(place): leaf.calendar for place, leaf in enumerate(leaves(measure))}
    written = json.dumps([write(one, calendars) for one in promise], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def signal_of(judgement: Judgement, policy: Policy) -> Signal | None:
    """Return what a verdict says to its alert; None when the period is not, or not yet, part of the series."""
    reasons = set(judgement.reasons)
    match judgement.status:
        case Status.UNDECIDED:
            if Reason.SERIES_BREAK in reasons:
                return Signal.NOT_COMPARABLE
            if Reason.NOT_APPLICABLE in reasons:
                return Signal.NOT_APPLICABLE
            if Reason.NOT_COLLECTED in reasons:
                return Signal.RESTART
            return None if reasons & _NOT_YET else Signal.UNJUDGED
        case _ if policy.provisional == "hold" and Reason.PROVISIONAL in reasons:
            return Signal.UNJUDGED
        case Status.ON_TRACK:
            return Signal.MET
        case Status.AT_RISK if policy.severity == "off_track":
            return Signal.NEAR
        case _:
            return Signal.BREACH if not policy.evidence or _worsening(judgement) else Signal.UNPROVEN


def _worsening(judgement: Judgement) -> bool:
    evidence = judgement.evidence
    if evidence is not None:
        return evidence.movement is Movement.WORSENING
    return any(part.status is judgement.status and _worsening(part) for part in judgement.parts)


def _off_track(plan: Plan, now: Judgement, history: History, policy: Policy) -> Truth:
    measure = now.measure
    leading = leaves(measure)[0]
    series = list(_series(now, leading, history))
    signals = [(period, signal) for period, one in series if (signal := signal_of(one, policy)) is not None]
    course = fold(_with_gaps(signals, leading), after=policy.after, close_after=policy.close_after)
    judged = [(period, one) for period, one in series if one.status is not Status.UNDECIDED]
    quiet = _quiet(plan, now, AlertKind.OFF_TRACK)
    if not judged:
        return attrs.evolve(quiet, state=course.state)
    period, latest = judged[-1]
    episode = course.episodes[-1] if course.episodes else None
    running = episode if course.state.is_open else None
    return attrs.evolve(
        quiet,
        state=course.state,
        opened=str(running.opened) if running else "",
        started=leading.calendar.due(running.opened) if running else None,
        period=str(period),
        order=period.index,
        ends=period.end,
        breaches=tuple(str(one) for one in running.breaches) if running else (),
        past=frozenset(str(one) for each in course.episodes for one in each.breaches),
        why=episode.why if episode else None,
        severity=latest.status.value if latest.status in (Status.OFF_TRACK, Status.AT_RISK) else "",
        margin=latest.margin,
        basis=_basis(latest),
        settled=now.settled and now.status is not Status.UNDECIDED,
        unjudged=course.unjudged > policy.max_unjudged,
        unstable=course.unstable,
        progress=_progress(course, policy),
        line=one_line(latest),
        next_due=_next_due(now, leading),
        made_up=Reason.MADE_UP in latest.reasons,
        judged={str(one): judgement for one, judgement in series},
    )


def _basis(judgement: Judgement) -> str:
    decisive = judgement.decisive or judgement
    return f"{decisive.measure.id} {decisive.measure.rule.kind}"


def _quiet(plan: Plan, now: Judgement, kind: AlertKind) -> Truth:
    measure = now.measure
    return Truth(
        alert=alert_key(plan, measure, now.area, kind),
        kind=kind,
        state=State.QUIET,
        title=measure.title,
        measure=measure.id,
        area=now.area,
        area_name=now.area_name,
        owner=measure.owner,
        labels=measure.labels,
        line=one_line(now),
        rule=fingerprint(measure),
    )


def _series(now: Judgement, leading: Measure, history: History) -> Iterator[tuple[Period, Judgement]]:
    """Judge every period from the first figure on; the last is the current verdict itself."""
    last = _leading(now).period
    if last is None:
        return
    view = View(leading, history, now.area, last, now.as_of)
    first = next(iter(view.observed_periods()), last)
    for period in leading.calendar.between(first, last - 1):
        yield period, judge(now.measure, history, as_of=now.as_of, area=now.area, period=period)
    yield last, now


def _leading(judgement: Judgement) -> Judgement:
    return _leading(judgement.parts[0]) if judgement.parts else judgement


def _with_gaps(signals: list[tuple[Period, Signal]], leading: Measure) -> Iterator[tuple[Period, Signal]]:
    """Put in the periods that nobody collected: runs of periods start again after them."""
    before: Period | None = None
    for period, signal in signals:
        if before is not None:
            gap = [one for one in leading.calendar.not_collected if before < one < period]
            yield from ((one, Signal.RESTART) for one in sorted(gap, key=lambda one: one.index))
        yield period, signal
        before = period


def _progress(course: Course[Period], policy: Policy) -> str:
    if course.state is State.PENDING:
        return f"off track for {course.run} of the {policy.after} periods in a row that open the alert"
    if course.state is State.RECOVERING:
        return f"on track for {course.run} of the {policy.close_after} periods in a row that close the alert"
    return ""


def _next_due(now: Judgement, leading: Measure) -> date | None:
    """Return the day on which the next figure is due; once the deadline has passed only its own period's is awaited."""
    calendar, period = leading.calendar, _leading(now).period
    if now.settled:
        awaited = period if now.status is Status.UNDECIDED else None
    else:
        due, early = calendar.due_and_next(now.as_of)
        awaited = early or (calendar.next(due) if due is not None else None)
    return None if awaited is None else calendar.due(awaited)


def _overdue(plan: Plan, now: Judgement, policy: Policy) -> Truth:
    quiet = _quiet(plan, now, AlertKind.OVERDUE)
    late = next((one for one in _leaf_judgements(now) if Reason.OVERDUE in one.reasons), None)
    if late is None or late.period is None:
        return quiet
    due = late.measure.calendar.due(late.period)
    told_from = due + timedelta(days=policy.grace_days)
    is_open = now.as_of >= told_from
    return attrs.evolve(
        quiet,
        state=State.OPEN if is_open else State.PENDING,
        opened=str(late.period) if is_open else "",
        started=due,
        period=str(late.period),
        order=late.period.index,
        ends=due,
        breaches=(str(late.period),) if is_open else (),
        severity="overdue",
        settled=now.settled,
        progress="" if is_open else f"told from {told_from:%Y-%m-%d} on",
        line=f"The figure for {late.period} was due on {due:%Y-%m-%d} and is not known.",
    )


def _leaf_judgements(judgement: Judgement) -> Iterator[Judgement]:
    if not judgement.parts:
        yield judgement
    for part in judgement.parts:
        yield from _leaf_judgements(part)
