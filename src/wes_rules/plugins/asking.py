"""Requests to sources."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import attrs

from wes_rules.errors import PeriodError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.fractions import Values
from wes_rules.values.fields import Decimals, Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Unit


@attrs.frozen
class Wanted(Declared):
    """
    How to read one indicator's figures.

    Args:
        unit: The unit they are published in.
        decimals: The precision at which they are compared.
        calendars: The calendars they are judged by.
        values: What percentages are: with fractions a source reads 0.925 as 92.5, as `wes_rules.tables.read_value` does.
        series: The areas that the plan asks about, each with a group of people; None where it may ask about any. What is wrong with
            rows about others is no reason to refuse a file.
    """

    unit: AnyUnit
    decimals: Decimals
    calendars: tuple[Calendar, ...]
    values: Values | None = None
    series: frozenset[tuple[str, str]] | None = None

    def asks(self, area: str, group: str) -> bool:
        """Whether the plan asks about an area and a group."""
        return self.series is None or (area, group) in self.series

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds of period they are judged by."""
        return tuple(dict.fromkeys(calendar.kind for calendar in self.calendars))

    def period(self, text: str) -> Period:
        """
        Read a period as a publisher writes it, of the first of the kinds that it can be.

        Raises:
            PeriodError: It can be none of them.
        """
        problems: list[Problem] = []
        for kind in self.kinds:
            try:
                return Period.parse(text, kind)
            except PeriodError as error:
                problems += error.problems
        raise PeriodError(problems)

    @property
    def may_be_fractions(self) -> bool:
        """Whether percentages below 1 may be fractions, because the plan does not say."""
        return self.unit is Unit.PERCENT and self.values is not Values.PERCENT

    def collected(self, period: Period) -> bool:
        """Whether any of the calendars allows a figure for a period."""
        return any(calendar.collects(period) for calendar in self.calendars)

    def uncollected(self, period: Period) -> Problem:
        """Return the fault of a number for a period that the calendars do not have."""
        surveys = any(one.surveyed is not None and period not in one.surveyed for one in self.calendars)
        what = f"there is a number for {period}, which the plan's calendar says nobody collected"
        remedy = (
            f'if there was a survey, add "{period}" to surveyed' if surveys else "correct the period, or not_collected"
        )
        return Problem(what, f"{remedy} in the plan")


@attrs.frozen
class Request(Declared):
    """
    The figures that a plan needs.

    Args:
        indicators: The indicators, by name.
        every_area: Whether figures of areas and groups that the plan does not ask about are of use, too. Where they are not, a source
            may leave them out, and count them in `Figures.others`.
        spellings: The series that the plan asks about, each as `plainly` writes its indicator, area and group, and once more with the
            area's name. A source never leaves rows out that are written so, as somebody may have meant them.
    """

    indicators: Mapping[str, Wanted]
    every_area: bool = True
    spellings: frozenset[tuple[str, ...]] = frozenset()

    def may_mean(self, indicator: str, area: str, group: str) -> bool:
        """Whether these names mean a series of the plan, perhaps in another spelling."""
        return plainly(indicator, area, group) in self.spellings


def plainly(*names: str) -> tuple[str, ...]:
    """Return names without case and blanks, for comparison."""
    return tuple(map(_plain, names))


@lru_cache(maxsize=65536)
def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
