"""Announced figures and announced overdue figures: values to compare, words to quote."""

from __future__ import annotations

import attrs

from wes_rules.judging.inputs import Input, Known
from wes_rules.judging.late import Late


@attrs.frozen(kw_only=True)
class ToldFigure:
    """
    A figure as announced to a recipient, compared by value rather than wording.

    Args:
        period: The period whose verdict uses it.
        role: Its role in that verdict.
        known: Its value or bounds; None if an earlier version of this library stored words without a value.
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
        """Identifies the input, also in later messages."""
        return self.period, self.place

    @property
    def is_missing(self) -> bool:
        """Whether it is unknown."""
        return self.known is not None and self.known.missing

    def says_what(self, other: ToldFigure) -> bool:
        """Whether both have the same value; an entry without a stored one equals any other."""
        return self.known is None or other.known is None or self.known.says_what(other.known)


@attrs.frozen(kw_only=True)
class Awaited:
    """
    An overdue figure as announced, compared by identity rather than wording.

    Args:
        place: The index of its part in the measure; None if an earlier version stored only words.
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
