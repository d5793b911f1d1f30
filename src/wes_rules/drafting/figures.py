"""What a file of figures shows of the measures that could be made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from wes_rules.drafting.layouts import Layout, layout_of
from wes_rules.drafting.targets import lines_of, sheets_of
from wes_rules.errors import PeriodError, PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

_NEEDED = ("indicator", "area", "period", "value")


@attrs.define(kw_only=True)
class SeenSeries:
    """
    What the rows of one indicator and group show.

    Args:
        indicator: Its name.
        group: The group of people that it is about.
        units: The units that its rows name.
        decimals: The most decimal places of its figures.
        areas: The areas that it is about, each with the number of its rows.
        kinds: The kinds of period that its periods are spelled as.
        months: The months of the year that its figures are of, where they are of months.
        first: Its first period, as it is written.
    """

    indicator: str
    group: str
    units: set[str] = attrs.Factory(set)
    decimals: int = 0
    areas: Counter[str] = attrs.Factory(Counter)
    kinds: set[PeriodKind] = attrs.Factory(set)
    months: set[int] = attrs.Factory(set)
    first: str = ""

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
    def kind(self) -> PeriodKind | None:
        """Its kind of period, where all its rows have one."""
        return next(iter(self.kinds)) if len(self.kinds) == 1 else None


@attrs.frozen(kw_only=True)
class Looked:
    """
    What a file of figures shows.

    Args:
        series: Its series.
        settings: The settings of a source that reads it, each with the reason for which it is guessed.
    """

    series: list[SeenSeries]
    settings: Mapping[str, tuple[Any, str]] = attrs.field(factory=dict)


def look_at(path: Path) -> Looked:
    """
    Look at a file of figures: in the tidy layout, with periods side by side, or a department's data file; CSV, or a workbook's first sheet.

    Raises:
        PlanError: It cannot be read, or is laid out otherwise.
    """
    sheet, lines = next(
        ((name, one) for name, one in sheets_of(path) if _is_known(one, path.stem)), ("", list(lines_of(path)))
    )
    header = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    missing = [name for name in _NEEDED if name not in header]
    other = layout_of(lines, path.stem) if missing else None
    if missing and other is None:
        what = f"it has no column {', '.join(map(quoted, missing))}"
        remedy = "name its columns as docs/csv.md does, or write the plan's [[sources]] by hand with the settings of docs/tables.md"
        raise PlanError(Problem(what, remedy, path.name, 1))
    found: dict[tuple[str, str], SeenSeries] = {}
    for row in _dicts(header, iter(lines[1:])) if other is None else other.rows:
        key = row["indicator"], row.get("group", "") or "all"
        series = found.setdefault(key, SeenSeries(indicator=key[0], group=key[1], first=row["period"]))
        _note(series, row)
    if not found:
        raise PlanError(Problem("it has no figure", "add a row below its header", path.name))
    return Looked(series=list(found.values()), settings=_settings(other, sheet))


def _is_known(lines: Sequence[tuple[int, list[str]]], name: str) -> bool:
    """Whether the layout of a sheet is known."""
    header = {cell.strip().lower() for cell in lines[0][1]} if lines else set()
    return header.issuperset(_NEEDED) or layout_of(lines, name) is not None


def _settings(layout: Layout | None, sheet: str) -> Mapping[str, tuple[Any, str]]:
    named = {"sheet": (sheet, "the first sheet with periods")} if sheet else {}
    return {**named, **(layout.settings if layout is not None else {})}


def _dicts(header: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[dict[str, str]]:
    for _, cells in rows:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if row.get("indicator"):
            yield {name: row.get(name, "") for name in header}


def _note(series: SeenSeries, row: dict[str, str]) -> None:
    series.areas[row["area"]] += 1
    if row.get("unit"):
        series.units.add(row["unit"])
    whole, point, after = row["value"].partition(".")
    if point and after.isdigit() and whole.lstrip("-").isdigit():
        series.decimals = max(series.decimals, len(after.rstrip("0")))
    try:
        period = Period.parse(row["period"], row.get("kind") or None)
    except PeriodError:
        return
    series.kinds.add(period.kind)
    if period.kind is PeriodKind.MONTH:
        series.months.add(period.year_and_part[1])
