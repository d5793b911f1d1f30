"""The rule skeleton."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import attrs

from wes_rules import DefinitionError, FigureRule, Measure
from wes_rules.plugins import hookimpl
from wes_rules.plugins.rule_kinds import Amount, Finding, KnownCases, Span, View, Words, ticks

WES_RULES_API = 1


@attrs.frozen(kw_only=True)
class Skeleton(FigureRule):
    """
    The latest figure is at least a value.

    Wording that means this: "at least 90%".

    Args:
        at_least: The value; equality meets it.

    Raises:
        DefinitionError: The value is negative.
    """

    kind: ClassVar[str] = "skeleton"
    pairs: ClassVar[bool] = False  # each figure is held against a value, never against another figure
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"at_least": Decimal(90)},
            line="85.0 88.0 90.0 -> on track 0.0",
            kept="85.0 88.0 90.1 -> on track 0.1",
            missed="85.0 88.0 89.9 -> off track -0.1",
            across_a_break="95.0 | 90.0 -> on track 0.0",
            at_a_start="89.9 -> off track -0.1",
        ),
    )

    at_least: Amount

    def check(self, measure: Measure) -> None:
        """Refuse measures for which it makes no sense."""
        if measure.better.sign < 0:
            raise DefinitionError('skeleton needs better = "higher"')

    def slack(self, cells: View) -> Finding:
        """Return by how many ticks the value is met, at worst and at best, for one area and for many."""
        fact = cells.latest()
        limit = ticks(self.at_least, cells.measure.decimals)
        slack = Span(fact.figure.span.low - limit, fact.figure.span.high - limit)
        return Finding(slack, slack, (fact,), target=Span(limit, limit))

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the figure has to be."""
        return f"at least {words.value(ticks(self.at_least, words.decimals))}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say what was found, with its numbers."""
        return f"{words.fact(finding.facts[0])}, against {self.requirement(finding, words)}"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        return "equality meets the value"


@hookimpl
def wes_rules_rule_kinds() -> Iterable[type[FigureRule]]:
    """Return the kind of rule."""
    return [Skeleton]
