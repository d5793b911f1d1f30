"""Labels of periods, in one column or in two: each is read once, however many rows have it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from wes_rules.errors import DefinitionError, WesRulesError
from wes_rules.series.calendar import Calendar
from wes_rules.tables.days import DayForm, read_day
from wes_rules.tables.layouts import DATED
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.label_words import month_of, plain_words
from wes_rules.values.period import Period
from wes_rules.values.period_kind import MONTHS, PeriodKind


def read_label(text: str, kind: PeriodKind, window: int = 1) -> Period:
    """Read a label as a period of a kind."""
    found = _read(text, kind, window)
    if isinstance(found, WesRulesError):
        raise type(found)(found.problems)
    return found


@lru_cache(maxsize=65536)
def with_its_period(text: str, kind: PeriodKind, form: DayForm) -> str:
    """Return the label of the period of a kind that a day lies in; any other text as it is."""
    try:
        return str(Period.containing(read_day(text, form), kind))
    except DefinitionError:
        return text


def is_label(text: str, kind: PeriodKind, window: int = 1) -> bool:
    """Whether a label can be read as a period of a kind."""
    return isinstance(_read(text, kind, window), Period)


# A reporting year that the plan judges as a financial year ends in the March of its number.
_TO_MARCH = (PeriodKind.REPORTING_YEAR, PeriodKind.FINANCIAL_YEAR)
# How many years or terms publishers take together; one of them is another label where the plan's figures are about several.
_WINDOWS = range(1, 11)


@lru_cache(maxsize=65536)
def _read(text: str, kind: PeriodKind, window: int) -> Period | WesRulesError:
    try:
        return Period.parse(text, kind, window=window)
    except WesRulesError as error:
        return error.with_traceback(None)


def read_identified(text: str, identifier: str, calendars: tuple[Calendar, ...]) -> tuple[Period, bool]:
    """Read a period as the files of the Department for Education write it, and say whether it is one of a calendar."""
    read = [(one.kind, _read_identified(text, identifier, one.window)) for one in calendars]
    for kind, found in read:
        if isinstance(found, Period) and found.kind is kind:
            return found, True
    for kind, found in read:
        if isinstance(found, Period) and (found.kind, kind) == _TO_MARCH:
            return Period(kind, found.index - 1), True
    tried = [_read_identified(text, identifier, window) for window in (1, 2, 3)]
    other = next((one for one in tried if isinstance(one, Period)), tried[0])
    if isinstance(other, WesRulesError):
        raise type(other)(other.problems)
    return other, False


def is_other_label(text: str, kinds: Iterable[PeriodKind]) -> bool:
    """Whether a label can be read as years or terms, alone or several together, whatever the window; 2020/22 may also be a slip."""
    windows = _WINDOWS[:1] if _SPLIT.fullmatch(text) else _WINDOWS
    return any(is_label(text, kind, window) for kind in kinds for window in windows)


@lru_cache(maxsize=65536)
def _read_identified(text: str, identifier: str, window: int) -> Period | WesRulesError:
    try:
        return Period.from_dfe(text, identifier, window=window)
    except WesRulesError as error:
        return error.with_traceback(None)


# The kinds of year, each with its window, that stand beside a part of it.
YEARS = {(PeriodKind.CALENDAR_YEAR, 1), (PeriodKind.FINANCIAL_YEAR, 1)}
_SPLIT = re.compile(r"(\d{4})[-/]?(?:\d{2}){1,2}", re.ASCII)
# The first month of a year that spans two, counted from 0, by what its column is called.
_FINANCIAL, _ACADEMIC = 3, 8
_SPANS = (("financ", _FINANCIAL), ("fiscal", _FINANCIAL), ("academic", _ACADEMIC), ("school", _ACADEMIC))
# A number alone is what its column is called.
_NUMBERED = {"quarter": "Q{}", "qtr": "Q{}", "week": "week {}"}


def dated(cells: dict[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """Return a row's cells with its period in one label, and how firm its figure is where that stands beside it."""
    year, part = cells.get("period", ""), cells.pop("part_of_year", "")
    if year:
        cells["period"], standing = label_and_standing(year)
        cells["standing"] = cells.get("standing") or standing
    if year and part:
        part, standing = label_and_standing(part)
        cells["standing"] = cells["standing"] or standing
        called = (names.get(one, "").lower() for one in DATED)
        cells["period"] = joined(cells["period"], part, *called)
    return cells


def says_when(says: Mapping[str, str], kind: PeriodKind, window: int, days: DayForm | None) -> bool:
    """Whether the name of a column says a period of a kind, or a part of some year; days, if written so, stand for the period they lie in."""
    if (text := says.get("period")) is None:
        return any(is_label(joined(year, says["part_of_year"]), kind) for year in ("2000", "2000/01"))
    return is_label(text if days is None else with_its_period(text, kind, days), kind, window)


@lru_cache(maxsize=65536)
def joined(year: str, part: str, year_name: str = "", part_name: str = "") -> str:
    """Return the label of a part of a year; the names of their columns may say what a number is, and which months a year has."""
    plain, family = plain_words(year, None)
    spans = _SPLIT.fullmatch(plain)
    year_name = f"{year_name} {family or ''}"
    month = month_of(part)
    if part.isdecimal():
        if "month" in part_name and 1 <= int(part) <= len(MONTHS) and spans is None:
            month = int(part) - 1
        form = next((form for name, form in _NUMBERED.items() if name in part_name), "{}")
        part = form.format(int(part))
    if month is None:
        return f"{year} {part}"
    if spans is None:
        return f"{MONTHS[month]} {year}"
    starts = next(({first} for name, first in _SPANS if name in year_name), {_FINANCIAL, _ACADEMIC})
    # In which of its two years a month lies must not depend on the kind of year, unless the column says which it is.
    years = {int(spans[1]) + (month < first) for first in starts}
    return f"{MONTHS[month]} {years.pop()}" if len(years) == 1 else f"{year} {part}"
