"""Figure and target before rounding, if rounding decides the verdict."""

from __future__ import annotations

import attrs

from wes_rules.counting import counted
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Finding
from wes_rules.rules.judged import judged
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.ingredients import FINEST
from wes_rules.values.period import Period
from wes_rules.values.quantity import ticks

# By so many ticks rounding moves neither a figure nor what is reckoned from one.
_FAR = 10


def before_rounding(judgement: Verdict) -> str:
    """
    Say what figure and target were before rounding, if the verdict would differ without it.

    It judges again as finely as figures are read; empty if that makes no difference.
    """
    found, rule = judgement.finding, judgement.measure.rule
    # Places and cases are whole numbers, however finely figures are read.
    if found is None or not _is_near(found) or not isinstance(rule, FigureRule) or rule.counted:
        return ""
    exact, decides = _judged(judgement, rule, FINEST)
    margin = decides.margin or decides.slack
    if _kept(exact) == _kept(found) or margin is None or not margin.exact:
        return ""
    way = judgement.measure.better.sign * rule.monotone
    for decimals in range(judgement.measure.decimals + 1, FINEST + 1):
        again, one = _judged(judgement, rule, decimals)
        if _kept(again) != _kept(exact) or not _rounds_to(_ends(decides, way), _ends(one, way), decimals):
            continue
        if said := _said(judgement, rule, one, decimals, _ends(decides, way)):
            return f"Before rounding {said}; the plan compares {_precision(Words.of(judgement.measure))}."
    return ""


def _rounds_to(exact: tuple[int, int], rounded: tuple[int, int], decimals: int) -> bool:
    """Whether figure and target are what they were, rounded: two that are rounded each by itself may lie apart by something else."""
    tick = 10 ** (FINEST - decimals)
    return all(2 * abs(end * tick - was) <= tick for end, was in zip(rounded, exact, strict=True))


def _judged(judgement: Verdict, rule: FigureRule, decimals: int) -> tuple[Finding, Finding]:
    """Return the findings at another precision, for the judged period and the one that decides."""
    whole = _found(judgement, rule, decimals, judgement.period)
    decides = whole if judgement.decided_in is None else _found(judgement, rule, decimals, judgement.decided_in)
    return whole, decides.decided or decides


def _found(judgement: Verdict, rule: FigureRule, decimals: int, period: Period | None) -> Finding:
    one = judgement
    assert period is not None  # something was found for it
    finer = attrs.evolve(one.measure, decimals=decimals)
    promise = rule.at(period, one.as_of, finer.calendar)
    return judged(promise, View(finer, one.history, one.area, period, one.as_of))


def _said(judgement: Verdict, rule: FigureRule, one: Finding, decimals: int, exact: tuple[int, int]) -> str:
    """Say figure and target with more decimals, unless they are as printed; empty if they would not round to it."""
    measure, period, way = judgement.measure, one.facts[0].period, judgement.measure.better.sign * rule.monotone
    printed, target_printed = _ends(_found(judgement, rule, measure.decimals, period), way)
    (own, target), scale = _ends(one, way), 10 ** (decimals - measure.decimals)
    words = Words.of(measure)
    finer, tick = attrs.evolve(words, decimals=decimals), 10 ** (FINEST - decimals)
    own_said, target_said = (
        f"{'' if one * tick == was else 'about '}{finer.value(one)}"
        for one, was in zip((own, target), exact, strict=True)
    )
    if ticks(finer.decimal(own), measure.decimals) != printed:
        return ""
    when = f" in {period}" if period != judgement.period else ""
    said = [f"{words.value(printed)}{when} was {own_said}"] if own != printed * scale else []
    if target != target_printed * scale:
        said.append(f"the target {target_said}" if said else f"the target{when} was {target_said}")
    return ", and ".join(said)


def _is_near(found: Finding) -> bool:
    """Whether a verdict is so close to another that rounding may have decided."""
    both = (one for one in (found.slack, found.near) if one is not None)
    return any(abs(end) <= _FAR for one in both for end in (one.low, one.high))


def _kept(found: Finding) -> tuple[bool, ...]:
    return tuple(end >= 0 for one in (found.slack, found.near) if one is not None for end in (one.low, one.high))


def _ends(found: Finding, way: int) -> tuple[int, int]:
    """Return a figure and its limit, in ticks; if a figure may be too good as well, the limits are stated."""
    own, margin = found.facts[0].figure.span.low, found.margin or found.slack
    assert margin is not None  # something was asked
    return int(own), int(own - way * margin.low) if way else 0


def _precision(words: Words) -> str:
    if words.decimals > 0:
        return f"to {counted(words.decimals, 'decimal place')}"
    return "whole numbers" if words.decimals == 0 else f"to the nearest {10**-words.decimals:,}"
