"""The many ways in which people and files write a period."""

from __future__ import annotations

import re
from collections.abc import Callable

from wes_rules.errors import DefinitionError, PeriodError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.checks import FIRST_YEAR, LAST_YEAR, day_in
from wes_rules.values.period_kind import (
    MONTHS,
    TERMS,
    PeriodKind,
    label_of,
    place_of,
    start_of,
    week_of,
    year_and_part_of,
)

# A kind, and the index of a period of it that may not exist.
Spelled = tuple[PeriodKind, int]


def parse(text: str, kind: PeriodKind | None, window: int | None = 1) -> tuple[PeriodKind, int, int]:
    """Read a period as people write it, and how many its figures cover; see `Period.parse`."""
    found, covers = _read(text, kind, window)
    return *_plausible(found, text), covers


def _plausible(period: Spelled, text: str) -> Spelled:
    """Return a period of a year that figures may be about; any other year is a slip, such as 0019/20."""
    if FIRST_YEAR <= year_and_part_of(*period)[0] <= LAST_YEAR:
        return period
    what = f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}"
    raise PeriodError(Problem(what, "correct the year"))


def _read(text: str, kind: PeriodKind | None, window: int | None) -> tuple[Spelled, int]:
    word = " ".join(text.replace("\u2013", "-").split())
    if window != 1 and kind is not None and (pooled := _read_pooled(word, kind, window)) is not None:
        return pooled
    if (found := _TERMS.fullmatch(word)) is not None and (term := _read_terms(found.groupdict(), kind, word, window)):
        return term
    for pattern, read in _SPELLINGS:
        match = pattern.fullmatch(word)
        if match is not None and (period := read(match.groupdict(), kind, word)) is not None:
            return period, window or 1
    wanted = "a period" if kind is None else f"{kind.a}"
    raise PeriodError(Problem(f"{quoted(text)} is not {wanted}", f"write it like {_example(kind)}"))


def from_dfe(time_period: str, time_identifier: str, window: int = 1) -> Spelled:
    """Read a period as DfE's files write it; see `Period.from_dfe`."""
    return _plausible(_identified_period(time_period, time_identifier, window), f"{time_period} {time_identifier}")


def _identified_period(time_period: str, time_identifier: str, window: int) -> Spelled:
    kind, part = _identified(time_identifier, window)
    word = time_period.strip()
    if kind.spans_years and re.fullmatch(r"\d{4}", word):
        what = f"{quoted(time_period)} is one year, and {quoted(time_identifier)} spans two"
        raise PeriodError(Problem(what, f"write {word}{(int(word) + 1) % 100:02d}"))
    if kind.spans_years:
        year = _split_year(word, f"{time_period} {time_identifier}")
    elif re.fullmatch(r"\d{4}", word):
        year = int(word)
    else:
        raise PeriodError(Problem(f"{quoted(time_period)} is not a {time_identifier.lower()}", "write four digits"))
    if kind is PeriodKind.WEEK:
        return kind, week_of(year, part)
    return kind, year * kind.per_year + part - (part > 0)


def _split_year(word: str, said: str) -> int:
    """Return the first calendar year of 2019/20, 2019-20, 201920, 2019/2020 or 18/19."""
    match = re.fullmatch(r"(\d{4}|\d{2})[/-]?(\d{4}|\d{2})", word)
    if match is None or (len(match[1]) == 2 and (len(match[2]) == 4 or len(word) == 4)):
        raise PeriodError(Problem(f"{quoted(said)} is not a year that spans two", "write it like 2019/20"))
    first = _year(match[1])
    last = first + 1 if len(match[2]) == 4 else (first + 1) % 100
    if int(match[2]) != last:
        what = f"{quoted(said)} cannot exist: its two years are not consecutive"
        raise PeriodError(Problem(what, f"write {first}/{(first + 1) % 100:02d}, or {first}"))
    return first


def _year(text: str) -> int:
    """Return a year that may be written with its last two digits: then it is one from 1970 to 2069."""
    return int(text) if len(text) > 2 else int(text) + (2000 if text < "70" else 1900)


