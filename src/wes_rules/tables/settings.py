"""The settings of a table of figures, shared by all sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.tables.days import DayForm
from wes_rules.tables.layouts import OPTIONAL, REQUIRED, Layout
from wes_rules.tables.symbols import symbol_faults
from wes_rules.values.checks import Bounds

# One value, or several.
Values = str | tuple[str, ...]


def _read_only(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a read-only mapping, typed so that checkers accept plain ones."""
    return MappingProxyType(given)


@attrs.frozen(kw_only=True)
class TableSettings:
    """
    What a plan says about one table.

    Args:
        layout: What its columns mean: tidy, dfe, cases or inspections.
        columns: Names of the layout's columns by the names in the table; other columns of the table are left aside.
        fixed: Columns of the layout that the table does not have, with the value that all its rows share.
        indicators: Columns with values, each with the indicator it is of, where a row has figures of several.
        across: What the names of all other columns stand for, where values of several periods, parts of a year, areas or groups stand side by side.
        filters: Only rows with this value in a column, or one of these, are read; "" stands for an empty cell.
        filters_not: Rows with this value in a column, or one of these, are passed over.
        fill_down: Columns in which a label stands once above several rows, the widest first: an empty cell has the label above it, and a
            label ends those of the columns named after its own.
        parts: What of a column's cells counts, with * in its place: `MSitAE-*` reads MSitAE-APRIL-2023 as APRIL-2023.
        areas: Codes for areas, by what the table calls them.
        group: The group of people that all its rows are about.
        publication: The source to name for every figure.
        published: The day the table was published.
        symbols: Whose symbols stand in place of numbers (gss, dfe, ofsted, nhs, ons, fingertips, eurostat), or what each means, such as
            {"*" = "c", "NA" = "x", "Good" = "2"}.
        negatives: How negative numbers are written: with a minus, or in parentheses.
        dates: How days are written where the year does not come first.
        snapshots: Whether a day in place of a period stands for the period that it lies in, as whoever counts each month on some day has it.
    """

    layout: Layout = "tidy"
    columns: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only)
    fixed: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only)
    indicators: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only)
    across: Literal["period", "part_of_year", "area", "group"] | None = None
    filters: Mapping[str, Values] = attrs.field(factory=dict, converter=_read_only)
    filters_not: Mapping[str, Values] = attrs.field(factory=dict, converter=_read_only)
    fill_down: tuple[str, ...] = ()
    parts: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only)
    areas: Mapping[str, str] = attrs.field(factory=dict, converter=_read_only)
    group: str = ""
    publication: str = ""
    published: date | None = None
    symbols: str | Mapping[str, str] = attrs.field(factory=dict)
    negatives: Literal["minus", "parentheses"] = "minus"
    dates: DayForm = "year-month-day"
    snapshots: bool = False

    def __attrs_post_init__(self) -> None:
        if problems := list(self.faults()):
            raise DefinitionError(problems)

    def faults(self) -> Iterator[Problem]:
        """List the faults of these settings; a source with more settings adds its own."""
        yield from self._column_faults()
        yield from symbol_faults(self.symbols)
        for column, part in self.parts.items():
            if part.count("*") != 1:
                yield Problem(f"parts: {quoted(part)} of column {quoted(column)} has no single *", "put one * in it")
        if self.layout == "dfe" and not (self.indicators and self.publication):
            yield Problem('layout "dfe" needs indicators = {column = "indicator"} and publication = "..."')
        if self.indicators and self.across:
            yield Problem("indicators and across both say what columns with values are", "leave one of them out")
        if (self.indicators or self.across) and self.layout in ("cases", "inspections"):
            yield Problem(f"layout {quoted(self.layout)} has no columns with values", "leave indicators and across out")

    def _column_faults(self) -> Iterator[Problem]:
        meant = list(self.columns.values())
        if twice := sorted({one for one in meant if meant.count(one) > 1}):
            remedy = "map one column of the table to each"
            if twice == ["period"]:
                year, part = (quoted(one) for one, meant in self.columns.items() if meant == "period")
                remedy = f'of a year and its month or quarter in two columns say {{{year} = "period", {part} = "part_of_year"}}'
            yield Problem(f"columns names {', '.join(twice)} twice", remedy)
        if self.layout == "dfe":
            return
        known = (*REQUIRED[self.layout], *OPTIONAL[self.layout])
        if self.columns and all(one in known and meant not in known for one, meant in self.columns.items()):
            one, meant_first = next(iter(self.columns.items()))
            what = f"columns: {quoted(meant_first)} is no column of the layout"
            yield Problem(what, f"write the table's column first: {{{quoted(meant_first)} = {quoted(one)}}}")
            meant = []
        for name, given in (("columns", meant), ("fixed", self.fixed)):
            for one in given:
                if one not in known:
                    yield Problem(f"{name}: the layout has no column {quoted(one)}", near_miss(one, known))

    @property
    def is_foreign(self) -> bool:
        """Whether the table is somebody else's: what these settings do not name may be anything."""
        return bool(
            self.layout == "dfe"
            or self.columns
            or self.indicators
            or self.across
            or self.filters
            or self.filters_not
            or self.fill_down
        )

    @property
    def given(self) -> dict[str, str]:
        """What all rows share, by the layout's column."""
        said = {
            "group": self.group,
            "source": self.publication,
            "published": "" if self.published is None else self.published.isoformat(),
        }
        return {**{name: text for name, text in said.items() if text}, **self.fixed}


@attrs.frozen(kw_only=True)
class FileSettings(TableSettings):
    """
    What a plan says about a table in a file.

    Args:
        header_row: The row that names the columns, counted from 1; what stands above it is passed over.
        header_rows: How many rows name them, from that one on. A name above others counts for each of them, and stands before it.
        last_row: The last row of the table, where another table follows below it.
    """

    header_row: Annotated[int, Bounds(low=1)] = 1
    header_rows: Annotated[int, Bounds(low=1, high=5)] = 1
    last_row: Annotated[int, Bounds(low=1)] | None = None

    @property
    def last_header_row(self) -> int:
        """The last row that names columns; the next one has figures."""
        return self.header_row + self.header_rows - 1

    def faults(self) -> Iterator[Problem]:
        """List the faults of these settings."""
        yield from super().faults()
        if self.header_row < 1:
            yield Problem(f"header_row {self.header_row} is no row; rows count from 1")
        if not 1 <= self.header_rows <= 5:
            yield Problem(f"header_rows is {self.header_rows}; columns are named in 1 to 5 rows")
        if self.last_row is not None and self.last_row <= self.last_header_row:
            what = f"last_row is {self.last_row}, and the names of the columns stand in row {self.last_header_row}"
            yield Problem(what, "say the row in which the figures of the table end")
