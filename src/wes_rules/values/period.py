"""Periods: the year, quarter, term, month or week that a figure is about."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Self, overload

import attrs
import pendulum

from wes_rules.errors import PeriodError, Problem


class PeriodKind(enum.Enum):
    """A kind of period: how many there are in a year, and the month in which its year starts."""

    def __new__(cls, code: str, per_year: int, first_month: int) -> Self:  # noqa: D102
        member = object.__new__(cls)
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
    def split(self) -> bool:
        """Whether its year lies in two calendar years, written 2019/20."""
        return self.first_month != 1


_MONTHS = [
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
_TERMS = ("autumn", "spring", "summer")
_TERM_MONTHS = (0, 4, 7)  # months after September at which each term starts
_FIRST_MONDAY = date(1, 1, 1).toordinal()  # 1 January of the year 1 is a Monday
_TAX = (PeriodKind.TAX_YEAR, PeriodKind.TAX_QUARTER)


@attrs.frozen(order=False, cache_hash=True)
class Period:
    """
    One period, as its kind and its place in the run of all periods of that kind.

    Args:
        kind: The kind.
        index: A year by its first calendar year; parts of a year counted on from the year 0.
    """

    kind: PeriodKind
    index: int

    def __attrs_post_init__(self) -> None:
        size = self.kind.per_year
        low, high = (0, 520_000) if self.kind is PeriodKind.WEEK else (size, 9997 * size)
        if not low <= self.index <= high:
            raise PeriodError(f"a {self.kind.value} with index {self.index} is outside the calendar")

    @classmethod
    def parse(cls, text: str, kind: PeriodKind | None = None) -> Period:
        """
        Read a period as people write it.

        Without `kind` the spelling decides: 2019 is a calendar year, 2019/20 an academic year,
        2019 Q3 a calendar quarter, 2019/20 Q1 a financial quarter.

        Args:
            text: Such as 2019/20, 2019-20, 201920, 2019/2020, 18/19, 2019 Q3, Sept 2019, autumn 2019/20.
            kind: The kind of period it must be.

        Raises:
            PeriodError: It cannot be read as that kind, or no such period exists.
        """
        word = " ".join(text.split())
        for pattern, read in _SPELLINGS:
            match = pattern.fullmatch(word)
            if match is not None and (period := read(match.groupdict(), kind, word)) is not None:
                return period
        wanted = "a period" if kind is None else f"a {kind.value}"
        raise PeriodError(Problem(f'"{text}" is not {wanted}', f"write it like {_example(kind)}"))

    @classmethod
    def from_dfe(cls, time_period: str, time_identifier: str) -> Period:
        """
        Read the two columns of a DfE file, such as 201920 and "Academic year".

        Raises:
            PeriodError: An unknown identifier, or a period that cannot exist.
        """
        kind, part = _identified(time_identifier)
        word = time_period.strip()
        if kind.split and re.fullmatch(r"\d{4}", word):
            what = f'"{time_period}" is one year, and "{time_identifier}" spans two'
            raise PeriodError(Problem(what, f"write {word}{(int(word) + 1) % 100:02d}"))
        if kind.split:
            year = _split_year(word, f"{time_period} {time_identifier}")
        elif re.fullmatch(r"\d{4}", word):
            year = int(word)
        else:
            raise PeriodError(Problem(f'"{time_period}" is not a {time_identifier.lower()}', "write four digits"))
        return _week(year, part) if kind is PeriodKind.WEEK else cls(kind, year * kind.per_year + part - (part > 0))

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period of a kind that a day lies in."""
        if kind is PeriodKind.WEEK:
            return cls(kind, (day.toordinal() - _FIRST_MONDAY) // 7)
        if kind in _TAX:
            day = day - timedelta(days=5)  # the tax year starts on 6 April
        months = day.year * 12 + day.month - kind.first_month
        if kind is PeriodKind.TERM:
            year, month = divmod(months, 12)
            return cls(kind, year * 3 + sum(month >= start for start in _TERM_MONTHS) - 1)
        return cls(kind, months * kind.per_year // 12)

    @property
    def start(self) -> pendulum.Date:
        """The first day."""
        return _start(self)

    @property
    def end(self) -> pendulum.Date:
        """The first day after it."""
        return _start(self + 1)

    @property
    def same_period_last_year(self) -> Period:
        """The period one year earlier."""
        if self.kind is PeriodKind.WEEK:
            year, week, _ = self.start.isocalendar()
            return _week(year - 1, min(week, 52))
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
            raise PeriodError(f"{self} is a {self.kind.value}, {other} is a {other.kind.value}: they do not compare")
        return other.index

    def __str__(self) -> str:
        kind = self.kind
        if kind is PeriodKind.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"{year} week {week}"
        year, part = divmod(self.index, kind.per_year)
        if kind is PeriodKind.MONTH:
            return f"{_MONTHS[part]} {year}"
        label = f"{year}/{(year + 1) % 100:02d}" if kind.split else f"{year}"
        if kind is PeriodKind.TERM:
            return f"{_TERMS[part]} {label}"
        letter = {4: "Q", 2: "H"}.get(kind.per_year)
        return label if letter is None else f"{label} {letter}{part + 1}"


@lru_cache(maxsize=65536)
def _start(period: Period) -> pendulum.Date:
    if period.kind is PeriodKind.WEEK:
        day = date.fromordinal(_FIRST_MONDAY + 7 * period.index)
        return pendulum.Date(day.year, day.month, day.day)
    year, part = divmod(period.index, period.kind.per_year)
    after = _TERM_MONTHS[part] if period.kind is PeriodKind.TERM else part * 12 // period.kind.per_year
    years, month = divmod(period.kind.first_month - 1 + after, 12)
    return pendulum.Date(year + years, month + 1, 6 if period.kind in _TAX else 1)


def _week(year: int, week: int) -> Period:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError as error:
        raise PeriodError(f"{year} has no week {week}") from error
    return Period(PeriodKind.WEEK, (monday.toordinal() - _FIRST_MONDAY) // 7)


def _split_year(word: str, said: str) -> int:
    """Return the first calendar year of 2019/20, 2019-20, 201920, 2019/2020 or 18/19."""
    match = re.fullmatch(r"(\d{4}|\d{2})[/-]?(\d{4}|\d{2})", word)
    if match is None or (len(match[1]) == 2 and (len(match[2]) == 4 or len(word) == 4)):
        raise PeriodError(Problem(f'"{said}" is not a year that spans two', "write it like 2019/20"))
    first = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
    last = first + 1 if len(match[2]) == 4 else (first + 1) % 100
    if int(match[2]) != last:
        what = f'"{said}" cannot exist: its two years are not consecutive'
        raise PeriodError(Problem(what, f"write {first}/{(first + 1) % 100:02d}, or {first}"))
    return first


_Groups = dict[str, str]


def _read_year(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    if kind is None:
        kind = PeriodKind.CALENDAR_YEAR
    if kind.per_year != 1:
        return None
    if kind.split:
        year = int(found["year"])
        what = f'"{word}" does not say which of two a {kind.value} is'
        raise PeriodError(Problem(what, f"write {year - 1}/{year % 100:02d} or {year}/{(year + 1) % 100:02d}"))
    return Period(kind, int(found["year"]))


def _read_split(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    kind = kind or PeriodKind.ACADEMIC_YEAR
    if kind.per_year != 1 or not kind.split:
        return None
    return Period(kind, _split_year(found["years"], word))


def _read_part(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    years, part = found["years"], int(found["part"])
    letter = found["letter"].upper()
    if kind is None:
        split, whole = (PeriodKind.FINANCIAL_QUARTER, PeriodKind.CALENDAR_QUARTER)
        kind = PeriodKind.FINANCIAL_HALF if letter == "H" else whole if re.fullmatch(r"\d{4}", years) else split
    if kind.per_year != {"Q": 4, "H": 2}[letter] or kind.split == bool(re.fullmatch(r"\d{4}", years)):
        return None
    if not 1 <= part <= kind.per_year:
        raise PeriodError(f'"{word}" cannot exist: there are {kind.per_year} of them in a year')
    year = _split_year(years, word) if kind.split else int(years)
    return Period(kind, year * kind.per_year + part - 1)


def _read_month(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    name = found["month"].lower()
    month = next((n for n, full in enumerate(_MONTHS) if len(name) > 2 and full.lower().startswith(name)), None)
    month = 8 if name == "sept" else month
    if kind not in (None, PeriodKind.MONTH) or month is None:
        return None
    return Period(PeriodKind.MONTH, int(found["year"]) * 12 + month)


def _read_dashed(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    month = int(found["month"])
    as_years = month == (int(found["year"]) + 1) % 100
    if kind not in (None, PeriodKind.MONTH) or not 1 <= month <= 12 or (kind is None and as_years):
        return None
    return Period(PeriodKind.MONTH, int(found["year"]) * 12 + month - 1)


def _read_term(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    if kind not in (None, PeriodKind.TERM):
        return None
    return Period(PeriodKind.TERM, _split_year(found["years"], word) * 3 + _TERMS.index(found["term"].lower()))


def _read_week(found: _Groups, kind: PeriodKind | None, word: str) -> Period | None:
    return _week(int(found["year"]), int(found["week"])) if kind in (None, PeriodKind.WEEK) else None


_YEARS = r"(?P<years>\d{4}[/-]\d{4}|\d{4}[/-]?\d{2}|\d{2}[/-]\d{2}|\d{4})"
_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[_Groups, PeriodKind | None, str], Period | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), read)
    for pattern, read in (
        (r"(?P<year>\d{4})", _read_year),
        # 2019-09 is a month and 2019-20 a year; 2011-12 is read as the kind that is asked for, else as a year.
        (r"(?P<year>\d{4})-(?P<month>\d{2})", _read_dashed),
        (r"(?P<years>\d{4}[/-]\d{4}|\d{4}[/-]?\d{2}|\d{2}[/-]\d{2})", _read_split),
        (_YEARS + r"[ -]?(?P<letter>[QH])(?P<part>\d)", _read_part),
        (r"(?P<month>[a-z]+) (?P<year>\d{4})", _read_month),
        (r"(?P<term>autumn|spring|summer)(?: term)? " + _YEARS, _read_term),
        (r"(?P<year>\d{4}) ?-?(?:week |W)(?P<week>\d{1,2})", _read_week),
    )
)


def _example(kind: PeriodKind | None) -> str:
    if kind is None:
        return "2019/20, 2019, 2019 Q3, May 2019 or 2019 week 12"
    if kind is PeriodKind.WEEK:
        return "2019 week 12"
    return str(Period(kind, 2019 * kind.per_year))


_YEAR_WORDS = {
    "academic year": (PeriodKind.ACADEMIC_YEAR, PeriodKind.ACADEMIC_QUARTER),
    "ay": (PeriodKind.ACADEMIC_YEAR, PeriodKind.ACADEMIC_QUARTER),
    "calendar year": (PeriodKind.CALENDAR_YEAR, PeriodKind.CALENDAR_QUARTER),
    "cy": (PeriodKind.CALENDAR_YEAR, PeriodKind.CALENDAR_QUARTER),
    "financial year": (PeriodKind.FINANCIAL_YEAR, PeriodKind.FINANCIAL_QUARTER),
    "fy": (PeriodKind.FINANCIAL_YEAR, PeriodKind.FINANCIAL_QUARTER),
    "tax year": (PeriodKind.TAX_YEAR, PeriodKind.TAX_QUARTER),
    "ty": (PeriodKind.TAX_YEAR, PeriodKind.TAX_QUARTER),
    "reporting year": (PeriodKind.REPORTING_YEAR, None),
    "ry": (PeriodKind.REPORTING_YEAR, None),
}


def _identified(identifier: str) -> tuple[PeriodKind, int]:
    """Return the kind that a DfE time identifier names, and which part of the year (0 is the whole)."""
    word = " ".join(identifier.lower().split())
    match = re.fullmatch(r"(.*?) ?q([1-4])", word)
    name, part = (match[1], int(match[2])) if match else (word, 0)
    if name in _YEAR_WORDS and (kind := _YEAR_WORDS[name][part > 0]) is not None:
        return kind, part
    if match := re.fullmatch(r"(autumn|spring|summer) term|t([123])", word):
        return PeriodKind.TERM, _TERMS.index(match[1]) + 1 if match[1] else int(match[2])
    if match := re.fullmatch(r"part ([12])\b.*|p([12])", word):
        return PeriodKind.FINANCIAL_HALF, int(match[1] or match[2])
    if match := re.fullmatch(r"m(\d|1[0-2])|week (\d{1,2})|w(\d{1,2})", word):
        return (PeriodKind.MONTH, int(match[1])) if match[1] else (PeriodKind.WEEK, int(match[2] or match[3]))
    months = [name.lower() for name in _MONTHS]
    if word in months:
        return PeriodKind.MONTH, months.index(word) + 1
    what = f'unknown time identifier "{identifier}"'
    raise PeriodError(Problem(what, 'use one of DfE\'s, such as "Academic year", "Calendar year Q1" or "January"'))
