"""What the cells and the headings of a file of figures hold: numbers, periods, areas, options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, get_args

import attrs

from wes_rules.errors import WesRulesError
from wes_rules.quoting import quoted
from wes_rules.tables.days import DayForm, read_day
from wes_rules.tables.symbols import Signs, label_and_standing
from wes_rules.values.label_words import by_months, plain_words
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Quantity, Unit

# So many periods may lie between two that stand side by side, on the average.
_MOST_APART = 12
# A council's own service area is no place.
_NO_PLACE = "".join(f"(?<!{one} )" for one in ("service", "business", "policy", "priority", "focus", "subject", "key"))
AREAS = re.compile(
    rf"code|{_NO_PLACE}area|authorit|region|geograph|location|organisation name|org\b|\bla(?:\b|_)|country|county\b|\btrust\b|health board|hospital ?name"
    r"|council\b|district|borough|constituency|\bward\b",
    re.IGNORECASE,
)
CALLED_PERIODS = re.compile(r"period|year|quarter|month|week|date|\btime", re.IGNORECASE)
# An option that stands for all, among them the code of a nation.
EVERYBODY = re.compile(r"total|all\b|persons|[EWSN]92\d{6}|K0\d{7}", re.IGNORECASE)
# What columns, or rows, of figures are called beside those of their targets.
FIGURES = re.compile(
    r"(?:actuals?|values?|results?|out-?turns?|performance|figures?|achieve(?:d|ment))(?: ?\(?[%\u00a3]\)?)?",
    re.IGNORECASE,
)
# Several years together; 2018-21 may be three years that span two, or four that do not.
_TOGETHER = re.compile(
    r"\d{4}(?: (?:[-\u2013]|to) ?|\u2013)\d{2}(?:\d\d)?|\d{4}/\d{2,4} ?(?:[-\u2013]|to) ?\d{2,4}/\d{2,4}", re.ASCII
)
# The kinds of period that months may make up, where nobody says of which kind they are.
_BY_MONTHS = (
    PeriodKind.CALENDAR_YEAR,
    PeriodKind.FINANCIAL_YEAR,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.FINANCIAL_QUARTER,
)
_DAY = re.compile(r"(?:19|20)\d{2}[01]\d[0-3]\d(?:\.0)?", re.ASCII)
AREA_CODE = re.compile(r"[EWSNK]\d{8}", re.ASCII)
# Codes and names of the four nations, of their unions, and of the regions of England.
_NATION = re.compile(
    r"[EWSN]92\d{6}|K0\d{7}|E1[23]\d{6}|England|Wales|Scotland|Northern Ireland|UK|ENG|United Kingdom|Great Britain"
    r"|(?:North|South) (?:East|West)|(?:East|West) Midlands|Yorkshire and (?:the )?Humber|East(?: of England)?|London",
    re.IGNORECASE,
)
# It stands for the area of a file that names none.
AREA = "area"
#: Settings of a source, each with the reason for which it is guessed.
Settings = dict[str, tuple[Any, str]]


@attrs.frozen(kw_only=True)
class Layout:
    """
    Settings of a source that read a file, and its figures as rows of the tidy layout.

    Args:
        settings: The settings, each with the reason for which it is guessed.
    """

    settings: Settings
    rows: Sequence[dict[str, str]]


def is_nation(area: str) -> bool:
    """Whether a code or a name is that of a nation or a region."""
    return _NATION.fullmatch(area) is not None


def called_by_place(header: Sequence[str]) -> list[str]:
    """Return the names of columns; one without a name is called by its place, as the settings of a table may do."""
    return [cell or f"column {place}" for place, cell in enumerate(header, 1)]


def periods_in(header: Sequence[str]) -> dict[int, str]:
    """Return the positions of the columns named like periods of one kind, if there are two or more."""
    read = {place: period_in(label_and_standing(cell)[0]) for place, cell in enumerate(header)}
    found = {place: one for place, one in read.items() if one is not None}
    distinct = {*found.values()}
    kinds = Counter(one.kind for one in distinct)
    if not kinds or (most := kinds.most_common(1)[0])[1] < 2:
        return {}
    places = [one.index for one in distinct if one.kind is most[0]]
    if max(places) - min(places) > _MOST_APART * len(places):  # 1938 and 2122 are numbers of something else
        return {}
    return {place: header[place] for place, one in found.items() if one.kind is most[0]}


@lru_cache(maxsize=65536)
def period_in(label: str) -> Period | None:
    """Read a cell as a period, or as the last of several years together, such as 2001 - 03; None where it is none."""
    if _TOGETHER.fullmatch(label):
        return _pooled(label, PeriodKind.ACADEMIC_YEAR if "/" in label else PeriodKind.CALENDAR_YEAR)
    try:
        return Period.parse(label)
    except WesRulesError:
        return next(filter(None, (_by_months(label, kind) for kind in _BY_MONTHS)), None)


def _pooled(label: str, kind: PeriodKind) -> Period | None:
    try:
        return Period.parse(label, kind, window=None)
    except WesRulesError:
        return None


def _by_months(label: str, kind: PeriodKind) -> Period | None:
    """Read a label that says its first and its last month, or the month in which its year ends."""
    try:
        found = by_months(plain_words(label, kind)[0], kind, 1)
    except WesRulesError:
        return None
    return None if found is None else Period(kind, found[0])


def months_of(labels: Sequence[str]) -> tuple[list[str], Settings] | None:
    """Return the months of days that each lie in one of their own, and the settings that read them so; None where they are no such days."""
    for form in get_args(DayForm):
        try:
            days = [read_day(one, form) for one in labels]
        except WesRulesError:
            continue
        months = {one: Period.containing(one, PeriodKind.MONTH) for one in days}
        if not 1 < len(months) == len({*months.values()}):
            continue
        settings: Settings = {}
        if form != "year-month-day":
            settings["dates"] = form, f"as {labels[0]} and so on are days of months of their own"
        if any(one not in (period.start, period.last_day) for one, period in months.items()):
            settings["snapshots"] = True, f"it has a day of each month, such as {labels[0]}"
        return [str(months[one]) for one in days], settings
    return None


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether most cells are numbers and the others stand for missing ones, such as NA; flags and days such as 20140401 are no numbers."""
    rest = [one for one in cells if not is_number(one)]
    if not any(any(map(str.isdigit, one)) for one in cells) or all(map(_DAY.fullmatch, filter(None, cells))):
        return False
    return 2 * len(rest) < len(cells) and not any(any(map(str.isdigit, one)) for one in rest)


