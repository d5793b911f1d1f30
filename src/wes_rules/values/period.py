"""Periods: the year, quarter, term, month or week that a figure is about."""

from __future__ import annotations

import enum
from datetime import date
from functools import lru_cache
from typing import Self, overload

import attrs
import pendulum

from wes_rules.errors import PeriodError
from wes_rules.values import checks
from wes_rules.values.checks import LAST_YEAR, Bounds, wrong
from wes_rules.values.fields import Declared
from wes_rules.values.taking import taken


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
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
TERMS = ("autumn", "spring", "summer")
_TERM_STARTS = (0, 4, 7)  # months after September at which each term starts
_FIRST_MONDAY = date(1, 1, 1).toordinal()  # 1 January of the year 1 is a Monday
_WRITTEN = 1001
_TAX = (PeriodKind.TAX_YEAR, PeriodKind.TAX_QUARTER)


def _place(day: date, kind: PeriodKind) -> int:
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


# The first and the last index of each kind; the day after the last one is in the calendar, too.
ENDS = {
    kind: (0 if kind is PeriodKind.WEEK else kind.per_year, _place(date(LAST_YEAR, 12, 31), kind))
    for kind in PeriodKind
}


@attrs.frozen(order=False, cache_hash=True)
class Period(Declared):
    """
    One period, as its kind and its place in the run of all periods of that kind.

    Args:
        kind: The kind.
        index: A year by its first calendar year; parts of a year counted on from the year 0.
    """

    kind: PeriodKind
    index: int

    def __attrs_post_init__(self) -> None:
        low, high = ENDS[self.kind]
        if not low <= self.index <= high:
            raise PeriodError(
                f"{self.kind.a} with index {self.index} is outside the calendar, the years 1 to {LAST_YEAR}"
            )

    @classmethod
    def taken(cls, raw: object, kind: object) -> Period:
        """Take a text as a period, where it is known of which kind it has to be."""
        if isinstance(raw, str) and isinstance(kind, PeriodKind):
            return cls.parse(raw, kind)
        return wrong(raw, "a period", 'read it with Period.parse("2019/20", PeriodKind.ACADEMIC_YEAR)')

    @classmethod
    def parse(cls, text: str, kind: PeriodKind | str | None = None, *, window: int = 1) -> Period:
        """
        Read a period as people write it.

        Without `kind` the spelling decides: 2019 is a calendar year, 2019/20 an academic year,
        2019 Q3 a calendar quarter, 2019/20 Q1 a financial quarter.

        Args:
            text: Such as 2019/20, 2019-20, 201920, 2019/2020, 18/19, 2019 Q3, Sept 2019, autumn 2019/20.
            kind: The kind of period it must be. A date then stands for the period of which it is the first or last day,
                as spreadsheets make one of "Jan-23".
            window: How many years a figure pools: with 3, "2017 - 19" and "2017/18 - 19/20" are read as their last year.

        Raises:
            PeriodError: It cannot be read as that kind, or no such period exists.
            DefinitionError: It is no text, or the kind is none.
        """
        text = checks.text(text)
        kind = None if kind is None else checks.choice(kind, PeriodKind)
        window = checks.whole(window, Bounds(low=1))
        from wes_rules.values.spellings import parse

        return parse(text, kind if kind is None else taken(PeriodKind, kind), window)

    @classmethod
    def from_dfe(cls, time_period: str, time_identifier: str) -> Period:
        """
        Read the two columns of a DfE file, such as 201920 and "Academic year".

        Raises:
            PeriodError: An unknown identifier, or a period that cannot exist.
            DefinitionError: One of them is no text.
        """
        time_period, time_identifier = checks.text(time_period), checks.text(time_identifier)
        from wes_rules.values.spellings import from_dfe

        return from_dfe(time_period, time_identifier)

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period of a kind that a day lies in."""
        kind = taken(PeriodKind, kind)
        return cls(kind, _place(checks.day(day), kind))

    @property
    def start(self) -> pendulum.Date:
        """The first day."""
        return _start(self.kind, self.index)

    @property
    def end(self) -> pendulum.Date:
        """The first day after it."""
        return _start(self.kind, self.index + 1)

    @property
    def year_and_part(self) -> tuple[int, int]:
        """The year it belongs to, and which part of it: 0 for the first."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.start.isocalendar()
            return year, week - 1
        return divmod(self.index, self.kind.per_year)

    @property
    def same_period_last_year(self) -> Period:
        """The period one year earlier."""
        if self.kind is PeriodKind.WEEK:
            year, part = self.year_and_part
            return week_of(year - 1, min(part + 1, 52))
        return self - self.kind.per_year

    def __add__(self, steps: int) -> Period:
        return Period(self.kind, self.index + steps) if isinstance(steps, int) else NotImplemented

    @overload
    def __sub__(self, other: int) -> Period: ...
    @overload
    def __sub__(self, other: Period) -> int: ...
    def __sub__(self, other: int | Period) -> Period | int:
        if isinstance(other, int):
            return Period(self.kind, self.index - other)
        if isinstance(other, Period):
            return self.index - self._alike(other)
        return NotImplemented

    def __lt__(self, other: Period) -> bool:
        return self.index < self._alike(other)

    def __le__(self, other: Period) -> bool:
        return self.index <= self._alike(other)

    def __gt__(self, other: Period) -> bool:
        return self.index > self._alike(other)

    def __ge__(self, other: Period) -> bool:
        return self.index >= self._alike(other)

    def _alike(self, other: Period) -> int:
        if not isinstance(other, Period):
            raise PeriodError(f"{self} is a period, {other!r} is not")
        if other.kind is not self.kind:
            raise PeriodError(f"{self} is {self.kind.a}, {other} is {other.kind.a}: they do not compare")
        return other.index

    def __repr__(self) -> str:
        # Years of fewer digits than people write are not read back.
        if self.start.year < _WRITTEN:
            return f"Period(kind={self.kind.value!r}, index={self.index})"
        return f"Period.parse({str(self)!r}, {self.kind.value!r})"

    def __str__(self) -> str:
        kind = self.kind
        year, part = self.year_and_part
        if kind is PeriodKind.WEEK:
            return f"{year} week {part + 1}"
        if kind is PeriodKind.MONTH:
            return f"{MONTHS[part]} {year}"
        label = f"{year}/{(year + 1) % 100:02d}" if kind.spans_years else f"{year}"
        if kind is PeriodKind.TERM:
            return f"{TERMS[part]} {label}"
        letter = {4: "Q", 2: "H"}.get(kind.per_year)
        return label if letter is None else f"{label} {letter}{part + 1}"


@lru_cache(maxsize=65536)
def _start(kind: PeriodKind, index: int) -> pendulum.Date:
    """Return the first day of a period, also of the one after the last that there is."""
    if kind is PeriodKind.WEEK:
        day = date.fromordinal(_FIRST_MONDAY + 7 * index)
        return pendulum.Date(day.year, day.month, day.day)
    year, part = divmod(index, kind.per_year)
    after = _TERM_STARTS[part] if kind is PeriodKind.TERM else part * 12 // kind.per_year
    years, month = divmod(kind.first_month - 1 + after, 12)
    return pendulum.Date(year + years, month + 1, 6 if kind in _TAX else 1)


def week_of(year: int, week: int) -> Period:
    """
    Return an ISO week.

    Raises:
        PeriodError: The year has no such week.
    """
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise PeriodError(f"{year} has no week {week}") from error
    return Period(PeriodKind.WEEK, (monday.toordinal() - _FIRST_MONDAY) // 7)
