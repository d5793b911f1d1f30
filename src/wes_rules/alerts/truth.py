"""What is true of an alert now, whoever has been told of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind, alert_key
from wes_rules.alerts.fold import Course, Ending, Signal, State, fold
from wes_rules.alerts.quiet import why_held, why_quiet
from wes_rules.judging.evidence import Movement
from wes_rules.judging.explain import decided_by, one_line
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import late_figures, late_line
from wes_rules.judging.status import Status
from wes_rules.rules.codec import write
from wes_rules.rules.kinds.composites import Several, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Policy
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.series.history import Edition, History
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


# So many periods are named one by one.
_FEW = 2

_HELD = "A figure it rests on is provisional, and is told when it is final."


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
        unjudged: So many periods are without a verdict that it can no longer be judged: which, and why; else empty.
        unstable: The period since which it has changed so often that each change says little; empty when it has not.
        progress: What a pending or recovering alert still lacks, in words.
        quiet_because: Why it is not open, for whoever asks; empty where that is said by its progress, or goes without saying.
        line: One sentence with the numbers.
        rule: A fingerprint of the promise.
        terms: A fingerprint of what the policy says of opening and closing.
        next_due: The day on which the next figure is due.
        turns: The day on which time alone changes it; None when only figures can.
        made_up: It rests on made-up figures.
        ended: Nothing in the plan watches it any more.
        notes: What else must be said of its figures, in sentences.
        final_only: Provisional figures are not quoted.
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
    unjudged: str = ""
    unstable: str = ""
    progress: str = ""
    quiet_because: str = ""
    line: str = ""
    rule: str = ""
    terms: str = ""
    next_due: date | None = None
    turns: date | None = None
    made_up: bool = False
    ended: bool = False
    notes: tuple[str, ...] = ()
    final_only: bool = False
    judged: Mapping[str, Judgement] = attrs.field(factory=dict, eq=False, repr=False)

    @property
    def open(self) -> bool:
        """Whether the alert is open."""
        return self.state.is_open

    @property
    def figures(self) -> frozenset[Edition]:
        """The editions of the figures that its verdicts rest on, be it that they say there is no figure."""
        seen = ((*one.observations, *one.passed_over) for one in self.judged.values())
        return frozenset(one.edition for some in seen for one in some)

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
    known, final = judgement, history
    if policy.provisional == "hold":
        final = history.final()
        known = judge(measure, final, as_of=judgement.as_of, area=judgement.area)
    held = known is not judgement and known.status is Status.UNDECIDED and Reason.PROVISIONAL in known.reasons
    line = _HELD if held else one_line(known)
    truths = [_explained(_off_track(plan, known, final, policy, line), known, judgement, policy)]
    if policy.overdue:
        # A provisional figure is one that has come.
        truths.append(_overdue(plan, judgement, history, policy, line))
    return tuple(truths)


def _explained(truth: Truth, known: Judgement, judgement: Judgement, policy: Policy) -> Truth:
    """Return a truth that can say why it is quiet; the judgement is that by all figures, provisional ones included."""
    if truth.state is not State.QUIET:
        return truth
    latest = [known, *truth.judged.values()][-1]
    if known is not judgement and latest.status is not judgement.status and judgement.status is not Status.UNDECIDED:
        return attrs.evolve(truth, quiet_because=why_held(judgement))
    return attrs.evolve(truth, quiet_because=why_quiet(latest, signal_of(latest, policy), policy))


def fingerprint(measure: Measure) -> str:
    """
    Return a text that differs when what the plan says of a measure does.

    It has three parts, with a point between them: the promise, how its numbers are shown, and its calendars.
    """
    rule = measure.rule
    while isinstance(rule, Several) and len(rule.of) == 1:
        (rule,) = rule.of
    days = (measure.deadline, measure.starts)
    promise = (rule, measure.number, measure.unit, measure.decimals, measure.better, measure.baseline, *days)
    parts = list(leaves(measure))
    # Defaults are left out of what is written, so that a field added later changes no fingerprint.
    calendars = {str(place): leaf.calendar for place, leaf in enumerate(parts)}
    return ".".join(
        (
            _hashed([write(one, calendars) for one in promise], 16),
            _hashed([[one.unit.value, one.decimals] for one in parts], 8),
            _hashed([attrs.asdict(one.calendar, value_serializer=_plain) for one in parts], 8),
        )
    )


def _hashed(written: object, length: int) -> str:
    text = json.dumps(written, sort_keys=True, default=_plainly)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _plainly(value: object) -> str:
    """Write what JSON does not know: 50 and 50.0 are one number."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _plain(_: object, __: object, value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return str(value) if isinstance(value, Period) else value


