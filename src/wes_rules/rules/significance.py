"""Whether a figure is significantly worse than a benchmark, at 95%."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure, round_fraction
from wes_rules.values.quantity import AnyUnit, Span, Unit, from_ticks, per_unit
from wes_rules.values.reason import Reason

# The two-sided 95% point of the normal distribution, as used for Wilson's score interval.
_Z95_SQUARED = Fraction("1.959963984540054") ** 2
_TAIL = 0.025
# Rates are published per 1, 10, 100 and so on, up to per million.
_PER = [10**n for n in range(7)]

# What passes each test of significance, and what fails it.
TESTS = {
    "not-significantly-worse": ("not significantly worse", "significantly worse"),
    "significantly-better": ("significantly better", "not significantly better"),
}
# What counts as exact, by whose interval must be known.
EXACT = {
    "own": "; a benchmark that never has an interval counts as exact",
    "both": "; its benchmark's must be known, too",
    "own-alone": "; its benchmark counts as exact",
}

Counted = Literal["people", "events"]
End = Fraction | float


def in_line(
    own: Figure,
    other: Figure,
    ahead: Span,
    *,
    sign: int,
    unit: AnyUnit,
    decimals: int,
    counts: Counted | None,
    both: bool,
) -> tuple[Span, tuple[Reason, ...]]:
    """
    Return the slack of "not significantly worse", and why it is unknown.

    The published interval decides, or else the own counts: Wilson's interval if they count people, and the exact
    Poisson interval (Garwood 1936) if they count events, of which one person may have several.

    Args:
        own: The own figure.
        other: The benchmark.
        ahead: By how many ticks the own figure is better.
        sign: 1 where higher is better, -1 where lower is.
        unit: The unit of both.
        decimals: Their precision.
        counts: What the own counts are of; None where nobody says, and both tests then have to agree.
                both: The benchmark has an interval, too, known or not.
    """
    if ahead.low >= 0:
        return ahead, ()
    scale = per_unit(decimals)
    tests = _Tests(own, sign=sign, unit=unit, scale=scale, counts=counts)
    near, far = _ends_of(other, sign, scale)
    if tests.reason is not None:
        # Whatever interval there is holds the figure itself.
        worst = _value(own.span.low if sign > 0 else own.span.high, scale)
        if other.interval is not None and sign * (near - worst) <= 0:
            return Span(0, max(0, ahead.high)), ()
        return Span(min(ahead.low, -1), max(ahead.high, 0)), () if own.why else (tests.reason,)
    return _tested(ahead, tests, near, far, wider=both and other.interval is None)


def _tested(ahead: Span, tests: _Tests, near: End, far: End, *, wider: bool) -> tuple[Span, tuple[Reason, ...]]:
    """Return by how much a figure is in line by its tests against the benchmark's near and far end; a wider interval is unknown."""
    surely, maybe = tests.worse(near), tests.worse(far)
    unclear = None in (surely, maybe)
    if wider and surely is not False:
        # The benchmark's interval reaches as far as nobody knows.
        surely = None
    low = 0 if maybe is False else min(ahead.low, -1)
    high = min(ahead.high, -1) if surely else max(0, ahead.high) if low else 0
    reasons = [Reason.BENCHMARK_INTERVAL] if wider and maybe is not False else []
    return Span(low, high), (*reasons, *([Reason.COUNTS_UNCLEAR] if unclear else []))


def _ends_of(other: Figure, sign: int, scale: int | Fraction) -> tuple[End, End]:
    """Return the ends of a benchmark, the nearer one to a worse figure first."""
    ends: tuple[End, End] = (_value(other.span.low, scale), _value(other.span.high, scale))
    if other.interval is not None and not other.why:
        # Intervals that touch are in line.
        ends = (Fraction(other.interval[0 if sign > 0 else 1]),) * 2
    return ends[::sign]  # type: ignore[return-value] # two from either side


class IntervalKind(enum.StrEnum):
    """Where a 95% interval comes from."""

    PUBLISHED = "published"
    WILSON = "wilson"
    POISSON = "poisson"


@attrs.frozen
class Interval:
    """A 95% interval of a figure."""

    kind: IntervalKind
    low: Decimal
    high: Decimal


def intervals_of(figure: Figure, words: Words, counts: Counted | None = None) -> tuple[Interval, ...]:
    """Return the 95% intervals of a figure: the published one, or else those of its counts, worked out to one place more; or none."""
    if figure.why:
        return ()
    if figure.interval is not None:
        return (Interval(IntervalKind.PUBLISHED, *figure.interval),)
    tests = _Tests(figure, sign=1, unit=words.unit, scale=per_unit(words.decimals), counts=counts)
    if tests.reason is not None or figure.counts is None:
        return ()
    finer = attrs.evolve(words, decimals=words.decimals + 1)
    found = []
    for test in tests.kinds:
        low, high = (tests.per * end * per_unit(finer.decimals) for end in _ends(test, *figure.counts))
        kind = IntervalKind.WILSON if test is _beyond_wilson else IntervalKind.POISSON
        found.append(Interval(kind, finer.decimal(round(low)), finer.decimal(round(high))))
    return tuple(found)


