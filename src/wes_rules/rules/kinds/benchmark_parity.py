"""In line with somebody else, or better: the national average, statistical neighbours, another measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding, first_broken, in_time, whole_ticks
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.comparators import Against, IndicatorFigure
from wes_rules.series.numbers import Gap
from wes_rules.values.fields import Amount
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, Unit, from_ticks, ticks
from wes_rules.values.reason import Reason

# The two-sided 95% point of the normal distribution, as used for Wilson's score interval.
_Z95_SQUARED = Fraction("1.959963984540054") ** 2


@attrs.frozen(kw_only=True)
class BenchmarkParity(FigureRule):
    """
    The figure is at least as good as a benchmark's for the same group and period.

    Wording that means this: "in line with or better than the national average", "at least
    match", "above national", "remain better than". Both figures are compared at published precision.

    Args:
        against: The benchmark.
        strict: Better is needed ("above", "better than"); equality is not enough.
        in_line: What "in line" means: as a point, within some points, or not significantly worse
            (the benchmark is not beyond the published 95% interval, or beyond Wilson's of the own
            counts; where both figures have an interval, intervals that touch are in line).
        within: How many points worse is still in line, for `in_line = "within"`.
        scope: The latest period, or every one ("remain better").
        from_period: The first period of "every"; by default the first after the plan starts, or the first with a figure.
        benchmark_of: The benchmark's period: the same, or the one before ("last year's national average").

    Raises:
        DefinitionError: `within` without `in_line = "within"`, or the other way round.
    """

    kind: ClassVar[str] = "benchmark-parity"

    against: Against
    strict: bool = False
    in_line: Literal["point", "within", "not-significantly-worse"] = "point"
    within: Amount = Decimal(0)
    scope: Literal["latest", "every"] = "latest"
    from_period: Period | None = None
    benchmark_of: Literal["same-period", "period-before"] = "same-period"

    def __attrs_post_init__(self) -> None:
        if bool(self.within) != (self.in_line == "within"):
            raise DefinitionError('within goes with in_line = "within", and needs an amount above 0')
        if self.strict and self.in_line != "point":
            raise DefinitionError(f'strict parity is judged as a point, not in_line = "{self.in_line}"')

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not say which way is better."""
        if measure.better.sign == 0:
            raise DefinitionError(f'better = "{measure.better.value}" does not say what "in line or better" means')
        if isinstance(measure.number, Gap):
            _fits_a_gap(self.against)
        whole_ticks(self.within, measure, "within")
        if self.from_period is not None and self.from_period.kind is not measure.calendar.kind:
            raise DefinitionError(f"from_period {self.from_period} is not {measure.calendar.kind.a}")
        if self.from_period is not None:
            in_time(self, self.from_period, "from_period")

    def find(self, view: View) -> Finding:
        """Measure the distance to the benchmark; positive when better."""
        periods = self._periods(view)
        if not periods:
            return Finding.blocked(Reason.NO_RULE, facts=(view.latest(),))
        compared = [(p, self._compared(view, p)) for p in periods]
        if any(q is None or not view.calendar.comparable(q, p) for p, q in compared):
            return Finding.blocked(Reason.SERIES_BREAK, facts=(view.latest(),))
        pairs = [(Fact("latest", view.own(p), p), view.against(self.against, q)) for p, q in compared if q is not None]
        slacks = [self._slack(view, own, other) for own, other in pairs]
        slack = Span(min(one.low for one in slacks), min(one.high for one in slacks))
        strict = int(self.strict)
        found = [
            Finding(one, Span(one.low + strict, one.high + strict), p) for p, one in zip(pairs, slacks, strict=True)
        ]
        broken = first_broken(found)
        own, other = pairs[-1]
        facts = (own, other, *_earlier(pairs, broken))
        reasons = (*other.figure.notes, *self._unknown_counts(own), *_first_failed(slacks))
        return Finding(slack, found[-1].margin, facts, reasons, decided=broken)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the benchmark's figure."""
        if len(finding.facts) < 2 or finding.facts[1].figure.is_missing:
            return ""
        benchmark = words.span(finding.facts[1].figure.span)
        if self.in_line == "not-significantly-worse":
            return f"not significantly worse than {benchmark}"
        within = f"within {words.distance(ticks(self.within, words.decimals))} of " if self.within else ""
        return f"{within or ('better than ' if self.strict else 'no worse than ')}{benchmark}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say both figures."""
        said = words.fact(finding.facts[0])
        if len(finding.facts) < 2:
            return said
        other = finding.facts[1]
        when = other.period if self.benchmark_of == "period-before" else None
        said += f", against {words.fact(attrs.evolve(other, period=when))} for {other.name}"
        if other.figure.count_of is not None:
            said += f" ({other.figure.count_of[0]} of {other.figure.count_of[1]} areas have a figure)"
        if len(finding.facts) > 2 and finding.facts[2].role.startswith("broken"):
            said += f"; it was not so with {words.fact(finding.facts[2])} against {words.fact(finding.facts[3])}"
        return said

    def reading(self) -> str:
        """Say how the wording is read."""
        said = "better than the benchmark, equality is not enough" if self.strict else "equality is in line"
        if self.in_line == "within":
            said = f"up to {self.within} points worse is in line"
        if self.in_line == "not-significantly-worse":
            said = "not significantly worse at 95% (the published interval, or else Wilson's) is in line"
        if self.scope == "every":
            since = self.from_period or "the plan's start"
            said += f"; in every period since {since}"
        when = "same period" if self.benchmark_of == "same-period" else "the benchmark's period before"
        return f"{said}; same group, {when}, both at published precision"

    def _periods(self, view: View) -> tuple[Period, ...]:
        if self.scope == "latest":
            return (view.period,)
        return view.since_start() if self.from_period is None else view.calendar.between(self.from_period, view.period)

    def _compared(self, view: View, period: Period) -> Period | None:
        return period if self.benchmark_of == "same-period" else view.calendar.previous(period)

    def _slack(self, view: View, own: Fact, other: Fact) -> Span:
        ahead = own.figure.span - other.figure.span
        if view.measure.better.sign < 0:
            ahead = -ahead
        if self.in_line == "not-significantly-worse":
            return self._significant(view, own, other, ahead)
        shift = ticks(self.within, view.measure.decimals) - int(self.strict)
        return Span(ahead.low + shift, ahead.high + shift) if shift else ahead

    def _significant(self, view: View, own: Fact, other: Fact, ahead: Span) -> Span:
        if ahead.low >= 0:
            return ahead
        if own.figure.interval is not None and not own.figure.why and not other.figure.why:
            return ahead if _beyond(view, own.figure.interval, other) else Span(0, 0)
        counts = own.figure.counts if view.measure.unit is Unit.PERCENT else None
        if counts is None or not other.figure.span.exact or counts[1] == 0:
            return Span(min(ahead.low, -1), max(ahead.high, 0))
        share, sign = Fraction(*counts), view.measure.better.sign
        benchmark = Fraction(int(other.figure.span.low), 100 * 10**view.measure.decimals)
        if other.figure.interval is not None:
            # The end that is nearer to a worse figure: intervals that touch are in line.
            benchmark = Fraction(other.figure.interval[0 if sign > 0 else 1]) / 100
        worse = sign * (benchmark - share) > 0
        apart = counts[1] * (share - benchmark) ** 2 > _Z95_SQUARED * benchmark * (1 - benchmark)
        return ahead if worse and apart else Span(0, 0)

    def _unknown_counts(self, own: Fact) -> tuple[Reason, ...]:
        figure = own.figure
        known = bool(figure.why) or figure.counts is not None or figure.interval is not None
        return (Reason.COUNTS_NEEDED,) if self.in_line == "not-significantly-worse" and not known else ()


