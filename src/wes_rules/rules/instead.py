"""A target of its own for one period, in place of the step that leads into it."""

from __future__ import annotations

from decimal import Decimal

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.values import accepting
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span


@attrs.frozen(kw_only=True)
class Instead(Declared):
    """
    A target of its own that replaces the step into one period.

    Args:
        period: The period it is for.
        at_least: The lowest value that meets it.
        at_most: The highest value that meets it.
        reason: Why the target was moved.
        author: Who moved it.

    Raises:
        DefinitionError: Not exactly one of the two limits.
    """

    period: Period
    at_least: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    at_most: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    reason: str = ""
    author: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise DefinitionError(f"the target for {self.period} needs exactly one of at_least, at_most")

    def times(self, factor: Decimal) -> Instead:
        """Return the same target for numbers multiplied by a factor."""
        ends = [None if one is None else one * factor for one in (self.at_least, self.at_most)]
        at_least, at_most = ends if factor > 0 else ends[::-1]
        return attrs.evolve(self, at_least=at_least, at_most=at_most)

    @property
    def limit(self) -> Decimal:
        """The stated value."""
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]

    @property
    def relation(self) -> str:
        """The side of it that meets the target."""
        return "at least" if self.at_least is not None else "at most"

    def slack(self, span: Span, limit: int) -> Span:
        """Return by how much a figure meets a limit in ticks, at worst and at best."""
        there = Span(span.low - limit, span.high - limit)
        return there if self.at_least is not None else -there
