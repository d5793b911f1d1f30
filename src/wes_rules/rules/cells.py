"""What a kernel may do with ticks and conditions, so that the same lines decide one area and thousands of them."""

from __future__ import annotations

from typing import Any

from wes_rules.series.figure import Figure
from wes_rules.values.reason import Reason

# Whole ticks: an integer, infinite where nothing bounds them; or an array of integers, one for each area.
Ticks = Any
# A truth of one area, or an array of them.
Condition = Any


class Cells:
    """
    The operations of a kernel, beside `+`, `-`, `<`, `==`, `&` and `|` of its ticks: here on the integers of one area.

    What a kernel reads of a figure is its `span`, which for many areas holds arrays. So it compares, and takes the least
    and the most, by these operations alone. Where it has to know something before it can go on (which period comes
    next, which reason applies), it asks by `same`: areas that differ in it are then judged apart from each other.
    """

    __slots__ = ()

    least = staticmethod(min)
    most = staticmethod(max)

    @staticmethod
    def where(condition: Condition, then: Ticks, otherwise: Ticks) -> Ticks:
        """Return the one where a condition holds, and the other where it does not."""
        return then if condition else otherwise

    @staticmethod
    def same(value: Ticks) -> Any:
        """Return a value that all areas share; those that do not share it are judged apart."""
        return value

    @staticmethod
    def for_words(condition: Condition) -> bool:
        """Whether a condition holds on which words alone depend; for many areas it does not, as nothing is said of them."""
        return bool(condition)

    @staticmethod
    def why(figure: Figure) -> tuple[Reason, ...]:
        """Return why a figure is not known, where a kernel goes on by it."""
        return figure.why

    @staticmethod
    def notes(figure: Figure) -> tuple[Reason, ...]:
        """Return what else must be said of a figure."""
        return figure.notes

    @staticmethod
    def one(figure: Figure) -> Figure:
        """Return a figure whose ends are integers, for arithmetic that these operations cannot say."""
        return figure

    @staticmethod
    def joined(known: tuple[Reason, ...], figure: Figure, more: tuple[Reason, ...] = ()) -> tuple[Reason, ...]:
        """Return the reasons of a run with those of one more figure, each once."""
        found = (*figure.why, *more)
        return known if all(one in known for one in found) else tuple(dict.fromkeys((*known, *found)))
