"""The row of a judgement and its figures: the one that decided, and the newest if that differs."""

from __future__ import annotations

from typing import Any

from wes_rules.counting import counted
from wes_rules.judging.direction import Way, compared, direction_of, gap_moved, nearer, which_moved
from wes_rules.judging.exceeding import exceeded_of
from wes_rules.judging.explain import by_how_much, left_open, one_line, path_to, signed_margin
from wes_rules.judging.late import late_figures
from wes_rules.judging.late_said import late_line
from wes_rules.judging.never import never_came
from wes_rules.judging.next_due import next_due
from wes_rules.judging.other_periods import at
from wes_rules.judging.outlook import Outlook
from wes_rules.judging.row import Row
from wes_rules.judging.status import Course, Status
from wes_rules.judging.target import whose_target
from wes_rules.judging.verdict import Verdict
from wes_rules.judging.waits import waits_of
from wes_rules.rules.facts import COMPARED, Fact, Finding
from wes_rules.rules.measure import Measure
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import ANYTHING
from wes_rules.series.on_file import observed_periods
from wes_rules.series.totals import Rolling, RunningTotal, YearToDate
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

_COURSES = {
    Status.ON_TRACK: Course.ON_COURSE.words,
    Status.AT_RISK: Status.AT_RISK.words,
    Status.OFF_TRACK: Course.OFF_COURSE.words,
    Status.UNDECIDED: Course.OPEN.words,
}

# All that is shown of what is undecided is of its last verdict, and so of one period; nothing decided this one.
_UNDECIDED = {"known": False, "observed": None, "required_value": None, "exceeded": None}
# How a rolling number takes its periods together.
_TAKEN = {"sum": "total of", "mean": "mean of", "share": "share over"}
# How the newest figure stands to an earlier one.
_THAN = {
    Way.IMPROVED: "better than",
    Way.UNCHANGED: "the same as",
    Way.WORSENED: "worse than",
    Way.ROSE: "higher than",
    Way.FELL: "lower than",
}


def row_of(judgement: Verdict, *, outlook: Outlook | None, last: Row | None, called: str, **more: Any) -> Row:
    """Return the row of a judgement, given where it leads, its last verdict's, its name as a part, and what only it can tell."""
    one, measure, late = judgement.decisive or judgement, judgement.measure, late_figures(judgement)
    shown = _figures_shown(judgement, one, called)
    if last is not None and last.judged_on:
        shown = {name: getattr(last, name) for name in shown} | _UNDECIDED
    return Row(
        measure=measure.id,
        title=measure.title,
        objective=measure.objective,
        owner=measure.owner,
        area=judgement.area,
        area_name=judgement.area_name,
        as_of=judgement.as_of,
        verdict=judgement.answer,
        status=judgement.status,
        labels=_labels(judgement),
        **shown,
        has_come=_has_come(one),
        period=_text(judgement.period),
        settled=judgement.settled,
        decided_in=_text(judgement.decided_in),
        margin=judgement.margin,
        margin_words=by_how_much(one),
        signed=signed_margin(one),
        unit=one.unit.value,
        course=judgement.course,
        course_words=_course(judgement, outlook),
        in_parts=len(judgement.leaves) > 1,
        left_open=left_open(judgement),
        partly=judgement.status is Status.UNDECIDED and {one.status for one in judgement.leaves} != {Status.UNDECIDED},
        never_came=never_came(judgement),
        decided_by=one_line(judgement),
        reasons=judgement.reasons,
        next_due=next_due(judgement),
        waits=waits_of(judgement, late),
        overdue_words=late_line(late).rstrip(".") if late else "",
        last=last,
        **more,
    )


def _labels(judgement: Verdict) -> tuple[str, ...]:
    made_up = ("made up",) if Reason.MADE_UP in judgement.reasons else ()
    return (*made_up, "for information") if judgement.advisory else made_up


def _course(judgement: Verdict, outlook: Outlook | None) -> str:
    """Say the course of a promise that is not due, or else the outlook."""
    if judgement.settled:
        return f"{judgement.last_day.split(' ', 1)[1]} passed"
    if judgement.course is not None:
        return judgement.course_words
    if judgement.is_kept_for_good:
        return Course.ALREADY_KEPT.words
    if outlook is not None and outlook.graded is not None:
        return f"{outlook.graded.words} ({outlook.method.value})"
    return _COURSES[outlook.status] if outlook is not None and outlook.status is not None else ""


def _text(period: Period | None) -> str:
    return "" if period is None else str(period)


def _figures_shown(judgement: Verdict, one: Verdict, called: str) -> dict[str, Any]:
    """Return a row's figures, requirements and direction, by field name, from the part of the judgement that decides it."""
    direction, words, required = direction_of(judgement), Words.of(one.measure), judgement.required
    return {
        "part": one.name_in(judgement),
        "part_called": ": ".join(filter(None, (called, path_to(one, judgement)))),
        **_figure(one),
        "observed": judgement.observed,
        "required": required,
        "required_value": judgement.required_value,
        "exceeded": exceeded_of(judgement),
        "required_of": whose_target(one) if required else "",
        "direction": direction.way,
        "direction_against": direction.against,
        "direction_words": which_moved(judgement, direction, words),
        "gap_direction": direction.gap,
    }


