"""A measure: what the number is, who owns it, and the rule that says what is promised of it."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal
from typing import Annotated

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.rule import FigureRule, Rule
from wes_rules.series.calendar import Calendar
from wes_rules.series.fractions import Values, is_fraction, limit_fault
from wes_rules.series.numbers import Gap, Number, published_unit
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Decimals, Declared, Title
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit


class Better(enum.StrEnum):
    """Which way is better; declared, never guessed."""

    HIGHER = "higher"
    LOWER = "lower"
    IN_BAND = "in-band"
    NONE = "none"

    @property
    def sign(self) -> int:
        """1 when higher is better, -1 when lower is, 0 when neither."""
        return {Better.HIGHER: 1, Better.LOWER: -1}.get(self, 0)


@attrs.frozen(kw_only=True)
class Baseline(Declared):
    """
    What the promise starts from.

    Args:
        value: The stated figure; None takes the published figure of `period`.
        period: The period it is about.
        source: Who states it.
        rounded: The stated figure is rounded at its last printed digit: 9% lies in [8.5, 9.5).
        inferred: The period is not stated and was inferred.

    Raises:
        DefinitionError: Neither a value nor a period.
    """

    value: Decimal | None = None
    period: Period | None = None
    source: str = ""
    rounded: bool = False
    inferred: bool = False

    def __attrs_post_init__(self) -> None:
        if self.value is None and self.period is None:
            raise DefinitionError("a baseline needs a value, a period, or both")


@attrs.frozen(kw_only=True)
class Reading(Declared):
    """
    How an ambiguous phrase of the promise is read.

    Args:
        phrase: The words.
        used: The reading used.
        others: Readings somebody else might choose.
    """

    phrase: str
    used: str
    others: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Measure(Declared):
    """
    One promise about one number.

    Args:
        id: Its name in files and on the command line.
        title: Its name for people.
        number: What is counted.
        unit: The unit of the number.
        decimals: The number of decimal places at which figures are compared.
        better: Which way is better.
        calendar: The rhythm of the series.
        rule: What is promised.
        area: The code of the area it is about.
        owner: Who has to be told.
        baseline: What the promise starts from.
        deadline: The day by which it must be so; after it the verdict is settled.
        starts: The day the plan starts.
        readings: How its ambiguous phrases are read.
        values: What its percentages are, where they or a limit lie between 0 and 1: fractions, or really below 1 percent.
        outlook_figures: How many of the latest comparable figures of a series its course goes by.

    Raises:
        DefinitionError: The rule makes no sense for the number, its unit, calendar or polarity.
    """

    id: str
    title: Title
    number: Number
    unit: Unit
    decimals: Decimals
    better: Better
    calendar: Calendar
    rule: Rule
    area: str
    owner: str = ""
    objective: str = ""
    theme: str = ""
    text: str = ""
    baseline: Baseline | None = None
    deadline: date | None = None
    starts: date | None = None
    labels: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    values: Values | None = None
    outlook_figures: Annotated[int, Bounds(low=3)] = 6

    def settles(self, period: Period | None, as_of: date) -> date | None:
        """
        Return the day after which the verdict is settled: the rule's own, or the deadline; None where there is none.

        Args:
            period: The period that is judged, as each version of a promise may have a day of its own.
            as_of: The day of knowing.
        """
        rule = self.rule
        if period is not None and isinstance(rule, FigureRule):
            rule = rule.at(period, as_of)
        return rule.settles or self.deadline

    def __attrs_post_init__(self) -> None:
        if self.baseline is not None and self.baseline.period is not None:
            kind = self.baseline.period.kind
            if kind is not self.calendar.kind:
                raise DefinitionError(
                    f"baseline period is a {kind.value}, the calendar's is {self.calendar.kind.value}"
                )
        if isinstance(self.number, Gap) and self.unit is Unit.PERCENT:
            what = "the gap between two percentages is not a percentage"
            raise DefinitionError(Problem(what, f'write unit = "{Unit.POINTS.value}"'))
        if self.deadline and self.starts and self.deadline < self.starts:
            raise DefinitionError(f"deadline {self.deadline} is before the plan starts ({self.starts})")
        self.rule.fits(self)
        self._need_clear_limits()

    def _need_clear_limits(self) -> None:
        """Refuse a percentage of less than 1 that may be a fraction."""
        if published_unit(self.number, self.unit) is not Unit.PERCENT:
            if self.values is Values.FRACTIONS and isinstance(self.rule, FigureRule):
                what = f'values = "{self.values.value}" goes with percentages, not with {self.unit.value}'
                raise DefinitionError(Problem(what, "leave it out"))
            return
        if self.unit is not Unit.PERCENT or self.values is Values.PERCENT:
            return
        limits = list(self.rule.limits())
        if self.baseline is not None and self.baseline.value is not None:
            limits.append(("baseline.value", self.baseline.value))
        if problems := [limit_fault(name, value) for name, value in limits if is_fraction(value)]:
            raise DefinitionError(problems)
