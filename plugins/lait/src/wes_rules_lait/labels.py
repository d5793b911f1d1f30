"""
The file's spellings of a period: which years, and how firm the figures are.

"2019" is the year that ends in 2019 for a school year or financial year, and the year itself for a calendar year.
"2018/19" and "2018-19" are years in two; "2014-16" and "2013/14-15/16" are averages over three.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable

import attrs

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Standing

# Years outside of these are slips of the pen: the tool began in the 2000s.
_FIRST, _LAST = 1980, 2100
_LABEL = re.compile(
    r"(?P<first>\d{4})(?:(?P<dash>[-/])(?P<second>\d{4}|\d{2}))?(?:-(?P<third>\d{2}|\d{4})/(?P<fourth>\d{2}|\d{4}))?"
    r"\s*(?:\((?P<note>[^()]*)\))?"
)


class Firmness(enum.IntEnum):
    """How a figure stands to another one of the same period; of two alike neither is the later one."""

    PROVISIONAL = 0
    PUBLISHED = 1
    FINAL = 2


_NOTES = {
    "": (Standing.FINAL, Firmness.PUBLISHED),
    "ot": (Standing.FINAL, Firmness.PUBLISHED),  # outturn: what was really spent
    "outturn": (Standing.FINAL, Firmness.PUBLISHED),
    "p": (Standing.PROVISIONAL, Firmness.PROVISIONAL),
    "prov": (Standing.PROVISIONAL, Firmness.PROVISIONAL),
    "provisional": (Standing.PROVISIONAL, Firmness.PROVISIONAL),
    "r": (Standing.REVISED, Firmness.PUBLISHED),
    "rev": (Standing.REVISED, Firmness.PUBLISHED),
    "revised": (Standing.REVISED, Firmness.PUBLISHED),
    "final": (Standing.FINAL, Firmness.FINAL),
}


class ImpossibleYearError(Exception):
    """A label that names no year there can be; the message says what is wrong."""


@attrs.frozen
class Label:
    """
    A label, read.

    Args:
        text: As it was written.
        last: The calendar year in which its last year ends.
        split: Whether its years are written as lying in two calendar years; None when it does not say.
        years: How many years it covers.
        standing: How firm its figures are.
        firmness: How they stand to others of the same period.
    """

    text: str
    last: int
    split: bool | None
    years: int
    standing: Standing
    firmness: Firmness

    def period(self, calendars: Iterable[Calendar]) -> Period:
        """Return the period in the first calendar that has one for it; refuse it where none has."""
        calendars = tuple(calendars)
        for calendar in calendars:
            found = self._in(calendar)
            if found is not None:
                return found
        raise SourceError(self._unfitting(calendars))

    def _in(self, calendar: Calendar) -> Period | None:
        kind = calendar.kind
        if calendar.window != self.years and self.split is not None:
            # 2018-19 is one year in two, and two whole years where the calendar says so.
            pooled = (
                self.split and self.years == 1 and calendar.window == 2 and not kind.spans_years and kind.per_year == 1
            )
            return Period(kind, self.last, calendar.window) if pooled and "-" in self.text else None
        if kind is PeriodKind.MONTH:
            yearly = calendar.step == 12 and calendar.anchor is not None and self.split is None
            return Period(kind, self.last * 12 + calendar.anchor.index % 12) if yearly and calendar.anchor else None
        if kind.per_year != 1 or (self.split is not None and self.split != kind.spans_years):
            return None
        return Period(kind, self.last - 1 if kind.spans_years else self.last, calendar.window)

    def _unfitting(self, calendars: tuple[Calendar, ...]) -> Problem:
        windows = sorted({calendar.window for calendar in calendars})
        kinds = " or ".join(dict.fromkeys(calendar.kind.value for calendar in calendars))
        if self.years not in windows and self.split is not None:
            what = f'"{self.text}" covers {self.years} years, and the plan\'s calendar has window = {windows[0]}'
            return Problem(what, f"say window = {self.years} in a calendar of its own")
        if all(calendar.kind is PeriodKind.MONTH for calendar in calendars):
            what = f'"{self.text}" does not say which month it is'
            return Problem(what, 'give the calendar step = 12 and an anchor, such as anchor = "January 2019"')
        return Problem(f'"{self.text}" is not one {kinds}', "correct the calendar's kind")


def read_label(text: str) -> Label:
    """Read a label; refuse what names no year there can be, is no label, or has a note that nobody knows."""
    found = _LABEL.fullmatch(text.strip())
    if found is None:
        if re.fullmatch(r"\d+", text.strip()):
            raise ImpossibleYearError(f'"{text}" is no year')
        remedy = "write it like 2019, 2018/19, 2014-16 or 2013/14-15/16"
        raise SourceError(Problem(f'"{text}" is no period that this file may have', remedy))
    note = (found["note"] or "").strip().lower()
    if note not in _NOTES:
        raise SourceError(
            Problem(f'nobody knows what "({found["note"]})" says of a figure', near_miss(note, filter(None, _NOTES)))
        )
    ends = [_ending(found[name], int(found["first"])) for name in ("second", "fourth") if found[name]]
    years = [int(found["first"]), *ends]
    if found["third"]:
        years.append(_ending(found["third"], int(found["first"])))
    if not all(_FIRST <= year <= _LAST for year in years):
        raise ImpossibleYearError(f'"{text}" is no year')
    return Label(text, *_span(text, found, years), *_NOTES[note])


def _span(text: str, found: re.Match[str], years: list[int]) -> tuple[int, bool | None, int]:
    """Return the year it ends in, whether its years lie in two, and how many there are."""
    if found["second"] is None:
        if found["third"]:
            raise ImpossibleYearError(f'"{text}" is no year')
        return years[0], None, 1
    if found["third"]:
        first, second, fourth, third = years
        if second != first + 1 or fourth != third + 1 or third <= first:
            raise ImpossibleYearError(f'the years of "{text}" do not follow each other')
        return fourth, True, third - first + 1
    first, second = years
    if second == first + 1:
        return second, True, 1
    if found["dash"] == "-" and second > first:
        return second, False, second - first + 1
    raise ImpossibleYearError(f'the years of "{text}" do not follow each other')


def _ending(digits: str, first: int) -> int:
    """Return a year that may be written by its last two digits."""
    if len(digits) == 4:
        return int(digits)
    year = first // 100 * 100 + int(digits)
    return year if year >= first else year + 100
