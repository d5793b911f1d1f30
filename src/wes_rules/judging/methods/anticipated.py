"""
A straight line through all figures since 2000, the later the heavier, carried on to the target's year.

Source: ESCAP, Progress Assessment Methodology (data.unescap.org), whose index all five UN regional commissions use. Its notes do not
print the weights; here they rise evenly from the first year to the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from wes_rules.counting import from_to
from wes_rules.judging.methods.grading import Case, Grade, Graded, ends_in_words, rounded
from wes_rules.series.figure import round_fraction
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

_SINCE, _FEWEST = 2000, 2
_MAINTAIN, _ACCELERATE = Fraction(10, 100), 1


def anticipated_progress(case: Case) -> Graded | Reason:
    """
    Grade by the gap that is left in the target's year, as a share of the progress required since the baseline.

    With x^ the value there of the weighted regression on the years, the gap is (T - x^) / (T - x0): to be maintained up to
    10% (or where x^ meets the target), to be accelerated up to 100%, to be reversed beyond it. Where the target was met
    at the baseline nothing was required: to be maintained where x^ meets it, else to be reversed.
    """
    if case.target is None:
        return Reason.NO_TARGET
    if case.base is None:
        return Reason.NO_BASELINE
    points = [one.turned(case.sign) for one in case.points if one.year >= _SINCE]
    if len(points) < _FEWEST:
        return Reason.TOO_FEW_FIGURES
    base, aim = case.base.turned(case.sign), case.target.turned(case.sign)
    shares = _shares([one.year for one in points], aim.year)
    # Where a figure counts against the value, its higher end makes it lower.
    weighed = [sorted((share * one.low, share * one.high)) for share, one in zip(shares, points, strict=True)]
    low, high = (sum(some, Fraction()) for some in zip(*weighed, strict=True))
    worst, most = _graded(base.high, low, aim.high)
    best, least = _graded(base.low, high, aim.low)
    there = Span(*sorted(case.sign * round_fraction(end) for end in (low, high)))
    first = next(one for one in case.points if one.year >= _SINCE)
    said = f"the figures {from_to(first.name, case.latest.name)} lead to {case.words.span(there)} in {case.target.name}"
    said += f", with {case.words.span(case.target.span)} to be reached from {case.said(case.base)}"
    if most is not None and least is not None:
        ends = ends_in_words(100 * rounded(least), 100 * rounded(most), 0)
        said += f": a gap of {ends}% of the progress required; maintain up to 10%, accelerate up to 100%"
    return Graded(
        worst=worst,
        best=best,
        lowest=None if least is None else rounded(least),
        highest=None if most is None else rounded(most),
        said=said,
        met_at_baseline=case.met_at_baseline,
    )


def _shares(years: Sequence[int], then: int) -> list[Fraction]:
    """Return by how much each figure counts in the value of the weighted regression in a year."""
    weights = [year - years[0] + 1 for year in years]
    whole = sum(weights)
    middle = Fraction(sum(weight * year for weight, year in zip(weights, years, strict=True)), whole)
    spread = sum(weight * (year - middle) ** 2 for weight, year in zip(weights, years, strict=True))
    return [
        Fraction(weight, whole) + weight * (year - middle) * (then - middle) / spread
        for weight, year in zip(weights, years, strict=True)
    ]


def _graded(base: int, there: Fraction, target: int) -> tuple[Grade, Fraction | None]:
    gap = (target - there) / (target - base) if target > base else None
    if there >= target or (gap is not None and gap <= _MAINTAIN):
        return Grade.MAINTAIN, gap
    return (Grade.ACCELERATE if gap is not None and gap <= _ACCELERATE else Grade.REVERSE), gap