def _read_pooled(word: str, kind: PeriodKind, window: int | None) -> tuple[Spelled, int] | None:
    """Read years that are pooled, such as 2017 - 19 or 2017/18 - 19/20, as the last of them."""
    pattern = _POOLED_SPLIT if kind.spans_years else _POOLED
    found = pattern.fullmatch(word)
    if found is None or kind.per_year != 1:
        return None
    first, last = (_first_year(found[end], kind, word) for end in ("first", "last"))
    if last < 100:  # 1998 - 00: the century is that of the first year, or the next one
        last += first // 100 * 100 + 100 * (last < first % 100)
    if last - first + 1 != (window or max(last - first + 1, 1)):
        what = f"{quoted(word)} pools {last - first + 1} years, and the calendar's window is {window}"
        raise PeriodError(Problem(what, "correct one of the two"))
    return (kind, last), last - first + 1


def _first_year(text: str, kind: PeriodKind, word: str) -> int:
    """Return the year as it is written, with two digits or four: of a year that spans two, the first of them."""
    if not kind.spans_years:
        return int(text)
    year = _split_year(text, word)
    return year if re.match(r"\d{4}", text) else year % 100


_Groups = dict[str, str]


def _read_year(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    if kind is None:
        kind = PeriodKind.CALENDAR_YEAR
    if kind.per_year != 1:
        return None
    if kind.spans_years:
        year = int(found["year"])
        what = f"{quoted(word)} does not say which of two {kind.a} is"
        raise PeriodError(Problem(what, f"write {year - 1}/{year % 100:02d} or {year}/{(year + 1) % 100:02d}"))
    return kind, int(found["year"])


def _read_split(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    kind = kind or PeriodKind.ACADEMIC_YEAR
    if kind.per_year != 1 or not kind.spans_years:
        return None
    return kind, _split_year(found["years"], word)


def _read_part(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    years, part = found["years"], int(found["part"])
    letter = found["letter"].upper()
    if kind is None:
        split, whole = (PeriodKind.FINANCIAL_QUARTER, PeriodKind.CALENDAR_QUARTER)
        kind = PeriodKind.FINANCIAL_HALF if letter == "H" else whole if re.fullmatch(r"\d{4}", years) else split
    if kind.per_year != {"Q": 4, "H": 2}[letter] or kind.spans_years == bool(re.fullmatch(r"\d{4}", years)):
        return None
    if not 1 <= part <= kind.per_year:
        raise PeriodError(f"{quoted(word)} cannot exist: there are {kind.per_year} of them in a year")
    year = _split_year(years, word) if kind.spans_years else int(years)
    return kind, year * kind.per_year + part - 1


def _read_day(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    """Read a date, as spreadsheets make one of a month: it stands for the period that it is the first or the last day of."""
    if kind is None:
        return None
    try:
        day = day_in(found["day"])
    except DefinitionError as error:
        raise PeriodError(error.problems) from None
    index = place_of(day, kind)
    if day == start_of(kind, index) or day == start_of(kind, index + 1).subtract(days=1):
        return kind, index
    what = f"{quoted(word)} is a day within {label_of(kind, index)}, neither its first nor its last"
    raise PeriodError(Problem(what, f"write it like {_example(kind)}"))


def _read_pair(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    """Read 2022 to 2023 as the year that spans the two."""
    if kind is None or kind.per_year != 1 or not kind.spans_years:
        return None
    return kind, _split_year(f"{found['first']}/{found['last']}", word)


def _read_month(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    name = found["month"].lower()
    month = next((n for n, full in enumerate(MONTHS) if len(name) > 2 and full.lower().startswith(name)), None)
    if kind not in (None, PeriodKind.MONTH) or month is None:
        return None
    return PeriodKind.MONTH, _year(found["year"]) * 12 + month


def _read_dashed(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    month = int(found["month"])
    as_years = month == (int(found["year"]) + 1) % 100
    if kind not in (None, PeriodKind.MONTH) or not 1 <= month <= 12 or (kind is None and as_years):
        return None
    return PeriodKind.MONTH, int(found["year"]) * 12 + month - 1


def _read_terms(found: _Groups, kind: PeriodKind | None, word: str, window: int | None) -> tuple[Spelled, int] | None:
    """Read autumn 2022/23, or several terms that follow each other as the last of them."""
    terms = _terms_in(found["terms"].lower())
    if kind not in (None, PeriodKind.TERM) or terms is None:
        return None
    last = _last_of(terms, window or len(terms), word)
    return (PeriodKind.TERM, _split_year(found["years"], word) * 3 + last), len(terms)


def _terms_in(words: str) -> tuple[int, ...] | None:
    """Return the terms that words name, such as "autumn and spring term"; None when they are not terms that follow each other."""
    named = re.sub(r" terms?\b", "", words)
    parts = re.split(r", and | and |, ?", named)
    if not all(part in TERMS for part in parts):
        return None
    terms = tuple(TERMS.index(part) for part in parts)
    return terms if list(terms) == list(range(terms[0], terms[-1] + 1)) else None


def _last_of(terms: tuple[int, ...], window: int, word: str) -> int:
    if len(terms) != window:
        what = f"{quoted(word)} covers {len(terms)} term{'s' if len(terms) > 1 else ''}, and the calendar's window is {window}"
        raise PeriodError(Problem(what, f'say kind = "term" and window = {len(terms)} in a calendar of its own'))
    return terms[-1]


def _read_week(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    if kind not in (None, PeriodKind.WEEK):
        return None
    return PeriodKind.WEEK, week_of(int(found["year"]), int(found["week"]))


_POOLED = re.compile(r"(?P<first>\d{4}) ?(?:-|to) ?(?P<last>\d{4}|\d{2})", re.ASCII)
_POOLED_SPLIT = re.compile(
    r"(?P<first>\d{4}/\d{2,4}) ?(?:-|to) ?(?P<last>\d{4}/\d{2,4}|\d{2}/\d{2})", re.ASCII | re.IGNORECASE
)
_YEARS = r"(?P<years>\d{4}[/-]\d{4}|\d{4}[/-]?\d{2}|\d{2}[/-]\d{2}|\d{4})"
_TERMS = re.compile(r"(?P<terms>(?:autumn|spring|summer)\b[a-z, ]*?) " + _YEARS, re.IGNORECASE | re.ASCII)
_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[_Groups, PeriodKind | None, str], Spelled | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), read)
    for pattern, read in (
        (r"(?P<year>\d{4})", _read_year),
        # 2019-09 is a month and 2019-20 a year; 2011-12 is read as the kind that is asked for, else as a year.
        (r"(?P<year>\d{4})-(?P<month>\d{2})", _read_dashed),
        (r"(?P<years>\d{4}[/-]\d{4}|\d{4}[/-]?\d{2}|\d{2}[/-]\d{2})", _read_split),
        (r"(?P<first>\d{4}) to (?P<last>\d{4})", _read_pair),
        (r"(?P<day>\d{4}-\d{2}-\d{2})", _read_day),
        (_YEARS + r"[ -]?(?P<letter>[QH])(?P<part>\d)", _read_part),
        (r"(?P<letter>[QH])(?P<part>\d) " + _YEARS, _read_part),
        (r"(?P<month>[a-z]+)(?: |-)(?P<year>\d{4})", _read_month),
        (r"(?P<month>[a-z]+)-(?P<year>\d{2})", _read_month),
        (r"(?P<year>\d{4}) (?P<month>[a-z]{3,9})", _read_month),
        (r"(?P<year>\d{4}) ?-?(?:week |W)(?P<week>\d{1,2})", _read_week),
    )
)


def _example(kind: PeriodKind | None) -> str:
    if kind is None:
        return "2019/20, 2019, 2019 Q3, May 2019 or 2019 week 12"
    if kind is PeriodKind.WEEK:
        return "2019 week 12"
    return label_of(kind, 2019 * kind.per_year)


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
    if (terms := _terms_in(_TERM_CODES.get(word, word))) is not None:
        return PeriodKind.TERM, _last_of(terms, window, identifier) + 1
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
