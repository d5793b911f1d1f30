"""The operations of a kernel on ticks and conditions, for one area and for many."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from wes_rules.series.figure import NO_FIGURE, Figure
from wes_rules.values.quantity import Standing
from wes_rules.values.reason import LEFT_OUT, Reason

if TYPE_CHECKING:
    from fractions import Fraction

# Whole ticks: an integer, infinite where nothing bounds them; or an array of integers, one for each area.
Ticks = Any
# A truth of one area, or an array of them.
Condition = Any


def part_of(ticks: int | float, part: Fraction, *, short: bool = False) -> int:
    """Return the whole ticks in a part of the size of some, or `short` of all of it; 0 where nothing bounds them, which no part changes."""
    if math.isinf(ticks):
        return 0
    found = abs(ticks) * part
    return math.ceil(found) - 1 if short else math.floor(found)


class Cells:
    """
    The operations of a kernel, beside `+`, `-`, `<`, `==`, `&` and `|` of its ticks: here on the integers of one area.

    A kernel reads a figure's `span`, which holds arrays for many areas, so it compares and takes least and most only
    by these operations. If it has to know something before it can go on (which period comes next, which reason
    applies), it calls `same`, and areas that differ are judged apart.
    """

    __slots__ = ()
    # Whether a miss that is at risk only is forgiven as well as one that counts as met.
    lenient: bool = False

    def least(self, one: Ticks, other: Ticks) -> Ticks:
        """Return the lower of two."""
        return min(one, other)

    def most(self, one: Ticks, other: Ticks) -> Ticks:
        """Return the higher of two."""
        return max(one, other)

    def share(self, ticks: Ticks, part: Fraction, *, short: bool = False) -> Ticks:
        """Return the whole ticks in a part, at most all, of the size of some, or `short` of it; 0 where nothing bounds them."""
        return part_of(ticks, part, short=short)

    def where(self, condition: Condition, then: Ticks, otherwise: Ticks) -> Ticks:
        """Return one value where a condition holds, and another where it does not."""
        return then if condition else otherwise

    def same(self, value: Ticks) -> Any:
        """Return a value that all areas share; areas that differ are judged apart."""
        return value

    def for_words(self, condition: Condition) -> bool:
        """Whether a condition holds that only affects words; always false for many areas, which get no words."""
        return bool(condition)

    def why(self, figure: Figure) -> tuple[Reason, ...]:
        """Return why a figure is unknown, for a kernel that branches on it."""
        return figure.why

    def notes(self, figure: Figure) -> tuple[Reason, ...]:
        """Return the notes on a figure."""
        return figure.notes

    def one(self, figure: Figure) -> Figure:
        """Return a figure with integer ends, for arithmetic beyond these operations."""
        return figure

    def reported(self, figure: Figure) -> Condition:
        """Whether a figure was published, even as a symbol, or left out; not if it does not exist or is a forecast."""
        real = any(
            one.quantity.marker not in NO_FIGURE and one.standing is not Standing.FORECAST
            for one in figure.observations
        )
        return real or not LEFT_OUT.isdisjoint(figure.why)

    def published_by(self, figure: Figure, day: date) -> Condition:
        """Whether a figure is known to have been published by a day."""
        return any(one.published is not None and one.published <= day for one in figure.observations)

    def joined(
        self, known: tuple[Reason, ...], figure: Figure, more: tuple[Reason, ...] = (), *, counts: Condition = True
    ) -> tuple[Reason, ...]:
        """Return the reasons of a run with those of one more figure that counts, each once."""
        found = (*figure.why, *more) if counts else ()
        return known if all(one in known for one in found) else tuple(dict.fromkeys((*known, *found)))
