"""What a figure and its target are before they are rounded, where rounding decides the verdict."""

from __future__ import annotations

import attrs

from wes_rules.counting import counted
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.rule import FigureRule, Finding
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.ingredients import FINEST
from wes_rules.values.quantity import ticks

# By so many ticks rounding moves neither a figure nor what is reckoned from one.
_FAR = 10


def before_rounding(judgement: Verdict) -> str:
    """
    Say what a figure, and what it is held against, was before they were rounded, where the verdict would be another one then.

    It is judged again, as finely as figures are read; empty where that makes no difference.
    """
    found, decided, measure, rule = judgement.finding, judgement.decided, judgement.measure, judgement.measure.rule
    if found is None or decided is None or not isinstance(rule, FigureRule) or rule.counted:
        return ""
    if not (_is_near(found) and _is_known(decided)):
        return ""
    finest, way = 0 if measure.unit.whole else FINEST, measure.better.sign * rule.monotone
    if finest <= measure.decimals or _kept(exact := _judged(judgement, finest)[0]) == _kept(found):
        return ""
    words, (own, limit) = Words.of(measure), _ends(decided, way)
    for decimals in range(measure.decimals + 1, finest + 1):
        whole, one = _judged(judgement, decimals)
        finer = attrs.evolve(words, decimals=decimals)
        if one.facts[0].period != decided.facts[0].period or not _is_known(one) or _kept(whole) != _kept(exact):
            continue
        now, then = _ends(one, way)
        if ticks(finer.decimal(now), measure.decimals) == own:
            said = f"{words.value(own)} was {finer.value(now)}"
            if then != limit * 10 ** (decimals - measure.decimals):
                said += f", and the target {finer.value(then)}"
            return f"Before rounding {said}; the plan compares {_precision(words)}."
    return ""


def _judged(judgement: Verdict, decimals: int) -> tuple[Finding, Finding]:
    """Return what the rule finds if figures are compared at another precision, and that for the period that decided."""
    one, rule = judgement, judgement.measure.rule
    assert isinstance(rule, FigureRule)  # the caller asked
    assert one.period is not None  # something was found
    finer = attrs.evolve(one.measure, decimals=decimals)
    view = View(finer, one.history, one.area, one.period, one.as_of)
    whole = rule.judged(view)
    found = whole if one.decided_in is None else rule.judged(view.of(one.decided_in))
    return whole, found.decided or found


def _is_near(found: Finding) -> bool:
    """Whether so little is between a verdict and another one that rounding may have decided."""
    return any(one is not None and abs(one.low) <= _FAR for one in (found.slack, found.near))


def _is_known(found: Finding) -> bool:
    """Whether a figure and its distance from what it is held against are known exactly."""
    margin = found.margin or found.slack
    return bool(found.facts) and found.facts[0].figure.span.exact and margin is not None and margin.exact


def _kept(found: Finding) -> tuple[bool, ...]:
    """Whether a promise is kept, and missed by no more than is at risk, at worst and at best."""
    return tuple(end >= 0 for one in (found.slack, found.near) if one is not None for end in (one.low, one.high))


def _ends(found: Finding, way: int) -> tuple[int, int]:
    """Return a figure and what it is held against, in ticks; where a figure can be too good as well, that is not rounded."""
    own, margin = found.facts[0].figure.span.low, found.margin or found.slack
    assert margin is not None  # something was asked
    return int(own), int(own - way * margin.low) if way else 0


def _precision(words: Words) -> str:
    """Say to what a plan rounds before it compares."""
    if words.decimals > 0:
        return f"to {counted(words.decimals, 'decimal place')}"
    return "whole numbers" if words.decimals == 0 else f"to the nearest {10**-words.decimals:,}"
