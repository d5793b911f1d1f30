"""Notes on what a plan's author may not expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

import attrs

from wes_rules.rules.amounts import FROM_TARGET
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.kinds.milestone import Milestone
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.kinds.trajectory import Trajectory
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.no_target import NoTarget
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.step_promise import StepPromise
from wes_rules.rules.versions import changed_by
from wes_rules.rules.without_effect import named
from wes_rules.rules.words import Words
from wes_rules.series.totals import YearToDate
from wes_rules.values.days import said_day
from wes_rules.values.period import Period

# So many targets within a year, or all that it can have, are a profile of the year; fewer are a target that was revised.
_PROFILE = 3


def unexpected(plan: Plan, as_of: date) -> list[str]:
    """List unexpected effects of a plan's promises, one sentence each for all measures concerned."""
    of_measures: dict[str, dict[str, None]] = {}
    for measure in plan.measures:
        if not _can_be_kept(measure):
            said = 'nothing can put it on track, as at_best = "at-risk" is said of all that could'
            of_measures.setdefault(said, {})[measure.id] = None
        for leaf in leaves(measure):
            if isinstance(leaf.rule, FigureRule):
                rule = changed_by(leaf.rule, leaf.rule.versions)
                for said in (*_of_amounts(leaf.rule), *_of(rule, leaf, as_of)):
                    of_measures.setdefault(said, {})[measure.id] = None
    return [f"{named(list(names))}: {said}" for said, names in of_measures.items()]


def _can_be_kept(measure: Measure) -> bool:
    parts = [_can_be_kept(part) for part in measure.parts]
    enough = any if isinstance(measure.rule, AnyOf) else all
    return enough(parts) if parts else getattr(measure.rule, "at_best", "") != "at-risk"


def _of_amounts(rule: FigureRule) -> Iterator[str]:
    """Name settings about a distance that no version has."""
    changes = [change for one in rule.versions for change in one.changes]
    for name in (*FROM_TARGET, "unchanged_within"):
        if getattr(rule, name) or any(value for given, value in changes if given == name):
            continue
        for field in (f"{name}_in", f"{name}_edge"):
            usual = getattr(attrs.fields_dict(type(rule)).get(field), "default", None)
            for value in {getattr(rule, field, usual), *(value for given, value in changes if given == field)} - {
                usual
            }:
                yield f'{field} = "{value}" has no effect without {name}'


def _of(rule: FigureRule, measure: Measure, as_of: date) -> Iterator[str]:
    day = rule.settles or measure.deadline
    end = None if day is None else measure.calendar.latest_ending(day)
    if isinstance(rule, NoTarget):
        if day is not None:
            yield (
                f"no target is set, so all that deadline = {day} does is to keep later figures from being the latest one shown; "
                "leave it out"
            )
        return
    if isinstance(rule, Trajectory) and not rule.each_year:
        yield from _of_points(rule, measure, as_of, end)
    if isinstance(rule, FromBaseline):
        yield from _of_the_baseline(measure)
    if isinstance(rule, (Threshold, Maintain)) and day is None:
        yield from _of_the_year(measure)
    if isinstance(rule, StepPromise):
        yield from _of_targets(rule, measure, end)
    # The report of the period that the day lies in says whether a milestone was met.
    if day is not None and end is not None and not isinstance(rule, Milestone):
        yield from _of_the_day("by" if rule.settles else "deadline", day, measure, end)


def _of_points(rule: Trajectory, measure: Measure, as_of: date, end: Period | None) -> Iterator[str]:
    """Report a seasonal profile of targets that ends without a next year."""
    last, latest = rule.points[-1], measure.calendar.latest_due(as_of)
    latest = latest if latest is None or end is None else min(latest, end)
    in_one_year = max(Counter(point.period.year_and_part[0] for point in rule.points).values())
    a_year = measure.calendar.kind.per_year // measure.calendar.step
    eased = any((after.value - before.value) * measure.better.sign < 0 for before, after in pairwise(rule.points))
    in_seasons = in_one_year >= max(2, min(a_year, _PROFILE)) and (eased or isinstance(measure.number, YearToDate))
    if in_seasons and latest is not None and latest > last.period:
        target = f"{Words.of(measure).stated_value(last.value)} for {last.period}"
        yield (
            f"its targets differ within the year, and the last one, {target}, holds for every later period, {latest} too; "
            "if each year has targets like these, write each_year = true, with a point for each period of a year"
        )


def _of_the_year(measure: Measure) -> Iterator[str]:
    """Report a target of a whole year that every period is compared with."""
    # A rate of what a year has come to adds up as the total does.
    number, calendar = getattr(measure.number, "over", None) or measure.number, measure.calendar
    year, last = calendar.kind.per_year, calendar.anchor
    if isinstance(number, YearToDate) and calendar.step == year and last is not None:
        parts = number.parts(last, calendar)
        if len(parts) < year:
            yield (
                f"it is what {parts[0]} to {last} come to, {len(parts)} of the {year} periods of the year, held against the target each "
                "year; if the whole year is meant, give its last period as the calendar's anchor"
            )
    if (
        isinstance(measure.number, YearToDate)
        and measure.number.take == "sum"
        and measure.better.sign
        and calendar.step == 1
    ):
        begins = "off track" if measure.better.sign > 0 else "far on the kept side"
        yield (
            f"each year begins {begins}, as what it has come to so far is held against the target in every period; where the target "
            f"is for the whole year, write step = {year} and as anchor the last {calendar.called} of a year in its "
            "calendar, or by for one year alone, or a trajectory with each_year = true for targets within the year"
        )


def _of_targets(rule: StepPromise, measure: Measure, end: Period | None) -> Iterator[str]:
    """Report targets in `instead` for periods that are never judged."""
    for period in (one.period for one in rule.instead):
        if period not in measure.calendar:
            yield f"its target for {period} has no effect: its calendar has no figure for {period}; name a period that has one"
        elif end is not None and period > end:
            yield f"its target for {period} has no effect: {end} is the last period that is judged"


def _of_the_baseline(measure: Measure) -> Iterator[str]:
    """Report a baseline that can never be known."""
    start = measure.baseline
    if start is not None and start.value is None and start.period is not None and start.period not in measure.calendar:
        yield f"nothing can decide it: its calendar has no figure for {start.period}, its baseline; give baseline a value"


def _of_the_day(name: str, day: date, measure: Measure, end: Period) -> Iterator[str]:
    """Report the period that decides if the day lies well within the next one."""
    within, late = measure.calendar.next(end), Period.containing(day, end.kind)
    late = late if late.last_day <= day else late - 1
    if late > end and not measure.calendar.collects(late):
        yield f"nobody collects a figure for {late}, so at {name} = {day} that for {end} decides"
    if within is not None and within.start <= day and end.end.add(months=1) <= day:
        closes, follows = said_day(end.last_day), within.last_day
        yield (
            f"{name} = {day} lies within {within}, and the last period to end by then is {end}, which ends on {closes} and "
            f"decides; if {within} is meant, write {name} = {follows}"
        )


def beyond_any(rule: Rule | None, low: Decimal | None, high: Decimal | None) -> str:
    """Say the one limit of a promise that every number between two ends keeps; empty where there is none."""
    if getattr(rule, "versions", ()) or getattr(rule, "instead", ()):
        return ""
    least, most = (getattr(rule, name, None) for name in ("at_least", "at_most"))
    if least is not None and low is not None and least <= low:
        return f"at least {least}"
    return f"at most {most}" if most is not None and high is not None and most >= high else ""
