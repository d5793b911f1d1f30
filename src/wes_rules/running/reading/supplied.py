"""What a source had in its last good run, as stored."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, ClassVar, Self

import attrs

from wes_rules.plugins.api import Figures
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.editions import Edition, SeriesKey
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Quantity, Standing
from wes_rules.values.taking import taken


@attrs.frozen(order=True)
class FigureMark(Declared):
    """
    One edition of a figure.

    Args:
        published: The day it was published; empty for an edition without one.
        value: The number, or the marker in its place; empty if no edition was stored.
        standing: How firm it is, by its symbol.
    """

    indicator: str
    area: str
    group: str
    kind: str
    period: str
    published: str = ""
    value: str = ""
    standing: str = ""

    def check(self) -> None:
        """Refuse an invalid period or day."""
        Period.parse(self.period, taken(PeriodKind, self.kind), window=None)
        _ = self.day

    @classmethod
    def of(cls, one: Observation) -> Self:
        """Return the mark of a figure."""
        published = one.published.isoformat() if one.published else ""
        edition = published, plain(one.quantity), one.standing.value
        return cls(*one.series, one.period.kind.value, str(one.period), *edition)

    @property
    def series(self) -> SeriesKey:
        """The series it belongs to: indicator, area and group."""
        return self.indicator, self.area, self.group

    @property
    def subject(self) -> tuple[str, ...]:
        """The figure that it is an edition of."""
        return *self.series, self.kind, self.period

    @property
    def day(self) -> date | None:
        """The day it was published."""
        return date.fromisoformat(self.published) if self.published else None

    @property
    def is_forecast(self) -> bool:
        """Whether it was a forecast."""
        return self.standing == Standing.FORECAST.value

    @property
    def is_firm(self) -> bool:
        """Whether it also counted for measures that wait for final figures."""
        return self.standing not in (Standing.FORECAST.value, Standing.PROVISIONAL.value)


@attrs.frozen(order=True)
class CaseMark(Declared):
    """
    One case: when its clock started, and when it stopped.

    Args:
        id: The case's name; the day it was opened for one that has none.
        closed: The day it was closed; empty while it is open.
    """

    indicator: str
    area: str
    id: str
    opened: str
    closed: str = ""

    @classmethod
    def of(cls, one: Case, day: date) -> Self:
        """Return the mark of a case as known on a day."""
        closed = one.closed.isoformat() if one.closed is not None and one.closed <= day else ""
        return cls(one.indicator, one.area, one.id or one.opened.isoformat(), one.opened.isoformat(), closed)

    @property
    def subject(self) -> tuple[str, ...]:
        """The case, with indicator and area."""
        return self.indicator, self.area, self.id


@attrs.frozen(order=True)
class InspectionMark(Declared):
    """One graded inspection of a unit."""

    indicator: str
    area: str
    unit: str
    day: str

    @classmethod
    def of(cls, one: Inspection) -> Self:
        """Return the mark of an inspection."""
        return cls(one.indicator, one.area, one.unit, one.day.isoformat())

    @property
    def subject(self) -> tuple[str, ...]:
        """What was inspected, and when."""
        return self.indicator, self.area, self.unit, self.day


Mark = FigureMark | CaseMark | InspectionMark
_KINDS: dict[str, type[Mark]] = {"figures": FigureMark, "cases": CaseMark, "inspections": InspectionMark}


@attrs.frozen
class Supplied(Declared):
    """
    What a source had in its last good run.

    Args:
        marks: The figures, cases and inspections behind the verdicts, each as often as it occurred.
    """

    FORM: ClassVar[int] = 1

    indicators: frozenset[str]
    marks: tuple[Mark, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read the text of `written`, also of an earlier version; None if there is none."""
        if not text:
            return None
        found = json.loads(text)
        if isinstance(found, list):
            # Earlier versions stored only the indicators.
            return cls(frozenset(found))
        if found.get("form", 1) != cls.FORM:
            raise ValueError("a later version of this library wrote it")
        # Earlier versions stored only the period of a figure, and no cases or inspections.
        marks = tuple(kind(*row) for name, kind in _KINDS.items() for row in found.get(name, ()))
        for one in marks:
            if isinstance(one, FigureMark):
                one.check()
        return cls(frozenset(found["indicators"]), marks)

    def written(self) -> str:
        """Return it as a text, equal for equal content."""
        found: dict[str, Any] = {"form": self.FORM, "indicators": sorted(self.indicators)}
        for name, kind in _KINDS.items():
            found[name] = sorted(attrs.astuple(one) for one in self.marks if isinstance(one, kind))
        return json.dumps(found)


def marks_of(figures: Figures, used: Collection[Edition], day: date) -> Iterator[Mark]:
    """Return those of a source's figures on which verdicts depend; of cases and inspections the figures made from them."""
    yield from (FigureMark.of(one) for one in figures.observations if one.edition in used)
    # Which rows count for which period is the measure's to say; all of an area decide together.
    places = {series[:2] for series, _, _ in used}
    for case in figures.cases:
        if (case.indicator, case.area) in places and case.opened <= day and not case.excluded:
            yield CaseMark.of(case, day)
    for row in figures.inspections:
        if (row.indicator, row.area) in places and row.day <= day:
            yield InspectionMark.of(row)


def plain(quantity: Quantity) -> str:
    """Return a quantity as a text that is the same for 80 and 80.0."""
    if quantity.marker is not None or not quantity.is_exact:
        return str(quantity)
    text = format(quantity.low, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