def _fits_a_gap(against: Against) -> None:
    """Refuse to hold a distance between two groups against anything but the same distance elsewhere."""
    if isinstance(against, IndicatorFigure):
        what = "a gap between two groups cannot be held against the level of an indicator"
        raise DefinitionError(Problem(what, "compare it with another area or a set of areas"))
    if against.group is not None:
        what = f'group = "{against.group}" of the benchmark means nothing for a gap, which is between two groups'
        raise DefinitionError(Problem(what, "leave group out: the same gap is taken there"))


def _beyond(view: View, interval: tuple[Decimal, Decimal], other: Fact) -> bool:
    """Whether a benchmark lies beyond the better end of an interval."""
    point = from_ticks(int(other.figure.span.low), view.measure.decimals)
    lower, upper = other.figure.interval or (point, point)
    return interval[1] < lower if view.measure.better.sign > 0 else interval[0] > upper


def _earlier(pairs: list[tuple[Fact, Fact]], broken: Finding | None) -> list[Fact]:
    """List the figures of earlier periods, those that first broke the promise before the others."""
    first = () if broken is None else broken.facts
    facts = [attrs.evolve(one, role=f"broken_{one.role}") for one in first]
    return facts + [attrs.evolve(one, role="step") for pair in pairs[:-1] if pair != first for one in pair]


def _first_failed(slacks: list[Span]) -> tuple[Reason, ...]:
    return (Reason.PRESUPPOSITION_FAILED,) if len(slacks) > 1 and slacks[0].high < 0 else ()
