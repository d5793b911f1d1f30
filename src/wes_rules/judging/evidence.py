"""Whether a movement is more than noise: an exact trend test on the figures that compare."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import comb
from statistics import median
from typing import Any

import attrs

from wes_rules.rules.rule import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import round_fraction
from wes_rules.values.reason import Reason

# With four figures even a perfect run has p = 0.083: no test at 5% can speak.
FEWEST = 5
LEVEL = Fraction(5, 100)
_LEAST_SHOWN = Fraction(1, 1000)


class Movement(enum.StrEnum):
    """What the figures show; rising and falling are said where neither way is better."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    RISING = "rising"
    FALLING = "falling"
    NONE = "none"
    INSUFFICIENT = "insufficient"

    @property
    def words(self) -> str:
        """The answer as people read it."""
        return "no trend beyond noise" if self is Movement.NONE else self.value


@attrs.frozen(kw_only=True)
class Evidence:
    """
    What a series shows, whatever was promised of it.

    Args:
        movement: The answer at the 5% level, two-sided.
        figures: The figures tested: known exactly, and comparable with the latest one.
        s: Pairs that rise minus pairs that fall (Kendall's S).
        p: The exact two-sided probability of so large an S in a series without trend; None without a test.
        slope: The median change from one period to the next (Theil and Sen), in ticks; None under two figures.
        reasons: Why there is no test.
    """

    movement: Movement
    figures: tuple[Fact, ...]
    s: int
    p: Fraction | None
    slope: Fraction | None
    reasons: tuple[Reason, ...] = ()

    def sentence(self, words: Words, period: str) -> str:
        """
        Say what the figures show.

        Args:
            words: The unit and precision of the figures.
            period: What the slope is per, such as "year".
        """
        if not self.figures:
            return "insufficient: no figure is known exactly"
        first, last = self.figures[0].period, self.figures[-1].period
        said = "1 comparable figure" if len(self.figures) == 1 else f"{len(self.figures)} comparable figures"
        said += f", {last}" if first == last else f" from {first} to {last}"
        if self.slope is not None:
            said += f", median change {self._change(words)} a {period}"
        if self.p is not None:
            p = f"p = {float(self.p):.3f}" if self.p >= _LEAST_SHOWN else "p < 0.001"
            return f"{self.movement.words}: {said} (exact Mann-Kendall test, S = {self.s}, {p})"
        short = Reason.TOO_FEW_FIGURES in self.reasons
        why = (
            f"a trend test needs {FEWEST}" if short else "their windows overlap, so they share most of what they count"
        )
        return f"{self.movement.words}: {said}; {why}"

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON form."""
        return {
            "movement": self.movement.value,
            "figures": len(self.figures),
            "s": self.s,
            "p": None if self.p is None else f"{float(self.p):.6g}",
            "reasons": [reason.value for reason in self.reasons],
        }

    def _change(self, words: Words) -> str:
        assert self.slope is not None  # the caller has checked
        finer = attrs.evolve(words, decimals=words.decimals + 1)
        tick = round_fraction(self.slope * 10)
        return f"{'-' if tick < 0 else '+' if tick else ''}{finer.distance(tick)}"


def evidence_for(view: View) -> Evidence:
    """
    Test the own figures up to the view's period for a trend.

    Only figures that compare with the latest one count: none from before a break, none of an isolated
    period, none of another definition, none that is hidden or rounded. Figures of windows that overlap share their data and are not tested.

    Args:
        view: The measure, area, period and day.
    """
    points = course(view)
    values = [int(point.figure.span.low) for point in points]
    s = kendall_s(values)
    slope = _slope(points, view.calendar.step)
    if len(points) < FEWEST:
        return Evidence(
            movement=Movement.INSUFFICIENT, figures=points, s=s, p=None, slope=slope, reasons=(Reason.TOO_FEW_FIGURES,)
        )
    if view.calendar.window > view.calendar.step:
        return Evidence(
            movement=Movement.INSUFFICIENT, figures=points, s=s, p=None, slope=slope, reasons=(Reason.OVERLAPPING,)
        )
    p = mann_kendall(values)
    return Evidence(movement=_movement(s, p, view.measure.better.sign), figures=points, s=s, p=p, slope=slope)


def course(view: View) -> tuple[Fact, ...]:
    """List the own figures up to the view's period that are known exactly and compare with the period's."""
    calendar = view.calendar
    comparable = [p for p in view.observed_periods() if calendar.comparable(p, view.period)]
    facts = [Fact("course", view.own(p), p) for p in comparable]
    latest = next((fact.figure.definitions for fact in reversed(facts) if fact.figure.definitions), frozenset())
    alike = [fact for fact in facts if not fact.figure.definitions - latest]
    return tuple(fact for fact in alike if fact.figure.span.exact and not fact.figure.is_missing)


def kendall_s(values: Sequence[int]) -> int:
    """Return the number of pairs that rise minus the number that fall."""
    return sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))


def mann_kendall(values: Sequence[int]) -> Fraction:
    """
    Return the exact two-sided p-value of the Mann-Kendall trend test.

    It counts, among all orders in which the same values could have come, those with at least as large an S.
    Ties are counted as they are; the normal approximation, which is wrong for short series, is not used.
    Source: Kendall, Rank Correlation Methods, chapter 5; with ties the number of inversions of a
    multiset has the Gaussian multinomial coefficient as its generating function (MacMahon).

    Args:
        values: The figures in the order of their periods.
    """
    ties = tuple(sorted(Counter(values).values()))
    ways = _inversions(ties)
    pairs = len(ways) - 1
    reached = abs(kendall_s(values))
    as_large = sum(count for inversions, count in enumerate(ways) if abs(pairs - 2 * inversions) >= reached)
    return Fraction(as_large, sum(ways))


@lru_cache(maxsize=1024)
def _inversions(ties: tuple[int, ...]) -> tuple[int, ...]:
    """Count the orders of a multiset by their number of inversions."""
    ways = [1]
    size = 0
    for group in ties:
        size += group
        ways = _times(ways, _gaussian(size, group))
    return tuple(ways)


@lru_cache(maxsize=4096)
def _gaussian(n: int, k: int) -> tuple[int, ...]:
    """Return the coefficients of the Gaussian binomial [n choose k], by its recurrence."""
    if k in (0, n):
        return (1,)
    with_last, without = _gaussian(n - 1, k - 1), _gaussian(n - 1, k)
    found = [0] * (k * (n - k) + 1)
    for place, count in enumerate(with_last):
        found[place] += count
    for place, count in enumerate(without):
        found[place + k] += count
    assert sum(found) == comb(n, k)  # at q = 1 it is the ordinary binomial
    return tuple(found)


def _times(one: Sequence[int], other: Sequence[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            found[i + j] += a * b
    return found


def _slope(points: Sequence[Fact], step: int) -> Fraction | None:
    """Return the median of the slopes of all pairs, by the time that really passed."""
    slopes = [
        Fraction(int(b.figure.span.low) - int(a.figure.span.low), b.period - a.period) * step
        for a, b in combinations(points, 2)
        if a.period is not None and b.period is not None
    ]
    return median(slopes) if slopes else None


def _movement(s: int, p: Fraction, sign: int) -> Movement:
    if p > LEVEL:
        return Movement.NONE
    if sign == 0:
        return Movement.RISING if s > 0 else Movement.FALLING
    return Movement.IMPROVING if s * sign > 0 else Movement.WORSENING
