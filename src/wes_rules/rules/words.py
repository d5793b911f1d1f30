"""Numbers as people read them, in a measure's unit and at its precision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs

from wes_rules.counting import counted, from_to
from wes_rules.rules.facts import Fact
from wes_rules.rules.measure import Measure
from wes_rules.series.figure import ANYTHING, Figure, round_fraction
from wes_rules.series.number import NumberKind
from wes_rules.values.quantity import AnyUnit, Quantity, Span, Unit, from_ticks, ticks
from wes_rules.values.reason import Reason
from wes_rules.values.ticks import show
from wes_rules.values.units import of_distance

__all__ = ["Words"]


def listed(words: Sequence[object]) -> str:
    """Say several things one after the other, the last one after an "and"."""
    *before, last = map(str, words)
    return f"{', '.join(before)} and {last}" if before else last


def finer(words: Words, ticks: Fraction, more: int) -> str:
    """Format a value that may lie between two ticks, with more decimals than the measure."""
    return attrs.evolve(words, decimals=words.decimals + more).value(round_fraction(ticks * 10**more))


def every(rhythm: str) -> str:
    """Return "a year" or "every 2 years" for a rhythm."""
    return f"every {rhythm}" if rhythm[0].isdigit() else f"a {rhythm}"


# So many figures that a number was worked out from are named one by one.
_MOST_SHOWN = 4
# What may still change a figure, beside it.
_NOT_FINAL = (Reason.PROVISIONAL, Reason.ESTIMATE)
# What a figure is that should have been lower than another.
_BEYOND: dict[AnyUnit, str] = {Unit.DAYS: "longer than", Unit.COUNT: "more than", Unit.POUNDS: "more than"}


@attrs.frozen
class Words:
    """
    Formats numbers in a measure's unit and precision.

    Args:
        unit: The unit.
        decimals: How many decimal places are said.
        number: What the number is, for what its unit allows of it; None where nobody asks.
        sign: 1 where higher is better, -1 where lower is, 0 where neither is.
        all_needed: Whether all of something is promised, so that less must not read as all.
    """

    unit: AnyUnit
    decimals: int
    number: NumberKind | None = attrs.field(default=None, eq=False, repr=False)
    sign: int = 1
    all_needed: bool = attrs.field(default=False, eq=False, repr=False)

    @classmethod
    def of(cls, measure: Measure) -> Words:
        """Return the words for a measure."""
        return cls(measure.unit, measure.decimals, measure.number, measure.better.sign, measure.rule.kind == "everyone")

    def limited(self, *, strict: bool) -> str:
        """Say which side of a limit keeps the promise, with or without the limit itself."""
        higher = self.sign >= 0
        return ("above" if higher else "below") if strict else ("at least" if higher else "at most")

    def value(self, tick: int | float) -> str:
        """Format one value; counted things are whole, although a limit may not be."""
        value = from_ticks(int(tick), self.decimals)
        is_whole = self.unit.whole and value == value.to_integral_value()
        apart = self.number is not None and self.number.is_difference
        unit = of_distance(self.unit) if apart else self.unit
        return show(value, unit, 0 if is_whole and self.decimals > 0 else self.decimals)

    def distance(self, tick: int | float) -> str:
        """Say a distance, without sign: the distance between percentages is in points."""
        return show(from_ticks(abs(int(tick)), self.decimals), of_distance(self.unit), self.decimals)

    def amount(self, value: Decimal, share_of: str = "") -> str:
        """
        Say a stated amount between two values, such as a tolerance.

        Args:
            value: The amount.
            share_of: What it is a percentage of; empty where it is in the unit.
        """
        return f"{value.normalize():f}% of {share_of}" if share_of else self.distance(ticks(value, self.decimals))

    def stated_value(self, value: Decimal) -> str:
        """Say a stated value, such as a limit."""
        return self.value(ticks(value, self.decimals))

    def missed(self, ticks: int | float, *, too_high: bool, than: str) -> str:
        """
        Say by how much a promise is missed; "short" only if the figure is too low.

        Args:
            ticks: The distance.
            too_high: Whether the figure is above what it should be.
            than: What it is held against: "figure", "limit" or, where one value only is right, "value".
        """
        said = self.distance(ticks)
        if not too_high:
            return f"{said} short"
        if than in ("figure", "value"):
            return f"{said} {_BEYOND.get(self.unit, 'above')} the target"
        return f"{said} over" if self.unit is Unit.POUNDS else f"{said} over the limit"

    def span(self, span: Span) -> str:
        """Format a value that may only have bounds."""
        if span.exact:
            return self.value(span.low)
        low, high = span.low > -math.inf, span.high < math.inf
        if low and high:
            return f"between {self.value(span.low)} and {self.value(span.high)}"
        if low:
            return f"{self.value(span.low)} or more"
        return f"{self.value(span.high)} or less" if high else "any value"

    @staticmethod
    def of_areas(figure: Figure) -> str:
        """Say how many of a figure's areas have one, and whether each is known."""
        have, asked = figure.count_of or (0, 0)
        return f"{have} of {asked} areas have a figure{', not all of them known' if figure.is_missing else ''}"

    @staticmethod
    def rank(figure: Figure) -> str:
        """Say a place among others, which may be known only between bounds."""
        low, high = figure.span.low, figure.span.high
        return f"rank {low}" if figure.span.exact else f"rank between {low} and {high}"

    def limit(self, span: Span) -> str:
        """Format a limit behind "at least", "below" and the like; one known between bounds with its ends."""
        if span.exact:
            return self.value(span.low)
        return f"a figure {'of ' * any(map(math.isinf, (span.low, span.high)))}{self.span(span)}"

    def fact(self, fact: Fact) -> str:
        """Say a figure and the period it is about."""
        figure = fact.figure
        if fact.role == "place":
            return f"{self.rank(figure)} in {fact.period}"
        said = self.figure(figure)
        shown = Reason.MORE_THAN_ALL in figure.why or not self.is_nothing(figure)
        said += self._made_of(figure) if shown else ""
        return f"{said} in {fact.period}" if fact.period is not None else said

    def figure(self, figure: Figure) -> str:
        """Format a figure with its counts, and whether it is provisional or an estimate."""
        none = Reason.NO_CASES in figure.why or (figure.counts is not None and not figure.counts[1])
        said = "no case" if none else "not known" if self.is_nothing(figure) else self.span(figure.span)
        beside = [] if figure.counts is None or none else [f"{figure.counts[0]:,} of {figure.counts[1]:,}"]
        beside += self._less_than_all(figure)
        beside += filter(None, (self.standing(figure),))
        said += f" ({', '.join(beside)})" if beside else ""
        if so_far := self.failed_so_far(figure):
            said += f" ({so_far})"
        return said

    @staticmethod
    def standing(figure: Figure) -> str:
        """Say that a figure is provisional or an estimate; empty for others."""
        return ", ".join(one.value for one in _NOT_FINAL if one in figure.notes)

    def _less_than_all(self, figure: Figure) -> list[str]:
        """Say as what a percentage was published that only prints as all, where all are needed."""
        prints = self.all_needed and figure.counts is None and figure.span.low >= 100 * 10**self.decimals
        published = [one.quantity.low for one in figure.observations if prints and one.quantity.is_exact]
        alone = [one for one in published if one is not None and one < 100 and not published[1:]]
        return [f"published as {one}{self.unit.suffix}" for one in alone]

    @staticmethod
    def failed_so_far(figure: Figure) -> str:
        """Say how many cases have failed already while others may still come; else empty."""
        failed = figure.failed
        if failed is None or not math.isinf(failed.high) or not failed.low:
            return ""
        return f"{counted(int(failed.low), 'case')} failed so far"

    def is_nothing(self, figure: Figure) -> bool:
        """Whether a figure is as wide as its unit allows."""
        low, high = (self.unit.low, self.unit.high) if self.number is None else self.number.bounds(self.unit)
        anything = Quantity(low=low, high=high).span(self.decimals, whole=self.unit.whole)
        return figure.is_missing and figure.span in (anything, ANYTHING)

    @staticmethod
    def _made_of(figure: Figure) -> str:
        """Name the figures that one was worked out from, or if many their number and the unknown ones."""
        made_of = figure.made_of
        if not made_of:
            return ""
        open_ = [one for one in made_of if not (one.span.exact or one.none)]
        shown = made_of if len(made_of) <= _MOST_SHOWN else open_[:_MOST_SHOWN]
        said = [
            f"{one.name} {'no case' if one.none else Words(one.unit, one.decimals).known(one.span)}" for one in shown
        ]
        if len(made_of) > _MOST_SHOWN:
            more = len(open_) - len(shown)
            said += [f"{counted(more, 'other')} not known exactly"] if more else []
            said = [f"{len(made_of)} figures {from_to(made_of[0].name, made_of[-1].name)}", *said]
        return f" ({', '.join(said)})"

    def known(self, span: Span) -> str:
        """Format a value that may only have bounds, or be unknown."""
        anything = Quantity.missing(self.unit).span(self.decimals, whole=self.unit.whole)
        return "not known" if span == anything and not span.exact else self.span(span)

    def stated(self, fact: Fact) -> str:
        """Say who states a baseline."""
        if not fact.name:
            return ""
        return f" (as stated by {fact.name})"

    def decimal(self, tick: int | float) -> Decimal:
        """Return a tick value as the decimal it stands for."""
        return from_ticks(int(tick), self.decimals)
