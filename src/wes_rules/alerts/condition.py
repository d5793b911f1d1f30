"""The state of a measure's alerts, worked out from its verdicts and figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind, alert_key
from wes_rules.alerts.certain_miss import is_before_its_day
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.figures_said import line_of
from wes_rules.alerts.fingerprint import fingerprint
from wes_rules.alerts.fold import Course, Signal, State, fold, with_none_to_follow
from wes_rules.alerts.left_out import fillings, replaced
from wes_rules.alerts.questions import question_of
from wes_rules.alerts.quiet import why_held, why_quiet
from wes_rules.alerts.signals import (
    basis_of,
    due_first,
    hangs_on_what_was_left_out,
    is_of_too_few,
    missed_parts,
    series_of,
    severity_of,
    signal_of,
    with_gaps,
)
from wes_rules.alerts.told_figures import Awaited
from wes_rules.counting import counted, from_to
from wes_rules.judging.earlier import calendars_of, called_of
from wes_rules.judging.ended import its_area_ended, reason_said
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import late_figures
from wes_rules.judging.late_said import late_line
from wes_rules.judging.next_due import next_due
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import All, Each
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Policy
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# At most this many periods are named one by one.
_FEW = 2

_NO_START = "The plan states no start: of what has never been supplied, it asks for the latest period alone."
_HELD = "A figure it rests on is provisional, and is told when it is final."


def current_alerts_of(plan: Plan, judgement: Judgement) -> tuple[CurrentAlert, ...]:
    """Return the state of every alert of one measure."""
    measure = judgement.measure
    if judgement.advisory:
        return ()
    policy = plan.alerting.policy_for(measure)
    known = judgement
    if policy.provisional == "hold":
        known = judge(measure, judgement.history.final(), as_of=judgement.as_of, area=judgement.area)
    held = known is not judgement and known.status is Status.UNDECIDED and Reason.PROVISIONAL in known.reasons
    line = _HELD if held else line_of(known)
    series = series_of(known)
    current_alerts = [_explained(_off_track(plan, known, series, policy, line), known, judgement, policy)]
    if policy.overdue:
        # A provisional figure is one that has come.
        come = series if known is judgement else series_of(judgement)
        current_alerts.append(_overdue(plan, judgement, come, policy, line))
    return tuple(current_alerts)


def _explained(current: CurrentAlert, known: Judgement, judgement: Judgement, policy: Policy) -> CurrentAlert:
    """Return a state that explains why the alert is quiet; the judgement uses provisional figures too."""
    latest = [known, *current.judged.values()][-1]
    if current.open and latest.due and latest.status is not Status.UNDECIDED and is_of_too_few(latest, policy):
        return attrs.evolve(current, quiet_because=why_quiet(latest, None, policy))
    if current.state is not State.QUIET:
        return current
    if known.period is not None and not current.judged and known.measure.is_before_plan(known.period):
        why = f"the plan starts on {known.measure.starts}, and there is no verdict on a period since"
        return attrs.evolve(current, quiet_because=why)
    if known is not judgement and latest.status is not judgement.status and judgement.status is not Status.UNDECIDED:
        return attrs.evolve(current, quiet_because=why_held(judgement))
    why = why_quiet(latest, signal_of(latest, policy), policy)
    if known.parts and severity_of(known) and known.status is not latest.status:
        why += f"; by the newest figure of each part it is {known.status.words}, which counts with the next period"
    return attrs.evolve(current, quiet_because=why)


def _terms(policy: Policy, *names: str) -> tuple[tuple[str, str], ...]:
    """Return the policy's terms of opening and closing."""
    return tuple((name, str(getattr(policy, name))) for name in names)


def _off_track(plan: Plan, now: Judgement, series: dict[Period, Judgement], policy: Policy, line: str) -> CurrentAlert:
    signals = [(period, signal) for period, one in series.items() if (signal := signal_of(one, policy)) is not None]
    hanging = [
        period for period, signal in signals if signal is Signal.UNJUDGED and hangs_on_what_was_left_out(series[period])
    ]
    quiet = attrs.evolve(
        _quiet(plan, now, AlertKind.OFF_TRACK, line),
        terms=_terms(
            policy,
            *("after", "close_after", "severity", "evidence", "provisional"),
            # Entries stored before this term existed still read the same.
            *(name for name in ("only_worse", "minimum_denominator") if getattr(policy, name)),
        ),
        judged={str(period): one for period, one in series.items()},
        newest=now,
        hanging=frozenset(map(str, hanging)),
    )
    course = _fold(signals, now, policy)
    at_best = _fold(replaced(signals, dict.fromkeys(hanging, Signal.MET)), now, policy)
    # An alert is not open if it would be open only because a left-out row was bad.
    led_to = at_best if course.state.is_open and not at_best.state.is_open else course
    current = _where(led_to, signals, quiet, series, now, policy)
    could_be = [
        _where(_fold(one, now, policy), signals, quiet, series, now, policy) for one in fillings(signals, hanging)
    ]
    return attrs.evolve(current, could_be=tuple(could_be))


def _fold(signals: list[tuple[Period, Signal]], now: Judgement, policy: Policy) -> Course[Period]:
    with_all = with_gaps(signals, calendars_of(now.measure))
    return fold(with_all, after=policy.after, close_after=policy.close_after)


