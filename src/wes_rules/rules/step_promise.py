"""What a promise about steps promises, and its arithmetic: more is better, whichever way it goes; a period may have a target of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.cells import Ticks
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.values import accepting
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks


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


def _targets(value: Sequence[Instead]) -> tuple[Instead, ...]:
    return accepting.several(value)


@attrs.frozen(kw_only=True)
class StepPromise(FigureRule):
    """
    Each period's figure is on the right side of an earlier one.

    Args:
        against: The period before, or the same period of the year before.
        strict: A tie breaks the promise, except at the limit of the unit.
        scope: Every step since the baseline, or the latest one only.
        instead: Targets of their own for single periods.
    """

    mixes: ClassVar[bool] = True
    eases: ClassVar[bool] = True
    has_target: ClassVar[bool] = True
    steady: ClassVar[bool] = False
    # By how much is said by another kind.
    renamed: ClassVar[Mapping[str, str]] = {"by": 'kind = "from-baseline", each = "year", change'}
    per_year: ClassVar[int]
    sign: ClassVar[int]

    against: Literal["previous", "same-period-last-year"] = "previous"
    strict: bool = True
    scope: Literal["every", "latest"] = "every"
    instead: tuple[Instead, ...] = attrs.field(default=(), converter=_targets)

    @property
    def by_season(self) -> bool:
        """Whether each period is compared with the same one of the year before."""
        return self.against == "same-period-last-year"

    def target_for(self, period: Period) -> Instead | None:
        """Return the target that replaces the step into a period."""
        return next((one for one in self.instead if one.period == period), None)

    def goal(self, view: View) -> Span | None:
        """Return the target that replaces the step into the period; a figure that another has to beat is no value."""
        target = self.target_for(view.period)
        tick = None if target is None else ticks(target.limit, view.measure.decimals)
        return None if tick is None else Span(tick, tick)

    def toward(self, span: Span) -> Span:
        """Return a span as the promise goes: more is better."""
        return span if self.sign > 0 else -span

    def beyond(self, period: Period) -> int:
        """Return 1 where a tie breaks the promise: not where a target of its own replaces the step."""
        return int(self.strict and self.target_for(period) is None)

    def needed(self, cells: View, period: Period, was: Ticks) -> Ticks:
        """Return the least figure of a period that keeps the promise after another; at the limit of the unit a tie does."""
        least = self.beyond(period)
        return cells.least(was + least, self.toward(cells.bounds()).high) if least else was
