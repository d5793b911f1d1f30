"""The named inputs of a verdict, so that messages can say which of them moved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from wes_rules.judging.judgement import Judgement
from wes_rules.rules.facts import Fact
from wes_rules.rules.words import Words, listed
from wes_rules.values.quantity import Span, Standing, from_ticks

# What people call the inputs of each role; those of any other are earlier figures.
OWN, _SET = "own figure", "neighbour set"
_NAMES = {
    "latest": OWN,
    "benchmark": "benchmark",
    "rank": _SET,
    "place": _SET,
    "baseline": "baseline",
    "target": "target",
    "broken_target": "target",
    "required": "target",
}


Bounds = tuple[Decimal | None, Decimal | None]


@attrs.frozen(kw_only=True)
class Known:
    """
    What is known about an input, compared by values and not by words.

    Args:
        unit: The unit; empty where an earlier version of this library did not keep it.
        low: The lowest value it may have; None is without bound, or not known.
        missing: Nothing is known of it but what its unit allows.
        counts: Numerator and denominator, where known.
        ends: The lowest and the highest value of each of the figures that it was worked out from, such as those of the two
            groups that a gap lies between; None is without bound.
    """

    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    missing: bool = False
    counts: tuple[int, ...] = ()
    ends: tuple[Decimal | None, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether it is one exact value."""
        return self.low is not None and self.low == self.high

    def says_what(self, other: Known) -> bool:
        """Whether both are the same, as far as both were stored."""
        if self.unit and other.unit:
            return self == other
        return attrs.evolve(self, unit="", ends=()) == attrs.evolve(other, unit="", ends=())

    def is_known_better(self, was: Known) -> bool:
        """Whether it is the same figure with narrower bounds, for each figure it was worked out from."""
        if was.missing or self.missing:
            return False
        if self.ends and len(self.ends) == len(was.ends):
            pairs = zip(_bounds(was.ends), _bounds(self.ends), strict=True)
            return all(was == now or _narrows(now, was) for was, now in pairs) and self.ends != was.ends
        return self.is_exact and _narrows((self.low, self.high), (was.low, was.high))


@attrs.frozen
class Input:
    """
    One figure that a verdict depends on.

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
        """Its role in the verdict."""
        return self.fact.role

    @property
    def span(self) -> Span:
        """Its bounds in ticks."""
        return self.fact.figure.span

    @property
    def words(self) -> str:
        """Its value and period in words."""
        return self.style.fact(self.fact)

    @property
    def provisional(self) -> bool:
        """Whether a figure behind it is provisional."""
        return any(one.standing is Standing.PROVISIONAL for one in self.fact.figure.observations)

    @property
    def known(self) -> Known:
        """What is known about it, as values to store."""
        figure, style = self.fact.figure, self.style
        if self.role == "place":
            # A place among areas is a number of its own.
            return Known(unit="place", low=_value(figure.span.low, 0), high=_value(figure.span.high, 0))
        counts = figure.counts or ()
        if style.is_nothing(figure):
            return Known(unit=style.unit.value, missing=True, counts=counts)
        low, high = (_value(end, style.decimals) for end in (figure.span.low, figure.span.high))
        return Known(unit=style.unit.value, low=low, high=high, counts=counts, ends=self.ends)

    @property
    def ends(self) -> tuple[Decimal | None, ...]:
        """The lowest and the highest value of each of the figures that it was worked out from."""
        made_of = self.fact.figure.made_of
        return tuple(_value(end, one.decimals) for one in made_of for end in (one.span.low, one.span.high))

    def moved_since(self, ends: tuple[Decimal | None, ...]) -> str:
        """Name which of the figures behind an own figure moved since these were their ends."""
        made_of, was = self.fact.figure.made_of, _bounds(ends)
        if not is_own(self.role) or not made_of or len(was) != len(made_of):
            return self.name
        each = zip(made_of, was, _bounds(self.ends), strict=True)
        whose = [one.whose or OWN for one, then, now in each if then != now]
        # What an own figure is placed among is none of those.
        whose = whose or [OWN if self.fact.figure.count_of is None else _SET]
        return self.name.replace(OWN, listed(list(dict.fromkeys(whose))), 1)


def inputs_of(judgement: Judgement, place: str = "", whole: str = "") -> Iterator[Input]:
    """List the inputs of a verdict and of its parts; a part with another title than the whole is named."""
    style, title = Words.of(judgement.measure), judgement.measure.title
    part = f" of {title}" if whole and whole != title else ""
    for fact in judgement.finding if judgement.finding is not None else ():
        name = _NAMES.get(fact.role, "earlier figures")
        if fact.role == "benchmark":
            name = fact.name or name
        where = f"{place}/{fact.role}/{fact.period}/{fact.code or fact.name}"
        yield Input(f"{name}{part}", where, fact, style)
    for number, one in enumerate(judgement.parts):
        # A promise in a list of one is the promise.
        nested = f"{place}/{number}" if len(judgement.parts) > 1 else place
        yield from inputs_of(one, nested, whole or title)


def is_own(role: str) -> bool:
    """Whether a role is the measure's own figure of the period."""
    return _NAMES.get(role) == OWN


def is_place(role: str) -> bool:
    """Whether a role is a place among areas, which also moves with the own figure."""
    return _NAMES.get(role) == _SET


def is_earlier(role: str) -> bool:
    """Whether a role is a figure of an earlier period without a name."""
    return role not in _NAMES


def _bounds(ends: Sequence[Decimal | None]) -> list[Bounds]:
    """Return the lowest and the highest value of each of several figures."""
    return list(zip(ends[::2], ends[1::2], strict=True))


def _narrows(now: Bounds, was: Bounds) -> bool:
    """Whether the new bounds lie within the old ones and are narrower."""
    above = was[0] is None or (now[0] is not None and now[0] >= was[0])
    below = was[1] is None or (now[1] is not None and now[1] <= was[1])
    return above and below and now != was


def _value(ticks: float, decimals: int) -> Decimal | None:
    return None if math.isinf(ticks) else from_ticks(int(ticks), decimals)
