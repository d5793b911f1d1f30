"""
Growth by the year, compounded: against what the target takes, or on its own.

Source: Statistics Canada's method in Open SDG, docs/progress-methodology.md of open-sdg/open-sdg and sdg/ProgressMeasure.py
of open-sdg/sdg-build. Growth is o = (x/x0)^(1/(t - t0)) - 1; the target takes r = (T/x0)^(1/(tT - t0)) - 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from fractions import Fraction

from wes_rules.judging.methods.grading import At, Case, Grade, Graded, ends_in_words, rounded
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

_GRADES = (Grade.DETERIORATION, Grade.LIMITED, Grade.MODERATE, Grade.SUBSTANTIAL)
_OF_REQUIRED = (Decimal(0), Decimal("0.60"), Decimal("0.95"))
_A_YEAR = (Decimal(0), Decimal("0.005"), Decimal("0.015"))
# The exponent by which cuts shrink near a natural limit.
_NEAR = Decimal("4.44")
_DIGITS = 40
# So many parts of what the baseline may be are looked at one by one.
_PARTS = 200

_Ends = tuple[Decimal, Decimal]


def cagr_ratio(case: Case) -> Graded | Reason:
    """
    Grade growth as a share of what the target takes.

    p = d * o / |r|, where d is 1 if higher is better and -1 if lower is, for negative numbers the other way round.
    Target achieved if the latest figure meets it; substantial from 0.95, moderate from 0.60, limited from 0, else deterioration.
    `better` gives the direction, never the way from the baseline to the target: a target that was met at the
    baseline and is not met any more is deterioration.
    """
    if case.target is None:
        return Reason.NO_TARGET
    found = _spread(case, case.target)
    if isinstance(found, Reason):
        return found
    lowest, highest, worst, best = found
    surely, maybe = case.met
    said = f"{_moved(case)}; {case.words.span(case.target.span)} in {case.target.name} takes {_taken(case, case.target)} a year"
    endless = lowest.is_infinite() or highest.is_infinite()
    said += ", which has no ratio" if endless else f", a ratio of {ends_in_words(rounded(lowest), rounded(highest))}"
    said += "; substantial from 0.95, moderate from 0.60, limited from 0"
    return Graded(
        worst=Grade.ACHIEVED if surely else worst,
        best=Grade.ACHIEVED if maybe else best,
        lowest=None if endless else rounded(lowest),
        highest=None if endless else rounded(highest),
        said=said,
        met_at_baseline=case.met_at_baseline,
    )


def cagr_direction(case: Case) -> Graded | Reason:
    """
    Grade growth on its own, where no target is named.

    p = d * o; substantial from 1.5% a year, moderate from 0.5%, limited from 0, else deterioration. Within twice a natural
    limit L the cuts are multiplied by 1 - (x0/L)^4.44, above it by 1 - ((2L - x0)/L)^4.44.
    """
    found = _spread(case, None)
    if isinstance(found, Reason):
        return found
    lowest, highest, worst, best = found
    said = f"{_moved(case)}; substantial from 1.5%, moderate from 0.5%, limited from 0%"
    if case.limit is not None:
        limit = case.words.value(round(case.limit))
        said += f", each less the nearer the baseline is to {limit}"
    return Graded(worst=worst, best=best, lowest=rounded(lowest), highest=rounded(highest), said=said)


def _spread(case: Case, target: At | None) -> tuple[Decimal, Decimal, Grade, Grade] | Reason:
    """Return the lowest and highest score and the worst and best grade, over all that the figures may be."""
    base, latest = case.base, case.latest
    if base is None:
        return Reason.NO_BASELINE
    years = latest.year - base.year
    if years < 1 or (target is not None and target.year <= base.year):
        return Reason.TOO_FEW_FIGURES
    # A negative series is one of positive numbers that should go the other way.
    flip = -1 if base.high < 0 else 1
    figures = [one.turned(flip) for one in (base, latest, *(() if target is None else (target,)))]
    if figures[0].low <= 0 or figures[1].low < 0 or any(one.low <= 0 for one in figures[2:]):
        return Reason.ACROSS_NOTHING
    sign, aim = case.sign * flip, figures[2] if target is not None else None
    lows, highs, grades = [], [], []
    with localcontext(prec=_DIGITS):
        for part in _parts(figures[0]):
            ends = _signed(_growth(figures[1], part, years), sign)
            if aim is not None:
                ends = _divided(ends, _growth(aim, part, aim.year - base.year))
            least, most = (Decimal(1),) * 2 if aim is not None or case.limit is None else _near(part, case.limit)
            cuts = _OF_REQUIRED if aim is not None else _A_YEAR
            grades += [_graded(ends[0], cuts, most), _graded(ends[1], cuts, least)]
            lows.append(ends[0])
            highs.append(ends[1])
    return min(lows), max(highs), min(grades, key=_GRADES.index), max(grades, key=_GRADES.index)


def _parts(base: At) -> Iterator[At]:
    """Part what a baseline may be: the score neither rises nor falls with it, so the parts are looked at apart."""
    size = -(-(base.high - base.low + 1) // _PARTS)
    for low in range(base.low, base.high + 1, size):
        yield At(base.year, Span(low, min(low + size - 1, base.high)), base.name)


def _growth(now: At, then: At, years: int) -> _Ends:
    def rate(after: int, before: int) -> Decimal:
        return (Decimal(after) / Decimal(before)) ** (1 / Decimal(years)) - 1

    return rate(now.low, then.high), rate(now.high, then.low)


def _signed(ends: _Ends, sign: int) -> _Ends:
    return ends if sign > 0 else (-ends[1], -ends[0])


def _divided(ends: _Ends, by: _Ends) -> _Ends:
    small, large = sorted(map(abs, by))
    if by[0] < 0 < by[1]:
        small = Decimal(0)

    def over(value: Decimal, size: Decimal) -> Decimal:
        if size:
            return value / size
        return Decimal("Infinity").copy_sign(value) if value else Decimal(0)

    low, high = ends
    return over(low, small if low < 0 else large), over(high, large if high < 0 else small)


def _near(base: At, limit: Fraction) -> _Ends:
    """Return the least and the most by which cuts are multiplied."""
    bound = Decimal(limit.numerator) / limit.denominator

    def shrunk(value: Decimal) -> Decimal:
        near = value if value <= bound else 2 * bound - value
        return Decimal(1) if value >= 2 * bound else 1 - (near / bound) ** _NEAR

    ends = sorted(map(shrunk, (Decimal(base.low), Decimal(base.high))))
    return Decimal(0) if base.low < bound < base.high else ends[0], ends[1]


def _graded(score: Decimal, cuts: tuple[Decimal, ...], factor: Decimal) -> Grade:
    # Digits beyond any that decide are those of the roots, which end nowhere.
    near = score if score.is_infinite() else round(score, _DIGITS // 2)
    return _GRADES[sum(near >= round(cut * factor, _DIGITS // 2) for cut in cuts)]


def _moved(case: Case) -> str:
    assert case.base is not None  # as it has been graded
    years = case.latest.year - case.base.year
    ends = _a_year(case, lambda one, base: _growth(one, base, years), case.latest)
    return f"{case.said(case.latest)} from {case.said(case.base)} is {ends} a year"


def _taken(case: Case, target: At) -> str:
    assert case.base is not None  # as it has been graded
    years = target.year - case.base.year
    return _a_year(case, lambda one, base: _growth(one, base, years), target)


def _a_year(case: Case, growth: Callable[[At, At], _Ends], one: At) -> str:
    assert case.base is not None  # as it has been graded
    flip = -1 if case.base.high < 0 else 1
    with localcontext(prec=_DIGITS):
        said = [f"{100 * end:+.2f}%" for end in growth(one.turned(flip), case.base.turned(flip))]
    return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"
