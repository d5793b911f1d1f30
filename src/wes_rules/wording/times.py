"""Days and periods as people write them in a sentence."""

from __future__ import annotations

import re
from datetime import date

from wes_rules.errors import PeriodError
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.period_kind import MONTHS

MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:1[89]\d\d|2[01]\d\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
# A day, with the parts in the groups of each way to write it.
DAY = (
    rf"(?:{_DAY}{_ORDINAL}(?: of)? {MONTH},? {YEAR}|{MONTH} {_DAY}{_ORDINAL},? {YEAR}"
    rf"|{YEAR}-[01]\d-[0-3]\d|{_DAY}/[01]?\d/{YEAR})"
)
SPLIT_YEAR = r"(?:(?:19|20)\d\d[/-](?:(?:19|20)\d\d|\d\d)|\d\d/\d\d)(?![\d/])"
_KIND_WORDS = {kind.value.replace("-", " "): kind for kind in PeriodKind} | {
    "school year": PeriodKind.ACADEMIC_YEAR,
    "fiscal year": PeriodKind.FINANCIAL_YEAR,
    "year": PeriodKind.CALENDAR_YEAR,
}
_KINDS = "|".join(sorted(map(re.escape, _KIND_WORDS), key=len, reverse=True))
_PART = r"[ -]?[QH]\d"
PERIOD = (
    rf"(?:(?:{_KINDS}) )?(?:{SPLIT_YEAR}(?:{_PART})?|[QH]\d,? (?:{SPLIT_YEAR}|{YEAR})|{MONTH} {YEAR}|{MONTH}-\d\d(?!\d)"
    rf"|(?:autumn|spring|summer)(?: term)? {SPLIT_YEAR}|{YEAR} week \d+|{YEAR}(?:{_PART})?)(?!\w)(?!,\d{{3}})"
)
_NUMBERED = {month[:3].lower(): place for place, month in enumerate(MONTHS, 1)}


def day_said(day: date) -> str:
    """Say a day."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_read(text: str) -> date | None:
    """Read a day; None where there is no such day."""
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d+)/(\d+)/(\d{4})", text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    year, name = re.search(YEAR + r"$", text), re.search(MONTH, text, re.IGNORECASE)
    rest = re.search(rf"(?<!\d){_DAY}(?!\d)", text)
    if year is None or name is None or rest is None:
        return None
    return _day(int(year[0]), _NUMBERED[name[0][:3].lower()], int(rest[0]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def period_said(period: Period) -> str:
    """Say a period, with its kind where the spelling alone would be read as another."""
    said = str(period)
    try:
        plain = Period.parse(said) == period
    except PeriodError:
        plain = False
    return said if plain else f"{period.kind.value.replace('-', ' ')} {said}"


def period_read(text: str, kind: PeriodKind | None = None) -> Period:
    """
    Read a period.

    Args:
        text: Such as 2019/20, Sept 2019, Q3 2023/24 or "financial year 2019/20".
        kind: The kind that it is where the text does not say; without it the spelling decides.

    Raises:
        PeriodError: It is none, or of another kind.
    """
    text = " ".join(text.split())
    named = re.match(rf"({_KINDS}) (?=[\dQHASa-z])", text, re.IGNORECASE)
    if named is not None:
        own = _KIND_WORDS[named[1].lower()]
        return Period.parse(_plain(text[named.end() :]), own)
    return Period.parse(_plain(text), kind)


def _plain(text: str) -> str:
    """Write a month without its full stop and a quarter without its comma."""
    return re.sub(r"(?<=[a-zA-Z])\.|(?<=\d),(?= )", "", text)