def lowered(figure: Figure, low: int, high: int, decimals: int) -> Figure:
    """Return a figure that is lower by so many ticks at its two ends; its interval moves with the lower one."""
    interval = figure.interval
    if interval is not None:
        apart = from_ticks(low, decimals)
        interval = (interval[0] - apart, interval[1] - apart)
    return attrs.evolve(figure, span=Span(figure.span.low - low, figure.span.high - high), interval=interval)


def tested(in_line: str, slack: Span, near: Span | None, *, eased: bool) -> str:
    """Say the result of a test, which may be against what is near enough; empty if the figures leave it open."""
    passed, failed = TESTS[in_line]
    if slack.high < 0:
        return f", {failed} at 95%{', by no more than the tolerance' if near is not None and near.low >= 0 else ''}"
    return f", {passed} at 95%{' than what is near enough to count as met' if eased else ''}" if slack.low >= 0 else ""


def interval_said(found: Sequence[Interval], words: Words) -> str:
    """Say the 95% intervals of a figure in brackets; empty where it has none."""
    if not found:
        return ""
    if found[0].kind is IntervalKind.PUBLISHED:
        return f" (95% interval {words.stated_value(found[0].low)} to {words.stated_value(found[0].high)})"
    finer = attrs.evolve(words, decimals=words.decimals + 1)
    said = [
        f"{one.kind.value.capitalize()} {finer.stated_value(one.low)} to {finer.stated_value(one.high)}"
        for one in found
    ]
    return f" (95% interval, {' and '.join(said)})"


def _ends(test: Callable[[int, int, End], bool], inside: int, total: int) -> tuple[float, float]:
    """Return the ends of the interval that a test makes, by halving; good to what anybody reads."""
    most = 1.0 if test is _beyond_wilson else (inside + 10 * math.sqrt(inside) + 10) / total

    def end(outside: float) -> float:
        within = inside / total
        for _ in range(50):
            middle = (within + outside) / 2
            within, outside = (within, middle) if test(inside, total, Fraction(middle)) else (middle, outside)
        return within

    return end(0.0), end(most)


class _Tests:
    """The tests that the own figure allows, all of which have to agree."""

    def __init__(self, own: Figure, *, sign: int, unit: AnyUnit, scale: int | Fraction, counts: Counted | None) -> None:
        self.sign = sign
        self.interval = own.interval if not own.why else None
        self.counts = own.counts
        self.reason: Reason | None = None
        if self.interval is not None:
            return
        if own.counts is None:
            self.reason = Reason.COUNTS_NEEDED
        elif own.counts[1] == 0:
            self.reason = Reason.NO_CASES
        else:
            per = 100 if unit is Unit.PERCENT else _per(own, scale) if unit is Unit.RATIO else None
            self.reason = None if per else Reason.COUNTS_UNCLEAR
            self.per = per or 1
            people = counts != "events" and own.counts[0] <= own.counts[1]
            events = counts != "people"
            self.kinds = [_beyond_wilson] * people + [_beyond_poisson] * (events or not people)

    def worse(self, benchmark: End) -> bool | None:
        """Whether the figure is significantly worse than a benchmark; None where the tests do not agree."""
        if self.interval is not None:
            return self.interval[1] < benchmark if self.sign > 0 else self.interval[0] > benchmark
        assert self.counts is not None  # else there is a reason
        inside, total = self.counts
        expected = benchmark / self.per
        if self.sign * (expected - Fraction(inside, total)) <= 0:
            return False
        found = {test(inside, total, expected) for test in self.kinds}
        return found.pop() if len(found) == 1 else None


def _value(end: int | float, scale: int | Fraction) -> End:
    return Fraction(end, scale) if isinstance(end, int) else end


def _per(own: Figure, scale: int | Fraction) -> int | None:
    """Return per how many a rate is published: where its counts and its value agree; None where that is not plain."""
    assert own.counts is not None  # the caller has checked
    share = Fraction(*own.counts)
    fitting = [per for per in _PER if own.span == Span(*[round_fraction(share * per * scale)] * 2)]
    return fitting[0] if len(fitting) == 1 else None


def _beyond_wilson(inside: int, total: int, share: End) -> bool:
    """Whether a share lies beyond Wilson's interval of counts of people."""
    if isinstance(share, float) or not 0 <= share <= 1:
        return True
    return total * (Fraction(inside, total) - share) ** 2 > _Z95_SQUARED * share * (1 - share)


def _beyond_poisson(events: int, total: int, rate: End) -> bool:
    """Whether a rate lies beyond the exact Poisson interval of a count of events."""
    mean = float(rate * total)
    if math.isinf(mean):
        return True
    if mean < events:
        return mean <= 0 or 1 - _at_most(events - 1, mean) < _TAIL
    return _at_most(events, mean) < _TAIL


def _at_most(events: int, mean: float) -> float:
    """Return how likely at most so many events are; the terms fall on either side of the mean, so few of them count."""
    term = math.exp(events * math.log(mean) - mean - math.lgamma(events + 1))
    if events > mean:
        rest, above = 0.0, term * mean / (events + 1)
        place = events + 1
        while above > rest * 1e-17:
            rest += above
            place += 1
            above *= mean / place
        return 1 - rest
    total = 0.0
    while events >= 0 and term > total * 1e-17:
        total += term
        term *= events / mean
        events -= 1
    return total