def _terms(policy: Policy) -> str:
    return f"{policy.after} {policy.close_after} {policy.severity} {policy.evidence} {policy.provisional}"


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


def _off_track(plan: Plan, now: Judgement, history: History, policy: Policy, line: str) -> Truth:
    calendars = _calendars(now.measure)
    series = _series(now, history)
    signals = [(period, signal) for period, one in series.items() if (signal := signal_of(one, policy)) is not None]
    course = fold(_with_gaps(signals, calendars), after=policy.after, close_after=policy.close_after)
    spoken = [period for period, signal in signals if signal is not Signal.UNJUDGED]
    quiet = attrs.evolve(
        _quiet(plan, now, AlertKind.OFF_TRACK, line),
        terms=_terms(policy),
        judged={str(period): one for period, one in series.items()},
    )
    if not spoken:
        return quiet
    period = spoken[-1]
    latest = series[period]
    episode = course.episodes[-1] if course.episodes else None
    running = episode if course.state.is_open else None
    settled = now.settled and next(reversed(series.values())).status is not Status.UNDECIDED
    return attrs.evolve(
        quiet,
        state=course.state,
        opened=str(running.opened) if running else "",
        started=min(one.due(running.opened) for one in calendars) if running else None,
        period=str(period),
        order=period.index,
        ends=period.end,
        breaches=tuple(str(one) for one in running.breaches) if running else (),
        past=frozenset(str(one) for each in course.episodes for one in each.breaches),
        why=episode.why if episode else None,
        severity=severity_of(latest),
        margin=latest.margin,
        basis=basis_of(latest),
        settled=settled,
        unjudged=_without_verdict(series, signals, course.unjudged) if course.unjudged > policy.max_unjudged else "",
        # After the deadline no period follows that could show it to be stable again.
        unstable="" if course.unstable is None or settled else str(course.unstable),
        progress=_progress(course, policy),
        line=_line(latest),
        next_due=_next_due(now),
        notes=_notes(latest),
        made_up=Reason.MADE_UP in latest.reasons,
    )


def _without_verdict(series: Mapping[Period, Judgement], signals: list[tuple[Period, Signal]], count: int) -> str:
    """Say which of the latest periods have no verdict, and why."""
    found = [period for period, signal in signals if signal is Signal.UNJUDGED][-count:]
    reasons = dict.fromkeys(series[period].reasons[0].sentence for period in found if series[period].reasons)
    span = " and ".join(map(str, found)) if count <= _FEW else f"{count} periods from {found[0]} to {found[-1]}"
    return " ".join((f"No verdict for {span}.", *reasons))


def _line(judgement: Judgement) -> str:
    """Say what decided a verdict; where none was possible any more, why."""
    for reason in (Reason.SERIES_BREAK, Reason.NOT_APPLICABLE):
        if judgement.status is Status.UNDECIDED and reason in judgement.reasons:
            return reason.sentence
    return one_line(judgement)


def _notes(judgement: Judgement) -> tuple[str, ...]:
    """Say what a line with its numbers does not."""
    at_risk = ("It is at risk, not off track.",) if judgement.status is Status.AT_RISK else ()
    others = [f"Also {line}" for line in decided_by(judgement)[1:] if severity_of(judgement)]
    return (
        *others,
        *at_risk,
        *(one.sentence for one in (Reason.PROVISIONAL, Reason.ESTIMATE) if one in judgement.reasons),
    )


def severity_of(judgement: Judgement) -> str:
    """Return how bad a verdict is; empty where it is not."""
    return judgement.status.value if judgement.status in (Status.OFF_TRACK, Status.AT_RISK) else ""


def basis_of(judgement: Judgement) -> str:
    """Name the part of a promise that a verdict's margin is of."""
    decisive = judgement.decisive or judgement
    return f"{decisive.measure.id} {decisive.measure.rule.kind}"


