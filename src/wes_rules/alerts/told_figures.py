"""The figures that a recipient was told, and those that were told to be overdue: values to compare, words to quote."""

from __future__ import annotations

import attrs

from wes_rules.judging.inputs import Input, Known
from wes_rules.judging.late import Late


@attrs.frozen(kw_only=True)
class ToldFigure:
    """
    A figure as a recipient was told it. Two are equal when they say the same of the same input, in whatever words.

    Args:
        period: The period whose verdict rests on it.
        role: The part it plays there.
        known: What is known of it; None where an earlier version of this library kept words that say no value.
        words: How it was said.
    """

    period: str
    place: str
    role: str
    known: Known | None
    name: str = attrs.field(default="", eq=False)
    words: str = attrs.field(default="", eq=False)

    @classmethod
    def of(cls, period: str, one: Input) -> ToldFigure:
        """Return an input of a period's verdict as it is told."""
        return cls(period=period, place=one.place, role=one.role, known=one.known, name=one.name, words=one.words)

    @property
    def key(self) -> tuple[str, str]:
        """The input that it is: equal for what is told of it later."""
        return self.period, self.place

    @property
    def is_missing(self) -> bool:
        """Whether nothing is known of it."""
        return self.known is not None and self.known.missing

    def says_what(self, other: ToldFigure) -> bool:
        """Whether both say the same; what has no value to compare says what anything does."""
        return self.known is None or other.known is None or self.known.says_what(other.known)


@attrs.frozen(kw_only=True)
class Awaited:
    """
    A figure that a recipient was told to be overdue. Two are equal when they are one figure, whatever it is called.

    Args:
        place: The place of its part among those of its measure; None where an earlier version kept words alone.
        words: How it was said.
    """

    period: str
    place: int | None = 0
    compared: bool = False
    whose: str = ""
    words: str = attrs.field(default="", eq=False)

    @classmethod
    def of(cls, one: Late) -> Awaited:
        """Return a figure that is overdue as it is told."""
        return cls(period=str(one.period), place=one.place, compared=one.compared, whose=one.code, words=str(one))
