"""Between which values a figure keeps a promise, where that can be drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wes_rules.judging.judgement import Judgement
from wes_rules.pages.values import Range
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.words import Words
from wes_rules.values.period import Period

# Roles of facts that are the limit itself, the surest first.
_ROLES = ("target", "required", "benchmark", "previous", "halt", "rank")
# On which sides of it a figure may not lie.
_SIDES = {"at_least": "low", "above": "low", "at_most": "high", "below": "high", "equals": "both"}


def target_of(measure: Measure, period: Period, as_of: date, judged: Judgement | None) -> Range | None:
    """
    Return between which values a figure keeps a promise; None where no such value is known.

    Args:
        measure: A measure with a rule about figures.
        judged: The judgement of that period, where there is one.
    """
    rule = measure.rule.at(period, as_of) if isinstance(measure.rule, FigureRule) else measure.rule
    if isinstance(rule, Everyone):
        return _sided(measure.number.bounds(measure.unit)[1], "low")
    if rule.counted is not None:
        return None
    return _stated(rule) or (None if judged is None else _found(judged))


def _stated(rule: object) -> Range | None:
    """Return the limits that a rule states as they are."""
    between = getattr(rule, "between", None)
    if isinstance(between, tuple):
        return Range(*between)
    given = ((getattr(rule, name, None), side) for name, side in _SIDES.items())
    return next((_sided(value, side) for value, side in given if isinstance(value, Decimal)), None)


def _found(judged: Judgement) -> Range | None:
    """Return the limit that was found for a period, such as a benchmark's figure or the figure before."""
    sign = judged.measure.better.sign
    if not sign:
        return None
    side = "low" if sign > 0 else "high"
    if judged.decided_in is None and judged.required_value is not None:
        return _sided(judged.required_value, side)
    facts = () if judged.finding is None else judged.finding.facts
    known = (fact.figure.span.low for role in _ROLES for fact in facts if fact.role == role and fact.figure.span.exact)
    return next((_sided(Words.of(judged.measure).decimal(limit), side) for limit in known), None)


def _sided(value: Decimal | None, side: str) -> Range | None:
    """Return the values on one side of a limit; on both sides only the limit itself is left."""
    if value is None:
        return None
    return Range(value if side in ("low", "both") else None, value if side in ("high", "both") else None)
