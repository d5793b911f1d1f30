"""A margin that no figures can give is told as a fault of the kind of rule that found it, by its name."""

import math
from decimal import Decimal as D
from typing import ClassVar

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import FigureRule
from wes_rules.errors import PluginError
from wes_rules.rules.facts import Finding
from wes_rules.values.quantity import Span, ticks


@attrs.frozen(kw_only=True)
class Capped(FigureRule):
    """At most a value."""

    kind: ClassVar[str] = "capped"
    limit: D

    def find(self, view):
        latest, limit = view.latest(), ticks(self.limit, view.measure.decimals)
        span = latest.figure.span
        return Finding(Span(limit - span.high, limit - span.low), self.margin(span, limit), (latest,))

    def margin(self, span, limit):
        return Span(limit - span.high, limit - span.low)

    def requirement(self, finding, words):
        return "little"

    def sentence(self, finding, words):
        return words.fact(finding.facts[0])

    def reading(self, measure):
        return "equality meets it"


class Reversed(Capped):
    """With the ends of its margin the wrong way round, as of one of the wrong sign."""

    kind: ClassVar[str] = "reversed"

    def margin(self, span, limit):
        return Span(limit - span.low, limit - span.high)


class OneEnd(Capped):
    """With one end of its figure for both."""

    kind: ClassVar[str] = "one-end"

    def margin(self, span, limit):
        return Span(limit - span.high, limit - span.high)


@pytest.mark.parametrize(("rule", "said"), [
    (Reversed, 'the rule kind "reversed" found a margin of inf at worst and -inf at best'),
    (OneEnd, 'the rule kind "one-end" found a margin of -inf at worst and -inf at best'),
])  # fmt: skip
def test_a_margin_that_no_figure_gives_is_a_fault_of_its_kind(rule, said):
    figures, unit = {2019: 3}, {"unit": "score", "better": "lower"}
    assert Desk().judge(rule(limit=D(5)), figures, 2019, **unit).margin == 2
    with pytest.raises(PluginError, match=said) as told:
        Desk().judge(rule(limit=D(5)), figures, 2020, **unit)
    assert "give the margin at worst, then at best, of the low and the high end of the figure" in str(told.value)


def test_a_margin_without_bounds_is_one_of_a_figure_that_is_not_known():
    found = Desk().judge(Capped(limit=D(5)), {2019: 3}, 2020, unit="score", better="lower")
    assert (found.finding.margin, found.margin) == (Span(-math.inf, math.inf), None)
