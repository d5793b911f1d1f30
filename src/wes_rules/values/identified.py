"""Periods in files of the Department for Education: a year, and the kind of year or part of it."""

from __future__ import annotations

import re

from wes_rules.errors import PeriodError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.period_kind import MONTHS, PeriodKind, week_of
from wes_rules.values.spellings import Spelled, last_of, plausible, split_year, terms_in


def from_dfe(time_period: str, time_identifier: str, window: int = 1) -> Spelled:
    """Read a period as DfE's files write it; see `Period.from_dfe`."""
    return plausible(_identified_period(time_period, time_identifier, window), f"{time_period} {time_identifier}")


def _identified_period(time_period: str, time_identifier: str, window: int) -> Spelled:
    kind, part = _identified(time_identifier, window)
    word = time_period.strip()
    if kind.spans_years and re.fullmatch(r"\d{4}", word):
        what = f"{quoted(time_period)} is one year, and {quoted(time_identifier)} spans two"
        raise PeriodError(Problem(what, f"write {word}{(int(word) + 1) % 100:02d}"))
    if kind.spans_years:
        year = split_year(word, f"{time_period} {time_identifier}")
    elif re.fullmatch(r"\d{4}", word):
        year = int(word)
    else:
        raise PeriodError(Problem(f"{quoted(time_period)} is not a {time_identifier.lower()}", "write four digits"))
    if kind is PeriodKind.WEEK:
        return kind, week_of(year, part)
    return kind, year * kind.per_year + part - (part > 0)


_TERM_CODES = {"t1": "autumn", "t2": "spring", "t3": "summer", "t1t2": "autumn and spring"}
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


def _identified(identifier: str, window: int) -> tuple[PeriodKind, int]:
    """Return the kind that a DfE time identifier names, and which part of the year (0 is the whole)."""
    word = " ".join(identifier.lower().split())
    if (terms := terms_in(_TERM_CODES.get(word, word))) is not None:
        return PeriodKind.TERM, last_of(terms, window, identifier) + 1
    match = re.fullmatch(r"(.*?) ?q([1-4])", word)
    name, part = (match[1], int(match[2])) if match else (word, 0)
    if name in _YEAR_WORDS and (kind := _YEAR_WORDS[name][part > 0]) is not None:
        return kind, part
    if match := re.fullmatch(r"part ([12])\b.*|p([12])", word):
        return PeriodKind.FINANCIAL_HALF, int(match[1] or match[2])
    if match := re.fullmatch(r"m(\d|1[0-2])|week (\d{1,2})|w(\d{1,2})", word):
        return (PeriodKind.MONTH, int(match[1])) if match[1] else (PeriodKind.WEEK, int(match[2] or match[3]))
    months = [name.lower() for name in MONTHS]
    if word in months:
        return PeriodKind.MONTH, months.index(word) + 1
    what = f"unknown time identifier {quoted(identifier)}"
    raise PeriodError(Problem(what, 'use one of DfE\'s, such as "Academic year", "Calendar year Q1" or "January"'))
