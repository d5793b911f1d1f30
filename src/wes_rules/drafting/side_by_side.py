"""Columns of figures side by side, each of a period or of a part of a year, such as "Q1 2023/24 Actual" beside "Q1 2023/24 Target", or Q1 to Q4."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

import attrs

from wes_rules.counting import some_of
from wes_rules.drafting.cells import CALLED_PERIODS, FIGURES, Settings, is_number, months_of, period_in
from wes_rules.errors import PeriodError
from wes_rules.quoting import quoted
from wes_rules.tables.labels import joined
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.label_words import full_year, month_of
from wes_rules.wording.times import DAY, MONTH, PERIOD, SPLIT_YEAR, YEAR, period_read

_WITHIN = re.compile(rf"(?<![\w/-])(?:FY ?)?{PERIOD}", re.IGNORECASE)
_PART_OF_A_YEAR = re.compile(rf"(?<![\w/-])(?:(?:Q|Qtr\.? ?|Quarter )[1-4]|{MONTH})(?![\w/-])", re.IGNORECASE)
_YEAR = re.compile(rf"(?<![\d/-])(?:{SPLIT_YEAR}|{YEAR}(?![\d/-]))")
# The kinds of year that months of 2024/25 are taken for, by the one that they begin with.
_FAMILIES = {"April": "financial year ", "September": "academic year "}
_OF_TWO = re.compile(r"\bF\.?Y\.? ?((?:19|20)?\d\d)\b(?![/-])", re.IGNORECASE)
_SHOWN = 5
_OTHERS = re.compile(
    r"target|ambition|goal|baseline|status|rag\b|rating|variance|direction|trend|comment|note|project|forecast|plan|\bytd\b|to date|cumulative",
    re.IGNORECASE,
)


@attrs.frozen(kw_only=True)
class SideBySide:
    """
    Columns of figures side by side.

    Args:
        places: The places of the columns, each with its period or its part of a year.
        part: What stands beside these in the headings, with * in their place.
        across: Which of the two they are.
        year: The year of which they are parts, where it is one for all rows; empty else.
        said_by: What says that year, for people.
        years: The place of the column that says it for each row.
        days: The settings that read days as the months they stand for.
    """

    places: Mapping[int, str]
    part: str = "*"
    across: Literal["period", "part_of_year"] = "period"
    year: str = ""
    said_by: str = ""
    years: int | None = None
    days: Settings = attrs.field(factory=dict)

    @property
    def words(self) -> str:
        """What the words beside the periods name; empty if they only say that there are figures."""
        words = _without_period(self.part)
        return "" if FIGURES.fullmatch(words) else words

    def settings(self, header: Sequence[str]) -> Settings:
        """Return the settings of a source that reads them, each with the reason for which it is guessed."""
        why = f"columns are called {header[next(iter(self.places))]} and so on"
        beside: Settings = {"parts": ({self.across: self.part}, why)} if self.part != "*" else {}
        return {"across": (self.across, why), **beside, **self.days}


def columns_of_figures(header: Sequence[str], below: Sequence[Sequence[str]], told: Sequence[str]) -> SideBySide | None:
    """
    Return the columns of figures: of periods with words beside them, or of the parts of a year; None where it is not clear which.

    Args:
        told: What may say the year beside the headings: the title above the table, and the name of its file.
    """
    found = filter(None, (_worded(header, below), _parts_of_a_year(header, below, told), _days(header, below)))
    return max(found, key=lambda one: len(one.places), default=None)


def _worded(header: Sequence[str], below: Sequence[Sequence[str]]) -> SideBySide | None:
    """Return the columns of figures with words beside their periods: those called so, or the only ones that are no targets and the like."""
    found = _of_figures(_with_words(header, below))
    if len(found) != 1:
        return None
    ((part, places),) = found.items()
    return SideBySide(part=part, places=places) if _are_figures(places, below) else None


def _days(header: Sequence[str], below: Sequence[Sequence[str]]) -> SideBySide | None:
    """Return columns of months, each called by a day of it, as a spreadsheet keeps April 2024."""
    days = {place: cell for place, cell in enumerate(header) if re.fullmatch(DAY, cell, re.IGNORECASE)}
    if (found := months_of([*days.values()])) is None or not _are_figures(days, below):
        return None
    months, settings = found
    # A name of a column is read as a day where a setting says that it is one.
    more: Settings = {"snapshots": (True, "its columns are called by a day of each month")} if settings else {}
    return SideBySide(places=dict(zip(days, months, strict=True)), days={**settings, **more})


def _with_words(header: Sequence[str], below: Sequence[Sequence[str]]) -> dict[str, dict[int, str]]:
    # 1909.46 is no year with something beside it.
    found = _parts(header, below, period_within)
    return {part: places for part, places in found.items() if re.search("[A-Za-z]", part)}


def _parts_of_a_year(header: Sequence[str], below: Sequence[Sequence[str]], told: Sequence[str]) -> SideBySide | None:
    """Return columns of figures of Q1, Q2 and so on, or of April, May and so on, if a column, a heading or something else says their year."""
    found = _of_figures(_parts(header, below, _part_within))
    if len(found) != 1:
        return None
    ((part, places),) = found.items()
    months = {place: one for place, one in places.items() if month_of(one) is not None}
    # Beside their months quarters are made up of these.
    places = months if len(months) > 1 else places
    if len(places) < 2 or not _are_figures(places, below):
        return None
    shared = SideBySide(places=places, part=part, across="part_of_year")
    for place, cell in enumerate(header):
        years = {cells[place] for cells in below if any(cells[one] for one in places)}
        if (
            place not in places
            and CALLED_PERIODS.search(cell)
            and years
            and all(_year_with(places, year) == year for year in years)
        ):
            return attrs.evolve(shared, years=place)
    targets = [cell for cell in header if re.search("target", cell, re.IGNORECASE)]
    for texts in (targets, *([one] for one in told), header):
        if len(named := _years_in(texts)) == 1:
            ((year, said_by),) = named.items()
            year = _year_with(places, year)
            return attrs.evolve(shared, year=year, said_by=f"; {quoted(said_by)} has the year") if year else None
    return None


def _years_in(texts: Iterable[str]) -> dict[str, str]:
    """Return the years that texts name, each with the text."""
    found = {}
    for text in texts:
        for one in _YEAR.findall(text):
            try:
                found[str(period_read(one))] = text
            except PeriodError:  # 2018-21 are the years of a plan
                continue
    return found


def _year_with(places: Mapping[int, str], year: str) -> str:
    """Return a year with the kind that its parts show it to be; empty if they are not its parts, in their order."""
    if not _YEAR.fullmatch(label_and_standing(year)[0]):
        return ""
    first = next(iter(places.values())).rstrip(".").lower()
    families = (family for month, family in _FAMILIES.items() if len(first) > 2 and month.lower().startswith(first))
    for family in ("", *families):
        periods = [period_in(joined(f"{family}{year}", one)) for one in places.values()]
        if all(one and other and one.kind is other.kind and one < other for one, other in pairwise(periods)):
            return f"{family}{year}"
    return ""


def _parts(
    header: Sequence[str], below: Sequence[Sequence[str]], within: Callable[[str], re.Match[str] | None]
) -> dict[str, dict[int, str]]:
    """Return what stands beside periods or parts of a year, each with its columns."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for place, cell in enumerate(header):
        when = within(cell)
        if when is not None and any(cells[place] for cells in below):
            found[f"{cell[: when.start()]}*{cell[when.end() :]}"][place] = when[0]
    return found


