"""Whether the limit that a kind states in its known cases is the one its margins are counted from, and moves as it says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from wes_rules.errors import WesRulesError
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.testing.known import AREA, Stated, judged_of
from wes_rules.values.quantity import Span, from_ticks


def other_than_the_margins(kind: type[Rule]) -> Iterator[str]:
    """Say which cases state a limit from which their margin is not the distance."""
    for one in judged_of(kind):
        found = one.judge()
        held, stated = _counted_from(found), _stated(found)
        if held is None or not stated:
            continue
        if held not in stated:
            yield (
                f"{one}: a margin of {found.margin} is the distance of {found.observed} from {held}, and its Finding states "
                f"{stated[0]} as the limit; give it the one that slack is counted from: target=Span(limit, limit)"
            )
        elif (goal := _goal(found)) not in (None, held):
            yield f"{one}: {found.observed} was held against {held}, and goal(view) returns {goal}; return the limit of the view's period"


def moving(kind: type[Rule]) -> Iterator[str]:
    """Say of a kind that calls its limit steady where it moves from one period of a case to another."""
    for one in judged_of(kind):
        rule = one.measure.rule
        if not isinstance(rule, FigureRule) or not rule.steady or not rule.monotone:
            continue
        held = ((one.period_of(AREA, place), _limit_in(one, place)) for place in range(len(one.case.own)))
        known = {period: limit for period, limit in held if limit is not None}
        first, last = next(iter(known.items()), None), next(reversed(known.items()), None)
        if first is not None and last is not None and first[1] != last[1]:
            yield (
                f"{one}: the figure for {first[0]} was held against {first[1]}, and that for {last[0]} against {last[1]}; "
                "say in the class that the limit moves: steady: ClassVar[bool] = False"
            )


def _limit_in(one: Stated, place: int) -> Decimal | None:
    """Return the limit of a period; None where the margin is no distance from it, and so does not move with the figure."""
    worse = one.turned(AREA, place, -one.measure.better.sign)
    try:
        found, moved = (each.judge(one.period_of(AREA, place)) for each in (one, worse))
    except WesRulesError:
        return None  # no such figure can be
    limit = _counted_from(found)
    return limit if found.decided_in is None and limit == _counted_from(moved) else None


def _counted_from(found: Judgement) -> Decimal | None:
    """Return what a margin is the distance from; None where it counts something else, or is not known."""
    rule, own, margin = found.promise_then, found.observed, found.margin
    if own is None or margin is None or not isinstance(rule, FigureRule) or rule.counted:
        return None
    return own - found.measure.better.sign * margin if found.measure.better.sign else None


def _stated(found: Judgement) -> list[Decimal]:
    """Return the limits that a kind states beside a margin."""
    rule, decimals = found.promise_then, found.measure.decimals
    if found.decided is None or not isinstance(rule, FigureRule):
        return []
    return [_value(one, decimals) for one in rule.held_against(found.decided, decimals) if one.exact]


def _goal(found: Judgement) -> Decimal | None:
    period, rule = found.decided_in or found.period, found.promise_then
    assert period is not None  # it has a margin
    assert isinstance(rule, FigureRule)
    goal = rule.goal(View(found.measure, found.history, found.area, period, found.as_of))
    return None if goal is None or not goal.exact else _value(goal, found.measure.decimals)


def _value(span: Span, decimals: int) -> Decimal:
    return from_ticks(int(span.low), decimals)
