"""The timeline of each period's verdict as figures were published and revised, and the inputs that moved it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter

import attrs

from wes_rules.errors import checks_arguments
from wes_rules.judging.inputs import Input, inputs_of, is_earlier, is_own, is_place
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import UNSEEN, is_late
from wes_rules.judging.periods import judged_period
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import area_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import forms
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Lookup
from wes_rules.series.history import History
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.on_file import observed_periods
from wes_rules.series.shares import ShareWithin
from wes_rules.values.fields import Declared, argument
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason


@attrs.frozen
class Change(Declared):
    """
    One day on which the verdict of a period, or one of its figures, changed.

    Args:
        period: The period; None for a promise whose parts are judged for different ones, of which what was said on each day
            is followed.
        day: The day on which the new figures became known.
        judgement: The verdict from that day on.
        before: The verdict up to then; None for the first.
        moved: The inputs that changed: own figure, benchmark, neighbour set, baseline, target or earlier figures.
            If the own figure is worked out from several, the name of the one that changed, such as an area.
    """

    period: Period | None
    day: date
    judgement: Judgement
    before: Judgement | None
    moved: tuple[str, ...]


@checks_arguments
def timeline(measure: Measure, history: History, *, until: date, area: str | None = None) -> tuple[Change, ...]:
    """
    Replay what was known on each publication day.

    Args:
        measure: The measure.
        history: All published figures.
        until: The last day to look at.
        area: The area; by default the measure's own.

    Returns:
        For each period with a figure of its own, or with a verdict without one, earliest first, the changes of its
        verdict in the order of their days, from the first on which it is judged. Parts that are judged for different
        periods have none in common: of these the changes of the verdict that was given on each day.
    """
    measure, history = argument("measure", Measure, measure), argument("history", History, history)
    until = argument("until", date, until)
    area = measure.area if area is None else argument("area", str, area)
    days = days_of(measure, history, until=until, area=area)
    answered = _answered(measure, history, area, days)
    if answered is None:
        return tuple(_changes(measure, history, area, None, days, expected=False))
    changes: list[Change] = []
    for period, expected in _periods(measure, history, area, answered, until):
        # A period has a verdict once it, or a later one, has been judged; one after those that are, once its figure is due.
        due = leaves(measure)[0].calendar.due(period)
        reached = [
            day for day, top in zip(days, answered, strict=True) if day >= due or (top is not None and top >= period)
        ]
        changes += _changes(measure, history, area, period, reached, expected=expected)
    return tuple(changes)


def _answered(measure: Measure, history: History, area: str, days: Sequence[date]) -> list[Period | None] | None:
    """
    Return for each day the latest of the periods that have been judged up to then, as they are where none is asked for.

    Without its deadline a measure is judged for the latest period. None where no period is that of a whole, as its
    parts are judged for different ones.
    """
    if len({leaf.calendar for leaf in leaves(measure)}) > 1:
        return None
    found: list[Period | None] = []
    top: Period | None = None
    both = {measure, attrs.evolve(measure, deadline=None)}
    for day in days:
        for one in both:
            periods = _judged_for(one, history, day, area)
            if len(periods) > 1:
                return None
            top = max((p for p in (top, *periods) if p is not None), key=attrgetter("index"), default=None)
        found.append(top)
    return found


def _judged_for(measure: Measure, history: History, day: date, area: str) -> set[Period | None]:
    """Return the periods that are judged on a day: only a whole has to be judged to tell."""
    if isinstance(measure.rule, FigureRule):
        return {judged_period(measure, history, day, area)[0]}
    return {leaf.period for leaf in judge(measure, history, as_of=day, area=area).leaves}


def _periods(
    measure: Measure, history: History, area: str, answered: Sequence[Period | None], until: date
) -> Sequence[tuple[Period, bool]]:
    """List the periods whose verdicts are followed, each with whether a figure for it is expected: from the first on."""
    parts = leaves(measure)
    observed: set[Period] = set()
    for leaf in parts:
        lookup = Lookup.into(history, leaf.calendar, leaf.unit, leaf.decimals, until)
        observed.update(observed_periods(leaf.number, lookup, area_of(leaf, measure, area)))
    first = min(observed, key=attrgetter("index"), default=None)
    begun = (p for p in {*answered, *observed} if p is not None and any(_has_begun(leaf, p) for leaf in parts))
    # After the deadline nothing is awaited; what is known all the same is followed.
    asked = (p for p in begun if p in observed or not after_deadline(measure, p))
    periods = sorted((p for p in asked if _in_time(measure, p, until)), key=attrgetter("index"))
    return [(one, first is not None and one >= first) for one in periods]


def after_deadline(measure: Measure, period: Period) -> bool:
    """Whether a period ends after the deadline, when nothing is promised any more."""
    return measure.deadline is not None and period.last_day > measure.deadline


def _has_begun(measure: Measure, period: Period) -> bool:
    return measure.begins is None or period >= measure.begins


def days_known(measure: Measure, history: History) -> tuple[date, ...]:
    """List the days on which something that may affect a measure's verdict became known."""
    return tuple(sorted(set(_days(measure, history, measure.area))))


