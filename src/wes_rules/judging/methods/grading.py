"""The input of every method and its answer: a grade in its publisher's words, at worst and at best."""

from __future__ import annotations

import enum
import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Self

import attrs

from wes_rules.judging.status import Status
from wes_rules.rules.words import Words
from wes_rules.values.fields import Declared
from wes_rules.values.quantity import Span

# Stands in for a missing bound: beyond any published figure.
_FAR = 10**30


@enum.unique
class Grade(enum.StrEnum):
    """
    A method's grade, in its publisher's words, and the verdict it stands for.

    The verdict is None if the method measures progress rather than whether the target will be met.
    """

    def __new__(cls, code: str, status: Status | None) -> Self:  # noqa: D102
        member = str.__new__(cls, code)
        member._value_ = code
        member.status = status
        return member

    status: Status | None

    DETERIORATION = "deterioration", Status.OFF_TRACK
    LIMITED = "limited progress", Status.OFF_TRACK
    MODERATE = "moderate progress", Status.AT_RISK
    SUBSTANTIAL = "substantial progress", Status.ON_TRACK
    ACHIEVED = "target achieved", Status.ON_TRACK

    THUNDERSTORM = "thunderstorm", Status.OFF_TRACK
    CLOUD = "cloud", Status.OFF_TRACK
    SLIGHTLY_CLOUDY = "slightly cloudy", Status.AT_RISK
    SUN = "sun", Status.ON_TRACK

    GETTING_WORSE = "getting worse", Status.OFF_TRACK
    LITTLE_CHANGE = "little or no detectable change", None
    IMPROVING = "improving", None
    MET = "target met or exceeded", Status.ON_TRACK

    REVERSE = "trend to be reversed", Status.OFF_TRACK
    ACCELERATE = "progress to be accelerated", Status.OFF_TRACK
    MAINTAIN = "progress to be maintained", Status.ON_TRACK


@attrs.frozen
class At:
    """A figure, between its lowest and its highest value in ticks, and its year, of which only differences count."""

    year: int
    span: Span
    name: str

    @property
    def low(self) -> int:
        """The lowest value; beyond any published figure if there is no bound."""
        return -_FAR if math.isinf(self.span.low) else int(self.span.low)

    @property
    def high(self) -> int:
        """The highest value; beyond any published figure if there is no bound."""
        return _FAR if math.isinf(self.span.high) else int(self.span.high)

    def turned(self, sign: int) -> At:
        """Return the figure of a measure of which more is better: itself, or its mirror."""
        return self if sign > 0 else attrs.evolve(self, span=-self.span)


@attrs.frozen(kw_only=True)
class Case:
    """
    What a method is given.

    Args:
        sign: 1 where higher is better, -1 where lower is.
        points: The figures on file that compare with the latest one, in order, each with its bounds.
        base: The baseline; None for methods that need none.
        target: The target and the year it is for; None where the promise names none.
        unrounded: The target in ticks before it is rounded; None where that is not exact.
        words: The unit and precision in which figures are said.
        dated: Whether the target is for a year to come, and not for every year.
        limit: The natural limit of the number, in ticks.
    """

    sign: int
    points: Sequence[At]
    words: Words
    base: At | None = None
    target: At | None = None
    unrounded: Fraction | None = None
    dated: bool = True
    limit: Fraction | None = None

    @property
    def latest(self) -> At:
        """The latest figure."""
        return self.points[-1]

    @property
    def met(self) -> tuple[bool, bool]:
        """Whether the latest figure certainly meets the target, and whether it may."""
        return self.meets(self.latest)

    def meets(self, one: At) -> tuple[bool, bool]:
        """Whether a figure certainly meets the target, and whether it may."""
        if self.target is None:
            return False, False
        now, aim = one.turned(self.sign), self.target.turned(self.sign)
        return now.low >= aim.high, now.high >= aim.low

    @property
    def met_at_baseline(self) -> bool:
        """Whether the baseline meets the target already, which every method has to be asked about apart."""
        return self.base is not None and self.meets(self.base)[0]

    def said(self, one: At) -> str:
        """Say a figure and its period."""
        return f"{self.words.span(one.span)} in {one.name}"


@attrs.frozen(kw_only=True)
class Graded(Declared):
    """
    A method's answer.

    Args:
        worst: The worst grade over the possible values of the figures.
        best: The best grade over them.
        lowest: The lowest score that the method grades; None if it has no score.
        highest: The highest score that the method grades; None if it has no score.
        said: How it was worked out, as a clause.
        met_at_baseline: Whether the target was met at the baseline already.
    """

    worst: Grade
    best: Grade
    lowest: Decimal | None
    highest: Decimal | None
    said: str
    met_at_baseline: bool = False

    @property
    def grade(self) -> Grade | None:
        """The grade; None if inexact figures leave it open."""
        return self.worst if self.worst is self.best else None

    @property
    def words(self) -> str:
        """The grade as people read it."""
        return self.worst.value if self.worst is self.best else f"between {self.worst.value} and {self.best.value}"

    @property
    def status(self) -> Status | None:
        """The verdict that the grade stands for; undecided if the grade is open, None if the method gives no verdict."""
        if self.worst.status is self.best.status:
            return self.worst.status
        return Status.UNDECIDED


def rounded(value: Fraction | Decimal) -> Decimal:
    """Return a score as a decimal that is printed the same everywhere."""
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
    return round(value, 6) + 0


def ends_in_words(lowest: Decimal, highest: Decimal, places: int = 2) -> str:
    """Say a score, or the two ends it lies between."""
    low, high = (f"{one:.{places}f}" for one in (lowest, highest))
    return low if low == high else f"{low} to {high}"
