"""Between which values a figure keeps a promise, where that can be drawn."""

from __future__ import annotations

from decimal import Decimal

from wes_rules.judging.judgement import Judgement
from wes_rules.judging.target import target_of as promised_for
from wes_rules.pages.values import Range
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words

# Roles of facts that are the limit itself, the surest first.
_ROLES = ("target", "required", "benchmark", "previous", "halt", "rank")
# On which sides of it a figure may not lie.
_SIDES = {"at_least": "low", "above": "low", "at_most": "high", "below": "high", "equals": "both"}


def target_of(view: View, judged: Judgement | None) -> Range | None:
    """
    Return between which values a figure keeps a promise; None where no such value is known.

    Args:
        view: A measure with a rule about figures, for one period.
        judged: The judgement of that period, where there is one.
    """
    measure, period = view.measure, view.period
    rule = measure.rule.at(period, view.as_of) if isinstance(measure.rule, FigureRule) else measure.rule
    if isinstance(rule, Everyone):
        return _sided(measure.number.bounds(measure.unit)[1], "low")
    if rule.counted is not None:
        return None
    return _stated(rule) or (None if judged is None else _found(judged)) or _promised(view)


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


def _promised(view: View) -> Range | None:
    """Return the target that a promise names for a period, also where no figure is held against it."""
    goal = promised_for(view, view.period)
    if goal is None or not goal.exact:
        return None
    return _sided(Words.of(view.measure).decimal(goal.low), "low" if view.measure.better.sign > 0 else "high")


def _sided(value: Decimal | None, side: str) -> Range | None:
    """Return the values on one side of a limit; on both sides only the limit itself is left."""
    if value is None:
        return None
    return Range(value if side in ("low", "both") else None, value if side in ("high", "both") else None)
