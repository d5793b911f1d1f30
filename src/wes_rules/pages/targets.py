"""Between which values a figure keeps a promise, where that can be drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.judging.target import target_of as promised_for
from wes_rules.pages.values import Range
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.step_promise import StepPromise
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.quantity import from_ticks
from wes_rules.values.reason import Reason

# Roles of facts that are the limit itself, the surest first.
_ROLES = ("target", "required", "benchmark", "previous", "halt", "rank")
# On which sides of it a figure may not lie.
_SIDES = {"at_least": "low", "above": "low", "at_most": "high", "below": "high", "equals": "both"}


@attrs.frozen(kw_only=True)
class Held:
    """
    What a figure is held against.

    Args:
        target: Between which values it keeps the promise; None where no such value is known.
        met: Between which values it is on track: those of the target, and those that miss it and count as met.
        tolerated: Between which other values it is at risk only; None where there are none.
        moves: Whether the target is an earlier figure of its own.
        kept: Whether it keeps that; None where it is held against none, or that is not known.
        unlike: Whether what it would be held against is counted by another definition.
    """

    target: Range | None = None
    met: Range | None = None
    tolerated: Range | None = None
    moves: bool = False
    kept: bool | None = None
    unlike: bool = False

    @property
    def drawn(self) -> dict[str, Any]:
        """What a chart draws of it, by the names of a period's fields."""
        return {one.name: getattr(self, one.name) for one in attrs.fields(Held) if one.name != "unlike"}


def held_of(view: View, judged: Judgement | None) -> Held:
    """
    Return what the figure of a period is held against, where that can be drawn.

    Args:
        view: A measure with a rule about figures, for one period.
        judged: The judgement of that period, where there is one.
    """
    measure, period = view.measure, view.period
    rule = measure.promised(period, view.as_of)
    if isinstance(rule, Everyone):
        return Held(target=_sided(measure.number.bounds(measure.unit)[1], "low"))
    if rule.counted is not None:
        return Held()
    if stated := _stated(rule):
        met, tolerated = _near(rule, stated, view)
        return Held(target=stated, met=met, tolerated=tolerated)
    moves = isinstance(rule, StepPromise) and rule.target_for(period) is None
    if _is_unlike(view, rule) if isinstance(rule, StepPromise) and moves else _differs(judged):
        return Held(unlike=True)
    target = (None if judged is None else _found(judged)) or _promised(view)
    kept = keeps(judged) if moves and judged is not None else None
    met, tolerated = _near(rule, target, view)
    return Held(target=target, met=met, tolerated=tolerated, moves=moves, kept=kept)


def _differs(judged: Judgement | None) -> bool:
    return judged is not None and Reason.DEFINITION_DIFFERS in judged.reasons


def _is_unlike(view: View, rule: StepPromise) -> bool:
    """Whether the earlier figure that a period's is held against is counted by another definition."""
    period = view.period
    earlier = period.same_period_last_year if rule.by_season else view.calendar.previous(period)
    return earlier is not None and len(view.own(period).definitions | view.own(earlier).definitions) > 1


def _near(rule: Rule, target: Range | None, view: View) -> tuple[Range | None, Range | None]:
    """
    Return the values beyond a limit of which a rule makes nothing of a miss, with those that meet it, and that it tolerates.

    They are as many as a figure can have, and no edge that is left out.
    """
    if not isinstance(rule, FigureRule) or target is None or len(target.ends) != 1:
        return target, None
    limit, decimals, is_least = target.ends[0], view.measure.decimals, target.high is None
    ticks = int(limit.scaleb(decimals))
    near, far = (from_ticks(rule.forgiven(one, ticks), decimals) for one in (view, view.leniently()))
    begins, ends = (limit - near, limit - far) if is_least else (limit + near, limit + far)
    met = _sided(begins, "low" if is_least else "high")
    return met, Range(min(begins, ends), max(begins, ends)) if far > near else None


def keeps(judged: Judgement) -> bool | None:
    """Whether a figure keeps what is promised of its own period, whichever decides; None where that is not known."""
    finding = judged.finding
    if finding is None or finding.margin is None:
        return None
    if judged.decided_in is None and judged.status in (Status.ON_TRACK, Status.OFF_TRACK):
        return judged.status is Status.ON_TRACK
    # Where another period decided, a tie says nothing of this one.
    low, high = finding.margin.low, finding.margin.high
    return True if low > 0 else False if high < 0 else None


def _stated(rule: object) -> Range | None:
    """Return the limits that a rule states as they are."""
    between = getattr(rule, "between", None)
    if isinstance(between, tuple):
        return Range(*between)
    given = ((getattr(rule, name, None), side) for name, side in _SIDES.items())
    return next((_sided(value, side) for value, side in given if isinstance(value, Decimal)), None)


def _found(judged: Judgement) -> Range | None:
    """Return the limit for a period, such as a benchmark's figure or the previous figure."""
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
    """Return the target that a promise states for a period, even if there is no figure to compare."""
    goal = promised_for(view, view.period)
    if goal is None or not goal.exact:
        return None
    return _sided(Words.of(view.measure).decimal(goal.low), "low" if view.measure.better.sign > 0 else "high")


def _sided(value: Decimal | None, side: str) -> Range | None:
    """Return the values on one side of a limit; on both sides only the limit itself is left."""
    if value is None:
        return None
    return Range(value if side in ("low", "both") else None, value if side in ("high", "both") else None)
