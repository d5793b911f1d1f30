"""Periods as whole numbers counted on from the year 0, and the days on which they begin and end."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache

# How many periods there are in a year, and the month in which its year starts.
KINDS = {
    "calendar-year": (1, 1),
    "academic-year": (1, 9),
    "financial-year": (1, 4),
    "financial-half": (2, 4),
    "term": (3, 9),
    "calendar-quarter": (4, 1),
    "financial-quarter": (4, 4),
    "month": (12, 1),
    "tax-year": (1, 4),
    "tax-quarter": (4, 4),
    "reporting-year": (1, 1),
    "academic-quarter": (4, 9),
    "week": (52, 1),
}
TERMS = (0, 4, 7)
# The month in which the years begin that figures are added up for.
YEARS = {"calendar": 1, "financial": 4, "academic": 9}


@cache
def start_of(kind: str, period: int) -> date:
    """The first day of a period."""
    if kind == "week":
        return date.fromordinal(7 * period + 1)
    per_year, first = KINDS[kind]
    year, part = divmod(period, per_year)
    months = TERMS[part] if kind == "term" else part * 12 // per_year
    years, month = divmod(first - 1 + months, 12)
    # The tax year begins on 6 April.
    return date(year + years, month + 1, 6 if kind.startswith("tax") else 1)


def end_of(kind: str, period: int) -> date:
    """The first day after a period."""
    return start_of(kind, period + 1)


def months_after(day: date, months: int) -> date:
    """The same day of the month, so many months later, or the last that it has."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, monthrange(day.year + years, month + 1)[1]))


def year_before(kind: str, period: int) -> int:
    """The same period of the year before; of a 53rd week it is the last that every year has."""
    if kind != "week":
        return period - KINDS[kind][0]
    year, week, _ = start_of(kind, period).isocalendar()
    return (date.fromisocalendar(year - 1, min(week, 52), 1).toordinal() - 1) // 7
