"""Checks that a promise fits its measure, shared by kinds of rule."""

from __future__ import annotations

from decimal import Decimal

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.amounts import OPPOSITE
from wes_rules.rules.measure import Measure, Rule
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit


def in_time(rule: Rule, measure: Measure, first: Period, what: str) -> None:
    """Refuse a promise that nothing can decide, because its last period comes before its first."""
    calendar, day = measure.calendar, rule.settles or measure.deadline
    last = calendar.ends if day is None else calendar.latest_ending(day)
    if (day is None and last is None) or (last is not None and last >= first):
        return
    name = "deadline" if rule.settles is None else "by"
    by_then = f"the last period that has ended by then is {last}" if last else "no period has ended by then"
    why = f"the series ends with {last}" if day is None else f"{name} = {day}: {by_then}"
    problem = f"{why}, before {what} {first}, so that no period that is promised could ever decide"
    raise DefinitionError(Problem(problem, "change one of the two"))


def can_be_decided(rule: Rule, measure: Measure) -> None:
    """Refuse a day before the end of the first period of the calendar or plan."""
    has_day = rule.settles is not None or measure.deadline is not None
    starts = measure.first_period(measure.calendar.kind) if has_day else None
    begins, told = measure.calendar.begins, measure.number.begins(measure.calendar)
    of = "calendar" if begins == told else "number"
    for first, what in ((told, f"the {of}'s first,"), (starts, "the plan's first,")):
        if first is not None:
            in_time(rule, measure, first, what)


def after_baseline(rule: Rule, measure: Measure) -> None:
    """Refuse a promise whose last period is not after its baseline's."""
    if measure.baseline is not None and measure.baseline.period is not None:
        in_time(rule, measure, measure.baseline.period + 1, "the first after the baseline,")


def promised_since(measure: Measure, first: Period | None = None, or_else: str = "") -> str:
    """
    Say where "every period" begins.

    Args:
        first: The first period that the promise states; None where it states none.
        or_else: What makes a period one that is promised, besides that anything is on file for it.
    """
    if first is not None:
        return f"since {first}"
    begins = measure.begins
    if measure.starts is not None and begins == measure.first_period(measure.calendar.kind):
        return "since the plan's start"
    return f"since {begins}" if begins else f"since the first on file{or_else}"


def one_way_better(measure: Measure, what: str, *, both_sides: bool = False) -> None:
    """Refuse a measure that does not say which way is better, with a way to promise both sides where that can be done."""
    if measure.better.sign:
        return
    remedy = 'write better = "higher" or "lower"'
    if both_sides:
        parts = '{name = "not above", better = "lower"}, {name = "not below", better = "higher"}'
        remedy += f'; for both sides, put {{kind = "each", over = [{parts}], rule = ...}} around the rule'
    raise DefinitionError(Problem(f'better = "{measure.better.value}" does not say {what}', remedy))


def right_side(rule: Rule, measure: Measure) -> None:
    """Refuse a limit on the side of it that the measure calls worse."""
    limited_on_the_right_side(rule, measure, "")


def limited_on_the_right_side(stated: object, measure: Measure, where: str) -> None:
    """Refuse a limit, of a rule or of a target for one period, on the side of it that the measure calls worse."""
    wrong = {1: ("at_most", "below"), -1: ("at_least", "above")}.get(measure.better.sign, ())
    named = next((name for name in wrong if getattr(stated, name, None) is not None), None)
    if named is not None:
        what = f'{where}{named} on a measure whose better is "{measure.better.value}": one of the two is wrong'
        raise DefinitionError(Problem(what, f"write {OPPOSITE[named]}, or turn better around"))


def whole_ticks(value: Decimal, measure: Measure, field: str) -> int:
    """
    Return a stated amount in ticks of the measure's precision.

    Raises:
        DefinitionError: The amount is finer than the measure's precision.
    """
    scaled = value.scaleb(measure.decimals)
    if scaled != scaled.to_integral_value():
        what = f"{field} = {value} {too_fine_for(measure.decimals)}"
        remedy = "raise decimals or round the amount"
        if measure.unit is Unit.PERCENT and abs(value) <= 1 and field != "change":
            percent = f"{(value * 100).normalize():f}"
            remedy = f"write {percent} if {percent}% is meant, or raise decimals"
        raise DefinitionError(Problem(what, remedy))
    return int(scaled)


def too_fine_for(decimals: int) -> str:
    """Say that an amount is finer than the precision of a measure."""
    if decimals < 0:
        return f"is no multiple of {10**-decimals}, to which the measure's decimals = {decimals} round"
    return f"has more decimal places than the measure's {decimals}"