def _quiet(plan: Plan, now: Judgement, kind: AlertKind, line: str) -> Truth:
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
        line=line,
        rule=fingerprint(measure),
    )


def _calendars(measure: Measure) -> tuple[Calendar, ...]:
    """Return the calendars of the parts with the most periods a year: an alert of several rhythms goes by those."""
    calendars = [one.calendar for one in leaves(measure)]
    quickest = max(calendars, key=lambda one: one.kind.per_year / one.step)
    return tuple(dict.fromkeys(one for one in calendars if one.kind is quickest.kind))


def _series(now: Judgement, history: History) -> dict[Period, Judgement]:
    """
    Judge every period from the first figure on.

    Each period is judged as a whole, also where some parts have newer figures than others: so a later figure
    adds a verdict, and only a revision changes one.
    """
    measure = now.measure
    calendars = _calendars(measure)
    parts = [one for one in now.leaves if one.measure.calendar in calendars]
    last = max((one.period for one in parts if one.period is not None), key=_index, default=None)
    if last is None:
        return {}
    views = [View(one.measure, history, now.area, last, now.as_of) for one in parts]
    first = min((periods[0] for view in views if (periods := view.observed_periods())), key=_index, default=last)
    # What one part has no figure for, another may.
    earlier = {period for one in calendars for period in one.between(first, last - 1)}
    series = {
        period: judge(measure, history, as_of=now.as_of, area=now.area, period=period)
        for period in sorted(earlier, key=_index)
    }
    series[last] = judge(measure, history, as_of=now.as_of, area=now.area, period=last) if now.parts else now
    return series


def _index(period: Period) -> int:
    return period.index


def _with_gaps(
    signals: list[tuple[Period, Signal]], calendars: tuple[Calendar, ...]
) -> Iterator[tuple[Period, Signal]]:
    """Put in the periods that nobody collected: runs of periods start again after them."""
    nobody = frozenset.intersection(*(one.not_collected for one in calendars))
    before: Period | None = None
    for period, signal in signals:
        if before is not None:
            gap = [one for one in nobody if before < one < period]
            yield from ((one, Signal.RESTART) for one in sorted(gap, key=_index))
        yield period, signal
        before = period


def _progress(course: Course[Period], policy: Policy) -> str:
    if course.state is State.PENDING:
        return f"off track for {course.run} of the {policy.after} periods in a row that open the alert"
    if course.state is State.RECOVERING:
        return f"on track for {course.run} of the {policy.close_after} periods in a row that close the alert"
    return ""


def _next_due(now: Judgement) -> date | None:
    """Return the day on which the next figure is due; once the deadline has passed only its own period's is awaited."""
    days = []
    for one in now.leaves:
        calendar = one.measure.calendar
        if now.settled:
            awaited = one.period if one.status is Status.UNDECIDED else None
        else:
            due = calendar.latest_due(now.as_of)
            awaited = calendar.next(due) if due is not None else next(iter(calendar.not_due(now.as_of)), None)
        if awaited is not None:
            days.append(calendar.due(awaited))
    return min(days, default=None)


def _overdue(plan: Plan, now: Judgement, history: History, policy: Policy, line: str) -> Truth:
    quiet = attrs.evolve(
        _quiet(plan, now, AlertKind.OVERDUE, line),
        judged={str(period): one for period, one in _series(now, history).items()},
        final_only=policy.provisional == "hold",
    )
    late = late_figures(now, history)
    if not late:
        return attrs.evolve(quiet, quiet_because="no figure that it needs is overdue")
    grace = timedelta(days=policy.grace_days)
    told = [one for one in late if one.due + grace <= now.as_of]
    turns = min((one.due + grace for one in late if one not in told), default=None)
    newest = (told or late)[-1]
    periods = tuple(dict.fromkeys(str(one.period) for one in told))
    return attrs.evolve(
        quiet,
        state=State.OPEN if told else State.PENDING,
        opened=periods[0] if told else "",
        started=told[0].due if told else None,
        period=str(newest.period),
        order=newest.period.index,
        ends=newest.due,
        breaches=periods,
        severity="overdue",
        settled=now.settled,
        quiet_because="" if told else f"its days of grace are not over, and it is told from {turns:%Y-%m-%d} on",
        line=late_line(told or late),
        turns=turns,
    )
