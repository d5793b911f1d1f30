"""Everything that a kind of rule needs, in one place."""

from wes_rules.rules.better import Better
from wes_rules.rules.exact import Distances
from wes_rules.rules.facts import Fact, Finding, Trail
from wes_rules.rules.fitting import after_baseline, in_time, promised_since, right_side, whole_ticks
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Amount, NonNegativeInt, PositiveInt
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason

__all__ = [
    "Amount", "Better", "Bounds", "Distances", "Fact", "Figure", "FigureRule", "Finding", "KnownCases", "Measure",
    "NonNegativeInt", "PositiveInt", "Reason", "Span", "Trail", "View", "Words", "after_baseline", "in_time",
    "promised_since", "right_side", "ticks", "whole_ticks",
]  # fmt: skip
