"""The kinds of period, and where the periods of each lie in the calendar, by their index."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Self

from wes_rules.errors import PeriodError, Problem
from wes_rules.values.checks import FIRST_YEAR, LAST_YEAR


class PeriodKind(enum.StrEnum):
    """A kind of period: how many there are in a year, and the month in which its year starts."""

    def __new__(cls, code: str, per_year: int, first_month: int) -> Self:  # noqa: D102
        member = str.__new__(cls, code)
        member._value_ = code
        member.per_year = per_year
        member.first_month = first_month
        return member

    per_year: int
    first_month: int

    ACADEMIC_YEAR = "academic-year", 1, 9
    CALENDAR_YEAR = "calendar-year", 1, 1
    FINANCIAL_YEAR = "financial-year", 1, 4
    TAX_YEAR = "tax-year", 1, 4
    REPORTING_YEAR = "reporting-year", 1, 1
    ACADEMIC_QUARTER = "academic-quarter", 4, 9
    CALENDAR_QUARTER = "calendar-quarter", 4, 1
    FINANCIAL_QUARTER = "financial-quarter", 4, 4
    TAX_QUARTER = "tax-quarter", 4, 4
    FINANCIAL_HALF = "financial-half", 2, 4
    TERM = "term", 3, 9
    MONTH = "month", 12, 1
    WEEK = "week", 52, 1

    @property
    def a(self) -> str:
        """Its name with the article: a term, an academic-year."""
        return f"{'an' if self.value.startswith('a') else 'a'} {self.value}"

    @property
    def spans_years(self) -> bool:
        """Whether its year lies in two calendar years, written 2019/20."""
        return self.first_month != 1


MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
TERMS = ("autumn", "spring", "summer")
_TERM_STARTS = (0, 4, 7)  # months after September at which each term starts
_FIRST_MONDAY = date(1, 1, 1).toordinal()  # 1 January of the year 1 is a Monday
_A_DAY = timedelta(days=1)
_TAX = (PeriodKind.TAX_YEAR, PeriodKind.TAX_QUARTER)


def place_of(day: date, kind: PeriodKind) -> int:
    """Return the index of the period of a kind that a day lies in."""
    if kind is PeriodKind.WEEK:
        return (day.toordinal() - _FIRST_MONDAY) // 7
    months = day.year * 12 + day.month - kind.first_month
    if kind in _TAX and day.day < 6:
        months -= 1  # the tax year starts on 6 April
    if kind is PeriodKind.TERM:
        year, month = divmod(months, 12)
        return year * 3 + sum(month >= start for start in _TERM_STARTS) - 1
    return months * kind.per_year // 12


# What is compared with the year before, or looks for the next one, steps out of the years that may be given.
_ROOM = 100
END_YEARS = FIRST_YEAR - _ROOM, LAST_YEAR + _ROOM
# The first and the last index of each kind.
ENDS = {
    kind: (place_of(date(END_YEARS[0], 1, 1), kind), place_of(date(END_YEARS[1], 12, 31), kind)) for kind in PeriodKind
}


@lru_cache(maxsize=65536)
def start_of(kind: PeriodKind, index: int) -> date:
    """Return the first day of a period, also of the one after the last that there is."""
    if kind is PeriodKind.WEEK:
        return date.fromordinal(_FIRST_MONDAY + 7 * index)
    year, part = divmod(index, kind.per_year)
    after = _TERM_STARTS[part] if kind is PeriodKind.TERM else part * 12 // kind.per_year
    years, month = divmod(kind.first_month - 1 + after, 12)
    return date(year + years, month + 1, 6 if kind in _TAX else 1)


def last_day_of(kind: PeriodKind, index: int) -> date:
    """Return the last day of a period."""
    return start_of(kind, index + 1) - _A_DAY


def week_of(year: int, week: int) -> int:
    """Return the index of an ISO week."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise PeriodError(Problem(f"{year} has no week {week}", "correct it")) from error
    return (monday.toordinal() - _FIRST_MONDAY) // 7


def year_and_part_of(kind: PeriodKind, index: int) -> tuple[int, int]:
    """Return the year that a period belongs to, and which part of it: 0 for the first."""
    if kind is PeriodKind.WEEK:
        year, week, _ = start_of(kind, index).isocalendar()
        return year, week - 1
    return divmod(index, kind.per_year)


def label_of(kind: PeriodKind, index: int, window: int = 1) -> str:
    """Return a period as people write it; years or terms that a figure covers together by the first and the last of them."""
    year, part = year_and_part_of(kind, index)
    if kind is PeriodKind.WEEK:
        return f"{year} week {part + 1}"
    if window > 1 and kind.per_year > 1 and kind is not PeriodKind.TERM:
        opens, closes = start_of(kind, index + 1 - window), last_day_of(kind, index)
        if opens.day == 1:
            return f"{MONTHS[opens.month - 1]} {opens.year} to {MONTHS[closes.month - 1]} {closes.year}"
    if kind is PeriodKind.MONTH:
        return f"{MONTHS[part]} {year}"
    label = f"{year}/{(year + 1) % 100:02d}" if kind.spans_years else f"{year}"
    if kind.per_year == 1 and window > 1:
        return f"{label_of(kind, index - window + 1)} - {label}"
    if kind is PeriodKind.TERM:
        first = part + 1 - window
        return f"{_and(TERMS[first : part + 1]) if first >= 0 else TERMS[part]} {label}"
    letter = {4: "Q", 2: "H"}.get(kind.per_year)
    return label if letter is None else f"{label} {letter}{part + 1}"


def _and(words: Sequence[str]) -> str:
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last
