"""What a kind states of its known cases: the limit, which has to be that of its margins, and what they are with other figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.counting import counted
from wes_rules.errors import WesRulesError
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.amounts import of_no_unit
from wes_rules.rules.facts import Fact
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.testing.known import AREA, Stated, is_number, judged_of, stated_of
from wes_rules.values.period import Period
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
        if one.name == "line":  # with its figures twice, so that several periods have all that they look back at
            one = attrs.evolve(one, case=attrs.evolve(one.case, own=one.case.own * 2))  # noqa: PLW2901
        held = ((one.period_of(AREA, place), _limit_in(one, place)) for place in range(len(one.case.own)))
        known = {period: limit for period, limit in held if limit is not None}
        first = next(iter(known.items()), None)
        last = next((each for each in reversed(known.items()) if first is not None and each[1] != first[1]), None)
        if first is not None and last is not None:
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


# By so many ticks a figure is moved: a little, and so far that it is the highest or the lowest.
_NEAR = (-5, -1, 1, 5)
_FAR = (-200, -20, 20, 200)


def listed(found: Judgement) -> set[tuple[str, Period]]:
    """Return the area and the period of every figure in the Finding of a verdict."""
    return _of(fact for leaf in found.leaves for fact in leaf.finding or ())


def _looked_at(found: Judgement) -> set[Period]:
    """Return the periods of the own figures that decided a verdict, without the rest of a long run."""
    facts = () if found.finding is None else found.finding.facts
    return {period for area, period in _of(facts) if area == AREA}


def _of(facts: Iterable[Fact]) -> set[tuple[str, Period]]:
    return {(each.area, each.period) for fact in facts for each in fact.figure.observations}


def _decides(one: Stated, area: str, place: int) -> bool:
    """Whether a figure, moved a little, gives another verdict or margin."""
    known = one.outcome()
    return any(other.outcome() != known for other in _moved(one, area, place, _NEAR))


def _moved(one: Stated, area: str, place: int, steps: tuple[int, ...]) -> Iterator[Stated]:
    """Yield a case with one figure moved, where there can be such a figure."""
    for by in steps:
        other = one.turned(area, place, by)
        try:
            other.outcome()
        except WesRulesError:
            continue
        yield other


def never_decided_by(kind: type[Rule]) -> Iterator[str]:
    """Name the earlier figures that a kind looks at and that no known case depends on."""
    seen: dict[int, str] = {}
    decide: set[int] = set()
    for one in judged_of(kind):
        found, last = _looked_at(one.judge()), len(one.case.own) - 1
        for place, text in enumerate(one.case.own[:last]):
            if one.period_of(AREA, place) in found:
                seen.setdefault(last - place, f"{one}: {text}")
            if _decides(one, AREA, place):
                decide.add(last - place)
    for back in sorted(seen.keys() - decide):
        yield (
            f"{seen[back]} is a figure of its Finding, and no known case turns on the figure {counted(back, 'period')} before the "
            "latest; state one more KnownCases where five ticks more or less there are another verdict or margin, or leave it out"
        )


def ignored(kind: type[Rule]) -> Iterator[str]:
    """Name the numbers that a kind states in its known cases and that no verdict or margin depends on."""
    made: dict[str, bool] = {}
    shared = {field.name for field in attrs.fields(FigureRule)}
    for one in judged_of(kind):
        rule = one.measure.rule
        tick = Decimal(1).scaleb(-one.measure.decimals)
        for name, value in one.cases.fields.items():
            if name in shared or type(value) not in (int, Decimal) or made.get(name):
                continue
            if isinstance(value, Decimal) and name not in of_no_unit(rule):
                made[name] = all(_otherwise(one, name, value + by) for by in (tick, -tick))
            else:
                steps = (1,) if type(value) is int else (tick, 1, 10)
                made[name] = any(_otherwise(one, name, value + sign * by) for by in steps for sign in (1, -1))
    for name in (name for name, counts in made.items() if not counts):
        yield (
            f"{kind.__name__}: no known case turns on {name}: a little more or less there changes no verdict and no margin; "
            "state one more KnownCases where it does, or use the field"
        )


def _otherwise(one: Stated, name: str, value: int | Decimal) -> bool:
    """Whether a case has another verdict or margin where a field is another."""
    other = attrs.evolve(one, cases=attrs.evolve(one.cases, fields={**one.cases.fields, name: value}))
    try:
        return other.outcome() != one.outcome()
    except WesRulesError:
        return False


def several_earlier(kind: type[Rule]) -> bool:
    """Whether a kind looks at two earlier figures or more, as those of a promise about the last three periods."""
    return any(len(_looked_at(one.judge())) > 2 for one in judged_of(kind) if one.case.margin is not None)


def decided_by_earlier_alone(kind: type[Rule]) -> bool:
    """Whether some known case turns on two earlier figures, and not on the latest."""
    for one in judged_of(kind):
        *earlier, last = range(len(one.case.own))
        if not _decides(one, AREA, last) and sum(_decides(one, AREA, place) for place in earlier) > 1:
            return True
    return False


def decided_across_a_break(kind: type[Rule]) -> Iterator[str]:
    """Say which figures from before a break turn a verdict after it: of each case, and of each line with a break anywhere."""
    for one in judged_of(kind):
        places = one.case.breaks[-1:] or (range(1, len(one.case.own)) if one.name == "line" else ())
        for broken in places:
            parted = attrs.evolve(one, case=attrs.evolve(one.case, breaks=(broken,)))
            where = "" if one.case.breaks else f' with "|" before {one.case.own[broken]}'
            moved = ((place, other) for place in range(broken) for other in _moved(parted, AREA, place, (-20, 20)))
            for place, other in moved:
                if other.outcome() != parted.outcome():
                    yield (
                        f"{one}{where}, and it is judged {other.outcome()[0]} with {other.case.own[place]} before the break; "
                        "compare only what view.calendar.comparable(earlier, later) says compares"
                    )


def flipped_by_filling(kind: type[Rule]) -> Iterator[str]:
    """Say which hidden figures leave a verdict definite that another figure in their place would change."""
    for one in judged_of(kind):
        for area, place in ((area, place) for area, row in one.rows.items() for place in range(len(row))):
            text = one.rows[area][place]
            if not is_number(text) or "/" in text:
                continue
            words = one.with_figure(area, place, "c").outcome()[0]
            if words == "undecided":
                continue
            filled = (
                other for other in (one, *_moved(one, area, place, (*_NEAR, *_FAR))) if other.outcome()[0] != words
            )
            if (other := next(filled, None)) is not None:
                yield (
                    f"{one} is judged {words} where {text} is hidden, and {other.outcome()[0]} where it is "
                    f"{other.rows[area][place]}; leave no figure out because it is not known: its span holds all that it may be"
                )
                break


# More than that of anything is no percentage that a figure could be held to.
_NO_PERCENTAGE = Decimal(1000)


def nonsense_accepted(kind: type[Rule]) -> Iterator[str]:
    """Name the fields that take a negative number of things, none where that leaves nothing to break, or a percentage that nothing can keep."""
    own = {field.name for field in attrs.fields(kind)} - {field.name for field in attrs.fields(FigureRule)}
    for one in stated_of(kind):
        rule = kind(**one.cases.fields)
        if one.name != "line":
            continue
        for name in sorted(own):
            value = getattr(rule, name)
            tried: tuple[Any, ...] = (-1, 0) if type(value) is int else ()
            if isinstance(value, Decimal) and name in of_no_unit(rule):
                tried = (Decimal(-1), _NO_PERCENTAGE)
            yield from (f"{one}: {said}" for number in tried if (said := _nonsense(one, name, number)))


def _nonsense(one: Stated, name: str, number: int | Decimal) -> str:
    """Say what is wrong with a number in a field; empty if it is refused, or makes sense."""
    cases = attrs.evolve(one.cases, fields={**one.cases.fields, name: number})
    changed = attrs.evolve(one, cases=cases)
    try:
        words = {changed.with_figure(AREA, len(one.case.own) - 1, text).outcome()[0] for text in _figures(changed)}
    except WesRulesError:
        return ""
    remedy = f"refuse it by the type of {name}, such as PositiveInt, or Annotated[..., Bounds(low=..., high=...)]"
    if number < 0:
        return f"with {name} = {number} it is judged {' or '.join(sorted(words))}; {remedy}"
    constant = words == {"off track"} or (number == 0 and words == {"on track"})
    return f"with {name} = {number} it is {words.pop()} whatever the figure is; {remedy}" if constant else ""


def _figures(one: Stated) -> Iterator[str]:
    """Yield the figure of a case, and the lowest and the highest that there can be."""
    measure = one.measure
    yield one.case.own[-1]
    for end in measure.number.bounds(measure.unit):
        if end is not None:
            yield str(round(end, max(measure.decimals, 0)))
