"""Days as files write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.checks import day, day_in
from wes_rules.values.period_kind import MONTHS

DayForm = Literal["year-month-day", "day-month-year", "month-day-year"]

_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ -](\d{4})", re.ASCII)
_AFTER_WORDS = re.compile(r"((?:w/?[ce]|week [a-z]+)[ :]*)?(\d.*)", re.IGNORECASE | re.ASCII)
# What a program adds to a day that it keeps as a moment.
_MIDNIGHT = re.compile(r"[ T]00:00(:00)?(\.0+)?Z?$")


def read_day(text: str, form: DayForm | None = None) -> date:
    """
    Read a day: with the year first, with the month in letters, or as the form says.

    Args:
        text: What stands in the cell.
        form: What the setting `dates` of the source says; None for a source without it.

    Raises:
        DefinitionError: It is none; or nobody has said which of its numbers is the month.
    """
    word = _MIDNIGHT.sub("", " ".join(text.split()))
    if (found := _WORDS.fullmatch(word)) is not None:
        month = next((n for n, name in enumerate(MONTHS, 1) if _is_month(found[2], name)), 0)
        return _made(int(found[3]), month, int(found[1]), text, "correct it")
    found = _NUMBERS.fullmatch(word)
    if found is None:
        return day_in(word)
    year_first = form in (None, "year-month-day")
    if year_first and not any(_is_day(found, *way) for way in ((2, 1), (1, 2))):
        raise DefinitionError(Problem(f"{quoted(text)} is not a day of the calendar", "correct it"))
    if year_first:
        remedy = "write it like 2023-12-31" + (', or say dates = "day-month-year"' if form else "")
        raise DefinitionError(Problem(f"{quoted(text)} is not a date", remedy))
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    year += 0 if len(found[3]) == 4 else 2000 if year < 70 else 1900
    number, month = (first, second) if form == "day-month-year" else (second, first)
    return _made(year, month, number, text, "correct it, or dates")


@lru_cache(maxsize=65536)
def with_year_first(text: str, form: DayForm) -> str:
    """Return a day with the year first, as periods are read, also after "w/c" or "week ending"; any other text as it is."""
    if (found := _AFTER_WORDS.fullmatch(text)) is None:
        return text
    try:
        return (found[1] or "") + read_day(found[2], form).isoformat()
    except DefinitionError:
        return text


def is_in_doubt(text: str) -> bool:
    """Whether a text is a day whose month is ambiguous."""
    found = _AFTER_WORDS.fullmatch(text)
    return found is not None and _NUMBERS.fullmatch(found[2]) is not None


def _is_month(word: str, name: str) -> bool:
    return name.lower().startswith(word.lower()) or (name == "September" and word.lower() == "sept")


def _is_day(found: re.Match[str], month: int, number: int) -> bool:
    """Whether two of the numbers can be a month and a day of any year."""
    return 1 <= int(found[month]) <= 12 and 1 <= int(found[number]) <= monthrange(2000, int(found[month]))[1]


def _made(year: int, month: int, number: int, text: str, remedy: str) -> date:
    try:
        found = date(year, month, number)
    except ValueError:
        raise DefinitionError(Problem(f"{quoted(text)} is not a day of the calendar", remedy)) from None
    return day(found)
