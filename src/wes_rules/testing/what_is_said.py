"""Check that the explanations of known cases state every figure and number that decides them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import attrs

from wes_rules.errors import DefinitionError, WesRulesError
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.measure import Rule
from wes_rules.testing.known import AREA, Stated, stated_of
from wes_rules.values.quantity import ticks
from wes_rules.values.units import Unit

# So many ticks away a figure counts for something else, if it counts at all.
_FAR = 200


def by_the_rule(found: Judgement) -> str:
    """Return an explanation without the direction of travel, which names the previous figure for every rule."""
    return "\n".join(one for one in found.explain().splitlines() if not one.startswith("Direction: "))


def unsaid(kind: type[Rule]) -> Iterator[str]:
    """Name the figures that change a verdict or its margin and are missing from its explanation or sources."""
    for one in stated_of(kind):
        if one.outcome()[1] is None:
            continue
        rows = one.rows if len(one.case.others) == 1 else {AREA: one.case.own}
        found = one.judge()
        explained = by_the_rule(found)
        yield from (f"{one}: {what}" for what in amounts_unsaid(found))
        yield from _latest_not_first(one, found)
        yield from _limit_unsaid(one, found)
        facts = (fact for leaf in found.leaves for fact in leaf.finding or ())
        sources = {(each.area, each.period) for fact in facts for each in fact.figure.observations}
        for area, place in ((area, place) for area, row in rows.items() for place in range(len(row))):
            turns = f"{one}: the verdict turns on {one.said(area, place)}"
            if _turns(one, area, place, (-1, 1)) and not says(explained, one.said(area, place)):
                yield (
                    f"{turns}, which its explanation does not say; give its Fact "
                    "to the Finding, and say it in sentence(): words.fact(fact)"
                )
            elif _turns(one, area, place, (-_FAR, _FAR)) and (area, one.period_of(area, place)) not in sources:
                yield f"{turns}, which is no figure of its Finding, so nobody learns where it is from; give its Fact to the Finding"


def _latest_not_first(one: Stated, found: Judgement) -> Iterator[str]:
    facts = found.finding.facts if found.finding is not None else ()
    if facts and facts[0].period != found.period:
        yield (
            f"{one}: the first Fact of its Finding is of {facts[0].period}, and every table shows that as the figure "
            f"judged; put the one of {found.period} first"
        )


def _limit_unsaid(one: Stated, found: Judgement) -> Iterator[str]:
    limit, words = found.required_value, found.in_words
    if limit is not None and not says(found.required, number := words.value(ticks(limit, words.decimals))):
        yield (
            f"{one}: what it requires does not say {number}, the limit that the figure is held against, and a message says "
            "nothing else of it; say it in requirement(): words.limit(finding.target)"
        )


def amounts_unsaid(found: Judgement) -> Iterator[str]:
    """Name the numbers of a rule that neither its reading nor its requirement states."""
    rule, said = found.measure.rule, _wording(found)
    for field in attrs.fields(type(rule)):
        value = getattr(rule, field.name)
        amounts = [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Decimal) and one]
        unsaid = [str(one) for one in amounts if not says(said, f"{one.normalize():f}")]
        what = f"neither its reading nor what it requires says {field.name} = "
        wrong = [one for one in amounts if not isinstance(value, tuple) and _says_another(found, field.name, one)]
        if wrong and not unsaid:
            yield f"its reading says another number than {field.name} = {wrong[0]}; say it in reading(), by self.said({field.name!r}, words)"
        elif unsaid or (type(value) is int and _counts_in_silence(found, field.name)):
            yield f"{what}{', '.join(unsaid) or value}; say it in reading(), by self.said({field.name!r}, words)"
        elif field.name in _in_points(rule) and found.measure.unit is Unit.PERCENT:
            apart = [f"{one.normalize():f} points" for one in amounts]
            yield from (
                f"{what}{one}, and as a percentage it would be another thing; say it by words.distance(ticks)"
                for one in apart
                if not re.search(rf"(?<![\d.]){one[: -len(' points')]}(\.0+)? points?", said)
            )


def _in_points(rule: Rule) -> set[str]:
    """Name the distances that a kind has of its own, but for those in percent."""
    return {one for one in rule.distances - Rule.distances if getattr(rule, f"{one}_in", "points") == "points"}


def _counts_in_silence(found: Judgement, name: str) -> bool:
    """Whether a rule with another whole number, which may be said in words ("the best half"), is said alike."""
    rule = found.measure.rule
    for by in (1, -1):
        try:
            other = attrs.evolve(rule, **{name: getattr(rule, name) + by})
            return _wording(found) == _wording(_judged_by(other, found))
        except DefinitionError:
            continue
    return False


def _says_another(found: Judgement, name: str, amount: Decimal) -> bool:
    """Whether a reading says a number for an amount, as it changes with it, and not the amount."""
    try:
        other = _judged_by(attrs.evolve(found.measure.rule, **{name: amount + 1}), found)
    except WesRulesError:
        return False
    return other.reading != found.reading and not says(found.reading.replace(",", ""), f"{amount.normalize():f}")


def _judged_by(rule: Rule, found: Judgement) -> Judgement:
    measure = attrs.evolve(found.measure, rule=rule)
    return judge(measure, found.history, as_of=found.as_of, area=found.area, period=found.period)


def _wording(found: Judgement) -> str:
    return f"{found.reading}; {found.required}".replace(",", "")


def says(text: str, number: str) -> bool:
    """Whether a text has a number, and not one that it is a part of."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None


def _turns(one: Stated, area: str, place: int, steps: tuple[int, int]) -> bool:
    """Whether a verdict or its margin changes if a figure moves by a number of ticks."""
    before = one.outcome()
    for by in steps:
        try:
            if one.turned(area, place, by).outcome() != before:
                return True
        except WesRulesError:
            # No such figure can be.
            continue
    return False
