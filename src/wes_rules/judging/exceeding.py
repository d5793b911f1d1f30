"""Whether a kept promise counts as exceeded, which is no status."""

from __future__ import annotations

from fractions import Fraction

from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.closeness import Closeness
from wes_rules.rules.facts import Finding
from wes_rules.values.quantity import Span, ticks


def exceeded_of(judgement: Verdict) -> bool | None:
    """Return whether its deciding part is exceeded; None if not kept, not said by the plan, or unknown."""
    one = judgement.decisive
    if one is None:
        return None
    rule, found = one.promise_then, one.decided
    if not isinstance(rule, Closeness) or rule.exceeded_by is None or one.status is not Status.ON_TRACK:
        return None
    if found is None or found.margin is None:
        return None
    target = 0 if rule.exceeded_by_in == "points" else _target(found, one.measure.better.sign)
    if target is None:
        return None
    by = exceeding_margin(rule, target, one.measure.decimals)
    ends = {end > by if rule.edge_is_out("exceeded_by") else end >= by for end in (found.margin.low, found.margin.high)}
    return ends.pop() if len(ends) == 1 else None


def exceeding_margin(rule: Closeness, target: int, decimals: int) -> Fraction:
    """Return by how much a promise has to be kept to count as exceeded, in ticks of its margin; places and cases are whole."""
    assert rule.exceeded_by is not None  # the caller has checked
    if rule.exceeded_by_in == "points":
        return Fraction(ticks(rule.exceeded_by, 0 if rule.counted else decimals))
    return abs(target) * Fraction(rule.exceeded_by) / 100


def _target(found: Finding, sign: int) -> int | None:
    own, margin = found.facts[0].figure.span, found.margin
    assert margin is not None  # the caller has checked
    far = margin if sign > 0 else Span(margin.high, margin.low)
    ends = {own.low - sign * far.low, own.high - sign * far.high}
    target = ends.pop()
    return None if ends or not isinstance(target, int) else target