def filtered(
    cells: list[list[str]], key: Sequence[int], others: Mapping[int, str], own: Callable[[list[str]], bool] = bool
) -> tuple[dict[str, str], list[list[str]]]:
    """
    For each column in which rows of one area and period differ, choose an option; return the rows that have it.

    Args:
        own: Whether a row is of the plan's area: where there are such rows, the option is one of theirs. Without it each is.
    """
    filters: dict[str, str] = {}
    for place, name in others.items():
        if _differs(place, cells, key):
            filters[name] = option([one[place] for one in cells if own(one)] or [one[place] for one in cells])
            cells = [one for one in cells if one[place] == filters[name]]
    return filters, cells


def why_filtered(filters: Mapping[str, str]) -> str:
    """Say why options were chosen."""
    figures = [quoted(option) for option in filters.values() if FIGURES.fullmatch(option)]
    some = [
        quoted(name) for name, option in filters.items() if not (EVERYBODY.match(option) or FIGURES.fullmatch(option))
    ]
    if not some:
        return f"rows called {' and '.join(figures)} are the figures" if figures else "everybody"
    return f"no option of {' and '.join(some)} stands for all, and rows are never added up: no other has more rows"


def _differs(place: int, cells: Sequence[Sequence[str]], key: Sequence[int]) -> bool:
    """Whether rows with the same key have several values in a column."""
    seen: dict[tuple[str, ...], Sequence[str]] = {}
    return any(one[place] != seen.setdefault(tuple(one[n] for n in key), one)[place] for one in cells)


def nested(place: int, cells: Sequence[Sequence[str]], when: Sequence[int], others: Iterable[int]) -> int | None:
    """Return a column whose values each lie in one value of another, as partnerships lie in boards; None if there is none."""
    for inner in (one for one in others if one != place and _differs(one, cells, (*when, place))):
        within = {(one[inner], one[place]) for one in cells}
        inside, outside = {one for one, _ in within}, {one for _, one in within}
        whole = any(not one or EVERYBODY.match(one) for one in inside)
        if 1 < len(outside) < len(inside) == len(within) and not whole:
            return inner
    return None


def called_like(texts: Mapping[int, str], pattern: re.Pattern[str]) -> int | None:
    """Return the place of the first heading that is called so."""
    return next((place for place, cell in texts.items() if pattern.search(cell)), None)


def columns_of_areas(texts: Mapping[int, str], filled: Sequence[Sequence[str]], own: str) -> dict[int, str]:
    """Return the columns that have the plan's own area, whatever they are called; else those that are called codes, or hold mostly such."""
    cells = {n: [line[n] for line in filled] for n in texts}
    having = {n: name for n, name in texts.items() if own and own in cells[n]}
    having = {n: name for n, name in having.items() if AREAS.search(name) or not are_numbers(cells[n])}
    found = {n: [*map(AREA_CODE.fullmatch, filter(None, cells[n]))] for n in texts}
    codes = {n for n, one in found.items() if one and 5 * one.count(None) < len(one)}
    return having or {n: t for n, t in texts.items() if n in codes or (AREAS.search(t) and "code" in t.lower())}


def column_with_nations(texts: Iterable[int], filled: Sequence[Sequence[str]], key: Sequence[int]) -> int | None:
    """
    Return the first column that has a nation or a region among its cells, though it is called otherwise than areas are.

    It tells rows with the same key apart, as a nation with which each figure is compared does not.
    """
    having = (n for n in texts if n not in key and any(is_nation(cells[n]) for cells in filled))
    return next((n for n in having if _differs(n, filled, key)), None)


def bare(text: str) -> str:
    """Return a number without a mark of thousands, of pounds or of percent."""
    return text.strip().strip("£%").replace(",", "")


def is_number(text: str) -> bool:
    """Whether a cell holds a number, or a symbol that everybody knows."""
    try:
        Quantity.read(bare(text), unit=Unit.SCORE)
    except WesRulesError:
        return False
    return True


def is_readable(text: str) -> bool:
    """Whether a cell of figures is read as a number, with what may stand beside it, or as a symbol; what has no digit may be explained as one."""
    return not any(map(str.isdigit, text)) or is_number(Signs().meant(text, Unit.SCORE)[0])


def option(values: Sequence[str]) -> str:
    """Return the option that stands for all, or is called figures, or else the one that most rows have."""
    options = Counter(values)
    return next(
        (one for one in options if EVERYBODY.match(one) or FIGURES.fullmatch(one)),
        options.most_common(1)[0][0] if options else "",
    )
