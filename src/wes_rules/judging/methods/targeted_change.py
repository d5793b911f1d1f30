"""
How much of the change from baseline to target has been made.

Source: Healthy People 2020, Final Progress Table (catalog.data.gov), as it is read where no standard errors are published.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from wes_rules.judging.methods.grading import At, Case, Grade, Graded, ends_in_words, rounded
from wes_rules.rules.compounding import said_between
from wes_rules.values.reason import Reason

_ENOUGH = Fraction(10, 100)


def targeted_change(case: Case) -> Graded | Reason:
    """
    Grade the share of the targeted change that is made: (x - x0) / (T - x0).

    Met if the latest figure meets the target. Towards it, improving from 10% of the targeted change; away from it, getting worse
    from 10% of the baseline, |x - x0| / |x0|; else little or no detectable change. Where the target was met at the
    baseline no share is worked out: met still, or how far it has moved away.
    """
    if case.target is None:
        return Reason.NO_TARGET
    if case.base is None:
        return Reason.NO_BASELINE
    if case.latest.year <= case.base.year:
        return Reason.TOO_FEW_FIGURES
    base, last, aim = (one.turned(case.sign) for one in (case.base, case.latest, case.target))
    if base.low <= 0 <= base.high and base.low < base.high:
        return Reason.ACROSS_NOTHING
    # A better latest figure, a worse baseline and a nearer target never make it worse, so the ends decide.
    exact = None if case.unrounded is None else case.sign * case.unrounded
    worst, low = _graded(base.high, last.low, aim.high if exact is None else exact)
    best, high = _graded(base.low, last.high, aim.low if exact is None else exact)
    said = f"{case.said(case.latest)} from {case.said(case.base)}"
    met_at_baseline = case.met_at_baseline
    scores: tuple[Decimal | None, Decimal | None] = (None, None)
    if low is not None and high is not None and not met_at_baseline:
        scores = rounded(low), rounded(high)
        # As progress is said, so that all of it is reached only with the target.
        least, most = (Decimal(math.floor(1000 * one)) / 10 for one in (low, high))
        ends = ends_in_words(least, most, 1)
        said += f" is {ends}% of the change to {_said(case, case.target)}"
    else:
        said += f", with a target of {case.said(case.target)}"
    said += "; improving from 10% of it, getting worse from 10% of the baseline away"
    return Graded(
        worst=worst, best=best, lowest=scores[0], highest=scores[1], said=said, met_at_baseline=met_at_baseline
    )


def _said(case: Case, target: At) -> str:
    if case.unrounded is None or case.unrounded.denominator == 1:
        return case.said(target)
    return f"{said_between(case.unrounded, case.words)} in {target.name}"


def _graded(base: int, last: int, target: Fraction | int) -> tuple[Grade, Fraction | None]:
    share = Fraction(last - base, target - base) if target > base else None
    if last >= target:
        return Grade.MET, share
    if last > base:
        assert share is not None  # the target is beyond both
        return (Grade.IMPROVING if share >= _ENOUGH else Grade.LITTLE_CHANGE), share
    away = last < base and (not base or Fraction(base - last, abs(base)) >= _ENOUGH)
    return (Grade.GETTING_WORSE if away else Grade.LITTLE_CHANGE), share
