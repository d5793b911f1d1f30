"""A kind of rule of one's own: at or above a value in so many of the last periods."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import attrs

from wes_rules import DefinitionError, FigureRule, Measure
from wes_rules.plugins import hookimpl
from wes_rules.plugins.rule_kinds import Fact, Finding, KnownCases, PositiveInt, Span, View, Words, ticks


@attrs.frozen(kw_only=True)
class MostPeriods(FigureRule):
    """
    The value is met in at least so many of the last periods.

    Wording that means this: "at least 90% in two years out of three".

    Args:
        at_least: The value; equality meets it.
        periods: In how many of the periods it has to be met.
        out_of: How many periods are looked at, the latest included.

    Raises:
        DefinitionError: More periods than are looked at, or none.
    """

    kind: ClassVar[str] = "most-periods"
    counted: ClassVar[tuple[str, str] | None] = ("period", "periods")
    # Each figure is held against the value, never against another figure.
    pairs: ClassVar[bool] = False
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"at_least": Decimal(90), "periods": 2, "out_of": 3},
            line="89.8 90.2 90.0 -> on track 0",
            kept="89.8 90.2 90.1 -> on track 0",
            missed="89.8 90.2 89.9 -> off track -1",
            # Two of three have it, whatever the third was.
            across_a_break="91.0 | 90.0 -> on track",
            at_a_start="90.0 -> undecided",
            further=("90.2 90.3 50.0 -> on track 0",),
        ),
    )

    at_least: Decimal
    periods: PositiveInt
    out_of: PositiveInt

    def __attrs_post_init__(self) -> None:
        if self.periods > self.out_of:
            raise DefinitionError(f"periods = {self.periods}: give a number from 1 to out_of = {self.out_of}")

    def check(self, measure: Measure) -> None:
        if measure.better.sign < 0:
            raise DefinitionError('most-periods needs better = "higher"')
        # Both count periods, as the margin does: what forgives them all promises nothing.
        for name in ("met_within", "tolerance"):
            if getattr(self, name) >= self.periods:
                raise DefinitionError(f"{name} = {getattr(self, name)}: give less than periods = {self.periods}")

    @property
    def of_several_periods(self) -> bool:
        return True

    def slack(self, cells: View) -> Finding:
        periods = [cells.period]
        while len(periods) < self.out_of and (earlier := cells.calendar.previous(periods[-1])) is not None:
            periods.append(earlier)
        facts = [cells.latest(), *(Fact("step", cells.own(one), one) for one in periods[1:])]
        # Each period is held to its own promise, which may be another version.
        limits = [ticks(self.held_for(cells, one).at_least, cells.measure.decimals) for one in periods]
        # A figure that is not known exactly may or may not meet the value: it counts at best only.
        surely = sum(fact.figure.span.low >= limit for fact, limit in zip(facts, limits, strict=True))
        perhaps = sum(fact.figure.span.high >= limit for fact, limit in zip(facts, limits, strict=True))
        slack = Span(surely - self.periods, perhaps - self.periods)
        return Finding(slack, slack, tuple(facts))

    def requirement(self, finding: Finding, words: Words) -> str:
        return f"{words.value(ticks(self.at_least, words.decimals))} in {self.periods} of {self.out_of}"

    def sentence(self, finding: Finding, words: Words) -> str:
        figures = ", ".join(words.fact(fact) for fact in finding.facts)
        return f"{figures}, where at least {self.requirement(finding, words)} is needed"

    def reading(self, measure: Measure) -> str:
        return (
            f"met in at least {self.periods} of the last {self.out_of} periods with figures; equality meets the value"
        )


@hookimpl
def wes_rules_rule_kinds() -> Iterable[type[FigureRule]]:
    """Add the kind of rule."""
    return [MostPeriods]
