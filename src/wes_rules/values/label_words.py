"""The words around a period: normalised, or read as its first and last month."""

from __future__ import annotations

import re
from datetime import date, timedelta

from wes_rules.errors import PeriodError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.checks import FIRST_YEAR, LAST_YEAR
from wes_rules.values.period_kind import MONTHS, PeriodKind, place_of, start_of

_ALIKE = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), instead)
    for pattern, instead in (
        ("[\u2010-\u2015\u2212]", "-"),
        (r"^(\d{4}|\d{6})\.0$", r"\1"),  # what a program makes of a whole number
        (r"(?<=\d) ?([-/]) ?(?=\d)", r"\1"),
        (r",(?= ?\d)", ""),
        (r"(?<= )['\u2019](?=\d\d$)", ""),
        (r"\b(?:quarter|qtr)\.? ?(?=[1-4]\b)", "Q"),
        (r"\bhalf ?(?=[12]\b)", "H"),
        (r"(?<=\d) ?(?:[;,:]| -) ?(?=[QH][1-4]\b)|(?<=\b[QH][1-4])[;:] ?(?=\d)", " "),
        (r"\b(?:week|wk) ?(?=\d)", "week "),
    )
)
_FAMILIES = {"f": "financial", "a": "academic", "c": "calendar", "t": "tax", "r": "reporting"}
_FAMILY = re.compile(
    rf"\b(?:([{''.join(_FAMILIES)}])y|({'|'.join(_FAMILIES.values())}) year)(?=[\s\d:]|$)[ :]*",
    re.IGNORECASE | re.ASCII,
)


def plain_words(text: str, kind: PeriodKind | None) -> tuple[str, PeriodKind | None]:
    """Return a label in the plainest spelling, without the kind of year that it may name, and the kind of period."""
    word = " ".join(text.split())
    for pattern, instead in _ALIKE:
        word = pattern.sub(instead, word)
    if (named := _FAMILY.search(word)) is None:
        return word, kind
    family = named[2].lower() if named[2] else _FAMILIES[named[1].lower()]
    if kind is not None and kind.value.partition("-")[0] != family:
        raise PeriodError(
            Problem(f"{quoted(text)} says {family} year, and is to be {kind.a}", "correct one of the two")
        )
    rest = " ".join(_FAMILY.sub("", word).split())
    years = next(one for one in PeriodKind if one.value == f"{family}-year")
    return rest, kind or (None if "Q" in rest else years)


_MONTH = r"[a-z]{3,9}\.?"
_YEAR = r"\d{4}|\d{2}"
_LENGTHS = {"year": 12, "half year": 6, "quarter": 3, "ye": 12, "y/e": 12}
_DAY = r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?"
_SPANS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"(?P<first>{_MONTH})(?:[ -]?(?P<since>{_YEAR}))? ?(?:-|to) ?(?P<last>{_MONTH})[ -]?(?P<year>{_YEAR})",
        rf"(?P<year>\d{{4}}) (?P<first>{_MONTH}) ?(?:-|to) ?(?P<last>{_MONTH})",
        rf"(?P<length>{'|'.join(_LENGTHS)}|\d{{1,2}} months)(?: ended| ending| end| to)? {_DAY}(?P<last>{_MONTH}) (?P<year>{_YEAR})",
    )
)
# The months of a quarter, beside its number.
_ASIDE = re.compile(rf" ?\((?P<first>{_MONTH}) ?(?:-|to) ?(?P<last>{_MONTH})\)", re.IGNORECASE | re.ASCII)


def month_of(word: str) -> int | None:
    """Return the month that a word or its beginning names, counted from 0; None when it names none."""
    name = word.lower().rstrip(".")
    return next((n for n, full in enumerate(MONTHS) if len(name) > 2 and full.lower().startswith(name)), None)


def full_year(text: str) -> int:
    """Return a year that may be written with its last two digits: then it is one from 1970 to 2069."""
    return int(text) if len(text) > 2 else int(text) + (2000 if text < "70" else 1900)


def by_months(word: str, kind: PeriodKind, window: int | None) -> tuple[int, int] | None:
    """Read a label that says its months (Apr-Jun 2023, year ending March 2024) as the last period in them, and how many they are."""
    found = (one.fullmatch(word) for one in _SPANS)
    if (months := next(filter(None, (_months(one.groupdict()) for one in found if one is not None)), None)) is None:
        return None
    starts, ends = (date(month // 12, month % 12 + 1, 1) for month in (months[0], months[1] + 1))
    index = place_of(ends - timedelta(days=1), kind)
    covers = window or index - place_of(starts, kind) + 1
    if start_of(kind, index + 1) != ends or start_of(kind, index + 1 - covers) != starts:
        size = kind.a if covers == 1 else f"{covers} of the kind {kind.value}"
        raise PeriodError(Problem(f"{quoted(word)} is not {size}", "correct it, or the calendar's kind or window"))
    return index, covers


def _months(found: dict[str, str]) -> tuple[int, int] | None:
    """Return the first and the last month, counted from the year 0; None when a word is no month, or a year is in doubt."""
    month, year = month_of(found["last"]), full_year(found["year"])
    if month is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    last = year * 12 + month
    if (length := found.get("length")) is not None:
        day = found["day"]
        ends = date((last + 1) // 12, (last + 1) % 12 + 1, 1) - timedelta(days=1)
        if day and int(day) != ends.day:
            return None
        size = _LENGTHS.get(length.lower()) or int(length.split()[0])
        return (last - size + 1, last) if size > 0 else None
    start = month_of(found["first"])
    if start is None:
        return None
    since = found.get("since")
    first = (full_year(since) if since else year) * 12 + start
    return (first, last) if first <= last else None


def without_months(word: str) -> tuple[str, tuple[int, int] | None]:
    """Return a label without the months that stand in parentheses, and the first and the last of them."""
    found = _ASIDE.search(word)
    ends = (month_of(found["first"]), month_of(found["last"])) if found is not None else (None, None)
    if found is None or ends[0] is None or ends[1] is None:
        return word, None
    return word[: found.start()] + word[found.end() :], (ends[0], ends[1])
