"""Case rows: single cases with a clock, and inspections with a grade."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, timedelta
from typing import Annotated

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.series.observation import Origin
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Declared, Line, Name


@attrs.frozen(kw_only=True)
class Case(Declared):
    """
    One case: when its clock started and when, if ever, it stopped.

    Args:
        indicator: What is measured.
        area: The code of the area it is about.
        id: What tells it from the other cases of the indicator and area.
        opened: The day its clock started.
        origin: Where it comes from.
        closed: The day its clock stopped; None while it is open.
        due: The last day on which it is in time, where it has another limit than the rest, such as one that was agreed for it.
        excluded: Whether it does not count, as the definition of the indicator says.

    Raises:
        DefinitionError: It closed, or is due, before it opened.
    """

    indicator: Name
    area: Name
    id: Line
    opened: date
    origin: Origin
    closed: date | None = None
    excluded: bool = False
    due: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.due is not None and self.due < self.opened:
            raise DefinitionError(f"case {self.id} is due on {self.due}, before it opened on {self.opened}")
        if self.closed is not None and self.closed < self.opened:
            raise DefinitionError(f"case {self.id} closed on {self.closed}, before it opened on {self.opened}")

    @property
    def edition(self) -> Hashable:
        """Identifies the case; each row without a name is a case."""
        return (self.indicator, self.area, self.id) if self.id else id(self)

    @property
    def described(self) -> str:
        """Which case it is, in words."""
        return f"case {self.id} of {self.indicator} in area {self.area}"


@attrs.frozen(kw_only=True)
class Inspection(Declared):
    """
    One graded inspection of a unit; grade 1 is the best, 4 the worst.

    Args:
        indicator: What is measured.
        area: The code of the area the unit is in.
        unit: What was inspected, such as a school's number.
        day: The day of the inspection.
        grade: From 1, the best, to 4.
        origin: Where it comes from.
        predecessor: The unit whose last grade carries over, as when a school becomes an academy.
        district: Where the unit is, for breakdowns.
    """

    indicator: Name
    area: Name
    unit: Name
    day: date
    grade: Annotated[int, Bounds(low=1, high=4)]
    origin: Origin
    predecessor: Line = ""
    district: Line = ""

    @property
    def edition(self) -> Hashable:
        """Which inspection it is."""
        return self.indicator, self.area, self.unit, self.day

    @property
    def described(self) -> str:
        """Which inspection it is, in words."""
        return f"the inspection of {self.unit} on {self.day} for {self.indicator} in area {self.area}"


def days_between(opened: date, closed: date, *, working: bool, days_off: frozenset[date]) -> int:
    """Count the days a clock ran, all or Monday to Friday without `days_off`; the day it started is day 0."""
    if not working:
        return (closed - opened).days
    run = (opened + timedelta(days=n) for n in range(1, (closed - opened).days + 1))
    return sum(day.weekday() < 5 and day not in days_off for day in run)
