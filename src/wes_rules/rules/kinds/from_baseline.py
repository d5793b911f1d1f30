"""Against where it started: increase from 41%, reduce by 1%."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Baseline, Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding, after_baseline, whole_ticks
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason

_SIGN = {"increase": 1, "decrease": -1}


@attrs.frozen(kw_only=True)
class FromBaseline(FigureRule):
    """
    The latest figure is on the better side of the baseline.

    Wording that means this: "will increase from 41% (Sept 2019)", "will reduce by 1%".

    Args:
        direction: Which way; by default the way the measure calls better.
        change: By how much at least; without it any change the right way is enough.
        change_in: Whether the change is in the measure's points, or in percent of the baseline.

    Raises:
        DefinitionError: A negative amount.
    """

    kind: ClassVar[str] = "from-baseline"
    has_target: ClassVar[bool] = True
    renamed: ClassVar[Mapping[str, str]] = {"by": "change", "by_in": "change_in"}
    distances: ClassVar[frozenset[str]] = FigureRule.distances | {"change"}
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={},
            measure={"baseline": Baseline(value=Decimal(50), period=Period.parse("2021"))},
            line="49.0 51.0 50.0 -> off track 0.0",
            kept="49.0 51.0 50.1 -> on track 0.1",
            missed="49.0 51.0 49.9 -> off track -0.1",
            across_a_break="49.0 | 60.0 -> undecided",
            at_a_start="50.1 -> on track 0.1",
        ),
        KnownCases(
            fields={"change": Decimal(10), "change_in": "percent"},
            measure={"better": "lower", "baseline": Baseline(value=Decimal("33.3"), period=Period.parse("2021"))},
            line="35.0 32.0 29.9 -> on track 0.0",
            kept="35.0 32.0 29.8 -> on track 0.1",
            missed="35.0 32.0 30.0 -> off track -0.1",
            across_a_break="32.0 | 20.0 -> undecided",
            at_a_start="29.9 -> on track 0.0",
        ),
    )

    direction: Literal["increase", "decrease"] | None = None
    change: Annotated[Decimal, Bounds(above=0)] | None = attrs.field(default=None, converter=accepting.number_or_none)
    change_in: Literal["points", "percent"] = "points"

    def fields_times(self, factor: Decimal) -> dict[str, Any]:
        """Return the fields of the same promise for numbers multiplied by a factor; a negative one turns it around."""
        fields = super().fields_times(factor)
        if self.direction is not None and factor < 0:
            fields["direction"] = "decrease" if self.direction == "increase" else "increase"
        return fields

    def check(self, measure: Measure) -> None:
        """Refuse a missing direction, or one that contradicts the polarity."""
        if self.direction is None and measure.better.sign == 0:
            raise DefinitionError('say direction = "increase" or "decrease": the measure does not say which is better')
        if self.direction is not None and measure.better.sign == -_SIGN[self.direction]:
            raise DefinitionError(f'direction "{self.direction}" contradicts better = "{measure.better.value}"')
        if self.change is not None and self.change_in == "points":
            whole_ticks(self.change, measure, "change")
        after_baseline(self, measure)

    def slack(self, cells: View) -> Finding:
        """Measure the distance from the baseline, less the amount asked for."""
        latest, start = cells.latest(), cells.baseline()
        if start is None:
            return Finding.blocked(Reason.NO_BASELINE, *cells.why(latest.figure), facts=(latest,))
        if start.period is not None and cells.period <= start.period:
            return Finding.blocked(Reason.NO_RULE, facts=(latest, start))
        if cells.calendar.begun_again(start.period, cells.period) is not None:
            return Finding.blocked(cells.calendar.unlike(cells.period), facts=(latest, start))
        sign = _SIGN[self.direction] if self.direction else cells.measure.better.sign
        target = self._target(cells, start.figure, sign)
        strict = int(self.change is None)
        moved = (latest.figure.span - target) if sign > 0 else (target - latest.figure.span)
        relation = {(1, 1): "above", (-1, 1): "below", (1, 0): "at least", (-1, 0): "at most"}[sign, strict]
        facts: tuple[Fact, ...] = (
            latest,
            start,
            Fact("required", attrs.evolve(start.figure, span=target), start.period, relation),
        )
        facts += cells.published_baseline()
        slack = Span(moved.low - strict, moved.high - strict)
        # The further the target, the worse.
        worst_first = target if sign < 0 else Span(target.high, target.low)
        return Finding(slack, moved, facts, self._notes(cells, latest, start), target=worst_first)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be beyond."""
        if len(finding.facts) < 3 or finding.facts[2].figure.is_missing:
            return ""
        target = finding.facts[2]
        return f"{target.name} {words.limit(target.figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the figure beside the baseline."""
        said = words.fact(finding.facts[0])
        if len(finding.facts) < 2:
            return f"{said}; no baseline is known"
        start = finding.facts[1]
        said += f", from a baseline of {words.fact(start)}" + words.stated(start)
        if self.change is not None and (needed := self.requirement(finding, words)):
            said += f", where {needed} is asked for"
        return said

    @property
    def missed_against(self) -> str:
        """The baseline's figure, or the limit that an amount makes of it."""
        return "figure" if self.change is None else "limit"

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether the figure should have fallen."""
        return (_SIGN[self.direction] if self.direction else measure.better.sign) < 0

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        if self.change is None:
            return "the latest figure is on the better side of the baseline; a tie is no change; not every year"
        amount = self.said("change", Words.of(measure))
        return f"the latest figure is better than the baseline by at least {amount}, once, not every year"

    def _target(self, cells: View, figure: Figure, sign: int) -> Span:
        if self.change is None:
            return figure.span
        if self.change_in == "points":
            amount = sign * ticks(self.change, cells.measure.decimals)
            return Span(figure.span.low + amount, figure.span.high + amount)
        start = cells.one(figure).span
        # By more than all of a negative number the target falls as the start rises, and turns at 0.
        turn = (0,) if start.low < 0 < start.high else ()
        ends = [_share_of(one, self.change, sign) for one in (start.low, *turn, start.high)]
        return Span(min(ends), max(ends))

    def _notes(self, cells: View, latest: Fact, start: Fact) -> tuple[Reason, ...]:
        now, was = latest.figure.span, start.figure.span
        unchanged = cells.same((now.low == now.high) & (now.low == was.low) & (now.high == was.high))
        overlap = start.period is not None and cells.period - start.period < cells.calendar.window
        notes = cells.notes(start.figure)
        notes += (Reason.NO_CHANGE,) if unchanged else ()
        return notes + ((Reason.OVERLAPPING,) if overlap else ())


def _share_of(start: int | float, percent: Decimal, sign: int) -> int | float:
    """Return the target for one start; between two ticks the next one further has to be met."""
    factor = 1 + (sign if start > 0 else -sign) * Fraction(percent) / 100
    if isinstance(start, float):
        return 0 if factor == 0 else start if factor > 0 else -start
    return ceil(start * factor) if sign > 0 else floor(start * factor)
