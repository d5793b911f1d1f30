"""The target of a period, past or future, as agreed on the day of knowing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs

from wes_rules.judging.asking import asked
from wes_rules.judging.periods import decides_in
from wes_rules.judging.status import Status
from wes_rules.rules.facts import Finding
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span


def target_of(view: View, period: Period) -> Span | None:
    """Return the target in ticks; None if it is no value, such as "better than the baseline"."""
    rule, then = _held(view, period)
    if rule is None or (isinstance(rule, FromBaseline) and rule.change is None):
        return None
    goal, further = rule.goal(then), view.measure.better.sign * rule.beyond(period)
    return None if goal is None else Span(goal.low + further, goal.high + further)


def unrounded_target_of(view: View, period: Period) -> Fraction | None:
    """Return the target in ticks before rounding; None if it is no value, or not exact."""
    rule, then = _held(view, period)
    start = view.baseline()
    if isinstance(rule, FromBaseline) and start is not None:
        exact = rule.unrounded(start, period, then.measure.better.sign)
        if exact is not None:
            return exact
    target = target_of(view, period)
    return None if target is None or not target.exact else Fraction(target.low)


def enough_for(view: View, period: Period) -> int | None:
    """Return the tick from which a figure counts as met; None if no value is asked for, or it is not exact."""
    rule, then = _held(view, period)
    goal = None if rule is None else rule.goal(then)
    if rule is None or goal is None or not goal.exact:
        return None
    return int(goal.low) + view.measure.better.sign * rule.enough(then, int(goal.low))[0]


def red_begins(one: Any) -> str:
    """Say from which value on a miss is off track, of a tolerance in percent of its target; empty where nobody asks, or knows."""
    slack, period = one.slack, one.decided_in or one.period
    if period is None or slack is None or slack.high >= 0:
        return ""
    rule, then = _held(View(one.measure, one.history, one.area, period, one.as_of), period)
    goal = rule.goal(then) if rule is not None and rule.tolerance and rule.share_of("tolerance") else None
    if rule is None or goal is None or not goal.exact or rule.counted:
        return ""
    sign, words = one.measure.better.sign, one.in_words
    last = int(goal.low) + sign * rule.enough(then, int(goal.low))[1]
    end = one.measure.number.bounds(one.measure.unit)[sign < 0]
    if end is not None and sign * (words.decimal(last) - end) <= 0:
        return ""  # nothing is so bad that it would be off track
    return (
        f"At risk {'down' if sign > 0 else 'up'} to {words.value(last)}, off track {'below' if sign > 0 else 'above'}."
    )


def required_of(one: Any, rule: FigureRule, found: Finding) -> str:
    """Say what the figure has to be, and by which day while that lies ahead; empty when nothing is required."""
    stated, end, day = by_its_day(one, rule, one.decided_in)
    said = stated.required(found, one.in_words)
    if said and day:
        return f"{said} so far, {end or 'due'} by {day}"
    if not said or one.due or stated.settles is None or f"by {said_day(stated.settles)}" in said:
        return said
    return f"{said} by {said_day(stated.settles)}"


def whose_target(one: Any) -> str:
    """
    Say whose figure a target is, or from which baseline it is computed; empty if it is stated, or computed otherwise.

    A figure is a target only where the rule says so by `held_against`: `Finding.target` is computed, and may equal one
    by chance.
    """
    leaf, found = one.decisive, one.decided
    rule = None if leaf is None else leaf.promise_then
    if found is None or not found.facts[1:] or not isinstance(rule, FigureRule):
        return ""
    (first, fact, *_), words = found.facts, leaf.in_words
    limits = (
        () if found.target is not None else asked(leaf.measure, lambda: (*rule.held_against(found, words.decimals),))
    )
    standing = words.standing(fact.figure)
    match fact.role:
        case "baseline" if fact.period is not None:
            if one.required_value != words.decimal(fact.figure.span.low):
                return f"from a baseline of {words.fact(fact)}"
            said = f"the baseline of {fact.period}"
        case "benchmark" if fact.name and fact.figure.span in limits:
            said = fact.name if fact.period in (None, first.period) else f"{fact.name}, {fact.period}"
        case "previous" if fact.period is not None and fact.figure.span in limits:
            said = f"the figure for {fact.period}"
        case _:
            return ""
    return f"{said}, {standing}" if standing else said


def by_its_day(one: Any, rule: FigureRule, of: Period | None = None) -> tuple[FigureRule, str, str]:
    """
    Return what a promise that is not due asks for so far, and what by its day, and that day, if that differs.

    What figures still to come will ask for by then nobody can say.

    Args:
        of: The period that the rule is for, if it is not the judged one.
    """
    # What can no longer be kept is told of as a miss before its day.
    lost = one.status is Status.OFF_TRACK and rule.is_early(one.measure.calendar, one.as_of)
    if (one.due and not lost) or one.period is None:
        return rule, "", ""
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    last, words = decides_in(view.measure, view.period, view.as_of), one.in_words
    if rule.settles is None or last is None or last <= view.period:
        return rule, "", ""
    target = target_of(view, last)
    known = target is not None and target.exact
    if rule.steady and (not known or target == target_of(view, of or view.period)):
        return rule, "", ""
    said = f"{words.limited(strict=False)} {words.value(target.low)}" if target is not None and known else ""
    return attrs.evolve(rule, by=None), said, said_day(rule.settles)


def _held(view: View, period: Period) -> tuple[FigureRule | None, View]:
    """Return the promise for a period, if one way is better, and its view."""
    rule, measure = view.measure.rule, view.measure
    if not isinstance(rule, FigureRule) or not measure.better.sign:
        return None, view
    held = rule.at(period, view.as_of, view.calendar)
    then = measure if held is rule else attrs.evolve(measure, rule=held)
    return held, View(then, view.lookup.history, view.area, period, view.as_of)