def _figure(one: Verdict) -> dict[str, Any]:
    """Return the figure judged on, and the newest known if that differs."""
    view = None if one.period is None else View(one.measure, one.history, one.area, one.period, one.as_of)
    fact, known = (None, False) if view is None or view.period not in view.calendar else _judged_on(one, view)
    newest = None if view is None else newest_known(view, None if fact is None else fact.period)
    words = Words.of(one.measure)
    way, than = (Way.UNKNOWN, "") if newest is None or fact is None else _stands(one, newest, fact)
    value = None if newest is None or not newest.figure.span.exact else words.decimal(newest.figure.span.low)
    return {
        "judged_on": ""
        if fact is None
        else f"{_said(fact, one.decided if known else None, words)}{_taken_over(one.measure)}",
        "known": known,
        "judged_on_period": "" if fact is None or fact.period is None else str(fact.period),
        "newest": "" if newest is None else f"{words.figure(newest.figure)}{_taken_over(one.measure)}",
        "newest_period": "" if newest is None else str(newest.period),
        "newest_value": value,
        "newest_direction": None if newest is None else way,
        "than": than,
    }


def _stands(one: Verdict, newest: Fact, fact: Fact) -> tuple[Way, str]:
    """
    Return how the newest figure stands in the sense of the promise, and the same in words with what it is held against.

    That is the figure judged on. If the target is somebody else's, it is that: better means nearer to keeping the promise.
    A series that has to go on rising, and rose by less, is neither better nor worse.
    """
    way, rule = compared(one, newest, fact).way, one.measure.rule
    if getattr(rule, "steady", True) or way is Way.UNKNOWN:
        return way, _than(way, newest, fact)
    now = one if (one.decided_in or one.period) == fact.period and one.margin is not None else at(one, fact.period)
    then, was = at(one, newest.period), now.margin
    other = next((each for each in then.finding or () if each.role in COMPARED), None)
    if then.decided_in is not None or then.margin is None or was is None:
        return (way, _than(way, newest, fact)) if other is None else (Way.UNKNOWN, "")
    gap = nearer(was, then.margin)
    if other is not None:
        return gap, f"{gap_moved(was, then.margin, other, str(fact.period))}: {by_how_much(then)}"
    higher = Way.ROSE if newest.figure.span.low > fact.figure.span.low else Way.FELL
    way = way if way in (gap, Way.UNCHANGED) else higher
    return way, _than(way, newest, fact)


def _than(way: Way, newest: Fact, fact: Fact) -> str:
    """Say how the newest figure stands to an earlier one; empty where that is not known."""
    if way is Way.UNCHANGED and newest.figure.span != fact.figure.span:
        return f"little changed from {fact.period}"
    return f"{_THAN[way]} in {fact.period}" if way in _THAN else ""


def briefly(one: Verdict) -> str:
    """Say the figure that decided a verdict, its period, and by how much it is kept or missed."""
    shown, gap = _figure(one), by_how_much(one)
    return f"{shown['judged_on']} in {shown['judged_on_period']}{f', {gap}' if gap else ''}"


def _said(fact: Fact, decided: Finding | None, words: Words) -> str:
    """Say a figure, after its place if a place among others decided."""
    said = words.figure(fact.figure)
    facts = () if decided is None else decided.facts
    place = next((each for each in facts if each.role == "place"), None)
    if place is None or place.figure.count_of is None:
        return said
    return f"{words.rank(place.figure)} of {place.figure.count_of[0]} ({said})"


def _taken_over(measure: Measure) -> str:
    """Say in brackets over which periods a number is taken, as it is no figure of one; empty for a figure of one."""
    number = getattr(measure.number, "over", None) or measure.number
    if isinstance(number, YearToDate):
        return " (year to date)"
    if isinstance(number, RunningTotal):
        return f" (since {number.since})"
    if isinstance(number, Rolling):
        taken = _TAKEN[number.take] if number is measure.number else "over"
        return f" ({taken} {counted(number.periods, measure.calendar.called)})"
    return ""


def _judged_on(one: Verdict, view: View) -> tuple[Fact | None, bool]:
    """Return the figure that decided, or else the last known one, and whether it is the one that decided."""
    found = one.decided
    fact = found.facts[0] if found is not None and found.facts else view.latest()
    if (
        fact.figure.is_missing
        and fact.figure.span in (view.bounds(), ANYTHING)
        and not Words.failed_so_far(fact.figure)
    ):
        # What was known later is no last known figure of the period that decided.
        return (view if fact.period is None else view.of(fact.period)).latest_known(), False
    return fact, True


def newest_known(view: View, judged_on: Period | None) -> Fact | None:
    """Return the newest figure known that is later than the one judged on, whatever it decides; None where none is."""
    periods = reversed(observed_periods(view.measure.number, view.lookup, view.area))
    later = (one for one in periods if judged_on is None or one > judged_on)
    known = (Fact("known", view.own(period), period) for period in later if _is_known(view, period))
    return next(known, None)


def _has_come(one: Verdict) -> bool:
    """Whether the figure of the judged period is known, be it that another one decides."""
    if one.period is None or one.period not in one.measure.calendar:
        return False
    return _is_known(View(one.measure, one.history, one.area, one.period, one.as_of), one.period)


def _is_known(view: View, period: Period) -> bool:
    figure = view.own(period)
    return _is_over(view, period) and view.is_known(figure) and Reason.FORECAST_ONLY not in figure.why


def _is_over(view: View, period: Period) -> bool:
    """Whether a period has ended; of one whose cases may still end either way whether its figure is due."""
    return (view.calendar.due(period) if view.measure.number.of_rows else period.end) <= view.as_of
