"""What a kind of rule is written with, in one place."""

from wes_rules.rules.exact import Distances
from wes_rules.rules.measure import Better, Measure
from wes_rules.rules.rule import Fact, Figure, FigureRule, Finding, KnownCases, whole_ticks
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Amount, Count, Places
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason

__all__ = [
    "Amount",
    "Better",
    "Bounds",
    "Count",
    "Distances",
    "Fact",
    "Figure",
    "FigureRule",
    "Finding",
    "KnownCases",
    "Measure",
    "Places",
    "Reason",
    "Span",
    "View",
    "Words",
    "ticks",
    "whole_ticks",
]
