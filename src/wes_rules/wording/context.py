"""What is known of a measure before its words are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Protocol, Self, runtime_checkable

import attrs

from wes_rules.rules.better import Better, better_or_none
from wes_rules.rules.kinds.composites import Each
from wes_rules.rules.measure import Baseline, Measure, Rule
from wes_rules.rules.part import Part
from wes_rules.series.calendar import Calendar
from wes_rules.values import accepting
from wes_rules.values.fields import Declared, Line, Name, PositiveInt
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Unit


@runtime_checkable
class HasWords(Protocol):
    """A kind of rule of a plugin that has words of its own."""

    def in_words(self) -> str:
        """Say the rule in words that `from_words` reads back as the same rule."""

    @classmethod
    def from_words(cls, words: str) -> Self | None:
        """Read words that say a whole rule of this kind; None where they do not."""


@attrs.frozen(kw_only=True)
class Context(Declared):
    """
    What is known about a measure before its words are read. Everything is optional, and the words may repeat it.

    Args:
        unit: The unit of its number.
        better: Which way is better.
        calendar: The rhythm of its series.
        baseline: What the promise starts from.
        deadline: The day by which the plan is to be kept.
        change_in: Whether "reduce by 5%" of a percentage means points or percent.
        national: The code of the area whose figures are "the national average".
        neighbours: The area set that "statistical neighbours" names.
        minimum: The least number of neighbours with a figure for their mean.
        areas: The codes of other areas, by the names that words call them, such as "west midlands".
        parts: The numbers that a promise for each of several is made of.
        demand: The figures that "sufficient ... to meet demand" is held against.
        source: Who states the target.
        kinds: Kinds of rule of plugins, which have words of their own.
    """

    unit: Unit | None = attrs.field(default=None, converter=accepting.unit_or_none)
    better: Better | None = attrs.field(default=None, converter=better_or_none)
    calendar: Calendar | None = None
    baseline: Baseline | None = None
    deadline: date | None = None
    change_in: Literal["points", "percent"] | None = None
    national: Name = "national"
    neighbours: Name = "statistical-neighbours"
    minimum: PositiveInt = 1
    areas: Mapping[Name, Name] = attrs.field(factory=dict)
    parts: tuple[Part, ...] = ()
    demand: Name | None = None
    source: Line = ""
    kinds: tuple[type[Rule], ...] = ()

    @classmethod
    def of(cls, measure: Measure, **more: Any) -> Self:
        """Return what a measure says of itself, all but its rule."""
        rule = measure.rule
        known: dict[str, Any] = {
            "unit": measure.unit,
            "better": measure.better,
            "calendar": measure.calendar,
            "baseline": measure.baseline,
            "deadline": measure.deadline,
            "parts": rule.over if isinstance(rule, Each) else (),
        }
        return cls(**{**known, **more})

    def area_of(self, name: str) -> str:
        """Return the code of an area by the name that words call it."""
        return self.areas.get(name, self.national if name == "national" else name.replace(" ", "-"))

    @property
    def kind(self) -> PeriodKind | None:
        """The kind of period of its figures."""
        return None if self.calendar is None else self.calendar.kind

    @property
    def a_year(self) -> int | None:
        """How many figures a year has; None where nobody says."""
        if self.calendar is None or self.calendar.kind.per_year % self.calendar.step:
            return None
        return self.calendar.kind.per_year // self.calendar.step