def period_within(heading: str) -> re.Match[str] | None:
    """Return the period that a heading names, with what stands beside it or not; None where it names none."""
    found = _WITHIN.search(heading)
    return found if found is not None and period_in(found[0]) is not None else None


def _part_within(heading: str) -> re.Match[str] | None:
    return None if period_within(heading) else _PART_OF_A_YEAR.search(heading)


def _of_figures(found: Mapping[str, dict[int, str]]) -> dict[str, dict[int, str]]:
    """Return the columns that may be figures: those called so, or by nothing else, or those that are no targets and the like."""
    rests = {part: _without_period(part) for part in found}
    named = [part for part, rest in rests.items() if not rest or FIGURES.fullmatch(rest)]
    other = [part for part, rest in rests.items() if not _OTHERS.search(rest) and len(found[part]) > 1]
    return {part: found[part] for part in named or other}


def _without_period(part: str) -> str:
    return part.replace("(*)", "").replace("*", "").strip(" :-\u2013")


def without_a_year(header: Sequence[str]) -> str:
    """Say that columns are parts of a year, and no year is named; empty where there are none such."""
    parts = [quoted(cell) for cell in header if _part_within(cell) and not _OTHERS.search(cell)]
    if len(parts) < 2:
        return ""
    return f'its columns {some_of(parts, 2)} do not say of which single year they are: write it into a title above them, such as "KPIs 2024/25"'


def not_clear(header: Sequence[str], below: Sequence[Sequence[str]]) -> str:
    """Say why headings with words beside their period are not read, and how to go on; empty where there are none."""
    unread = next((when[0] for cell in header if (when := _OF_TWO.search(cell)) is not None), "")
    if unread:
        year = full_year(re.sub(r"\D", "", unread))
        either = " or ".join(f"{one}/{(one + 1) % 100:02d}" for one in (year - 1, year))
        return f"{quoted(unread)} in a heading does not say which of two years it is: call it {either}"
    if len(parts := [*_of_figures(_with_words(header, below))]) < 2:
        return ""
    how = f'across = "period", parts = {{period = {quoted(parts[0])}}} and fixed = {{indicator = {quoted(_without_period(parts[0]))}}}'
    some = some_of([*map(quoted, map(_without_period, parts))], _SHOWN)
    return f"its periods stand beside {some}: write a [[sources]] for each, with {how}"


def _are_figures(periods: Mapping[int, str], below: Sequence[Sequence[str]]) -> bool:
    cells = [cells[place] for cells in below for place in periods if cells[place]]
    return 2 * sum(map(is_number, cells)) > len(cells)