def days_of(
    measure: Measure, history: History, *, until: date, area: str | None = None, since: date | None = None
) -> tuple[date, ...]:
    """List the days on which a verdict may change: a figure became known or fell due, a promise fell due, the deadline passed."""
    at = measure.area if area is None else area
    unread = [one for one in history.left_out if isinstance(one, UnreadFigure)]
    days = set(_days(measure, history, at))
    days.update(one.published for one in unread if one.published is not None)
    for leaf in leaves(measure):
        calendar, newest = leaf.calendar, leaf.calendar.latest_due(until)
        on_file = (one for one in history if (one.published or one.period.end) <= until)
        known = [one.period for one in on_file if one.period.kind is calendar.kind]
        known += [
            Period.containing(day, calendar.kind) for day in _days_of_rows(leaf, history, area_of(leaf, measure, at))
        ]
        if isinstance(leaf.rule, FigureRule):
            days.update(leaf.rule.days)
            decide = (form.decides(calendar) for form in (leaf.rule, *(form for _, form in forms(leaf.rule))))
            known += [one for one in decide if one is not None and newest is not None and one <= newest]
        if leaf.starts is not None:
            known.append(Period.containing(leaf.starts, calendar.kind))
        if since is not None and (due := calendar.latest_due(since)) is not None:
            known.append(due)
        oldest = min(known, key=attrgetter("index"), default=newest)
        periods = () if newest is None or oldest is None else calendar.between(oldest, newest)
        days |= {calendar.due(period) for period in periods}
        if unread:
            # A row that may be of any edition may be about a period as soon as that has begun.
            days |= {period.start for period in (*periods, *calendar.not_due(until))}
    if measure.deadline is not None:
        days.add(measure.deadline + timedelta(days=1))
    return tuple(sorted(day for day in days if day <= until))


def _in_time(measure: Measure, period: Period, until: date) -> bool:
    """Whether a period begins before the due day of its promise."""
    days = [leaf.promised(period, until).settles for leaf in leaves(measure)]
    return any(by is None or period.start <= by for by in days)


def _changes(
    measure: Measure, history: History, area: str, period: Period | None, days: Sequence[date], *, expected: bool
) -> Iterator[Change]:
    before = None
    for day in days:
        now = judge(measure, history, as_of=day, area=area, period=period)
        # A period without a figure of its own waits for one only among those that are expected to have one; what is certain waits for none.
        expected_now = (expected and (now.due or is_late(now))) or (now.course is not None and now.course.certain)
        if before is None and now.status is Status.UNDECIDED and not expected_now and _unseen(now):
            continue
        moved = _moved(before, now)
        if before is None or moved or (before.status, before.due) != (now.status, now.due):
            yield Change(period, day, now, before, moved)
        before = now


def _unseen(judgement: Judgement) -> bool:
    """Whether no figure for the period itself is known yet."""
    if judgement.parts:
        return all(_unseen(part) for part in judgement.parts)
    facts = tuple(judgement.finding or ())
    own = next((fact for fact in facts if fact.period == judgement.period), None)
    return own is None or not {*UNSEEN, Reason.NO_CASES}.isdisjoint(own.figure.why)


def _moved(before: Judgement | None, now: Judgement) -> tuple[str, ...]:
    if before is None:
        return ()
    then = {(one.name, one.place): one for one in inputs_of(before)}
    found = {(one.name, one.place): one for one in inputs_of(now) if not _to_come(one)}
    target = (
        {"target"} if any(a.promise != b.promise for a, b in zip(before.leaves, now.leaves, strict=False)) else set()
    )
    calendar = now.leaves[0].measure.calendar
    moved = [(then.get(place), one) for place, one in found.items()]
    moved = [(was, one) for was, one in moved if _has_moved(was, one, calendar, before.as_of)]
    if any(is_own(one.role) for _, one in moved):
        moved = [(was, one) for was, one in moved if not (is_place(one.role) and was and _of_the_same(was, one))]
    names = {one.name if was is None else one.moved_since(was.ends) for was, one in moved}
    return tuple(sorted(target | names))


def _has_moved(was: Input | None, one: Input, calendar: Calendar, then: date) -> bool:
    """Whether an input differs from an earlier day; one named for the first time may have been known before."""
    if was is not None and not _to_come(was):
        return was.span != one.span
    if one.name.startswith("target"):
        return False
    return not is_earlier(one.role) or any(
        then < (row.published or calendar.due(row.period)) for row in one.fact.figure.observations
    )


def _of_the_same(was: Input, one: Input) -> bool:
    """Whether a place is among the same figures as before, so that only the own figure moved it."""
    return was.fact.figure.observations == one.fact.figure.observations


def _to_come(one: Input) -> bool:
    return one.style.is_nothing(one.fact.figure) and not UNSEEN.isdisjoint(one.fact.figure.why)


def _days(measure: Measure, history: History, area: str) -> Iterator[date]:
    """List the days on which anything became known that may affect a verdict."""
    for leaf in leaves(measure):
        name = leaf.number.indicator
        names = {getattr(getattr(leaf.rule, "against", None), "indicator", name)}
        names |= {indicator for indicator, _, _ in leaf.number.series(area)}
        area_of_it = area_of(leaf, measure, area)
        for one in history:
            if one.period.kind is leaf.calendar.kind and one.indicator in names:
                yield one.published or leaf.calendar.due(one.period)
        yield from _days_of_rows(leaf, history, area_of_it)
        if isinstance(leaf.number, ShareWithin) and leaf.number.by == "opened":
            yield from map(leaf.number.overrun, history.cases(name, area_of_it))


def _days_of_rows(leaf: Measure, history: History, area: str) -> Iterator[date]:
    """List the days in the cases and inspections of a number."""
    name = leaf.number.indicator
    for case in history.cases(name, area):
        yield from (day for day in (case.opened, case.closed) if day is not None)
    yield from (row.day for row in history.inspections(name, area))
