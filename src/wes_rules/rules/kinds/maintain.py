"""Kept at a value or better, in every period."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding, first_broken, in_time, right_side, whole_ticks
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Maintain(FigureRule):
    """
    Every period since the plan's start is on the right side of a value.

    Wording that means this: "will be maintained at 75% or above". One dip breaks it for good.

    Args:
        at_least: The lowest value that keeps the promise.
        at_most: The highest value that keeps it.
        since: The first period; by default the first that ends after the plan starts, or the first with a figure.

    Raises:
        DefinitionError: Not exactly one of the two limits.
    """

    kind: ClassVar[str] = "maintain"
    pairs: ClassVar[bool] = False

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    since: Period | None = None

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise DefinitionError("maintain needs exactly one of at_least, at_most")

    def check(self, measure: Measure) -> None:
        """Refuse a limit finer than the precision or on the worse side, or a period of another kind."""
        right_side(self, measure)
        whole_ticks(self._limit, measure, "the limit")
        if self.since is not None and self.since.kind is not measure.calendar.kind:
            raise DefinitionError(f"since {self.since} is not {measure.calendar.kind.a}")
        if self.since is not None:
            in_time(self, self.since, "since")

    def find(self, view: View) -> Finding:
        """Take the worst distance over all periods."""
        periods = self._periods(view)
        if not periods:
            return Finding.blocked(Reason.NO_RULE, facts=(view.latest(),))
        facts = [Fact("step", view.own(period), period) for period in periods]
        limit = ticks(self._limit, view.measure.decimals)
        slacks = [self._slack(fact.figure.span, limit) for fact in facts]
        slack = Span(min(one.low for one in slacks), min(one.high for one in slacks))
        latest = attrs.evolve(facts[-1], role="latest")
        broken = first_broken([Finding(one, one, (fact,)) for fact, one in zip(facts, slacks, strict=True)])
        first = broken.facts[0] if broken is not None else None
        shown = () if first is None else (attrs.evolve(first, role="broken"),)
        rest = [fact for fact in facts[:-1] if fact != first]
        return Finding(slack, slacks[-1], (latest, *shown, *rest), decided=broken)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the limit."""
        return f"{'at least' if self.at_least is not None else 'at most'} {self._shown(words)} always"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the latest figure, and the first that broke the promise."""
        side = "at least" if self.at_least is not None else "at most"
        said = f"{words.fact(finding.facts[0])}, where {side} {self._shown(words)} was to be maintained"
        if len(finding.facts) > 1 and finding.facts[1].role == "broken":
            said += f"; it was first not so with {words.fact(finding.facts[1])}"
        return said

    def reading(self) -> str:
        """Say how the wording is read."""
        since = f"since {self.since}" if self.since is not None else "since the plan's start"
        return f"every period {since}; one dip breaks it, and equality keeps it"

    @property
    def _limit(self) -> Decimal:
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]

    def _shown(self, words: Words) -> str:
        return words.value(ticks(self._limit, words.decimals))

    def _slack(self, span: Span, limit: int) -> Span:
        above = Span(span.low - limit, span.high - limit)
        return above if self.at_least is not None else -above

    def _periods(self, view: View) -> tuple[Period, ...]:
        if self.since is None:
            return view.since_start()
        return view.calendar.between(self.since, view.period)
