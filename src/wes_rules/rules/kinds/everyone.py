"""All, every, 100%: decided on counts."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.better import Better
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.series.ingredients import FINEST
from wes_rules.series.number import published_as
from wes_rules.values.quantity import Span, Unit
from wes_rules.values.reason import Reason

# What a figure has to be, in words.
REQUIRED = "all"
# A number in one of these is no share of anything.
_NOT_COUNTED = (Unit.SCORE, Unit.DAYS, Unit.POUNDS, Unit.POINTS, Unit.RANK)


@attrs.frozen(kw_only=True)
class Everyone(FigureRule):
    """
    Every case is inside: the numerator equals the denominator.

    Wording that means this: "all", "every", "100%", "no child without".
    A percentage that rounds to 100 decides nothing; one that does not reach 100 does.
    """

    kind: ClassVar[str] = "everyone"
    pairs: ClassVar[bool] = False
    has_target: ClassVar[bool] = True
    eases: ClassVar[bool] = True
    counted: ClassVar[tuple[str, str] | None] = ("case", "cases")
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={},
            line="7/10 8/10 10/10 -> on track 0",
            kept="",
            missed="7/10 8/10 9/10 -> off track -1",
            across_a_break="9/10 | 10/10 -> on track 0",
            at_a_start="9/10 -> off track -1",
        ),
    )

    def check(self, measure: Measure) -> None:
        """Refuse a measure of which less is better ("none" is a threshold of 0), and one that counts no cases."""
        if measure.unit in _NOT_COUNTED:
            what = f"everyone is decided on how many of all there are, and {measure.unit.value} says nothing of that"
            raise DefinitionError(Problem(what, 'write unit = "percent", or another rule'))
        if measure.better is Better.LOWER:
            raise DefinitionError(
                Problem(
                    'everyone needs better = "higher"; the measure says "lower"', 'for "none" write a threshold of 0'
                )
            )

    @property
    def may_be_exceeded(self) -> bool:
        """No: nothing is more than all."""
        return False

    def slack(self, cells: View) -> Finding:
        """Count the cases that are missing; none may be."""
        latest, bands = cells.latest(), list(self.bands(cells))
        counts, failed = latest.figure.counts, latest.figure.failed
        # So many cases that failed are so many, however many there will be.
        counted = counts is not None or (
            failed is not None and all(getattr(self, f"{name}_in") == "points" for name in bands)
        )
        if bands and not counted and cells.measure.unit is Unit.PERCENT:
            return self._by_percentage(latest, cells)
        slack, reasons = _outside(latest.figure, cells)
        # Without counts a percentage says that some are missing, and not how many.
        margin = slack if counts else None
        if bands and counted and slack is not None:
            total = 0 if counts is None else counts[1]
            slack = self.eased(cells, slack, slack, Span(total, total))
        return Finding(slack, margin, (latest,), reasons)

    def _by_percentage(self, latest: Fact, cells: View) -> Finding:
        """Return what a percentage leaves open: it is rounded, and says nothing of a number of cases."""
        figure, whole, half = cells.one(latest.figure), Fraction(100 * 10**cells.measure.decimals), Fraction(1, 2)
        in_cases: dict[str, Any] = {
            name: Decimal(0) for name in self.bands(cells) if getattr(self, f"{name}_in") == "points"
        }
        shares = attrs.evolve(self, **in_cases)
        low, high = (Fraction(figure.span.low) - half - whole, Fraction(figure.span.high) + half - whole)
        some = any(shares.bands(cells))
        worst, best = (shares.exactly(cells, end, whole) if some else -math.inf for end in (low, high))
        # So many cases may be all that are missing, and none may be of what prints as all.
        if figure.span.high >= whole or in_cases:
            best = max(worst, 0)
        slack = Span(worst, best)
        return Finding(slack, None, (latest,), cells.why(figure) or (Reason.COUNTS_NEEDED,))

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say that all are needed."""
        return REQUIRED

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say how many were inside, and out of how many."""
        said = words.fact(finding.facts[0])
        rounded = " (rounded)" if prints_as_all(finding, words) and "published as" not in said else ""
        return f"{said}{rounded}, where all are needed"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        return "every case counts: a rounded percentage does not show that, counts do; no case at all decides nothing"


def prints_as_all(finding: Finding, words: Words) -> bool:
    """Whether a percentage prints as all, and is not."""
    figure = finding.facts[0].figure
    prints = figure.counts is None and figure.span.low >= 100 * 10**words.decimals
    return prints and finding.slack is not None and finding.slack.high < 0


def _outside(figure: Figure, cells: View) -> tuple[Span | None, tuple[Reason, ...]]:
    if figure.counts is not None:
        inside, total = figure.counts
        if inside > total:
            return None, (Reason.COUNTS_CONTRADICT,)
        return (Span(inside - total, inside - total), ()) if total else (None, (Reason.NO_CASES,))
    if figure.failed is not None:
        return Span(-figure.failed.high, -figure.failed.low), figure.why
    if cells.measure.unit is not Unit.PERCENT:
        return None, (*cells.why(figure), Reason.COUNTS_NEEDED)
    all_of_them = 100 * 10**cells.measure.decimals
    if cells.same(figure.span.high < all_of_them) or (figure.span.low >= all_of_them and _falls_short(cells)):
        short = figure.span - Span(all_of_them, all_of_them)
        return Span(min(short.low, -1), min(short.high, -1)), ()
    return Span(-math.inf, 0), cells.why(figure) or (Reason.COUNTS_NEEDED,)


def _falls_short(cells: View) -> bool:
    """Whether it is known not to be all by decimals that the measure does not have: 99.6% prints as 100%."""
    exactly = published_as(cells.lookup, cells.measure.unit, FINEST)
    span = cells.measure.number.figure(exactly, cells.area, cells.period).span
    return bool(span.high < 100 * 10**FINEST)
