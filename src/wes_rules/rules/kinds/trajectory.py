"""A target for each period."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.exact import Distances, within
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.fitting import in_time, one_way_better, whole_ticks
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Figure, round_fraction
from wes_rules.values import accepting
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Point(Declared):
    """
    A stated target for one period.

    Args:
        period: The period.
        value: The target.
    """

    period: Period
    value: Decimal = attrs.field(converter=accepting.number)

    def times(self, factor: Decimal) -> Point:
        """Return the same target for numbers multiplied by a factor."""
        return attrs.evolve(self, value=self.value * factor)


_BETWEEN = {
    "linear": "is on a straight line, at the precision of the figures",
    "step": "is at the last stated one",
    "compound": "changes by an equal percentage in each period, at the precision of the figures",
}


def _points(value: Sequence[Point]) -> tuple[Point, ...]:
    return accepting.several(value)


@attrs.frozen(kw_only=True, cache_hash=True)
class Trajectory(FigureRule):
    """
    Each period has a target; between stated ones it lies on a straight line, steps, or changes by an equal percentage.

    Wording that means this: a table of yearly targets, "12% by 2024 and 15% by 2026", "48, 46, 42 and 40% in Q1 to Q4 of each year".

    Args:
        points: The stated targets, in the order of their periods.
        between: A straight line between two points, the last one until the next, or the same percentage in each period.
        each_year: The points are those of one year, and hold for the same periods of every later one.

    Raises:
        DefinitionError: No point, periods out of order or of more than the one year that repeats, or a percentage that leads
            from one point to no other.
    """

    kind: ClassVar[str] = "trajectory"
    called: ClassVar[Mapping[str, str]] = {"points": "targets of "}
    steady: ClassVar[bool] = False
    pairs: ClassVar[bool] = False
    has_target: ClassVar[bool] = True
    renamed: ClassVar[Mapping[str, str]] = {"warning": "tolerance", "warning_in": "tolerance_in"}
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={
                "points": (Point(period=Period.parse("2022"), value=40), Point(period=Period.parse("2026"), value=51))
            },
            line="39.0 42.0 45.5 -> on track 0.0",
            kept="39.0 42.0 45.6 -> on track 0.1",
            missed="39.0 42.0 45.4 -> off track -0.1",
            across_a_break="39.0 | 45.5 -> on track 0.0",
            at_a_start="45.4 -> off track -0.1",
        ),
        KnownCases(
            # Halfway between the two by equal percentages lies the root of 40 times 51, which is 45.166.
            fields={
                "points": (Point(period=Period.parse("2022"), value=40), Point(period=Period.parse("2026"), value=51)),
                "between": "compound",
            },
            line="39.0 42.0 45.2 -> on track 0.0",
            kept="39.0 42.0 45.3 -> on track 0.1",
            missed="39.0 42.0 45.1 -> off track -0.1",
            across_a_break="39.0 | 45.2 -> on track 0.0",
            at_a_start="45.1 -> off track -0.1",
        ),
    )

    points: tuple[Point, ...] = attrs.field(converter=_points)
    between: Literal["linear", "step", "compound"] = "linear"
    each_year: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.points:
            raise DefinitionError("a trajectory needs at least one point")
        if any(a.period >= b.period for a, b in pairwise(self.points)):
            raise DefinitionError("the points of a trajectory are in the order of their periods, each period once")
        if self.each_year:
            self._one_year()
        if self.between != "compound":
            return
        for one, other in pairwise(self.points):
            if one.value * other.value <= 0:
                what = f'between = "compound", and no percentage leads from {one.value} to {other.value}'
                raise DefinitionError(Problem(what, 'give points on one side of 0, or write between = "linear"'))

    def _one_year(self) -> None:
        """Refuse points of which it is not clear what they are in the next year."""
        first, last = self.points[0].period, self.points[-1].period
        if first.kind is PeriodKind.WEEK:
            raise DefinitionError(
                Problem("each_year = true, and years differ in their weeks", "give a point for each week")
            )
        if last - first >= first.kind.per_year:
            what = f"each_year = true, and the points from {first} to {last} are of more than one year"
            raise DefinitionError(Problem(what, "give those of one year"))
        if self.between != "linear":
            what = f'between = "{self.between}", and each_year = true leaves nothing between the points'
            raise DefinitionError(Problem(what, "leave between out"))

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not say which way is better, and amounts that are too fine."""
        one_way_better(measure, "on which side of the line to be", both_sides=True)
        if self.points[0].period.kind is not measure.calendar.kind:
            raise DefinitionError(f"{self.points[0].period} is not {measure.calendar.kind.a}")
        in_time(self, measure, self.points[0].period, "the first of its points,")
        if self.each_year and (missing := self._missing(measure.calendar)):
            what = f"each_year = true, and there is no target for {', '.join(map(str, missing))}"
            raise DefinitionError(Problem(what, "give a point for each period of a year"))
        for point in self.points:
            whole_ticks(point.value, measure, f"the target for {point.period}")

    def slack(self, cells: View) -> Finding:
        """Measure the distance to the line."""
        latest = cells.latest()
        if cells.period < self.points[0].period:
            return Finding(None, facts=(latest,), due=False)
        sign = cells.measure.better.sign
        target, stated = _asked(self, cells.period, cells.measure.decimals)
        own = latest.figure.span
        slack = own - target.span if sign > 0 else target.span - own
        facts = (latest, Fact("target", target, cells.period, "at least" if sign > 0 else "at most"))
        return Finding(slack, slack, facts, () if stated else (Reason.INTERPOLATED,), target=target.span)

    def by_distance(self, view: View) -> Distances | None:
        """Measure the distance of the one figure."""
        if view.period < self.points[0].period:
            return None
        number, (target, stated) = view.measure.number, self._target(view.period, view.measure.decimals)
        low, high = (target, None) if view.measure.better.sign > 0 else (None, target)
        told = () if stated else (Reason.INTERPOLATED,)
        return Distances(within(view, number, low, high, told=told), self.enough(view, target))

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the target for the period."""
        if len(finding.facts) < 2:
            return ""
        return f"{finding.facts[1].name} {words.span(finding.facts[1].figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the figure beside its target."""
        required = self.requirement(finding, words)
        return f"{words.fact(finding.facts[0])}, {f'target {required}' if required else 'no target yet'}"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        if self.each_year:
            return "each year has the targets of the year that is stated; equality meets them"
        return f"between stated targets the target {_BETWEEN[self.between]}; equality meets it"

    def _missing(self, calendar: Calendar) -> list[Period]:
        """List the periods of a year that have figures, in some year, and no point."""
        first, stated = self.points[0].period, {point.period for point in self.points}
        a_year = [first + after for after in range(first.kind.per_year)]
        step, anchor = math.gcd(calendar.step, first.kind.per_year), calendar.anchor
        return [one for one in a_year if one not in stated and (anchor is None or (one - anchor) % step == 0)]

    def _target(self, period: Period, decimals: int) -> tuple[int, bool]:
        if self.each_year:
            period -= (period - self.points[0].period) // period.kind.per_year * period.kind.per_year
        before = [point for point in self.points if point.period <= period][-1]
        after = next((point for point in self.points if point.period > period), None)
        start = ticks(before.value, decimals)
        if after is None or before.period == period or self.between == "step":
            return start, True
        end, part = ticks(after.value, decimals), Fraction(period - before.period, after.period - before.period)
        return (
            compounded(start, end, part) if self.between == "compound" else round_fraction(start + (end - start) * part)
        ), False


def compounded(start: int, end: int, part: Fraction) -> int:
    """
    Return what lies a part of the way between two numbers that an equal percentage in each period leads from one to the other.

    Rounded half away from zero. Powers of whole numbers decide; the decimal number only says where to look.
    """
    of, steps, size = part.denominator, part.numerator, (abs(start), abs(end))
    power = 2**of * size[0] ** (of - steps) * size[1] ** steps
    with localcontext(prec=len(str(max(size))) + 8):
        first, last = (Decimal(one).ln() for one in size)
        nearest = int((first + (last - first) * steps / of).exp())
    while (2 * nearest - 1) ** of > power:
        nearest -= 1
    while (2 * nearest + 1) ** of <= power:
        nearest += 1
    return nearest if start > 0 else -nearest


@lru_cache(maxsize=4096)
def _asked(rule: Trajectory, period: Period, decimals: int) -> tuple[Figure, bool]:
    """Return what is asked for in a period, and whether it is stated."""
    target, stated = rule._target(period, decimals)
    return Figure(Span(target, target)), stated
