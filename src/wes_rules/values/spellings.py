"""Spellings of periods."""

from __future__ import annotations

import re
from collections.abc import Callable

from wes_rules.errors import DefinitionError, PeriodError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.checks import FIRST_YEAR, LAST_YEAR, day_in
from wes_rules.values.label_words import by_months, full_year, month_of, plain_words, without_months
from wes_rules.values.period_kind import (
    MONTHS,
    TERMS,
    PeriodKind,
    label_of,
    last_day_of,
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
    return *plausible(found, text), covers


def plausible(period: Spelled, text: str) -> Spelled:
    """Return a period within the allowed years; any other is a slip, such as 0019/20."""
    if FIRST_YEAR <= year_and_part_of(*period)[0] <= LAST_YEAR:
        return period
    what = f"{quoted(text)} is outside the years {FIRST_YEAR} to {LAST_YEAR}"
    raise PeriodError(Problem(what, "correct the year"))


def _read(text: str, kind: PeriodKind | None, window: int | None) -> tuple[Spelled, int]:
    plain, kind = plain_words(text, kind)
    word, months = without_months(plain)
    if window != 1 and kind is not None and (pooled := _read_pooled(word, kind, window)) is not None:
        return pooled
    if kind is not None and (spanned := by_months(word, kind, window)) is not None:
        return (kind, spanned[0]), spanned[1]
    for pattern in _TERMS:
        if (found := pattern.fullmatch(word)) is not None and (
            term := _read_terms(found.groupdict(), kind, word, window)
        ):
            return term
    for spelling, read in _SPELLINGS:
        match = spelling.fullmatch(word)
        if match is not None and (period := read(match.groupdict(), kind, word)) is not None:
            return _of_those(months, period, text), window or 1
    wanted = "a period" if kind is None else f"{kind.a}"
    raise PeriodError(Problem(f"{quoted(text)} is not {wanted}", f"write it like {_example(kind)}"))


def _of_those(months: tuple[int, int] | None, period: Spelled, text: str) -> Spelled:
    """Return a period, beside which its first and its last month may stand."""
    if months is None:
        return period
    kind, index = plausible(period, text)
    own = (start_of(kind, index).month - 1, last_day_of(kind, index).month - 1)
    if months != own:
        what = f"{quoted(text)} goes from {MONTHS[own[0]]} to {MONTHS[own[1]]} in a calendar of the kind {kind.value}"
        raise PeriodError(Problem(what, "correct the label, or the calendar's kind"))
    return period


def split_year(word: str, said: str) -> int:
    """Return the first calendar year of 2019/20, 2019-20, 201920, 2019/2020 or 18/19."""
    match = re.fullmatch(r"(\d{4}|\d{2})[/-]?(\d{4}|\d{2})", word)
    if match is None or (len(match[1]) == 2 and (len(match[2]) == 4 or len(word) == 4)):
        raise PeriodError(Problem(f"{quoted(said)} is not a year that spans two", "write it like 2019/20"))
    first = full_year(match[1])
    last = first + 1 if len(match[2]) == 4 else (first + 1) % 100
    if int(match[2]) != last:
        what = f"{quoted(said)} cannot exist: its two years are not consecutive"
        remedy = f"write {first}/{(first + 1) % 100:02d}"
        pooled = (int(match[2]) - first) % 100
        if 1 < pooled <= _MOST_POOLED and word == said and _FROM_TO.fullmatch(word):
            remedy += f", or say window = {pooled} in the calendar where it is {pooled} years together"
        raise PeriodError(Problem(what, remedy))
    return first


def _read_pooled(word: str, kind: PeriodKind, window: int | None) -> tuple[Spelled, int] | None:
    """Read years that are pooled, such as 2017 - 19, 2017/18 - 19/20, or 2017/20 for the same three, as the last of them."""
    pattern = _POOLED_SPLIT if kind.spans_years else _POOLED
    if kind.per_year != 1:
        return None
    if (found := pattern.fullmatch(word)) is not None:
        first, last = (_first_year(found[end], kind, word) for end in ("first", "last"))
    elif kind.spans_years and window and (found := _FROM_TO.fullmatch(word)) is not None:
        first, last = int(found["first"]), int(found["last"]) - 1
        if (last + 1 - first) % 100 == 1:  # it is one year
            return None
    else:
        return None
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
    year = split_year(text, word)
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
    return kind, split_year(found["years"], word)


def _read_part(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    years, part = found["years"], int(found["part"])
    letter, one_year = found["letter"].upper(), len(found["years"]) in (2, 4)
    if kind is None:
        split, whole = (PeriodKind.FINANCIAL_QUARTER, PeriodKind.CALENDAR_QUARTER)
        kind = PeriodKind.FINANCIAL_HALF if letter == "H" else whole if one_year else split
    if kind.per_year != {"Q": 4, "H": 2}[letter] or not (one_year or kind.spans_years):
        return None
    if kind.spans_years and one_year:
        year = full_year(years)
        either = (f"{one}/{(one + 1) % 100:02d} {letter}{part}" for one in (year - 1, year))
        raise PeriodError(Problem(f"{quoted(word)} does not say which year it is of", f"write {' or '.join(either)}"))
    if not 1 <= part <= kind.per_year:
        what = f"{quoted(word)} cannot exist: there are {kind.per_year} of them in a year"
        raise PeriodError(Problem(what, f"give one from 1 to {kind.per_year}"))
    year = split_year(years, word) if kind.spans_years else full_year(years)
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
    first, last = start_of(kind, index), last_day_of(kind, index)
    if day in ((first,) if found["starts"] else (last,) if found["ends"] else (first, last)):
        return kind, index
    what = f"{quoted(word)} is a day within {label_of(kind, index)}, neither its first nor its last"
    raise PeriodError(Problem(what, f"write it like {_example(kind)}"))


def _read_pair(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    if kind is None or kind.per_year != 1 or not kind.spans_years:
        return None
    return kind, split_year(f"{found['first']}/{found['last']}", word)


def _read_month(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    month = month_of(found["month"])
    in_doubt = kind is None and len(found["year"]) == 2 and "-" not in word  # Jan 23 may be a day
    if kind not in (None, PeriodKind.MONTH) or month is None or in_doubt:
        return None
    return PeriodKind.MONTH, full_year(found["year"]) * 12 + month


def _read_numbered(found: _Groups, kind: PeriodKind | None, word: str) -> Spelled | None:
    """Read 2019-09, 2019/09, 201909, 09/2019 or 2019M09; 2011-12 is a month for whoever asks for one, and else a year."""
    month = int(found["month"])
    in_doubt = month == (int(found["year"]) + 1) % 100 or re.fullmatch(r"\d{4}/?\d{2}", word) is not None
    if kind not in (None, PeriodKind.MONTH) or not 1 <= month <= 12 or (kind is None and in_doubt):
        return None
    return PeriodKind.MONTH, int(found["year"]) * 12 + month - 1


def _read_terms(found: _Groups, kind: PeriodKind | None, word: str, window: int | None) -> tuple[Spelled, int] | None:
    """Read autumn 2022/23 or spring 2023, or several terms that follow each other as the last of them."""
    terms, years = terms_in(found["terms"].lower()), found["years"]
    if kind not in (None, PeriodKind.TERM) or terms is None:
        return None
    last = last_of(terms, window or len(terms), word)
    in_one = len(years) == 4 and len(terms) == 1  # the year in which it lies
    year = int(years) - (last > 0) if in_one else split_year(years, word)
    return (PeriodKind.TERM, year * 3 + last), len(terms)


def terms_in(words: str) -> tuple[int, ...] | None:
    """Return the terms that words name, such as "autumn and spring term"; None when they are not terms that follow each other."""
    named = re.sub(r" terms?\b", "", words)
    parts = re.split(r", and | and |, ?", named)
    if not all(part in TERMS for part in parts):
        return None
    terms = tuple(TERMS.index(part) for part in parts)
    return terms if list(terms) == list(range(terms[0], terms[-1] + 1)) else None


def last_of(terms: tuple[int, ...], window: int, word: str) -> int:
    """Return the last of several terms, of which there must be as many as the calendar's window."""
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
_FROM_TO = re.compile(r"(?P<first>\d{4})[/-](?P<last>\d{4}|\d{2})", re.ASCII)
# More years than these are not pooled: 2010/02 is a slip.
_MOST_POOLED = 5
_YEARS = r"(?P<years>\d{4}[/-]\d{4}|\d{4}[/-]?\d{2}|\d{2}[/-]\d{2}|\d{4})"
_WHICH = r"(?:(?:(?P<starts>w/?c|week (?:commencing|beginning|starting))|(?P<ends>w/?e|week (?:ending|ended)))[ :]*)?"
_TERM = r"(?P<terms>(?:autumn|spring|summer)\b[a-z, ]*?)"
_TERMS = tuple(re.compile(one, re.IGNORECASE | re.ASCII) for one in (f"{_TERM} {_YEARS}", f"{_YEARS} {_TERM}"))
_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[_Groups, PeriodKind | None, str], Spelled | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), read)
    for pattern, read in (
        (r"(?P<year>\d{4})", _read_year),
        (r"(?P<year>\d{4})[-/]?(?P<month>\d{2})", _read_numbered),
        (r"(?P<year>\d{4})-?M(?P<month>\d{2})", _read_numbered),
        (r"(?P<month>\d{1,2})[-/](?P<year>\d{4})", _read_numbered),
        (r"(?P<years>\d{4}[/-]\d{4}|\d{4}[/-]?\d{2}|\d{2}[/-]\d{2})", _read_split),
        (r"(?P<first>\d{4}) to (?P<last>\d{4})", _read_pair),
        (_WHICH + r"(?P<day>\d{4}-\d{2}-\d{2})", _read_day),
        (_YEARS + r"[ -]?(?P<letter>[QH])(?P<part>\d)", _read_part),
        (r"(?P<letter>[QH])(?P<part>\d)[ /-]" + _YEARS.replace(")", r"|\d{2})"), _read_part),
        (r"(?P<month>[a-z]{3,9})\.?[ /-]?(?P<year>\d{4})", _read_month),
        (r"(?P<month>[a-z]{3,9})\.?[ /-](?P<year>\d{2})", _read_month),
        (r"(?P<year>\d{4})[ /-]?(?P<month>[a-z]{3,9})\.?", _read_month),
        (r"(?P<year>\d{4}) ?-?(?:week |W)(?P<week>\d{1,2})", _read_week),
        (r"(?:week |W)(?P<week>\d{1,2}) (?P<year>\d{4})", _read_week),
        (r"(?P<year>\d{4})(?P<week>\d{2})", _read_week),
    )
)


def _example(kind: PeriodKind | None) -> str:
    if kind is None:
        return "2019/20, 2019, 2019 Q3, May 2019 or 2019 week 12"
    if kind is PeriodKind.WEEK:
        return "2019 week 12"
    return label_of(kind, 2019 * kind.per_year)