def _where(
    course: Course[Period],
    signals: list[tuple[Period, Signal]],
    quiet: CurrentAlert,
    series: Mapping[Period, Judgement],
    now: Judgement,
    policy: Policy,
) -> CurrentAlert:
    """Return the state to which the verdicts of the periods have led."""
    spoken = [period for period, signal in signals if signal is not Signal.UNJUDGED]
    if not spoken:
        return quiet
    period = spoken[-1]
    latest = series[period]
    settled = _is_final(now, list(series.values())[-1])
    if settled:
        course = with_none_to_follow(course, period)
    silent = course.unjudged > policy.max_unjudged
    return attrs.evolve(
        _in_episodes(quiet, course, now),
        state=course.state,
        period=str(period),
        order=period.index,
        ends=period.end,
        severity=severity_of(latest),
        margin=latest.margin,
        basis=basis_of(latest),
        margins=_margins(latest),
        met=_met_since(latest, list(series.values())[-1], policy),
        settled=settled,
        unjudged=_without_verdict(series, signals, course.unjudged) if silent else "",
        # If no later period can show that it is stable again, people hear its last state.
        unstable="" if course.unstable is None or settled or silent else str(course.unstable),
        progress=_progress(course, policy),
        line=_line(latest),
        next_due=next_due(now),
        notes=_notes(latest),
        question=question_of(latest, policy),
        made_up=Reason.MADE_UP in latest.reasons,
    )


def _is_final(now: Judgement, latest: Judgement) -> bool:
    """Whether only a revision can change the latest verdict: its last day has passed, or it is certain earlier."""
    if isinstance(latest.measure.rule, All | Each) and any(_is_missed_for_good(part) for part in latest.parts):
        return True
    return (now.settled and latest.status is not Status.UNDECIDED) or is_before_its_day(latest)


def _is_missed_for_good(part: Judgement) -> bool:
    return part.settled and part.status is Status.OFF_TRACK


def _in_episodes(quiet: CurrentAlert, course: Course[Period], now: Judgement) -> CurrentAlert:
    """Return the episodes of an alert: when the last one began, and how it ended."""
    if not course.episodes:
        return quiet
    last = course.episodes[-1]
    running = course.state.is_open
    return attrs.evolve(
        quiet,
        opened=str(last.opened) if running else "",
        raised=str(last.raised) if running else "",
        started=due_first(now.measure, last.opened) if running else None,
        breaches=tuple(map(str, last.breaches)) if running else (),
        past=frozenset(str(one) for each in course.episodes for one in each.breaches),
        why=last.why,
        ended_in="" if last.ended is None else str(last.ended),
    )


def _overdue(plan: Plan, now: Judgement, series: dict[Period, Judgement], policy: Policy, line: str) -> CurrentAlert:
    quiet = attrs.evolve(
        _quiet(plan, now, AlertKind.OVERDUE, line),
        judged={str(period): one for period, one in series.items()},
        final_only=policy.provisional == "hold",
        terms=_terms(policy, "grace_days"),
    )
    late = late_figures(now)
    if not late:
        return attrs.evolve(quiet, next_due=next_due(now), quiet_because="no figure that it needs is overdue")
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
        overdue=tuple(map(Awaited.of, told)),
        next_due=next_due(now, {one.place for one in told or late}),
        settled=now.settled,
        quiet_because=""
        if turns is None or told
        else f"its days of grace are not over; it is told from {said_day(turns)} on",
        line=late_line(told or late),
        notes=(_NO_START,) if now.measure.starts is None and any(one.never for one in told) else (),
        turns=turns,
    )


def _quiet(plan: Plan, now: Judgement, kind: AlertKind, line: str) -> CurrentAlert:
    measure = now.measure
    return CurrentAlert(
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
        rule=fingerprint(measure, plan.area_sets),
    )


def _margins(judgement: Judgement) -> tuple[tuple[str, Decimal | None], ...]:
    """Return the margin of each part that makes the verdict, by its place; None if unknown."""
    return tuple((place, one.margin) for place, one in missed_parts(judgement)) if judgement.parts else ()


def _met_since(told: Judgement, latest: Judgement, policy: Policy) -> tuple[str, ...]:
    """Name the missed parts, by place, that a later period keeps although its overall verdict is due and missing."""
    if latest is told or signal_of(latest, policy) is not Signal.UNJUDGED:
        return ()
    return tuple(place for place, _ in _margins(told) if latest.leaves[int(place)].status is Status.ON_TRACK)


def _without_verdict(series: Mapping[Period, Judgement], signals: list[tuple[Period, Signal]], count: int) -> str:
    """Say which of the latest periods have no verdict, and why."""
    found = [period for period, signal in signals if signal is Signal.UNJUDGED][-count:]
    whys = [(series[period], one) for period in found for one in series[period].reasons[:1]]
    reasons = dict.fromkeys(reason_said(judged, one) for judged, one in whys)
    called = counted(count, called_of(series[found[-1]].measure))
    span = " and ".join(map(str, found)) if count <= _FEW else f"{called} {from_to(found[0], found[-1])}"
    return " ".join((f"No verdict for {span}.", *reasons))


def _line(judgement: Judgement) -> str:
    """Say what decided a verdict, or why none was possible any more."""
    if why := its_area_ended(judgement):
        return why
    for reason in (Reason.SERIES_BREAK, Reason.ISOLATED, Reason.NOT_APPLICABLE):
        if judgement.status is Status.UNDECIDED and reason in judgement.reasons:
            return reason.sentence
    return line_of(judgement)


def _notes(judgement: Judgement) -> tuple[str, ...]:
    """Return the notes that a line with numbers leaves out."""
    return tuple(one.sentence for one in (Reason.PROVISIONAL, Reason.ESTIMATE) if one in judgement.reasons)


def _progress(course: Course[Period], policy: Policy) -> str:
    if course.state is State.PENDING:
        return f"off track for {course.run} of the {policy.after} periods in a row that open the alert"
    if course.state is State.RECOVERING:
        return f"on track for {course.run} of the {policy.close_after} periods in a row that close the alert"
    return ""
