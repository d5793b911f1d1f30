"""The inputs that a verdict rests on, by name, so that it can be said which of them moved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

import attrs

from wes_rules.judging.judgement import Judgement
from wes_rules.rules.rule import Fact
from wes_rules.rules.words import Words
from wes_rules.series.comparators import OfSet
from wes_rules.values.quantity import Span, Standing, from_ticks

# What people call the inputs of each role; those of any other are earlier figures.
_NAMES = {
    "latest": "own figure",
    "benchmark": "benchmark",
    "rank": "neighbour set",
    "place": "neighbour set",
    "baseline": "baseline",
    "target": "target",
    "broken_target": "target",
    "required": "target",
}


@attrs.frozen(kw_only=True)
class Known:
    """
    What is known of an input, as values: two that are equal say the same, in whatever words.

    Args:
        unit: The unit; empty where an earlier version of this library did not keep it, nor groups.
        low: The lowest value it may have; None is without bound, or not known.
        missing: Nothing is known of it but what its unit allows.
        counts: Numerator and denominator, where known.
        groups: The figures that it was worked out from, by name, such as the two groups that a gap lies between.
        ends: The lowest and the highest value of each of them; None is without bound.
    """

    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    missing: bool = False
    counts: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    ends: tuple[Decimal | None, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether it has one value only."""
        return self.low is not None and self.low == self.high

    def says_what(self, other: Known) -> bool:
        """Whether both say the same, as far as both were kept."""
        if self.unit and other.unit:
            return self == other
        return attrs.evolve(self, unit="", groups=(), ends=()) == attrs.evolve(other, unit="", groups=(), ends=())

    def narrows(self, other: Known) -> bool:
        """Whether it is the same figure, known better: all that it may be is among what the other may be."""
        if other.missing or other.is_exact or self.missing:
            return False
        above = other.low is None or (self.low is not None and self.low >= other.low)
        return above and (other.high is None or (self.high is not None and self.high <= other.high))


@attrs.frozen
class Input:
    """
    One figure that a verdict rests on.

    Args:
        name: What it is: own figure, benchmark, neighbour set, baseline, target or earlier figures.
        place: Which one of them, equal for the same input of a later verdict on the same period.
        style: The unit and precision in which it is said.
    """

    name: str
    place: str
    fact: Fact = attrs.field(repr=False)
    style: Words = attrs.field(repr=False)

    @property
    def role(self) -> str:
        """The part it plays, as the verdict names it."""
        return self.fact.role

    @property
    def span(self) -> Span:
        """What is known of it, in ticks."""
        return self.fact.figure.span

    @property
    def words(self) -> str:
        """What is known of it as people read it, with its period."""
        return self.style.fact(self.fact)

    @property
    def provisional(self) -> bool:
        """Whether a figure behind it is provisional."""
        return any(one.standing is Standing.PROVISIONAL for one in self.fact.figure.observations)

    @property
    def known(self) -> Known:
        """What is known of it, as values that can be kept."""
        figure, style = self.fact.figure, self.style
        if self.role == "place":
            # A place among areas is a number of its own.
            return Known(unit="place", low=_value(figure.span.low, 0), high=_value(figure.span.high, 0))
        counts = figure.counts or ()
        if style.is_nothing(figure):
            return Known(unit=style.unit.value, missing=True, counts=counts)
        low, high = (_value(end, style.decimals) for end in (figure.span.low, figure.span.high))
        ends = [_value(end, one.decimals) for one in figure.made_of for end in (one.span.low, one.span.high)]
        groups = tuple(one.name for one in figure.made_of)
        return Known(unit=style.unit.value, low=low, high=high, counts=counts, groups=groups, ends=tuple(ends))


def inputs_of(judgement: Judgement, place: str = "", whole: str = "") -> Iterator[Input]:
    """
    List the inputs of a verdict and of its parts.

    Args:
        place: Where it stands in the one that it is part of.
        whole: The title of that one; a part with another title is named.
    """
    style, title = Words.of(judgement.measure), judgement.measure.title
    part = f" of {title}" if whole and whole != title else ""
    for fact in judgement.finding if judgement.finding is not None else ():
        name = _NAMES.get(fact.role, "earlier figures")
        if fact.role == "benchmark" and isinstance(getattr(judgement.measure.rule, "against", None), OfSet):
            name = "neighbour set"
        where = f"{place}/{fact.role}/{fact.period}/{fact.code or fact.name}"
        yield Input(f"{name}{part}", where, fact, style)
    for number, one in enumerate(judgement.parts):
        # A promise in a list of one is the promise.
        nested = f"{place}/{number}" if len(judgement.parts) > 1 else place
        yield from inputs_of(one, nested, whole or title)


def is_earlier(role: str) -> bool:
    """Whether what plays a part is a figure of an earlier period, with no part of its own."""
    return role not in _NAMES


def _value(ticks: float, decimals: int) -> Decimal | None:
    return None if math.isinf(ticks) else from_ticks(int(ticks), decimals)
