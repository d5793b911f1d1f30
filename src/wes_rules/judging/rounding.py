"""What a figure is before it is rounded, where rounding decides."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from wes_rules.counting import counted
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.maintain import Maintain
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.rule import Fact
from wes_rules.rules.words import Words, finer
from wes_rules.series.figure import round_fraction
from wes_rules.series.ingredients import FINEST
from wes_rules.values.quantity import Unit

# The roles of another figure that is itself what a figure has to reach.
_OTHERS = ("benchmark", "previous")


def before_rounding(judgement: Verdict) -> str:
    """
    Say what a figure was before it was rounded, where it lay on another side of its target then; empty elsewhere.

    The target is a stated limit, or one other figure; what is reckoned from others may have been rounded on the way.
    """
    found, words, rule = judgement.decided, Words.of(judgement.measure), judgement.promise_then
    if found is None or not found.facts or judgement.required_value is None or getattr(rule, "met_within", None):
        return ""
    own, *others = found.facts
    stated = Fraction(judgement.required_value) * Fraction(10) ** words.decimals
    against = next((one for one in others[:1] if one.role in _OTHERS), None)
    if against is None and not isinstance(rule, Threshold | Maintain):
        return ""
    exact, limit = _exactly(own, words), stated if against is None else _exactly(against, words)
    if exact is None or limit is None or _side(exact, limit) == _side(own.figure.span.low, stated):
        return ""
    more = next(_apart(exact, limit, words), None)
    if more is None:
        return ""
    said = f"{words.value(own.figure.span.low)} was {finer(words, exact, more)}"
    if against is not None:
        said = f"they were {finer(words, exact, more)} and {finer(words, limit, more)}"
    return f"Before rounding {said}; the plan compares {_precision(words)}."


def _exactly(fact: Fact, words: Words) -> Fraction | None:
    """Return a figure in ticks as it was counted or published; None where that is not what it was rounded from."""
    figure = fact.figure
    quantities = [one.quantity for one in figure.observations]
    found = None
    if figure.counts is not None and figure.counts[1] and words.unit is Unit.PERCENT:
        found = Fraction(100 * figure.counts[0], figure.counts[1])
    elif len(quantities) == 1 and quantities[0].is_exact and quantities[0].low is not None:
        found = Fraction(quantities[0].low)
    if found is None or not figure.span.exact:
        return None
    ticks = found * Fraction(10) ** words.decimals
    return ticks if round_fraction(ticks) == figure.span.low else None


def _side(value: float | Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)


def _apart(value: Fraction, limit: Fraction, words: Words) -> Iterator[int]:
    """Give how many decimals more make two values print apart, and as what rounds to them; the fewest first."""
    for more in range(1, FINEST - words.decimals + 1):
        ticks = [round_fraction(one * 10**more) for one in (value, limit)]
        if ticks[0] != ticks[1] and round_fraction(Fraction(ticks[0], 10**more)) == round_fraction(value):
            yield more


def _precision(words: Words) -> str:
    """Say to what a plan rounds before it compares."""
    if words.decimals > 0:
        return f"to {counted(words.decimals, 'decimal place')}"
    return "whole numbers" if words.decimals == 0 else f"to the nearest {10**-words.decimals:,}"
