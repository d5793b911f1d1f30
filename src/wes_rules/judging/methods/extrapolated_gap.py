"""
The mean yearly change of the last six figures, carried on to the target's year.

Source: the German Sustainable Development Strategy's weather symbols, "Indicator status" of dns-indikatoren.de.
"""

from __future__ import annotations

from fractions import Fraction

import attrs

from wes_rules.counting import from_to
from wes_rules.judging.methods.grading import At, Case, Grade, Graded, ends_in_words, rounded
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

_FEWEST, _MOST = 4, 6
_SUN, _SLIGHTLY = Fraction(5, 100), Fraction(20, 100)


def extrapolated_gap(case: Case) -> Graded | Reason:
    """
    Grade by what is missing of the target if the mean yearly change goes on.

    With m = (x - x_first) / (t - t_first) over the last six figures, at least four, the miss is
    (T - x - m (tT - t)) / (T - x): sun under 5%, slightly cloudy up to 20%, cloud beyond it, thunderstorm if m is 0 or leads away.
    A target of every year, or one that is met already: met and m not leading away is a sun, met and m leading away slightly
    cloudy, missed and m leading there a cloud, else a thunderstorm. Without a target: m and the last change both
    the right way a sun, m alone slightly cloudy, the last change alone a cloud, neither a thunderstorm.
    """
    if len(case.points) < _FEWEST:
        return Reason.TOO_FEW_FIGURES
    near = [one.turned(case.sign) for one in case.points[-_MOST:]]
    first, before, last = near[0], near[-2], near[-1]
    aim = None if case.target is None else case.target.turned(case.sign)
    # A better latest figure, worse ones before and a nearer target never make it worse, so the ends decide.
    at_worst = _graded(_Values(first.high, before.high, last.low, None if aim is None else aim.high), case, near)
    at_best = _graded(_Values(first.low, before.low, last.high, None if aim is None else aim.low), case, near)
    (worst, high), (best, low) = at_worst, at_best
    years = last.year - first.year
    change = Span(*sorted(case.sign * end for end in (last.low - first.high, last.high - first.low)))
    said = (
        f"{_changed(case, change, years)} a year {from_to(case.said(case.points[-len(near)]), case.said(case.latest))}"
    )
    scores = [None if one is None else rounded(one) for one in (low, high)]
    if case.target is not None:
        said += f"; target {case.words.span(case.target.span)}"
        said += f" in {case.target.name}" if case.dated else " every year"
    if scores[0] is not None and scores[1] is not None:
        ends = ends_in_words(100 * scores[0], 100 * scores[1], 0)
        missed = f", missed by {ends}% of the way" if scores[1] > 0 else ", reached"
        said += f"{missed} if it goes on; sun under 5%, slightly cloudy up to 20%"
    return Graded(worst=worst, best=best, lowest=scores[0], highest=scores[1], said=said)


@attrs.frozen
class _Values:
    """What the grade goes by, of a measure of which more is better: the first, the last but one, the last and the target."""

    first: int
    before: int
    last: int
    target: int | None


def _graded(values: _Values, case: Case, near: list[At]) -> tuple[Grade, Fraction | None]:
    last, target = values.last, values.target
    change = Fraction(last - values.first, near[-1].year - near[0].year)
    if target is None:
        if change > 0:
            return (Grade.SUN if last > values.before else Grade.SLIGHTLY_CLOUDY), None
        return (Grade.CLOUD if last > values.before else Grade.THUNDERSTORM), None
    if last >= target:
        return (Grade.SUN if change >= 0 else Grade.SLIGHTLY_CLOUDY), None
    if not case.dated:
        return (Grade.CLOUD if change > 0 else Grade.THUNDERSTORM), None
    assert case.target is not None  # as there is one
    missed = 1 - change * (case.target.year - near[-1].year) / (target - last)
    if change <= 0:
        return Grade.THUNDERSTORM, missed
    if missed < _SUN:
        return Grade.SUN, missed
    return (Grade.SLIGHTLY_CLOUDY if missed <= _SLIGHTLY else Grade.CLOUD), missed


def _changed(case: Case, change: Span, years: int) -> str:
    finer = type(case.words)(case.words.unit, case.words.decimals + 1)
    ends = [round(Fraction(10 * int(end), years)) for end in (change.low, change.high)]
    said = [f"{'-' if end < 0 else '+' if end else ''}{finer.distance(end)}" for end in ends]
    return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"
