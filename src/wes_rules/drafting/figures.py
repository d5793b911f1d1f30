"""What a file of figures shows of the measures that could be made of it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs

from wes_rules.counting import some_of
from wes_rules.drafting.books import is_workbook, lines_of, sheets_of
from wes_rules.drafting.cells import AREA, CALLED_PERIODS, Layout, bare, is_nation, is_number, period_in
from wes_rules.drafting.layouts import layout_of
from wes_rules.errors import PeriodError, PlanError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.tables.layouts import TIDY, TIDY_OPTIONAL
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

__all__ = ["AREA", "Areas", "Looked", "SeenSeries", "areas_of", "is_nation", "look_at"]

_NEEDED = ("indicator", "area", "period", "value")
# A header stands among so many rows.
_TOP = 30


@attrs.define(kw_only=True)
class SeenSeries:
    """
    What the rows of one indicator and group show.

    Args:
        group: The group of people that it is about.
        title: Its name for people, where the file has one.
        decimals: The most decimal places of its figures.
        areas: The areas that it is about, each with the number of its rows.
        names: What its areas are called.
        months: The months of the year that its figures are of, where they are of months.
        first: Its first period, as it is written.
        least: The lowest of its figures, or 0.
        most: The highest of them, or 0.
        below_one: Whether a figure lies between 0 and 1.
        beyond_one: Whether one lies elsewhere.
        kind_said: Whether the file says of which kind its periods are.
        has_counts: Whether a figure has the counts that it is a share of.
        fractions: Whether its percentages are fractions in the file, which a workbook shows as percentages.
    """

    indicator: str
    group: str
    title: str = ""
    units: set[str] = attrs.Factory(set)
    decimals: int = 0
    areas: Counter[str] = attrs.Factory(Counter)
    names: dict[str, str] = attrs.Factory(dict)
    periods: dict[str, set[Period]] = attrs.Factory(dict)
    months: set[int] = attrs.Factory(set)
    first: str = ""
    fractions: bool = False
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    below_one: bool = False
    beyond_one: bool = False
    kind_said: bool = False
    has_counts: bool = False

    @property
    def look_like_fractions(self) -> bool:
        """Whether all its figures lie between 0 and 1, so that percentages among them are fractions."""
        return self.below_one and not self.beyond_one

    @property
    def unit(self) -> Unit | None:
        """Its unit, where all its rows name one that there is."""
        known = [one for one in Unit if one.value in self.units]
        return known[0] if len(known) == 1 and len(self.units) == 1 else None

    @property
    def yearly(self) -> bool:
        """Whether its figures are of one month of each year."""
        return self.kind is PeriodKind.MONTH and len(self.months) == 1

    @property
    def step(self) -> int:
        """The number of months between figures, if it is always the same and more than one."""
        if self.kind is not PeriodKind.MONTH:
            return 1
        found = sorted({period.index for periods in self.periods.values() for period in periods})
        step = math.gcd(*(after - before for before, after in pairwise(found))) if len(found) > 2 else 1
        return 12 if self.yearly else step if step in (2, 3, 4, 6) else 1

    @property
    def kind(self) -> PeriodKind | None:
        """Its kind of period, where all its rows have one."""
        kinds = {one.kind for periods in self.periods.values() for one in periods}
        return next(iter(kinds)) if len(kinds) == 1 else None

    @property
    def earliest(self) -> Period | None:
        """Its earliest period, where all are of one kind."""
        return None if self.kind is None else min(one for periods in self.periods.values() for one in periods)


@attrs.frozen(kw_only=True)
class Areas:
    """
    The areas of a file of figures.

    Args:
        rows: Each area, with the number of its rows.
        ended: Those without a figure in the newest two periods of any series.
    """

    rows: Counter[str]
    names: Mapping[str, str]
    ended: frozenset[str]

    @property
    def examples(self) -> str:
        """Name a few of them."""
        some = ", ".join(sorted(self.rows)[:3])
        return f"{some} and {len(self.rows) - 3} others" if len(self.rows) > 3 else some


def areas_of(series: Sequence[SeenSeries]) -> Areas:
    """Return the areas that some series are about."""
    rows = sum((one.areas for one in series), Counter[str]())
    names = {area: name for one in series for area, name in one.names.items()}
    new: set[str] = set()
    for one in series:
        newest = sorted({period for periods in one.periods.values() for period in periods}, key=lambda one: one.start)
        new |= {area for area, periods in one.periods.items() if periods & {*newest[-2:]}}
    return Areas(rows=rows, names=names, ended=frozenset(rows.keys() - new))


@attrs.frozen(kw_only=True)
class Looked:
    """
    What a file of figures shows.

    Args:
        settings: The settings of a source that reads it, each with the reason for which it is guessed.
    """

    series: list[SeenSeries]
    settings: Mapping[str, tuple[Any, str]] = attrs.field(factory=dict)


def look_at(path: Path, area: str = "", sheet: str = "", split_years: PeriodKind = PeriodKind.ACADEMIC_YEAR) -> Looked:
    """
    Look at a file of figures: in the tidy layout, with periods side by side, or as a publisher has it; CSV, or a sheet of a workbook.

    Args:
        area: The code of the plan's area, where somebody said it: a file may have two codes of one area.
        sheet: The sheet to look at; empty for the first that is laid out in a known way.
        split_years: The kind of year that 2019/20 is, where the file does not say it.

    Raises:
        PlanError: It cannot be read, or is laid out otherwise.
    """
    sheets = sheets_of(path) or [("", list(lines_of(path)))]
    if sheet and sheet not in (names := [name for name, _ in sheets]):
        raise PlanError(Problem(f"there is no sheet {quoted(sheet)}", near_miss(sheet, names), path.name))
    sheets = [one for one in sheets if sheet in ("", one[0])]
    layouts = ((name, _tidy(lines) or layout_of(lines, path.stem, area)) for name, lines in sheets)
    name, layout = next(((name, one) for name, one in layouts if one is not None), ("", None))
    if layout is None:
        raise PlanError(_of_no_layout(path.name, sheets))
    series, symbols = _seen(layout.rows, split_years, fractions=is_workbook(path))
    if not series:
        raise PlanError(Problem("it has no figure", "add a row below its header", path.name))
    settings: dict[str, tuple[Any, str]] = {}
    if name:
        settings["sheet"] = name, "" if sheet else "the first sheet with periods"
    if symbols:
        settings["symbols"] = symbols, "they stand in place of numbers, and x is one that is not available"
    return Looked(series=series, settings=settings | dict(layout.settings))


def _of_no_layout(file: str, sheets: Sequence[tuple[str, list[tuple[int, list[str]]]]]) -> Problem:
    """Say what a file has in place of a known layout: the row most like a header, and the sheets."""
    rows = [(name, row, _names_in(cells)) for name, lines in sheets for row, cells in lines[:_TOP]]
    name, row, names = max(rows, key=lambda one: len(one[2]), default=("", 1, []))
    missing = ", ".join(quoted(one) for one in _NEEDED if one not in map(str.lower, names))
    like = ", ".join(map(quoted, names[:10])) or "nothing"
    what = f"it has no column {missing}, and is laid out in no other way that init knows; the row most like a header has {like}"
    if unread := _unread_period(row, dict(sheets).get(name, [])):
        what += f"; its column {quoted(unread[0])} has {quoted(unread[1])}, which init does not read as a period"
    others = [quoted(one) for one, _ in sheets if one != name]
    look = f"; --sheet looks at one of the others: {some_of(others, _TOP)}" if others else ""
    remedy = (
        f"write the plan's [[sources]] by hand, with header_row = {row} if its columns are named there: docs/published.md has the settings of "
        f"files as they are published, docs/tables.md all of them; or name its columns as docs/csv.md does{look}"
    )
    return Problem(what, remedy, f'{file}, sheet "{name}"' if name else file, row)


def _unread_period(row: int, lines: Sequence[tuple[int, list[str]]]) -> tuple[str, str] | None:
    """Return the column called as periods are, and its first cell that is none."""
    header = next((cells for line, cells in lines if line == row), [])
    for place, called in enumerate(header):
        if CALLED_PERIODS.search(called):
            below = (cells[place] for line, cells in lines if line > row and place < len(cells))
            found = next((one for one in below if one and period_in(label_and_standing(one)[0]) is None), "")
            return (called, found) if found else None
    return None


def _names_in(cells: Iterable[str]) -> list[str]:
    """Return the cells of a row that may name columns."""
    found = dict.fromkeys(" ".join(cell.split()) for cell in cells)
    return [one for one in found if one and not is_number(one)]


def _seen(
    rows: Iterable[dict[str, str]], split_years: PeriodKind, *, fractions: bool
) -> tuple[list[SeenSeries], dict[str, str]]:
    """Return what rows show, and the texts that stand in place of their numbers, of which nobody has said what they mean."""
    found: dict[tuple[str, str], SeenSeries] = {}
    symbols: dict[str, str] = {}
    for row in rows:
        key = row["indicator"], row.get("group", "") or "all"
        series = found.setdefault(key, SeenSeries(indicator=key[0], group=key[1], first=row["period"]))
        _note(series, row, split_years)
        series.fractions |= fractions and row["value"].endswith("%")
        if row["value"] and not is_number(row["value"]) and not re.search(r"\d", row["value"]):
            symbols[row["value"]] = "x"
    return [*found.values()], symbols


def _tidy(lines: Sequence[tuple[int, list[str]]]) -> Layout | None:
    """Return the layout of a file with the columns of the tidy one, wherever they are named; None if it has not."""
    for place, (row, cells) in enumerate(lines[:_TOP]):
        header = [cell.strip().lower() for cell in cells]
        if not {*_NEEDED} <= {*header}:
            continue
        own = {name: name.lower() for cell in cells if (name := cell.strip()).lower() in (*TIDY, *TIDY_OPTIONAL)}
        settings: dict[str, tuple[Any, str]] = {"header_row": (row, "what stands below it")} if place else {}
        if len(own) < len(header) or not {*TIDY} <= {*own}:
            settings["columns"] = own, "other columns are left aside"
        below = (dict(zip(header, map(str.strip, cells), strict=False)) for _, cells in lines[place + 1 :])
        rows = [{name: row.get(name, "") for name in header} for row in below if row.get("indicator")]
        return Layout(settings=settings, rows=rows)
    return None


def _note(series: SeenSeries, row: dict[str, str], split_years: PeriodKind) -> None:
    if row["area"].strip("- "):
        series.areas[row["area"]] += 1
    series.has_counts |= bool(row.get("denominator"))
    series.title = series.title or row.get("title", "")
    if row.get("area_name"):
        series.names[row["area"]] = row["area_name"]
    if row.get("unit") or row["value"].endswith("%"):
        series.units.add(row.get("unit") or Unit.PERCENT.value)
    whole, point, after = bare(row["value"]).partition(".")
    if point and after.isdigit() and whole.lstrip("-").isdigit():
        series.decimals = max(series.decimals, len(after.rstrip("0")))
    if re.fullmatch(r"-?\d+(?:\.\d+)?", bare(row["value"])):
        number = Decimal(bare(row["value"]))
        series.least, series.most = min(series.least, number), max(series.most, number)
        series.below_one |= 0 < number < 1
        series.beyond_one |= number > 1 or row["value"].endswith("%")
    try:
        period = Period.parse(row["period"], row["kind"]) if row.get("kind") else period_in(row["period"])
    except PeriodError:
        return
    if period is None:
        return
    series.kind_said |= bool(row.get("kind"))
    if period.kind is PeriodKind.ACADEMIC_YEAR and not row.get("kind"):
        period = Period(split_years, period.index)
    series.periods.setdefault(row["area"], set()).add(period)
    if period.kind is PeriodKind.MONTH:
        series.months.add(period.year_and_part[1])
