"""The arithmetic of promises about steps, turned so that higher is better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import attrs

from wes_rules.rules.cells import Ticks
from wes_rules.rules.instead import Instead
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.values import accepting
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks


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
